"""What the tests of letters share: a summoned meeting, a pass of the post, and what is seen of both."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar

from meetings.models import Letter
from meetings.todo.worklist import work
from tests import acts


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """What a verb leaves until after the commit is done at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def summoned(council, *items, **facts):
    return acts.summoned(council, *items, **({"days": 20, "place": "Stadshuset", "format": "hybrid"} | facts))


def run():
    call_command("send_letters", verbosity=0)


def states():
    return sorted(letter.state for letter in Letter.objects.all())


def words(mail):
    return mail.get_body(["plain"]).get_content()


def entry_in(mail):
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    return str(calendar["METHOD"]), calendar.events[0]


def tasks(meeting):
    return [
        task.sentence
        for each, own in work([meeting.council], timezone.localdate())
        for task in own
        if each == meeting and "brev" in task.sentence
    ]
