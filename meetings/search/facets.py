"""What the search can be narrowed by, each value with how much there is of it."""

from dataclasses import dataclass

from django.http import QueryDict

from councils.models import Council
from meetings.models import Findable
from meetings.positions import register
from meetings.positions.elsewhere import organisations
from meetings.positions.register import (
    LABELS,
    NOTHING,
    Choice,
    goals_and_areas,
    is_under,
    present,
    under_roots,
)
from meetings.search.asking import equal_to, in_focus, serves
from rus_portal.core.asked import words_asked
from rus_portal.core.prepared import prepared

KINDS = {
    Findable.Kind.POSITION: "Ställningstaganden",
    Findable.Kind.ITEM: "Ärenden",
    Findable.Kind.SECTION: "Protokoll",
    Findable.Kind.DOCUMENT: "Handlingar",
    Findable.Kind.MEETING: "Möten",
    Findable.Kind.GOAL: "Mål",
    Findable.Kind.AREA: "Fokusområden",
    Findable.Kind.ORGANISATION: "Organisationer",
}
OUTCOMES = register.OUTCOMES | {
    "noterat": "Informationen noterad",
    "aterfort": "Återförd till beredning",
    "ingen-samsyn": "Ingen samsyn",
}


@dataclass(frozen=True)
class Facets:
    """What narrows the search that an address asks for, its `query`. `named` are the values of each facet as
    the index keeps them, with (how they stand in an address, text); `chosen` the values that the address
    chooses among them."""

    query: QueryDict
    organisations: list
    goals: list
    areas: list
    named: dict
    chosen: dict

    @property
    def words(self):
        return words_asked(self.query)[1]

    @property
    def told(self):
        """The search in words: ”tåg”, Slag: Protokoll."""
        return ", ".join([f"”{words_asked(self.query)[0]}”", *map(self.text, self.chosen)])

    @property
    def is_astray(self):
        """Whether a value in the address names nothing."""
        return any(self.query.get(name) and name not in self.chosen for name in LABELS)

    @property
    def conditions(self):
        return {name: self._condition(name, value) for name, value in self.chosen.items()}

    def _condition(self, name, value):
        if name == "mal":
            asked = next(goal for goal in self.goals if goal.slug == value)
            return serves([goal.pk for goal in self.goals if is_under(goal, asked)])
        if name == "fokus":
            return in_focus(value)
        key = next(key for key, (slug, _) in self.named[name].items() if slug == value)
        return equal_to(name, key)

    def text(self, name):
        told = dict(self.named[name].values())
        return f"{LABELS[name]}: {told[self.chosen[name]]}"

    def choices(self, counts):
        """Lists to choose from: what there is something of, and what is chosen."""
        return [
            Choice(
                name, LABELS[name], NOTHING[name], self._groups(name, counts[name]), self.chosen.get(name, "")
            )
            for name in NOTHING
        ]

    def _groups(self, name, counts):
        chosen = self.chosen.get(name)
        told = [
            (slug, f"{text} ({counts.get(str(key), 0)})")
            for key, (slug, text) in self.named[name].items()
            if str(key) in counts or slug == chosen
        ]
        if name != "mal":
            return (("", tuple(told)),)
        offered = dict(told)
        groups = []
        for heading, ((root, all_under), *below) in under_roots(self.goals):
            some = [(slug, offered[slug]) for slug, _ in below if slug in offered]
            if some or root in offered:
                groups.append((heading, ((root, all_under), *some)))
        return tuple(groups)


def facets(query):
    """A value that names nothing counts as not given. Three queries."""
    homes, (goals, areas) = organisations(), goals_and_areas()
    years = range(2199, 1899, -1)
    named = {
        "slag": {kind.value: (kind.value, text) for kind, text in KINDS.items()},
        "mal": {goal.pk: (goal.slug, f"{goal.code} {goal.title}") for goal in goals},
        "fokus": {area.pk: (area.slug, area.title) for area in areas},
        "rad": {pk: (slug, name) for pk, slug, name in _councils()},
        "org": {pk: (slug, name) for pk, slug, name in homes},
        "ar": {year: (str(year), str(year)) for year in years},
        "utfall": {value: (value, text) for value, text in OUTCOMES.items()},
    }
    chosen = {}
    for name, values in named.items():
        slugs = {slug for slug, _ in values.values()}
        given = present(name, query.get(name, ""), (("", tuple(values.values())),))
        if given in slugs:
            chosen[name] = given
    return Facets(query, homes, goals, areas, named, chosen)


@prepared
def _councils():
    return Council.objects.filter(kind="council").order_by("order", "pk").values_list("pk", "slug", "name")
