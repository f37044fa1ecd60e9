"""Days and lists in Swedish words, said in one place."""

import datetime as dt
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from docx import Document

from meetings.pdf import extract_text
from rus_portal.core.designations import unparted
from rus_portal.core.word_file import HEADING, TEXT, word_file
from rus_portal.core.words import day, day_and_month, day_soon, listed, weekday_soon
from rus_portal.templatetags.address import in_parts
from tests.pdf.records import record

ROOT = Path(settings.BASE_DIR)


def test_a_day_is_written_with_its_month_in_words():
    date = dt.date(2027, 3, 9)
    assert (day(date), day_and_month(date)) == ("9 mars 2027", "9 mars")


def test_a_day_of_another_year_is_said_with_its_year():
    today = timezone.localdate()
    assert day_soon(today) == day_and_month(today)
    assert day_soon(dt.date(2099, 1, 8)) == "8 januari 2099"
    assert weekday_soon(dt.date(2099, 1, 8)) == "torsdag 8 januari 2099"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["dagen"], "dagen"),
        (["dagen", "platsen"], "dagen och platsen"),
        (["dagen", "platsen", "länken"], "dagen, platsen och länken"),
    ],
)
def test_a_list_ends_in_och(words, said):
    assert listed(words) == said


def test_no_other_module_knows_how_a_day_is_written():
    knowing = {
        str(path.relative_to(ROOT))
        for folder in ("councils", "strategy", "meetings", "rus_portal")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"""["']j F( Y)?["']""", path.read_text())
    }
    assert knowing == {"rus_portal/core/words.py"}


def test_an_address_is_broken_between_its_parts_alone():
    """Never after the last of them, where a full stop may follow."""
    assert in_parts("bo.ek@timra.se") == "bo.<wbr>ek@<wbr>timra.<wbr>se"
    assert in_parts("https://timra.se/atom.xml") == "https://<wbr>timra.<wbr>se/<wbr>atom.<wbr>xml"
    assert in_parts("/om/") == "/om/"
    assert in_parts("<b>@x") == "&lt;b&gt;@<wbr>x"
    assert in_parts(None) == ""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Kommunstyrelsen 6 april 2027, § 61", "Kommunstyrelsen 6 april 2027, §_61"),
        ("KS 2027 § 61 och §§ 12–14/2026", "KS 2027 §_61 och §§_12–14/2026"),
        ("OSL 19 kap. 3 § och 3 a §, inte §\n4", "OSL 19 kap. 3_§ och 3_a_§, inte §_4"),
    ],
)
def test_no_line_ends_between_a_paragraph_and_its_number(written, shown):
    shown = shown.replace("_", "\N{NO-BREAK SPACE}")
    assert unparted(written) == shown


def test_no_line_of_our_pdf_or_word_files_ends_there():
    told = record()
    _, _, body = extract_text(told, told["sections"][1]).partition("<body")
    assert "§\N{NO-BREAK SPACE}2/2027" in body
    assert re.search(r"§ \d", body) is None
    file = word_file([(HEADING, "Utdrag"), (TEXT, "Se § 61.")], author="Rådet", day=dt.date(2027, 3, 9))
    said = [each.text for each in Document(io.BytesIO(file)).paragraphs]
    assert said == ["Utdrag", "Se §\N{NO-BREAK SPACE}61."]
