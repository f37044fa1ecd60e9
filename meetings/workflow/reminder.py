"""The secretariat reminds those who are waited for at a meeting, besides what goes out in the mornings."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.mail.notices import reminders_of
from meetings.todo.reminders import SUBJECTS, lines_at
from meetings.workflow.letter import queue
from meetings.workflow.locks import locked_meeting
from rus_portal.core.permissions import may_keep, require
from rus_portal.core.refusal import Refused
from rus_portal.core.words import listed


@transaction.atomic
def remind_awaited(meeting, subject, *, by, at=None):
    """To each who is waited for and can be reached, once a day at most. Returns how many."""
    meeting, at = locked_meeting(meeting), at or timezone.now()
    require(may_keep(by, meeting.council))
    lines = lines_at(meeting, subject, timezone.localdate(at))
    due = [line.reminder for line in lines if not line.hinder]
    count = queue(list(reminders_of(due, at=at)))
    if not count:
        raise Refused("Ingen fick något brev: alla har svarat, är påminda i dag eller kan inte nås.")
    names = listed([f"{each.person}" for each in due])
    journal.log("remind_awaited", meeting, f"Påmindes om {SUBJECTS[subject].words}: {names}.", by=by, at=at)
    return count
