"""What the minutes say under each formality."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.workflow.locks import locked_meeting
from rus_portal.core.permissions import (
    may_record_meeting,
    require,
)
from rus_portal.core.rich import as_rich
from rus_portal.core.seen import require_seen


@transaction.atomic
def record_formalities(meeting, texts, *, by, seen=None, at=None):
    """Save what the minutes say under each formality. `texts` maps its kind to the text, `seen` are the
    marks of those that the writer saw."""
    meeting = locked_meeting(meeting)
    require(may_record_meeting(by, meeting))
    texts = {kind: as_rich(text) for kind, text in texts.items()}
    require_seen(meeting, texts, seen, now=meeting.formality_texts)
    for formality in meeting.formalities.filter(kind__in=texts):
        formality.text = texts[formality.kind]
        formality.save(update_fields=["text"])
    journal.log("record_formalities", meeting, "Mötets formalia antecknades.", by=by, at=at or timezone.now())
