"""When two ways to write a registry number, or the pattern of a series, are one."""

import re
import unicodedata
from functools import lru_cache

from rus_portal.core.text import NO_WIDTH

DASHES, UNSEEN = {"Pd"}, {"Cf", "Cc"}  # of Unicode's categories
MINUS = "\u2212"
NOT_SEEN = re.compile(f"[{NO_WIDTH}]")
DIGITS = re.compile(r"\{nr:[1-6]\}")


def tidy(number):
    """As it is kept: letters and digits of the usual width, one space, and nothing that nobody sees."""
    seen = NOT_SEEN.sub("", number)
    shown = "".join(each for each in seen if each.isspace() or unicodedata.category(each) not in UNSEEN)
    return " ".join(unicodedata.normalize("NFKC", shown).split())


@lru_cache(maxsize=20_000)
def canonical(number):
    """What two ways to write one number have in common: neither case, nor spaces, nor sort of dash, nor width
    of letters, nor what nobody sees makes it another."""
    return "".join("-" if _is_dash(each) else each for each in tidy(number) if each != " ").upper()


def canonical_pattern(pattern):
    """The same of the pattern of a series: how many digits it writes makes no other numbers."""
    return canonical(DIGITS.sub("{nr}", pattern))


def _is_dash(letter):
    return letter == MINUS or unicodedata.category(letter) in DASHES
