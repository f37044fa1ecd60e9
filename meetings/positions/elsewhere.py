"""Pages of other kinds whose names hold what somebody asks for, where nothing else does."""

from rus_portal.core.address import address
from rus_portal.core.inflection import answers, stems

MOST = 8


def elsewhere(words, facets):
    """(kind, name, address) of those that hold the most of the words, as they are `sought`. Everyone reads
    these pages."""
    homes = facets.organisations
    named = [("Organisation", home.title, address("organisation", home.slug)) for home in homes]
    named += [("Fokusområde", area.title, address("focus_area", area.slug)) for area in facets.areas]
    named += [("Mål", goal.name, address("goal", goal.slug)) for goal in facets.goals]
    held = [sum(answers(set(stems(name)), word) for word in words) for _, name, _ in named]
    most = max(held, default=0)
    return [each for each, count in zip(named, held, strict=True) if count == most > 0][:MOST]
