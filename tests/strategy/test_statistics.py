"""Tables of official statistics in CSV come in unharmed, or are refused with a sentence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from strategy.statistics.reading import read
from tests.strategy import files
from tests.strategy.files import LONG
from tests.strategy.told import problems, refused, said, values


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
    assert told == ["Rad 3, kolumn E: Y, 2020, totalt står redan tidigare i filen med ett annat värde."]


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


def test_what_is_told_under_a_table_is_no_part_of_it_whatever_its_commas():
    told = "Källa: SCB, 2020\nAnm. Avrundat, 5\nTalen är, för det mesta, avrundade.\n"
    reading = read(files.csv(f"region,2019\n22 Y1),5\n{told}1) Hela länet\n"))
    [cell] = reading.cells
    assert (cell["area"], cell["value"], reading.problems) == ("Y", "5", [])
    assert reading.note == f"{told}1) Hela länet"


def test_nothing_is_read_of_a_file_with_a_quotation_mark_that_never_ends():
    told = refused(files.csv('region;2019\n22 A;5\n"22 B;6\n22 C;7\n'))
    assert told.startswith("På rad 3 börjar ett citattecken som inte slutar med cellen.")


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
