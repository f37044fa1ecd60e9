"""A text as a file of Word's, to paste from."""

import datetime as dt
import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from rus_portal.core.designations import unparted
from rus_portal.core.limits import grouped

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADING, LESSER, TEXT, POINT, TABLE = "heading", "lesser heading", "text", "point", "table"
PICTURE, PICTURE_SIZE = "picture", (100, 75)  # mm at most
A4 = 210, 297  # mm
BESIDE = 22  # mm on each side of the text
SIZES = 9, 8, 7  # points of the words in a table: the first in which its longest words have room
# mm that a letter of the first takes, one of a heading, and what is beside the words.
LETTER, BOLD, PADDING = 1.93, 2.2, 2.4
# Letters that take half of it, and half as much again: r and t are too wide in the letters that a reader
# without those of Word gets instead.
SLENDER, BROAD = re.compile("[ijlfI1.,:;/()-]"), re.compile("[mwMW]")
STYLES = {HEADING: "Heading 2", LESSER: "Heading 3", POINT: "List Paragraph"}
WORDS = re.compile(r"(?:\S|\N{NO-BREAK SPACE})+")
IN_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word_file(blocks, *, author, day, footer="Samverkansportalen"):
    """The bytes of the file, on A4, dated that day: the one of what it tells. Each page has its number, and
    all but the first the title above it. `blocks` are (kind, words); the first is the title. Of a table the
    words are (how wide each column is in mm, its rows with the headings first); columns of no width share
    the rest, and where a word would be broken a column takes of what the others can spare. Of a picture they
    are (its bytes, what it shows for whoever does not see it, the line below it)."""
    document = Document()
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "sv-SE")
    for part in document.sections:
        part.page_width, part.page_height = map(Mm, A4)
        part.left_margin = part.right_margin = Mm(BESIDE)
    [(_, title), *rest] = blocks
    told = document.core_properties
    told.title, told.author, told.language, told.comments = _clean(title), author, "sv-SE", ""
    told.created = told.modified = dt.datetime.combine(day, dt.time(12))  # the same day wherever it is read
    told.last_modified_by = author
    styles = {kind: document.styles[name] for kind, name in STYLES.items()}
    _frame(document, _clean(title), footer)
    document.add_heading(_clean(title), level=1)
    for kind, words in rest:
        if kind == TABLE:
            _add_table(document, *words)
        elif kind == PICTURE:
            _add_picture(document, *words)
        else:
            document.add_paragraph(_clean(words), style=styles.get(kind))
    file = io.BytesIO()
    document.save(file)
    return _undated(file)


def _frame(document, title, footer):
    """As on the papers (templates/base_print.html)."""
    for name in ("Header", "Footer"):
        style = document.styles[name]
        style.font.size = Pt(8.5)
        style.paragraph_format.tab_stops.clear_all()
        style.paragraph_format.tab_stops.add_tab_stop(Mm(A4[0] - 2 * BESIDE), WD_TAB_ALIGNMENT.RIGHT)
    [part] = document.sections
    part.different_first_page_header_footer = True
    mark = f"{footer} · Demo med påhittade uppgifter" if settings.DEMO else footer
    for above, below, running in (
        (part.first_page_header, part.first_page_footer, ""),
        (part.header, part.footer, title),
    ):
        line = above.paragraphs[0]
        line.add_run(f"{running}\tSida ")
        _field(line, "PAGE")
        line.add_run("(")
        _field(line, "NUMPAGES")
        line.add_run(")")
        below.paragraphs[0].add_run(mark)


def _field(line, counts):
    """What whoever opens the file counts."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), counts)
    line._p.append(field)
    field.append(line.add_run("1")._r)


def _undated(file):
    """The same with no hour of writing in it: the same words are the same bytes."""
    out = io.BytesIO()
    with ZipFile(file) as written, ZipFile(out, "w", ZIP_DEFLATED) as told:
        for name in written.namelist():
            told.writestr(ZipInfo(name), written.read(name), ZIP_DEFLATED)
    return out.getvalue()


def _clean(words):
    return unparted(IN_NO_XML.sub("", words))


def _needs(rows, size):
    """How wide each column is to be for its longest word to be whole."""
    return [
        max(longest_word(cell, LETTER if nth else BOLD, size) for nth, cell in enumerate(column))
        for column in zip(*rows, strict=True)
    ]


def _fitted(widths, needs):
    """How wide each column becomes: as it is told, but so that it is as wide as it needs to be, as long as
    the others have room to spare."""
    rest = (A4[0] - 2 * BESIDE - sum(widths)) / max(widths.count(0), 1)
    told = [each or rest for each in widths]
    spare = [max(each - need, 0) for each, need in zip(told, needs, strict=True)]
    wanted = sum(max(need - each, 0) for each, need in zip(told, needs, strict=True))
    given = min(wanted / sum(spare), 1) if sum(spare) else 0
    fitted = [max(each, need) - more * given for each, need, more in zip(told, needs, spare, strict=True)]
    return [each * sum(told) / sum(fitted) for each in fitted]


def longest_word(cell, letter, size):
    """How wide a cell is that holds it, in mm, in so many points."""
    words = WORDS.findall(unparted(str(cell)))
    more = (len(BROAD.findall(each)) - len(SLENDER.findall(each)) for each in words)
    letters = max((len(each) + half / 2 for each, half in zip(words, more, strict=True)), default=0)
    return PADDING + letter * size / SIZES[0] * letters


def _pad(table):
    """What is beside the words of each cell: half of what Word leaves."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Mm(PADDING / 2).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _add_picture(document, content, shows, caption):
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    inline = paragraph.add_run().add_picture(io.BytesIO(content))
    wide, high = PICTURE_SIZE
    most = min(1, Mm(wide) / inline.width, Mm(high) / inline.height)
    inline.width, inline.height = round(inline.width * most), round(inline.height * most)
    inline._inline.docPr.set("descr", _clean(shows))
    document.add_paragraph(_clean(caption), style="Caption")


def _add_table(document, widths, rows):
    """Its first row is repeated on each page, and is its heading for whoever hears it read. Numbers stand to
    the right."""
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    _pad(table)
    room = A4[0] - 2 * BESIDE
    size = next((each for each in SIZES if sum(_needs(rows, each)) <= room), SIZES[-1])
    widths = [Mm(each) for each in _fitted(widths, _needs(rows, size))]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    numbers = [all(isinstance(row[nth], int) for row in rows[1:]) for nth in range(len(widths))]
    for nth, row in enumerate(rows):
        line = table.add_row()
        for cell, words, width, is_number in zip(line.cells, row, widths, numbers, strict=True):
            cell.width = width
            [paragraph] = cell.paragraphs
            paragraph.paragraph_format.space_after = Pt(2)
            if is_number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(_clean(grouped(words) if isinstance(words, int) else words))
            run.font.size, run.bold = Pt(size), nth == 0
        facts = line._tr.get_or_add_trPr()
        facts.append(OxmlElement("w:cantSplit"))
        if nth == 0:
            facts.append(OxmlElement("w:tblHeader"))
    document.add_paragraph()
