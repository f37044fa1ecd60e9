"""What has happened to the files of a package, and who did it, as PREMIS 3."""

from meetings.archive.filed import Event
from meetings.archive.xml import element, utc, written

PATH, NUMBER, NAME = "sökväg i paketet", "nummer i den här filen", "namn"
PRONOM = "PRONOM"
MASKED = "Uppgifter är maskerade i den öppna versionen."


def of_files(contents, files):
    """The files of one representation, with the events that made them."""
    events = [(event, file) for file in files for event in file.member.events]
    return _document(
        [_file(file) for file in files],
        [_event(nth, event, contents, file.path) for nth, (event, file) in enumerate(events, start=1)],
        [_software(contents), *map(_person, sorted({event.by for event, _ in events if event.by}))],
        [],
    )


def of_package(contents, restricted):
    """The package as a whole, and why some of its files are not for everyone: `restricted` are those."""
    made = Event("information package creation", contents.made, "Paketet gjordes av det som fanns då.")
    package = element(
        "premis:object",
        _identifier("object", PATH, contents.name),
        element("premis:originalName", contents.label),
        xsi_type="premis:intellectualEntity",
    )
    council = _agent(contents.meeting.council.name, "organization")
    rights = [_rights(nth, file) for nth, file in enumerate(restricted, start=1)]
    events = [_event(1, made, contents, contents.name)]
    return _document([package], events, [_software(contents), council], rights)


def _document(*parts):
    everything = [each for part in parts for each in part]
    return written(element("premis:premis", *everything, prefixes=("premis", "xsi"), version="3.0"))


def _identifier(name, kind, value):
    tag = f"premis:{name}Identifier"
    return element(tag, element(f"{tag}Type", kind), element(f"{tag}Value", value))


def _file(file):
    """Named as it came, which is what PREMIS asks for. What is not open to all is named in handlingar.csv
    alone, which is not open either: the name may tell what the paper is of, or of whom."""
    told = file.format
    came_as = "" if file.member.ground else file.member.name
    designation = element(
        "premis:formatDesignation",
        element("premis:formatName", told.name),
        element("premis:formatVersion", told.version) if told.version else None,
    )
    registry = element(
        "premis:formatRegistry",
        element("premis:formatRegistryName", PRONOM),
        element("premis:formatRegistryKey", told.pronom),
    )
    return element(
        "premis:object",
        _identifier("object", PATH, file.path),
        element(
            "premis:objectCharacteristics",
            element(
                "premis:fixity",
                element("premis:messageDigestAlgorithm", "SHA-256"),
                element("premis:messageDigest", file.sha256),
            ),
            element("premis:size", str(file.size)),
            element("premis:format", designation, registry if told.pronom else None),
        ),
        element("premis:originalName", came_as) if came_as else None,
        _copied(file.member.made_from) if file.member.made_from else None,
        xsi_type="premis:file",
    )


def _copied(original):
    return element(
        "premis:relationship",
        element("premis:relationshipType", "derivation"),
        element("premis:relationshipSubType", "has source"),
        _identifier("relatedObject", PATH, original),
    )


def _event(nth, event, contents, path):
    return element(
        "premis:event",
        _identifier("event", NUMBER, str(nth)),
        element("premis:eventType", event.kind),
        element("premis:eventDateTime", utc(event.at)),
        element("premis:eventDetailInformation", element("premis:eventDetail", event.told)),
        _identifier("linkingAgent", NAME, event.by or contents.software),
        _identifier("linkingObject", PATH, path),
    )


def _agent(name, kind, version=""):
    return element(
        "premis:agent",
        _identifier("agent", NAME, f"{name} {version}".strip()),
        element("premis:agentName", name),
        element("premis:agentType", kind),
        element("premis:agentVersion", version) if version else None,
    )


def _software(contents):
    name, _, version = contents.software.rpartition(" ")
    return _agent(name, "software", version)


def _person(name):
    return _agent(name, "person")


def _rights(nth, file):
    """By the statute that the office has named. Where something is masked in what everyone reads it is for
    whoever hands out the whole to try by which."""
    ground = file.member.ground
    statute = element(
        "premis:statuteInformation",
        element("premis:statuteJurisdiction", "Sverige"),
        element("premis:statuteCitation", ground),
    )
    masked = element("premis:otherRightsInformation", element("premis:otherRightsBasis", MASKED))
    granted = element(
        "premis:rightsGranted",
        element("premis:act", "lämna ut"),
        element("premis:restriction", "Sekretess prövas innan filen lämnas ut."),
    )
    statement = element(
        "premis:rightsStatement",
        _identifier("rightsStatement", NUMBER, str(nth)),
        element("premis:rightsBasis", "statute" if ground else "other"),
        statute if ground else masked,
        granted,
        _identifier("linkingObject", PATH, file.path),
    )
    return element("premis:rights", statement)
