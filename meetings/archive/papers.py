"""The documents of a meeting in the package: each version as it came, and the copy that its readers got."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import slugify

from meetings.documents.listing import versions_of
from meetings.documents.uploads.checks import suffix_of
from meetings.models import Document

LONGEST = 60


@dataclass(frozen=True)
class Placed:
    """A version of a document, and where it lies in the representations of originals and of what was read;
    `copy` is empty where its readers got the original."""

    document: Document
    path: str
    copy: str

    @property
    def ground(self):
        """The legal ground on which it is not open to all."""
        is_restricted = self.document.visibility == Document.Visibility.RESTRICTED
        return self.document.legal_ground if is_restricted else ""


def placed_documents(meeting):
    """All versions of all the documents of the meeting and its items, in the order they came. What they are
    called stands in the package's lists, so names of files keep to letters that every system takes."""
    found = Document.objects.filter(Q(meeting=meeting) | Q(item__meeting=meeting)).select_related(
        "item", "added_by"
    )
    counted: dict = {}
    placed = []
    for versions in versions_of(found.order_by("added_at", "pk")):
        item = versions[0].item
        folder = f"handlingar/punkt-{item.number:02}" if item and item.number else "handlingar/motet"
        counted[folder] = counted.get(folder, 0) + 1
        for document in reversed(versions):
            is_told = document.visibility != Document.Visibility.RESTRICTED
            name = (is_told and slugify(document.title)[:LONGEST].strip("-")) or "handling"
            later = f"-version-{document.version}" if document.version > 1 else ""
            stem = f"{folder}/{counted[folder]:02}-{name}{later}"
            is_copied = document.copy_stage == Document.CopyStage.MADE
            copy = f"{stem}{suffix_of(document.copy.name)}" if is_copied else ""
            placed.append(Placed(document, f"{stem}{suffix_of(document.file.name)}", copy))
    return placed
