"""The room's screen is opened by a secret address, and closed."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import ScreenLink
from meetings.models.screen import new_token
from meetings.workflow.locks import locked_meeting
from rus_portal.core.permissions import may_open_sitting, require
from rus_portal.core.secret import sha256_of


@transaction.atomic
def open_screen(meeting, *, by, at=None):
    """The secret part of a new address. An earlier one stops working."""
    meeting, at = locked_meeting(meeting), at or timezone.now()
    require(may_open_sitting(by, meeting))
    shut_screens(meeting, by=by, at=at)
    token = new_token()
    ScreenLink.objects.create(meeting=meeting, sha256=sha256_of(token), made_at=at, made_by=by)
    journal.log("open_screen", meeting, "Skärmen i rummet öppnades.", by=by, at=at)
    return token


@transaction.atomic
def close_screen(meeting, *, by, at=None):
    meeting, at = locked_meeting(meeting), at or timezone.now()
    require(may_open_sitting(by, meeting))
    if shut_screens(meeting, by=by, at=at):
        journal.log("close_screen", meeting, "Skärmen i rummet stängdes.", by=by, at=at)
    return meeting


def shut_screens(meeting, *, by, at):
    """Those that are open; how many. Call with the meeting locked."""
    return meeting.screens.filter(closed_at=None).update(closed_at=at, closed_by=by)
