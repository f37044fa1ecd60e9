"""PX and JSON-stat come in unharmed, or are refused with a sentence."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from strategy.statistics.reading import read
from tests.strategy import files
from tests.strategy.told import problems, refused, said


def test_px_keeps_its_marks_codes_and_decimals():
    assert said(files.px()) == [
        ("0114", "men", "2019", "12.50", "", ""),
        ("0114", "men", "2020", "", ".", ""),
        ("0114", "women", "2019", "", "..", ""),
        ("0114", "women", "2020", "", "...", ""),
        ("22", "men", "2019", "", "-", ""),
        ("22", "men", "2020", "-0.4", "", ""),
        ("22", "women", "2019", "0", "", ""),
        ("22", "women", "2020", "1234.5", "", ""),
    ]


def test_the_text_of_px_may_say_anything():
    note = 'NOTE="Avrundat;\nDATA=1 STUB=2";'
    assert said(files.px(written=files.PX.replace('NOTE="Avrundat.#Se källan.";', note))) == said(files.px())


def test_a_mark_that_px_has_words_of_its_own_for_is_kept_and_they_are_what_it_means():
    words = 'DATASYMBOL1="Sekretess";\nDATASYMBOL2="..";\nDATASYMBOL3="För få\nsvar";\n'
    own = files.px(written=files.PX.replace("DATA=", f"{words}DATA="))
    assert said(own) == said(files.px())
    assert read(own).note.splitlines()[-2:] == [".: Sekretess", "...: För få svar"]


def test_a_flag_of_px_is_the_status_of_each_value_that_it_names():
    flags = 'DATANOTECELL("22","män","2020")="p";\nDATANOTECELL("0114","*","*")="b";\n'
    flags += 'DATANOTECELL("*","*","2019")="r";\nDATANOTECELL("99","*","*")="x";\n'
    reading = read(files.px(written=files.PX.replace("DATA=", f"{flags}DATA=")))
    told = {(each["area_code"], each["sex"], each["period"]): each["status"] for each in reading.cells}
    of_men = ("0114", "2019", "b r"), ("0114", "2020", "b"), ("22", "2019", "r"), ("22", "2020", "p")
    assert {(area, "men", period): status for area, period, status in of_men}.items() <= told.items()
    assert (told["22", "women", "2019"], told["22", "women", "2020"]) == ("r", "")
    assert "1 flagga (DATANOTECELL) gäller inget värde i filen och lästes inte." in reading.remarks


def test_px_that_does_not_say_its_letters_is_read_in_those_of_today():
    written = files.PX.replace('CODEPAGE="{codepage}";\n', "")
    assert said(files.px(written=written, codepage="utf-8")) == said(files.px())


def test_half_a_px_is_known_for_what_it_is():
    half = files.PX.partition("DATA=")[0]
    assert refused(files.px(written=half)) == "PX-filen har inget DATA. Hämta filen på nytt från källan."


@pytest.mark.parametrize("cut", [1, 2, 3, 20])
def test_px_that_is_cut_within_its_values_is_refused(cut):
    whole = files.px().read().rstrip()
    told = "PX-filen slutar mitt i sina värden. Hämta filen på nytt från källan."
    assert refused(SimpleUploadedFile("tab.px", whole[:-cut])) == told


@pytest.mark.parametrize("keyword", ["UNITS", "HEADING", "VALUES", "SOURCE"])
def test_px_with_a_keyword_that_has_lost_its_end_is_refused(keyword):
    cut = re.sub(rf"^({keyword}\b.*);$", r"\1", files.PX, count=1, flags=re.MULTILINE)
    assert refused(files.px(written=cut)) == (
        f"Efter {keyword} i PX-filen saknas ett semikolon, så en del har fallit bort. "
        "Hämta filen på nytt från källan."
    )


@pytest.mark.parametrize("codepage", ["windows-1252", "utf-8", "iso-8859-15", "cp850"])
def test_px_is_read_in_the_letters_that_it_says(codepage):
    assert {cell["area"] for cell in read(files.px(codepage=codepage)).cells} == {
        "Upplands Väsby",
        "Västernorrlands län; norra",
    }


def test_what_px_tells_of_itself_is_kept():
    reading = read(files.px())
    assert reading.note.splitlines() == [
        "Andel efter region, kön och år",
        "Andel",
        "SCB",
        "Avrundat.",
        "Se källan.",
    ]
    assert reading.remarks == ["Filens enhet är procent."]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (
            files.px(data="1,5 2"),
            "PX-filen har 3 värden, men uppdelningen ger 8. Decimaler står efter punkt i PX, inte efter "
            "komma. Hämta den på nytt från källan.",
        ),
        (
            files.px(codepage="utf-8", errors="strict").__class__(
                "tab.px", files.PX.format(data=files.EIGHT, codepage="klingon").encode()
            ),
            "PX-filen säger att den är skriven i klingon, men går inte att läsa så. Spara den i UTF-8.",
        ),
    ],
)
def test_px_that_cannot_be_read_is_refused(file, sentence):
    assert refused(file) == sentence


@pytest.mark.parametrize(
    "file",
    [
        files.px(written=files.PX.replace('"0114","22"', '"114","22"')),
        files.jsonstat({"114": "Upplands Väsby", "2281": "Sundsvall"}),
    ],
    ids=["px", "jsonstat"],
)
def test_a_code_that_has_lost_its_zero_is_asked_for_at_its_source(file):
    assert refused(file) == (
        "Koden 114 (Upplands Väsby) har tre siffror men ska ha fyra: nollan i början har fallit bort. "
        "Hämta filen på nytt från källan, så att koden är 0114."
    )


def test_jsonstat_keeps_status_order_and_codes():
    assert said(files.jsonstat()) == [
        ("0114", "women", "2019", "12.5", "", ""),
        ("0114", "women", "2020", "", "..", ""),
        ("2281", "women", "2019", "3", "", "p"),
        ("2281", "women", "2020", "0", "", ""),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"value": {"0": 12.5, "2": 3, "3": 0}},
        {"status": [None, "..", "p", None]},
    ],
    ids=["values by place", "status as a list"],
)
def test_jsonstat_says_the_same_in_either_way(changes):
    assert said(files.jsonstat(**changes)) == said(files.jsonstat())


def test_jsonstat_of_the_first_version_says_the_same():
    data = json.loads(files.jsonstat().read())
    inner = {name: data[name] for name in ("value", "status", "label")}
    inner["dimension"] = data["dimension"] | {name: data[name] for name in ("id", "size", "role")}
    assert said(files.csv(json.dumps({"dataset": inner}))) == said(files.jsonstat())


def test_jsonstat_keeps_apart_what_is_called_the_same():
    data = json.loads(files.jsonstat().read())
    data["dimension"]["Kon"]["label"] = "region"
    assert said(files.csv(json.dumps(data))) == said(files.jsonstat())


def test_women_are_women_whatever_the_division_is_called():
    data = json.loads(files.jsonstat().read())
    data["dimension"]["Kon"]["label"] = "grupp"
    assert said(files.csv(json.dumps(data))) == said(files.jsonstat())


def test_one_note_of_jsonstat_is_one_line():
    assert read(files.jsonstat(note="Avrundat.")).note.splitlines() == ["Andel", "SCB", "Avrundat."]


def test_a_number_of_any_length_is_refused_before_it_is_written_out():
    file = files.csv(files.jsonstat().read().decode().replace("12.5", "1e99999999"))
    assert problems(file) == ["Värde 1: 1.000E+99999999 är för långt för ett värde."]


def test_an_empty_cell_is_told_of():
    reading = read(files.jsonstat(status={}))
    assert (len(reading.cells), reading.remarks) == (3, ["1 cell är tom och lästes inte: värde 2."])


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (files.jsonstat(value=[1, 2]), "2 värden, men uppdelningen ger 4"),
        (files.jsonstat(value={"9": 1}), "ett värde står utanför tabellen"),
        (files.jsonstat(size=[3, 1, 2]), "”Region” ska ha 3 värden men har 2"),
        (files.jsonstat(size=[2, 1]), "en del av den saknas"),
    ],
)
def test_jsonstat_that_is_not_whole_is_refused(file, sentence):
    told = refused(file)
    assert sentence in told


def test_another_json_is_refused():
    file = files.csv('{"values": []}')
    assert refused(file) == "Filen är JSON men inte JSON-stat. Hämta den som JSON-stat, PX, CSV eller Excel."
