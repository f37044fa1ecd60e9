"""What is in the package of a meeting: all that the region's archive is to have of it, whoever may read it
(docs/adr/0072). Nothing here asks who the reader is: whoever calls has been asked for the right."""

import hashlib
import tomllib
from functools import cache, partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from meetings.archive.filed import Contents, Event, Member, Representation
from meetings.archive.papers import placed_documents
from meetings.archive.table import as_csv, as_json
from meetings.archive.tables import NAMES_PAPERS, TABLES, journal_of, minutes_of
from meetings.archive.xml import element, written
from meetings.documents.summons import summons_for
from meetings.models.seal import WHOLE
from meetings.open.akoma import akoma_ntoso
from meetings.sealed import (
    kept_of,
    open_kept_of,
    record_for,
    record_of,
    sealed_bytes,
    sealed_paper,
    with_stamps,
)
from rus_portal.core.address import address, whole
from rus_portal.core.words import date_in_words

EDITION = "2"  # of the package: raise it where what is in it, or its order, changes
SCHEMAS = Path(__file__).with_name("schemas")


def contents_for(meeting):
    """The package of a meeting whose minutes are published, as it is now."""
    made = journal_of(meeting).last().at
    minutes = [each for each in minutes_of(meeting) if each.approved_at]
    for each in minutes:
        each.meeting = meeting
    documents = placed_documents(meeting)
    original = Representation("original", "Handlingarna så som de kom, protokollet så som det förseglades")
    read = Representation("lasning", "Kallelsen, läskopior och det öppna protokollet: det som lästes")
    tables = Representation("tabeller", "Det som portalen vet om mötet, som tabeller och data")
    for each in minutes:
        original.members.extend(_sealed(each))
        read.members.extend(_open(each) if each.is_masked else ())
    original.members.extend(map(_as_it_came, documents))
    summons = partial(summons_for, AnonymousUser(), meeting)
    read.members.append(
        Member("kallelse.pdf", "Kallelsen, så som alla läser den", summons, meeting.convened_at)
    )
    read.members.extend(_as_read(each) for each in documents if each.copy)
    masked = any(each.is_masked for each in minutes)
    grounds = ", ".join(sorted({each.ground for each in documents if each.ground}))
    for each in TABLES:
        ground = grounds if each in NAMES_PAPERS else ""
        content = each.content(meeting)
        tables.members.append(Member(each.path, each.told, content, made, ground=ground, is_masked=masked))
    tables.members.extend(_data(meeting, minutes))
    contents = Contents(
        meeting=meeting,
        name=f"arkivpaket-{meeting.council.slug}-{meeting.day}",
        label=f"{meeting.title} {date_in_words(meeting)}",
        made=made,
        software=f"Samverkansportalen {portal_version()}",
        representations=[_placed(each) for each in (original, read, tables)],
        descriptive=[_dublin_core(meeting, made), *_minutes_as_data(minutes)],
        documentation=[],
        schemas=[_schema(made)],
        is_test=settings.DEMO,
    )
    contents.documentation.extend(_documentation(contents))
    return contents


def key_of(contents):
    """The same for what would become the same bytes. The summons is made of what the tables tell too."""
    told = [EDITION, contents.label, contents.software, *(member.told for member in contents.members)]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


@cache
def portal_version():
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())
    return project["project"]["version"]


def _placed(representation):
    """With its members where they lie in the package."""
    folder = f"{representation.folder}/data/"
    members = [member.moved(folder) for member in representation.members]
    return Representation(representation.name, representation.title, members)


def _stem(minutes):
    part = f"-punkt-{minutes.item.number:02}" if minutes.item else ""
    return f"protokoll/protokoll-version-{minutes.version}{part}"


def _sealed(minutes):
    """The sealed file and the extracts, each with its time stamps."""
    sealed = Event(
        "digital signature generation", minutes.approved_at, "Filen förseglades när alla justerat."
    )
    facts = {"created": minutes.approved_at, "is_masked": minutes.is_masked, "events": (sealed,)}
    yield Member(
        f"{_stem(minutes)}.pdf",
        f"{minutes}, förseglat",
        partial(_whole, minutes),
        identity=minutes.sha256,
        **facts,
    )
    for number, checksum in _papers(kept_of(minutes)):
        yield Member(
            f"{_stem(minutes)}-utdrag-punkt-{number:02}.pdf",
            f"Protokollsutdrag, punkt {number}",
            partial(_paper, minutes, number, False),
            identity=checksum,
            **facts,
        )


def _open(minutes):
    """What everyone reads where something is masked."""
    told = "En öppen version gjordes, där uppgifter är maskerade, och publicerades."
    masked = Event("redaction", minutes.published_at, told, str(minutes.published_by))
    for number, checksum in _papers(open_kept_of(minutes)):
        part = "" if number == WHOLE else f"-utdrag-punkt-{number:02}"
        title = (
            f"{minutes}, öppen version"
            if number == WHOLE
            else f"Protokollsutdrag, punkt {number}, öppen version"
        )
        yield Member(
            f"{_stem(minutes)}-oppen{part}.pdf",
            title,
            partial(_paper, minutes, number, True),
            created=minutes.published_at,
            identity=checksum,
            events=(masked,),
        )


def _papers(kept):
    return sorted((int(number), checksum) for number, checksum in kept.get("papers", {}).items())


def _whole(minutes):
    return with_stamps(sealed_bytes(minutes), minutes)


def _paper(minutes, number, is_open):
    return with_stamps(sealed_paper(minutes, number, is_open), minutes, number, is_open)


def _as_it_came(placed):
    document = placed.document
    came = Event("ingestion", document.added_at, "Filen lades upp i portalen.", str(document.added_by))
    return Member(
        placed.path,
        document.title,
        document.file,
        document.added_at,
        identity=document.file.name,
        name=document.name,
        ground=placed.ground,
        events=(came,),
    )


def _as_read(placed):
    document = placed.document
    at = document.copy_tried_at or document.added_at
    copied = Event("normalization", at, "En läskopia gjordes, utan spårade ändringar och annat dolt.")
    return Member(
        placed.copy,
        f"{document.title}, läskopia",
        document.copy,
        at,
        identity=document.copy.name,
        made_from=f"representations/original/data/{placed.path}",
        ground=placed.ground,
        events=(copied,),
    )


def _data(meeting, minutes):
    """The minutes as they were sealed, and each agenda as it was sent."""
    for each in minutes:
        path = f"{_stem(each)}.json".removeprefix("protokoll/")
        yield Member(
            path, f"{each}, som data", as_json(each.record), each.approved_at, is_masked=each.is_masked
        )
    for version in meeting.agenda_versions.order_by("number"):
        title = f"Dagordningen så som den skickades, version {version.number}"
        yield Member(
            f"dagordning-version-{version.number}.json", title, as_json(version.content), version.sent_at
        )


def _minutes_as_data(minutes):
    """Akoma Ntoso of the whole minutes, and of what everyone reads where something in them is masked."""
    for each in minutes:
        if each.item:
            continue
        told = [("", "", record_of(each), each.is_masked)]
        if each.is_masked:
            told.append(("-oppen", ", öppen version", record_for(each, AnonymousUser())[0], False))
        for part, words, record, is_masked in told:
            yield Member(
                f"metadata/descriptive/{_stem(each).removeprefix('protokoll/')}{part}.akn.xml",
                f"{each}{words}",
                akoma_ntoso(record, each.meeting.url("minutes")),
                each.approved_at,
                is_masked=is_masked,
            )


def _dublin_core(meeting, made):
    """What the meeting is, in a few words that every archive knows."""
    told = [
        ("title", f"{meeting.title} {date_in_words(meeting)}"),
        ("creator", meeting.council.name),
        *(("contributor", council.name) for council in meeting.councils[1:]),
        ("publisher", meeting.council.name),
        ("date", meeting.date.isoformat()),
        ("type", "Möteshandlingar"),
        ("language", "sv"),
        ("identifier", whole(meeting.get_absolute_url())),
        ("identifier", meeting.registry_number),
    ]
    elements = [element(f"dc:{name}", value) for name, value in told if value]
    content = written(element("oai_dc:dc", *elements, prefixes=("oai_dc", "dc")))
    return Member("metadata/descriptive/dc.xml", "Mötet i korthet (Dublin Core)", content, made)


def _documentation(contents):
    """How to read the package without the portal."""
    lines = [["fil", "vad filen innehåller", "kolumn", "vad kolumnen säger"]]
    lines += [[each.path, each.told, heading, told] for each in TABLES for heading, told, _ in each.columns]
    context = {"contents": contents, "retention": whole(address("retention"))}
    words = render_to_string("meetings/archive/read_me.txt", context)
    yield Member("documentation/las-mig.txt", "Så läses paketet", words.encode(), contents.made)
    yield Member("documentation/tabeller.csv", "Vad varje kolumn säger", as_csv(lines), contents.made)


def _schema(made):
    content = (SCHEMAS / "premis.xsd").read_bytes()
    return Member("schemas/premis.xsd", "De delar av PREMIS 3 som paketet använder", content, made)
