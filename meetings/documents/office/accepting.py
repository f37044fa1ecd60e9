"""What a file carries, and the same file with its changes accepted and nothing on the side."""

import zipfile
from dataclasses import dataclass, field

from meetings.documents.office import open_document, open_xml
from meetings.documents.office.carried import NO_COPY, STAYS
from meetings.documents.office.package import Package, Unread
from meetings.documents.uploads.checks import suffix_of

OPEN_XML = (".docx", ".xlsx", ".pptx")
OPEN_DOCUMENT = (".odt", ".ods", ".odp")
OFFICE = (*OPEN_XML, *OPEN_DOCUMENT)


@dataclass(frozen=True)
class Accepted:
    """`carried` is what the file had, by kind and how many; `content` the copy, or None where none can be
    made."""

    carried: dict = field(default_factory=dict)
    content: bytes | None = None

    @property
    def is_clean(self):
        """Whether the copy has nothing of that."""
        return self.content is not None and not any(kind in STAYS for kind in self.carried)


def is_office(name):
    return suffix_of(name) in OFFICE


def carried_by(file, name):
    """What the file carries, by kind; nothing where it is of another kind, or cannot be opened at all."""
    return _looked_through(file, name).carried if is_office(name) else {}


def accepted(file, name, title=""):
    """Called `title` where it has no title of its own."""
    return _looked_through(file, name, title, write=True)


def _looked_through(file, name, title="", *, write=False):
    file.seek(0)
    try:
        package = Package(file)
        if (suffix := suffix_of(name)) in OPEN_XML:
            open_xml.look_through(package, suffix)
        else:
            open_document.look_through(package)
        if title:
            package.name(title)
        found = {kind: count for kind, count in package.found.items() if count}
        is_made = write and not any(kind in NO_COPY for kind in found)
        return Accepted(found, package.written() if is_made else None)
    except zipfile.BadZipFile:  # no upload: they have been unpacked before
        return Accepted()
    except Unread:
        return Accepted({"unread": 1})
    finally:
        file.seek(0)
