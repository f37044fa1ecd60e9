"""Dissent comes back to the one who lodged it when the meeting is moved back, whatever the other did."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from councils.journal import history_of
from councils.models import Appointment, Person
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.lift import return_item
from meetings.workflow.takeover import (
    let_dissent_fall,
    take_over_dissent,
)
from rus_portal.demo.people import person_for
from tests import acts
from tests.meetings.takeover.conftest import WORDS, afresh, day, expected, leave, subjects


def test_moved_back_it_is_the_first_ones_again(client, moved, move, member, heir):
    back = move(moved, 10)
    assert expected(client, heir) == expected(client, member) == []
    assert not back.dissents.standing().with_author().get().is_left
    with pytest.raises(PermissionDenied, match="avgör själv om synpunkten"):
        take_over_dissent(back.dissents.get(), by=afresh(heir))
    assert withdraw_dissent(back.dissents.get(), by=afresh(member)).withdrawn_by == member


def test_moved_back_it_is_the_first_ones_again_also_when_it_was_taken_over(moved, move, member, heir):
    opinion = moved.dissents.get()
    for _ in range(2):
        taken = take_over_dissent(opinion, by=afresh(heir))
        back = move(moved, 10)
        assert back.dissents.standing().get() == opinion
        assert afresh(taken).withdrawn_at is not None
        moved = move(back, 20)
        opinion = moved.dissents.standing().get()
    assert opinion.person == member


def test_the_meeting_closes_though_several_have_lodged_from_the_seat(moved, move, heir):
    take_over_dissent(moved.dissents.get(), by=heir)
    back = move(moved, 0)
    acts.handle(back)
    assert acts.close(back.meeting).held_at


def test_moved_back_what_was_let_fall_stands_again_as_the_first_ones(client, moved, move, member, heir):
    opinion = moved.dissents.get()
    let_dissent_fall(opinion, by=heir)
    back = move(moved, 10)
    again = back.dissents.standing().with_author().get()
    assert (again, again.person, again.fell, again.is_left) == (opinion, member, "", False)
    assert [entry.act for entry in history_of(back)][-1] == "give_back_dissent"
    assert subjects(member) == ["Det du lämnade står inte kvar", "Det du lämnade gäller igen"]
    assert WORDS in member.letters.filter(kind="takeover").order_by("pk").last().text
    forth = move(back, 20)
    assert forth.dissents.standing().with_author().get().is_left
    assert len(expected(client, heir)) == 1, "is asked anew"


def test_words_that_stand_in_the_way_of_what_comes_back_come_back_in_their_turn(moved, move, member, heir):
    first = moved.dissents.get()
    let_dissent_fall(first, by=heir)
    own = acts.dissent(moved, heir, "Egna ord.", seat=first.seat)
    heir.letters.update(claimed_at=timezone.now())  # the summons: only then is there anything to take back
    back = move(moved, 10)
    assert back.dissents.standing().get() == first
    assert afresh(own).fell == "let_fall"
    assert subjects(heir)[-1] == "Det du lämnade står inte kvar"
    assert "står kvar" not in heir.letters.get(kind="release").text
    forth = move(back, 20)
    assert forth.dissents.standing().get() == own
    assert afresh(first).fell == "let_fall"


def test_what_was_taken_over_and_then_let_fall_comes_back_to_the_first(moved, move, member, heir):
    opinion = moved.dissents.get()
    third = Person.objects.create(name="Den tredje")
    Appointment.objects.filter(person=heir, seat=opinion.seat).update(ends=day(24))
    Appointment.objects.create(seat=opinion.seat, person=third, begins=day(25))
    taken = take_over_dissent(opinion, by=afresh(heir))
    later = move(moved, 30)
    let_dissent_fall(later.dissents.standing().get(), by=third)
    back = move(later, 10)
    assert back.dissents.standing().get() == opinion
    assert (afresh(taken).fell, afresh(taken).withdrawn_by) == ("", third)


def test_what_its_author_took_back_does_not_come_back(item, member, heir, move):
    withdraw_dissent(acts.dissent(item, member), by=member)
    leave(member, heir)
    assert not move(move(item, 20), 10).dissents.standing().exists()


def test_what_another_speaks_for_on_the_day_does_not_come_back(moved, move, heir):
    let_dissent_fall(moved.dissents.get(), by=heir)
    assert not move(moved, 21).dissents.standing().exists()


def test_a_matter_led_to_a_meeting_when_the_author_has_the_seat_takes_the_dissent_back(
    moved, regional, member, heir
):
    opinion = moved.dissents.get()
    let_dissent_fall(opinion, by=heir)
    acts.lift(moved, acts.plan(regional, days=10))
    assert moved.dissents.standing().get() == opinion
    return_item(moved.lifts.get(), by=person_for("secretary"))
    assert moved.dissents.standing().with_author().get().is_left
