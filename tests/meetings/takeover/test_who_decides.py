"""Who may take dissent over or let it fall: whoever takes position for the same side on the day."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from councils.models import Appointment, Person, Seat
from meetings.models import DissentingOpinion
from meetings.workflow.answer import answer_summons
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.takeover import (
    let_dissent_fall,
    take_over_dissent,
)
from rus_portal.core.permissions import may_take_over_dissent
from rus_portal.core.refusal import Refused
from tests import acts
from tests.meetings.takeover.conftest import WORDS, afresh, day, expected, leave


@pytest.mark.parametrize("where", ["another_council", "beside_the_elected"])
def test_another_kind_of_seat_for_the_organisation_does_not_make_the_author_stay(
    where, moved, grand, member, heir
):
    opinion = moved.dissents.get()
    held = Seat.objects.get(pk=opinion.seat_id)
    held.pk, held.title, held.order = None, "Ny plats", 98
    if where == "another_council":
        held.council = grand
    else:
        held.capacity, held.side = "right_to_speak", "none"
    held.save()
    Appointment.objects.create(seat=held, person=member, begins=day(15))
    assert moved.dissents.with_author().get().is_left
    assert let_dissent_fall(opinion, by=heir).withdrawn_by == heir


def test_nobody_takes_over_what_its_author_has_the_seat_for(item, member, opposition):
    opinion = acts.dissent(item, member)
    for verb in (take_over_dissent, let_dissent_fall):
        for person in (member, opposition):
            with pytest.raises(PermissionDenied, match="avgör själv om synpunkten"):
                verb(opinion, by=person)


def test_nothing_is_taken_over_once_the_minutes_are_approved(regional, member, opposition):
    meeting = acts.held(regional, dissent_by=member)
    acts.approved(meeting)
    [dissent] = DissentingOpinion.objects.filter(item__meeting=meeting)
    told = "Protokollet är justerat. Synpunkten ligger fast."
    assert may_take_over_dissent(opposition, dissent).reason == told


def test_each_side_of_an_organisation_decides_on_its_own(item, member, opposition, heir, move, client):
    acts.dissent(item, member)
    acts.dissent(item, opposition, "Nej.")
    other = Person.objects.create(name="Oppositionens nya", email="ny@demo.example")
    leave(member, heir), leave(opposition, other)
    moved = move(item, 20)
    of_member, of_opposition = moved.dissents.order_by("pk")
    assert (len(expected(client, heir)), len(expected(client, other))) == (1, 1)
    with pytest.raises(PermissionDenied, match="Den som tar del i ställningstagandet på mötet"):
        take_over_dissent(of_opposition, by=heir)
    assert take_over_dissent(of_opposition, by=other).person == other
    assert take_over_dissent(of_member, by=heir).person == heir


def test_where_the_seat_is_vacant_it_stands_and_waits_for_whoever_gets_the_seat(
    item, member, opposition, official, heir, move, client
):
    acts.dissent(item, member)
    seat = acts.seat_of(member, item.meeting.council)
    leave(member)
    moved = move(item, 20)
    assert moved.dissents.standing().with_author().get().is_left
    other = seat.council.seats.get(organisation__slug="timra", capacity="member", side=seat.side)
    another = other.appointments.get().person
    for person in (opposition, official, member, another):
        assert expected(client, person) == []
        assert not may_take_over_dissent(afresh(person), moved.dissents.get())
    Appointment.objects.create(seat=seat, person=heir, begins=day(16))
    assert len(expected(client, heir)) == 1


def test_where_the_seat_is_vacant_one_who_takes_position_on_the_same_side_decides(
    item, member, heir, move, client
):
    acts.dissent(item, member)
    seat = acts.seat_of(member, item.meeting.council)
    leave(member)
    Appointment.objects.filter(seat=seat).update(ends=day(14))
    seat.pk, seat.title, seat.order = None, "Ny plats", 98
    seat.save()
    Appointment.objects.create(seat=seat, person=heir, begins=day(15))
    moved = move(item, 20)
    assert len(expected(client, heir)) == 1
    assert take_over_dissent(moved.dissents.get(), by=heir).seat == seat


def test_what_a_substitute_lodged_is_for_the_one_who_takes_position_on_the_day(
    item, member, substitute, heir, move, client
):
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    acts.dissent(item, substitute)
    leave(substitute, heir)
    moved = move(item, 20)
    assert expected(client, heir) == [], "who does not serve"
    assert len(expected(client, member)) == 1
    assert take_over_dissent(moved.dissents.get(), by=afresh(member)).seat == acts.seat_of(
        member, item.meeting.council
    )


def test_whoever_is_appointed_anew_goes_on_standing_for_the_own_words(item, member, move):
    acts.dissent(item, member)
    seat = acts.seat_of(member, item.meeting.council)
    leave(member)
    seat.pk, seat.title, seat.order = None, "Ny plats", 98
    seat.save()
    Appointment.objects.create(seat=seat, person=member, begins=day(15))
    moved = move(item, 20)
    assert not moved.dissents.standing().with_author().get().is_left
    assert withdraw_dissent(moved.dissents.get(), by=afresh(member))


def test_whoever_has_spoken_from_the_seat_already_lets_the_other_fall(item, member, substitute, heir, move):
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    acts.dissent(item, substitute)
    answer_summons(item.meeting, by=member, answer="remote")
    acts.dissent(item, member, "Egna ord.")
    leave(substitute, heir)
    moved = move(item, 20)
    opinion = moved.dissents.get(person=substitute)
    with pytest.raises(Refused, match="Låt den här falla i stället"):
        take_over_dissent(opinion, by=member)
    assert let_dissent_fall(opinion, by=member).withdrawn_by == member


@pytest.mark.both
def test_the_database_takes_over_only_for_the_one_who_has_the_seat_on_the_day(
    moved, member, heir, opposition
):
    opinion = moved.dissents.get()
    DissentingOpinion.objects.update(withdrawn_at=timezone.now(), withdrawn_by=heir)
    own = {"item": moved, "seat": opinion.seat, "text": WORDS, "taken_over_from": opinion}
    for person in (member, opposition):
        with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
            DissentingOpinion.objects.create(person=person, lodged_by=person, **own)
    taken = DissentingOpinion.objects.create(person=heir, lodged_by=heir, **own)
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        DissentingOpinion.objects.filter(pk=taken.pk).update(taken_over_from=None)
