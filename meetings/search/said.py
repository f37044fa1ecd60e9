"""What the organisations that a question names have said of what its other words find: *vad tyckte Sundsvall
om tågen*. It is not in the index, since a position does not name those who agree."""

from dataclasses import dataclass

from django.db.models import Q

from meetings.models import FormalDecision, Stance
from meetings.models.position import first_line
from meetings.positions.called import called
from rus_portal.core.inflection import UNASKED, sought, words_in
from rus_portal.core.prepared import prepared

FIRST = 3  # positions that are shown before one asks for the rest


@dataclass(frozen=True)
class Voice:
    """What one organisation has said of a position. `dissents` are (from whom, the first line of why, whether
    there is more)."""

    organisation: str
    dissents: list
    stance: Stance | None
    decision: FormalDecision | None

    def __bool__(self):
        return bool(self.dissents or self.stance or self.decision)

    @property
    def is_its_own(self):
        """Not only that nothing has been decided."""
        is_taken = self.decision and self.decision.status in FormalDecision.TAKEN
        return bool(self.dissents or self.stance or is_taken)


@dataclass(frozen=True)
class Said:
    """`told` are (position, its voices) of the `looked` best among the `total` that are found, `in_words` of
    what was asked where any are; `alike` those of the same page with words that mean the same, where an
    organisation has said something of its own, and `in_all` counts all of these. `which` are (name, (short
    name, query)) of names that several share."""

    names: str
    rest: str
    told: list
    alike: list
    looked: int
    total: int
    in_words: bool
    in_all: int
    all_of_it: str  # the query of them
    which: list

    @property
    def silent(self):
        return self.looked - len(self.told)

    @property
    def parts(self):
        """What is shown of each, and what one asks for; those in the words of the question first."""
        return [(each is self.alike, each[:FIRST], each[FIRST:]) for each in (self.told, self.alike) if each]


@dataclass(frozen=True)
class Named:
    """`which` are (name, (short name, the question with the whole name instead)) of names that several share,
    where none of them is named."""

    homes: list
    rest: str
    which: list


def named_in(text, organisations):
    """The organisations that the text names, by a name whole, short or everyday in any form, and the rest of
    its words; None where it does not say both."""
    every = words_in(text)
    asked = [nth for nth, word in enumerate(every) if word.lower() not in UNASKED]
    found = called([sought(every[nth], set)[0] for nth in asked], organisations)
    taken = {nth for each in found for nth in range(each.begin, each.end)}
    rest = " ".join(every[nth] for at, nth in enumerate(asked) if at not in taken)
    if not (found and rest):
        return None
    homes = list(dict.fromkeys(each.homes[0] for each in found if each.is_clear))
    which = []
    for name in (each for each in found if not set(each.homes) & set(homes)):
        begin, end = asked[name.begin], asked[name.end - 1] + 1
        others = [(each.code, " ".join([*every[:begin], each.title, *every[end:]])) for each in name.homes]
        which.append((name.name, others))
    return Named(homes, rest, which)


def told_by_them(organisations, positions):
    """(position, its voices) of those fetched `with_dissent`, which the reader sees, where there are any.
    Two queries."""
    keys, items = [each.pk for each in organisations], [each.item_id for each in positions]
    decisions = {(each.position_id, each.organisation_id): each for each in _decisions(items, keys)}
    stances = {(each.item_id, each.organisation_id): each for each in _published(items, keys)}
    told = []
    for position in positions:
        voices = [
            Voice(
                each.title,
                [(d.whose, *first_line(d.text)) for d in position.dissents if d.organisation.pk == each.pk],
                stances.get((position.item_id, each.pk)),
                decisions.get((position.pk, each.pk)),
            )
            for each in organisations
        ]
        if some := [voice for voice in voices if voice]:
            told.append((position, some))
    return sorted(told, key=lambda each: not any(voice.is_its_own for voice in each[1]))


@prepared
def _decisions(items, organisations):
    found = FormalDecision.objects.filter(position__item__in=items, organisation__in=organisations)
    return found.order_by("pk")


@prepared
def _published(items, organisations):
    """Of its own stance, which is everyone's: not beside a position in which it dissents."""
    found = Stance.objects.filter(~Q(published_at=None), item__in=items, organisation__in=organisations)
    return found.order_by("pk")
