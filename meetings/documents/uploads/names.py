"""The name of a file as it is shown and downloaded: never a path, never characters that hide what it is."""

from pathlib import PurePath

from rus_portal.core.text import nfc

LONGEST = 200


def clean_name(name):
    """ "C:\\moten\\Under\u202elag.pdf" → "Underlag.pdf", no longer than a document's name may be."""
    last = nfc(name.replace("\\", "/").rpartition("/")[2])
    seen = "".join(each for each in last if each.isprintable())
    path = PurePath(" ".join(seen.split()) or "namnlös")
    return path.stem[: LONGEST - len(path.suffix)] + path.suffix[:LONGEST]


def title_from(name):
    """ "Underlag_till_punkt-3.pdf" → "Underlag till punkt-3"."""
    return PurePath(name).stem.replace("_", " ").strip() or name
