"""Everyone and every archive can read what we print: PDF/A-3a and PDF/UA-1, says veraPDF."""

import io

import pypdf
import pytest

from meetings import pdf
from tests.pdf.records import HARD, agenda, formality, item, position_item, read, record
from tests.verapdf import broken_rules

pytestmark = pytest.mark.pdf


def is_valid(content):
    return [broken_rules(content, flavour) for flavour in ("PDFA_3_A", "PDFUA_1")] == [{}, {}]


def test_minutes_with_all_their_parts_are_valid():
    assert is_valid(pdf.minutes_pdf(record()))


def test_minutes_of_many_items_are_valid():
    assert is_valid(pdf.minutes_pdf(record(*(position_item(number) for number in range(1, 9)))))


def test_minutes_with_nothing_but_what_must_be_said_are_valid():
    bare = {"approvals": [], "attendance": [], "approvers": []} | dict.fromkeys(("place", "chair"), "")
    assert is_valid(pdf.minutes_pdf(record(formality(1, text=""), item(2), **bare), draft=True))


def test_minutes_are_valid_whatever_people_write():
    written = dict.fromkeys(("title", "how", "summary", "discussion", "note", "presenters"), HARD)
    dissent = dict.fromkeys(("organisation", "person", "role", "text"), HARD)
    position = {"designation": "1/2027", "number": 1, "points": [HARD, HARD]}
    hard = position_item(1, **written, dissents=[dissent], position=position)
    assert is_valid(pdf.minutes_pdf(record(hard, title=HARD, place=HARD)))


def test_minutes_that_say_where_they_can_be_checked_are_valid():
    mark = pdf.verification_mark("https://samverkan.example/verifiera/12/", "Region Exempel")
    content = pdf.minutes_pdf(record(), mark=mark)
    *_, last = read(content).pages
    assert "https://samverkan.example/verifiera/12/" in last.extract_text()
    assert is_valid(content)


def test_an_extract_is_valid_also_where_it_says_that_it_is_a_demos(settings):
    settings.DEMO = True
    whole = record()
    content = pdf.extract_pdf(whole, whole["sections"][1])
    assert "Demo med påhittade uppgifter" in read(content).pages[0].extract_text()
    assert is_valid(content)


def test_the_extract_of_a_paragraph_approved_by_itself_is_valid():
    alone = record(position_item(1), apart=True)
    assert is_valid(pdf.extract_pdf(alone, alone["sections"][0]))


def test_a_summons_is_valid(meeting):
    assert is_valid(pdf.summons_pdf(meeting, agenda(meeting), whom_to_ask=True))


def test_a_position_is_valid(position):
    assert is_valid(pdf.position_pdf(position, "https://samverkan.example/stallningstaganden/2027/4-x/"))


def test_the_validator_sees_what_is_broken():
    writer = pypdf.PdfWriter(clone_from=read(pdf.minutes_pdf(record())))
    del writer.root_object["/StructTreeRoot"], writer.root_object["/MarkInfo"]
    broken = io.BytesIO()
    writer.write(broken)
    assert broken_rules(broken.getvalue(), "PDFA_3_A")
    assert broken_rules(broken.getvalue(), "PDFUA_1")


def test_rich_texts_are_valid_and_their_numbers_go_on():
    rich = (
        '<h3>Rubrik</h3><p><strong>Fet</strong> och <a href="https://exempel.se/">länk</a></p>'
        '<ul><li>en<ol start="3"><li>tre</li><li>fyra<br>rad</li></ol></li></ul><table><thead><tr>'
        '<th scope="col">Kommun</th><th scope="col" colspan="2">Kronor</th></tr></thead><tbody>'
        '<tr><th scope="row">Ånge</th><td><ul><li>5</li></ul></td><td>6</td></tr></tbody></table>'
    )
    content = pdf.minutes_pdf(record(formality(1, text=rich), item(2, discussion=rich, note=rich)))
    words = " ".join(" ".join(page.extract_text() for page in read(content).pages).split())
    assert words.count("• en 3. tre 4. fyra rad Kommun Kronor Ånge • 5 6") == 3
    assert is_valid(content)
