"""Tables as files: CSV as a Swedish Excel writes and opens it, and .xlsx. Every cell is text.

A formula is never calculated, neither here nor in the reader's Excel: text that looks like one is written
with an apostrophe before it, as Excel itself does, and read back without.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections import Counter
from contextlib import closing, suppress
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from rus_portal.core.text import is_simple, lines, nfc

LARGEST = 5 * 1024 * 1024
UNPACKED = 60 * 1024 * 1024  # an .xlsx is a ZIP archive: its largest size in memory
ROWS, COLUMNS = 2000, 40
SEEN = 40  # lines from which it is told what stands between the cells
LONGEST_CELL, CUT = 32_767, " … Resten av texten ryms inte i en cell i Excel."
TEXTS = (".csv", ".txt", ".tsv")  # Excel calls its Unicode text the second
OURS = "åäöÅÄÖé"
# What Windows makes of the åäöé of DOS.
OF_DOS = re.compile(r"(?<=[^\W\d_])[†„”‚](?=[^\W\d_])|\N{REPLACEMENT CHARACTER}")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")  # the first begins as UTF-16 does
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HARMLESS = re.compile(r"-(?:\d+(?:[.,]\d+)?)?")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Unreadable(Exception):
    """Why the file cannot be read, as a sentence that says what to do."""


class Unknown(Unreadable):
    """It is of none of the kinds."""


def safe(text):
    """A number below zero, and the lone dash that statistics have for nothing, are no formulas."""
    return f"'{text}" if text.startswith(FORMULA) and not HARMLESS.fullmatch(text) else text


def text(value):
    """A cell as the text that is in it: 3.0 is 3, a date is written in ISO."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    told = str(value)
    if not is_simple(told):
        told = nfc("".join(each for each in told if unicodedata.category(each) != "Cf"))  # zero-width, BOM …
    told = " ".join(told.split())
    return told[1:] if told[:1] == "'" and told[1:].startswith(FORMULA) else told


def text_in_lines(value):
    """The same with the lines of the cell; a day without the midnight that Excel keeps with it."""
    if not isinstance(value, str):
        return text(value).removesuffix("T00:00:00")
    return "\n".join(map(text, lines(value).split("\n"))).strip()


def read(file, *, cell=text, most=ROWS, widest=COLUMNS, typed=None, remarks=None, to_the_end=False):
    """The rows of a file as (number of the line, list of texts), without blank rows and empty ends. `cell`
    makes a text of what is in one; `typed` says what a cell of Excel is first read as, where its number and
    format are more than its text: a Decimal stays one. To `remarks` comes what was not read. `to_the_end`
    refuses text that ends in the middle of a row, and remarks on what may end in the middle of a cell."""
    remarks = [] if remarks is None else remarks
    if file.size > LARGEST:
        raise Unreadable("Filen är större än 5 MB. Spara bara listan i en egen fil och försök igen.")
    content = file.read()
    kind = Path(file.name).suffix.lower()
    if not content.strip():
        raise Unreadable("Filen är tom. Kontrollera den och välj den igen.")
    if content.startswith(b"PK\x03\x04"):
        rows = _read_xlsx(content, most, typed or _shown, remarks)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "Filen är sparad i ett äldre Excelformat eller med lösenord. "
            "Spara den som Excel-arbetsbok (.xlsx) utan lösenord."
        )
    elif kind in TEXTS and (_wide(content) or b"\x00" not in content):
        rows = _read_csv(content, remarks if to_the_end else None)
    else:
        raise Unknown("Filen är varken Excel (.xlsx) eller CSV. Spara listan i något av dem.")
    table = []
    for number, cells in enumerate(rows, start=1):
        if number > most:
            raise Unreadable(f"Filen har fler än {most} rader. Ta bort det som inte hör till listan.")
        cells = [each if isinstance(each, Decimal) else cell(each) for each in cells]
        while cells and cells[-1] == "":
            cells.pop()
        if len(cells) > widest:
            raise Unreadable(f"Filen har fler än {widest} kolumner. Ta bort det som inte hör till listan.")
        if cells:
            table.append((number, cells))
    return table


def _read_xlsx(content, most, typed, remarks):
    """The first sheet that is shown. No more is ever unpacked than the sizes that the archive states."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED:
                raise Unreadable("Filen är för stor när den packas upp. Spara bara listan i en egen fil.")
        with closing(load_workbook(io.BytesIO(content), read_only=True)) as book:
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            sheet = (shown or book.worksheets)[0]
            if len(shown) > 1:
                remarks.append(f"Filen har {len(shown)} blad. Bara det första, ”{sheet.title}”, lästes.")
            sheet.reset_dimensions()  # what the file says of its own size is not to be trusted
            for row in sheet.iter_rows(max_row=most + 1):
                yield [typed(cell) for cell in _to_the_last(row)]
    except Unreadable:
        raise
    except Exception as broken:  # openpyxl raises many kinds of errors
        raise Unreadable(
            "Filen går inte att läsa som Excel. Öppna den i Excel och spara den på nytt."
        ) from broken


def _to_the_last(row):
    """Those to the last in which there is something: a table may be formatted far out."""
    end = next((place for place in range(len(row), 0, -1) if row[place - 1].value is not None), 0)
    return row[:end]


def _shown(cell):
    """What is in it, with the zeros that Excel shows before a number. A formula is told by its sign."""
    value = cell.value
    if type(value) is int and set(cell.number_format) == {"0"}:
        return str(value).zfill(len(cell.number_format))
    return "=" if hasattr(value, "ref") else value  # of many cells at once


def _read_csv(content, remarks):
    """`remarks` are for what may be cut off; where they are None it is not looked for."""
    told, written = _delimiter_of(_decoded(content))
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=told, strict=True)
    begins, lengths, row = 1, Counter(), []
    try:
        for row in reader:
            lengths[len(row)] += 1
            yield row
            begins = reader.line_num + 1
    except csv.Error as broken:
        if '"' not in written:
            raise Unreadable("Filen går inte att läsa som CSV. Spara den på nytt från Excel.") from broken
        raise Unreadable(
            f"På rad {begins} börjar ett citattecken som inte slutar med cellen. Ta bort det, eller spara "
            "filen på nytt från Excel."
        ) from broken
    if remarks is None or written.endswith(("\n", "\r")):
        return
    if _is_half(row, lengths):
        raise Unreadable(
            f"Filen slutar mitt i rad {lengths.total()}, som har färre celler än de andra. Hämta den på nytt "
            "från källan, eller ta bort raden."
        )
    if len(row) > 1 and any(row):
        last = next(filter(None, reversed(row)))
        remarks.append(
            f"Filen slutar utan radslut, på rad {lengths.total()}. Stämmer det sista värdet, ”{last[:40]}”? "
            "Hämta annars filen på nytt från källan: den kan vara avhuggen."
        )


def _is_half(row, lengths):
    """Shorter than most, and no sentence below the table."""
    if not row or len(row) >= lengths.most_common(1)[0][0]:
        return False
    return len(row) > 1 or row[0].strip().isdigit()


def _delimiter_of(written):
    """What stands between the cells, and the text: the one that Excel is told of on a line of its own, as
    `sep=;`, which is left empty; else the one by which most of the first lines are equally long, for above a
    table there may be a title with commas in it."""
    first, end, rest = written.partition("\n")
    told = first.strip(BLANK_AND_QUOTES)
    if told[:4].lower() == "sep=" and len(told) <= 5:
        return told[4:] or "\t", end + rest
    head = [line for line in written.splitlines(keepends=True) if line.strip()][:SEEN]

    def fits(each):
        """Tabs before others where both do: they seldom stand within a cell, and commas and semicolons do."""
        return _equally_long(head, each), each == "\t", head[0].count(each) if head else 0

    return max(";,\t|", key=fits), written


def _equally_long(head, delimiter):
    """How many of the lines have the length that most have; those of one cell are none."""
    try:
        lengths = Counter(map(len, csv.reader(head, delimiter=delimiter)))
    except csv.Error:
        return 0
    return max((many for length, many in lengths.items() if length > 1), default=0)


BLANK_AND_QUOTES = ' "\r\ufeff'


# Where zeros stand among the bytes of the first letters, in files that do not begin with a mark.
UNMARKED = {
    b"\1\0\0\0": "utf-32-le",
    b"\0\0\0\1": "utf-32-be",
    b"\1\0\1\0": "utf-16-le",
    b"\0\1\0\1": "utf-16-be",
}


def _wide(content):
    """In which kind of more than one byte a letter it is written; None for none."""
    for kind, marks in (("utf-32", UTF_32), ("utf-16", UTF_16)):
        if content.startswith(marks):
            return kind
    return UNMARKED.get(bytes(map(bool, content[:4])))


NO_LETTER = re.compile("[\ufffd\x80-\x9f]")


def _decoded(content):
    told = _in_letters(content)
    if NO_LETTER.search(told):
        raise Unreadable("Filen har bokstäver som inte går att känna igen. Spara den som CSV UTF-8.")
    return told


def _in_letters(content):
    if kind := _wide(content):
        return content.decode(kind, errors="replace")
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8-sig")
    # Of an older Windows, Mac or DOS: the one in which there is most Swedish.
    ways = [content.decode(kind, errors="replace") for kind in ("cp1252", "mac_roman")]
    if OF_DOS.search(ways[0]):
        ways.append(content.decode("cp850"))
    return max(ways, key=lambda way: sum(map(way.count, OURS)))


class _Echo:
    """A file that only returns what is written to it."""

    def write(self, line):
        return line


def csv_lines(rows):
    """CSV for a Swedish Excel, line by line, so that a long list need not be kept in memory."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe(str(cell)) for cell in row])


def workbook(tables, title=""):
    """The bytes of a workbook with a sheet for each of the tables: (rows, widths of the columns) by its name.
    The first row stands still. A number is one there, all else text; long texts are broken into lines."""
    made = Workbook(write_only=True)
    made.properties.title, made.properties.creator = title, "Samverkansportalen"
    made.properties.language = "sv-SE"
    for name, (rows, widths) in tables.items():
        _fill(made.create_sheet(name), rows, widths)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _fill(sheet, rows, widths):
    """Row by row, of which none is kept: with the first one the head of the sheet is written."""
    _set_to_print(sheet)
    for number, width in enumerate(widths, 1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = width, "@"  # what is typed there stays as it is typed
    heading, plain = WriteOnlyCell(sheet), WriteOnlyCell(sheet)
    heading.alignment = plain.alignment = IN_LINES
    heading.font = Font(bold=True)
    for number, row in enumerate(rows, 1):
        values = [cell if isinstance(cell, int | Decimal) else _fitting(safe(str(cell))) for cell in row]
        sheet.row_dimensions[number].height = _height(values, widths)
        sheet.append(_written(plain if number > 1 else heading, values))
        del sheet.row_dimensions[number]


IN_LINES, LINE, TALLEST = Alignment(vertical="top", wrap_text=True), 15, 27  # points; lines


def _height(values, widths):
    """As high as the longest text needs, for not all programs see to that themselves."""
    texts = [(str(value).split("\n"), width) for value, width in zip(values, widths, strict=False)]
    most = max((sum(len(line) // width + 1 for line in lines) for lines, width in texts), default=1)
    return LINE * min(most, TALLEST)


def _written(cell, values):
    """One cell with each value in turn, as a row that is written while it is read."""
    for value in values:
        cell.value = value
        yield cell


def _set_to_print(sheet):
    """On A4 lying down, all columns beside each other, the first row on each page and in sight, with the name
    of the sheet and the page."""
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    paper = sheet.page_setup
    paper.orientation, paper.paperSize = Worksheet.ORIENTATION_LANDSCAPE, Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    paper.fitToWidth, paper.fitToHeight = 1, 0
    sheet.oddFooter.center.text = "&A, sida &P av &N"


def _fitting(text):
    """What a cell holds; of a longer text it says that it is cut."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT
