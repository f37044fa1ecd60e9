"""The appendices: how they are called, and which lie in the file."""

import itertools
from pathlib import Path
from string import ascii_uppercase

from django.utils.text import slugify

from meetings.models import Document

ENCLOSED_AT_MOST = 10 * 1024 * 1024  # bytes of appendices in the file of approved minutes


def appendices_of(item, documents):
    return [
        {"label": f"Bilaga {item.paragraph or item.number}.{number}", "title": public_title(document)}
        | ({"document": document.pk} if document.visibility == Document.Visibility.PUBLIC else {})
        for number, document in enumerate(documents, start=1)
    ]


def letter(sections):
    """Gives their appendices letters through the whole of the minutes: A to Z, AA, AB and so on. Those of a §
    that is immediately approved have theirs already."""
    settled, open_ones = [], []
    for section in sections:
        (settled if "immediate" in section else open_ones).extend(section["appendices"])
    taken = {each["label"] for each in settled}
    labels = (f"Bilaga {_in_letters(number)}" for number in itertools.count())
    for each, label in zip(open_ones, (label for label in labels if label not in taken), strict=False):
        each["label"] = label


def _in_letters(number):
    before, last = divmod(number, 26)
    return (_in_letters(before - 1) if before else "") + ascii_uppercase[last]


def enclosed_in(record):
    """The appendices that lie in the file of approved minutes, as `rus_portal.core.pdf.told` asks for them:
    the public ones, as many as it has room for."""
    listed = [each for section in record["sections"] for each in section.get("appendices", ())]
    public = Document.objects.filter(visibility=Document.Visibility.PUBLIC)  # a correction may list others
    stored = public.in_bulk([each["document"] for each in listed if "document" in each])
    enclosed, room = [], ENCLOSED_AT_MOST
    for each in listed:
        document = stored.get(each.get("document"))
        file = document.given if document else None
        if document is None or file is None or file.size > room:
            continue
        room -= file.size
        enclosed.append(
            {
                "name": f"{slugify(each['label'].replace('.', '-'))}{Path(file.name).suffix.lower()}",
                "description": f"{each['label']}. {each['title']}",
                "relationship": "Supplement",
                "stored": file.file.name,
                "document": document.pk,
            }
        )
    return enclosed


def public_title(document):
    """What everyone may know of a document: its title if it is public, else only that it exists and why."""
    if document.visibility == Document.Visibility.PUBLIC:
        return document.title
    if document.visibility == Document.Visibility.RESTRICTED:
        return f"Handling som inte är offentlig ({document.legal_ground})"
    return "Handling hos rådets kansli"
