"""What the tests of takeovers share: an item before the seats change hands, and the move past it."""

import datetime as dt
from html import unescape

import pytest
from django.db import connection
from django.utils import timezone

from councils.models import Appointment, Person
from meetings.models import Meeting
from meetings.triggers import HAS_LEFT
from meetings.workflow.meeting import change_meeting
from tests import acts
from tests.remembered import remembered

WORDS = "Vi delar inte bedömningen."


def day(days):
    return timezone.localdate() + dt.timedelta(days=days)


def afresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def item(regional):
    """On the agenda of a meeting in ten days, before every seat changes hands."""
    return acts.summoned(regional, days=10).items.get()


@pytest.fixture
def heir(db):
    return successor()


@remembered
def successor():
    return Person.objects.create(name="Efterträdaren", email="heir@demo.example")


@pytest.fixture
def move(secretary):
    """Moves the item's meeting to so many days from now."""

    @remembered
    def move(item, days):
        meeting = Meeting.objects.get(pk=item.meeting.pk)
        change_meeting(meeting, by=secretary, date=day(days), end_date=day(days))
        return afresh(item)

    return move


def leave(person, heir=None):
    """The person's seats end in two weeks, and the heir's begin."""
    for held in person.appointments.all():
        Appointment.objects.filter(pk=held.pk).update(ends=day(14))
        if heir:
            Appointment.objects.create(seat=held.seat, person=heir, begins=day(15))


def home(person):
    return person.appointments.first().seat.organisation


def left(item):
    """Whose dissent waits, as the rows, the form and the database say it."""
    standing = list(item.dissents.standing().with_author())
    waits = {each.person for each in standing if each.is_left}
    assert waits == {each.person for each in map(afresh, standing) if each.is_left}
    taking = afresh(item.meeting).taking_position(Appointment.objects.select_related("seat"))
    assert waits == {each.person for each in standing} - {held.person for held in taking}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.person_id FROM meetings_dissentingopinion d WHERE d.withdrawn_at IS NULL"
            f" AND {HAS_LEFT.format(row='d')}"
        )
        assert {pk for (pk,) in cursor.fetchall()} == {person.pk for person in waits}
    return waits


def text(response):
    return unescape(response.content.decode())


def expected(client, person):
    client.force_login(afresh(person))
    return [
        (each.sentence, each.url)
        for each in client.get("/mitt/").context["expected"]
        if "Ta över" in each.sentence
    ]


@pytest.fixture
def moved(item, member, heir, move):
    """The member has lodged dissent; the meeting is held when the heir has the seat."""
    acts.dissent(item, member, WORDS)
    leave(member, heir)
    return move(item, 20)


def subjects(person):
    letters = person.letters.filter(kind="takeover").order_by("pk")
    return [letter.subject.partition(":")[0] for letter in letters]
