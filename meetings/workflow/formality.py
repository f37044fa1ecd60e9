"""What the minutes say under each formality."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.workflow.locks import locked_meeting
from rus_portal.core.permissions import (
    may_record_meeting,
    require,
)
from rus_portal.core.refusal import Conflict


@transaction.atomic
def record_formalities(meeting, texts, *, by, revision=None, at=None):
    """Save what the minutes say under each formality. `texts` maps its kind to the text; `revision` as for
    `record_outcome`."""
    meeting = locked_meeting(meeting)
    require(may_record_meeting(by, meeting))
    if revision is not None and revision != meeting.formalities_revision:
        raise Conflict(meeting)
    meeting.formalities_revision += 1
    meeting.save(update_fields=["formalities_revision"])
    for formality in meeting.formalities.filter(kind__in=texts):
        formality.text = texts[formality.kind].strip()
        formality.save(update_fields=["text"])
    journal.log("record_formalities", meeting, "Mötets formalia antecknades.", by=by, at=at or timezone.now())
