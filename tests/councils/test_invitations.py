"""Whoever holds a new seat is told how to sign in: once, and not before it begins."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse

from councils.invitations import invite_again
from councils.journal import history_of
from councils.models import Appointment, Person, Seat

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 1, 15)
NOON = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def everyone_else_is_told(db):
    Appointment.objects.update(invited_at=NOON)


@pytest.fixture
def newcomer(db):
    return Person.objects.create(name="Ny ledamot, Ånge", email="ny@ange.example")


@pytest.fixture
def seated(newcomer, regional, grand):
    """Gives the newcomer a seat in each council from a day on."""

    def seat(begins, ends=None):
        for council in (regional, grand):
            place = Seat.objects.create(
                council=council,
                organisation=council.seats.first().organisation,
                capacity="member",
                title="Extra",
                order=99,
            )
            Appointment.objects.create(seat=place, person=newcomer, begins=begins, ends=ends)

    return seat


@pytest.fixture
def run(django_capture_on_commit_callbacks, monkeypatch, capsys):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)

    def run():
        with django_capture_on_commit_callbacks(execute=True):
            call_command("invite_newcomers")
        return capsys.readouterr().out.strip()

    return run


def test_one_letter_tells_of_every_new_seat_and_where_to_sign_in(run, seated, newcomer, settings):
    settings.PORTAL_URL = "https://samverkan.example"
    seated(TODAY)
    assert run() == "1 invited"
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == (["ny@ange.example"], "Välkommen till Samverkansportalen")
    assert letter.body.count("Extra, ") == 2
    assert "från och med den 15 januari 2027" in letter.body
    assert "https://samverkan.example/logga-in/" in letter.body
    assert [entry.act for entry in history_of(newcomer)] == ["invite"]


def test_nobody_is_told_twice(run, seated):
    seated(TODAY)
    assert (run(), run()) == ("1 invited", "0 invited")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("begins", "ends"), [(TODAY + dt.timedelta(1), None), (TODAY - dt.timedelta(9), TODAY - dt.timedelta(1))]
)
def test_only_a_seat_held_today_is_told_of(run, seated, begins, ends):
    seated(begins, ends)
    assert run() == "0 invited"


@pytest.mark.parametrize("facts", [{"email": None}, {"is_active": False}])
def test_only_those_who_can_sign_in_are_told(run, seated, newcomer, facts):
    Person.objects.filter(pk=newcomer.pk).update(**facts)
    seated(TODAY)
    assert run() == "0 invited"


# Again, by hand


@pytest.fixture
def again(seated, newcomer, django_capture_on_commit_callbacks):
    seated(TODAY)

    def again(by, at=NOON):
        with django_capture_on_commit_callbacks(execute=True):
            invite_again(newcomer, by=by, at=at)

    return again


def test_the_secretariat_invites_again_at_most_once_a_day(again, newcomer, secretary):
    Appointment.objects.filter(person=newcomer).update(invited_at=NOON - dt.timedelta(days=3))
    again(secretary)
    with pytest.raises(PermissionDenied, match="det senaste dygnet"):
        again(secretary, NOON + dt.timedelta(hours=23))
    again(secretary, NOON + dt.timedelta(hours=24))
    assert [letter.body.count("Extra, ") for letter in mail.outbox] == [2, 2]
    assert [(entry.act, entry.by) for entry in history_of(newcomer)] == [("invite", secretary)] * 2


@pytest.mark.parametrize(
    ("facts", "why"), [({"email": None}, "inte logga in"), ({"is_active": False}, "inte logga in")]
)
def test_who_cannot_sign_in_is_not_invited(again, newcomer, secretary, facts, why):
    Person.objects.filter(pk=newcomer.pk).update(**facts)
    newcomer.refresh_from_db()
    with pytest.raises(PermissionDenied, match=why):
        again(secretary)


def test_who_has_no_seat_today_is_not_invited(newcomer, secretary):
    with pytest.raises(PermissionDenied, match="inte har någon plats"):
        invite_again(newcomer, by=secretary)


def test_only_the_office_invites(again, member):
    with pytest.raises(PermissionDenied, match="kansli"):
        again(member)


def test_the_button_stands_where_the_office_looks_after_a_person(
    client, member, secretary, administrator, django_capture_on_commit_callbacks
):
    Appointment.objects.update(invited_at=None)
    for who, page in ((secretary, "person_facts"), (administrator, "person")):
        client.force_login(who)
        address, button = reverse(page, args=[member.pk]), reverse("person_invitation", args=[member.pk])
        assert f'action="{button}"' in client.get(address).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(button).url == address
        shown = client.get(address).content.decode()
        assert f'action="{button}"' not in shown
        assert "det senaste dygnet" in shown
        assert mail.outbox.pop().to == [member.email]
        Appointment.objects.update(invited_at=None)
    client.force_login(member)
    own = client.get(reverse("person", args=[member.pk])).content.decode()
    assert "Inbjudan" not in own
