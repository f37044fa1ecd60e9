"""What lies in a package, before and after it is written."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.db.models.fields.files import FieldFile

from meetings.archive.formats import Format
from meetings.models import Meeting


@dataclass(frozen=True)
class Event:
    """What happened to a file: its name in the vocabulary of PREMIS, and in a Swedish sentence. `by` is empty
    where the portal itself acted."""

    kind: str
    at: dt.datetime
    told: str
    by: str = ""


@dataclass(frozen=True)
class Member:
    """A file to be. `content` is its bytes, a stored file, or what makes the bytes; of the last two
    `identity` says which they are. `ground` is the legal ground on which not everyone may read it; in what
    `is_masked` something is, in what everyone reads."""

    path: str
    title: str
    content: bytes | FieldFile | Callable[[], bytes]
    created: dt.datetime
    identity: str = ""
    name: str = ""  # what it was called when it came
    made_from: str = ""  # the path in the package of what it is a copy of
    ground: str = ""
    is_masked: bool = False
    events: tuple[Event, ...] = ()

    @property
    def told(self):
        """All that decides what is written of it."""
        said = self.content if isinstance(self.content, bytes) else self.identity
        facts = (self.title, self.created, self.name, self.made_from, self.ground, self.is_masked)
        return repr((self.path, said, *facts, self.events))

    def moved(self, folder):
        return replace(self, path=f"{folder}{self.path}")

    @property
    def is_restricted(self):
        return bool(self.ground or self.is_masked)


@dataclass(frozen=True)
class Filed:
    """A file that is written, `path` below the folder of the package."""

    path: str
    size: int
    sha256: str
    format: Format
    member: Member

    @property
    def id(self):
        """Its name within METS."""
        return "fil-" + "".join(each if each.isalnum() else "-" for each in self.path)


@dataclass(frozen=True)
class Representation:
    name: str
    title: str
    members: list[Member] = field(default_factory=list)

    @property
    def folder(self):
        return f"representations/{self.name}"


@dataclass(frozen=True)
class Contents:
    """`made` is when the last thing happened that it tells of: the hour of writing is in no byte of it."""

    meeting: Meeting
    name: str
    label: str
    made: dt.datetime
    software: str
    representations: list[Representation]
    descriptive: list[Member]
    documentation: list[Member]
    schemas: list[Member]
    is_test: bool

    @property
    def members(self):
        others = [*self.descriptive, *self.documentation, *self.schemas]
        return [member for each in self.representations for member in each.members] + others

    @property
    def count(self):
        """Of all files: with its list and its history, and those of each representation."""
        return len(self.members) + 2 * (len(self.representations) + 1)

    @property
    def restricted(self):
        """What not everyone may read."""
        return [each for each in self.members if each.is_restricted]

    @property
    def is_masked(self):
        return any(each.is_masked for each in self.members)
