"""Who comes in the place of one who has been summoned: who is asked, who is told, and what is said where
the substitute does not come."""

import datetime as dt

import pytest

from councils.models import Appointment, Organisation, Person, Seat
from meetings.models import Letter, Meeting
from meetings.planning.invitees import substitutes_for
from meetings.planning.roll import roll_of
from meetings.todo.reminders import reminders
from meetings.workflow.answer import answer_summons
from meetings.workflow.letter import sync_invitees
from meetings.workflow.meeting import change_meeting
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import home_seats
from tests import acts
from tests.meetings.answers.conftest import asked, say, text


def test_a_substitute_is_told_when_asked_and_when_released(client, meeting, member, substitute):
    client.force_login(member)
    client.post(meeting.url("answer"), {"answer": "substitute", "substitute": substitute.pk})
    assert asked(substitute) == ["Du ersätter"]
    say(client, meeting, answer="substitute", substitute=substitute.pk, note="Reser bort.")
    assert asked(substitute) == ["Du ersätter"]
    say(client, meeting, answer="on_site")
    assert asked(substitute) == ["Du ersätter", "Du behöver inte ersätta"]
    say(client, meeting, answer="substitute", substitute=substitute.pk)
    assert asked(substitute) == ["Du ersätter", "Du behöver inte ersätta", "Du ersätter"]


def test_whose_substitute_declines_is_asked_to_answer_anew(client, meeting, member, substitute):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    client.force_login(member)
    assert "Ändra svaret" not in text(client.get("/mitt/"))
    answer_summons(meeting, by=substitute, answer="excused")
    told = f"{substitute} kan inte komma i ditt ställe till mötet den"
    assert told in text(client.get("/mitt/"))
    assert f"{substitute} har anmält förhinder och kommer inte" in text(client.get(meeting.url("answer")))
    due = reminders(meeting.date - dt.timedelta(days=1))
    sentences = [each.sentence for each in due if each.person == member]
    assert sentences[0].startswith(f"{substitute} kan inte komma i ditt ställe till mötet med")
    answer_summons(meeting, by=member, answer="remote")
    assert told not in text(client.get("/mitt/"))


def test_the_substitute_sees_who_asked(client, meeting, member, substitute):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    client.force_login(substitute)
    assert f"{member} har förhinder" in text(client.get(meeting.url("answer")))


def test_a_substitute_is_told_when_to_serve(client, meeting, member, substitute):
    told = "Du är ersättare."
    client.force_login(substitute)
    assert told in text(client.get(meeting.url("answer")))
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    assert told not in text(client.get(meeting.url("answer")))
    client.force_login(member)
    assert told not in text(client.get(meeting.url("answer")))


def test_a_substitute_who_declined_is_nowhere_told_to_come(client, meeting, member, substitute, secretary):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    answer_summons(meeting, by=substitute, answer="excused")
    client.force_login(substitute)
    page = text(client.get(meeting.url("answer")))
    assert f"{member} har förhinder och hade angett att du kommer i stället. Du har svarat" in page
    client.force_login(secretary)
    page = text(client.get(meeting.url("answers")))
    assert f'{substitute} <span class="status status-waiting">Har också förhinder</span>' in page
    assert f"Skulle ersätta {member}" in page
    page = text(client.get(meeting.url("answer_of", member.pk)))
    assert f"({substitute}, som också har förhinder)" in page
    assert [line.stands_in_for for line in roll_of(meeting) if line.person == substitute] == [None]


def test_substitutes_are_those_of_the_same_organisation_and_council(
    meeting, grand, member, chair, substitute
):
    harnosand, timra = (Organisation.objects.get(slug=slug) for slug in ("harnosand", "timra"))
    for council, organisation in ((grand, harnosand), (meeting.council, timra)):
        seat = Seat.objects.create(
            council=council, organisation=organisation, capacity="substitute", side="majority", order=98
        )
        other = Person.objects.create(name=f"Ersättare i {council}, {organisation}")
        Appointment.objects.create(seat=seat, person=other, begins="2015-01-01")
    own = [home_seats(person, meeting)[0].organisation for person in (member, chair, substitute)]
    assert substitutes_for(member, meeting, own[0]) == [substitute]
    assert substitutes_for(chair, meeting, own[1]) == []
    assert substitutes_for(substitute, meeting, own[2]) == []


def test_one_substitute_comes_for_one_member(meeting, member, opposition, substitute):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    with pytest.raises(Refused, match="ersätter redan"):
        answer_summons(meeting, by=opposition, answer="substitute", substitute=substitute)


def test_a_substitute_who_cannot_come_is_not_sent_for(client, meeting, member, substitute):
    answer_summons(meeting, by=substitute, answer="excused")
    client.force_login(member)
    typed = {"answer": "substitute", "substitute": substitute.pk, "note": "Reser bort."}
    response = client.post(meeting.url("answer"), typed)
    assert response.status_code == 422
    assert "har själv anmält förhinder" in text(response)
    assert "Reser bort." in text(response)


def test_a_member_whose_substitute_cannot_come_either_is_told_once(meeting, member, substitute):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    answer_summons(meeting, by=substitute, answer="excused")
    answer_summons(meeting, by=substitute, answer="excused", note="Sjuk.")
    assert asked(member) == ["Din ersättare kan inte komma"]
    assert f"{substitute} har anmält förhinder" in Letter.objects.get(kind="substitute", person=member).text


@pytest.fixture
def alone(meeting, member, substitute):
    """The member's substitute, who had said yes, has no seat on the day."""
    acts.said(meeting, member, "substitute", substitute=substitute)
    acts.said(meeting, substitute, "on_site")
    Appointment.objects.filter(person=substitute).update(ends=meeting.date - dt.timedelta(days=1))
    return meeting


def test_whose_substitute_has_no_seat_on_the_day_is_asked_to_answer_anew(client, alone, member, substitute):
    client.force_login(member)
    mine = client.get("/mitt/")
    assert [each.label for each in mine.context["expected"]].count("Ändra svaret") == 1
    assert f"{substitute} kan inte komma i ditt ställe till mötet den" in text(mine)
    for page in (text(mine).lower(), text(client.get(alone.get_absolute_url())).lower()):
        assert "förhinder, och ersättaren kommer inte" in page
        assert "min ersättare kommer" not in page
    told = f"{substitute} har ingen plats som ersättare på mötesdagen och kommer inte i ditt ställe."
    assert f"{told} Ändra svaret." in text(client.get(alone.url("answer")))


def test_a_substitute_without_a_seat_on_the_day_is_nowhere_told_to_come(
    client, alone, member, substitute, secretary
):
    client.force_login(secretary)
    answers = client.get(alone.url("answers"))
    page = text(answers)
    assert "min ersättare kommer" not in page.replace(
        "<dt>Förhinder, min ersättare kommer</dt><dd>0</dd>", ""
    )
    assert (1, "Förhinder, och ersättaren kommer inte") in answers.context["tally"]
    marked = '<span class="status status-waiting">Har ingen plats som ersättare på mötesdagen</span>'
    assert f"{substitute} {marked}" in page
    page = text(client.get(alone.url("answer_of", member.pk)))
    assert f"({substitute}, som inte har plats som ersättare på mötesdagen)" in page
    line = next(each for each in roll_of(alone) if each.person == member)
    assert line.answered == "Förhinder, och ersättaren kommer inte"


def test_a_member_whose_substitute_has_lost_the_seat_is_told_once(alone, member, substitute):
    for _ in range(2):
        sync_invitees()
    assert asked(member) == ["Din ersättare kan inte komma"]
    told = f"{substitute} har ingen plats som ersättare på mötesdagen och kan inte komma i ditt ställe."
    assert told in Letter.objects.get(kind="substitute", person=member).text


def test_what_is_told_of_a_seat_is_not_sent_once_it_is_not_so(alone, member):
    sync_invitees()
    Appointment.objects.filter(ends=alone.date - dt.timedelta(days=1)).update(ends=None)
    sync_invitees()
    assert [each.failure for each in Letter.objects.filter(kind="substitute", person=member)] == [
        "Det gällde inte längre."
    ]


def test_a_meeting_moved_before_the_substitutes_seat_and_back_tells_both(
    meeting, member, substitute, secretary
):
    Appointment.objects.filter(person=substitute).update(begins=meeting.date)
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    told = []
    assert asked(substitute) == ["Du ersätter"]
    for days in (-1, 0):
        date = meeting.date + dt.timedelta(days=days)
        change_meeting(Meeting.objects.get(), by=secretary, date=date, end_date=date)
        told.append((asked(member), asked(substitute)))
    alone = ["Din ersättare kan inte komma"]
    assert told == [(alone, ["Du ersätter"]), (alone, ["Du ersätter", "Du ersätter"])]


def test_one_who_has_a_seat_of_the_own_instead_is_not_asked_to_come_for_another(
    client, meeting, member, substitute
):
    acts.said(meeting, member, "substitute", substitute=substitute)
    held = substitute.appointments.get()
    Appointment.objects.filter(pk=held.pk).update(ends=meeting.date - dt.timedelta(days=1))
    seat = Seat.objects.create(
        council=meeting.council, organisation=held.seat.organisation, capacity="member", side="majority"
    )
    Appointment.objects.create(seat=seat, person=substitute, begins=meeting.date)
    client.force_login(Person.objects.get(pk=substitute.pk))
    assert "har bett dig komma" not in text(client.get("/mitt/"))
    page = text(client.get(meeting.url("answer")))
    assert f"{member} har förhinder och hade angett att du kommer i stället. Du har ingen plats" in page
