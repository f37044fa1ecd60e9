"""Whoever holds a new seat is told how to sign in: once, and not before it begins. The letter is like all
others: its delivery is shown, and one that does not arrive stops no other."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from councils import erasure, invitations, workflow
from councils.invitations import invite_again
from councils.journal import history_of
from councils.models import Appointment, Person, Seat
from meetings.models import MailChoice
from meetings.models.letter import last_invitation
from meetings.workflow.letter import write_invitation
from rus_portal.core.permissions import may_invite
from tests.meetings.test_bounces import read, report
from tests.postbox import lead

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
    """Gives the newcomer, or another, a seat in each council from a day on."""

    def seat(begins, ends=None, person=newcomer):
        for council in (regional, grand):
            place = Seat.objects.create(
                council=council,
                organisation=council.seats.first().organisation,
                capacity="member",
                title="Extra",
                order=100 + council.seats.count(),
            )
            Appointment.objects.create(seat=place, person=person, begins=begins, ends=ends)

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
    assert run() == "Inbjudna: 1."
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == (["ny@ange.example"], "Välkommen till Samverkansportalen")
    assert letter.body.count("Extra, ") == 2
    assert "från och med den 15 januari 2027" in letter.body
    assert "https://samverkan.example/logga-in/" in letter.body
    assert [entry.act for entry in history_of(newcomer)] == ["invite"]


def test_nobody_is_told_twice(run, seated):
    seated(TODAY)
    assert (run(), run()) == ("Inbjudna: 1.", "Inbjudna: 0.")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("begins", "ends"), [(TODAY + dt.timedelta(1), None), (TODAY - dt.timedelta(9), TODAY - dt.timedelta(1))]
)
def test_only_a_seat_held_today_is_told_of(run, seated, begins, ends):
    seated(begins, ends)
    assert run() == "Inbjudna: 0."


@pytest.mark.parametrize("facts", [{"email": None}, {"is_active": False}])
def test_only_those_who_can_sign_in_are_told(run, seated, newcomer, facts):
    Person.objects.filter(pk=newcomer.pk).update(**facts)
    seated(TODAY)
    assert run() == "Inbjudna: 0."


# A letter like all others


@pytest.fixture
def another():
    return Person.objects.create(name="Ny ledamot, Kramfors", email="ny@kramfors.example")


def to_do(client):
    return [task.sentence for task in client.get(reverse("office")).context["worklist"].unreached]


def test_an_address_that_is_refused_stops_nobody_and_the_secretariat_is_told(
    run, seated, newcomer, another, postbox, office
):
    postbox.unknown.add(newcomer.email)
    seated(TODAY), seated(TODAY, person=another)
    assert run() == "Inbjudna: 2."
    assert len(postbox.to(another)) == 1
    letter = newcomer.letters.get()
    assert (letter.state, letter.failure) == ("failed", "550 5.1.1 No such mailbox")
    assert to_do(office) == ["Inbjudan till Ny ledamot, Ånge kom inte fram. 550 5.1.1 No such mailbox"]


def test_whoever_was_refused_is_invited_again_at_once_and_then_no_more_to_do(
    run, seated, newcomer, postbox, office, django_capture_on_commit_callbacks
):
    postbox.unknown.add(newcomer.email)
    seated(TODAY)
    run()
    postbox.unknown.clear()
    assert "Kom inte fram" in office.get(reverse("person_facts", args=[newcomer.pk])).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("person_invitation", args=[newcomer.pk]))
    assert len(postbox.to(newcomer)) == 1
    assert to_do(office) == []


def test_an_invitation_that_came_back_is_shown_at_the_person_and_in_the_work_list(
    run, seated, newcomer, postbox, client, administrator, monkeypatch
):
    seated(TODAY)
    run()
    client.force_login(administrator)
    page = reverse("person", args=[newcomer.pk])
    assert "Skickat" in client.get(page).content.decode()
    read(monkeypatch, report("exchange", newcomer.letters.get()))
    for address in (page, reverse("person_facts", args=[newcomer.pk])):
        shown = client.get(address).content.decode()
        assert "RecipientNotFound" in shown
        assert "Skicka inbjudan igen" in shown
    people = client.get(reverse("people"), {"q": newcomer.name})
    assert "Senaste brevet kom inte fram" in people.content.decode()
    [sentence] = to_do(client)
    assert sentence.startswith("Inbjudan till Ny ledamot, Ånge kom inte fram. Kom tillbaka. 550 5.1.10")


def test_where_the_mail_server_is_away_the_invitation_waits_and_is_not_written_twice(
    run, seated, newcomer, postbox, settings
):
    lead(settings, 1)
    seated(TODAY)
    assert (run(), run()) == ("Inbjudna: 1.", "Inbjudna: 0.")
    assert newcomer.letters.get().state == "waiting"
    lead(settings, postbox.port)
    call_command("send_letters", verbosity=0)
    assert len(postbox.to(newcomer)) == 1


def test_one_occasion_is_one_letter(seated, newcomer):
    seated(TODAY)
    held = list(newcomer.appointments.select_related("seat__council"))
    for _ in range(2):
        write_invitation(newcomer, held, "samma", at=NOON)
    assert newcomer.letters.get().state == "waiting"


@pytest.mark.parametrize("often", MailChoice.Often.values)
def test_no_choice_of_mail_silences_an_invitation_and_it_carries_no_way_out(
    often, run, seated, newcomer, postbox
):
    MailChoice.objects.create(person=newcomer, often=often)
    seated(TODAY)
    run()
    [letter] = postbox.to(newcomer)
    assert letter["List-Unsubscribe"] is None


def test_whoever_may_not_sign_in_any_longer_gets_no_invitation_that_waited(
    run, seated, newcomer, postbox, settings
):
    lead(settings, 1)
    seated(TODAY)
    run()
    Person.objects.filter(pk=newcomer.pk).update(is_active=False)
    lead(settings, postbox.port)
    call_command("send_letters", verbosity=0)
    assert postbox.letters == []
    assert newcomer.letters.get().state == "failed"


def test_with_the_address_goes_the_invitation_that_waited_and_its_words_never_held_it(
    run, seated, newcomer, administrator, postbox, settings
):
    lead(settings, 1)
    seated(TODAY)
    run()
    newcomer.appointments.update(ends=TODAY - dt.timedelta(1), begins=TODAY - dt.timedelta(2))
    erasure.erase_contact_details(newcomer, by=administrator)
    lead(settings, postbox.port)
    call_command("send_letters", verbosity=0)
    assert postbox.letters == []
    letter = newcomer.letters.get()
    assert letter.address == ""
    assert "ny@ange.example" not in letter.text


def test_the_letter_says_which_address_to_sign_in_with(run, seated):
    seated(TODAY)
    run()
    assert "Skriv den här e-postadressen: ny@ange.example\n" in mail.outbox[0].body


def test_one_who_cannot_be_written_to_stops_nobody_and_is_tried_again(
    run, seated, newcomer, another, monkeypatch
):
    def stumble(person, *letter, at):
        if person == newcomer:
            raise OSError("No space left on device")
        write_invitation(person, *letter, at=at)

    seated(TODAY), seated(TODAY, person=another)
    monkeypatch.setattr(invitations, "write_letter", stumble)
    with pytest.raises(CommandError, match="1 kunde inte bjudas in"):
        run()
    assert [letter.to for letter in mail.outbox] == [[another.email]]
    assert list(history_of(newcomer)) == []
    monkeypatch.setattr(invitations, "write_letter", write_invitation)
    run()
    assert [letter.to for letter in mail.outbox] == [[another.email], [newcomer.email]]


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
    ("facts", "is_open"),
    [
        ({}, False),
        ({"claimed_at": NOON}, False),
        ({"claimed_at": NOON, "sent_at": NOON}, False),
        ({"claimed_at": NOON, "failed_at": NOON}, True),
        ({"claimed_at": NOON, "sent_at": NOON, "failed_at": NOON}, True),
        ({"claimed_at": NOON - dt.timedelta(hours=1)}, True),
    ],
    ids=["waits", "on its way", "sent", "refused", "came back", "uncertain"],
)
def test_the_day_of_waiting_holds_only_where_the_last_invitation_went_or_waits(
    facts, is_open, again, newcomer, secretary, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    newcomer.letters.create(
        key="förut",
        kind="invitation",
        address=newcomer.email,
        subject="x",
        text="x",
        written_at=NOON,
        **facts,
    )
    assert bool(may_invite(secretary, newcomer, last_invitation(newcomer))) == is_open


def test_a_new_address_is_invited_at_once(again, newcomer, secretary):
    again(secretary)
    workflow.change_person(newcomer, by=secretary, email="ny.adress@x.example")
    newcomer.refresh_from_db()
    again(secretary, NOON + dt.timedelta(minutes=5))
    assert [letter.to for letter in mail.outbox][-1] == ["ny.adress@x.example"]


@pytest.mark.parametrize(
    ("facts", "why"), [({"email": None}, "Fyll i e-postadressen"), ({"is_active": False}, "Kan logga in")]
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
        member.letters.all().delete()
    client.force_login(member)
    own = client.get(reverse("person", args=[member.pk])).content.decode()
    assert "Inbjudan" not in own
