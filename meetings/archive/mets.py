"""The lists of a package as METS, by the profile E-ARK SIP 2.1 that the Swedish FGS 2 builds on."""

from urllib.parse import quote

from django.conf import settings

from meetings.archive.xml import element, utc, written

PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
OWN_KIND = {"csip_CONTENTINFORMATIONTYPE": "OTHER", "csip_OTHERCONTENTINFORMATIONTYPE": "Samverkansmöte 1"}
PREFIXES = ("mets", "csip", "sip", "xlink")
# How the descriptions are told apart: (media type, name of the standard, its name where METS has none).
DC, AKOMA = ("DC", ""), ("OTHER", "AKOMA NTOSO")

NOT_OPEN = "Handling som inte är öppen för alla"


def of_representation(contents, representation, files, premis):
    """`premis` describes the files; all are told from the folder of the representation."""
    below = len(representation.folder) + 1
    data = _group("Data", files, below)
    parts = [_div("Metadata", ADMID="premis"), _div("Data", _pointer(data))]
    return _document(
        contents,
        representation.folder.capitalize(),
        representation.title,
        [_amd(premis, below)],
        [data],
        parts,
        mark=f"{representation.name}-",
    )


def of_package(contents, representations, descriptive, premis, documentation, schemas):
    """`representations` are pairs of a representation and its own METS. Where each lies is told twice in the
    structure, as its group of files and as a pointer to its METS."""
    groups = {
        "Documentation": _group("Documentation", documentation),
        "Schemas": _group("Schemas", schemas),
    }
    told = [_dmd(file, nth) for nth, file in enumerate(descriptive, start=1)]
    owned, pointers = [], []
    for representation, mets in representations:
        group = _group(representation.folder.capitalize(), [mets], **OWN_KIND)
        pointer = element(
            "mets:mptr", xlink_type="simple", xlink_href=mets.path, xlink_title=group.get("ID"), LOCTYPE="URL"
        )
        owned.append(group)
        pointers.append(_div(representation.folder.capitalize(), pointer))
    metadata = _div("Metadata", ADMID="premis", DMDID=" ".join(each.get("ID") for each in told))
    parts = [
        metadata,
        *(_div(name, _pointer(group)) for name, group in groups.items()),
        _div("Representations", *map(_pointer, owned), *pointers),
    ]
    files = [*groups.values(), *owned]
    return _document(contents, contents.name, contents.label, [*told, _amd(premis)], files, parts)


def _document(contents, name, label, metadata, groups, parts, mark=""):
    """With `mark` before each name in it, which are to be one of a kind in the whole package."""
    structure = element("mets:div", *parts, ID="struktur-paket", LABEL=name)
    root = element(
        "mets:mets",
        _header(contents),
        *metadata,
        element("mets:fileSec", *groups, ID="filer"),
        element("mets:structMap", structure, ID="struktur", TYPE="PHYSICAL", LABEL="CSIP"),
        prefixes=PREFIXES,
        OBJID=name,
        LABEL=label,
        TYPE="Mixed",
        PROFILE=PROFILE,
        **OWN_KIND,
    )
    for each in root.iter():
        for key in {"ID", "FILEID", "ADMID", "DMDID"} & set(each.attrib):
            each.set(key, " ".join(f"{mark}{name}" for name in each.get(key).split()))
    return written(root)


def _header(contents):
    name, _, version = contents.software.rpartition(" ")
    council = contents.meeting.council.name
    agents = [
        _agent("CREATOR", "OTHER", name, version, "SOFTWARE VERSION", OTHERTYPE="SOFTWARE"),
        _agent("ARCHIVIST", "ORGANIZATION", council),
        _agent("CREATOR", "ORGANIZATION", council, settings.PORTAL_URL, "IDENTIFICATIONCODE"),
    ]
    number = contents.meeting.registry_number
    reference = element("mets:altRecordID", number, TYPE="REFERENCECODE") if number else None
    return element(
        "mets:metsHdr",
        *agents,
        reference,
        CREATEDATE=utc(contents.made),
        LASTMODDATE=utc(contents.made),
        RECORDSTATUS="TEST" if contents.is_test else "NEW",
        csip_OAISPACKAGETYPE="SIP",
    )


def _agent(role, kind, name, note="", note_kind="", **attributes):
    said = element("mets:note", note, csip_NOTETYPE=note_kind) if note else None
    return element("mets:agent", element("mets:name", name), said, ROLE=role, TYPE=kind, **attributes)


def _dmd(file, nth):
    kind, other = DC if file.path.endswith("dc.xml") else AKOMA
    reference = _reference(file, 0, MDTYPE=kind, OTHERMDTYPE=other)
    return element(
        "mets:dmdSec", reference, ID=f"beskrivning-{nth}", CREATED=utc(file.member.created), STATUS="CURRENT"
    )


def _amd(premis, below=0):
    reference = _reference(premis, below, MDTYPE="PREMIS")
    return element(
        "mets:amdSec", element("mets:digiprovMD", reference, ID="premis", STATUS="CURRENT"), ID="historik"
    )


def _reference(file, below, **attributes):
    return element(
        "mets:mdRef", **_location(file, below), LABEL=file.member.title, **attributes, **_facts(file)
    )


def _group(use, files, below=0, **attributes):
    listed = [
        element(
            "mets:file",
            element("mets:FLocat", **_location(file, below), xlink_title=_title(file.member)),
            ID=file.id,
            **_facts(file),
            sip_FILEFORMATNAME=file.format.name,
            sip_FILEFORMATVERSION=file.format.version,
            sip_FORMATREGISTRY="PRONOM" if file.format.pronom else "",
            sip_FORMATREGISTRYKEY=file.format.pronom,
        )
        for file in files
    ]
    return element("mets:fileGrp", *listed, ID=_id("grupp", use), USE=use, **attributes)


def _title(member):
    """A paper that is not open to all is named in handlingar.csv, which is not open either."""
    return NOT_OPEN if member.ground and member.identity else member.title


def _location(file, below):
    return {"LOCTYPE": "URL", "xlink_type": "simple", "xlink_href": quote(file.path[below:])}


def _facts(file):
    return {
        "MIMETYPE": file.format.media_type,
        "SIZE": file.size,
        "CREATED": utc(file.member.created),
        "CHECKSUM": file.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }


def _pointer(group):
    return element("mets:fptr", FILEID=group.get("ID"))


def _div(label, *inside, **attributes):
    return element("mets:div", *inside, ID=_id("struktur", label), LABEL=label, **attributes)


def _id(what, name):
    return f"{what}-{name.lower().replace('/', '-')}"
