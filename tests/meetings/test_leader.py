"""Who leads a meeting follows the chair's seat on its day, where nobody else is chosen (docs/adr/0015)."""

import datetime as dt
from html import unescape
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from councils.models import Appointment, Person, Seat
from meetings.agenda.approval import approval_of, chairing
from meetings.minutes.record import compile_record
from meetings.models import Meeting
from meetings.todo.worklist import work
from meetings.workflow.agenda import approve_agenda, ask_for_approval, return_agenda
from meetings.workflow.letter import sync_invitees
from meetings.workflow.meeting import change_meeting
from meetings.workflow.minutes import send_minutes
from tests import acts


def day(days):
    return timezone.localdate() + dt.timedelta(days=days)


def afresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def heir(db):
    return Person.objects.create(name="Den nya ordföranden", email="heir@demo.example")


def hand_over(chair, heir, *, after, council):
    """The chair's seat is another's from the day after so many days."""
    held = Appointment.objects.get(person=chair, seat__council=council, seat__capacity="chair")
    Appointment.objects.filter(pk=held.pk).update(ends=day(after))
    return Appointment.objects.create(seat=held.seat, person=heir, begins=day(after + 1))


def move(meeting, days, secretary):
    return change_meeting(afresh(meeting), by=secretary, date=day(days), end_date=day(days))


@pytest.mark.parametrize(("days", "who"), [(14, "chair"), (15, "heir")])
def test_whoever_has_the_chairs_seat_on_the_day_leads(regional, chair, heir, days, who):
    meeting = acts.plan(regional, days=days)
    hand_over(chair, heir, after=14, council=regional)
    assert meeting.leader == {"chair": chair, "heir": heir}[who]


def test_a_meeting_moved_across_a_change_of_chair_is_led_by_the_new_one_and_moved_back_by_the_first(
    regional, chair, heir, secretary
):
    meeting = acts.plan(regional, days=10)
    hand_over(chair, heir, after=14, council=regional)
    assert move(meeting, 20, secretary).leader == heir
    assert move(meeting, 10, secretary).leader == chair


def test_the_new_chair_is_named_wherever_the_meeting_is_told_of(client, regional, chair, heir):
    meeting = acts.plan(regional, days=20)
    hand_over(chair, heir, after=14, council=regional)
    page = unescape(client.get(meeting.get_absolute_url()).content.decode())
    assert f"<dt>Ordförande</dt><dd>{heir}</dd>" in page
    assert approval_of(meeting).content["facts"]["chair"] == heir.name


def test_the_new_chair_is_asked_for_the_agenda_once_and_approves_it(regional, chair, heir, secretary):
    meeting = acts.plan(regional, days=20)
    acts.add(meeting)
    asked = ask_for_approval(meeting, by=secretary)
    hand_over(chair, heir, after=14, council=regional)
    for _ in range(2):
        sync_invitees()
    assert [heir.letters.filter(key=f"approval:{asked.pk}:{heir.pk}").count(), chair.letters.count()] == [
        1,
        1,
    ]
    with pytest.raises(PermissionDenied):
        approve_agenda(meeting, by=afresh(chair))
    assert approve_agenda(meeting, by=heir).approved_by == heir


def test_the_new_chair_reads_a_draft_and_is_told_when_the_rest_comes(client, regional, chair, heir):
    meeting = acts.plan(regional, days=20)
    acts.add(meeting)
    hand_over(chair, heir, after=14, council=regional)
    ask_for_approval(meeting, by=meeting.secretary)
    client.force_login(heir)
    page = unescape(client.get(meeting.get_absolute_url()).content.decode())
    assert ("Utkast." in page, "vars ställningstaganden är publicerade" in page) == (True, False)
    refusal = unescape(client.get(meeting.url("answer")).content.decode())
    assert "läser det som hör till mötet från kallelsen" in refusal


def test_whoever_leads_after_a_move_is_asked_for_the_agenda_at_once(regional, chair, heir, secretary):
    meeting = acts.plan(regional, days=10)
    acts.add(meeting)
    asked = ask_for_approval(meeting, by=secretary)
    hand_over(chair, heir, after=14, council=regional)
    move(meeting, 20, secretary)
    assert heir.letters.filter(key=f"approval:{asked.pk}:{heir.pk}").exists()


@pytest.mark.parametrize(
    ("answer", "words"), [(approve_agenda, {}), (return_agenda, {"text": "Vägen först."})]
)
def test_nobody_is_asked_for_an_agenda_that_has_its_answer(regional, chair, heir, secretary, answer, words):
    meeting = acts.plan(regional, days=10)
    acts.add(meeting)
    ask_for_approval(meeting, by=secretary)
    answer(meeting, by=chair, **words)
    hand_over(chair, heir, after=14, council=regional)
    assert move(meeting, 20, secretary).leader == heir
    sync_invitees()
    assert not heir.letters.exists()


@pytest.fixture
def held(regional, chair, heir):
    """Today, on the first day of the new chair."""
    meeting = acts.summoned(regional, days=0)
    hand_over(chair, heir, after=-1, council=regional)
    return acts.close(acts.handle(meeting.items.get()).meeting)


def test_the_new_chair_is_asked_to_approve_the_minutes_and_named_in_them(held, heir, chair, secretary):
    sent = send_minutes(held.minutes.get(), by=secretary)
    asked = {approval.person for approval in sent.approvals.all()}
    assert (heir in asked, chair in asked) == (True, False)
    record = compile_record(sent)
    assert record["chair"] == heir.name
    assert [each["role"] for each in record["approvals"] if each["name"] == heir.name] == ["Ordförande"]


def test_whoever_was_asked_stays_asked_when_the_seat_changes_hands_afterwards(held, heir, secretary):
    sent = send_minutes(held.minutes.get(), by=secretary)
    other = Person.objects.create(name="Ännu en")
    hand_over(heir, other, after=0, council=held.council)
    assert sent.approvals.filter(person=heir).exists()
    assert compile_record(afresh(sent))["chair"] == heir.name


# Somebody else was chosen


def test_one_chosen_to_lead_does_so_whoever_has_the_chairs_seat(regional, chair, heir, member, secretary):
    meeting = acts.plan(regional, days=10, chair=member)
    hand_over(chair, heir, after=14, council=regional)
    assert [meeting.leader, move(meeting, 20, secretary).leader] == [member, member]
    assert chairing(afresh(meeting))[:2] == [member, heir]


def test_one_chosen_who_has_no_seat_on_the_day_leads_again_when_it_is_moved_back(
    regional, chair, member, secretary
):
    meeting = acts.plan(regional, days=10, chair=member)
    Appointment.objects.filter(person=member).update(ends=day(14))
    assert move(meeting, 20, secretary).leader == chair
    assert move(meeting, 10, secretary).leader == member


def test_the_secretary_is_told_when_the_one_chosen_has_no_seat_on_the_day(regional, grand, member):
    meeting = acts.plan(regional, days=20, chair=member)
    seated = acts.plan(regional, days=13, chair=member)
    together = acts.plan(grand, days=21, chair=member, joint_with=[regional])
    follows = acts.plan(regional, days=22)

    def told():
        found = work([regional, grand], day(0))
        return {each for each, tasks in found for task in tasks if "valdes att leda mötet" in task.sentence}

    assert told() == set()
    for appointment in Appointment.objects.filter(person=member):
        Appointment.objects.filter(pk=appointment.pk).update(ends=day(14))
    assert told() == {meeting, together}
    assert {each for each in (meeting, seated, together, follows) if each.leader == member} == {seated}


def test_the_vice_chair_leads_where_chosen_and_when_the_chairs_seat_becomes_hers(regional, chair):
    held = Appointment.objects.get(seat__council=regional, seat__capacity="vice_chair")
    vice = held.person
    chosen, usual = acts.plan(regional, days=10, chair=vice), acts.plan(regional, days=20)
    assert (chosen.leader, usual.leader) == (vice, chair)
    hand_over(chair, vice, after=14, council=regional)
    Appointment.objects.filter(pk=held.pk).update(ends=day(14))
    Appointment.objects.create(seat=held.seat, person=chair, begins=day(15))
    usual = afresh(usual)
    assert (usual.leader, chairing(usual)) == (vice, [vice, chair])


def test_the_leader_is_read_once_for_each_object(regional, chair, django_assert_num_queries):
    meeting = afresh(acts.plan(regional, days=10))
    with django_assert_num_queries(1):
        assert [meeting.leader, meeting.leader] == [chair, chair]


def test_the_form_leaves_the_chair_to_the_seat_or_to_one_chosen(office, regional, chair, member):
    meeting = acts.plan(regional, days=20)
    sent = acts.as_posted(office.get(meeting.url("meeting_facts")).context["form"])
    assert sent["chair"] == ""
    office.post(meeting.url("meeting_facts"), sent | {"chair": member.pk})
    assert afresh(meeting).leader == member
    sent = acts.as_posted(office.get(meeting.url("meeting_facts")).context["form"])
    office.post(meeting.url("meeting_facts"), sent | {"chair": ""})
    assert (afresh(meeting).chair, afresh(meeting).leader) == (None, chair)


def test_nobody_is_said_to_lead_a_meeting_that_is_retold(regional):
    meeting = acts.plan(regional, days=-5)
    Meeting.objects.filter(pk=meeting.pk).update(source="Protokoll i region.se")
    assert afresh(meeting).leader is None


def test_what_was_stored_before_follows_the_seat_unless_it_was_a_choice(regional, chair, member, official):
    had = Appointment.objects.get(seat__council=regional, seat__capacity="chair")
    for person, ends in ((member, day(-9)), (official, day(9))):  # before, and after, the planning
        facts = {"organisation": had.seat.organisation, "order": 900 + person.pk}
        seat = Seat.objects.create(council=regional, capacity="chair", **facts)
        Appointment.objects.create(seat=seat, person=person, begins=day(-99), ends=ends)
    stored = [
        acts.plan(regional, days=20 + nth, chair=who) for nth, who in enumerate((chair, member, official))
    ]
    follow = import_module("meetings.migrations.0003_bring_along").follow_the_seat
    for _ in range(2):
        follow(apps, connection.schema_editor())
        assert [afresh(meeting).chair for meeting in stored] == [None, member, None]
