"""One who holds seats for two organisations at one meeting is counted, listed and heard for both."""

import pytest
from django.db import IntegrityError, transaction

from councils.models import Appointment, JournalEntry, Seat
from meetings.forms.dissent import DissentForm
from meetings.minutes import compile_record
from meetings.models import Attendance, Minutes
from meetings.planning.invitees import lines_of, represented
from meetings.stances import own_stances
from meetings.workflow.answer import answer_summons
from meetings.workflow.dissent import lodge_dissent
from meetings.workflow.stance import record_stance
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import seats_for_dissent
from tests import acts

pytestmark = pytest.mark.both


@pytest.fixture
def timra(regional, member):
    """The seat of another municipality, which the member from Härnösand holds too."""
    seat = Seat.objects.get(council=regional, organisation__slug="timra", side="majority")
    seat.appointments.update(ends="2016-01-01")
    Appointment.objects.create(seat=seat, person=member, begins="2017-01-01")
    return seat


@pytest.fixture
def harnosand(regional, member, timra):
    return Seat.objects.get(
        council=regional, organisation__slug="harnosand", side="majority", capacity="member"
    )


@pytest.fixture
def today(regional, timra):
    return acts.summoned(regional, days=0)


def line(person, seat):
    return f"{person.pk}-{seat.organisation_id}"


def attended(office, meeting, **changes):
    form = office.get(meeting.url("attendance")).context["form"]
    return office.post(meeting.url("attendance"), acts.called(form, **changes))


def test_the_form_of_attendance_has_a_line_for_each_of_the_organisations(
    office, today, member, timra, harnosand
):
    form = office.get(today.url("attendance")).context["form"]
    own = [(each.organisation.slug, str(each)) for each in form.lines if each.person == member]
    assert own == [("harnosand", f"{member}, Härnösands kommun"), ("timra", f"{member}, Timrå kommun")]


def test_the_person_is_counted_once_and_both_organisations_are(office, today, four, member):
    attended(office, today)
    assert list(today.attendances.filter(person=member).values_list("organisation__slug", flat=True)) == [
        "harnosand",
        "timra",
    ]
    told = JournalEntry.objects.filter(act="record_attendance").first().sentence
    assert told == "Närvaron antecknades: 5 närvarande för 3 organisationer."


def test_the_minutes_list_the_person_for_both(office, today, member, timra):
    attended(office, today)
    record = compile_record(Minutes.objects.create(meeting=today))
    listed = [
        (each["organisation"], each["status"])
        for group in record["attendance"]
        for each in group["people"]
        if each["name"] == member.name
    ]
    assert listed == [("Härnösands kommun", "Digitalt"), ("Timrå kommun", "Digitalt")]


def test_one_seat_may_be_left_to_a_substitute_while_one_is_there_for_the_other(
    office, today, member, substitute, timra, harnosand
):
    item = today.items.get()
    served = {
        f"status_{line(member, harnosand)}": "excused",
        f"for_{acts.line(substitute)}": harnosand.pk,
    }
    assert attended(office, today, **served).status_code == 302
    assert seats_for_dissent(member, item) == [timra]
    assert acts.dissent(item, substitute).organisation.slug == "harnosand"
    with pytest.raises(Refused, match="Du har inte den platsen"):
        lodge_dissent(item, seat=timra, text="Nej.", by=substitute)
    assert acts.dissent(item, member, seat=timra).organisation.slug == "timra"


def test_the_attendance_tells_of_the_substitute_for_the_right_one(
    office, today, member, substitute, harnosand, timra
):
    answer_summons(today, by=member, answer="substitute", substitute=substitute)
    form = office.get(today.url("attendance")).context["form"]
    assert [each.stands_in_for for each in form.lines if each.person == substitute] == [harnosand]
    told = [each.answered for each in form.lines if each.person == member]
    assert told == ["Förhinder, min ersättare kommer"] * 2


def test_two_who_note_the_attendance_at_once_are_told_of_which_organisation(office, today, member, harnosand):
    stale = acts.called(office.get(today.url("attendance")).context["form"])
    attended(office, today, **{f"status_{line(member, harnosand)}": "excused"})
    answer = office.post(today.url("attendance"), stale)
    assert answer.context["versions"] == [(f"{member}, Härnösands kommun", "Digitalt", "Anmält förhinder")]


def test_the_summons_lists_both_and_counts_the_person_once(office, regional, member, timra, four):
    meeting = acts.plan(regional, days=20)
    acts.approve(acts.add(meeting).meeting)
    page = office.get(meeting.url("summons"))
    own = [place.seat.organisation.slug for place in page.context["invitees"] if place.person == member]
    assert own == ["harnosand", "timra"]
    assert (len(page.context["invitees"]), page.context["people"]) == (5, 4)


def test_both_come_when_the_person_does(regional, member, timra, four):
    meeting = acts.summoned(regional, days=20)
    answer_summons(meeting, by=member, answer="remote")
    assert represented(lines_of(meeting)) == (2, 3)


def test_dissent_is_lodged_for_either(office, today, member, timra, harnosand):
    item = today.items.get()
    seats = seats_for_dissent(member, item)
    assert [label for _, label in DissentForm(seats=seats).fields["seat"].choices] == [
        f"{seat.organisation} ({seat.council})" for seat in (harnosand, timra)
    ]
    offered = office.get(item.url("item_outcome")).context["form"].fields["dissent_from"].choices
    assert [label for _, label in offered if member.name in str(label)] == [
        f"Härnösand: {member}",
        f"Timrå: {member}",
    ]


def test_a_stance_is_stated_for_each(today, member, timra, harnosand):
    item = today.items.get()
    record_stance(item, timra.organisation, by=member, status="supports")
    record_stance(item, harnosand.organisation, by=member, status="will_dissent", dissent_text="Nej.")
    stated = [(each.organisation.slug, each.stance.status) for each in own_stances(member, item)]
    assert stated == [("harnosand", "will_dissent"), ("timra", "supports")]
    assert item.dissents.get().seat == harnosand


def test_the_database_takes_one_line_for_each_organisation(today, member, timra, harnosand):
    for seat in (harnosand, timra):
        own = {"person": member, "organisation": seat.organisation, "seat": seat, "status": "remote"}
        Attendance.objects.create(meeting=today, **own)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(meeting=today, **own)


def test_the_page_of_the_answer_says_for_whom(client, regional, member, timra):
    meeting = acts.summoned(regional, days=20)
    client.force_login(member)
    page = client.get(meeting.url("answer")).content.decode()
    assert "för vid mötet: Härnösands kommun och Timrå kommun." in page
