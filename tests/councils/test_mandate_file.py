"""The file of a new mandate period: read however it is made, and what cannot be read says what to do."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from councils import mandate, sheets
from tests.councils.lists import HEADINGS, csv_file, line, xlsx_file


def test_csv_of_every_make_and_xlsx_say_the_same():
    lines = [
        line(email="ny@harnosand.example", party="S"),
        line(name="Åsa Öberg", email="å@x.example", party="M"),
    ]
    tables = [
        sheets.read(file)
        for file in (
            csv_file(*lines),
            csv_file(*lines, delimiter=","),
            csv_file(*lines, delimiter="\t", encoding="utf-16"),
            csv_file(*lines, encoding="utf-8"),
            csv_file(*lines, encoding="cp1252"),
            csv_file(*lines, encoding="mac_roman"),
            csv_file(*lines, delimiter="\t", encoding="utf-16", name="Unicodetext.TXT"),
            csv_file(*lines, encoding="utf-32"),
            *(csv_file(*lines, encoding=f"utf-{kind}") for kind in ("16-le", "16-be", "32-le", "32-be")),
            xlsx_file(*lines),
        )
    ]
    assert all(table == tables[0] for table in tables)
    assert tables[0] == [(1, HEADINGS), (2, lines[0]), (3, lines[1])]


INVISIBLE = "\u200b\ufeff\u2060\u00ad"


@pytest.mark.parametrize(
    ("written", "email"),
    [
        ("mailto:ny@timra.example", "ny@timra.example"),
        ("MAILTO: ny@timra.example?subject=Hej", "ny@timra.example"),
        ("Ny Person <ny@timra.example>", "ny@timra.example"),
        ('"Person, Ny" <mailto:ny@timra.example>;', "ny@timra.example"),
        ("<ny@timra.example>", "ny@timra.example"),
        ("ny@timra.example;", "ny@timra.example"),
        ("'ny@timra.example'", "ny@timra.example"),
        ('"ny@timra.example"', "ny@timra.example"),
        ("'Ny Person' <'ny@timra.example'>", "ny@timra.example"),
        ("”ny@timra.example”;", "ny@timra.example"),
        (f"ny{INVISIBLE}@timra.example\u200b", "ny@timra.example"),
        ("\u00a0ny@timra.example ", "ny@timra.example"),
        ("ny(at)timra.example", "ny(at)timra.example"),
        ("ny@timra.example.", "ny@timra.example"),
        ("ny@\ntimra.example", "ny@timra.example"),
        ("ny@tim\nra.example", "ny@timra.example"),
        ("ny@timra.example Bo", "ny@timra.example Bo"),
        ("ny@timra.example bo@timra.example", "ny@timra.example bo@timra.example"),
    ],
)
def test_an_address_is_understood_as_mail_programs_write_it(written, email):
    rows, _ = mandate.parse(sheets.read(xlsx_file(line(name="Ny Person", email=written))))
    assert [(row.name, row.email) for row in rows] == [("Ny Person", email)]


def test_a_name_is_taken_from_beside_the_address_where_it_only_stands_there():
    row = line(name="Åsa Öberg <asa@timra.example>"), line(name="", email="Åsa Öberg <asa@timra.example>")
    rows, _ = mandate.parse(sheets.read(xlsx_file(*row)))
    assert {(row.name, row.email) for row in rows} == {("Åsa Öberg", "asa@timra.example")}


@pytest.mark.parametrize("before", ["sep=;\r\n", '"sep=;"\r\n', "\ufeffsep=;\n", "\r\n;;;\r\n", "\ufeff"])
def test_what_stands_before_the_headings_of_a_file_is_no_heading(before):
    written = before + csv_file(line()).read().decode("utf-8-sig")
    rows, _ = mandate.parse(sheets.read(SimpleUploadedFile("platser.csv", written.encode("utf-8-sig"))))
    assert [row.name for row in rows] == ["Ny i Härnösand"]


def test_a_file_tells_what_stands_between_its_cells():
    for told, between in (("sep=|\n", "|"), ("", "|"), ("sep=,\n", ","), ("sep=\t\n", "\t")):
        written = told + csv_file(line(), delimiter=between).read().decode("utf-8-sig")
        table = sheets.read(SimpleUploadedFile("platser.csv", written.encode()))
        assert [cells for _, cells in table] == [HEADINGS, line()[:6]], told


@pytest.mark.parametrize("email", ["E-POST:", "Epost", "e-postadress", "E-mail", "Mejladress", "e\u00adpost"])
def test_headings_are_understood_however_they_are_spelt(email):
    headings = ["Råd", "ORGANISATION ", "Roll:", "Sida", "Titel", "Namn*", email, "Parti"]
    rows, unread = mandate.parse(sheets.read(csv_file(line(email="a@b.example"), headings=headings)))
    assert ([row.email for row in rows], unread) == (["a@b.example"], [])


def test_blank_rows_and_columns_around_the_list_are_no_part_of_it():
    around = [[""] * 12, [*line(), "", " ", "\u200b"], [" ", "\u00a0"], []]
    rows, unread = mandate.parse(sheets.read(xlsx_file(*around, headings=[*HEADINGS, "", " "])))
    assert ([row.name for row in rows], unread) == (["Ny i Härnösand"], [])


def test_cells_of_excel_are_read_as_the_text_in_them():
    file = xlsx_file(
        headings=["  Härnösand \n kommun", 3.0, dt.date(2027, 1, 1), None, "=1+1", "x\xa0y", None]
    )
    assert sheets.read(file) == [(1, ["Härnösand kommun", "3", "2027-01-01T00:00:00", "", "=1+1", "x y"])]


def test_columns_may_come_in_any_order_and_extra_ones_are_told_of():
    rows, unread = mandate.parse(
        [
            (1, ["Namn", "telefon", "RÅD", "Organisation", "Roll", "Sida"]),
            (4, ["Någon", "060", "Regionala rådet", "Timrå", "Ledamot", "majoritet"]),
        ]
    )
    assert rows == [mandate.Row(4, "Regionala rådet", "Timrå", "Ledamot", "majoritet", "", "Någon")]
    assert unread == ["telefon"]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.csv", b" \n"), "Filen är tom"),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.7"), "varken Excel"),
        (SimpleUploadedFile("a.csv", b"\x00\x01\x02"), "varken Excel"),
        (
            SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            "äldre Excelformat eller med lösenord",
        ),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 inte ett arkiv"), "går inte att läsa som Excel"),
        (csv_file(headings=["råd", "namn"]), "saknar rubrikerna organisation, roll, sida"),
        (csv_file(headings=HEADINGS), "rubriker men inga platser"),
        (csv_file(*[line()] * 2001), "fler än 2000 rader"),
        (SimpleUploadedFile("a.csv", b"x" * (sheets.LARGEST + 1)), "större än 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(file, sentence):
    with pytest.raises(sheets.Unreadable, match=sentence):
        mandate.parse(sheets.read(file))


def test_a_file_that_swells_when_unpacked_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(sheets, "UNPACKED", 1000)
    with pytest.raises(sheets.Unreadable, match="för stor när den packas upp"):
        sheets.read(xlsx_file(*[line()] * 100))


def test_a_sheet_that_claims_a_million_rows_is_cut_short():
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.cell(row=1_000_000, column=1, value="x")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(sheets.Unreadable, match="fler än 2000 rader"):
        sheets.read(SimpleUploadedFile("a.xlsx", out.getvalue()))


def test_what_looks_like_a_formula_is_written_as_text_and_read_back():
    rows = [["namn"], ["=HYPERLINK(1)"], ["@x"], ["-1"], ["vanlig"]]
    written = "".join(sheets.csv_lines(rows)).encode()
    assert "'=HYPERLINK(1)" in written.decode()
    assert [cells for _, cells in sheets.read(SimpleUploadedFile("a.csv", written))] == rows
    content = sheets.workbook({"Lista": (rows, ())})
    book = load_workbook(io.BytesIO(content))
    assert {cell.data_type for row in book.active for cell in row} == {"s"}
    assert [cells for _, cells in sheets.read(SimpleUploadedFile("a.xlsx", content))] == rows
