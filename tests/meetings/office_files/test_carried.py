"""What an Office file carries is counted, and its copy is without it."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

from meetings.archive import xml
from meetings.documents.office.accepting import accepted, carried_by
from meetings.documents.office.carried import STAYS, in_words
from meetings.documents.office.package import parser
from meetings.documents.uploads.checks import refusal
from tests import files, office


@pytest.mark.parametrize("name", office.KINDS)
def test_what_a_file_carries_is_counted_and_what_can_be_left_out_is_in_no_part_of_its_copy(name):
    made, carried = office.KINDS[name]
    file = io.BytesIO(made())
    copy = accepted(file, name)
    assert carried_by(file, name) == copy.carried == carried
    left = {kind: count for kind, count in carried.items() if kind in STAYS}
    assert accepted(io.BytesIO(copy.content), name).carried == left
    assert copy.is_clean is not bool(left)
    found = office.words_of(copy.content)
    hidden = [office.HIDDEN] if left else []
    assert [word for word in office.LEFT_OUT if word in found and word not in hidden] == []
    assert refusal(SimpleUploadedFile(name, copy.content)) == ""


def test_a_part_is_found_whichever_letters_of_its_name_are_capitals():
    relations = "word/_rels/document.xml.rels"
    renamed = office.edited(office.word(changes=""), relations, "comments.xml", "Comments.XML")
    copy = accepted(io.BytesIO(renamed), "a.docx")
    assert copy.carried == {"comments": 1}
    assert office.SAID not in office.words_of(copy.content)


def test_the_copy_of_a_word_file_reads_as_if_all_changes_were_accepted():
    copy = docx.Document(io.BytesIO(accepted(io.BytesIO(office.word()), "a.docx").content))
    paragraphs = [each.text for each in copy.element.body.iter() if each.tag.endswith("}t")]
    assert " ".join(" ".join(paragraphs).split()) == office.READ
    assert [len(table.rows) for table in copy.tables] == [1]


def test_a_file_without_anything_on_the_side_is_what_it_was():
    plain = office.word(changes="", comment="")
    assert accepted(io.BytesIO(plain), "a.docx").carried == {}
    assert carried_by(io.BytesIO(files.pdf()), "a.pdf") == {}


@pytest.mark.parametrize(
    ("kind", "carried"), [("", 1), ("subTitle", 1), ("sldNum", 0), ("dt", 0), ("hdr", 0), ("ftr", 0)]
)
def test_all_words_beside_a_slide_are_notes_but_those_of_the_page_itself(kind, carried):
    notes = "ppt/notesSlides/notesSlide1.xml"
    body, beside = office.shape(office.SAID, "body"), office.shape(office.SAID, kind)
    file = office.edited(office.slides(), notes, body, beside)
    assert carried_by(io.BytesIO(file), "a.pptx").get("speaker_notes", 0) == carried


def test_a_file_that_is_no_xml_inside_is_not_given_as_if_nothing_was_in_it():
    broken = files.office(**{"word/styles.xml": "<a><b></a>"})
    assert accepted(io.BytesIO(broken), "a.docx").carried == {"unread": 1}


@pytest.mark.parametrize("name", ["kalkyl.xlsx", "kalkyl.ods"])
def test_a_number_larger_than_any_stops_no_upload(name):
    number = "9" * 5000
    if name.endswith("xlsx"):
        content = office.sheet(hidden=False)
        cols = f'<cols><col min="1" max="{number}" hidden="1"/></cols><sheetData'
        content = office.edited(content, "xl/worksheets/sheet1.xml", "<sheetData", cols)
    else:
        row = f'<r:table-row xmlns:r="r" r:visibility="collapse" r:number-rows-repeated="{number}"/>'
        content = files.archive({"content.xml": f"<r>{row}</r>".encode()})
    assert "hidden_columns" not in carried_by(io.BytesIO(content), name)


def test_a_name_that_a_part_gives_to_something_is_never_put_in_place_of_it():
    named = b'<!DOCTYPE a [<!ENTITY ord "utskrivet">]><a>&ord;</a>'
    assert "utskrivet" not in "".join(etree.fromstring(named, parser()).itertext())
    assert "utskrivet" not in "".join(xml.read(named).itertext())


def test_what_is_carried_is_told_in_words():
    assert in_words({"changes": 3, "comments": 2}) == "3 spårade ändringar och 2 kommentarer"
    assert in_words({"comments": 1}) == "1 kommentar"
    assert in_words({}) == in_words({"unread": 1}) == ""
