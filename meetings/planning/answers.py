"""What a person has answered to the summons, named by organisation for those who come for several."""

from django.utils import timezone

from councils.models import Appointment
from meetings.models import SummonsAnswer
from meetings.planning.invitees import homes_of
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import home_seats, is_there_another_day
from rus_portal.core.words import day, listed

WORDS = SummonsAnswer.WORDS


def for_whom(answer):
    """ " för Timrå kommun", where its writer comes for others too."""
    several = len(homes_of(answer.person, answer.meeting)) > 1
    return f" för {answer.organisation}" if several else ""


def own_answers(person, meetings):
    """What the person has answered to each of the meetings, as (organisation, words): without an organisation
    where there is only one, and without words where nothing is answered. They are read with `own_answer`; one
    query where somebody comes for several."""
    homes = {
        meeting: list(dict.fromkeys(seat.organisation for seat in home_seats(person, meeting)))
        for meeting in meetings
    }
    several = [meeting for meeting in meetings if len(homes[meeting]) > 1]
    given = _given(person, several) if several else ()
    said = {(each.meeting_id, each.organisation_id): each.told for each in given}
    return {
        meeting: [(home, said.get((meeting.pk, home.pk), "")) for home in homes[meeting]]
        if meeting in several
        else [(None, WORDS.get(meeting.own_answer, ""))]
        for meeting in meetings
    }


@prepared
def _given(person, meetings):
    return SummonsAnswer.objects.with_standing().filter(person=person, meeting__in=meetings)


def of_another_day(person, meeting):
    """To whoever has a seat in a council that meets, but not on the day of a meeting ahead: that it is so,
    who has the seat then, and what becomes of an answer given before it was so. Else empty, without a
    query."""
    is_ahead = not meeting.held_at and meeting.end_date >= timezone.localdate()
    if not is_ahead or not is_there_another_day(person, meeting):
        return ""
    councils = [council.pk for council in meeting.councils]
    own = [held.seat_id for held in person.held if held.seat.reads_documents]
    then = Appointment.objects.on(meeting.date).filter(seat__in=own, seat__council__in=councils)
    then = then.select_related("person").in_council_order()
    names = list(dict.fromkeys(f"{held.person}" for held in then))
    told = f"Din plats i rådet gäller inte den {day(meeting.date)}. "
    told += f"Då har {listed(names)} den." if names else "Ingen har fått den än."
    given = SummonsAnswer.objects.filter(person=person, meeting=meeting).order_by("organisation__order", "pk")
    if said := [f"”{answer.get_answer_display().lower()}”" for answer in given]:
        whose = f"{listed(names)} svarar" if names else "Den som får platsen svarar"
        told += f" Ditt svar på kallelsen, {listed(said)}, räknas därför inte. {whose} i stället."
    return told
