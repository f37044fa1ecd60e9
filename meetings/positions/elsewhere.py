"""Pages of other kinds whose names hold what somebody asks for, where no position does."""

from councils.models import Organisation
from rus_portal.core.address import address
from rus_portal.core.inflection import answers, stems
from rus_portal.core.prepared import prepared

MOST = 8


def elsewhere(words, organisations, goals, areas):
    """(kind, name, address) of those that hold the most of the words, as they are `sought`. Everyone reads
    these pages."""
    named = [("Organisation", name, address("organisation", slug)) for _, slug, name in organisations]
    named += [("Fokusområde", area.title, address("focus_area", area.slug)) for area in areas]
    named += [("Mål", f"{goal.code} {goal.title}", address("goal", goal.slug)) for goal in goals]
    held = [sum(answers(set(stems(name)), word) for word in words) for _, name, _ in named]
    most = max(held, default=0)
    return [each for each, count in zip(named, held, strict=True) if count == most > 0][:MOST]


@prepared
def organisations():
    return Organisation.objects.own().order_by("order", "pk").values_list("pk", "slug", "name")
