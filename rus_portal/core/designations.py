"""Numbers as people write them: § 14, § 14/2026, RSR 2/2026, 2026-0123. A number with its parts is one word,
so that nobody who asks for it finds what holds the parts apart."""

import re

from rus_portal.core.text import nfc

# Before what stands for a number: its parts, and that of a §.
NUMBER, PARAGRAPH = "4", "5"
OF_PARAGRAPH = re.compile(
    r"(?:(?<!§)§+\s*|\bparagraf(?:en)?\s+)(\d{1,4})(?:\s*/\s*(\d{4}))?(?![\w/])", re.IGNORECASE
)
# From where a word begins: each is read once, however long it is.
IN_PARTS = re.compile(r"(?<![^\W_])[^\W_]+(?:[-‐‑–/:.][^\W_]+)+")
APART = re.compile(r"[-‐‑–/:.]")
GLUED = re.compile(r"(?<=[^\W\d_])(?=\d{1,5}/\d{4}(?![\w/]))")  # RSR2/2026
CALLED = re.compile(r"\b(?:nr|dnr|diarie(?:nr|nummer))\b[.:]?\s*(?=[^\W_]*[-/ ]?\d)", re.IGNORECASE)
MOST_PARTS = 6  # more is an address on the web
# What stands between a § and its number, which comes before it in the law: 19 kap. 3 a §.
WITHIN = re.compile(r"(?<=§)\s+(?=\d)|(?<=\d)\s+(?=(?:[a-z]\s+)?§(?!\s*\d))|(?<=\d\s[a-z])\s+(?=§)")


def unparted(text):
    """The same for paper, where no line ends between a § and its number."""
    return WITHIN.sub("\N{NO-BREAK SPACE}", text)


def numbers_in(text):
    """All that a text is found by when somebody asks for a number: also the end of one, as 2026-0123 of RS
    2026-0123 and RS-2026-0123."""
    text, found = nfc(text), []
    for number, year in OF_PARAGRAPH.findall(text):
        found += [f"{PARAGRAPH}{int(number)}"] + [f"{PARAGRAPH}{int(number)}x{year}"] * bool(year)
    for number in IN_PARTS.findall(text):
        parts = _parts(number)
        if len(parts) <= MOST_PARTS:
            runs = [parts[at:end] for at in range(len(parts)) for end in range(at + 2, len(parts) + 1)]
            found += [_joined(run) for run in runs if _is_number(run)]
    return list(dict.fromkeys(found))


def asked_numbers(query):
    """The numbers that somebody asks for, and the rest of what is asked."""
    query, found = CALLED.sub(" ", GLUED.sub(" ", nfc(query))), []

    def paragraph(match):
        found.append(f"{PARAGRAPH}{int(match[1])}" + (f"x{match[2]}" if match[2] else ""))
        return " "

    def number(match):
        parts = _parts(match[0])
        if not _is_number(parts) or len(parts) > MOST_PARTS:
            return match[0]
        found.append(_joined(parts))
        return " "

    rest = IN_PARTS.sub(number, OF_PARAGRAPH.sub(paragraph, query))
    return found, " ".join(rest.split())


def _parts(number):
    return [part.lower().lstrip("0") or "0" for part in APART.split(number)]


def _joined(parts):
    return NUMBER + "x".join(parts)


def _is_number(parts):
    return any(part[0].isdecimal() for part in parts)
