"""OParl 1.1 as a schema of our own, written from the text of the specification (https://oparl.org), and a
client that knows nothing but the address of the system."""

import json
from urllib.parse import urlsplit

from django.test import Client
from jsonschema import Draft202012Validator

TEXT, FLAG, NUMBER = (
    {"type": "string", "minLength": 1},
    {"type": "boolean"},
    {"type": "integer", "minimum": 0},
)
URL = {"type": "string", "format": "uri", "pattern": "^https?://"}
DATE = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$", "format": "date-time"}


def some(of):
    return {"type": "array", "items": of}


def inside(kind):
    """A whole object, with its times, but for what leads back."""
    return {"$ref": f"#/$defs/{kind}"}


# Of each kind: what it must have besides id, type, created and modified; and what else it may.
KINDS = {
    "System": (
        {"oparlVersion": {"const": "https://schema.oparl.org/1.1/"}, "body": URL},
        {
            "name": TEXT,
            "contactEmail": TEXT,
            "contactName": TEXT,
            "website": URL,
            "vendor": URL,
            "product": URL,
        },
    ),
    "Body": (
        {
            "name": TEXT,
            "legislativeTerm": some(inside("LegislativeTerm")),
            **dict.fromkeys(
                ("organization", "person", "meeting", "paper", "agendaItem", "consultation", "file"), URL
            ),
            **dict.fromkeys(("locationList", "legislativeTermList", "membership"), URL),
        },
        {
            "system": URL,
            "shortName": TEXT,
            "website": URL,
            "contactEmail": TEXT,
            "contactName": TEXT,
            "classification": TEXT,
        },
    ),
    "LegislativeTerm": ({}, {"body": URL, "name": TEXT, "startDate": DATE, "endDate": DATE}),
    "Organization": (
        {},
        {
            **dict.fromkeys(("body", "meeting", "consultation", "subOrganizationOf", "website"), URL),
            **dict.fromkeys(("name", "shortName", "classification"), TEXT),
            "organizationType": {
                "enum": [
                    *("Gremium", "Partei", "Fraktion", "Verwaltungsbereich", "externes Gremium"),
                    *("Institution", "Sonstiges"),
                ]
            },
            "membership": some(URL),
            "startDate": DATE,
            "endDate": DATE,
        },
    ),
    "Person": ({}, {"body": URL, "name": TEXT, "membership": some(inside("Membership"))}),
    "Membership": (
        {},
        {
            **dict.fromkeys(("person", "organization", "onBehalfOf"), URL),
            "role": TEXT,
            "votingRight": FLAG,
            "startDate": DATE,
            "endDate": DATE,
        },
    ),
    "Meeting": (
        {},
        {
            "name": TEXT,
            "meetingState": {"enum": ["terminiert", "eingeladen", "durchgeführt"]},
            "cancelled": FLAG,
            "start": TIME,
            "end": TIME,
            "location": inside("Location"),
            "organization": some(URL),
            "invitation": inside("File"),
            "resultsProtocol": inside("File"),
            "auxiliaryFile": some(inside("File")),
            "agendaItem": some(inside("AgendaItem")),
        },
    ),
    "AgendaItem": (
        {"order": NUMBER},
        {
            **dict.fromkeys(("meeting", "consultation"), URL),
            **dict.fromkeys(("number", "name", "result", "resolutionText"), TEXT),
            "resolutionFile": inside("File"),
            "auxiliaryFile": some(inside("File")),
        },
    ),
    "Paper": (
        {},
        {
            "body": URL,
            **dict.fromkeys(("name", "reference", "paperType"), TEXT),
            "date": DATE,
            **dict.fromkeys(("relatedPaper", "originatorOrganization", "underDirectionOf"), some(URL)),
            "mainFile": inside("File"),
            "auxiliaryFile": some(inside("File")),
            "consultation": some(inside("Consultation")),
        },
    ),
    "Consultation": (
        {},
        {
            **dict.fromkeys(("paper", "agendaItem", "meeting"), URL),
            "organization": some(URL),
            "authoritative": {"const": False},  # a council of ours decides nothing
            "role": TEXT,
        },
    ),
    "File": (
        {"accessUrl": URL},
        {
            **dict.fromkeys(("name", "fileName", "mimeType"), TEXT),
            "date": DATE,
            "size": NUMBER,
            "sha512Checksum": {"type": "string", "pattern": "^[0-9a-f]{128}$"},
            **dict.fromkeys(("downloadUrl", "masterFile", "fileLicense"), URL),
            **dict.fromkeys(("derivativeFile", "meeting", "agendaItem", "paper"), some(URL)),
        },
    ),
    "Location": ({}, {"description": TEXT, "meetings": some(URL)}),
}
EVERYWHERE = {"license": URL, "keyword": some(TEXT), "web": URL}


def _schema(kind, needed, known):
    always = {"id": URL, "type": {"const": f"https://schema.oparl.org/1.1/{kind}"}}
    always |= {"created": TIME, "modified": TIME}
    gone = always | {"deleted": {"const": True}}
    there = always | needed | known | EVERYWHERE
    return {
        "type": "object",
        "if": {"required": ["deleted"]},
        "then": {"properties": gone, "required": [*gone], "additionalProperties": False},
        "else": {
            "properties": there,
            "required": [*always, *needed],
            # Each own term has our name before it.
            "patternProperties": {"^samverkansportalen:[a-zA-Z]+$": {"not": {"enum": [None, ""]}}},
            "additionalProperties": False,
        },
    }


SCHEMAS = {kind: _schema(kind, *told) for kind, told in KINDS.items()}
LIST = {
    "type": "object",
    "required": ["data", "pagination", "links"],
    "properties": {
        "data": {"type": "array"},
        "pagination": {"type": "object", "additionalProperties": NUMBER},
        "links": {"type": "object", "additionalProperties": URL},
    },
    "additionalProperties": False,
}
JUDGES = {
    kind: Draft202012Validator(
        {"$ref": f"#/$defs/{kind}", "$defs": SCHEMAS}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    for kind in SCHEMAS
}
LIST_JUDGE = Draft202012Validator(LIST, format_checker=Draft202012Validator.FORMAT_CHECKER)
NO_OBJECTS = {"web", "website", "product", "vendor", "license", "accessUrl", "downloadUrl", "fileLicense"}


class OparlClient:
    """Follows each link it is given, and only those."""

    def __init__(self, start="/api/oparl/v1.1/"):
        self.start, self.browser = start, Client()
        self.objects, self.pages = {}, {}

    def get(self, url):
        """What stands at the address."""
        parts = urlsplit(url)
        answer = self.browser.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        assert answer.status_code == 200, (url, answer.status_code, answer.content[:300])
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        return json.loads(answer.content)

    def list(self, url, **filters):
        """All objects of the list, page by page."""
        asked = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in filters.items())
        url = f"{url}{'&' if '?' in url else '?'}{asked}" if asked else url
        found = []
        while url:
            page = self.get(url)
            LIST_JUDGE.validate(page)
            self.pages[url] = page
            found += page["data"]
            url = page["links"].get("next")
        return found

    def walk(self):
        """Everything that can be reached from the system, by its id."""
        waiting = [self.get(self.start)["id"]]
        seen = set(waiting)
        while waiting:
            url = waiting.pop()
            said = self.get(url)
            if "data" in said:
                LIST_JUDGE.validate(said)
                for each in said["data"]:
                    self._keep(each)
            else:
                assert said["id"] == url
                self._keep(said)
            new = {link for link in _links(said) if link not in seen}
            seen |= new
            waiting += sorted(new)
        return self.objects

    def _keep(self, said):
        JUDGES[said["type"].rpartition("/")[2]].validate(said)
        known = self.objects.setdefault(said["id"], said)
        assert known == said  # in a list as by itself


def _links(said, name=""):
    """The ids and lists that it leads to, in what stands inside it too."""
    if isinstance(said, dict):
        for key, value in said.items():
            if key not in NO_OBJECTS and key != "type" and ":" not in key:
                yield from _links(value, key)
    elif isinstance(said, list):
        for each in said:
            yield from _links(each, name)
    elif isinstance(said, str) and "/api/oparl/" in said:
        yield said
