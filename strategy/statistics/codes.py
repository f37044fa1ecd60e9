"""Codes of areas: as programs write them for others, and when one has lost the zero that it began with."""

import re

# As Excel and the like write a code when it is a number to them, or so that it stays a text for others:
# 2281,0 and 2 281, or ="0114" and '0114.
WRITTEN = re.compile(r"(?:=\"|')?(\d[\d\s]*)(?:[.,]0+)?\"?")
COUNTRY = "00"
# Of each county whose code begins with a zero: its municipalities.
BY_COUNTY = {
    "01": "14 15 17 20 23 25 26 27 28 36 38 39 40 60 62 63 80 81 82 83 84 86 87 88 91 92",
    "03": "05 19 30 31 60 80 81 82",
    "04": "28 61 80 81 82 83 84 86 88",
    "05": "09 12 13 60 61 62 63 80 81 82 83 84 86",
    "06": "04 17 42 43 62 65 80 82 83 84 85 86 87",
    "07": "60 61 63 64 65 67 80 81",
    "08": "21 34 40 60 61 62 80 81 82 83 84 85",
    "09": "80",
}
COUNTIES = {*BY_COUNTY, "10", "12", "13", "14", *map(str, range(17, 26))}
MUNICIPALITIES = {county + each for county, own in BY_COUNTY.items() for each in own.split()}
NAMED = re.compile(r"riket|region .+|.+ län|.+ läns landsting", re.IGNORECASE)  # a country or a county
NUMBERS = ("", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
LOST = (1, 3, 5)  # figures of those of counties, municipalities and their parts


def bare(code):
    """Without what is no part of it; as it is where it is no number."""
    found = WRITTEN.fullmatch(code)
    return re.sub(r"\s", "", found[1]) if found else code


def without_zero(areas):
    """(a sentence about one of the areas whose code is certain to have lost its zero, the code as it should
    be), or None. Codes of one's own, as those of the parts of a municipality or numbers from one on, may be
    of any length."""
    codes = {area.code: area for area in sorted(areas) if area.code.isascii() and area.code.isdecimal()}
    by_length = {length: [code for code in codes if len(code) == length] for length in range(1, 7)}
    for length in LOST:
        if by_length[length] and _is_certain(by_length, length, codes):
            return _told(codes[by_length[length][0]], length + 1)
    return _of_own(codes)


def _of_own(codes):
    """Codes that begin with a zero are as long as each other, for that is what they have it for; those of the
    counties and municipalities beside their parts are shorter, and of an even length."""
    wide = max((len(code) for code in codes if code.startswith("0")), default=0)
    for code in codes:
        is_official = _is_official(code)
        if len(code) < wide <= 9 and not (is_official and len(code) % 2 == 0):
            return _told(codes[code], len(code) + 1 if is_official and wide % 2 == 0 else wide)
    return None


def _is_certain(by_length, length, codes):
    """Beside codes that have theirs, or where all are official; of counties alone their names say so too."""
    short = by_length[length]
    if length > 1 and by_length[length + 1]:
        return True
    if length == 5 or not all(map(_is_official, codes)):
        return False
    return length == 3 or len(codes) > len(short) or all(NAMED.fullmatch(codes[each].label) for each in short)


def _is_official(code):
    """Of the country, a county or a municipality, with its zero or without."""
    whole = code if len(code) % 2 == 0 else f"0{code}"
    in_a_county = len(code) == 4 and code[:2] in COUNTIES
    return in_a_county or whole == COUNTRY or whole in COUNTIES or whole in MUNICIPALITIES


def _told(area, length):
    has = f"{NUMBERS[len(area.code)]} {'siffra' if len(area.code) == 1 else 'siffror'}"
    named = f" ({area.label})" if area.label != area.code else ""
    told = f"Koden {area.code}{named} har {has} men ska ha {NUMBERS[length]}"
    return f"{told}: nollan i början har fallit bort.", area.code.zfill(length)
