"""The secretariat reminds those who are waited for, when it wants to, and nobody twice on one day."""

import datetime as dt
from html import unescape

import pytest
from django.utils import timezone

from councils.models import Organisation
from meetings.models import FormalDecision, Letter, MailChoice
from meetings.todo.reminders import lines_at
from meetings.workflow import minutes
from meetings.workflow.letter import remind, renew_reminders
from meetings.workflow.reminder import remind_awaited
from meetings.workflow.stance import record_stance
from rus_portal.core.refusal import Refused
from tests import acts
from tests.meetings.letters.conftest import summoned


@pytest.fixture
def meeting(four, regional):
    """So far off that nobody is reminded of it in the mornings."""
    return summoned(regional, days=20)


def reminded(kind="reminder"):
    return {letter.person for letter in Letter.objects.filter(kind=kind)}


def text(response):
    return unescape(response.content.decode())


def test_those_who_have_something_left_are_reminded_once_a_day(meeting, secretary, chair, member):
    today = timezone.now()
    assert remind_awaited(meeting, "forankring", by=secretary, at=today) == 3
    assert {chair, member} < reminded()
    with pytest.raises(Refused, match="påminda i dag"):
        remind_awaited(meeting, "forankring", by=secretary, at=today)
    tomorrow = today + dt.timedelta(days=1)
    record_stance(meeting.items.get(), home(member), by=member, status="supports")
    assert remind_awaited(meeting, "forankring", by=secretary, at=tomorrow) == 1
    assert Letter.objects.filter(person=chair, kind="reminder").count() == 2


def home(person):
    return person.appointments.first().seat.organisation


def test_whoever_was_reminded_this_morning_is_not_again_today(four, regional, secretary):
    meeting = summoned(regional, days=4)
    morning = meeting.starts - dt.timedelta(days=4)
    remind(at=morning)
    with pytest.raises(Refused):
        remind_awaited(meeting, "forankring", by=secretary, at=morning)


def test_each_is_shown_with_what_the_letter_says_or_why_there_is_none(
    office, meeting, chair, member, opposition
):
    MailChoice.objects.create(person=chair, often="none")
    address = meeting.url("reminder", "kallelse")
    lines = office.get(address).context["lines"]
    assert {line.reminder.person: line.hinder for line in lines} == {
        chair: "Vill inte ha påminnelser",
        member: "",
        opposition: "",
    }
    page = text(office.post(address, follow=True))
    assert ("2 påminnelser om svaret på kallelsen är på väg." in page, reminded()) == (
        True,
        {member, opposition},
    )
    letter = Letter.objects.get(person=member, kind="reminder")
    assert lines[0].reminder.sentence.startswith("Du har inte svarat på kallelsen till mötet")
    assert "Du har inte svarat på kallelsen till mötet" in letter.text
    assert {line.hinder for line in office.get(address).context["lines"]} == {
        "Vill inte ha påminnelser",
        "Påmind i dag",
    }
    assert office.get(meeting.url("reminder", "annat")).status_code == 404


def test_approvers_are_reminded_also_when_they_want_no_reminders(four, regional, secretary, chair, member):
    meeting = acts.held(regional, approvers=[member])
    assert waited_for(meeting, "justering") == []
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=chair)
    MailChoice.objects.create(person=member, often="none")
    before = Letter.objects.filter(kind="minutes").count()
    assert remind_awaited(meeting, "justering", by=secretary) == 1
    assert Letter.objects.filter(kind="minutes").count() == before + 1


def waited_for(meeting, subject):
    return lines_at(meeting, subject, timezone.localdate())


def test_those_whose_formal_decision_is_late_are_reminded_of_it(regional, secretary, official):
    meeting = acts.held(regional)
    acts.published(meeting)
    assert waited_for(meeting, "formella-beslut") == []
    timra = Organisation.objects.get(slug="timra")
    position = meeting.items.get().position
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    FormalDecision.objects.create(
        position=position, organisation=timra, status="planned", planned_on=yesterday, body="KS"
    )
    assert remind_awaited(meeting, "formella-beslut", by=secretary) == 1
    assert reminded() == {official}


@pytest.mark.parametrize("by_hand_first", [True, False])
def test_nobody_is_reminded_twice_of_a_late_decision_on_one_day(
    regional, secretary, official, by_hand_first
):
    """Whichever comes first, the mornings' letters or the secretariat's word."""
    meeting = acts.held(regional)
    acts.published(meeting)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    told = {"organisation": Organisation.objects.get(slug="timra"), "planned_on": yesterday}
    FormalDecision.objects.create(position=meeting.items.get().position, status="planned", **told)
    letters = Letter.objects.filter(key__startswith="remind-decision", person=official)
    if by_hand_first:
        remind_awaited(meeting, "formella-beslut", by=secretary)
        remind()
    else:
        remind()
        with pytest.raises(Refused, match="påminda i dag"):
            remind_awaited(meeting, "formella-beslut", by=secretary)
    assert letters.count() == 1
    remind(at=timezone.now() + dt.timedelta(days=1))
    assert letters.count() == (2 if by_hand_first else 1)


def test_a_reminder_that_waited_too_long_is_written_again_only_to_those_still_waited_for(
    meeting, secretary, chair, member, opposition
):
    remind_awaited(meeting, "forankring", by=secretary)
    record_stance(meeting.items.get(), home(member), by=member, status="supports")
    renew_reminders(at=timezone.now() + dt.timedelta(hours=2))
    assert reminded() == {chair}
