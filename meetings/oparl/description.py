"""The description of the interface for programs (OpenAPI 3.1): written by hand, and tried."""

from django.conf import settings

from meetings.oparl.listing import FILTERS, MOST
from meetings.oparl.objects import INTERNAL, OWN, SCHEMA, TYPES
from rus_portal.core.address import address

# Of each filter of the positions in the register: what it chooses.
REGISTER = {
    "q": "Ord, i alla sina former",
    "rad": "Ett råd",
    "mal": "Ett mål i strategin, med allt under det",
    "fokus": "Ett fokusområde i planen",
    "avviker": "En organisation som en avvikande ledamot kom från",
    "ar": "Ett år som har ställningstaganden, eller en månad av det, som 2026-03",
    "utfall": "I samsyn, eller med avvikande synpunkt",
}
# What there are lists of, as people call it.
KINDS = {
    "organization": "Råden, deras beredningsgrupp och kansli, och organisationerna",
    "meeting": "Möten, med dagordning och protokoll när de är publicerade",
    "paper": "Ärenden och ställningstaganden, med avvikande synpunkter, mål och formella beslut",
    "agendaitem": "Punkter på publicerade dagordningar, med utfall",
    "consultation": "Vilket ärende som togs upp på vilket möte, alltid rådgivande (authoritative är false)",
    "person": "Förtroendevalda på rådens platser",
    "membership": "Vem som har eller har haft vilken plats, och för vilken organisation",
    "legislativeterm": "Mandatperioder",
    "file": "Filer: protokoll, kallelser, ställningstaganden och öppna handlingar",
    "location": "Platser för möten",
}
ADVISORY = (
    "Råden är rådgivande: ett ställningstagande är inget formellt beslut. Varje ställningstagande kommer med "
    "sina avvikande synpunkter."
)
STATES = {
    "400": "Något i frågan går inte att läsa. Svaret säger vad.",
    "404": "Det finns ingenting på den adressen.",
    "503": "Uppgifterna läses in. Försök igen om en minut.",
}


def described():
    root = address("oparl")
    listed = sorted(set(TYPES) - {"system"})
    lists = _get("Objekt av ett slag", "lista", _page(), [_kind(listed), *_asked()], ("400", "404", "503"))
    own = _get(
        "Ett råds möten eller beredningar", "radets-lista", _page(), _of_council(), ("400", "404", "503")
    )
    one = _get("Ett objekt", "objekt", _ref("Object"), [_kind(listed), _key()], ("404", "503"))
    paths = {
        root: _get("Ingången, som allt annat nås från", "system", _ref("Object"), [], ("503",)),
        f"{root}{{kind}}/": lists,
        f"{root}{{kind}}/{{key}}/": one,
        f"{root}organization/{{key}}/{{kind}}/": own,
        address("openapi"): _get("Den här beskrivningen", "beskrivning", {"type": "object"}, []),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Samverkansportalens öppna data",
            "version": "1.1",
            "summary": "Det som samverkansråden har publicerat, enligt OParl 1.1 och som hela registret.",
            "description": f"{ADVISORY} Gränssnittet går bara att läsa och kräver varken konto eller nyckel. "
            f"Det som OParl saknar ord för står under egna namn, som {OWN}dissents.",
            "license": {"name": "CC0 1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
        },
        "servers": [{"url": settings.PORTAL_URL}],
        "paths": paths | {address("positions_json"): _positions()},
        "components": {"schemas": _schemas()},
    }


def _get(summary, name, schema, parameters, states=()):
    """One address. HEAD and OPTIONS are answered too."""
    kind = "application/json"
    answers = {"200": {"description": "Svaret.", "content": {kind: {"schema": schema}}}}
    for state in states:
        content = {kind: {"schema": _ref("Error")}}
        answers[state] = {"description": STATES[state], "content": content}
    told = {"summary": summary, "operationId": name, "responses": answers}
    return {"get": told | ({"parameters": parameters} if parameters else {})}


def _ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def _page():
    return _ref("List")


def _parameter(name, where, schema, told):
    needed = {"required": True} if where == "path" else {}
    return {"name": name, "in": where, "description": told, "schema": schema} | needed


def _kind(kinds):
    return _parameter("kind", "path", {"type": "string", "enum": list(kinds)}, "Objektens slag.")


def _key():
    schema = {"type": "string", "pattern": "^[a-zA-Z0-9_-]+$"}
    return _parameter("key", "path", schema, "Det som skiljer objektet från andra av samma slag.")


def _of_council():
    return [_key(), _kind(["meeting", "consultation"]), *_asked()]


def _asked():
    time, whole = {"type": "string", "format": "date-time"}, {"type": "integer", "format": "int64"}
    words = {"created": "tillkommit", "modified": "ändrats"}
    for name in FILTERS:
        did, since = words[name.split("_")[0]], name.endswith("since")
        told = f"Det som har {did} {'från och med' if since else 'till och med'} den tidpunkten."
        if name == "modified_since":
            told += " Då kommer också det med som har tagits bort (deleted)."
        yield _parameter(name, "query", time, told)
    told = f"Så många på varje sida, högst {MOST}."
    yield _parameter("limit", "query", whole | {"minimum": 1, "default": MOST}, told)
    told = "Var sidan börjar: står i links.next, och gissas inte."
    yield _parameter("after", "query", whole | {"minimum": 0}, told)
    left = sorted({name for names in INTERNAL.values() for name in names})
    told = f"Utan de listor som ligger inuti objekten: {', '.join(left)}."
    yield _parameter("omit_internal", "query", {"type": "boolean", "default": False}, told)


def _positions():
    """The whole register in one answer."""
    asked = [_parameter(name, "query", {"type": "string"}, f"{told}.") for name, told in REGISTER.items()]
    told = {
        "type": "object",
        "required": ["advisory", "positions"],
        "properties": {
            "advisory": {"const": True},
            "positions": {"type": "array", "items": _ref("Position")},
        },
    }
    answer = _get("Alla ställningstaganden, eller de som ett urval väljer", "register", told, asked)
    for state in ("400", "404"):
        answer["get"]["responses"][state] = {"description": STATES[state]}
    return answer


def _schemas():
    text, time = {"type": "string"}, {"type": "string", "format": "date-time"}
    url = {"type": "string", "format": "uri"}
    types = [SCHEMA + name for name in TYPES.values()]
    dissent = {
        "type": "object",
        "description": "En avvikande synpunkt, ordagrant.",
        "required": ["whose", "organisation", "person", "role", "text"],
        "properties": dict.fromkeys(("whose", "organisation", "person", "role", "text"), text),
    }
    return {
        "Object": {
            "type": "object",
            "description": "Ett objekt med de egenskaper som OParl 1.1 anger för dess slag. Av det som har "
            "tagits bort är id, type, created, modified och deleted kvar.",
            "required": ["id", "type", "created", "modified"],
            "properties": {
                "id": url,
                "type": {"enum": types},
                "created": time,
                "modified": time,
                "deleted": {"const": True},
                f"{OWN}dissents": {"type": "array", "items": _ref("Dissent")},
            },
        },
        "List": {
            "type": "object",
            "required": ["data", "pagination", "links"],
            "properties": {
                "data": {"type": "array", "items": _ref("Object")},
                "pagination": {"type": "object", "additionalProperties": {"type": "integer"}},
                "links": {"type": "object", "additionalProperties": url},
            },
        },
        "Error": {
            "type": "object",
            "required": ["type", "message", "debug"],
            "properties": {"type": {"const": f"{SCHEMA}Error"}, "message": text, "debug": text},
        },
        "Dissent": dissent,
        "Position": {
            "type": "object",
            "required": ["designation", "title", "points", "dissents", "formal_decisions", "url"],
            "properties": {
                "designation": text,
                "title": text,
                "points": {"type": "array", "items": text},
                "dissents": {"type": "array", "items": _ref("Dissent")},
                "formal_decisions": {"type": "array", "items": {"type": "object"}},
                "url": url,
            },
        },
    }
