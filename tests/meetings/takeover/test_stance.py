"""What the former holder said of where the organisation stands is taken over, or stated anew."""

import pytest
from django.core.exceptions import PermissionDenied

from councils.models import Appointment, Seat
from meetings.models import Meeting
from meetings.todo.awaited import left_by, takeovers
from meetings.triggers.generation import one_generation
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.minutes import send_minutes
from meetings.workflow.stance import record_stance
from meetings.workflow.takeover import (
    let_dissent_fall,
    let_stance_fall,
    take_over_dissent,
    take_over_stance,
)
from tests import acts
from tests.meetings.takeover.conftest import WORDS, afresh, day, expected, home, leave, subjects, text


def elected_of(organisation, meeting):
    held = Appointment.objects.filter(seat__council=meeting.council, seat__side="majority")
    return held.get(seat__organisation=organisation).person


@pytest.fixture
def stated(item, member, heir, move):
    record_stance(item, home(member), by=member, status="can_accept")
    leave(member, heir)
    return move(item, 20)


def test_a_stance_of_the_former_holder_stands_marked_until_it_is_taken_over(
    client, stated, member, heir, secretary
):
    client.force_login(secretary)
    mark = "Lämnat av någon som inte talar för organisationen på mötesdagen"
    assert mark in text(client.get(stated.meeting.url("stances")))
    asked = f"Ta över eller låt falla: en förankring för Härnösands kommun om ”{stated.title}”."
    assert expected(client, heir) == [(asked, f"{stated.get_absolute_url()}#overtagande")]
    client.post(f"{stated.url('stance_takeover')}?organisation=harnosand")
    stance = stated.stances.get()
    assert (stance.status, stance.recorded_by, stance.is_left) == ("can_accept", heir, False)
    assert expected(client, heir) == []
    assert member.letters.filter(kind="takeover").count() == 1


def test_a_substitute_is_asked_only_while_serving(stated, heir, outsider):
    seat = Seat.objects.create(
        council=stated.meeting.council, organisation=home(heir), capacity="substitute", order=99
    )
    Appointment.objects.create(seat=seat, person=outsider)
    assert [each.person for each in takeovers(afresh(outsider))] == []
    acts.said(stated.meeting, heir, "substitute", substitute=outsider)
    assert [each.person for each in takeovers(afresh(outsider))] == [outsider]
    acts.said(stated.meeting, outsider, "excused")
    assert [each.person for each in takeovers(afresh(outsider))] == []


def test_who_has_nothing_to_take_over_is_not_asked_for_among_what_others_left(
    stated, heir, secretary, django_assert_num_queries
):
    assert [each.person for each in takeovers(afresh(heir))] == [heir]  # and what is left is kept for all
    chief = afresh(secretary)
    chief.held  # noqa: B018, read once in each request
    with one_generation(), django_assert_num_queries(1):  # whether anything has been written since
        assert [*takeovers(chief)] == []
        assert [*left_by(chief)] == []


def test_a_stance_that_is_left_asks_nobody_once_the_item_is_handled(client, stated, heir, secretary):
    Meeting.objects.filter(pk=stated.meeting.pk).update(date=day(0), end_date=day(0), start_time="00:00")
    Appointment.objects.filter(seat__organisation=home(heir), ends=day(14)).update(ends=day(-1))
    Appointment.objects.filter(person=heir).update(begins=day(0))
    item = afresh(stated)

    def asked():
        return [each.due for each in takeovers(afresh(heir))], ">Ta över<" in page()

    def page():
        client.force_login(heir)
        return text(client.get(item.get_absolute_url()))

    until = afresh(item.meeting).stances_due
    assert asked() == ([until], True)
    meeting = acts.close(acts.handle(item).meeting)
    assert asked() == ([], False)
    with pytest.raises(PermissionDenied, match="Förankringen är stängd"):
        take_over_stance(item.stances.get(), by=afresh(heir))
    send_minutes(meeting.minutes.get(), by=secretary)
    assert asked() == ([], False)


def test_the_secretariat_takes_no_stance_over(stated, secretary):
    with pytest.raises(PermissionDenied, match="Den som talar för organisationen på mötet"):
        take_over_stance(stated.stances.get(), by=secretary)


def test_a_stance_that_is_let_fall_is_to_be_stated_anew(client, stated, heir):
    client.force_login(heir)
    client.post(f"{stated.url('stance_takeover')}?organisation=harnosand", {"falls": "1"})
    stance = stated.stances.get()
    assert (stance.status, stance.recorded_by) == ("under_way", heir)
    assert "Förankra" in [each.label for each in client.get("/mitt/").context["expected"]]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (take_over_stance, "Efterträdaren har redan tagit över läget."),
        (let_stance_fall, "Efterträdaren har redan låtit läget falla."),
    ],
)
def test_what_became_of_a_stance_in_one_tab_is_told_in_the_other(client, stated, heir, act, told):
    act(stated.stances.get(), by=heir)
    client.force_login(heir)
    for pressed in ({}, {"falls": "1"}):
        answer = client.post(stated.url("stance_takeover"), pressed, follow=True)
        assert (answer.status_code, told in text(answer)) == (200, True)
    assert stated.stances.get().recorded_by == heir


@pytest.mark.parametrize("verb", [take_over_stance, let_stance_fall])
def test_moved_back_a_stance_is_the_first_ones_again_whatever_the_other_did(
    verb, client, stated, move, member, heir
):
    verb(stated.stances.get(), by=heir)
    back = move(stated, 10)
    stance = back.stances.get()
    assert (stance.status, stance.recorded_by, stance.is_left, stance.former) == (
        "can_accept",
        member,
        False,
        [],
    )
    assert subjects(member)[-1] == "Det du lämnade gäller igen"
    forth = move(back, 20)
    assert len(expected(client, heir)) == 1, "is asked anew"
    assert forth.stances.get().is_left


def test_what_a_colleague_let_fall_comes_back_and_what_a_colleague_stated_stays(item, official, move):
    timra = home(official)
    elected = elected_of(timra, item.meeting)
    record_stance(item, timra, by=official, status="can_accept")
    leave(official)
    moved = move(item, 20)
    let_stance_fall(moved.stances.get(), by=elected)
    back = move(moved, 10)
    assert (back.stances.get().status, back.stances.get().recorded_by) == ("can_accept", official)
    moved = move(back, 20)
    record_stance(moved, timra, by=elected, status="supports")
    assert move(moved, 10).stances.get().recorded_by == elected


def test_what_another_who_is_there_has_lodged_from_the_seat_stands(item, member, heir, move):
    record_stance(item, home(member), by=member, status="will_dissent", dissent_text=WORDS)
    leave(member, heir)
    seat = item.dissents.get().seat
    moved = move(item, 20)
    let_dissent_fall(moved.dissents.get(), by=heir)
    own = acts.dissent(moved, heir, "Egna ord.", seat=seat)
    seat.pk, seat.title, seat.order = None, "Ny plats", 98
    seat.save()
    Appointment.objects.create(seat=seat, person=member, begins=day(25))
    later = move(moved, 30)
    assert later.dissents.standing().get() == own
    assert (later.stances.get().status, later.stances.get().confirmed_by) == ("under_way", None)


def test_what_the_new_holder_stated_in_own_words_comes_back_in_its_turn(stated, move, member, heir):
    record_stance(stated, home(member), by=heir, status="will_dissent", dissent_text=WORDS)
    withdraw_dissent(stated.dissents.get(), by=heir)
    record_stance(stated, home(member), by=heir, status="supports", note="Ring mig.")
    back = move(stated, 10)
    assert (back.stances.get().status, back.stances.get().recorded_by) == ("can_accept", member)
    record_stance(back, home(member), by=afresh(member), status="supports", body="Nämnden")
    stance = move(back, 20).stances.get()
    assert (stance.status, stance.recorded_by, stance.note) == ("supports", heir, "Ring mig.")
    assert [each["body"] for each in stance.former] == ["Nämnden"]


def test_a_stance_moved_back_is_the_first_ones_again(client, stated, move, member, heir):
    back = move(stated, 10)
    assert not back.stances.get().is_left
    assert expected(client, member) == expected(client, heir) == []
    for verb in (take_over_stance, let_stance_fall):
        with pytest.raises(PermissionDenied, match="talar för organisationen på mötet"):
            verb(back.stances.get(), by=afresh(member))


def test_an_announced_dissent_is_taken_over_by_officials_and_lodged_by_the_elected(
    client, item, official, heir, move
):
    timra = home(official)
    elected = elected_of(timra, item.meeting)
    record_stance(item, timra, by=official, status="will_dissent", dissent_text=WORDS)
    leave(official, heir)
    moved = move(item, 20)
    assert [len(expected(client, person)) for person in (heir, elected)] == [1, 1]
    stance = take_over_stance(moved.stances.get(), by=heir)
    assert (stance.recorded_by, stance.awaits_confirmation, moved.dissents.exists()) == (heir, True, False)
    assert [len(expected(client, person)) for person in (heir, elected)] == [0, 0]


def test_an_elected_who_takes_over_an_announced_dissent_lodges_it(item, official, heir, move):
    timra = home(official)
    elected = elected_of(timra, item.meeting)
    record_stance(item, timra, by=official, status="will_dissent", dissent_text=WORDS)
    leave(official, heir)
    moved = move(item, 20)
    take_over_stance(moved.stances.get(), by=elected)
    opinion = moved.dissents.get()
    assert (opinion.person, opinion.text, moved.stances.get().confirmed_by) == (elected, WORDS, elected)


def test_an_announced_dissent_that_is_let_fall_goes_back_in_words_to_the_one_who_announced_it(
    item, official, heir, move
):
    record_stance(item, home(official), by=official, status="will_dissent", dissent_text=WORDS)
    leave(official, heir)
    moved = move(item, 20)
    assert let_stance_fall(moved.stances.get(), by=heir).dissent_text == ""
    assert WORDS in official.letters.get(kind="takeover").text


def test_the_stance_follows_the_dissent_that_was_lodged_with_it(client, item, member, heir, move):
    record_stance(item, home(member), by=member, status="will_dissent", dissent_text=WORDS)
    leave(member, heir)
    moved = move(item, 20)
    assert len(expected(client, heir)) == 1, "asked once, about the dissent"
    take_over_dissent(moved.dissents.get(), by=heir)
    assert moved.stances.get().confirmed_by == heir
    back = move(moved, 10)
    assert back.stances.get().confirmed_by == member
    moved = move(back, 20)
    let_dissent_fall(moved.dissents.standing().get(), by=afresh(heir))
    assert (moved.stances.get().status, moved.stances.get().recorded_by) == ("under_way", heir)
    stance = move(moved, 10).stances.get()
    assert (stance.status, stance.dissent_text, stance.confirmed_by) == ("will_dissent", WORDS, member)


def test_a_stance_under_way_is_nothing_to_take_over(item, member, heir, move):
    record_stance(item, home(member), by=member, status="under_way")
    leave(member, heir)
    assert not move(item, 20).stances.get().is_left


def test_what_the_secretariat_recorded_is_no_former_holders(client, item, member, secretary, heir, move):
    record_stance(item, home(member), by=secretary, status="supports")
    leave(member, heir)
    moved = move(item, 20)
    assert not moved.stances.get().is_left
    assert expected(client, heir) == []
