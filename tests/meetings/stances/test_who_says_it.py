"""Förankring: who is expected to state a stance, who has not, who may do it, and what is recorded."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from councils.journal import history_of
from councils.models import Appointment, Seat
from meetings.forms.stance import StanceForm
from meetings.models import Meeting, Stance
from meetings.positions.expected import expected_organisations
from meetings.stances import matrix_for, missing_in, organisations_of
from meetings.workflow.meeting import cancel_meeting, close_meeting
from rus_portal.core.refusal import Conflict, Refused
from tests import acts
from tests.meetings.stances.conftest import (
    REGIONAL,
    again,
    everyone_says,
    organisation,
    say,
    seat_holder,
    slugs,
)

# Who is expected


def test_every_organisation_with_a_seat_that_takes_positions_is_expected(item):
    assert slugs(expected_organisations(item.meeting)) == REGIONAL


def test_the_co_opted_and_those_who_only_may_speak_are_not_expected(item):
    others = set(
        Seat.objects.filter(council=item.meeting.council).values_list("organisation__slug", flat=True)
    )
    assert others - slugs(expected_organisations(item.meeting)) == {
        "lansstyrelsen-vasternorrland",
        "strukturfondspartnerskapet-mellersta-norrland",
    }


def test_at_a_joint_meeting_each_organisation_of_either_council_is_expected_once(grand, regional):
    meeting = acts.summoned(grand, days=10, joint_with=[regional])
    expected = expected_organisations(meeting)
    assert len(expected) == len(slugs(expected))
    assert slugs(expected) == REGIONAL | set(
        Seat.objects.filter(council=grand, capacity="member", side="none").values_list(
            "organisation__slug", flat=True
        )
    )


def test_the_seats_of_the_day_of_the_meeting_decide(regional, item):
    day = item.meeting.date
    seats = Seat.objects.filter(
        council=regional, organisation__slug="ange", side__in=["majority", "opposition"]
    )
    seats.update(retired_on=day + dt.timedelta(days=1))
    assert slugs(expected_organisations(item.meeting)) == REGIONAL
    seats.update(retired_on=day)
    assert slugs(expected_organisations(item.meeting)) == REGIONAL - {"ange"}


def test_a_vacant_seat_is_still_the_organisations(regional, item):
    seats = Seat.objects.filter(council=regional, organisation__slug="ange")
    Appointment.objects.filter(seat__in=seats).update(ends=dt.date(2020, 1, 1))
    assert "ange" in slugs(expected_organisations(item.meeting))


# Who is missing


def test_before_anyone_has_spoken_everyone_is_missing_on_every_position_item(regional):
    meeting = acts.summoned(
        regional, {"title": "En"}, {"title": "Två"}, {"title": "Tre", "type": "information"}, days=10
    )
    assert [(item.title, slugs(missing)) for item, missing in missing_in([meeting])[meeting.pk]] == [
        ("En", REGIONAL),
        ("Två", REGIONAL),
    ]


@pytest.mark.parametrize("status", ["supports", "can_accept", "will_dissent"])
def test_whoever_has_said_where_it_stands_is_not_missing(item, timra, official, status):
    text = "Nej." if status == "will_dissent" else ""
    say(item, timra, official, status, dissent_text=text)
    [(_, missing)] = missing_in([item.meeting])[item.meeting.pk]
    assert slugs(missing) == REGIONAL - {"timra"}


def test_under_way_is_not_finished(item, timra, official):
    say(item, timra, official, "under_way")
    [(_, missing)] = missing_in([item.meeting])[item.meeting.pk]
    assert slugs(missing) == REGIONAL


def test_an_item_that_everyone_has_prepared_is_not_in_the_list(item, secretary):
    everyone_says(item, secretary)
    assert missing_in([item.meeting])[item.meeting.pk] == []


def test_nobody_is_reminded_of_a_meeting_without_summons_held_or_cancelled(regional, secretary):
    planned = acts.plan(regional, days=20)
    acts.add(planned)
    cancelled = cancel_meeting(acts.summoned(regional, days=30), by=secretary, reason="Storm.")
    assert [missing_in([meeting])[meeting.pk] for meeting in (planned, acts.held(regional), cancelled)] == [
        [],
        [],
        [],
    ]


def test_nobody_is_reminded_of_an_item_struck_or_still_waiting_after_the_summons(regional, secretary):
    meeting = acts.summoned(regional, {"title": "En"}, {"title": "Två"}, days=10)
    acts.drop(meeting.items.get(number=1), by=secretary)
    acts.add(meeting, title="Sent")
    assert [item.title for item, _ in missing_in([meeting])[meeting.pk]] == ["Två"]


def test_the_matrix_and_the_reminders_miss_the_same(regional, secretary, timra, official):
    meeting = acts.summoned(regional, {"title": "En"}, {"title": "Två"}, days=10)
    first, second = meeting.items.order_by("order")
    everyone_says(first, secretary, but=["ange"])
    say(second, timra, official, "under_way")
    rows = matrix_for(secretary, meeting).rows
    assert [(row.item, row.missing) for row in rows] == missing_in([meeting])[meeting.pk]


def test_it_is_due_the_working_day_before_the_meeting(regional):
    monday, thursday = dt.date(2027, 2, 1), dt.date(2027, 2, 4)
    assert Meeting(council=regional, date=monday).stances_due == dt.date(2027, 1, 29)
    assert Meeting(council=regional, date=thursday).stances_due == dt.date(2027, 2, 3)


# Who may record a stance


@pytest.mark.parametrize(
    ("who", "answers_for"),
    [
        ("secretary", REGIONAL),
        ("chair", {"region-vasternorrland"}),
        ("member", {"harnosand"}),
        ("opposition", {"harnosand"}),
        ("official", {"timra"}),
        ("preparer", set()),
        ("outsider", set()),
        ("administrator", set()),
    ],
)
def test_each_answers_for_the_own_organisation_and_the_secretariat_for_all(item, who, answers_for, request):
    person = request.getfixturevalue(who)
    assert slugs(organisations_of(person, item.meeting)) == answers_for
    for each in expected_organisations(item.meeting):
        if each.slug in answers_for:
            assert say(item, each, person).recorded_by == person
        else:
            with pytest.raises(PermissionDenied):
                say(item, each, person)


def test_whoever_sits_for_two_organisations_answers_for_both(item, regional, member):
    seat = Seat.objects.get(council=regional, organisation__slug="ange", side="majority")
    Appointment.objects.filter(seat=seat).update(ends=dt.date(2020, 1, 1))
    Appointment.objects.create(seat=seat, person=member)
    assert slugs(organisations_of(again(member), item.meeting)) == {"harnosand", "ange"}


def test_a_secretary_who_sits_for_an_organisation_changes_its_own_word(item, regional, secretary):
    seat = Seat.objects.get(council=regional, organisation__slug="ange", side="majority")
    Appointment.objects.filter(seat=seat).update(ends=dt.date(2020, 1, 1))
    Appointment.objects.create(seat=seat, person=secretary)
    say(item, seat.organisation, again(secretary))
    assert say(item, seat.organisation, again(secretary), "can_accept").status == "can_accept"


def test_the_right_ends_with_the_appointment(item, harnosand, member):
    member.appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(PermissionDenied):
        say(item, harnosand, again(member))


def test_the_co_opted_take_no_position_and_have_nothing_to_say(item, regional, secretary):
    board = organisation("lansstyrelsen-vasternorrland")
    governor = seat_holder(regional, board.slug)
    assert organisations_of(governor, item.meeting) == []
    for person in (governor, secretary):
        with pytest.raises(Refused, match="ingen plats som tar ställning"):
            say(item, board, person)


def test_information_is_not_prepared(regional, harnosand, member):
    item = acts.summoned(regional, {"type": "information"}, days=10).items.get()
    with pytest.raises(PermissionDenied, match="Bara punkter för ställningstagande"):
        say(item, harnosand, member)


def test_nothing_is_said_before_the_summons(regional, harnosand, secretary):
    item = acts.add(acts.plan(regional, days=10))
    with pytest.raises(PermissionDenied, match="inte på någon utsänd dagordning"):
        say(item, harnosand, secretary)


def test_nothing_is_said_once_the_item_is_handled_or_the_meeting_over(regional, harnosand, member, secretary):
    item = acts.summoned(regional).items.get()
    say(item, harnosand, member)
    acts.handle(item)
    with pytest.raises(PermissionDenied, match="Förankringen är stängd"):
        say(item, harnosand, member, "can_accept")
    close_meeting(item.meeting, by=secretary)
    for person in (member, secretary):
        with pytest.raises(PermissionDenied, match="Förankringen är stängd"):
            say(item, harnosand, person, "can_accept")
    assert Stance.objects.get().status == "supports"


# What is recorded


def test_what_was_said_is_kept_and_said_anew(item, harnosand, member, opposition):
    facts = {"body": " Kommunstyrelsen ", "held_on": dt.date(2026, 11, 24), "note": "Protokoll följer."}
    first = say(item, harnosand, member, "under_way", **facts)
    assert (first.body, first.held_on, first.note) == ("Kommunstyrelsen", facts["held_on"], facts["note"])
    second = say(item, harnosand, opposition, "can_accept")
    assert (second.pk, second.status, second.body) == (first.pk, "can_accept", "Kommunstyrelsen")
    assert Stance.objects.count() == 1


def test_the_journal_tells_each_step_and_when_the_secretariat_wrote_it(item, harnosand, member, secretary):
    say(item, harnosand, secretary, "under_way")
    say(item, harnosand, member, "supports")
    entries = [entry for entry in history_of(item) if entry.act == "record_stance"]
    assert [(entry.by, entry.sentence) for entry in entries] == [
        (secretary, "Härnösands kommun, förankring: pågår. Kansliet antecknade det åt organisationen."),
        (member, "Härnösands kommun, förankring: ställer sig bakom."),
    ]
    assert (entries[1].before, entries[1].after) == ({"stance": "under_way"}, {"stance": "supports"})


def test_the_later_of_two_writers_is_told(item, harnosand, member, opposition):
    say(item, harnosand, member, seen="")
    with pytest.raises(Conflict) as conflict:
        say(item, harnosand, opposition, "can_accept", seen="")
    saved = conflict.value.saved
    assert saved.status == "supports"
    seen = StanceForm(saved=saved)["seen"].value()
    assert say(item, harnosand, opposition, "can_accept", seen=seen).status == "can_accept"


def test_a_dissent_says_something_and_a_support_carries_no_dissent(item, harnosand, member):
    for status, text in (
        ("will_dissent", " "),
        ("supports", "Vi vill annat."),
        ("under_way", "Vi vill annat."),
    ):
        with pytest.raises(ValidationError):
            say(item, harnosand, member, status, dissent_text=text)
    assert not Stance.objects.exists()
