"""What the tests of answers to a summons share: a meeting of four, and how to answer."""

from html import unescape

import pytest
from django.utils import timezone

from meetings.models import Letter
from tests import acts


@pytest.fixture
def meeting(four, regional):
    return acts.summoned(regional, days=20, format="hybrid", place="Stadshuset")


def asked(person):
    """What the substitute has been told, in order, each letter as soon as it was written."""
    Letter.objects.filter(dropped_at=None).update(claimed_at=timezone.now())
    letters = Letter.objects.filter(kind="substitute", person=person).order_by("pk")
    return [letter.subject.partition(":")[0] for letter in letters]


def text(response):
    return unescape(response.content.decode())


def say(client, meeting, **typed):
    return client.post(meeting.url("answer"), typed | acts.seen(client, meeting.url("answer")))
