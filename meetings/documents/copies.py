"""Which file of a document is read in the page."""

import hashlib

from django.core.cache import cache

from rus_portal.core.document_store import trouble


def comparison_of(document, earlier):
    """Where it is read beside the version that it replaces; "" where one of them can only be downloaded."""
    both = document.meeting and reading_copy(document) and reading_copy(earlier)
    return document.meeting.url("document_comparison", document.pk) if both else ""


def digest_of(copy):
    """The SHA-256 of its bytes, read once; "" while the store is away."""
    try:
        return cache.get_or_set(f"sha256:{copy.file.name}", lambda: _digest(copy.file), timeout=None)
    except trouble():
        return ""


def _digest(file):
    with file.open("rb") as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest()


def reading_copy(document):
    """What its readers are given of it (`Document.given`), where that can be read in the page; None of what
    can only be downloaded, and while there is nothing for them."""
    given = document.given
    return given if given and given.is_pdf else None
