"""What the minutes say under each formality."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models.formality import particulars_of
from meetings.workflow.locks import locked_meeting
from rus_portal.core.permissions import (
    may_record_meeting,
    require,
)
from rus_portal.core.refusal import put
from rus_portal.core.rich import as_rich
from rus_portal.core.seen import require_seen


@transaction.atomic
def record_formalities(meeting, texts, *, by, particulars=None, seen=None, at=None):
    """Save what the minutes say under each formality, and of themselves. `texts` maps its kind to the text,
    `particulars` are `Particulars.NAMES`, `seen` are the marks of those that the writer saw."""
    meeting = locked_meeting(meeting)
    require(may_record_meeting(by, meeting))
    texts = {kind: as_rich(text) for kind, text in texts.items()}
    row, particulars = particulars_of(meeting), particulars or {}
    now = meeting.formality_texts | (row.noted if particulars else {})
    require_seen(meeting, texts | particulars, seen, now=now)
    if all(now.get(name) == said for name, said in (texts | particulars).items()):
        return
    for formality in meeting.formalities.filter(kind__in=texts):
        formality.text = texts[formality.kind]
        formality.save(update_fields=["text"])
    if particulars:
        put(row, particulars)
        row.full_clean()
        row.save()
    journal.log("record_formalities", meeting, "Mötets formalia antecknades.", by=by, at=at or timezone.now())
