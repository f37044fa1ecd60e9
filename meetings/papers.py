"""The papers of a meeting as one reader meets them: open, or only that there is one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.db.models import Exists, OuterRef

from meetings.models import Document
from meetings.record import public_title

AUDIENCE = {
    Document.Visibility.PUBLIC: "",
    Document.Visibility.COUNCIL: "Bara rådet",
    Document.Visibility.RESTRICTED: "Bara rådet, {}",
}


@dataclass(frozen=True)
class Paper:
    """`url` is empty where the reader may only know that the paper exists."""

    title: str
    url: str = ""
    filetype: str = ""
    size: int = 0
    late: bool = False
    audience: str = ""
    added_at: datetime | None = None


def papers_for(user, meeting):
    """All papers of the meeting by the id of their item (None: the meeting's own). One query.

    Show a list only where its item, or for the meeting's own its agenda, is visible to the same reader.
    """
    visible = Document.objects.visible_to(user).filter(pk=OuterRef("pk"))
    papers = defaultdict(list)
    for document in meeting.documents.annotate(is_open=Exists(visible)).order_by("added_at", "pk"):
        document.meeting = meeting
        papers[document.item_id].append(_met(document))
    return papers


def _met(document):
    if not document.is_open:
        return Paper(public_title(document))
    return Paper(
        title=document.title,
        url=document.get_absolute_url(),
        filetype=PurePath(document.name).suffix.removeprefix(".").upper(),
        size=document.size,
        late=document.added_after_summons,
        audience=AUDIENCE[document.visibility].format(document.legal_ground),
        added_at=document.added_at,
    )
