"""Reading a package without the portal's database: whether it is whole, and what it tells.

Nothing of it is unpacked to the disk, nothing is fetched, and of the schemas only our own is within it."""

import csv
import hashlib
import io
import tarfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from lxml import etree

from meetings.archive import tables
from meetings.archive.package import METS, PIECE
from meetings.archive.xml import named, read

OWN_SCHEMA = Path(__file__).with_name("schemas") / "premis.xsd"
PREMIS = "metadata/preservation/premis.xml"
# Of the folder of official schemas: which files are judged by which of them, the first that is there.
OFFICIAL = {
    METS: ("mets.sip.local.v2-0.xsd", "mets.xsd"),
    "premis.xml": ("premis-v3-0.xsd", "premis.xsd"),
    ".akn.xml": ("akomantoso30.xsd",),
}


class NoPackage(Exception):
    """The file is none that can be read, in a sentence."""


@dataclass(frozen=True)
class Listed:
    """A file as a METS lists it, `path` below the folder of the package."""

    path: str
    size: str
    checksum: str
    by: str


class Package:
    """An open package: `files` are the paths below its one folder."""

    def __init__(self, archive):
        self.archive = archive
        entries = [each for each in archive if not each.isdir()]
        roots = {PurePosixPath(each.name).parts[0] for each in entries if each.name}
        if len(roots) != 1 or any(not _is_plain(each) for each in entries):
            raise NoPackage("Filen är inget arkivpaket: det ska ligga vanliga filer i en enda mapp.")
        [self.name] = roots
        self.entries = {each.name.removeprefix(f"{self.name}/"): each for each in entries}
        if len(self.entries) != len(entries):
            raise NoPackage("Samma fil ligger två gånger i paketet.")
        if METS not in self.entries:
            raise NoPackage("Filen är inget arkivpaket: METS.xml saknas.")

    def content(self, path):
        return self.archive.extractfile(self.entries[path]).read()

    def checksum(self, path):
        checksum, file = hashlib.sha256(), self.archive.extractfile(self.entries[path])
        while piece := file.read(PIECE):
            checksum.update(piece)
        return checksum.hexdigest()

    def rows(self, table):
        """The rows of one of its tables, each a dict by the headings."""
        content = self.content(f"representations/tabeller/data/{table.path}").decode()
        return list(csv.DictReader(io.StringIO(content, newline="")))


def _is_plain(entry):
    path = PurePosixPath(entry.name)
    return entry.isreg() and len(path.parts) > 1 and not path.is_absolute() and ".." not in path.parts


@contextmanager
def opened(path):
    try:
        with tarfile.open(path, "r:") as archive:
            yield Package(archive)
    except (tarfile.TarError, EOFError) as no:
        raise NoPackage("Filen är ingen hel tar-fil.") from no
    except etree.XMLSyntaxError as no:
        raise NoPackage(f"En fil i paketet är ingen hel XML: {no.msg}") from no


def faults(package, schemas=None):
    """What is wrong with the package, each in a sentence; nothing where all is well. `schemas` is a folder of
    the official ones."""
    representations = sorted(path for path in package.entries if path.endswith(f"/{METS}"))
    listed = [each for path in (METS, *representations) for each in _listed(package, path)]
    found = list(_not_as_listed(package, listed))
    for path in sorted(set(package.entries) - {each.path for each in listed} - {METS}):
        found.append(f"{path} ligger i paketet men finns inte i någon METS.xml.")
    for path in (METS, *representations):
        found += _loose_ends(package, path)
    found += _said_twice(package, (METS, *representations))
    for path in sorted(package.entries):
        if path.endswith(PREMIS):
            found += _breaches(package, path, _schema(OWN_SCHEMA))
            found += _other_in_premis(package, path, listed)
    return [*found, *_by_official(package, schemas)] if schemas else found


def _listed(package, path):
    """All that one METS lists, from where it lies."""
    folder = path.removesuffix(METS)
    root = read(package.content(path))
    for file in root.iter(named("mets:file"), named("mets:mdRef")):
        place = file.find(named("mets:FLocat")) if file.tag == named("mets:file") else file
        where = unquote(place.get(named("xlink:href"), ""))
        yield Listed(f"{folder}{where}", file.get("SIZE"), file.get("CHECKSUM"), path)


def _not_as_listed(package, listed):
    for each in listed:
        entry = package.entries.get(each.path)
        if entry is None:
            yield f"{each.path} saknas i paketet, men finns i {each.by}."
        elif str(entry.size) != each.size:
            yield f"{each.path} är {entry.size} byte, men {each.by} säger {each.size}."
        elif package.checksum(each.path) != each.checksum:
            yield f"{each.path} har en annan kontrollsumma än {each.by} säger: filen är ändrad."


def _loose_ends(package, path):
    """Names within a METS that lead nowhere."""
    root = read(package.content(path))
    names = {each.get("ID") for each in root.iter()}
    for each in root.iter():
        for key in ("FILEID", "ADMID", "DMDID"):
            for name in each.get(key, "").split():
                if name not in names:
                    yield f"{path} pekar på {name}, som inte finns."
    for pointer in root.iter(named("mets:mptr")):
        if (where := unquote(pointer.get(named("xlink:href")))) not in package.entries:
            yield f"{path} pekar på {where}, som inte finns."


def _said_twice(package, paths):
    names: set = set()
    for path in paths:
        for name in filter(None, (each.get("ID") for each in read(package.content(path)).iter())):
            if name in names:
                yield f"{path} har ett ID som finns på två ställen: {name}."
            names.add(name)


def _other_in_premis(package, path, listed):
    """What PREMIS tells of a file is what METS tells."""
    sums = {each.path: each.checksum for each in listed}
    for each in read(package.content(path)).iter(named("premis:object")):
        where = each.findtext(".//" + named("premis:objectIdentifierValue"))
        told = each.findtext(".//" + named("premis:messageDigest"))
        if told and sums.get(where) != told:
            yield f"{path} har en annan kontrollsumma för {where} än METS.xml."


@cache
def _schema(path):
    return etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))


def _breaches(package, path, schema):
    document = read(package.content(path))
    if not schema.validate(document):
        yield from (f"{path}, rad {each.line}: {each.message}" for each in schema.error_log)


def _by_official(package, folder):
    there = {ending: [Path(folder) / name for name in names] for ending, names in OFFICIAL.items()}
    chosen = {
        ending: next((each for each in files if each.exists()), None) for ending, files in there.items()
    }
    if chosen[METS] is None:
        yield f"I {folder} finns inget schema för METS ({' eller '.join(OFFICIAL[METS])})."
    for path in sorted(package.entries):
        for ending, schema in chosen.items():
            if schema and path.endswith(ending):
                yield from _breaches(package, path, _schema(schema))


@dataclass(frozen=True)
class Told:
    """What a package tells of its meeting, read back from it alone: each as the rows of a table, in order."""

    meeting: dict
    items: list
    positions: list
    dissents: list
    documents: list
    journal: list

    @property
    def words(self):
        counted = (
            (self.items, "punkt", "punkter"),
            (self.positions, "ställningstagande", "ställningstaganden"),
            (
                [row for row in self.dissents if not row["återtagen"]],
                "avvikande synpunkt",
                "avvikande synpunkter",
            ),
            (self.documents, "handling", "handlingar"),
            (self.journal, "rad i journalen", "rader i journalen"),
        )
        return ", ".join(f"{len(rows)} {one if len(rows) == 1 else many}" for rows, one, many in counted)


def told_by(package):
    [meeting] = package.rows(tables.MEETING)
    kinds = (tables.ITEMS, tables.POSITIONS, tables.DISSENTS, tables.DOCUMENTS, tables.JOURNAL)
    return Told(meeting, *map(package.rows, kinds))
