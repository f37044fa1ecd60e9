"""Who is called to a meeting, who may come in somebody's place, and what has been answered."""

from dataclasses import dataclass

from councils.models import Appointment, Seat
from meetings.models import SummonsAnswer

Answer = SummonsAnswer.Answer
SUBSTITUTE = Seat.Capacity.SUBSTITUTE


def called_to(meeting):
    """The appointments of all who are called, in the order of the seats, each person once.

    Where a person sits in both councils of a joint meeting the seat in the inviting council counts.
    """
    councils = [council.pk for council in meeting.councils]
    held = (
        Appointment.objects.on(meeting.date)
        .filter(seat__council__in=councils)
        .select_related("person", "seat__organisation", "seat__council")
        .in_council_order()
    )
    first: dict[int, Appointment] = {}
    for appointment in sorted(held, key=lambda a: councils.index(a.seat.council_id)):
        first.setdefault(appointment.person_id, appointment)
    return list(first.values())


def substitutes_for(person, meeting):
    """Who may come in the person's place: those in the substitute seats of the same organisation and council.
    Nobody substitutes for a substitute."""
    own = Appointment.objects.on(meeting.date).filter(
        person=person, seat__council__in=[council.pk for council in meeting.councils]
    )
    places = {
        (held.seat.council_id, held.seat.organisation_id)
        for held in own.select_related("seat")
        if held.seat.takes_position and held.seat.capacity != SUBSTITUTE
    }
    offered = Appointment.objects.on(meeting.date).filter(
        seat__capacity=SUBSTITUTE, seat__council__in=[council for council, _ in places]
    )
    offered = offered.exclude(person=person).select_related("person", "seat").in_council_order()
    return list(
        dict.fromkeys(
            held.person for held in offered if (held.seat.council_id, held.seat.organisation_id) in places
        )
    )


@dataclass(frozen=True)
class Called:
    """One who is called, with the answer (or None) and whose place the person takes (or None)."""

    appointment: Appointment
    answer: SummonsAnswer | None
    stands_in_for: SummonsAnswer | None

    @property
    def is_awaited(self):
        """A substitute need not answer until somebody has asked for one."""
        is_asked = self.appointment.seat.capacity != SUBSTITUTE or self.stands_in_for
        return bool(is_asked and self.answer is None)

    @property
    def is_coming(self):
        return self.answer is not None and self.answer.answer in (Answer.ON_SITE, Answer.REMOTE)


def lines_of(meeting):
    """Everyone called, with what each has answered."""
    said = list(meeting.answers.select_related("person", "substitute"))
    answers = {answer.person_id: answer for answer in said}
    asked = {answer.substitute_id: answer for answer in said if answer.substitute_id}
    return [
        Called(held, answers.get(held.person_id), asked.get(held.person_id)) for held in called_to(meeting)
    ]


def tally(lines):
    """How many say what, as (number, words)."""
    words = [*Answer.choices, (None, "Har inte svarat")]
    said = [line.answer and line.answer.answer for line in lines if line.answer or line.is_awaited]
    return [(said.count(value), label) for value, label in words]
