"""Writing a package: a tar file with one folder, in which METS lists every file with its size and checksum.

What is in it decides its bytes: the files come in one order, bear the time of what they tell of, and belong
to nobody. Each is read once, so a package may be larger than the memory."""

import hashlib
import tarfile
from tempfile import SpooledTemporaryFile

from meetings.archive import mets, premis
from meetings.archive.filed import Filed, Member
from meetings.archive.formats import format_of
from rus_portal.core.refusal import Refused

PIECE = 1024 * 1024
IN_MEMORY = 5 * PIECE
METS = "METS.xml"


def write(contents, file, tell=lambda done: None):
    """The whole package to an open file. `tell` hears how many of its files are written."""
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        writer = _Writer(contents, archive, tell)
        representations = [(each, writer.representation(each)) for each in contents.representations]
        descriptive, documentation, schemas = (
            [writer.add(member) for member in members]
            for members in (contents.descriptive, contents.documentation, contents.schemas)
        )
        restricted = [each for each in writer.filed if each.member.is_restricted]
        history = writer.add(_history(contents, premis.of_package(contents, restricted)))
        told = mets.of_package(contents, representations, descriptive, history, documentation, schemas)
        writer.add(Member(METS, "Paketets innehåll", told, contents.made))


def _history(contents, content, folder=""):
    path = f"{folder}metadata/preservation/premis.xml"
    return Member(path, "Filernas historia (PREMIS)", content, contents.made)


class _Writer:
    def __init__(self, contents, archive, tell):
        self.contents, self.archive, self.tell, self.filed = contents, archive, tell, []

    def representation(self, representation):
        """Its files, then what has happened to them, then its list."""
        files = [self.add(member) for member in representation.members]
        told = premis.of_files(self.contents, files)
        history = self.add(_history(self.contents, told, f"{representation.folder}/"))
        listed = mets.of_representation(self.contents, representation, files, history)
        path = f"{representation.folder}/{METS}"
        return self.add(Member(path, representation.title, listed, self.contents.made))

    def add(self, member):
        with SpooledTemporaryFile(IN_MEMORY) as kept:
            checksum = hashlib.sha256()
            for piece in _pieces(member):
                checksum.update(piece)
                kept.write(piece)
            entry = tarfile.TarInfo(f"{self.contents.name}/{member.path}")
            entry.size, entry.mode, entry.mtime = kept.tell(), 0o644, int(member.created.timestamp())
            found = format_of(member.path, kept)
            kept.seek(0)
            self.archive.addfile(entry, kept)
        filed = Filed(member.path, entry.size, checksum.hexdigest(), found, member)
        self.filed.append(filed)
        self.tell(len(self.filed))
        return filed


def _pieces(member):
    content = member.content
    if isinstance(content, bytes):
        return [content]
    if callable(content):
        return [content()]
    return _stored(member)


def _stored(member):
    """A package without a paper that it lists would be taken for whole."""
    try:
        with member.content.open() as file:
            while piece := file.read(PIECE):
                yield piece
    except FileNotFoundError as gone:
        raise Refused(
            f"Filen till handlingen ”{member.title}” saknas i portalens lager. Återställ den från "
            "säkerhetskopian och gör paketet på nytt."
        ) from gone
