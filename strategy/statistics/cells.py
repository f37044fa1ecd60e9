"""What one cell says: a number, a mark, a period, an area or a sex."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from strategy.models import IndicatorValue
from strategy.statistics.codes import bare
from strategy.statistics.table import Category, Mark

Sex = IndicatorValue.Sex
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")  # also no-break, figure and thin spaces
MINUS = str.maketrans("−–—", "---")
GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?|[+-]?[.,]\d+")
BOTH = re.compile(r"[+-]?\d{1,3}(?:(\.\d{3})+,\d+|(,\d{3})+\.\d+|(\.\d{3}){2,}|(,\d{3}){2,})")
UNSURE = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")  # 1.234: one thousand, or one and a bit
OTHER = {".": ",", ",": "."}
FLAGGED = re.compile(r"(.*\d)\s*(\*{1,3}|[a-zA-Z]{1,2}\)?|\d\)|\((?:[a-zA-Z*]{1,3})\))")
HOW = {
    ".": "Skriv det med decimalkomma, eller utan punkt.",
    ",": "Skriv tusental utan komma, eller decimaltalet med en nolla till.",
}
MARK_FLAGGED = re.compile(r"(-|\.{1,6}|…|:)\s*(\*{1,3}|[a-zA-Z]{1,2}\)?|\([a-zA-Z*]{1,3}\))")  # as ": c"
PERCENT = re.compile(r".*\d ?%")
DOTS = re.compile(r"\.{1,6}|…|:")
WORDS = ("x", "c", "na", "n/a", "saknas", "uppgift saknas")
LONG = 60  # figures
FEW = 4096  # areas and periods of a file, each of which stands there many times
ERRORS = re.compile(r"#[A-ZÅÄÖ/0!?]+[!?]?", re.IGNORECASE)


class Said(NamedTuple):
    """`value` is a number as text, with its decimals and a point."""

    value: str = ""
    mark: str = ""
    flag: str = ""


def said(raw, *, decimals="."):
    """What the cell says; a sentence where that cannot be told. `decimals`: what is known to stand before
    decimals in these numbers."""
    if isinstance(raw, Mark):
        return Said(mark=raw)
    if isinstance(raw, Decimal):
        is_long = not -LONG < raw.adjusted() < LONG
        return f"{raw:.3E} är för långt för ett värde." if is_long else Said(f"{raw:f}")
    text = _plain(raw)
    if ERRORS.fullmatch(text):
        return f"I cellen står felet {text}. Rätta det i filen, eller töm cellen."
    if is_dots(text) or text.casefold() in WORDS:
        return Said(mark=_dots(text))
    if both := MARK_FLAGGED.fullmatch(text):
        return Said(mark=_dots(both[1]), flag=both[2])
    if text.startswith(("=", "@")):
        return "I cellen står en formel. Klistra in värdet i stället."
    text, flag = _apart(text)
    if not _is_number(text):
        return f"”{text[:40]}” är varken ett tal eller en markering som statistiken brukar ha."
    if unsure := UNSURE.fullmatch(text):
        if not decimals:
            return f"”{text}” kan vara ett tusental eller ett decimaltal. {HOW[unsure[1]]}"
        if decimals != unsure[1]:
            text = text.replace(unsure[1], "")
    return _number(text, flag)


def _dots(text):
    return "..." if text == "…" else text


# Flags, of Eurostat and of SDMX, that say how a number came to be: of a cell without one they tell nothing.
OF_NUMBERS = {*"abdefgiprsvwABDEFGIPRSVW"}
NO_NUMBER = {*"mMLOHQ"}  # and those that say that there is none
PARTED = re.compile(r"[\s,;()]+")


def why_empty(status):
    """The mark of a cell that is empty, with this status beside it: empty too where that tells no reason."""
    flags = set("".join(PARTED.split(status)))
    is_reason = is_dots(status) or (any(map(str.isalpha, flags)) and not flags <= OF_NUMBERS)
    return status.strip() if is_reason else ""


def denied_by(status, number):
    """What in the status says that there is no number; a dash says it of all but nought."""
    for each in filter(None, PARTED.split(status)):
        is_nought = not Decimal(number) and each.translate(MINUS) == "-"
        if (is_dots(each) or each in NO_NUMBER or each.casefold() in WORDS[2:]) and not is_nought:
            return each
    return ""


def _plain(raw):
    """With plain spaces and a plain minus, and without a sign of percent: the number is as it is shown."""
    text = SPACES.sub(" ", str(raw)).strip().translate(MINUS)
    return text.removesuffix("%").rstrip() if PERCENT.fullmatch(text) else text


def is_dots(cell):
    """A mark that is no name of anything; X is one too, and a county."""
    text = SPACES.sub(" ", str(cell)).strip().translate(MINUS)
    return text == "-" or DOTS.fullmatch(text) is not None


NO_NAME = re.compile(r"[=+\-@<].*|[\W_]*", re.DOTALL)


def is_name(text):
    """It begins neither as a formula nor with markup, and is more than signs."""
    return NO_NAME.fullmatch(text) is None


def _apart(text):
    """The number, and the flag beside it."""
    if not _is_number(text) and (found := FLAGGED.fullmatch(text)) and _is_number(found[1].strip()):
        return found[1].strip(), found[2]
    return text, ""


def _is_number(text):
    return bool(GROUPED.fullmatch(text) or PLAIN.fullmatch(text) or BOTH.fullmatch(text))


def _number(text, flag):
    text = text.replace(" ", "")
    if BOTH.fullmatch(text):
        last = max(text.rfind("."), text.rfind(","))
        groups = text.count(text[last]) > 1
        whole, part = (text, "") if groups else (text[:last], text[last + 1 :])
        text = re.sub(r"[.,]", "", whole) + (f".{part}" if part else "")
    text = text.replace(",", ".")
    return Said(f"{Decimal(text):f}", flag=flag)


def decimals_of(texts):
    """What stands before decimals in these numbers, a point or a comma: one of them at least shows it, by
    decimals that can be no thousands or by thousands parted with the other, and none shows the reverse."""
    shown = set()
    for text in texts:
        text, _ = _apart(_plain(text))
        if not _is_number(text) or UNSURE.fullmatch(text):
            continue
        if parted := [each for each in text if each in ".,"]:
            shown.add(OTHER[parted[0]] if len(parted) > 1 else parted[0])
    return shown.pop() if len(shown) == 1 else ""


YEAR = re.compile(r"(?:år\s*)?((?:19|20|21)\d\d)(?:\.0)?", re.IGNORECASE)
PERIOD = re.compile(
    r"((?:19|20|21)\d\d)\s*(?:[-–/]\s*(?:(?:19|20|21)?\d\d)(?:-\d\d)?|\s?[KQMV]\d{1,2}|\s?kv(?:artal)?\s?\d)",
    re.IGNORECASE,
)


def names_year(text):
    return re.search(r"(?<!\d)(?:19|20|21)\d\d(?!\d)", text) is not None


@lru_cache(maxsize=FEW)
def period(text):
    """(the period as it is written, the year it begins in), or None."""
    text = SPACES.sub(" ", text).strip()
    if found := YEAR.fullmatch(text):
        return found[1], int(found[1])
    if found := PERIOD.fullmatch(text):
        return text, int(found[1])
    return None


SEXES = {
    **dict.fromkeys(
        (
            *("totalt", "total", "båda", "båda könen", "samtliga", "alla", "t", "1+2", "tot", "bägge"),
            *("kvinnor och män", "män och kvinnor"),
        ),
        Sex.TOTAL,
    ),
    **dict.fromkeys(("kvinnor", "kvinna", "k", "2", "women", "female", "females", "f", "flickor"), Sex.WOMEN),
    **dict.fromkeys(("män", "man", "m", "1", "men", "male", "males", "pojkar"), Sex.MEN),
}


@lru_cache(maxsize=FEW)
def sex(category):
    """By the words, and else by the code."""
    return SEXES.get(category.label.strip().casefold()) or SEXES.get(category.code.strip().casefold())


FOOTNOTED = re.compile(r"(?<=[^\W\d])\s?(?:\d{1,2}\)|[¹²³⁴⁵]|\*{1,3})$")
# Also of small areas (DeSO 2281A0010, RegSO 2281R001), and of parts of a division (F1.2).
PARTS = r"\d{4}[A-Z]\d{3,4}|[A-Z]\d{1,3}(?:\.\d{1,3})+"
CODE_AND_NAME = re.compile(rf"(\d{{2,9}}|[A-Z]{{2}}\d{{2,4}}|{PARTS})[\s:]+(\S.*)")
CODE = re.compile(rf"\d{{2,9}}|[A-Z]{{2}}\d{{0,4}}|{PARTS}")


def tells_sex(categories):
    """By the words alone: they are women or men, whatever the dimension is called."""
    words = {each.label.strip().casefold() for each in categories}
    return words <= SEXES.keys() and any(len(each) > 1 and SEXES[each] != Sex.TOTAL for each in words)


def is_code(text):
    return CODE.fullmatch(bare(text)) is not None


@lru_cache(maxsize=FEW)
def area(category):
    """With its code apart from its name, "0114 Upplands Väsby" is both in one, and without what points to a
    footnote."""
    code, label = bare(category.code.strip()), bare(SPACES.sub(" ", category.label).strip())
    label = FOOTNOTED.sub("", label)
    if found := CODE_AND_NAME.fullmatch(label):
        return Category(code if code and code != label else found[1], found[2])
    if not code or code == label:
        return Category(label, label) if CODE.fullmatch(label) else Category("", label)
    return Category(code, label)


# What the columns and dimensions of official statistics are called, without what stands between the words.
TIME = ("år", "tid", "period", "year", "time", "månad", "kvartal", "läsår", "vecka", "mätår", "timeperiod")
AREA = (
    "region",
    "område",
    "kommun",
    "län",
    "area",
    "geo",
    "municipality",
    "geografi",
    "regionnamn",
    "kommunnamn",
    *("områdesnamn", "länsnamn", "geonamn", "areaname", "regionname"),
)
AREA_CODE = (
    "kod",
    "regionkod",
    "kommunkod",
    "länskod",
    "områdeskod",
    "kommunid",
    "regionid",
    "municipalityid",
    "geokod",
    "code",
)
SEX = ("kön", "kon", "sex", "gender")
VALUE = ("värde", "value", "antal", "andel", "procent", "mätvärde", "obsvalue")
STATUS = ("status", "flagga", "flag", "anm", "obsstatus", "obsflag")
MARK = ("markering", "mark", "symbol")
MEANING = ("betyder",)  # of a mark or a status, as in our own files
MEASURE = ("tabellinnehåll", "contents", "contentscode", "innehåll", "mått", "nyckeltal", "kpi")
INDICATOR = ("indikator", "indicator")
UNIT = ("enhet", "unit")
KINDS = {
    name: kind
    for kind, names in {
        "time": TIME,
        "area": AREA,
        "area code": AREA_CODE,
        "sex": SEX,
        "value": VALUE,
        "status": STATUS,
        "mark": MARK,
        "meaning": MEANING,
        "measure": MEASURE,
        "indicator": INDICATOR,
        "unit": UNIT,
    }.items()
    for name in names
}


def kind_of(name):
    return KINDS.get(re.sub(r"[\s_:-]+", "", name).casefold(), "")
