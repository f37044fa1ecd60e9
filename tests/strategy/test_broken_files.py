"""Files of statistics that something has happened to on the way here."""

import pytest

from strategy.statistics.reading import read
from tests.strategy import files
from tests.strategy.told import refused, values

HEAD = "år;kod;område;värde"
WHOLE = f"{HEAD}\n2022;2281;Sundsvall;1\n2023;2281;Sundsvall;2"
LETTERS = "Bokstäver har gått sönder på vägen hit: ”{}”"


@pytest.mark.parametrize("rest", ["\n2024;2281", "\n2024;2281;Sunds", "\n20"])
def test_a_file_that_ends_in_the_middle_of_a_row_is_refused(rest):
    assert refused(files.csv(WHOLE + rest)).startswith("Filen slutar mitt i rad 4")


@pytest.mark.parametrize("rest", ["\n2024;2281;Sundsvall;86", "\r\n2024;2281;Sundsvall;-", "\n2024;22;Y;0,"])
def test_a_file_without_an_end_of_its_last_row_asks_about_the_last_value(rest):
    last = rest.rpartition(";")[2]
    asked = (
        f"Filen slutar utan radslut, på rad 4. Stämmer det sista värdet, ”{last}”? "
        "Hämta annars filen på nytt från källan: den kan vara avhuggen."
    )
    assert read(files.csv(WHOLE + rest)).remarks == [asked]


@pytest.mark.parametrize("rest", ["\n", "\r\n", "\r", "\nKälla: SCB", "\n\nKälla: SCB, 2024"])
def test_a_file_whose_values_all_end_asks_about_none(rest):
    assert read(files.csv(WHOLE + rest)).remarks == []


@pytest.mark.parametrize("text", ["\ufeff", "sep=;", "sep=;\n"])
def test_a_file_without_a_row_is_refused(text):
    assert refused(files.csv(text))


@pytest.mark.parametrize(
    "rest", ["", "\n", "\n\n", "\n2024;2281;Sundsvall\n", "\nKälla: SCB", "\n\nPreliminära tal"]
)
def test_a_file_that_ends_with_a_row_or_a_note_comes_in(rest):
    assert values(files.csv(WHOLE + rest)) == ["1", "2"]


@pytest.mark.parametrize("name", ["Ã…nge", "√Önge", "├Ñnge", "?nge", "Västern?rrland"])
def test_letters_that_were_broken_on_the_way_are_refused(name):
    assert LETTERS.format(name) in refused(files.csv(f"{HEAD}\n2022;2260;{name};1\n"))


def test_a_heading_with_broken_letters_is_told_as_that():
    told = refused(files.csv("Ã¥r;kod;omrÃ¥de;vÃ¤rde\n2022;2260;Ånge;1\n"))
    assert "Bokstäver har gått sönder" in told


@pytest.mark.parametrize("name", ["\ufffdnge", "Ã\u0085nge"])
def test_what_is_no_letter_is_refused(name):
    assert "bokstäver som inte går att känna igen" in refused(files.csv(f"{HEAD}\n2022;2260;{name};1\n"))


@pytest.mark.parametrize(
    "name", ["Ånge", "Håbo", "Övertorneå", "São Tomé", "Čáslav", "Å–Ö, norra", "Kåfjord/Gáivuotna"]
)
def test_letters_of_any_place_come_in_as_they_are(name):
    assert values(files.csv(f"{HEAD}\n2022;2260;{name};1\n")) == ["1"]


def test_an_address_in_a_note_may_have_a_question_mark():
    assert values(files.csv(f"{WHOLE}\nKälla: https://statistik.example/tabell?id=12\n")) == ["1", "2"]
