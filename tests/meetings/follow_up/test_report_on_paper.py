"""How the report of a period is set: on paper, as a Word file and as a workbook, for all who read it."""

import datetime as dt
import io
import re
from subprocess import run

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from meetings.follow_up.asked import AWAITED
from meetings.follow_up.paper import NARROW, NUMBER, Report, Section, Table
from meetings.models import Result
from meetings.pdf import follow_up_pdf
from meetings.workflow import follow_up
from rus_portal.core.word_file import BOLD, LETTER, PADDING, TABLE, TEXT, longest_word, word_file
from rus_portal.core.words import day
from rus_portal.demo.people import person_for
from tests.meetings.follow_up.conftest import book
from tests.verapdf import broken_rules


def test_the_workbook_is_set_to_be_printed_and_its_headings_stand_out(client, decided, last_year):
    answer = client.get(f"/uppfoljning/rapport.xlsx?ar={last_year}")
    read = load_workbook(io.BytesIO(answer.content))
    assert read.properties.title == f"Uppföljning {last_year}: Samverkansråden, Region Västernorrland"
    for sheet in read:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")
        assert all(cell.font.b for cell in sheet[1])


def test_the_word_file_says_the_same_with_a_heading_row_in_each_table(client, decided, last_year):
    document = Document(io.BytesIO(client.get(f"/uppfoljning/rapport.docx?ar={last_year}").content))
    sheets = book(client, f"ar={last_year}")
    told = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    same = [
        [["" if cell is None else str(cell) for cell in row] for row in rows] for name, rows in sheets.items()
    ]
    assert told == same[1:]
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    for table in document.tables:
        assert round(sum(column.width.mm for column in table.columns)) == 166, "as wide as the text"
    assert [round(document.sections[0].page_width.mm), document.core_properties.language] == [210, "sv-SE"]


def test_each_page_of_the_word_file_has_its_number_and_the_mark_of_the_demo(settings):
    settings.DEMO = True
    made = word_file([(TEXT, "Uppföljning")], author="Råden", day=dt.date(2026, 1, 1), footer="Rådgivande.")
    [page] = Document(io.BytesIO(made)).sections
    heads, feet = (page.first_page_header, page.header), (page.first_page_footer, page.footer)
    assert [re.findall('w:instr="(.+?)"', each._element.xml) for each in heads] == [["PAGE", "NUMPAGES"]] * 2
    assert page.header.paragraphs[0].text.startswith("Uppföljning\tSida ")
    assert {each.paragraphs[0].text for each in feet} == {"Rådgivande. · Demo med påhittade uppgifter"}


# In mm, as the widest letters that a word file is read in set them: DejaVu Serif, in 9 points.
SET = {"bredbandskoordinatorn.": 39.2, "kommunövergripande": 35.5, "samverkansöverenskommelse": 48.2}


def test_a_long_word_has_room_also_in_the_letters_of_those_who_have_not_words():
    assert [word for word, mm in SET.items() if longest_word(word, LETTER, 9) < mm + PADDING] == []


STATES = Table("", (("Organisation", ""), *((words, NUMBER) for words in AWAITED.values())), [])


@pytest.mark.parametrize(
    ("told", "rows", "size"),
    [
        (
            [18, 12, 0, 60, 60],
            [["Beteckning", "Planerade", "innovationsstödsystemen", "", ""], ["1/2026", 3, "Alla", "", ""]],
            9,
        ),
        (STATES.on_paper, [STATES.heads, ["Kommunförbundet", *[0] * len(AWAITED)]], 8),
    ],
)
def test_no_column_of_a_word_file_is_narrower_than_its_longest_word(told, rows, size):
    made = word_file([(TEXT, "Rapport"), (TABLE, (told, rows))], author="", day=dt.date(2026, 1, 1))
    [table] = Document(io.BytesIO(made)).tables
    assert {run.font.size.pt for cell in table._cells for run in cell.paragraphs[0].runs} == {size}
    widths = [column.width.mm for column in table.columns]
    longest = [
        max(longest_word(heading, BOLD, size), longest_word(cell, LETTER, size))
        for heading, cell in zip(*rows, strict=True)
    ]
    assert [mm + 0.1 > word for mm, word in zip(widths, longest, strict=True)] == [True] * len(told)
    assert round(sum(widths)) == 166


@pytest.mark.pdf
def test_no_name_or_heading_of_the_report_is_broken_on_paper():
    names = ["Kommunförbundet", "Arbetsförmedlingen", "Hushållningssällskapet"]
    rows = [(name, *[0] * len(AWAITED)) for name in names]
    section = Section("Formella beslut", [], [Table("", STATES.headings, rows)])
    content = follow_up_pdf(Report("Samverkansråden", "2026", None, timezone.localdate(), [section]))
    printed = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    every = [*names, *" ".join(STATES.heads).split()]
    assert [word for word in every if word not in printed] == []


def test_the_pdf_says_what_the_workbook_says(client, decided, last_year):
    told = client.get(f"/uppfoljning/rapport.pdf?ar={last_year}").content
    words = re.sub(r"<[^>]+>", " ", PdfReader(io.BytesIO(told)).metadata["/Subject"])
    cells = {
        str(cell) for rows in book(client, f"ar={last_year}").values() for row in rows for cell in row if cell
    }
    assert {each for each in cells if each not in words} == set()


@pytest.mark.pdf
def test_the_heading_of_the_report_says_what_it_is_of_which_period_and_whom(tmp_path):
    report = Report("Samverkansråden", "2026", None, timezone.localdate(), [Section("Möten", ["Inga."])])
    paper = tmp_path / "rapport.pdf"
    paper.write_bytes(follow_up_pdf(report))
    tags = run(["pdfinfo", "-struct-text", paper], capture_output=True, text=True, check=True).stdout
    told = re.findall(r"^ *H1 .*\n((?: +(?:Span.*|\".*\")\n)+)", tags, re.MULTILINE)
    assert ["".join(re.findall(r'"(.*)"', each)).strip() for each in told] == [report.full_title]
    assert report.full_title == "Uppföljning 2026: Samverkansråden"


@pytest.mark.pdf
def test_the_report_is_for_the_archive_and_for_everyone():
    table = Table(
        "Möten", (("Organisation", ""), ("Dag", NARROW), ("Antal", NUMBER)), [("Timrå", "2026-01-01", 0)]
    )
    sections = [Section("Sammanfattning", ["Råden höll 1 möte."], [table, table]), Section("Tomt", [])]
    content = follow_up_pdf(Report("Samverkansråden", "2026", None, timezone.localdate(), sections))
    assert [broken_rules(content, flavour) for flavour in ("PDFA_3_A", "PDFUA_1")] == [{}, {}]


def pictures_of(document):
    """(what each shows, its width and height in mm, the line below it)."""
    shapes = list(document.inline_shapes)
    below = [each.text for each in document.paragraphs if each.style.name == "Caption"]
    shown = [shape._inline.docPr.get("descr") for shape in shapes]
    return list(zip(shown, [(each.width.mm, each.height.mm) for each in shapes], below, strict=True))


def caption_of(result):
    return f"Bild till resultatet {result.position.designation}, Timrå kommun den {day(result.happened_on)}."


@pytest.mark.pdf
def test_the_picture_of_a_result_is_in_the_report_with_what_it_shows(client, came, last_year):
    """In both forms it is for whoever does not see it too."""
    result = Result.objects.exclude(picture="").get()
    word = client.get(f"/uppfoljning/rapport.docx?ar={last_year}").content
    [(shows, size, below)] = pictures_of(Document(io.BytesIO(word)))
    assert (shows, below) == ("En ny perrong.", caption_of(result))
    assert max(size) < 100.1
    paper = client.get(f"/uppfoljning/rapport.pdf?ar={last_year}").content
    assert [broken_rules(paper, flavour) for flavour in ("PDFA_3_A", "PDFUA_1")] == [{}, {}]
    read = PdfReader(io.BytesIO(paper))
    assert len({image.data for page in read.pages for image in page.images}) == 1
    assert [tag.get("/Alt") for tag in figures_of(read)] == ["En ny perrong."]
    assert caption_of(result) in " ".join(" ".join(page.extract_text() for page in read.pages).split())


def figures_of(read):
    """The tags of the figures, in order."""
    found, waiting = [], [read.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        tag = waiting.pop(0).get_object()
        if isinstance(tag, list):
            waiting = [*tag, *waiting]
        elif isinstance(tag, dict):
            found += [tag] if tag.get("/S") == "/Figure" else []
            waiting = [tag["/K"], *waiting] if "/K" in tag else waiting
    return found


def test_a_report_leaves_out_a_picture_that_is_not_there_and_one_that_is_shown_no_more(
    client, came, last_year
):
    def shown():
        caches["pages"].clear()
        answer = client.get(f"/uppfoljning/rapport.docx?ar={last_year}")
        return [told for told, *_ in pictures_of(Document(io.BytesIO(answer.content)))]

    result = Result.objects.exclude(picture="").get()
    assert shown() == ["En ny perrong."]
    with result.picture.open() as file:
        content = file.read()
    result.picture.storage.delete(result.picture.name)
    assert shown() == []
    result.picture.storage.save(result.picture.name, ContentFile(content))
    told = {"text": "Tågen går.", "happened_on": result.happened_on, "picture_text": ""}
    follow_up.correct_result(result, by=person_for("secretary"), keep_picture=False, **told)
    assert shown() == []
