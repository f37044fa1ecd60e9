"""Who is called to a meeting, who may come in their place, and what they have answered."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from councils.models import Appointment, Seat
from meetings.models import SummonsAnswer
from rus_portal.core.prepared import prepared

Answer = SummonsAnswer.Answer


def invitees_of(meeting):
    """The appointments of all who are called, in the order of the seats, each person once.

    Of several seats one that is not a substitute's counts first, then one in the inviting council.
    """
    return [held[0] for held in _held_by_each(meeting, _held_at([meeting]))]


def places_of(meeting):
    """The same, but each person once for every organisation that the person comes for."""
    return [place for held in _held_by_each(meeting, _held_at([meeting])) for place in _places(held)]


def _places(held):
    """Of one person's appointments the one that counts first for each organisation."""
    first: dict[int, Appointment] = {}
    for appointment in held:
        first.setdefault(appointment.seat.organisation_id, appointment)
    return list(first.values())


def _held_at(meetings):
    """The appointments among which are all of those called to these meetings, in the order of the seats."""
    days = [meeting.date for meeting in meetings]
    councils = {council.pk for meeting in meetings for council in meeting.councils}
    return _held_between(min(days), max(days), councils)


@prepared
def _held_between(first, last, councils):
    held = Appointment.objects.between(first, last).filter(seat__council__in=councils)
    return held.select_related("person", "seat__organisation", "seat__council").in_council_order()


def _held_by_each(meeting, appointments):
    """All appointments of each person who is called, the one that counts first."""
    councils = [council.pk for council in meeting.councils]
    held = [a for a in appointments if a.seat.council_id in councils and a.is_in_force_on(meeting.date)]
    by_person: dict[int, list[Appointment]] = {}
    for appointment in sorted(held, key=lambda a: councils.index(a.seat.council_id)):
        by_person.setdefault(appointment.person_id, []).append(appointment)
    return [sorted(own, key=lambda a: a.seat.is_substitute) for own in by_person.values()]


def substitutes_for(person, meeting):
    """Who may come in the person's place: those in the substitute seats of the same organisation and council.
    Nobody substitutes for a substitute."""
    own = Appointment.objects.on(meeting.date).filter(
        person=person, seat__council__in=[council.pk for council in meeting.councils]
    )
    places = {
        (held.seat.council_id, held.seat.organisation_id)
        for held in own.select_related("seat")
        if held.seat.takes_position and not held.seat.is_substitute
    }
    offered = Appointment.objects.on(meeting.date).filter(
        seat__capacity=Seat.Capacity.SUBSTITUTE, seat__council__in=[council for council, _ in places]
    )
    offered = offered.exclude(person=person).select_related("person", "seat").in_council_order()
    return list(
        dict.fromkeys(
            held.person for held in offered if (held.seat.council_id, held.seat.organisation_id) in places
        )
    )


@dataclass(frozen=True)
class Invitee:
    """One invitee, with the answer (or None) and the answer naming the invitee as substitute (or None)."""

    held: list[Appointment]
    answer: SummonsAnswer | None
    stands_in_for: SummonsAnswer | None

    @property
    def appointment(self):
        return self.held[0]

    @property
    def organisations(self):
        """All organisations that the person comes for."""
        return [place.seat.organisation for place in _places(self.held)]

    @property
    def is_asked(self):
        """Expected to come and to state stances: a substitute once somebody asks for one, until declining."""
        is_needed = self.stands_in_for is not None and (self.answer is None or self.is_coming)
        return is_needed or not self.appointment.seat.is_substitute

    @property
    def is_awaited(self):
        return self.is_asked and self.answer is None

    @property
    def is_coming(self):
        return self.answer is not None and self.answer.answer in self.answer.COMING


def lines_of(meeting):
    """Everyone called, with what each has answered."""
    return [line for _, line in lines_in([meeting])]


def lines_in(meetings):
    """The lines of all these meetings, as (meeting, line). Two queries, however many meetings; reads
    `joint_with`."""
    if not meetings:
        return []
    return _lines(meetings, _held_at(meetings), _answers(Q(meeting__in=[each.pk for each in meetings])))


def _lines(meetings, appointments, answers):
    of_meeting = defaultdict(list)
    for answer in answers:
        of_meeting[answer.meeting_id].append(answer)
    found = []
    for meeting in meetings:
        said = {answer.person_id: answer for answer in of_meeting[meeting.pk]}
        asked = {answer.substitute_id: answer for answer in of_meeting[meeting.pk] if answer.substitute_id}
        for held in _held_by_each(meeting, appointments):
            whose = held[0].person_id
            found.append((meeting, Invitee(held, said.get(whose), asked.get(whose))))
    return found


def own_lines(person, meetings):
    """Of each meeting the person is called to, the one line of `lines_of` that is the person's own, as
    (meeting, line). Two queries, however many meetings; reads `joint_with`."""
    every = _appointments(person)
    for appointment in every:
        appointment.person = person  # so that the standing is read once
    own = Q(person=person) | Q(substitute=person)
    return _lines(meetings, every, _answers(Q(meeting__in=[each.pk for each in meetings]) & own))


@prepared
def _appointments(person):
    return Appointment.objects.filter(person=person).select_related("seat__organisation").in_council_order()


@prepared
def _answers(condition):
    answers = SummonsAnswer.objects.filter(condition).counting()
    return answers.select_related("person", "substitute", "noted_by")


def tally(lines):
    """The number of each answer, as (number, words)."""
    words = [*Answer.choices, (None, "Har inte svarat")]
    said = [line.answer and line.answer.answer for line in lines if line.answer or line.is_awaited]
    return [(said.count(value), label) for value, label in words]


def represented(lines):
    """How many organisations somebody has answered that they come for, and how many are called."""
    coming = {organisation.pk for line in lines if line.is_coming for organisation in line.organisations}
    return len(coming), len({organisation.pk for line in lines for organisation in line.organisations})
