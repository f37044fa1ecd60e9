"""Somebody else comes, on the same day, than the one who lodged the dissent."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from meetings.models import Meeting
from meetings.workflow.answer import answer_for, answer_summons, withdraw_answer
from meetings.workflow.attendance import record_attendance
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.takeover import (
    let_dissent_fall,
    take_over_dissent,
)
from tests import acts
from tests.meetings.takeover.conftest import WORDS, afresh, day, expected, left


@pytest.fixture
def substituted(item, member, substitute):
    """The member's substitute comes, and has lodged dissent."""
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    acts.dissent(item, substitute, WORDS)
    return item


def test_a_substitutes_dissent_waits_for_the_member_who_comes_after_all(
    client, substituted, member, substitute
):
    assert left(substituted) == set()
    answer_summons(substituted.meeting, by=member, answer="remote")
    assert left(substituted) == {substitute}
    assert (len(expected(client, member)), expected(client, substitute)) == (1, [])
    assert member.letters.filter(kind="takeover").count() == 1
    opinion = substituted.dissents.get()
    with pytest.raises(PermissionDenied, match="tar del i ställningstagandet"):
        withdraw_dissent(opinion, by=substitute)
    taken = take_over_dissent(opinion, by=member)
    assert (taken.person, taken.text, left(substituted)) == (member, WORDS, set())


@pytest.mark.parametrize("verb", [take_over_dissent, let_dissent_fall])
def test_a_substitute_who_comes_again_has_the_own_dissent_again(verb, substituted, member, substitute):
    opinion = substituted.dissents.get()
    answer_summons(substituted.meeting, by=member, answer="remote")
    verb(opinion, by=member)
    answer_summons(substituted.meeting, by=member, answer="substitute", substitute=substitute)
    assert (substituted.dissents.standing().get(), left(substituted)) == (opinion, set())


def test_a_members_dissent_waits_for_the_substitute_who_serves(client, item, member, substitute):
    acts.dissent(item, member, WORDS)
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    assert left(item) == {member}
    assert (len(expected(client, substitute)), expected(client, member)) == (1, [])
    let_dissent_fall(item.dissents.get(), by=substitute)
    answer_summons(item.meeting, by=member, answer="on_site")
    assert (item.dissents.standing().get().person, left(item)) == (member, set())


def test_a_member_whose_substitute_declines_stands_for_the_own_words_again(item, member, substitute):
    acts.dissent(item, member)
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    answer_summons(item.meeting, by=substitute, answer="excused")
    assert left(item) == set()


def test_an_answer_that_the_secretariat_takes_back_gives_the_dissent_back(
    item, member, substitute, secretary
):
    acts.dissent(item, member)
    answer_for(item.meeting, member, by=secretary, answer="substitute", substitute=substitute)
    let_dissent_fall(item.dissents.get(), by=substitute)
    withdraw_answer(item.meeting, member, by=secretary)
    assert item.dissents.standing().get().person == member


def test_the_list_of_attendance_says_who_stands_for_the_dissent(substituted, member, substitute, secretary):
    seats = [acts.seat_of(each, substituted.meeting.council) for each in (member, substitute)]

    def attends(person, seat, status, instead_of=None):
        row = {"person": person, "organisation": seat.organisation, "seat": seat, "status": status}
        return row | {"substitutes_for": instead_of}

    Meeting.objects.filter(pk=substituted.meeting.pk).update(date=day(0), end_date=day(0), start_time="00:00")
    meeting = afresh(substituted.meeting)
    opinion = substituted.dissents.get()
    came = [attends(member, seats[0], "on_site")]
    record_attendance(meeting, came, by=secretary)
    assert left(substituted) == {substitute}
    taken = take_over_dissent(opinion, by=member)
    served = attends(substitute, seats[1], "on_site", seats[0])
    record_attendance(meeting, [attends(member, seats[0], "excused"), served], by=secretary)
    assert (substituted.dissents.standing().get(), left(substituted)) == (opinion, set())
    assert afresh(taken).withdrawn_at is not None


@pytest.mark.both
def test_the_database_seals_no_minutes_with_a_dissent_by_a_substitute_who_did_not_serve(
    substituted, member, secretary
):
    Meeting.objects.filter(pk=substituted.meeting.pk).update(date=day(0), end_date=day(0), start_time="00:00")
    seat = acts.seat_of(member, substituted.meeting.council)
    came = {"person": member, "organisation": seat.organisation, "seat": seat, "status": "on_site"}
    record_attendance(afresh(substituted.meeting), [came], by=secretary)
    meeting = acts.close(acts.handle(afresh(substituted)).meeting)
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        meeting.minutes.update(approved_at=timezone.now(), approved_by=secretary, stage="approved")
