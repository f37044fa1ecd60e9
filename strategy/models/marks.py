"""What official statistics say with a sign: a mark where there is no number, and a flag beside one."""

import re

OWN_MARK = "källans egen markering, se vad som står ur källans filer"
# What the marks mean where the source says nothing else: those of Sweden's statistics, and of Eurostat's.
MARKS = {
    ".": "uppgift kan inte förekomma",
    "..": "uppgift är inte tillgänglig eller för osäker",
    "...": "uppgift finns inte ännu",
    "....": OWN_MARK,
    ".....": OWN_MARK,
    "......": OWN_MARK,
    "-": "noll: inget finns att redovisa",
    ":": "uppgift saknas",
    "c": "sekretess: visas inte",
    "x": "visas inte: för få eller för osäkra uppgifter",
    "m": "uppgift saknas",
    "o": "uppgift saknas",
    "l": "uppgift saknas: den är inte insamlad",
    "h": "uppgift saknas: helgdag",
    "q": "visas inte: uppgiften är undertryckt",
    "j": "undantag från rapportering",
    "k": "ingår i en annan kategori",
    "n": "inte signifikant",
    "u": "för osäker för att visas",
    "z": "uppgift kan inte förekomma",
    "na": "uppgift saknas",
    "n/a": "uppgift saknas",
}
WORD = 4  # letters: what is longer says what it means


def meaning_of(mark):
    """Of a word nothing: it says it itself."""
    return MARKS.get(mark.casefold()) or (OWN_MARK if mark and len(mark) < WORD else "")


# What a flag beside a number means: Eurostat's are small letters, and those of SDMX (CL_OBS_STATUS), which
# statistical offices share, are capitals. The same letter may be another thing in the other.
FLAGS = {
    "b": "brott i tidsserien",
    "c": "sekretess",
    "d": "avvikande definition, se källan",
    "e": "uppskattat",
    "f": "prognos",
    "i": "imputerat: beräknat ur andra uppgifter",
    "n": "inte signifikant",
    "p": "preliminärt",
    "r": "reviderat",
    "s": "uppskattat av Eurostat",
    "u": "låg tillförlitlighet",
    "z": "uppgift kan inte förekomma",
    "A": "inget särskilt: ett vanligt värde",
    "B": "brott i tidsserien",
    "D": "avvikande definition, se källan",
    "E": "uppskattat",
    "F": "prognos",
    "G": "experimentell statistik",
    "I": "imputerat: beräknat ur andra uppgifter",
    "J": "undantag från rapportering",
    "K": "ingår i en annan kategori",
    "N": "inte signifikant",
    "P": "preliminärt",
    "R": "reviderat",
    "S": "strejk eller annan särskild händelse",
    "U": "låg tillförlitlighet",
    "V": "inte kontrollerat",
    "W": "omfattar också en annan kategori",
}
USUAL = "A"
TOGETHER = 2  # letters without anything between: three are the source's own word
BETWEEN = re.compile(r"[\s,;()]+")


def meanings_of(status):
    """{flag: meaning}, in their order. Several may stand together, as in "bp" and "p b". One that has no
    meaning there, such as a footnote's, is kept as it is and explained by nobody."""
    found = {}
    for told in filter(None, BETWEEN.split(status)):
        flags = [told] if told in FLAGS else list(told)
        if len(flags) <= TOGETHER and all(flag in FLAGS for flag in flags):
            found |= {flag: FLAGS[flag] for flag in flags}
    return found
