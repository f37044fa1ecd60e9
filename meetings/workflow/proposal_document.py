"""The documents of a proposal, from its draft on: whoever writes the text adds and removes them, until they
are on a meeting."""

from django.db import transaction
from django.utils import timezone

from meetings.models import Document
from meetings.workflow.document import discard, new_document, refuse_same_file, removal_told
from meetings.workflow.locks import locked_document, locked_item
from meetings.workflow.proposal import answer_by_writing, log_writing
from meetings.workflow.stored_file import stored
from rus_portal.core.permissions import may_write_proposal, require


def attach_to_proposal(item, file, *, by, title, shares_original=False, at=None):
    require(may_write_proposal(by, item))
    with stored(file) as [kept]:
        facts = {"title": title, "shares_original": shares_original}
        refuse_same_file(kept, item=item, **facts)
        return _attach(item, kept, by=by, at=at or timezone.now(), **facts)


@transaction.atomic
def _attach(item, file, *, by, at, title, shares_original):
    item = locked_item(item)
    require(may_write_proposal(by, item))
    document = new_document(
        None,
        file,
        item=item,
        kind=Document.Kind.REPORT,
        title=title,
        shares_original=shares_original,
        with_proposal=True,
        added_by=by,
        added_at=at,
    )
    sentence = f"Handlingen ”{title}” lades till."
    log_writing("attach_to_proposal", item, sentence, by=by, at=at)
    answer_by_writing(item, by=by, at=at)
    return document


@transaction.atomic
def remove_from_proposal(document, *, by, at=None):
    """For good, or the newest version of a document that has been lifted off a meeting with its proposal."""
    document = locked_document(document)
    item = locked_item(document.item)
    require(may_write_proposal(by, item))
    discard(document)
    log_writing("remove_from_proposal", item, removal_told(document), by=by, at=at)
