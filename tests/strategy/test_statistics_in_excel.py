"""Tables of official statistics in Excel come in unharmed, or are refused with a sentence."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from strategy.statistics.reading import read
from tests.strategy import files
from tests.strategy.files import LONG
from tests.strategy.told import problems, refused, said


def test_excel_is_read_as_its_reader_sees_it():
    file = files.xlsx(
        ["år", "kod", "område", "värde"],
        [2020, 114, "Upplands Väsby", 0.125],
        [dt.date(2021, 1, 1), "0114", "Upplands Väsby", 12.3],
        [2022, "0114", "Upplands Väsby", ".."],
        [2023, "0114", "Upplands Väsby", 0],
        formats=[("B2", "0000"), ("D2", "0 %"), ("A3", "yyyy")],
    )
    assert said(file) == [
        ("0114", "total", "2020", "12.5", "", ""),
        ("0114", "total", "2021", "12.3", "", ""),
        ("0114", "total", "2022", "", "..", ""),
        ("0114", "total", "2023", "0", "", ""),
    ]
    assert read(file).remarks == ["Celler i procentformat lästes som de visas: 0,125 är 12,5 procent."]


def test_excel_of_a_table_of_statistics_has_its_title_its_gaps_and_its_notes():
    file = files.xlsx(
        ["Andel efter region, kön och år"],
        [],
        ["", "", "2019", "2020"],
        ["0114 Upplands Väsby", "män", 1.5, ".."],
        ["", "kvinnor", 2, 3],
        ["22 Västernorrlands län", "män", 4, 5],
        [],
        ["Källa: SCB"],
    )
    assert [(code, sex, value or mark) for code, sex, _, value, mark, _ in said(file)] == [
        ("0114", "men", "1.5"),
        ("0114", "men", ".."),
        ("0114", "women", "2"),
        ("0114", "women", "3"),
        ("22", "men", "4"),
        ("22", "men", "5"),
    ]
    assert read(file).note.splitlines() == ["Andel efter region, kön och år", "Källa: SCB"]


def test_a_formula_and_an_error_of_excel_are_told():
    file = files.xlsx(["år", "område", "värde"], [2020, "22 Y", "=1+1"], [2021, "22 Y", "#N/A"])
    assert [told.partition(". ")[0] for told in problems(file)] == [
        "Rad 2, kolumn C: I cellen står en formel",
        "Rad 3, kolumn C: I cellen står felet #N/A",
    ]


def codes(*areas):
    """A file of Excel with these pairs of a code and a name."""
    return files.xlsx(["år", "kod", "område", "värde"], *([2020, *each, 1] for each in areas))


VASBY, SUNDSVALL = (114, "Upplands Väsby"), (2281, "Sundsvall")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (codes(VASBY, SUNDSVALL), "114 (Upplands Väsby)"),
        (codes(VASBY), "114 (Upplands Väsby)"),
        (codes((305, "Håbo"), (380, "Uppsala"), ("00", "Riket")), "305 (Håbo)"),
        (codes((3, "Uppsala"), (22, "Västernorrland")), "3 (Uppsala)"),
        (codes((3, "Uppsala län"), (4, "Södermanlands län")), "3 (Uppsala län)"),
        (codes((0, "Riket"), SUNDSVALL), "0 (Riket)"),
        (codes((1, "Norra"), ("022", "Södra")), "1 (Norra)"),
        (codes((1, "Norra"), ("0114", "Upplands Väsby"), ("0299", "Eget")), "1 (Norra)"),
        (codes((10101, "Danderyd"), ("228101", "Alnö")), "10101 (Danderyd)"),
        (files.csv(f"{LONG}2020;114.0;Upplands Väsby;totalt;1;\n"), "114 (Upplands Väsby)"),
        (files.csv(f"{LONG}2020;114,0;Upplands Väsby;totalt;1;\n"), "114 (Upplands Väsby)"),
        (files.csv("region;2020\n114 Upplands Väsby;1\n2281 Sundsvall;2\n"), "114 (Upplands Väsby)"),
        (files.csv("år;kommunkod;värde\n2020;114;1\n2020;2281;..\n"), "114"),
    ],
)
def test_a_code_that_has_lost_its_zero_is_refused(file, code):
    told = refused(file)
    assert told.startswith(f"Koden {code} har ")
    assert f"0{code.split()[0]}, och välj filen igen." in told


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (codes(("0114", "Upplands Väsby"), SUNDSVALL), ["0114", "2281"]),
        (codes((22, "Västernorrlands län"), SUNDSVALL), ["22", "2281"]),
        (codes((101, "Centrum"), (102, "Norra")), ["101", "102"]),
        (codes(*((number, f"Område {number}") for number in range(1, 12))), [*map(str, range(1, 12))]),
        (codes((1, "Norra"), (3, "Södra")), ["1", "3"]),
        (codes(("22", "Västernorrland"), ("011401", "Del"), ("2281", "Sundsvall")), ["22", "011401", "2281"]),
        (files.csv(f'{LONG}2020;"=""0114""";Upplands Väsby;totalt;1;\n'), ["0114"]),
        (files.csv(f"{LONG}2020;'0114;Upplands Väsby;totalt;1;\n"), ["0114"]),
        (files.csv(f"{LONG}2020;2281,0;Sundsvall;totalt;1;\n2021;2 281;Sundsvall;totalt;1;\n"), ["2281"] * 2),
        (files.csv(f"{LONG}2020;0114A0010;Område;totalt;1;\n"), ["0114A0010"]),
    ],
    ids=[
        "whole",
        "county",
        "own areas",
        "numbered",
        "own parts",
        "parts of others",
        "formula",
        "apostrophe",
        "number",
        "part",
    ],
)
def test_a_code_comes_in_unharmed(file, told):
    assert [code for code, *_ in said(file)] == told


FOUR = [("men", "2019", "1"), ("men", "2020", "2"), ("women", "2019", "3"), ("women", "2020", "..")]
SEXES_OVER, YEARS_OVER = ["", "män", "", "kvinnor", ""], ["", "2019", "", "2020", ""]
YEARS, SEXES = ["", "2019", "2020", "2019", "2020"], ["", "män", "kvinnor", "män", "kvinnor"]
BY_SEX, BY_YEAR = ["22 Y", 1, 2, 3, ".."], ["22 Y", 1, 3, 2, ".."]


@pytest.mark.parametrize(
    "rows",
    [
        [["Andel"], [], SEXES_OVER, YEARS, BY_SEX, [], ["Källa: SCB"]],
        [YEARS_OVER, SEXES, BY_YEAR],
        [YEARS_OVER, ["region", *SEXES[1:]], BY_YEAR],
        [["region", *SEXES_OVER[1:]], YEARS, BY_SEX],
        [["", "Andel"], YEARS_OVER, SEXES, BY_YEAR],
        [YEARS_OVER, SEXES, ["", *["procent"] * 4], BY_YEAR],
        [["region", "2019 män", "2020 män", "kvinnor 2019", "kvinnor 2020"], BY_SEX],
        [["år", "region", "män", "kvinnor"], [2019, "22 Y", 1, 3], [2020, "22 Y", 2, ".."]],
    ],
)
def test_headings_over_each_other_say_together_what_a_number_is_of(rows):
    told = [(sex, period, value or mark) for _, sex, period, value, mark, _ in said(files.xlsx(*rows))]
    assert sorted(told) == FOUR


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [["", "Antal", "", "Andel", ""], YEARS, BY_SEX],
            "Filen är uppdelad även efter ”mått” (Antal, Andel).",
        ),
        ([["", "", "kvinnor"], YEARS[:3], BY_SEX[:3]], "Kolumnen ”2019” säger inte vilket kön talen gäller"),
        ([YEARS_OVER, YEARS, BY_SEX], "En kolumn har både ”2019” och ”2020” i sina rubriker."),
        (
            [["kön", *SEXES[1:3], "år"], ["x", 1, 2, 2019]],
            "Filen har kön både i kolumnen ”kön” och i rubrikerna.",
        ),
    ],
)
def test_headings_that_do_not_say_it_are_asked_for(rows, sentence):
    assert refused(files.xlsx(*rows)).startswith(sentence)


def test_what_stands_far_out_is_not_lost():
    row, heads = ["22 Y", 1, *[None] * 1200, 5], ["region", 2019]
    lines = "\n".join(";".join("" if each is None else str(each) for each in cells) for cells in (heads, row))
    for file in (files.xlsx(heads, row), files.csv(lines)):
        assert refused(file).startswith("Filen har fler än 1000 kolumner.")


def test_the_first_sheet_that_is_shown_is_read_and_the_others_are_told_of():
    book = Workbook()
    book.active.sheet_state = "hidden"
    for name, value in (("Ett", 1), ("Två", 2)):
        sheet = book.create_sheet(name)
        sheet.append(["region", 2019])
        sheet.append(["22 Y", value])
    out = io.BytesIO()
    book.save(out)
    reading = read(SimpleUploadedFile("tab.xlsx", out.getvalue()))
    assert [cell["value"] for cell in reading.cells] == ["1"]
    assert reading.remarks == ["Filen har 2 blad. Bara det första, ”Ett”, lästes."]


def test_a_code_in_a_column_of_its_own_without_a_heading_is_one():
    file = files.xlsx(
        ["", "", "", "2019"],
        ["0114", "Upplands Väsby", "män", 1],
        ["", "", "kvinnor", 2],
        ["22", "Västernorrlands län", "män", 3],
    )
    assert [(code, sex, value) for code, sex, _, value, *_ in said(file)] == [
        ("0114", "men", "1"),
        ("0114", "women", "2"),
        ("22", "men", "3"),
    ]


REGION, LAST = ("22", "Västernorrlands län"), [[], ["..", "uppgift saknas"], ["Källa:", "SCB"], ["SCB, 2024"]]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["", "", "2019", "2020"], [*REGION, 1, 2]], [("22", "total", "1"), ("22", "total", "2")]),
        (
            [["", "", "2019"], ["0114", "Upplands Väsby", 1], [*REGION, 2]],
            [("0114", "total", "1"), ("22", "total", "2")],
        ),
        (
            [["", "", "", "", "2019"], [*REGION, "1", "män", 1], ["", "", "2", "kvinnor", 2]],
            [("22", "men", "1"), ("22", "women", "2")],
        ),
        (
            [[*[""] * 6, "2019"], [*REGION, "N1", "Andel", "1", "män", 1], [*[""] * 4, "2", "kvinnor", 2]],
            [("22", "men", "1"), ("22", "women", "2")],
        ),
        ([["", "", "", "2019"], [*REGION, "kvinnor", 1]], [("22", "women", "1")]),
        ([["", "", "2019"], ["22", "män", 1]], [("22", "men", "1")]),
    ],
    ids=["one area", "areas", "sexes", "contents", "names of sexes", "no names of areas"],
)
def test_a_code_and_its_text_in_two_columns_without_headings_are_one(rows, told):
    reading = read(files.xlsx(["Andel efter region"], *rows, *LAST))
    assert [(cell["area_code"], cell["sex"], cell["value"]) for cell in reading.cells] == told
    assert {cell["area"] for cell in reading.cells} <= {"Upplands Väsby", "Västernorrlands län", "22"}
