"""The round on a position: which organisations are asked, and what each has said. Nothing is counted."""

from collections import defaultdict
from dataclasses import dataclass

from councils.models import Appointment, Organisation
from meetings.models import RoundAnswer, Stance
from meetings.models.round import lines_without_text
from meetings.stances import stances_on
from rus_portal.core.words import listed

Status = RoundAnswer.Status
NOBODY = (
    "Ingen som får ta ställning på punkten är antecknad som närvarande. Ropa upp dem innan "
    "ställningstagandet antas."
)
PREPARED: dict = {
    Stance.Status.SUPPORTS: Status.SUPPORTS,
    Stance.Status.CAN_ACCEPT: Status.CAN_ACCEPT,
    Stance.Status.WILL_DISSENT: Status.DISSENTS,
}


@dataclass(frozen=True)
class Voice:
    """One organisation in the round: who speaks for it there, what it has said, and what it had prepared to
    say. `dissents` are the texts lodged, `lacks_text` that its line dissents without one."""

    organisation: Organisation
    people: list
    said: str
    prepared: str
    dissents: list
    lacks_text: bool

    @property
    def choices(self):
        """(value, words, whether it is said, whether it is only prepared)."""
        return [
            (key, words, key == self.said, not self.said and key == self.prepared)
            for key, words in Status.choices
        ]


def taking_part(item):
    """The appointments of those who are there when the item is taken up and take position on it: only they,
    and only for the organisations that they are there for."""
    listed = item.meeting.attendances.prefetch_related("movements__item")
    return taking_position_of(item.meeting, [each for each in listed if each.is_there(item)])


def taking_position_of(meeting, present):
    """The appointments of those of the attendances `present` that take position."""
    there = {(each.person_id, each.organisation_id) for each in present}
    held = Appointment.objects.on(meeting.date).filter(person__in=[person for person, _ in there])
    held = held.select_related("person", "seat__organisation", "seat__council").in_council_order()
    return [
        each for each in meeting.taking_position(held) if (each.person_id, each.seat.organisation_id) in there
    ]


def round_of(item):
    """The organisations that have somebody there who takes position, in their order; and those whose
    dissenting opinion is not lodged, also where they are not there any more."""
    people, dissents = defaultdict(list), defaultdict(list)
    for held in taking_part(item):
        people[held.seat.organisation].append(held)
    lodged = list(item.dissents.standing().with_author())
    for each in lodged:
        dissents[each.seat.organisation_id].append(each)
    said = dict(item.round.values_list("organisation", "status"))
    prepared = {pk: PREPARED.get(stance.status, "") for pk, stance in stances_on(item, lodged).items()}
    silent = lines_without_text(item, people)
    voices = [
        Voice(
            organisation,
            held,
            said.get(organisation.pk, ""),
            prepared.get(organisation.pk, ""),
            dissents[organisation.pk],
            organisation in silent,
        )
        for organisation, held in sorted(people.items(), key=lambda pair: (pair[0].order, pair[0].pk))
    ]
    return voices, silent


def organisations_in(item):
    return {held.seat.organisation for held in taking_part(item)}


def hinder_to(item, is_called=True):
    """Why no position is adopted on the item now. Where nobody `is_called` the meeting is recorded
    afterwards."""
    there = organisations_in(item)
    return why_not_adopted(there or not is_called, lines_without_text(item, there))


def why_not_adopted(there, silent):
    """In a sentence; empty where a position may be adopted: somebody is `there` to take it, and whoever
    dissents has lodged its words."""
    if not there:
        return NOBODY
    whose = listed([str(each) for each in silent])
    return whose and (
        f"{whose} avviker, men den avvikande synpunkten är inte lämnad. Anteckna den ordagrant, eller ändra "
        "till ”Kan acceptera”, innan ställningstagandet antas."
    )


def all_prepared(found):
    """What those have prepared to say who have not been asked yet."""
    return {voice.organisation: voice.prepared for voice in found if voice.prepared and not voice.said}
