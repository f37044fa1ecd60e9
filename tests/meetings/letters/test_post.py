"""That each letter is sent once; what the mail server answers, and what becomes of the letter: put off, given
back, uncertain, failed."""

import datetime as dt

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from meetings.mail.post import Post
from meetings.models import Letter
from meetings.workflow import letter as verbs
from tests.meetings.letters.conftest import run, states, summoned, tasks
from tests.postbox import BREAK, lead

GREYLISTED = "450 4.2.0 Greylisted, try again"
BUSY = "421 4.7.0 Too many messages"


class Dying(BaseEmailBackend):
    """A pass that dies after it has claimed a letter, before anyone knows whether the letter went."""

    def send_messages(self, messages):
        raise ConnectionResetError


def skip_pauses():
    Letter.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())


# Once only


def test_each_letter_goes_once_however_often_it_is_asked_for(four, regional, postbox):
    summoned(regional)
    run()
    run()
    assert len(postbox.letters) == len(four)


def test_a_letter_whose_pass_died_is_never_repeated_by_itself(four, regional, postbox, settings):
    summoned(regional)
    lead(settings, letters=f"{__name__}.Dying")
    with pytest.raises(ConnectionResetError):
        run()
    [claimed] = Letter.objects.exclude(claimed_at=None)
    lead(settings, postbox.port)
    run()
    assert len(postbox.letters) == len(four) - 1
    assert claimed.person.email not in [mail["To"] for mail in postbox.letters]


def test_where_the_mail_server_is_away_the_summons_stands_and_the_letters_wait(
    four, regional, postbox, commit, settings
):
    lead(settings, 1)
    with commit():
        meeting = summoned(regional)
    assert meeting.stage == "convened"
    assert {letter.state for letter in Letter.objects.all()} == {"waiting"}
    lead(settings, postbox.port)
    run()
    assert len(postbox.letters) == len(four)


def test_an_address_that_is_refused_stops_none_of_the_others(four, regional, member, postbox):
    postbox.unknown.add(member.email)
    summoned(regional)
    run()
    assert len(postbox.letters) == len(four) - 1
    refused = Letter.objects.get(person=member)
    assert refused.state == "failed"
    assert refused.failure == "550 5.1.1 No such mailbox"


# Put off


@pytest.mark.parametrize("place", ["at_address", "at_text"])
def test_a_letter_that_is_put_off_is_sent_after_a_pause(place, four, regional, postbox):
    getattr(postbox, place).append(GREYLISTED)
    summoned(regional)
    run()
    assert states() == ["sent"] * (len(four) - 1) + ["trying"]
    [put_off] = Letter.objects.filter(sent_at=None)
    assert put_off.failure == GREYLISTED
    run()
    assert len(postbox.letters) == len(four) - 1
    skip_pauses()
    run()
    assert states() == ["sent"] * len(four)
    assert len(postbox.letters) == len(four)


def test_the_pauses_grow_until_the_letter_is_given_up_within_a_day(four, regional, postbox):
    meeting = summoned(regional)
    letter = Letter.objects.first()
    Letter.objects.exclude(pk=letter.pk).delete()
    postbox.at_address = [GREYLISTED] * 9
    pauses = []
    for _ in range(8):
        before = timezone.now()
        run()
        letter.refresh_from_db()
        pauses.append(round((letter.next_try_at - before) / dt.timedelta(minutes=1)))
        assert tasks(meeting) == []
        skip_pauses()
    run()
    letter.refresh_from_db()
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640]
    assert (letter.state, letter.failure) == ("failed", f"Gavs upp efter 9 försök. {GREYLISTED}")
    assert tasks(meeting) == ["Ett brev om mötet behöver ses över."]


def test_only_an_answer_of_5xx_is_final(four, regional, postbox):
    postbox.at_text = ["451 4.3.0 Later", "452 4.2.2 Full", "554 5.7.1 No"]
    summoned(regional)
    run()
    assert states() == ["failed"] + ["sent"] * (len(four) - 3) + ["trying"] * 2


def test_what_a_server_says_over_several_lines_is_kept_on_one(four, regional, postbox):
    summoned(regional)
    run()
    letter = Letter.objects.first()
    assert verbs.note_returned(letter.pk, 1, f"550 Full\r\nWrite to {letter.address}\n later")
    letter.refresh_from_db()
    assert letter.failure == "550 Full Write to [adressen] later"


# The connection breaks


@pytest.mark.parametrize("answer", [BUSY, BREAK])
def test_a_break_before_the_text_costs_no_letter_and_the_pass_goes_on(answer, four, regional, postbox):
    postbox.at_address = ["250 OK", answer]
    summoned(regional)
    run()
    assert states() == ["sent"] * len(four)
    assert sorted(mail["To"] for mail in postbox.letters) == sorted(person.email for person in four)


def test_a_busy_answer_to_the_text_costs_no_letter(four, regional, postbox):
    postbox.at_text = [BUSY]
    summoned(regional)
    run()
    assert states() == ["sent"] * len(four)
    assert len(postbox.letters) == len(four)


def test_where_every_try_breaks_the_letter_waits_and_the_others_go(four, regional, postbox):
    postbox.at_address = [BREAK, BREAK]
    summoned(regional)
    run()
    assert states() == ["sent"] * (len(four) - 1) + ["trying"]


@pytest.mark.parametrize("keeps", [True, False])
def test_a_break_between_text_and_answer_is_uncertain_and_the_pass_goes_on(keeps, four, regional, postbox):
    postbox.at_text, postbox.keeps = [BREAK], keeps
    meeting = summoned(regional)
    run()
    run()
    assert states() == ["sending"] + ["sent"] * (len(four) - 1)
    assert tasks(meeting) == []
    Letter.objects.filter(sent_at=None).update(claimed_at=timezone.now() - dt.timedelta(hours=1))
    assert tasks(meeting) == ["Ett brev om mötet behöver ses över."]


def test_where_the_server_goes_away_in_the_middle_nothing_is_lost(four, regional, postbox, monkeypatch):
    summoned(regional)
    postbox.at_address = ["250 OK", BREAK]
    opened = Post.open

    def once(backend):
        if postbox.letters and not backend.connection:
            raise ConnectionRefusedError
        return opened(backend)

    monkeypatch.setattr(Post, "open", once)
    with pytest.raises(ConnectionRefusedError):
        run()
    monkeypatch.setattr(Post, "open", opened)
    assert states() == ["sent"] + ["waiting"] * (len(four) - 1)
    run()
    assert len(postbox.letters) == len(four)
