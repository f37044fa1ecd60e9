"""Published minutes as Akoma Ntoso, the standard of parliamentary records (OASIS LegalDocML): what everyone
reads, from the same record as their page and their PDF (docs/adr/0051)."""

import re
from xml.etree import ElementTree as ET

from tinyhtml5 import parse

from rus_portal.core.rich import as_html
from rus_portal.core.voices import voices

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
TYPE = "application/akn+xml"
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
INLINE = {"strong": "b", "em": "i"}
# Of a record, in the order of the first page: what it is called there.
FACTS = {
    "time": "Tid",
    "adjournments": "Ajournering",
    "place": "Plats",
    "format": "Mötesform",
    "chair": "Ordförande",
    "secretary": "Sekreterare",
    "approvers": "Utsedda justerare",
    "paragraphs": "Paragrafer",
    "unused": "Nummer som inte används",
    "registry_number": "Diarienummer",
    "sent_to": "Skickas till",
    "posted": "Tillkännages",
    "taken_down": "Tillkännagivandet tas ner",
    "kept_at": "Förvaras hos",
    "vacant": "Vakanta platser",
    "others": "Övriga närvarande",
}
OUTCOMES = {
    "consensus": "I samsyn",
    "dissent": "Med avvikande synpunkt",
    "noted": "Informationen noterad",
    "referred_back": "Återförd till beredning",
    "no_consensus": "Ingen samsyn",
    "postponed": "Framflyttad",
}
OPEN_VERSION = (
    "Öppen version. Uppgifter är maskerade, och där står [maskerat]. Det fullständiga protokollet finns hos "
    "rådets kansli. Ställningstaganden och avvikande synpunkter är hela."
)
NAMED = {"registry_number": "Diarienummer", "presenters": "Föredragande", "proposed_by": "Föreslaget av"}
# The texts of a §: the name of the element, how the record calls it, its heading.
BEFORE = (("sammanfattning", "summary", "Sammanfattning"), ("samtal", "discussion", "Samtalet i korthet"))
AFTER = (
    ("protokollsanteckning", "note", "Protokollsanteckning"),
    ("fortsattHantering", "further_handling", "Fortsatt hantering"),
)


def akoma_ntoso(record, work):
    """The whole document as bytes. `work` is the address of the minutes, whichever version is the newest."""
    title = f"{record['kind']} {record['title']} {record['date_text']}"
    meta = _meta(record, work, title)
    body = [_section(record, section) for section in record["sections"]]
    document = _e(
        "doc",
        meta,
        _e("preface", *_preface(record)),
        _e("mainBody", *body),
        _e("conclusions", *_conclusions(record)),
        name="protokoll",
    )
    root = _e("akomaNtoso", document, xmlns=NAMESPACE)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _e(tag, *content, **attributes):
    """An element with what is in it: texts and other elements, in order."""
    element = ET.Element(tag, {name: _clean(value) for name, value in attributes.items()})
    for each in content:
        _put(element, each)
    return element


def _put(element, content):
    if not isinstance(content, str):
        element.append(content)
    elif len(element):
        element[-1].tail = (element[-1].tail or "") + _clean(content)
    else:
        element.text = (element.text or "") + _clean(content)


def _clean(text):
    return NO_XML.sub("", text)


def _meta(record, work, title):
    """What it is: the work, its expression in Swedish of that version, and this file of it."""
    expression = f"{work}swe@{record['date']};{record['version']}"
    levels = (("FRBRWork", work), ("FRBRExpression", expression), ("FRBRManifestation", f"{expression}.xml"))
    identification = _e("identification", source="#radet")
    for level, uri in levels:
        parts = [_e("FRBRthis", value=uri), _e("FRBRuri", value=uri)]
        if level == "FRBRWork":
            parts.append(_e("FRBRalias", name="rubrik", value=title))
        parts += [_e("FRBRdate", date=record["date"], name="mote"), _e("FRBRauthor", href="#radet")]
        if level == "FRBRWork":
            parts.append(_e("FRBRcountry", value="se"))
        if level == "FRBRExpression":
            parts.append(_e("FRBRlanguage", language="swe"))
        identification.append(_e(level, *parts))
    href = "/ontology/organization/se/radet"
    council = _e("TLCOrganization", eId="radet", href=href, showAs=record["council"])
    return _e("meta", identification, _e("references", council, source="#radet"))


def _preface(record):
    yield _e("p", _e("docType", record["kind"]))
    yield _e("p", _e("docTitle", record["title"]))
    yield _e("p", _e("docDate", record["date_text"], date=record["date"]))
    for name, heading in FACTS.items():
        value = record.get(name)
        if value:
            yield _e("p", f"{heading}: {'; '.join(value) if isinstance(value, list) else value}")
    if record["version"] > 1:
        told = [f"Rättelse: Version {record['version']}.", record["correction_note"]]
        told += [
            record.get("correction_why"),
            record.get("corrected_by") and f"Rättat av {record['corrected_by']}.",
        ]
        yield _e("p", " ".join(filter(None, told)))
    if record.get("masked"):
        yield _e("p", OPEN_VERSION)
    for group in record["attendance"]:
        yield _e("p", _e("b", f"Närvaro: {group['heading']}"))
        yield from (_e("p", _there(person)) for person in group["people"])


def _there(person):
    party = f" ({person['party']})" if person["party"] else ""
    serves = person["substitutes_for"] and f"tjänstgör för {person['substitutes_for']}"
    told = [person["role"], person.get("leads", ""), serves, person.get("moved", "")]
    facts = "".join(f", {each}" for each in told if each)
    return f"{person['organisation']}: {person['name']}{party}{facts}: {person['status'].lower()}"


def _conclusions(record):
    given = [f"{each['name']}, {each['role']}: justerat {each['approved']}" for each in record["approvals"]]
    return [_e("p", line) for line in given] or [_e("p", "Protokollet är justerat.")]


def _section(record, section):
    anchor = section["anchor"]
    heading = [_e("heading", section["title"])]
    if section["number"]:
        heading.insert(0, _e("num", f"§ {section['number']}/{record['date'][:4]}"))
    if not section["is_item"]:
        return _e("section", *heading, _e("content", *_blocks(section["text"])), eId=anchor)
    return _e("section", *heading, *_parts(section, anchor), eId=anchor)


def _parts(section, anchor):
    """Each with a name of its own, a heading and its text, in the order of the PDF."""
    parts = [("arende", section["type_label"], _facts(section))]
    parts += [(name, heading, _blocks(section[key])) for name, key, heading in BEFORE if section.get(key)]
    if section.get("position"):
        position = section["position"]
        parts.append(("stallningstagande", _called(position), _points(position["points"])))
    if section["outcome"]:
        parts.append(("utfall", "Utfall", [_e("p", OUTCOMES.get(section["outcome"], section["outcome"]))]))
    parts += [
        ("avvikandeSynpunkt", "Avvikande synpunkt", _dissent(*each)) for each in voices(section["dissents"])
    ]
    if section.get("unclaimed"):
        parts.append(("upplysning", "Upplysning", [_e("p", each) for each in section["unclaimed"]]))
    parts += [(name, heading, _blocks(section[key])) for name, key, heading in AFTER if section.get(key)]
    noted = map(_said, section.get("statements", ()))
    parts += [("protokollsanteckning", "Protokollsanteckning", each) for each in noted]
    if section.get("commitments"):
        agreed = [[f"{each['who']}: {each['what']}", each["due"]] for each in section["commitments"]]
        lines = [_e("p", " ".join(filter(None, each))) for each in agreed]
        parts.append(("ataganden", "Åtaganden", lines))
    if section.get("sent_to"):
        parts.append(("skickasTill", "Skickas till", [_e("p", section["sent_to"])]))
    if section["appendices"]:
        told = [f"{each['label']} {each['title']}" for each in section["appendices"]]
        parts.append(("bilagor", "Bilagor", [_e("p", line) for line in told]))
    for nth, (name, heading, blocks) in enumerate(parts, start=1):
        content = _e("content", *blocks)
        yield _e("hcontainer", _e("heading", heading), content, name=name, eId=f"{anchor}__{nth}")


def _facts(section):
    goal = section["goal"]
    yield _e("p", f"Mål {goal['code']} {goal['title']} ({goal['strategy']})")
    yield _e("p", section["how"])
    if section.get("immediate"):
        yield _e("p", section["immediate"])
    if section.get("conflicts"):
        yield _e("p", f"Jäv: {'; '.join(section['conflicts'])}. Var inte med när punkten behandlades.")
    yield from (_e("p", f"{told}: {section[name]}") for name, told in NAMED.items() if section[name])


def _called(position):
    number = position["designation"] if position["number"] else ""
    return f"Samverkansrådets ställningstagande {number}".strip()


def _points(points):
    if len(points) == 1:
        return [_e("p", points[0])]
    return [_e("ul", *(_e("li", _e("p", point)) for point in points))]


def _dissent(dissent, joined):
    yield from _said(dissent)
    for each in joined:
        who = f"{each['organisation']}, {each['person']}, {each['role']}"
        yield _e("p", f"Instämmer: {who}, den {each['joined']}")


def _said(each):
    """Who says it, and the words as they were lodged."""
    yield _e("p", _e("b", each["organisation"]), f", {each['person']}, {each['role']}")
    yield from (_e("p", *_lines(paragraph)) for paragraph in re.split(r"\n{2,}", each["text"].strip()))


def _lines(text):
    for nth, line in enumerate(text.split("\n")):
        if nth:
            yield ET.Element("br")
        yield line


def _blocks(text):
    """A stored text, rich or plain."""
    body = parse(f"<body>{as_html(text)}", namespace_html_elements=False).find("body")
    return [_block(each) for each in body] or [_e("p")]


def _block(html):
    if html.tag in ("h3", "h4"):
        return _e("p", _e("b", *_inside(html)))
    if html.tag == "table":
        rows = [_e("tr", *(_cell(cell) for cell in row)) for row in html.iter("tr")]
        return _e("table", *rows)
    return _e(html.tag, *_inside(html))


def _cell(html):
    spans = {name: value for name, value in html.attrib.items() if name in ("colspan", "rowspan")}
    inner = [*_inside(html)]
    blocks = [each for each in inner if not isinstance(each, str) and each.tag in ("p", "ul", "ol", "table")]
    return _e(html.tag, *(blocks or [_e("p", *inner)]), **spans)


def _inside(html):
    """Its words, and what of its elements the standard knows."""
    if html.text:
        yield html.text
    for child in html:
        if child.tag in INLINE:
            yield _e(INLINE[child.tag], *_inside(child))
        elif child.tag == "a" and child.get("href"):
            yield _e("a", *_inside(child), href=child.get("href"))
        elif child.tag == "br":
            yield ET.Element("br")
        elif child.tag in ("p", "ul", "ol", "li", "table", "h3", "h4"):
            yield _block(child)
        else:
            yield from _inside(child)
        if child.tail:
            yield child.tail
