"""What the secretariat sees of letters, what needs a look, and what it sends again."""

import datetime as dt

import pytest
from django.utils import timezone

from councils.erasure import erase_contact_details
from councils.journal import history_of
from councils.models import Appointment
from meetings.mail.message import message_name
from meetings.models import Letter, Meeting
from meetings.workflow import letter as verbs
from meetings.workflow.meeting import cancel_meeting
from rus_portal.core.refusal import Refused
from tests.meetings.letters.conftest import entry_in, run, summoned, tasks

# What the secretariat sees and does


def test_the_secretariat_sees_who_was_not_reached_and_why(four, regional, office, member, opposition):
    member.email = None
    member.save()
    meeting = summoned(regional)
    Letter.objects.filter(person=opposition).update(claimed_at=timezone.now() - dt.timedelta(hours=1))
    page = office.get(meeting.url("letters"))
    assert {letter.person: letter.state for letter in page.context["troubled"]} == {
        member: "no_address",
        opposition: "uncertain",
    }
    text = page.content.decode()
    assert "Ingen e-postadress" in text
    assert text.count(">Skicka igen<") == 2


def test_an_uncertain_letter_is_sent_again_on_the_secretariats_word_and_told_in_the_journal(
    four, regional, office, opposition, postbox, commit
):
    meeting = summoned(regional)
    letter = Letter.objects.get(person=opposition)
    Letter.objects.filter(pk=letter.pk).update(claimed_at=timezone.now() - dt.timedelta(hours=1))
    with commit():
        response = office.post(meeting.url("letter_resending", letter.pk))
    assert response.url == meeting.url("letters")
    assert len(postbox.to(opposition)) == 1
    assert history_of(letter).get().act == "send_letter_again"


def test_a_sent_letter_is_not_sent_again(four, regional, secretary, member, postbox):
    summoned(regional)
    run()
    with pytest.raises(Refused, match="skickat eller på väg"):
        verbs.send_again(Letter.objects.get(person=member), by=secretary)


@pytest.mark.parametrize("role", ["chair", "member", "official", "outsider", "administrator"])
def test_only_the_secretariat_sees_and_sends_letters(role, request, client, four, regional, member):
    meeting = summoned(regional)
    client.force_login(request.getfixturevalue(role))
    letter = Letter.objects.get(person=member)
    assert client.get(meeting.url("letters")).status_code == 403
    assert client.post(meeting.url("letter_resending", letter.pk)).status_code == 403


def test_a_letter_about_another_meeting_is_not_found(four, regional, office, member):
    letter_of = summoned(regional).letters.get(person=member)
    other = summoned(regional, days=30)
    assert office.post(other.url("letter_resending", letter_of.pk)).status_code == 404
    assert office.get(other.url("letter_resending", letter_of.pk)).status_code == 405


def test_the_page_of_letters_costs_the_same_for_one_as_for_forty(
    regional, four, office, django_assert_num_queries
):
    few, many = summoned(regional), summoned(regional, days=30)
    Letter.objects.filter(meeting=few).exclude(pk=few.letters.first().pk).delete()
    office.get(few.url("letters"))
    for meeting in (few, many):
        with django_assert_num_queries(8):
            office.get(meeting.url("letters"))


# What needs a look


def test_the_work_list_and_the_page_of_letters_have_one_rule(four, regional, secretary, postbox, settings):
    meeting = summoned(regional)
    past, now = timezone.now() - dt.timedelta(hours=1), timezone.now()
    looks = {
        "failed": {"claimed_at": past, "failed_at": now},
        "returned": {"claimed_at": past, "sent_at": past, "failed_at": now},
        "uncertain": {"claimed_at": past},
        "no_address": {"address": ""},
        "sending": {"claimed_at": now},
        "sent": {"claimed_at": past, "sent_at": past},
        "trying": {"tries": 1, "next_try_at": now},
        "dropped": {"dropped_at": now},
        "gathered": {"gathered": True, "address": ""},
    }
    first = Letter.objects.first()
    Letter.objects.exclude(pk=first.pk).delete()
    for kind in ("summons", "minutes"):
        for name, facts in looks.items():
            row = {"key": f"{name}-{kind}", "kind": kind, "meeting": meeting, "person": first.person}
            Letter.objects.create(**row | {"address": "a@b.se"} | facts)
    for days, kinds in ((20, {"summons", "minutes"}), (-1, {"minutes"})):
        date = timezone.localdate() + dt.timedelta(days=days)
        Meeting.objects.filter(pk=meeting.pk).update(date=date, end_date=date)
        by_rows = {letter.key for letter in Letter.objects.undelivered()}
        assert by_rows == {letter.key for letter in Letter.objects.all() if letter.needs_help}
        troubled = ("failed", "returned", "uncertain", "no_address")
        assert by_rows == {f"{name}-{kind}" for name in troubled for kind in kinds}


def test_letters_about_a_cancelled_meeting_and_before_the_summons_stand_on_the_work_list_too(
    four, regional, secretary, postbox
):
    meeting = summoned(regional)
    run()
    cancel_meeting(meeting, by=secretary, reason="Storm.")
    [one, *_] = Letter.objects.filter(kind="cancellation")
    postbox.unknown.add(one.person.email)
    run()
    assert tasks(meeting) == ["Ett brev om mötet behöver ses över."]


def test_a_letter_that_a_newer_has_overtaken_needs_no_look_and_has_no_button(
    four, regional, secretary, office, member, postbox
):
    meeting = summoned(regional)
    postbox.unknown.add(member.email)
    run()
    assert tasks(meeting) == ["Ett brev om mötet behöver ses över."]
    postbox.unknown.clear()
    cancel_meeting(meeting, by=secretary, reason="Storm.")
    run()
    assert tasks(meeting) == []
    page = office.get(meeting.url("letters")).content.decode()
    assert (">Skicka igen<" in page, "brev behöver ses över" in page) == (False, False)
    assert page.count("Ett nyare brev om mötet är skrivet till samma mottagare.") == len(four)


def test_an_erased_persons_letter_leaves_the_work_list(four, regional, opposition, administrator, postbox):
    meeting = summoned(regional)
    Appointment.objects.filter(person=opposition).update(ends=timezone.localdate() - dt.timedelta(days=1))
    erase_contact_details(opposition, by=administrator)
    assert tasks(meeting) == []
    run()
    assert len(postbox.letters) == len(four) - 1
    assert not Letter.objects.get(person=opposition).needs_help


def test_the_address_is_read_when_the_letter_is_sent(four, regional, member, postbox):
    summoned(regional)
    member.email = "ny@kommun.example"
    member.save()
    run()
    [mail] = postbox.to(member)
    assert entry_in(mail)[1]["ATTENDEE"] == "mailto:ny@kommun.example"
    assert Letter.objects.get(person=member).address == "ny@kommun.example"


def test_whose_address_is_taken_away_is_not_written_to(four, regional, member, postbox):
    meeting = summoned(regional)
    member.email = None
    member.save()
    run()
    assert len(postbox.letters) == len(four) - 1
    assert Letter.objects.get(person=member).state == "no_address"
    assert tasks(meeting) == ["Ett brev om mötet behöver ses över."]


def test_sent_again_is_another_message(four, regional, member, secretary, postbox):
    postbox.unknown.add(member.email)
    summoned(regional)
    run()
    letter = Letter.objects.get(person=member)
    postbox.unknown.clear()
    verbs.send_again(letter, by=secretary)
    run()
    [mail] = postbox.to(member)
    assert mail["Message-ID"] == f"<{message_name(letter.pk, 2)}>"
    assert message_name(letter.pk, 2) != message_name(letter.pk)
    assert history_of(letter).get().act == "send_letter_again"
    assert not verbs.note_returned(letter.pk, 1, "Kom tillbaka.")
    assert verbs.note_returned(letter.pk, 2, "Kom tillbaka.")
