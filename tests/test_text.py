"""Text is kept in one form: letters composed, one line where one is meant, points without their marks."""

import pytest

from councils import sheets
from councils.models import Person
from rus_portal.core.limits import WORDS, too_long
from rus_portal.core.text import nfc, one_line, points
from rus_portal.signin.adapters import person_with

LONG = "Samverkansrådet ställer sig bakom avsiktsförklaringen om"
LISTS = {
    "one a line": ("Första\nAndra", ["Första", "Andra"]),
    "numbers": ("1. Första\n2. Andra", ["Första", "Andra"]),
    "numbers with a tab": ("1.\tFörsta\n10.\tTionde", ["Första", "Tionde"]),
    "parentheses": ("1) Första\n2) Andra", ["Första", "Andra"]),
    "letters": ("a) Första\nB) Andra", ["Första", "Andra"]),
    "dashes": ("– Första\n- Andra\n— Tredje", ["Första", "Andra", "Tredje"]),
    "dots": (
        "• Första\n•Andra\n* Tredje\n· Fjärde\n\uf0b7\tFemte",
        ["Första", "Andra", "Tredje", "Fjärde", "Femte"],
    ),
    "marks alone": ("1.\nFörsta\n2.\nAndra", ["Första", "Andra"]),
    "a mark without a space": ("1.Första\n2)Andra", ["Första", "Andra"]),
    "a wrapped line": (f"1. {LONG}\nbredband.\n2. Andra", [f"{LONG} bredband.", "Andra"]),
    "a wrapped name": (f"1. {LONG}\nNorrbotniabanan.\n2. Andra", [f"{LONG} Norrbotniabanan.", "Andra"]),
    "a wrapped line without marks": (f"{LONG}\nbredband.\nAndra", [f"{LONG} bredband.", "Andra"]),
    "short lines in small letters": ("skola\nvård", ["skola", "vård"]),
    "clauses": (f"{LONG} allt\natt uppmana kommunerna", [f"{LONG} allt", "att uppmana kommunerna"]),
    "a sentence that is ended": (f"{LONG} bredband.\nmen inte mer", [f"{LONG} bredband.", "men inte mer"]),
    "after an empty line": ("1. Första\n\nAndra", ["Första", "Andra"]),
    "numbers that are no marks": (
        "1.5 miljoner\n-5 procent\n2026. Sedan",
        ["1.5 miljoner", "-5 procent", "2026. Sedan"],
    ),
    "line breaks from elsewhere": (
        "Första\rAndra\u2028Tredje\vFjärde",
        ["Första", "Andra", "Tredje", "Fjärde"],
    ),
    "a mark and nothing more": ("–", ["–"]),
    "nothing": (" \n\n", []),
}


@pytest.mark.parametrize("case", LISTS)
def test_a_pasted_list_is_its_points(case):
    text, found = LISTS[case]
    assert points(text) == found


def test_one_line_has_no_breaks_or_tabs_and_keeps_a_space_that_holds_together():
    assert one_line(" 2026\t1\u00a0200\r\nkr\u2028i år ") == "2026 1\u00a0200 kr i år"


def test_a_letter_is_one_letter():
    assert nfc("A\u030are") == "Åre"


def test_a_limit_counts_words_and_says_by_how_much():
    text = "ord " * (WORDS["dissent"] + 1)
    assert too_long(text, WORDS["dissent"]) == "Korta texten till 3\u00a0000 ord. Nu är den 3\u00a0001 ord."
    assert too_long(text[4:], WORDS["dissent"]) == ""


def test_a_text_without_spaces_is_long_too():
    assert too_long("x" * 4501, 300) == "Korta texten till 4\u00a0500 tecken. Nu är den 4\u00a0501 tecken."
    assert too_long("x" * 4500, 300) == ""


def test_a_name_in_a_file_is_the_name_in_the_portal():
    assert sheets.text("A\u030asa  O\u0308berg") == "Åsa Öberg"


def test_an_address_is_the_same_however_it_was_typed(db):
    bo = Person.objects.create(name="Bo", email="bo@åre.example")
    assert person_with("bo@a\u030are.example") == bo
