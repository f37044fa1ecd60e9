"""Who is called to a meeting, who may come in their place, and what they have answered."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Q

from councils.models import Appointment, Seat
from meetings.models import SummonsAnswer
from meetings.models.visibility import EVERYTHING
from rus_portal.core.prepared import prepared

WITHOUT_ADDRESS = Q(person__email__isnull=True) | Q(person__email="")


def invitees_of(meeting):
    """The appointments of all who are called, in the order of the seats, each person once.

    Of several seats one that is not a substitute's counts first, then one in the inviting council.
    """
    return [held[0] for held in _held_by_each(meeting, _held_at([meeting]))]


def places_of(meeting):
    """The same, but each person once for every organisation that the person comes for."""
    return [place for held in _held_by_each(meeting, _held_at([meeting])) for place in _places(held)]


def without_address(meeting):
    """Those who are called and cannot be written to, in the same order."""
    return [held[0].person for held in _held_by_each(meeting, _held_at([meeting], WITHOUT_ADDRESS))]


def _places(held):
    """Of one person's appointments the one that counts first for each organisation."""
    first: dict[int, Appointment] = {}
    for appointment in held:
        first.setdefault(appointment.seat.organisation_id, appointment)
    return list(first.values())


def _held_at(meetings, whose=EVERYTHING):
    """The appointments among which are all of those called to these meetings, in the order of the seats."""
    days = [meeting.date for meeting in meetings]
    councils = {council.pk for meeting in meetings for council in meeting.councils}
    return _held_between(min(days), max(days), councils, whose)


@prepared
def _held_between(first, last, councils, whose):
    held = Appointment.objects.between(first, last).filter(whose, seat__council__in=councils)
    return held.select_related("person", "seat__organisation", "seat__council").in_council_order()


def _held_by_each(meeting, appointments):
    """All appointments of each person who is called, the one that counts first."""
    councils = [council.pk for council in meeting.councils]
    there = [a for a in appointments if a.seat.council_id in councils and a.is_in_force_on(meeting.date)]
    held = [a for a in there if a.seat.reads_documents]
    by_person: dict[int, list[Appointment]] = {}
    for appointment in sorted(held, key=lambda a: councils.index(a.seat.council_id)):
        by_person.setdefault(appointment.person_id, []).append(appointment)
    return [sorted(own, key=lambda a: a.seat.is_substitute) for own in by_person.values()]


def homes_of(person, meeting):
    """The organisations that the person comes for, also where the person cannot sign in."""
    councils = [council.pk for council in meeting.councils]
    held = person.appointments.on(meeting.date).filter(seat__council__in=councils)
    held = held.select_related("seat__organisation").in_council_order()
    return list(dict.fromkeys(each.seat.organisation for each in held if each.seat.reads_documents))


def substitutes_for(person, meeting, organisation):
    """Who may come for the organisation in the person's place: those in its substitute seats in the same
    council. Nobody substitutes for a substitute."""
    councils = [council.pk for council in meeting.councils]
    its = Appointment.objects.on(meeting.date).filter(
        seat__council__in=councils, seat__organisation=organisation
    )
    own = [held.seat for held in its.filter(person=person).select_related("seat")]
    there = {seat.council_id for seat in own if seat.takes_position and not seat.is_substitute}
    offered = its.filter(seat__capacity=Seat.Capacity.SUBSTITUTE, seat__council__in=there)
    offered = offered.exclude(person=person).select_related("person").in_council_order()
    return list(dict.fromkeys(held.person for held in offered))


@dataclass(frozen=True)
class Invitee:
    """One invitee and one organisation that the invitee comes for, with the answer (or None) and the answer
    naming the invitee as its substitute (or None)."""

    appointment: Appointment
    answer: SummonsAnswer | None
    stands_in_for: SummonsAnswer | None
    is_one_of_several: bool = False

    @property
    def organisation(self):
        return self.appointment.seat.organisation

    @property
    def is_asked(self):
        """Expected to come and to state stances: a substitute once somebody asks for one, until declining."""
        is_needed = self.stands_in_for is not None and (self.answer is None or self.is_coming)
        return is_needed or not self.appointment.seat.is_substitute

    @property
    def is_awaited(self):
        """Not answered, or naming a substitute who does not come."""
        return self.is_asked and (self.answer is None or self.answer.is_alone)

    @property
    def is_coming(self):
        return self.answer is not None and self.answer.answer in self.answer.COMING


def lines_of(meeting):
    """Everyone called, with what each has answered for each organisation."""
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
        given = of_meeting[meeting.pk]
        said = {(answer.person_id, answer.organisation_id): answer for answer in given}
        asked = {(answer.substitute_id, answer.organisation_id): answer for answer in given}
        for held in _held_by_each(meeting, appointments):
            places = _places(held)
            for place in places:
                whose = (place.person_id, place.seat.organisation_id)
                line = Invitee(place, said.get(whose), asked.get(whose), len(places) > 1)
                found.append((meeting, line))
    return found


def own_lines(person, meetings):
    """Of each meeting the person is called to, the lines of `lines_of` that are the person's own, as
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
    return answers.with_substitute().select_related("person", "noted_by")


def tally(lines):
    """How many people have given each answer, as (number, words)."""
    given = [line for line in lines if line.answer or line.is_awaited]
    people = {(line.answer and line.answer.stands, line.appointment.person) for line in given}
    said = Counter(value for value, _ in people)
    alone = SummonsAnswer.ALONE
    words = [each for each in SummonsAnswer.WORDS.items() if each[0] != alone or said[alone]]
    return [(said[value], label) for value, label in [*words, (None, "Har inte svarat")]]


def represented(lines):
    """How many organisations somebody has answered that they come for, and how many are called."""
    coming = {line.organisation.pk for line in lines if line.is_coming}
    return len(coming), len({line.organisation.pk for line in lines})
