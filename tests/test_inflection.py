"""Swedish words in all their forms have one stem, and words that differ have not."""

from itertools import permutations
from pathlib import Path

import pytest

from meetings.positions.passage import passage_in
from rus_portal.core.inflection import sought, stem, stems

LINES = (Path(__file__).parent / "cases" / "swedish-nouns.txt").read_text().splitlines()
NOUNS = [line.split() for line in LINES if line and not line.startswith("#")]
SAME = {"lärcenter": "lärcentrum"}  # "lärcentret" is a form of both


def with_genitives(forms):
    return {*forms, *(f"{form}s" for form in forms if not form.endswith("s"))}


def unlike(stem):
    """The ordered pairs of forms of one noun, and those of them that do not find each other."""
    pairs = [pair for forms in NOUNS for pair in permutations(sorted(with_genitives(forms)), 2)]
    return pairs, [(one, other) for one, other in pairs if stem(one) != stem(other)]


def strangers(stem):
    """All forms, and those of them that find a noun of which they are no form."""
    owners, held = {}, {}
    for forms in NOUNS:
        noun = SAME.get(forms[0], forms[0])
        for form in with_genitives(forms):
            owners.setdefault(form, set()).add(noun)
            held.setdefault(stem(form), set()).add(noun)
    return list(owners), [form for form, nouns in owners.items() if held[stem(form)] - nouns]


def test_a_noun_in_any_form_finds_all_its_forms():
    pairs, missed = unlike(stem)
    assert len(pairs) == 6944
    assert len(missed) <= len(pairs) / 100
    assert missed == []


def test_a_noun_finds_no_other():
    forms, false = strangers(stem)
    assert len(forms) == 1081
    assert len(false) <= len(forms) / 200
    assert false == []


def test_so_does_a_noun_written_without_its_dots_and_rings():
    pairs, missed = unlike(lambda form: sought(form.translate(PLAIN), lambda stems: set())[0][-1])
    assert (len(pairs), missed) == (6944, [])


PLAIN = str.maketrans("åäöé", "aaoe")
ALIKE = """
faktor faktorn faktorer faktorernas
direktör direktören direktörer direktörerna
centrum centret centra centrums
tema temat teman temana
plenum plenumet plenet
länsbo länsbon länsbor länsbornas
tunnel tunneln tunnlar tunnlarna
bibliotek biblioteket biblioteken bibliotekens
bok böcker böckerna bokens
tjänsteman tjänstemannen tjänstemän tjänstemännens
idé idén idéer idéernas
regional regionalt regionala
hållbar hållbart hållbara
gemensam gemensamt gemensamma
effektiv effektivt effektiva
Sundsvall Sundsvalls
RUS RUS:en RUS:ens
EU EU:s
"""


@pytest.mark.parametrize("forms", ALIKE.strip().splitlines())
def test_other_words_find_their_forms(forms):
    assert len({tuple(stems(form)[:1]) for form in forms.split()}) == 1


UNLIKE = """
samer samverkan samman samma
intern inte
ut utan
faktor faktum
dator datum
motor möte
lag lagrum läge
hål hållbar
bas bana
sekreterare sekretess sekretariat
kallelse kall
kompetens kompetensförsörjning
region regional
lån län
"""


@pytest.mark.parametrize("words", UNLIKE.strip().splitlines())
def test_words_that_differ_find_none_of_each_other(words):
    assert len({stem(word) for word in words.split()}) == len(words.split())


def test_the_letters_may_be_written_in_two_parts():
    assert stems("mo\u0308tet") == stems("mötet")


def test_what_nobody_sees_within_a_word_is_none_of_it():
    assert stems("mö\u00adte\u200bt") == stems("mötet")
    marked = passage_in([("", "Nya dubbel\u00adspår byggs.")], [["dubbelspår"]])
    assert marked == (("Nya ", False), ("dubbelspår", True), (" byggs.", False))


def test_a_word_as_it_stands_comes_before_one_that_has_lost_its_dots():
    assert sought("lag", {"lag"}.intersection) == [["lag", "1lag"]]
    assert sought("tag", {"lag"}.intersection) == [["tag", "1tag", "0tag"]]
    assert sought("tåg", {"lag"}.intersection) == [["tåg"]]


def test_a_name_is_found_without_its_rings_also_where_a_word_is_written_so():
    assert "1ange" in stems("i Ånge kommun")
    assert "1ange" not in stems("ånge")
    assert sought("Ange", {"ang"}.intersection) == [["ang", "1ange"]]


def test_little_words_are_asked_for_only_where_there_are_no_others():
    def of(text):
        return [word[0] for word in sought(text, set().union)]

    assert (of("Tåget i Sundsvall"), of("om")) == (["tåg", "sundsval"], ["om"])
    assert of("Vad tyckte Sundsvall om tågen, och hur blev det?") == ["sundsval", "tåg"]
    assert len(of("Hur blev det?")) == 3
