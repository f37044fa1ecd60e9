"""Tables of official statistics, in CSV and Excel, come in unharmed, or are refused with a sentence."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from strategy.statistics.reading import read
from tests.strategy import files
from tests.strategy.told import problems, refused, said, values

LONG = "år;kod;område;kön;värde;status\n"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12,50", "12.50"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("1\u2009234\u2009567", "1234567"),
        ("1\u202f234", "1234"),
        ("−5,2", "-5.2"),
        ("-5", "-5"),
        ("1.234,5", "1234.5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("-", "-"),
        ("–", "-"),
        ("…", "..."),
        ("..", ".."),
        ("12,5 %", "12.5"),
    ],
)
def test_a_number_or_a_mark_of_csv(written, value):
    assert values(files.csv(f"{LONG}2020;2281;Sundsvall;totalt;{written};\n")) == [value]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("1.234", "Rad 2, kolumn E: ”1.234” kan vara ett tusental eller ett decimaltal."),
        ("ungefär 5", "Rad 2, kolumn E: ”ungefär 5” är varken ett tal eller en markering"),
        ("#N/A", "Rad 2, kolumn E: I cellen står felet #N/A."),
        ("=B2", "Rad 2, kolumn E: I cellen står en formel."),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(written, sentence):
    [told] = problems(files.csv(f"{LONG}2020;2281;Sundsvall;totalt;{written};\n"))
    assert told.startswith(sentence)


def test_a_column_for_the_sex_with_nothing_in_it_is_of_all():
    empty = files.csv(f"{LONG}2020;2281;Sundsvall;;1;\n2021;2281;Sundsvall;;2;\n")
    assert [sex for _, sex, *_ in said(empty)] == ["total", "total"]
    assert problems(files.csv(f"{LONG}2020;2281;Sundsvall;;1;\n2021;2281;Sundsvall;män;2;\n"))


def test_a_point_is_before_decimals_where_another_number_shows_it():
    assert values(files.csv(f"{LONG}2020;22;Y;;1.234;\n2021;22;Y;;12.5;\n".replace(";;", ";totalt;"))) == [
        "1.234",
        "12.5",
    ]


@pytest.mark.parametrize(("written", "flag"), [("12,5 p", "p"), ("12,5*", "*"), ("1 234 r)", "r)")])
def test_a_flag_beside_a_number_is_kept(written, flag):
    [cell] = read(files.csv(f"{LONG}2020;2281;Sundsvall;totalt;{written};\n")).cells
    assert cell["status"] == flag


@pytest.mark.parametrize(
    ("written", "mark", "flag"),
    [
        (": c", ":", "c"),
        (":u", ":", "u"),
        (": (c)", ":", "(c)"),
        (".. p", "..", "p"),
        ("- bp", "-", "bp"),
        ("…*", "...", "*"),
    ],
)
def test_a_flag_beside_a_mark_is_kept(written, mark, flag):
    [cell] = read(files.csv(f"{LONG}2020;2281;Sundsvall;totalt;{written};\n")).cells
    assert (cell["value"], cell["mark"], cell["status"]) == ("", mark, flag)


@pytest.mark.parametrize("written", [": ingen", "-1)", ": 5", ":c5"])
def test_what_is_neither_a_mark_nor_a_flag_beside_one_is_refused(written):
    [told] = problems(files.csv(f"{LONG}2020;2281;Sundsvall;totalt;{written};\n"))
    assert "är varken ett tal eller en markering" in told


def test_a_file_of_eurostats_own_kind_comes_in_with_its_marks_and_flags():
    """TSV: all that tells the lines apart stands in the first cell."""
    file = files.csv(
        "freq,sex,unit,geo\\TIME_PERIOD\t2019 \t2020 \t2021 \n"
        "A,F,PC,SE332\t12.3 p\t: c\t: u\n"
        "A,F,PC,SE331\t: \t10.0 \t11.5 bp\n"
    )
    assert said(file) == [
        ("SE332", "women", "2019", "12.3", "", "p"),
        ("SE332", "women", "2020", "", ":", "c"),
        ("SE332", "women", "2021", "", ":", "u"),
        ("SE331", "women", "2019", "", ":", ""),
        ("SE331", "women", "2020", "10.0", "", ""),
        ("SE331", "women", "2021", "11.5", "", "bp"),
    ]


def test_a_column_for_each_year_is_read_as_statistics_publish_it():
    file = files.csv(
        '"region";"kön";"Folkmängd 2019";"Folkmängd 2020"\n"0114 Upplands Väsby";"män";"1 234";".."\n'
    )
    assert said(file) == [("0114", "men", "2019", "1234", "", ""), ("0114", "men", "2020", "", "..", "")]


@pytest.mark.parametrize(
    ("value", "status", "told"),
    [
        ("", "..", ("", "..", "")),
        ("", ":", ("", ":", "")),
        ("", "M", ("", "M", "")),
        ("NaN", "M", ("", "M", "")),
        ("", ": c", ("", ": c", "")),
        ("..", "..", ("", "..", "")),
        (":", "c", ("", ":", "c")),
        ("0", "-", ("0", "", "-")),
        ("3", "p", ("3", "", "p")),
    ],
)
def test_a_mark_may_stand_in_the_column_of_the_status(value, status, told):
    end = f"{value};{status}\n"
    for file in (f"{LONG}2020;22;Y;totalt;{end}", f"kod;område;2020;status\n22;Y;{end}"):
        [cell] = said(files.csv(file))
        assert cell[3:] == told


@pytest.mark.parametrize("mark", [".", "..", ":", "M", "-", "saknas"])
def test_a_number_that_its_status_says_is_not_there_is_told(mark):
    sentence = f"talet 3 har ”{mark}” bredvid sig, som säger att det inte finns något tal. "
    sentence += "Ta bort ett av dem."
    assert problems(files.csv(f"{LONG}2020;22;Y;totalt;3;{mark}\n")) == [f"Rad 2, kolumn E: {sentence}"]
    assert problems(files.jsonstat(status={"1": "..", "2": mark})) == [f"Värde 3: {sentence}"]


def test_a_status_that_does_not_say_which_number_of_its_row_it_is_of_is_told():
    told = refused(files.csv("kod;område;2020;2021;status\n22;Y;1;;..\n"))
    assert told.startswith("Rad 2: ”..” står i en egen kolumn och säger inte vilket av radens tal det")


def test_an_empty_cell_whose_status_tells_no_reason_is_told_of():
    csv = files.csv(f"{LONG}2020;22;Y;totalt;3;A\n2021;22;Y;totalt;;A\n")
    for file, where in ((csv, "rad 3, kolumn E"), (files.jsonstat(status={"1": "A"}), "värde 2")):
        assert read(file).remarks == [f"1 cell är tom och lästes inte: {where}."]


def test_of_many_empty_cells_the_first_are_named():
    lines = "".join(f"{year};22;Y;totalt;;\n" for year in range(2010, 2018))
    [told] = read(files.csv(f"{LONG}2020;22;Y;totalt;3;\n{lines}")).remarks
    first = "; ".join(f"rad {line}, kolumn E" for line in range(3, 8))
    assert told == f"8 celler är tomma och lästes inte: {first} och 3 till."


def test_a_row_without_its_year_is_told_by_its_place():
    told = problems(files.csv("kod;område;år;värde\n22;Y;2020;3\n22;Y;;4\n"))
    assert told == ["Rad 3, kolumn C: året eller perioden saknas."]
    file = read(files.csv(f"{LONG}2020;22;Y;totalt;3;\n;22;Y;kvinnor;4;\n"))
    assert file.remarks == ["1 rad säger inget år och lästes som raden ovanför: rad 3."]
    assert [cell["period"] for cell in file.cells] == ["2020", "2020"]


def test_a_cell_that_says_that_there_is_no_number_is_not_told_as_empty():
    file = files.csv(f"{LONG}2020;22;Y;totalt;3;\n2021;22;Y;totalt;NaN;\n2022;22;Y;totalt;;\n")
    assert read(file).remarks == [
        "1 cell är tom och lästes inte: rad 4, kolumn E.",
        "1 cell säger NaN, alltså att det inte finns något tal, och lästes inte: rad 3, kolumn E.",
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_csv_is_read_in_the_letters_of_its_system(encoding):
    [cell] = read(files.csv(f"{LONG}2020;2281;Örnsköldsvik;kvinnor;1;\n", encoding)).cells
    assert (cell["area"], cell["sex"]) == ("Örnsköldsvik", "women")


def test_an_older_kind_of_division_is_asked_to_be_chosen():
    file = files.csv("år;region;ålder;värde\n2020;22 Y;0-4 år;1\n2020;22 Y;5-9 år;2\n")
    assert refused(file) == (
        "Filen är uppdelad även efter ”ålder” (0-4 år, 5-9 år). Välj en av dem i källan, "
        "så att varje område, år och kön har ett värde."
    )


def test_the_same_place_and_year_with_two_values_is_told():
    told = problems(files.csv(f"{LONG}2020;22;Y;totalt;1;\n2020;22;Y;totalt;2;\n"))
    assert told == ["Rad 3, kolumn E: Y, 2020, total står redan tidigare i filen med ett annat värde."]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "i fjol;22;Y;totalt;1;",
            "A: ”i fjol” är varken ett år eller en period, som 2023, 2023/24 eller 2023K1.",
        ),
        ("2020;22;Y;okänt;1;", "D: könet ”okänt” är inte kvinnor, män eller totalt."),
        ("2020;;;totalt;1;", "C: området saknas."),
    ],
)
def test_a_year_a_sex_and_an_area_are_asked_for_where_they_stand(line, sentence):
    assert problems(files.csv(f"{LONG}{line}\n")) == [f"Rad 2, kolumn {sentence}"]


def test_one_code_with_two_names_is_told_with_both_their_rows():
    file = files.csv(
        f"{LONG}2020;2281;Sundsvall;totalt;1;\n2020;2262;Timrå;totalt;2;\n2021;2281;Timrå;totalt;3;"
    )
    told = "Rad 4, kolumn C: koden 2281 har namnet ”Timrå” här, men ”Sundsvall” förut (rad 2, kolumn C). "
    assert problems(file) == [f"{told}Rätta koden eller namnet."]


@pytest.mark.parametrize("period", ["2019/20", "2019-2021", "2020K1", "2020M03", "2020 kv 2"])
def test_a_period_is_kept_as_it_is_written(period):
    [cell] = read(files.csv(f"{LONG}{period};22;Y;totalt;1;\n")).cells
    assert (cell["period"], cell["year"]) == (period, int(period[:4]))


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
        (files.px(written=files.PX.replace('"0114"', '"114"')), "114 (Upplands Väsby)"),
        (files.jsonstat(codes={"114": "Upplands Väsby", "2281": "Sundsvall"}), "114 (Upplands Väsby)"),
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


@pytest.mark.parametrize(
    ("head", "told"),
    [("år;kommun;antal;andel", "antal, andel"), ("kommun;antal;2019;2020", "antal, ett år i varje kolumn")],
)
def test_numbers_of_two_kinds_are_asked_to_be_one(head, told):
    sentence = f"Filen har tal i flera slags kolumner ({told}). Behåll ett av dem."
    assert refused(files.csv(f"{head}\n2020;Timrå;1;2\n")) == sentence


@pytest.mark.parametrize(
    "file",
    [
        '"Folkmängd efter region, kön och år"\n\n"region","2019"\n"2281 Sundsvall",99\n"2284 Ö-vik",55\n',
        "Folkmängd efter region, kön, ålder och år\n\nregion;2019\n2281 Sundsvall;99\n2284 Ö-vik;55\n",
        "Andel, procent, per år\n\nregion\t2019\n2281 Sundsvall\t99\n2284 Ö-vik\t55\n",
    ],
    ids=["comma", "semicolon", "tab"],
)
def test_a_title_above_a_table_of_csv_does_not_say_what_stands_between_the_cells(file):
    found = [(code, value) for code, *_, value, _, _ in said(files.csv(file))]
    assert found == [("2281", "99"), ("2284", "55")]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("region,2019,2020\n22 Y,12,5,13,5\n", "Rad 2 har fler celler än rubrikraden."),
        ("region;2019;2020 prel\n22 Y;1;2\n", "Kolumnen ”2020 prel” har tal, men rubriken säger inte"),
        ("region;2019;2019\n22 Y;..;..\n", "Filen har flera kolumner för 2019."),
        ("region;Antal 2019;2020\n22 Y;1;2\n", "Filen är uppdelad även efter ”mått” (Antal, utan namn)."),
        ("region;2019;Antal 2019\n22 Y;1;1\n", "Filen är uppdelad även efter ”mått” (utan namn, Antal)."),
        ("år;region;region;värde\n2020;22;Y;2\n", "Två kolumner har rubriken ”region”."),
        (f"region{';2019M01' * 1001}\n22 Y{';1' * 1001}\n", "Filen har fler än 1000 kolumner."),
    ],
    ids=["decimal commas", "no year", "year twice", "named first", "named last", "name twice", "too wide"],
)
def test_no_cell_is_passed_over_in_silence(written, sentence):
    assert refused(files.csv(written)).startswith(sentence)


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


def test_what_is_told_under_a_table_is_no_part_of_it_whatever_its_commas():
    told = "Källa: SCB, 2020\nAnm. Avrundat, 5\nTalen är, för det mesta, avrundade.\n"
    reading = read(files.csv(f"region,2019\n22 Y1),5\n{told}1) Hela länet\n"))
    [cell] = reading.cells
    assert (cell["area"], cell["value"], reading.problems) == ("Y", "5", [])
    assert reading.note == f"{told}1) Hela länet"


def test_nothing_is_read_of_a_file_with_a_quotation_mark_that_never_ends():
    told = refused(files.csv('region;2019\n22 A;5\n"22 B;6\n22 C;7\n'))
    assert told.startswith("På rad 3 börjar ett citattecken som inte slutar med cellen.")


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


@pytest.mark.parametrize("codes", [("2281", "2262"), ("F1.2", "F1.3"), ("2281A0010", "2281R001")])
def test_a_column_of_codes_beside_one_of_names_is_that_of_the_code(codes):
    lines = [f"{code};{name};2020;1" for code, name in zip(codes, ("Ett", "Två"), strict=True)]
    file = files.csv("\n".join(["region;region_namn;år;värde", *lines, "Källa: SCB"]))
    assert [(cell["area_code"], cell["area"]) for cell in read(file).cells] == [
        (codes[0], "Ett"),
        (codes[1], "Två"),
    ]
    both = files.csv(f"region;år;värde\n{codes[0]} Ett;2020;1\n")
    assert [(cell["area_code"], cell["area"]) for cell in read(both).cells] == [(codes[0], "Ett")]


def test_the_columns_of_other_sources_are_known():
    kolada = "kpi;kommun;kommun_id;år;värde\nN1;Sundsvall;2281;2020;1\nN1;Timrå;2262;2020;2\n"
    sdmx = "freq,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nA,F,SE32,2020,1.5,b\n"
    assert [code for code, *_ in said(files.csv(kolada))] == ["2281", "2262"]
    assert said(files.csv(sdmx)) == [("SE32", "women", "2020", "1.5", "", "b")]


def test_what_is_no_statistics_is_refused():
    assert refused(files.csv("hej\n")).startswith("Det går inte att se vad kolumnerna är.")
    assert refused(files.csv(LONG)) == "Filen har inga värden. Kontrollera den och välj den igen."


LIKE_ENGLISH = 'region,year,value\n"22 Y",2020,"{}"\n"22 Y",2021,"{}"\n'


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (("1,234,567", "1,234"), ["1234567", "1234"]),
        (("12.5", "1,234"), ["12.5", "1234"]),
        (("1.234.567", "1.234"), ["1234567", "1234"]),
        (("12,5*", "1,234"), ["12.5", "1.234"]),
    ],
)
def test_one_number_of_a_file_shows_what_a_comma_means_in_the_others(written, told):
    assert values(files.csv(LIKE_ENGLISH.format(*written))) == told


@pytest.mark.parametrize("other", ["2", "1,234,567 12,5"])
def test_a_comma_that_may_mean_either_is_asked_about(other):
    lines = [f'"22 Y",{2019 + nth},"{each}"\n' for nth, each in enumerate(["1,234", *other.split()])]
    [told] = problems(files.csv("region,year,value\n" + "".join(lines)))
    assert told == (
        "Rad 2, kolumn C: ”1,234” kan vara ett tusental eller ett decimaltal. Skriv tusental utan komma, "
        "eller decimaltalet med en nolla till."
    )


@pytest.mark.parametrize("heading", ["2019*", "2019 prel", "Folkmängd (2019)"])
@pytest.mark.parametrize("lines", ["region;{};2020\n22 Y;1;2\n", "år;region;{};värde\n2020;22 Y;1;2\n"])
def test_a_column_of_numbers_with_a_year_in_its_heading_is_never_lost(heading, lines):
    assert refused(files.csv(lines.format(heading))).startswith(f"Kolumnen ”{heading}” har tal, men rubriken")


def test_a_mark_that_is_explained_under_a_table_is_no_area():
    reading = read(files.csv("region;2019;2020\n22 Y;1;2\n..;uppgift saknas\n–;inget finns\n"))
    assert (len(reading.cells), reading.problems) == (2, [])
    assert reading.note == "..: uppgift saknas\n–: inget finns"
    [told] = problems(files.csv("region;2019\n22 Y;1\n..;2\n"))
    assert told == "Rad 3, kolumn A: ”..” är inget område."


@pytest.mark.parametrize("place", ["Härnösand", "ÄLVSBYN", "Örnsköldsvik", "Åre", "Sollefteå, Ånge"])
def test_csv_in_the_letters_of_dos_is_read_as_it_is_written(place):
    file = files.csv(f"kommun;år;värde\n{place};2020;1\n", "cp850")
    assert [cell["area"] for cell in read(file).cells] == [place]


@pytest.mark.parametrize(("place", "encoding"), [("”Timra” (†)", "cp1252"), ("Café", "mac_roman")])
def test_the_signs_of_others_are_not_taken_for_the_letters_of_dos(place, encoding):
    content = f"kommun;ar;value\n{place};2020;1\n"
    assert place in str(read(files.csv(content.replace("ar;", "year;"), encoding)).cells[0]["area"])


def test_letters_that_cannot_be_told_are_refused():
    content = b"kommun;year;value\n\x90;2020;1\n"
    file = SimpleUploadedFile("tab.csv", content)
    assert refused(file) == "Filen har bokstäver som inte går att känna igen. Spara den som CSV UTF-8."
