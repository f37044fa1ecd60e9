"""Which meetings concern a person: the start page, the own page and the calendar agree."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from icalendar import Calendar

from meetings.models import Meeting
from meetings.planning.calendar import feed_of
from tests import acts

CAST = ["secretary", "chair", "member", "opposition", "substitute", "official", "preparer", "outsider"]
CAST += ["administrator"]


@pytest.fixture
def meetings(regional, grand):
    return {
        "regional": acts.plan(regional, days=10),
        "joint": acts.plan(grand, days=20, joint_with=[regional]),
        "grand": acts.plan(grand, days=30),
    }


def names(found, meetings):
    return {name for name, meeting in meetings.items() if meeting in found}


def test_a_meeting_concerns_those_who_are_called_and_those_who_keep_or_prepare(request, meetings):
    concerned = {
        role: names(Meeting.objects.concerning(request.getfixturevalue(role)), meetings) for role in CAST
    }
    called = {"regional", "joint"}
    assert concerned == {
        "secretary": {*meetings},
        "chair": {*meetings},
        "member": {*meetings},
        "opposition": {*meetings},
        "substitute": called,
        "official": {*meetings},
        "preparer": {*meetings},
        "outsider": {"joint", "grand"},
        "administrator": set(),
    }
    assert not Meeting.objects.concerning(AnonymousUser()).exists()


@pytest.mark.parametrize("role", CAST)
def test_every_page_says_whose_meetings_they_are_in_the_same_way(request, meetings, role):
    person, client = request.getfixturevalue(role), Client()
    client.force_login(person)
    start, mine = client.get("/").context, client.get("/mitt/").context
    events = Calendar.from_ical(feed_of(person)).events
    entries = {str(event["URL"]).rstrip("/") for event in events if "URL" in event}
    in_feed = [
        each
        for each in meetings.values()
        if any(url.endswith(each.get_absolute_url().rstrip("/")) for url in entries)
    ]
    concerned = names(Meeting.objects.concerning(person), meetings)
    assert names(start["my_meetings"], meetings) == concerned
    assert names(start["meetings"], meetings) == {*meetings} - concerned
    assert names([meeting for meeting, *_ in mine["meetings"]], meetings) == concerned
    assert names(in_feed, meetings) == concerned


def test_the_start_page_shows_whoever_is_not_signed_in_all_meetings_as_others(meetings, client):
    context = client.get("/").context
    assert (context["my_meetings"], names(context["meetings"], meetings)) == ([], {*meetings})
