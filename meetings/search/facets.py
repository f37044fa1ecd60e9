"""What the search of everything can be narrowed by."""

from typing import ClassVar

from meetings.models import Findable
from meetings.positions import facets as register
from meetings.search.asking import equal_to, in_focus, serves

KINDS = {
    Findable.Kind.POSITION: "Ställningstaganden",
    Findable.Kind.ITEM: "Ärenden",
    Findable.Kind.SECTION: "Protokoll",
    Findable.Kind.DOCUMENT: "Handlingar",
    Findable.Kind.MEETING: "Möten",
    Findable.Kind.GOAL: "Mål",
    Findable.Kind.AREA: "Fokusområden",
    Findable.Kind.ORGANISATION: "Organisationer",
    Findable.Kind.CONSULTATION: "Remisser",
    Findable.Kind.ANSWER: "Remissvar",
}
OUTCOMES = register.OUTCOMES | {
    "noterat": "Informationen noterad",
    "aterfort": "Återförd till beredning",
    "ingen-samsyn": "Ingen samsyn",
}
OFFERED = ("mal", "fokus", "rad", "org", "ar", "utfall")


class Facets(register.Facets):
    HOMES: ClassVar = "org"
    OWN: ClassVar = {"slag": {kind.value: text for kind, text in KINDS.items()}, "utfall": OUTCOMES}
    HAS_MONTHS: ClassVar = False

    @property
    def conditions(self):
        return {name: self._condition(name, value) for name, value in self.chosen.items()}

    def _condition(self, name, value):
        if name == "mal":
            return serves(self.goals_under(value))
        return in_focus(self.areas_behind()) if name == "fokus" else equal_to(name, self.key(name))

    def choices(self, counts):
        return [self.choice(name, counts[name]) for name in OFFERED]


facets = Facets.of
