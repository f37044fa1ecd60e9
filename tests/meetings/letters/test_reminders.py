"""Reminders: who gets them and when, how often each person wants them, and the way out."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from councils.models import Appointment, Organisation, Seat
from meetings.mail.message import unsubscribe_address
from meetings.models import Letter, MailChoice
from meetings.workflow import letter as verbs
from meetings.workflow import minutes
from meetings.workflow.stance import record_stance
from rus_portal.core.words import day
from tests import acts
from tests.meetings.letters.conftest import run, summoned

# Reminders


def remind(meeting, days):
    """As the daily command does, in the morning so many days before the meeting."""
    at = meeting.starts - dt.timedelta(days=days, hours=2)
    return verbs.remind(at=at)


@pytest.fixture
def coming(four, regional):
    """A meeting without position items, so that only answers are awaited."""
    return summoned(regional, {"type": "information", "proposed_position": ""}, days=3)


def test_those_who_have_not_answered_are_reminded_once(four, coming, chair, member, opposition):
    acts.said(coming, chair, "on_site")
    assert [remind(coming, 3), remind(coming, 2)] == [2, 0]
    reminded = Letter.objects.filter(kind="reminder")
    assert {letter.person for letter in reminded} == {member, opposition}


def test_nobody_is_reminded_long_before_the_meeting(four, coming):
    assert remind(coming, 9) == 0


def test_a_substitute_is_reminded_only_when_somebody_has_asked(four, coming, member, substitute):
    acts.said(coming, member, "substitute", substitute=substitute)
    remind(coming, 3)
    assert Letter.objects.filter(kind="reminder", person=substitute).count() == 1
    assert Letter.objects.filter(kind="reminder", person=member).count() == 0


def test_an_organisation_that_has_not_prepared_is_reminded_without_the_title_of_the_item(
    four, regional, member, postbox
):
    meeting = summoned(regional, {"title": "Ett känsligt ärende"}, days=4)
    for person in four:
        acts.said(meeting, person, "on_site")
    remind(meeting, 4)
    letter = Letter.objects.get(kind="reminder", person=member)
    assert "Härnösands kommun har en punkt kvar att förankra" in letter.text
    assert "känsligt" not in letter.text


def test_whoever_sits_for_two_organisations_is_reminded_of_both_in_one_letter(four, regional, member):
    timra = Seat.objects.get(council=regional, organisation__slug="timra", side="majority")
    Appointment.objects.create(seat=timra, person=member, begins="2017-01-01")
    meeting = summoned(regional, {"title": "Ett"}, {"title": "Två"}, days=4)
    acts.said(meeting, member, "on_site")
    record_stance(meeting.items.first(), Organisation.objects.get(slug="timra"), by=member, status="supports")
    remind(meeting, 4)
    letter = Letter.objects.get(kind="reminder", person=member)
    told = "Härnösands kommun har 2 punkter och Timrå kommun har en punkt kvar att förankra"
    assert told in letter.text


def test_an_approver_is_reminded_until_the_minutes_are_approved(four, regional, chair, member, secretary):
    meeting = acts.held(regional, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=chair)
    assert [verbs.remind(), verbs.remind()] == [1, 0]
    assert Letter.objects.get(kind="minutes").person == member


@pytest.mark.parametrize("often", ["none", "daily"])
def test_that_minutes_wait_for_ones_approval_is_told_whatever_one_has_chosen(
    often, four, regional, chair, member, secretary, postbox
):
    MailChoice.objects.create(person=member, often=often)
    meeting = acts.held(regional, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    verbs.remind()
    run()
    [mail] = postbox.to(member)
    assert mail["Subject"].strip().startswith("Justera protokollet")
    assert mail["List-Unsubscribe"] is None
    assert "Vill du inte ha" not in mail.get_body(["plain"]).get_content()
    Letter.objects.all().delete()
    verbs.remind()
    minutes.approve_minutes(sent, by=member)
    Letter.objects.update(written_at=timezone.now() - dt.timedelta(hours=2))
    verbs.renew_reminders()
    assert {letter.person for letter in Letter.objects.all()} == {chair}


def test_a_reminder_after_the_day_says_that_it_is_late(four, regional, member, secretary):
    meeting = acts.held(regional, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    for days, said in ((0, "Det ska vara gjort"), (1, "Det skulle ha varit gjort")):
        Letter.objects.all().delete()
        due = dt.datetime.combine(sent.due + dt.timedelta(days=days), dt.time(7))
        verbs.remind(at=timezone.make_aware(due))
        text = Letter.objects.get(person=member).text
        assert f"{said} senast den {day(sent.due)}." in text


def test_whoever_wants_mail_once_a_day_gets_one_letter_with_everything(four, regional, member, postbox):
    first, second = (summoned(regional, days=days) for days in (3, 4))
    MailChoice.objects.create(person=member, often="daily")
    Letter.objects.all().delete()
    remind(second, 4)
    run()
    [mail] = postbox.to(member)
    text = mail.get_body(["plain"]).get_content()
    assert mail["Subject"] == "Dagens påminnelser"
    assert text.count("Du har inte svarat") == 2
    assert first.url("answer") in text
    assert remind(second, 3) == 0


def test_whoever_wants_none_is_not_reminded_but_still_called(four, regional, member):
    MailChoice.objects.create(person=member, often="none")
    meeting = summoned(regional, days=3)
    remind(meeting, 3)
    assert [letter.kind for letter in Letter.objects.filter(person=member)] == ["summons"]


# Unsubscribing


def test_a_reminder_carries_a_way_out_that_needs_no_sign_in(four, coming, member, postbox, client):
    Letter.objects.all().delete()
    remind(coming, 3)
    run()
    [mail] = postbox.to(member)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip(" <>")
    assert address == unsubscribe_address(member)
    client.handler.enforce_csrf_checks = True
    assert client.get(address).status_code == 200
    assert not MailChoice.objects.exists()
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert MailChoice.objects.get().person == member
    assert MailChoice.objects.get().often == "none"


def test_a_summons_carries_no_way_out(four, coming, member, postbox):
    run()
    [mail] = postbox.to(member)
    assert mail["List-Unsubscribe"] is None


@pytest.mark.parametrize("token", ["1", "1:x", "x:y", "0", "%00"])
def test_a_way_out_that_is_not_ours_is_not_found(token, client, db):
    assert client.post(f"/utskick/avregistrering/{token}/").status_code == 404


def test_each_person_chooses_how_often(client, member):
    client.force_login(member)
    page = client.get(reverse("mail_choice"))
    assert page.context["form"].initial == {"often": "at_once"}
    assert client.post(reverse("mail_choice"), {"often": "daily"}).status_code == 302
    assert MailChoice.objects.get(person=member).often == "daily"
    assert client.post(reverse("mail_choice"), {"often": "hourly"}).status_code == 422
    assert client.post(reverse("mail_choice"), {}).status_code == 422
