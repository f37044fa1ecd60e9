"""Text is kept in one form: letters composed, one line where one is meant, points without their marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils import sheets
from councils.models import Person
from meetings.forms.dissent import DissentForm
from rus_portal.core.asked import ONLY_SIGNS, TOO_LONG, TOO_MANY, words_asked
from rus_portal.core.limits import WORDS, too_long
from rus_portal.core.text import introduction, kept, nfc, one_line, points
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
    "dashes without a space": ("-Första\n–Andra", ["Första", "Andra"]),
    "hyphens of other kinds": ("‑ Första\n‐ Andra\n― Tredje", ["Första", "Andra", "Tredje"]),
    "the end of a word": ("planering\n-utveckling", ["planering", "-utveckling"]),
    "signs of Word": ("⦁\tFörsta\n\uf076\tAndra\n► Tredje", ["Första", "Andra", "Tredje"]),
    "a sign that is not seen": ("\u200b• Första\n\ufeff2. Andra", ["Första", "Andra"]),
    "numbers and tabs": ("1\tFörsta\n2\tAndra", ["Första", "Andra"]),
    "a table of years and amounts": ("2026\t1 200\n2027\t1 300", ["2026 1 200", "2027 1 300"]),
    "marks alone": ("1.\nFörsta\n2.\nAndra", ["Första", "Andra"]),
    "a mark without a space": ("1.Första\n2)Andra", ["Första", "Andra"]),
    "a wrapped line": (f"1. {LONG}\nbredband.\n2. Andra", [f"{LONG} bredband.", "Andra"]),
    "a wrapped name": (f"1. {LONG}\nNorrbotniabanan.\n2. Andra", [f"{LONG} Norrbotniabanan.", "Andra"]),
    "a wrapped line without marks": (f"{LONG}\nbredband.\nAndra", [f"{LONG} bredband.", "Andra"]),
    "a short wrapped line": ("Rådet står bakom\nförslaget om lots.", ["Rådet står bakom förslaget om lots."]),
    "one wrapped twice": ("Rådet står\nbakom\nplanen\nAndra", ["Rådet står bakom planen", "Andra"]),
    "a short line that is ended": ("Rådet står bakom.\nförslaget", ["Rådet står bakom.", "förslaget"]),
    "short clauses": ("Rådet föreslår\natt stödja\natt tacka", ["Rådet föreslår", "att stödja", "att tacka"]),
    "short lines in small letters": ("skola\nvård", ["skola", "vård"]),
    "clauses": (f"{LONG} allt\natt uppmana kommunerna", [f"{LONG} allt", "att uppmana kommunerna"]),
    "a sentence that is ended": (f"{LONG} bredband.\nmen inte mer", [f"{LONG} bredband.", "men inte mer"]),
    "after an empty line": ("1. Första\n\nAndra", ["Första", "Andra"]),
    "numbers that are no marks": (
        "1.5 miljoner\n-5 procent\n2026. Sedan",
        ["1.5 miljoner", "-5 procent", "2026. Sedan"],
    ),
    "a mark late in the list": (
        "Planen antas\nMedel söks\n- senast 2027",
        ["Planen antas", "Medel söks", "senast 2027"],
    ),
    "words before the marks": (
        f"Rådet\nbeslutar\n- {LONG}\nbredband\n- två\n- tre",
        ["Rådet", "beslutar", f"{LONG} bredband", "två", "tre"],
    ),
    "points below points": ("1. Ett\n1.1 Under\n1.2. Mer\n2. Två", ["Ett", "Under", "Mer", "Två"]),
    "points below none": ("1.1 Första\n1.2 Andra\n2.1 Tredje", ["Första", "Andra", "Tredje"]),
    "a chapter without points": ("1.1 Första\n1.2 Andra\n2 Tredje", ["Första", "Andra", "Tredje"]),
    "chapters and points": ("1\tFörsta\n1.1 Under\n2\tAndra\n2.1 Mer", ["Första", "Under", "Andra", "Mer"]),
    "no chapter in turn": ("1.1 Första\n1.2 Andra\n4 Kommuner", ["Första", "Andra 4 Kommuner"]),
    "one point below none": ("1.1 Första", ["Första"]),
    "amounts that follow": ("1.1 miljoner\n1.2 miljoner", ["1.1 miljoner", "1.2 miljoner"]),
    "an amount before a name": ("1.5 Mkr till Umeå", ["1.5 Mkr till Umeå"]),
    "an amount below a point": ("1. Ett\n1.5 miljoner avsätts", ["Ett 1.5 miljoner avsätts"]),
    "the second level of Word": ("•\tEtt\n\to\tUnder", ["Ett", "Under"]),
    "the beginning of a word": ("o ena sidan", ["o ena sidan"]),
    "letters in turn": ("a. Ett\nb. Två\nc. Tre", ["Ett", "Två", "Tre"]),
    "initials": (
        "A. Svensson utses\nB. Larsson utses\nC. Ek utses",
        ["A. Svensson utses", "B. Larsson utses", "C. Ek utses"],
    ),
    "numbers and spaces": (
        "1 Ställa sig bakom planen\n2 Uppdra åt kansliet\n3  att tacka",
        ["Ställa sig bakom planen", "Uppdra åt kansliet", "att tacka"],
    ),
    "numbers, spaces and a wrapped line": (f"1 {LONG}\nbredband\n2 Tacka", [f"{LONG} bredband", "Tacka"]),
    "amounts in turn": (
        "1 miljon till Umeå\n2 miljoner till Luleå",
        ["1 miljon till Umeå", "2 miljoner till Luleå"],
    ),
    "large amounts in turn": ("1 Mkr till Umeå\n2 Mkr till Luleå", ["1 Mkr till Umeå", "2 Mkr till Luleå"]),
    "numbers that do not follow": ("1 Ställa sig bakom\n3 Tacka", ["1 Ställa sig bakom", "3 Tacka"]),
    "Roman numbers": ("I. Ett\nII. Två\nIII. Tre", ["Ett", "Två", "Tre"]),
    "Roman numbers in parentheses": ("i) Ett\n(ii) Två", ["Ett", "Två"]),
    "numbers in parentheses": ("(1) Ett\n(b) Två\n3.) Tre", ["Ett", "Två", "Tre"]),
    "numbers with a colon": ("1: Ett\n2: Två", ["Ett", "Två"]),
    "arrows and ticks": ("→ Ett\n✓ Två\n☐ Tre\n− Fyra", ["Ett", "Två", "Tre", "Fyra"]),
    "line breaks from elsewhere": (
        "Första\rAndra\u2028Tredje\vFjärde",
        ["Första", "Andra", "Tredje", "Fjärde"],
    ),
    "marks after a line without, and lines set in below": (
        "Rådet vill\n- att trafiken omfattar\n  Ostkustbanan\n- att stationen i\n  Sundsvall byggs",
        ["Rådet vill", "att trafiken omfattar Ostkustbanan", "att stationen i Sundsvall byggs"],
    ),
    "a mark and nothing more": ("–", ["–"]),
    "nothing": (" \n\n", []),
}


@pytest.mark.parametrize("case", LISTS)
def test_a_pasted_list_is_its_points(case):
    text, found = LISTS[case]
    assert points(text) == found


OF_THE_TEXT = (
    "2026 ska",
    "1 200 000 kr",
    "§ 14 ",
    "A. Svensson föreslår",
    "I. Berg",
    "14:30 möts",
    "1.5 ",
    "-5 %",
    "(2026) ",
)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (["Rådet föreslår", "att ställa sig bakom", "att uppdra"], "Rådet föreslår"),
        (["Rådet ska:", "ställa sig bakom"], "Rådet ska:"),
        (["att ställa sig bakom", "att uppdra"], ""),
        (["Ställa sig bakom", "Uppdra"], ""),
        (["Rådet föreslår"], ""),
        ([], ""),
    ],
)
def test_a_line_that_introduces_the_points_is_told(found, told):
    assert introduction(found) == told


@given(st.sampled_from(OF_THE_TEXT), st.text("abc åäö", min_size=1))
def test_a_figure_of_the_text_stays_in_it(begins, rest):
    text = one_line(begins + rest)
    assert points(text) == [text]
    assert points(f"1. {text}\n2. {text}") == [text, text]


@given(st.lists(st.text("abc åäö", min_size=1).map(one_line).filter(len), min_size=1))
def test_points_are_found_again_however_they_are_numbered(said):
    for mark in ("{}. ", "{}) ", "({}) ", "{}: ", "→ ", "- ", "o\t"):
        assert points("\n".join(mark.format(nth % 900 + 1) + text for nth, text in enumerate(said))) == said


def test_one_line_has_no_breaks_or_tabs_and_keeps_a_space_that_holds_together():
    assert one_line(" 2026\t1\u00a0200\r\nkr\u2028i år ") == "2026 1\u00a0200 kr i år"


def test_a_letter_is_one_letter():
    assert nfc("A\u030are") == "Åre"


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff \n", "\u00ad\u2060", "\u2800", "\u3164"])
def test_what_shows_nothing_says_nothing(unseen):
    form = DissentForm({"text": unseen}, seats=[])
    assert form.errors["text"] == ["Skriv den avvikande synpunkten."]
    assert kept(f"A\u030are{unseen}") == f"Åre{unseen}"


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


def test_what_is_too_much_to_look_for_says_so_and_what_was_cut():
    assert words_asked({"q": " § ½ _:s "}) == ("§ ½ _:s", [], ONLY_SIGNS)
    assert words_asked({"q": "ord " * 21}) == ("ord " * 20 + "ord", [], TOO_MANY)
    assert words_asked({"q": "å" * 301}) == ("å" * 300, [], TOO_LONG)
    assert "kortat till de första 300 tecknen" in TOO_LONG
