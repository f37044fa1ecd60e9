"""One stem for all forms of a Swedish word, so that whoever asks for one of them finds texts with any:
ställningstagande, ställningstagandenas → ställningstagand (docs/adr/0045).

Endings are taken off, one after another, for as long as there are any. What is left need not be a word
and may be short: the text and the question come to the same. A stem is compared as a whole, never as the
beginning of another.
"""

import re
import unicodedata
from functools import lru_cache

from rus_portal.core.text import nfc

WORD = re.compile(r"[^\W_]+", re.UNICODE)
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
ANY_UNSEEN = re.compile(f"[{''.join(map(chr, UNSEEN))}]")
OF_ABBREVIATION = re.compile(r"(?<=\w):(?:s|n|ns|en|ens|t|ts|et|ets)\b")  # RUS:en
# Before what stands for a word with å, ä or ö where these are left out: its stem, and a name as it is.
LEFT_OUT, NAMED = "0", "1"
# Before what tells the parts of a long word: its stem from the end, and what follows an s that joins.
BACKWARDS, JOINED, LONG = "2", "3", 8
PART = 5  # letters of what is looked for within a longer word; what is shorter stands everywhere
LONGEST_WORD = 100  # letters: what is longer is no word, and its parts would be as many as its letters
LITTLE = {"att", "av", "de", "den", "det", "en", "ett", "för", "från", "i", "med", "och", "om"}
LITTLE |= {"på", "som", "till", "vid", "är"}
# What a question is put with, and no text need say.
ASKING = {"vad", "vem", "vilka", "vilken", "vilket", "hur", "när", "var", "varför", "tycker", "tyckte"}
ASKING |= {"tyckt", "säger", "sa", "sade", "sagt", "har", "hade", "fick", "får", "blev", "blir", "blivit"}
ASKING |= {"anser", "ansåg", "ansett", "tänker", "tänkte", "tänkt", "svarar", "svarade", "svarat", "gör"}
ASKING |= {"gjorde", "ställer", "ställde", "ställt", "sig", "beslutar", "beslutade", "beslutat", "beslöt"}
ASKING |= {"bestämde", "röstar", "röstade", "röstat", "reserverar", "reserverade", "reserverat"}
ASKING |= {"åsikt", "åsikten", "åsikter", "hållning", "inställning", "något", "någon", "några", "nåt", "nån"}
ASKING |= {"vill", "ville", "ju", "då", "man", "egentligen", "angående", "kring", "mot", "emot"}
UNASKED = LITTLE | ASKING
# Has no forms, and looks like one of a noun: samman is not samer.
UNBENT = LITTLE | {
    "alla",
    "allt",
    "andra",
    "annan",
    "annat",
    "efter",
    "eller",
    "genom",
    "innan",
    "inte",
    "mellan",
}
UNBENT |= {"redan", "samma", "samman", "sedan", "sådan", "tillsammans", "under", "utan", "även", "över"}

VOWELS = "aeiouyåäöé"
VOWEL = re.compile(f"[{VOWELS}]")
LONGEST = 6  # letters of an ending
ENDING = re.compile(
    r"""(?:
      (?<=...)(?<!s)s                                            # kommuns
    | (?<![^b]b)ar(?:e|en|na)?                                   # vägarna, lärare; not hållbar
    | (?P<may_change>er(?:na)?)                                  # planerna, städer
    | (?<![aeo]kt)(?<![^g]at)(?<!mot)(?<!kont)(?<![^b]b)or(?:na)?  # frågor; not faktor, indikator, motor
    | (?<=[^b]bo)r(?:na)?                                        # länsborna
    | ena | en | et | [ae]                                       # målen, mötet, ärende, regionala
    | (?:(?<![rn])|(?<=[eot]r)|(?<=len))um(?:et|en)?             # museum, centrum, plenum; not lagrum, nummer
    | (?:(?<=em)|(?<=mm)|(?<=ram))at                             # temat; not format
    | (?:(?<=[åöy])|(?<=..[aoiué])|(?<=e[lr])|(?<=or))n          # sjön, kommittén, medeln
    | (?<=..[oiyöé])t                                            # kansliet, kommandot
    | (?:(?<=sk)|(?<=i[gv])|(?<=ell)|(?<=bar)|(?<=...al)|(?<=...sam))t  # svenskt, hållbart, regionalt
    )$""",
    re.VERBOSE,
)
# The vowel that has changed before -er.
CHANGED = {"städ": "stad", "stäv": "stav", "stäng": "stång", "änd": "and", "nätt": "natt", "fäd": "fad"}
CHANGED |= {"böck": "bok", "fött": "fot", "rött": "rot", "bönd": "bond", "sön": "son", "damöt": "damot"}
CHANGED |= {"bröd": "brod"}
CHANGES = re.compile(f"(?:{'|'.join(CHANGED)})$")
MEN = re.compile("män$")
# What the end of a stem has in some forms alone: programm-et, numr-et, medel beside medl-en.
DOUBLED = re.compile(rf"(?<=..)([^{VOWELS}s])\1$")
LOOSE = re.compile("(?<=..[bcdfgkptvml])[rn]$")
BEFORE_L = re.compile(rf"(?<=..)([^{VOWELS}l])(?:\1?e|\1)l$")


@lru_cache(maxsize=5_000)
def stem(word):
    """Of a word in small letters."""
    if word in UNBENT:
        return word
    while (shorter := _shorter(word)) != word:
        word = shorter
    return word


def _shorter(word):
    vowel = VOWEL.search(word)
    if not vowel:
        return word
    found = ENDING.search(word, max(vowel.end(), 2, len(word) - LONGEST))
    if found:
        rest = word[: found.start()]
        return CHANGES.sub(lambda end: CHANGED[end[0]], rest) if found["may_change"] else rest
    rest = DOUBLED.sub(r"\1", MEN.sub("man", word))
    return rest if rest != word else BEFORE_L.sub(r"\1l", LOOSE.sub("", word))


def as_read(text):
    """In NFC, without what nobody sees within a word: where it may be broken, as pages on the web say it."""
    return ANY_UNSEEN.sub("", nfc(text))


def words_in(text):
    return WORD.findall(OF_ABBREVIATION.sub("", as_read(text)))


def stems(text):
    """All that the text is found by: "Möten i Ånge" → möt, 0mot, 1moten, i, ång, 0ang, 1ange."""
    words = [word for word in words_in(text) if len(word) <= LONGEST_WORD]
    return list(dict.fromkeys(each for word in words for each in _stems_of(word)))


@lru_cache(maxsize=5_000)
def _stems_of(word):
    small = word.lower()
    own, plain = stem(small), undotted(small)
    found = [own]
    if len(own) >= LONG:
        found.append(BACKWARDS + own[::-1])
        found += [JOINED + own[place:] for place in range(3, len(own) - PART) if own[place - 1] == "s"]
    if plain != small:
        found += [LEFT_OUT + stem(plain)] + [_named(plain)] * word[0].isupper()
    return tuple(found)


def sought(text, known, *, within=False):
    """For each word in what somebody asks for, the stems that any of answers to it. A word without å, ä and ö
    is a name that is written so, and where no text has it as it stands any word. `known` tells which of
    some stems texts have. `within` longer words it is a part of them: what ends in * is the beginning of a
    stem."""
    words = [word.lower() for word in words_in(text)]
    words = [word for word in words if word not in UNASKED] or words
    plain = {word for word in words if word == undotted(word) and not word.isdecimal()}
    there = known(sorted({stem(word) for word in plain}))
    return [
        [stem(word)]
        + [_named(word)] * (word in plain)
        + [LEFT_OUT + stem(word)] * (word in plain and stem(word) not in there)
        + (_parts(word) if within else [])
        for word in words
    ]


def _parts(word):
    """Within what a word stands: as its beginning, after an s, and as its end."""
    own = stem(word)
    if len(own) >= PART:
        return [f"{own}*", f"{JOINED}{own}*", f"{BACKWARDS}{own[::-1]}*"]
    return [f"{word}*", f"{JOINED}{word}*"] if len(word) >= PART else []


def answers(own, word):
    """Whether any of the stems, a set, answers to the word as it is `sought`."""
    return not own.isdisjoint(word) or any(
        each.startswith(begins[:-1]) for begins in word if begins[-1] == "*" for each in own
    )


def undotted(word):
    """Without å, ä and ö and other marks upon letters."""
    return "".join(each for each in unicodedata.normalize("NFD", word) if not unicodedata.combining(each))


def _named(plain):
    return NAMED + plain.removesuffix("s")
