"""Two who act on one meeting in the same moment: one comes first, and what is left is what either could have
left alone."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from councils.models import Appointment, Council, Person
from meetings.agenda import gate
from meetings.minutes.record import compile_record
from meetings.models import AgendaItem, DissentingOpinion, Meeting
from meetings.workflow import minutes
from meetings.workflow.agenda import order_items
from meetings.workflow.dissent import correct_dissent, lodge_dissent, withdraw_dissent
from meetings.workflow.document import change_document, remove_document
from meetings.workflow.item import edit_item
from meetings.workflow.lift import lift_item, return_item
from meetings.workflow.meeting import (
    cancel_meeting,
    close_meeting,
    plan_meeting,
    reinstate_meeting,
    reopen_meeting,
)
from meetings.workflow.proposal import (
    merge_proposals,
    recommend,
    schedule_proposal,
    take_up,
    withdraw_proposal,
)
from meetings.workflow.summons import send_summons
from meetings.workflow.takeover import let_dissent_fall, take_over_dissent
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from tests import acts

# SQLite has one writer, so nothing is at once there.
pytestmark = [pytest.mark.both, pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer")]

NO = (Refused, PermissionDenied, ValidationError)


def at_once(*things):
    """Each in its own thread with its own connection."""
    ready = Barrier(len(things))

    def run(thing):
        try:
            ready.wait()
            return went_through(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(run, things))


def went_through(thing):
    """Whether it was done. A refusal is a sentence; what the database itself refuses fails the test."""
    try:
        thing()
    except NO:
        return False
    return True


def regional():
    return Council.objects.get(slug="regionala-samverkansradet")


def office():
    return person_for("secretary")


def item_of(meeting):
    return meeting.items.order_by("number").first()


def minutes_of(meeting):
    return meeting.minutes.get()


# What the pairs begin with


def planned(nth):
    meeting = acts.plan(regional(), days=40 + nth)
    acts.add(meeting)
    acts.approve(meeting)
    return meeting


def handled(nth):
    meeting = acts.summoned(regional())
    acts.handle(item_of(meeting))
    return meeting


def held(nth):
    return acts.held(regional(), dissent_by=person_for("member"))


def sent(nth):
    meeting = held(nth)
    acts.attach(meeting, item_of(meeting))
    acts.dissent_until_approval(meeting.council)
    minutes.send_minutes(minutes_of(meeting), by=office())
    return meeting


def half_approved(nth):
    meeting = acts.held(regional(), approvers=[person_for("member")])
    minutes.send_minutes(minutes_of(meeting), by=office())
    return meeting


def waiting_for_member(nth):
    """The last who has not approved."""
    meeting = half_approved(nth)
    approves(meeting)
    return meeting


def typed_for_member(nth):
    """A closed meeting with a dissent that the secretariat typed in."""
    meeting = acts.summoned(regional())
    member = person_for("member")
    seat = acts.seat_of(member, regional())
    lodge_dissent(item_of(meeting), seat=seat, person=member, text="Vi avstar.", by=office())
    acts.handle(item_of(meeting))
    return acts.close(meeting)


def left_to_heir(nth):
    """What was lodged by one whose seat another has on the day of the meeting."""
    meeting = acts.summoned(regional(), days=40 + nth)
    member = person_for(("member", "opposition", "chair")[nth])
    acts.dissent(item_of(meeting), member)
    held = member.appointments.get(seat__council=regional())
    heir = Person.objects.create(name=f"Efterträdare {nth}", email=f"heir{nth}@demo.example")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Appointment.objects.filter(pk=held.pk).update(ends=yesterday)
    Appointment.objects.create(seat=held.seat, person=heir, begins=timezone.localdate())
    return meeting, heir


def proposed_once(nth):
    return acts.proposed(regional(), title=f"Cykel {nth}")


def two_handled(nth):
    return handled(nth), handled(nth)


def two_proposals(nth):
    return acts.proposed(regional(), title=f"Tåg {nth}"), acts.proposed(regional(), title=f"Buss {nth}")


def ready_for_two_meetings(nth):
    places = acts.plan(regional(), days=60 + nth), acts.plan(regional(), days=80 + nth)
    return acts.proposed(regional(), "ready"), *places


def called_with_others_ahead(nth):
    """A meeting whose summons is out, today's so that its outcome may be recorded, and two more."""
    ahead = [acts.plan(regional(), days=days + nth) for days in (60, 80)]
    acts.add(ahead[0])
    acts.approve(ahead[0])
    return acts.summoned(regional(), date=timezone.localdate() - dt.timedelta(days=nth)), *ahead


def lifted(nth):
    """The item of the first is led to the second."""
    meetings = called_with_others_ahead(nth)
    lifts_to_first(meetings)
    return meetings


def cancelled(nth):
    meeting = acts.summoned(regional(), days=40 + nth)
    acts.plan(regional(), days=60 + nth)
    return cancel_meeting(meeting, by=office(), reason="Sjukdom.")


def unrestricted(nth):
    return acts.attach(acts.plan(regional(), days=40 + nth))


# What two do


def approves(meeting):
    minutes.approve_minutes(minutes_of(meeting), by=person_for("chair"))


def approves_too(meeting):
    minutes.approve_minutes(minutes_of(meeting), by=person_for("member"))


def replaces(meeting, successor="opposition"):
    approval = minutes_of(meeting).approvals.exclude(person=person_for("chair")).get()
    minutes.replace_approver(approval, person_for(successor), by=office(), why="Sjukdom.")


def dissents(meeting):
    acts.dissent(item_of(meeting), person_for("opposition"))


def takes_dissent_back(meeting):
    withdraw_dissent(item_of(meeting).dissents.get(), by=person_for("member"))


def removes_document(meeting):
    remove_document(meeting.documents.get(), by=office())


def recalls(meeting):
    minutes.recall_minutes(minutes_of(meeting), by=office())


def sends_minutes(meeting):
    minutes.send_minutes(minutes_of(meeting), by=office())


def reopens(meeting):
    reopen_meeting(meeting, by=office())


def closes(meeting):
    close_meeting(meeting, by=office(), passing=Meeting.objects.values_list("pk", flat=True))


def takes_outcome_back(meeting):
    acts.handle(item_of(meeting), outcome="")


def summons(meeting):
    send_summons(meeting, by=office())


def empties_item(meeting):
    item = item_of(meeting)
    edit_item(item, by=office(), primary_goal=None, how="")


def drops(meeting):
    acts.drop(item_of(meeting))


def led_item(meetings):
    """The one that the first of the meetings had on its agenda."""
    lift = meetings[0].lifts.order_by("pk").first()
    return lift.item if lift else item_of(meetings[0])


def lifts_to_first(meetings):
    lift_item(led_item(meetings), meetings[1], by=office())


def lifts_to_second(meetings):
    lift_item(led_item(meetings), meetings[2], by=office())


def handles_it(meetings):
    acts.handle(led_item(meetings))


def cancels_own(meetings):
    cancels(meetings[0])


def cancels_first(meetings):
    cancels(meetings[1])


def takes_it_back(meetings):
    return_item(meetings[0].lifts.get(), by=office())


def summons_first(meetings):
    acts.approve(meetings[1])
    summons(meetings[1])


def reinstates(meeting):
    reinstate_meeting(meeting, by=office())


def plans_on_its_day(meeting):
    plan_meeting(meeting.council, by=office(), date=meeting.date)


def adds(meeting):
    acts.add(meeting)


def orders(meeting):
    ids = list(meeting.items.order_by("number").values_list("pk", flat=True))
    order_items(meeting, ids[::-1], by=office())


def cancels(meeting):
    cancel_meeting(meeting, by=office(), reason="Sjukdom.")


def closes_first(meetings):
    closes(meetings[0])


def closes_second(meetings):
    closes(meetings[1])


def merges(proposals):
    merge_proposals(*proposals, by=person_for("preparatory"))


def merges_the_other_way(proposals):
    merge_proposals(*proposals[::-1], by=person_for("preparatory"))


def schedules_first(things):
    schedule_proposal(things[0], things[1], by=person_for("preparatory"))


def schedules_second(things):
    schedule_proposal(things[0], things[2], by=person_for("preparatory"))


def restricts(document):
    change_document(document, by=office(), visibility="restricted", legal_ground="OSL 21 kap. 1 §")


def publishes(document):
    change_document(document, by=office(), visibility="public", legal_ground="")


def corrects(meeting):
    item = item_of(meeting)
    correct_dissent(item, item.dissents.first().seat, text="Vi avstår.", by=office())


def takes_back_what_was_typed(meeting):
    withdraw_dissent(item_of(meeting).dissents.order_by("pk").first(), by=person_for("member"))


def takes_over(left):
    take_over_dissent(DissentingOpinion.objects.get(item=item_of(left[0]), taken_over_from=None), by=left[1])


def lets_fall(left):
    let_dissent_fall(DissentingOpinion.objects.get(item=item_of(left[0]), taken_over_from=None), by=left[1])


def cancels_left(left):
    cancels(left[0])


def takes_up(proposal):
    take_up(proposal, by=person_for("preparatory"), **acts.where(proposal))


def recommends(proposal):
    recommend(proposal, by=person_for("preparatory"), **acts.where(proposal))


def takes_back(proposal):
    withdraw_proposal(proposal, by=proposal.added_by, **acts.where(proposal))


# What must hold afterwards


def sealed_minutes_say_what_is(meeting, done):
    row = minutes_of(meeting)
    assert not row.is_sealed or row.record == compile_record(row)
    assert row.is_sealed == (row.stage == "approved") == hasattr(row, "sealed")


def sent_minutes_have_paragraphs(meeting, done):
    meeting.refresh_from_db()
    is_sent = minutes_of(meeting).stage == "sent"
    assert sum(done) == 1
    assert is_sent == (meeting.stage == "held") == (item_of(meeting).paragraph is not None)


def nothing_is_open_in_a_closed_meeting(meeting, done):
    meeting.refresh_from_db()
    assert sum(done) == 1
    assert (meeting.stage == "held") == (item_of(meeting).stage == "handled")


def what_is_sent_passes_the_gate(meeting, done):
    meeting.refresh_from_db()
    on_agenda = meeting.items.on_the_agenda()
    assert all(gate.passes(item) for item in on_agenda)
    assert bool(on_agenda) == (meeting.stage == "convened")


def each_item_has_its_place(meeting, done):
    meeting.refresh_from_db()
    before = 0 if meeting.convened_at else AgendaItem.UNNUMBERED
    numbers = list(meeting.items.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(before + 1, before + len(numbers) + 1))


def both_have_approved(meeting, done):
    assert done == [True, True]
    sealed_minutes_say_what_is(meeting, done)
    assert minutes_of(meeting).is_sealed


def whoever_is_named_has_approved(meeting, done):
    """The one who was asked first, or nobody yet: never one in the other's place."""
    sealed_minutes_say_what_is(meeting, done)
    row = minutes_of(meeting)
    asked = row.approvals.exclude(person=person_for("chair")).get()
    assert sum(done) == 1
    assert row.is_sealed == done[0] == (asked.person == person_for("member"))


def one_is_asked_instead_at_most(meeting, done):
    approvals = minutes_of(meeting).approvals
    assert (approvals.count(), approvals.filter(instead_of=person_for("member")).count()) == (2, done[0])


def one_is_asked_instead(meeting, done):
    assert sum(done) == 1
    one_is_asked_instead_at_most(meeting, [True])


def it_is_cancelled(meeting, done):
    meeting.refresh_from_db()
    assert (meeting.stage, done[1]) == ("cancelled", True)


def no_paragraph_is_given_twice(meetings, done):
    rows = [row for meeting in meetings for row in [*meeting.items.all(), *meeting.formalities.all()]]
    numbers = sorted(row.paragraph for row in rows)
    assert (done, len({*numbers})) == ([True, True], len(numbers))


def one_is_merged_into_the_other(proposals, done):
    for each in proposals:
        each.refresh_from_db()
    assert (sum(done), sum(each.merged_into is not None for each in proposals)) == (1, 1)


def it_has_one_place(things, done):
    item, *places = things
    item.refresh_from_db()
    assert item.meeting in [place for place, got_through in zip(places, done, strict=True) if got_through]


def place_of(meetings):
    """Where the item is, whether it is handled, and the standing lifts that say so."""
    item = AgendaItem.objects.get(pk=led_item(meetings).pk)
    lifts = item.lifts.standing().order_by("lifted_at", "pk")
    return item, [(lift.meeting, lift.to) for lift in lifts]


def it_is_where_it_was_led_last(meetings, done):
    """Both may go through, since what was led somewhere may be led on from there."""
    item, lifts = place_of(meetings)
    assert sum(done) >= 1
    assert lifts[-1][1] == item.meeting


def it_is_in_one_place(meetings, done):
    item, lifts = place_of(meetings)
    assert item.meeting == (lifts[-1][1] if lifts else meetings[0])


def it_is_lifted_or_handled(meetings, done):
    item, lifts = place_of(meetings)
    assert sum(done) == 1
    assert bool(lifts) == (item.stage == "ready") == (item.meeting == meetings[1])


def it_stands_on_no_cancelled_meeting(meetings, done):
    item, _ = place_of(meetings)
    assert done[1]
    assert item.stage == "withdrawn" or item.meeting is None or item.meeting.cancelled_at is None


def it_is_back_or_called_there(meetings, done):
    item, lifts = place_of(meetings)
    assert item.stage == "on_agenda"
    assert bool(lifts) == (item.meeting == meetings[1])


def what_was_corrected_before_the_sending_stands(meeting, done):
    standing = item_of(meeting).dissents.standing()
    assert [each.text for each in standing] == (["Vi avstår."] if done[0] else ["Vi avstar."])
    assert done[1]


def corrected_or_taken_back(meeting, done):
    assert sum(done) == 1
    standing = item_of(meeting).dissents.standing()
    assert [each.text for each in standing] == (["Vi avstår."] if done[0] else [])


def it_stands_for_the_heir_or_fell(left, done):
    assert sum(done) == 1
    it_stands_for_the_heir_if_taken_over(left, done)


def it_stands_for_the_heir_if_taken_over(left, done):
    assert DissentingOpinion.objects.standing().filter(person=left[1]).exists() == done[0]


def it_went_one_way(proposal, done):
    proposal.refresh_from_db()
    assert sum(done) >= 1
    assert proposal.stage in ("in_preparation", "ready", "withdrawn")


def one_meets_that_day(meeting, done):
    assert sum(done) == 1
    assert Meeting.objects.filter(date=meeting.date, cancelled_at=None).count() == 1


def one_of_them_had_not_seen_the_other(thing, done):
    assert sum(done) == 1


@dataclass(frozen=True)
class Pair:
    begin: Callable
    first: Callable
    second: Callable
    holds: Callable

    def __str__(self):
        return f"{self.first.__name__}-{self.second.__name__}"


PAIRS = [
    Pair(sent, approves, dissents, sealed_minutes_say_what_is),
    Pair(sent, approves, takes_dissent_back, sealed_minutes_say_what_is),
    Pair(sent, approves, removes_document, sealed_minutes_say_what_is),
    Pair(sent, approves, recalls, sealed_minutes_say_what_is),
    Pair(half_approved, approves, approves_too, both_have_approved),
    Pair(waiting_for_member, approves_too, replaces, whoever_is_named_has_approved),
    Pair(half_approved, replaces, recalls, one_is_asked_instead_at_most),
    Pair(half_approved, replaces, replaces, one_is_asked_instead),
    Pair(held, sends_minutes, reopens, sent_minutes_have_paragraphs),
    Pair(handled, closes, takes_outcome_back, nothing_is_open_in_a_closed_meeting),
    Pair(two_handled, closes_first, closes_second, no_paragraph_is_given_twice),
    Pair(planned, summons, empties_item, what_is_sent_passes_the_gate),
    Pair(planned, summons, drops, each_item_has_its_place),
    Pair(planned, summons, adds, each_item_has_its_place),
    Pair(planned, summons, cancels, it_is_cancelled),
    Pair(planned, adds, orders, each_item_has_its_place),
    Pair(two_proposals, merges, merges_the_other_way, one_is_merged_into_the_other),
    Pair(called_with_others_ahead, lifts_to_first, lifts_to_second, it_is_where_it_was_led_last),
    Pair(called_with_others_ahead, lifts_to_first, handles_it, it_is_lifted_or_handled),
    Pair(called_with_others_ahead, lifts_to_second, cancels_own, it_stands_on_no_cancelled_meeting),
    Pair(called_with_others_ahead, lifts_to_first, cancels_first, it_stands_on_no_cancelled_meeting),
    Pair(lifted, takes_it_back, summons_first, it_is_back_or_called_there),
    Pair(lifted, takes_it_back, cancels_own, it_stands_on_no_cancelled_meeting),
    Pair(lifted, takes_it_back, lifts_to_second, it_is_in_one_place),
    Pair(cancelled, reinstates, plans_on_its_day, one_meets_that_day),
    Pair(ready_for_two_meetings, schedules_first, schedules_second, it_has_one_place),
    Pair(typed_for_member, corrects, sends_minutes, what_was_corrected_before_the_sending_stands),
    Pair(typed_for_member, corrects, takes_back_what_was_typed, corrected_or_taken_back),
    Pair(left_to_heir, takes_over, lets_fall, it_stands_for_the_heir_or_fell),
    Pair(left_to_heir, takes_over, cancels_left, it_stands_for_the_heir_if_taken_over),
    Pair(proposed_once, takes_up, recommends, it_went_one_way),
    Pair(proposed_once, recommends, takes_back, it_went_one_way),
    Pair(unrestricted, restricts, publishes, one_of_them_had_not_seen_the_other),
]


@pytest.fixture
def letters_wait(settings):
    """Nothing is sent: thirty people would get their summons on paper."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.mark.parametrize("rounds", [1, pytest.param(5, marks=pytest.mark.evidence)])
@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_two_at_once_leave_what_one_after_the_other_would(committed_region, letters_wait, pair, rounds):
    for nth in range(rounds):
        where = pair.begin(nth)
        done = at_once(partial(pair.first, where), partial(pair.second, where))
        pair.holds(where, done)
