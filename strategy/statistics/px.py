"""PX, the file of PC-Axis and PxWeb: keywords with their values, and after DATA all numbers in one row."""

import codecs
import re
from contextlib import suppress
from itertools import product as combined

from strategy.statistics.table import Category, Row, Table, Unreadable, product

STATEMENT = re.compile(
    r"""\s*([A-Z][A-Z0-9-]*)(?:\[([^\]"]*)\])?(?:\(((?:"[^"]*"|[^()"])*)\))?\s*=\s*((?:"[^"]*"|[^";])*);"""
)
TEXTS = re.compile(r'(?:"[^"]*"\s*)+')
OUTSIDE = re.compile(r'"[^"]*"|(?P<data>(?:^|[;\n])\s*DATA\s*=)')  # what stands in a text is skipped
BEGINS = re.compile(rb"(?:^|[;\n])\s*(?:STUB|HEADING|AXIS-VERSION|MATRIX)\s*=\s*\"")
VALUE = re.compile(r'"([^"]*)"|([^\s,;]+)')
CODEPAGE = re.compile(rb'CODEPAGE\s*=\s*"([^"]*)"')
KINDS = {"TIMEVAL": "time", "CONTVARIABLE": "measure"}
ALL = "*"
ANEW = "Hämta filen på nytt från källan."
NOTES = ("NOTE", "NOTEX", "VALUENOTE", "VALUENOTEX", "CELLNOTE", "CELLNOTEX")


def is_px(content):
    return BEGINS.search(content.removeprefix(codecs.BOM_UTF8)) is not None


def read(content):
    text = _decoded(content)
    if not (begin := next((each for each in OUTSIDE.finditer(text) if each["data"]), None)):
        raise Unreadable(f"PX-filen har inget DATA. {ANEW}")
    head, (data, ending, _) = text[: begin.start() + 1], text[begin.end() :].partition(";")
    if not ending:
        raise Unreadable(f"PX-filen slutar mitt i sina värden. {ANEW}")
    if cut := _without_its_end(f"{text[: begin.end()]};"):
        raise Unreadable(f"Efter {cut} i PX-filen saknas ett semikolon, så en del har fallit bort. {ANEW}")
    facts = _facts(head)
    if "KEYS" in {name for name, _ in facts}:
        raise Unreadable("PX-filen är komprimerad med KEYS. Hämta den som vanlig PX, CSV eller Excel.")
    names = [name for key in ("STUB", "HEADING") for name in facts.get((key, ""), [])]
    if not names:
        raise Unreadable("PX-filen säger inte vad den är uppdelad efter (STUB och HEADING).")
    dimensions = [_categories(facts, name) for name in names]
    asked = product(map(len, dimensions))
    values = [a or b for a, b in VALUE.findall(data)]
    if len(values) != asked:
        comma = re.search(r"\d,\d", data)
        also = " Decimaler står efter punkt i PX, inte efter komma." if comma else ""
        raise Unreadable(
            f"PX-filen har {len(values)} värden, men uppdelningen ger {asked}.{also} Hämta den på nytt från "
            "källan."
        )
    flags, remarks = _flags(head, dimensions)
    rows = [
        Row(f"Värde {number}", dict(zip(names, place, strict=True)), value, _flagged(place, flags))
        for number, (place, value) in enumerate(zip(combined(*dimensions), values, strict=True), start=1)
    ]
    kinds = {
        (sub or value[0]): kind
        for (key, sub), value in facts.items()
        if (kind := KINDS.get(key)) and (sub or value)
    }
    kinds |= {sub: "area" for key, sub in facts if key == "MAP"}
    unit = next((value[0] for (key, _), value in facts.items() if key == "UNITS" and value), "")
    told = {"note": list(_told(facts)), "remarks": remarks, "symbols": _symbols(facts)}
    return Table(rows, kinds, unit=unit, decimals=".", **told)


def _decoded(content):
    """In the letters that the file says; without a word of it in UTF-8 where it can be that, else in those of
    Windows (ANSI), and else of DOS."""
    if content.startswith(codecs.BOM_UTF8):
        return content.decode("utf-8-sig", errors="replace")
    told = CODEPAGE.search(content[:20_000])
    ansi = re.search(rb'CHARSET\s*=\s*"ANSI"', content[:20_000])
    page = told[1].decode("ascii", "replace") if told else "cp1252" if ansi else "cp850"
    with suppress(UnicodeDecodeError):
        if not told:
            return content.decode()
    try:
        return content.decode(page)
    except (LookupError, UnicodeDecodeError) as broken:
        raise Unreadable(
            f"PX-filen säger att den är skriven i {page}, men går inte att läsa så. Spara den i UTF-8."
        ) from broken


def _without_its_end(head):
    """The keyword after which the next begins before its semicolon, or empty."""
    for statement in STATEMENT.finditer(head):
        if "=" in re.sub(r'"[^"]*"', "", statement[4]):
            return statement[1]
    return ""


def _facts(head):
    """{(keyword, what it is about): its texts} in the file's own language."""
    found = {}
    for key, language, about, value in STATEMENT.findall(head):
        if not language:
            subject = ", ".join(text for text, _ in VALUE.findall(about))
            found.setdefault((key, subject), _texts(value))
    return found


def _texts(value):
    """A text may be broken in parts that stand after each other without a comma; "2019"-"2021" are years."""
    joined = ["".join(re.findall(r'"([^"]*)"', each)) for each in TEXTS.findall(value)]
    if re.search(r'"\s*-\s*"', value):
        first, last = joined[0], joined[-1]
        if first.isdigit() and last.isdigit() and int(last) - int(first) < 1000:
            return [str(year) for year in range(int(first), int(last) + 1)]
    return joined or [each for each in value.split() if each]


def _categories(facts, name):
    labels = facts.get(("VALUES", name)) or facts.get(("TIMEVAL", name), [])
    codes = facts.get(("CODES", name)) or labels
    if not labels or len(codes) != len(labels):
        raise Unreadable(f"PX-filens koder och värden för ”{name}” är inte lika många. Hämta den på nytt.")
    return [Category(code, label) for code, label in zip(codes, labels, strict=True)]


def _flags(head, dimensions):
    """{those of the dimensions that are named: {their categories: flag}}, and what is said of the flags of no
    value here. A flag (DATANOTECELL) names one category of each, by its code or its label, or with a
    star all of them."""
    known = [{each.label: each for each in own} | {each.code: each for each in own} for own in dimensions]
    found: dict = {}
    astray = 0
    for key, language, about, value in STATEMENT.findall(head):
        if key != "DATANOTECELL" or language:
            continue
        named = [text or bare for text, bare in VALUE.findall(about)]
        if len(named) != len(known) or any(
            name != ALL and name not in own for name, own in zip(named, known, strict=True)
        ):
            astray += 1
            continue
        which = tuple(place for place, name in enumerate(named) if name != ALL)
        flag = " ".join(" ".join(_texts(value)).split())
        found.setdefault(which, {})[tuple(known[place][named[place]] for place in which)] = flag
    some = "1 flagga" if astray == 1 else f"{astray} flaggor"
    flags = dict(sorted(found.items(), key=lambda named: (-len(named[0]), named[0])))
    return flags, [f"{some} (DATANOTECELL) gäller inget värde i filen och lästes inte."] if astray else []


def _flagged(place, flags):
    """All that are said of the value there, the most particular first."""
    of_it = (own.get(tuple(place[each] for each in which)) for which, own in flags.items())
    return " ".join(dict.fromkeys(filter(None, of_it)))


def _symbols(facts):
    """The words that the file itself has for its marks: one to six dots, and a dash."""
    marks = {f"DATASYMBOL{number}": "." * number for number in range(1, 7)} | {"DATASYMBOLNIL": "-"}
    told = {mark: " ".join(" ".join(facts.get((key, ""), [])).split()) for key, mark in marks.items()}
    return {mark: symbol for mark, symbol in told.items() if any(map(str.isalpha, symbol))}


def _told(facts):
    for key in ("TITLE", "DESCRIPTION", "CONTENTS", "SOURCE", "LAST-UPDATED", *NOTES):
        for (name, about), value in facts.items():
            if name == key and value:
                yield (f"{about}: " if about and key in NOTES else "") + " ".join(value).replace("#", "\n")
