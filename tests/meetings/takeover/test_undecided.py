"""Dissent that nobody has decided about when the meeting is held is not part of what the minutes conclude."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from councils.models import Appointment
from meetings.minutes.record import compile_record
from meetings.models import Meeting
from meetings.views.recording import closing_of
from meetings.workflow.minutes import send_minutes
from meetings.workflow.takeover import (
    take_over_dissent,
)
from tests import acts
from tests.meetings.takeover.conftest import WORDS, afresh, day, expected, text


@pytest.fixture
def unclaimed(item, member, heir):
    """Held today, when the heir has the seat."""
    opinion = acts.dissent(item, member, WORDS)
    Appointment.objects.filter(person=member).update(ends=day(-1))
    Appointment.objects.create(seat=opinion.seat, person=heir, begins=day(0))
    Meeting.objects.filter(pk=item.meeting.pk).update(date=day(0), end_date=day(0), start_time="00:00")
    return acts.close(acts.handle(afresh(item)).meeting)


def section(record):
    return next(each for each in record["sections"] if each["is_item"])


def test_what_nobody_stands_for_is_no_dissent_in_the_minutes_which_tell_of_it(unclaimed, member):
    told = section(compile_record(unclaimed.minutes.get()))
    assert (told["outcome"], told["dissents"]) == ("consensus", [])
    assert told["unclaimed"] == [
        f"{member} lämnade en avvikande synpunkt för Härnösands kommun, men tog inte del i "
        "ställningstagandet på mötet. Ingen som gjorde det har tagit över synpunkten, som därför inte är en "
        "del av ställningstagandet."
    ]


def test_it_falls_when_the_minutes_are_approved_and_its_author_is_told(unclaimed, member, client):
    opinion = unclaimed.items.get().dissents.get()
    minutes = acts.published(unclaimed)
    assert afresh(opinion).fell == "unclaimed"
    assert len(section(minutes.record)["unclaimed"]) == 1
    told = member.letters.get(kind="takeover").text
    assert "ingen som gjorde det har tagit över det du lämnade." in told
    assert WORDS in told
    position = unclaimed.items.get().position
    assert "Avvikande synpunkt" not in text(client.get(position.get_absolute_url()))
    page = text(client.get(unclaimed.url("minutes")))
    assert f"{member} lämnade en avvikande synpunkt" in page
    assert section(compile_record(minutes)) == section(minutes.record)


def test_until_then_the_new_holder_may_take_it_over(unclaimed, heir, client):
    assert len(expected(client, heir)) == 1
    take_over_dissent(unclaimed.items.get().dissents.get(), by=heir)
    told = section(compile_record(unclaimed.minutes.get()))
    assert (told["outcome"], [each["person"] for each in told["dissents"]]) == ("dissent", [heir.name])
    assert "unclaimed" not in told


def test_a_takeover_after_the_first_approval_asks_for_it_anew(unclaimed, heir, chair, secretary):
    sent = send_minutes(unclaimed.minutes.get(), by=secretary)
    unclaimed.minutes.get().approvals.filter(person=chair).update(approved_at=timezone.now(), digest="förut")
    take_over_dissent(unclaimed.items.get().dissents.get(), by=heir)
    fell = sent.approvals.get(person=chair)
    assert (fell.approved_at, "bytte avsändare" in fell.fell_because) == (None, True)


def test_the_secretary_is_told_before_the_meeting_is_closed(client, moved, secretary, member):
    Meeting.objects.filter(pk=moved.meeting.pk).update(stage="convened")
    [sentence] = closing_of(moved.meeting, [])["told"]
    assert sentence.startswith(f"{member} lämnade en avvikande synpunkt för Härnösands kommun på")


@pytest.mark.both
def test_the_database_seals_no_minutes_with_a_dissent_that_nobody_stands_for(unclaimed, secretary):
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        unclaimed.minutes.update(approved_at=timezone.now(), approved_by=secretary, stage="approved")
