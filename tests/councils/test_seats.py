"""Seats and their holders: dated, one at a time, changed by those who may, and noted in the journal."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from councils import journal, workflow
from councils.models import Appointment, Council, JournalEntry, Organisation, Person, Seat
from rus_portal.core.permissions import may_keep_seats
from rus_portal.core.refusal import Refused

DAY = dt.timedelta(days=1)


@pytest.fixture
def office(db):
    return Council.objects.get(kind=Council.Kind.OFFICE)


@pytest.fixture
def group(db):
    return Council.objects.get(kind=Council.Kind.PREPARATORY_GROUP)


@pytest.fixture
def seat(regional):
    """The majority seat of Härnösand, held since long ago until further notice."""
    return Seat.objects.get(council=regional, organisation__slug="harnosand", side="majority")


@pytest.fixture
def vacancy(regional, secretary):
    sundsvall = Organisation.objects.get(slug="sundsvall")
    return workflow.add_seat(
        regional, by=secretary, organisation=sundsvall, capacity="substitute", side="majority", order=90
    )


@pytest.fixture
def newcomer(secretary):
    return workflow.add_person(by=secretary, name="Ny ledamot", email="Ny.Ledamot@sundsvall.example")


def last_entry():
    return JournalEntry.objects.order_by("-pk").first()


# Who may


def test_the_office_keeps_the_seats_of_its_councils_and_groups_the_administrator_all(
    regional, group, office, secretary, administrator, member, preparer
):
    asked = {"secretary": secretary, "administrator": administrator, "member": member, "preparer": preparer}
    may = {
        body.slug: {name for name, person in asked.items() if may_keep_seats(person, body)}
        for body in (regional, group, office)
    }
    assert may == {
        regional.slug: {"secretary", "administrator"},
        group.slug: {"secretary", "administrator"},
        office.slug: {"administrator"},
    }


def test_a_secretary_makes_nobody_secretary_or_administrator(office, secretary, newcomer):
    for seat in office.seats.all():
        appointment = seat.appointments.get()
        with pytest.raises(PermissionDenied, match="bara administratören"):
            workflow.end_appointment(appointment, by=secretary, ends=timezone.localdate())
        with pytest.raises(PermissionDenied, match="bara administratören"):
            workflow.appoint(seat, newcomer, by=secretary, begins=timezone.localdate())
    with pytest.raises(PermissionDenied, match="bara administratören"):
        workflow.change_mandate([(seat, newcomer, "")], by=secretary, first_day=timezone.localdate() + DAY)


@pytest.mark.parametrize("role", ["chair", "member", "opposition", "official", "preparer", "outsider"])
def test_nobody_else_touches_a_seat(request, role, seat, regional):
    person, appointment = request.getfixturevalue(role), seat.appointments.get()
    today = timezone.localdate()
    for act in (
        lambda: workflow.add_seat(regional, by=person, organisation=seat.organisation, capacity="member"),
        lambda: workflow.change_seat(seat, by=person, title="Ordförande"),
        lambda: workflow.remove_seat(seat, by=person),
        lambda: workflow.appoint(seat, person, by=person, begins=today),
        lambda: workflow.change_appointment(appointment, by=person, party="S"),
        lambda: workflow.end_appointment(appointment, by=person, ends=today),
        lambda: workflow.cancel_appointment(appointment, by=person),
        lambda: workflow.change_mandate([(seat, None, "")], by=person, first_day=today),
        lambda: workflow.add_person(by=person, name="Någon"),
        lambda: workflow.change_person(person, by=person, name="Någon"),
    ):
        with pytest.raises(PermissionDenied):
            act()


# Seats


def test_a_seat_is_added_and_told_of(vacancy, regional):
    entry = last_entry()
    assert (entry.act, entry.before, entry.after["capacity"]) == ("add_seat", {}, "substitute")
    assert entry.sentence == (
        "Platsen Ersättare, majoritet, Sundsvall lades till i Regionala samverkansrådet."
    )


@pytest.mark.both
def test_the_same_seat_is_not_added_twice(vacancy, regional, secretary):
    facts = {"organisation": vacancy.organisation, "capacity": "substitute", "side": "majority", "order": 90}
    with pytest.raises(ValidationError, match="finns redan"):
        workflow.add_seat(regional, by=secretary, **facts)


@pytest.mark.both
@pytest.mark.parametrize("capacity", ["co_opted", "right_to_speak", "preparer", "secretary", "administrator"])
def test_only_the_elected_sit_on_a_side(capacity, vacancy):
    Seat.objects.filter(pk=vacancy.pk).update(side="none", capacity=capacity)
    with pytest.raises(IntegrityError, match="seat_side_is_for_the_elected"), transaction.atomic():
        Seat.objects.filter(pk=vacancy.pk).update(side="opposition")


def test_a_seat_never_held_may_become_another_and_be_removed(vacancy, secretary):
    workflow.change_seat(vacancy, by=secretary, side="opposition")
    assert (last_entry().before, last_entry().after) == ({"side": "majority"}, {"side": "opposition"})
    workflow.remove_seat(vacancy, by=secretary)
    assert not Seat.objects.filter(pk=vacancy.pk).exists()
    assert last_entry().before["side"] == "opposition"


def test_a_seat_once_held_stays_what_it_was(seat, secretary):
    with pytest.raises(Refused, match="ligger fast"):
        workflow.change_seat(seat, by=secretary, side="opposition")
    with pytest.raises(Refused, match="kan inte tas bort"):
        workflow.remove_seat(seat, by=secretary)
    assert workflow.change_seat(seat, by=secretary, title="Gruppledare").label == "Gruppledare, majoritet"


def test_a_seat_is_withdrawn_after_its_last_holder(seat, regional, secretary):
    day = timezone.localdate() + 10 * DAY
    with pytest.raises(Refused, match="har en innehavare"):
        workflow.change_seat(seat, by=secretary, retired_on=day)
    workflow.end_appointment(seat.appointments.get(), by=secretary, ends=day - DAY)
    seat = workflow.change_seat(seat, by=secretary, retired_on=day)
    assert [seat in regional.seats.on(each) for each in (day - DAY, day)] == [True, False]
    with pytest.raises(ValidationError, match="dras in"):
        workflow.appoint(seat, secretary, by=secretary, begins=day)


# Appointments


def test_a_person_is_appointed_and_told_of(vacancy, newcomer, secretary):
    begins = dt.date(2027, 1, 1)
    appointment = workflow.appoint(vacancy, newcomer, by=secretary, begins=begins, party="S")
    entry = last_entry()
    assert entry.sentence == (
        "Ny ledamot fick platsen Ersättare, majoritet, Sundsvall i Regionala samverkansrådet "
        "från och med den 1 januari 2027."
    )
    assert entry.after == {
        "person": "Ny ledamot",
        "person_id": newcomer.pk,
        "begins": "2027-01-01",
        "ends": "",
        "party": "S",
    }
    assert list(journal.history_of(vacancy)) == [*JournalEntry.objects.filter(act="add_seat"), entry]
    assert appointment.seat == vacancy


def test_rights_begin_and_end_with_the_appointment(vacancy, newcomer, secretary, regional):
    today = timezone.localdate()
    workflow.appoint(vacancy, newcomer, by=secretary, begins=today - DAY, ends=today)
    assert Person.objects.get(pk=newcomer.pk).standing.reads == {regional.pk}
    workflow.end_appointment(newcomer.appointments.get(), by=secretary, ends=today - DAY)
    assert Person.objects.get(pk=newcomer.pk).standing.reads == set()


def test_two_holders_of_one_seat_are_refused_in_words(seat, newcomer, secretary):
    with pytest.raises(ValidationError) as refused:
        workflow.appoint(seat, newcomer, by=secretary, begins=dt.date(2027, 1, 1))
    assert refused.value.messages == [
        "Platsen är upptagen: Ledamot, majoritet, Härnösand har den från och med den 1 januari 2015 "
        "tills vidare."
    ]
    assert not newcomer.appointments.exists()


@pytest.mark.both
def test_two_holders_of_one_seat_are_refused_by_the_database_itself(seat, newcomer):
    held = seat.appointments.get()
    for begins, ends in ((held.begins - DAY, held.begins), (dt.date(2030, 1, 1), None)):
        with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
            Appointment.objects.create(seat=seat, person=newcomer, begins=begins, ends=ends)
    other = Appointment.objects.create(
        seat=seat, person=newcomer, begins=held.begins - 9 * DAY, ends=held.begins - DAY
    )
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        Appointment.objects.filter(pk=other.pk).update(ends=held.begins)


@pytest.mark.both
def test_a_successor_begins_the_day_after(seat, newcomer, secretary):
    held, begins = seat.appointments.get(), dt.date(2027, 3, 1)
    workflow.appoint(seat, newcomer, by=secretary, begins=begins, succeeding=held)
    assert list(seat.appointments.order_by("begins").values_list("person", "begins", "ends")) == [
        (held.person_id, held.begins, dt.date(2027, 2, 28)),
        (newcomer.pk, begins, None),
    ]


def test_a_failed_succession_leaves_the_holder(seat, newcomer, secretary):
    held = seat.appointments.get()
    with pytest.raises(ValidationError, match="som mest 10 tecken"):
        workflow.appoint(
            seat, newcomer, by=secretary, begins=dt.date(2027, 3, 1), party="För långt parti", succeeding=held
        )
    assert seat.appointments.get().ends is None


def test_a_person_may_hold_seats_for_two_organisations(newcomer, secretary, vacancy, regional):
    second = workflow.add_seat(
        regional,
        by=secretary,
        organisation=Organisation.objects.get(slug="region-vasternorrland"),
        capacity="substitute",
        side="majority",
    )
    for each in (vacancy, second):
        workflow.appoint(each, newcomer, by=secretary, begins=timezone.localdate())
    assert {a.seat.organisation.slug for a in newcomer.standing.appointments} == {
        "sundsvall",
        "region-vasternorrland",
    }


def test_an_end_before_the_beginning_is_refused(seat, secretary):
    with pytest.raises(Refused, match="börjar den 1 januari 2015"):
        workflow.end_appointment(seat.appointments.get(), by=secretary, ends=dt.date(2014, 12, 31))


def test_an_ending_can_be_undone_and_both_are_told(seat, secretary):
    held = seat.appointments.get()
    held = workflow.end_appointment(held, by=secretary, ends=dt.date(2026, 12, 31))
    assert (last_entry().before["ends"], last_entry().after["ends"]) == ("", "2026-12-31")
    workflow.change_appointment(held, by=secretary, ends=None)
    assert (last_entry().before["ends"], last_entry().after["ends"]) == ("2026-12-31", "")


def test_a_change_of_nothing_leaves_no_trace(seat, secretary):
    held = seat.appointments.get()
    before = JournalEntry.objects.count()
    workflow.change_appointment(held, by=secretary, ends=None, party="")
    workflow.change_seat(seat, by=secretary, title=seat.title)
    assert JournalEntry.objects.count() == before


def test_only_an_appointment_that_has_not_begun_is_taken_back(seat, vacancy, newcomer, secretary):
    with pytest.raises(Refused, match="har börjat"):
        workflow.cancel_appointment(seat.appointments.get(), by=secretary)
    later = workflow.appoint(vacancy, newcomer, by=secretary, begins=timezone.localdate() + DAY)
    workflow.cancel_appointment(later, by=secretary)
    assert not newcomer.appointments.exists()
    assert last_entry().before["person"] == "Ny ledamot"


# Party


def test_a_party_is_kept_only_for_the_elected(regional, secretary, seat):
    held = seat.appointments.get()
    workflow.change_appointment(held, by=secretary, party="C")
    for other in regional.seats.filter(side="none"):
        with pytest.raises(ValidationError, match="bara för förtroendevalda"):
            workflow.change_appointment(other.appointments.get(), by=secretary, party="C")
    assert list(Appointment.objects.exclude(party="").values_list("seat", "party")) == [(seat.pk, "C")]


# A mandate


@pytest.mark.both
def test_majority_and_opposition_change_places(regional, secretary):
    first = timezone.localdate() + 30 * DAY
    majority, opposition = (
        Seat.objects.get(council=regional, organisation__slug="timra", side=side)
        for side in ("majority", "opposition")
    )
    won, lost = opposition.appointments.get().person, majority.appointments.get().person
    workflow.change_mandate([(majority, won, "S"), (opposition, lost, "M")], by=secretary, first_day=first)
    on = {
        day: {
            a.seat.side: (a.person, a.party)
            for a in Appointment.objects.on(day).filter(seat__in=[majority, opposition])
        }
        for day in (first - DAY, first)
    }
    assert on == {
        first - DAY: {"majority": (lost, ""), "opposition": (won, "")},
        first: {"majority": (won, "S"), "opposition": (lost, "M")},
    }
    assert [entry.act for entry in JournalEntry.objects.order_by("pk")] == [
        *["end_appointment", "appoint"] * 2,
        "change_mandate",
    ]


def test_an_appointment_already_made_for_the_new_period_gives_way(seat, newcomer, secretary):
    first = timezone.localdate() + 30 * DAY
    workflow.change_mandate([(seat, newcomer, "")], by=secretary, first_day=first)
    workflow.change_mandate([(seat, None, "")], by=secretary, first_day=first)
    assert seat.appointments.get().ends == first - DAY


@pytest.mark.both
def test_a_mandate_is_changed_wholly_or_not_at_all(seat, vacancy, newcomer, secretary):
    first = timezone.localdate() + 30 * DAY
    with pytest.raises(ValidationError):
        workflow.change_mandate(
            [(seat, newcomer, "S"), (vacancy, Person(name="X", email="inte en adress"), "")],
            by=secretary,
            first_day=first,
        )
    assert seat.appointments.get().ends is None
    assert not newcomer.appointments.exists()
