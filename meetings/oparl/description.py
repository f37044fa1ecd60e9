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
    "avviker": "En organisation som en avvikande synpunkt kommer från",
    "ar": "Ett år, eller en månad av det, som 2026-03",
    "utfall": "I samsyn, eller med avvikande synpunkt",
    "delar": "Med värdet 1 söks orden också inne i längre ord",
}
# What there are lists of, as people call it.
KINDS = {
    "organization": "Råden, deras beredningsgrupp och kansli, och organisationerna",
    "meeting": "Möten, med dagordning och protokoll när de är publicerade",
    "paper": "Ärenden och ställningstaganden, med avvikande synpunkter, mål och formella beslut",
    "agendaitem": "Publicerade punkter, med utfall, och rubrikerna på kommande möten där rådet har valt det",
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
WITH_KEY = "En nyckel för diariets program, som administratören ger ut."
STATES = {
    "400": "Något i frågan går inte att läsa. Svaret säger vad.",
    "401": "Nyckeln saknas, är fel eller är indragen.",
    "404": "Det finns ingenting på den adressen.",
    "429": "Det är för många frågor. Försök igen efter så många sekunder som Retry-After säger.",
    "503": "Uppgifterna läses in. Försök igen om en minut.",
}

CONSULTATION = (
    *("title", "about", "text", "opened_at", "last_day", "registry_number", "closed_at", "reason"),
    *("files", "versions", "asked", "answers"),
)
ISSUE = ("title", "about", "addressee", "goals", "sent_on", "sent_how", "answered_on", "answer", "result")
STRATEGY = (
    *("title", "full_title", "vision", "year_from", "year_to", "adopted_on", "adopted_by", "source"),
    *("made_from", "goals", "perspectives"),
)
PLAN = (
    *("title", "year", "adopted_on", "adopted_by", "adopted_in", "applies_from", "intro", "purpose"),
    "adoption_correction",
    *("criteria", "cooperation", "source", "made_from", "focus_areas"),
)
OBJECTS = {"type": "array", "items": {"type": "object"}}
SLUG = {"type": "string", "pattern": "^[a-zA-Z0-9_-]+$"}


def described(followed, events):
    """`followed` are the lists of the follow-up, each with the names in its rows; `events` the names in an
    event of the registry."""
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
            "description": f"{ADVISORY} Gränssnittet går bara att läsa och kräver varken konto eller nyckel, "
            "utom diariets händelser. "
            f"Det som OParl saknar ord för står under egna namn, som {OWN}dissents.",
            "license": {"name": "CC0 1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
        },
        "servers": [{"url": settings.PORTAL_URL}],
        "paths": paths | _whole_registers(followed) | _registry(events),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": WITH_KEY}},
        },
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
    return _parameter("key", "path", SLUG, "Det som skiljer objektet från andra av samma slag.")


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


def _whole_registers(followed):
    """Each in one answer."""
    positions = {"advisory": {"const": True}, "positions": _some("Position")}
    rows = {name: _some_of(names) for name, names in followed.items()}
    values = {"indicators": _some("Indicator"), "values": _some("IndicatorValue")}
    one = _whole("En indikator med sina värden", "indikator", values, (), ("404",))
    one["get"]["parameters"] = [_parameter("slug", "path", SLUG, "Indikatorns namn i adressen.")]
    filters = {name: REGISTER[name] for name in ("ar", "rad")}
    told = "Vad som kom av ställningstagandena, rad för rad, eller de rader som ett urval väljer"
    return {
        address("positions_json"): _whole(
            "Alla ställningstaganden, eller de som ett urval väljer",
            "register",
            positions,
            REGISTER,
            ("400", "404"),
        ),
        address("follow_up_json"): _whole(
            told, "uppfoljning", {"advisory": {"const": True}} | rows, filters, ("404",)
        ),
        address("strategies_json"): _whole(
            "Strategierna, med mål och perspektiv", "strategi", {"strategies": _some_of(STRATEGY)}
        ),
        address("plans_json"): _whole(
            "Planen i sina utgåvor, med fokusområden", "plan", {"plans": _some_of(PLAN)}
        ),
        address("indicators_json"): _whole("Strategins indikatorer med alla värden", "indikatorer", values),
        f"{address('indicators_json').removesuffix('.json')}/{{slug}}.json": one,
        address("advocacy_json"): _whole("Påverkansagendan", "paverkansagenda", {"issues": _some_of(ISSUE)}),
        address("consultations_json"): _whole(
            "Remisser, med svaren när de är stängda", "remisser", {"consultations": _some_of(CONSULTATION)}
        ),
    }


def _registry(events):
    """What the program of the registry asks for, with a key."""
    told = {"events": _some_of(events), "efter": {"type": "integer"}, "more": {"type": "boolean"}}
    words = "Vad som har kommit in, gått ut eller upprättats, för diariets program"
    filters = {"efter": "Numret i det förra svaret: det som har hänt sedan dess"}
    answer = _whole(words, "diarium", told, filters, ("400", "401", "429"))
    answer["get"]["security"] = [{"key": []}]
    return {address("registry_feed"): answer}


def _whole(summary, name, properties, filters=(), states=()):
    """Its errors are pages for people."""
    asked = [_parameter(each, "query", {"type": "string"}, f"{filters[each]}.") for each in filters]
    told = {"type": "object", "required": [*properties], "properties": properties}
    answer = _get(summary, name, told, asked)
    for state in states:
        answer["get"]["responses"][state] = {"description": STATES[state]}
    return answer


def _some(name):
    return {"type": "array", "items": _ref(name)}


def _some_of(names):
    """Objects with these names, and what each says."""
    return {"type": "array", "items": _object({name: {} for name in (*names, "url")})}


def _object(properties):
    return {"type": "object", "required": [*properties], "properties": properties}


def _schemas():
    text, time = {"type": "string"}, {"type": "string", "format": "date-time"}
    url = {"type": "string", "format": "uri"}
    types = [SCHEMA + name for name in TYPES.values()]
    year, number = {"type": "integer"}, {"type": "number"}
    aim = _object({"year": year, "value": number, "text": text}) | _maybe("object")
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
        "Position": _position(text, time, url),
        "Indicator": _object(
            dict.fromkeys(("slug", "title", "unit", "about", "source"), text)
            | {"baseline": aim, "target": aim, "goals": OBJECTS, "url": url}
        ),
        "IndicatorValue": _object(
            dict.fromkeys(("indicator", "area_code", "area", "sex", "period"), text)
            | {"year": year, "value": _maybe("number")}
            | {each: _maybe("string") for each in ("mark", "mark_means", "status")}
            | {"status_means": {"type": "object", "additionalProperties": text}}
        ),
    }


def _position(text, time, url):
    day = {"type": "string", "format": "date"}
    of_it = ("goals", "focus_areas", "formal_decisions", "commitments", "results", "financing", "reviews")
    return _object(
        {
            **dict.fromkeys(("designation", "title", "how_it_serves", "source"), text),
            "council": _object({"name": text, "slug": text}),
            "adopted_on": day,
            "published_at": time,
            "points": {"type": "array", "items": text},
            "dissents": _some("Dissent"),
            **dict.fromkeys(of_it, OBJECTS),
            "formal_decisions_not_recorded": {"type": "array", "items": text},
            "review_on": day | _maybe("string"),
            "superseded_by": _maybe("string"),
            "brought_in_afterwards": {"type": "boolean"},
            "url": url,
            "pdf": url,
        }
    )


def _maybe(kind):
    return {"type": [kind, "null"]}
