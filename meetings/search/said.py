"""What the organisations that a question names have said of what its other words find: *vad tyckte Sundsvall
om tågen*. It is not in the index, since a position does not name those who agree."""

from dataclasses import dataclass

from django.db.models import Q

from meetings.models import FormalDecision, Stance
from meetings.models.position import first_line
from rus_portal.core.inflection import UNASKED, answers, sought, stems, words_in
from rus_portal.core.prepared import prepared
from rus_portal.core.words import listed

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
    """`told` are (position, its voices); of `silent` more nothing is said, `beyond` are not looked at."""

    names: str
    rest: str
    told: list
    silent: int
    beyond: int

    @property
    def first(self):
        return self.told[:FIRST]

    @property
    def further(self):
        return self.told[FIRST:]


def named_in(text, organisations):
    """The organisations that the text names, by a name whole or short in any form, and the rest of its words;
    nothing where it does not say both. Of names that begin alike the longest is meant."""
    words = [word for word in words_in(text) if word.lower() not in UNASKED]
    forms = [sought(word, set)[0] for word in words]
    names = [
        ([set(stems(part)) for part in words_in(name) if part.lower() not in UNASKED], each)
        for each in organisations
        for name in (each.title, each.code)
    ]
    names.sort(key=lambda named: -len(named[0]))
    found, at, rest = {}, 0, []
    while at < len(words):
        own = next((each for each in names if each[0] and _begin(forms[at:], each[0])), None)
        if own:
            found[own[1].pk] = own[1]
        else:
            rest.append(words[at])
        at += len(own[0]) if own else 1
    return (list(found.values()), " ".join(rest)) if rest else ([], "")


def _begin(forms, name):
    return len(forms) >= len(name) and all(map(answers, name, forms))


def said_by_them(organisations, positions, rest, total):
    """Of positions fetched `with_dissent`, which the reader sees: the best of `total`. Two queries."""
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
    told.sort(key=lambda each: not any(voice.is_its_own for voice in each[1]))
    names = listed([each.title for each in organisations])
    return Said(names, rest, told, len(positions) - len(told), total - len(positions))


@prepared
def _decisions(items, organisations):
    found = FormalDecision.objects.filter(position__item__in=items, organisation__in=organisations)
    return found.order_by("pk")


@prepared
def _published(items, organisations):
    """Of its own stance, which is everyone's: not beside a position in which it dissents."""
    found = Stance.objects.filter(~Q(published_at=None), item__in=items, organisation__in=organisations)
    return found.order_by("pk")
