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
        content = office.sheet_with(f'<col min="1" max="{number}" hidden="1"/>')
    else:
        row = f'<r:table-row xmlns:r="r" r:visibility="collapse" r:number-rows-repeated="{number}"/>'
        content = files.archive({"content.xml": f"<r>{row}</r>".encode()})
    assert carried_by(io.BytesIO(content), name).get("hidden_columns", 0) == (3 if "xlsx" in name else 0)


# Rows and columns: what is hidden is what holds something, wherever it lies


@pytest.mark.parametrize(
    ("columns", "carried"),
    [
        ('<col min="3" max="16384" hidden="1"/>', 1),
        ("<col min='3' max='16384' hidden='true'/>", 1),
        ('<col min="2" max="3" width="0"/>', 2),
        ('<col min="2" hidden="1"/>', 2),
        ('<col min="4" max="16384" hidden="1"/>', 0),
        ('<col min="3" max="16384" hidden="0"/>', 0),
    ],
)
def test_columns_that_are_hidden_to_the_edge_are_counted_where_they_hold_something(columns, carried):
    content = office.sheet_with(columns)
    assert carried_by(io.BytesIO(content), "a.xlsx").get("hidden_columns", 0) == carried


@pytest.mark.parametrize(
    ("row", "carried"),
    [
        ('<row r="9" hidden="1"><c r="A9" t="inlineStr"><is><t>Gömt</t></is></c></row>', 1),
        ("<row hidden='1'><c><v>1</v></c></row>", 1),
        ('<row ht="0" customHeight="1"><c><f>1+1</f></c></row>', 1),
        ('<row r="9" hidden="1"><c r="A9" s="1"/></row>', 0),
        ('<row r="9"><c r="A9"><v>1</v></c></row>', 0),
    ],
)
def test_a_hidden_row_is_counted_where_it_holds_something(row, carried):
    content = office.edited(office.sheet_with(), office.SHEET, "</sheetData>", f"{row}</sheetData>")
    assert carried_by(io.BytesIO(content), "a.xlsx").get("hidden_rows", 0) == carried


def test_columns_that_are_hidden_unless_something_else_is_said_are_counted():
    shown = '<sheetFormatPr defaultColWidth="0"/><cols><col min="1" max="1" width="9"/></cols><sheetData'
    content = office.edited(office.sheet(hidden=False, comment=""), office.SHEET, "<sheetData", shown)
    assert carried_by(io.BytesIO(content), "a.xlsx") == {"hidden_columns": 2}


def test_what_is_drawn_in_a_hidden_column_is_in_it():
    content = office.sheet_with('<col min="5" max="16384" hidden="1"/>')
    list_of_parts = "xl/worksheets/_rels/sheet1.xml.rels"
    corner = "<from><col>{}</col><colOff>0</colOff><row>3</row></from>"
    for column, carried in ((2, {}), (6, {"hidden_columns": 1})):
        drawn = f"<wsDr><twoCellAnchor>{corner.format(column)}<sp/></twoCellAnchor></wsDr>"
        lists = office.relations(("drawing", "../drawings/drawing1.xml"))
        more = {list_of_parts: lists, "xl/drawings/drawing1.xml": drawn}
        assert carried_by(io.BytesIO(office.joined(content, more)), "a.xlsx") == carried


CELL, EMPTY = "<table:table-cell><text:p>Gömt</text:p></table:table-cell>", "<table:table-cell/>"
COLLAPSED = '<table:table-column table:visibility="collapse"'


@pytest.mark.parametrize(
    ("columns", "cells", "carried"),
    [
        (f'<table:table-column/>{COLLAPSED} table:number-columns-repeated="1023"/>', CELL + CELL, 1),
        (
            f"<table:table-column-group><table:table-column/>{COLLAPSED}/></table:table-column-group>",
            CELL * 2,
            1,
        ),
        (f'<table:table-column/>{COLLAPSED} table:number-columns-repeated="1023"/>', CELL + EMPTY, 0),
        (
            f'{COLLAPSED} table:number-columns-repeated="2"/>',
            EMPTY + '<table:table-cell office:value="3"/>',
            1,
        ),
        (f"<table:table-column/>{COLLAPSED}/>", f"<table:table-cell>{office.NOTE}</table:table-cell>" * 2, 0),
        ('<table:table-column table:style-name="co1"/>', CELL, 1),
    ],
)
def test_collapsed_columns_of_an_open_sheet_are_counted_where_they_hold_something(columns, cells, carried):
    table = f"<table:table>{columns}<table:table-row>{cells}</table:table-row></table:table>"
    narrow = (
        '<style:style style:name="co1" style:family="table-column">'
        '<style:table-column-properties style:column-width="0cm"/></style:style>'
    )
    content = office.open_document("spreadsheet", table, narrow)
    assert carried_by(io.BytesIO(content), "a.ods").get("hidden_columns", 0) == carried


def test_rows_of_an_open_sheet_that_are_hidden_to_the_edge_are_counted_where_they_hold_something():
    for cell, carried in ((CELL, {"hidden_rows": 1048570}), (EMPTY, {})):
        row = '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048570">'
        grouped = f"<table:table-row-group>{row}{cell}</table:table-row></table:table-row-group>"
        content = office.open_document("spreadsheet", f"<table:table>{grouped}</table:table>")
        assert carried_by(io.BytesIO(content), "a.ods") == carried


# Styles: what hides is their own word or that of those they go back to


def styled(styles, body, **told):
    file = office.edited(
        office.word(changes=body, comment=""), "word/styles.xml", "</w:styles>", f"{styles}</w:styles>"
    )
    for before, after in told.get("defaults", ()):
        file = office.edited(file, "word/styles.xml", before, after)
    return file


def style(name, told="", kind="character"):
    named = f'<w:style w:type="{kind}" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
    return f"{named}{told}</w:style>"


VANISH, SHOWN = "<w:rPr><w:vanish/></w:rPr>", '<w:rPr><w:vanish w:val="0"/></w:rPr>'
RUN = f'<w:p><w:r><w:rPr><w:rStyle w:val="B"/></w:rPr><w:t>{office.HIDDEN}</w:t></w:r></w:p>'
PARAGRAPH = f'<w:p><w:pPr><w:pStyle w:val="B"/></w:pPr><w:r><w:t>{office.HIDDEN}</w:t></w:r></w:p>'
TABLE = (
    '<w:tbl><w:tblPr><w:tblStyle w:val="B"/></w:tblPr><w:tblGrid><w:gridCol w:w="5000"/></w:tblGrid>'
    f"<w:tr><w:tc><w:p><w:r><w:t>{office.HIDDEN}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
ON_A, ON_B = '<w:basedOn w:val="A"/>', '<w:basedOn w:val="B"/>'


@pytest.mark.parametrize(
    ("styles", "body"),
    [
        (style("A", VANISH) + style("B", ON_A), RUN),
        (style("A", VANISH) + style("C", ON_A) + style("B", '<w:basedOn w:val="C"/>'), RUN),
        (style("A", VANISH, "paragraph") + style("B", ON_A, "paragraph"), PARAGRAPH),
        (style("A", VANISH, "table") + style("B", ON_A, "table"), TABLE),
        (style("A", VANISH) + style("B", '<w:link w:val="A"/>', "paragraph"), PARAGRAPH),
        (style("A", ON_B) + style("B", VANISH + ON_A), RUN),
        ("", RUN.replace("<w:r><w:rPr>", "<w:r><w:rPr><w:vanish/>")),
        ("", TABLE.replace("<w:tr>", "<w:tr><w:trPr><w:hidden/></w:trPr>")),
    ],
)
def test_text_that_an_inherited_style_hides_is_counted_and_left_out(styles, body):
    file = styled(styles, body)
    copy = accepted(io.BytesIO(file), "a.docx")
    assert copy.carried == {"hidden_text": 1}
    assert office.HIDDEN not in office.words_of(copy.content)


@pytest.mark.parametrize(
    ("styles", "body"),
    [
        (style("A", VANISH) + style("B", ON_A + SHOWN), RUN),
        (style("A", ON_B) + style("B", ON_A), RUN),
        (style("A", VANISH, "paragraph"), PARAGRAPH),
        (
            style("A", VANISH) + style("B", ON_A),
            RUN.replace("<w:r><w:rPr>", '<w:r><w:rPr><w:vanish w:val="false"/>'),
        ),
    ],
)
def test_text_that_is_shown_again_is_left_where_it_is(styles, body):
    copy = accepted(io.BytesIO(styled(styles, body)), "a.docx")
    assert (copy.carried, office.HIDDEN in office.words_of(copy.content)) == ({}, True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<w:rPrDefault><w:rPr>", "<w:rPrDefault><w:rPr><w:vanish/>"),
        ('<w:name w:val="Normal"/>', f'<w:name w:val="Normal"/>{VANISH}'),
    ],
)
def test_text_that_is_hidden_where_nothing_else_is_said_is_counted(before, after):
    body = f"<w:p><w:r><w:t>{office.HIDDEN}</w:t></w:r></w:p>"
    copy = accepted(io.BytesIO(styled("", body, defaults=[(before, after)])), "a.docx")
    assert copy.carried == {"hidden_text": 1}
    assert office.HIDDEN not in office.words_of(copy.content)


def test_a_table_whose_style_hides_some_of_its_rows_is_not_given_as_if_nothing_was_in_it():
    told = f'<w:tblStylePr w:type="firstRow">{VANISH}</w:tblStylePr>'
    styles = style("A", told, "table") + style("B", ON_A, "table")
    assert accepted(io.BytesIO(styled(styles, TABLE)), "a.docx").carried == {"unread": 1}
    assert accepted(io.BytesIO(styled(styles, RUN)), "a.docx").carried == {}


def test_words_that_a_list_puts_before_its_paragraphs_are_counted_where_they_are_hidden():
    numbered = '<w:abstractNum w:abstractNumId="99"><w:lvl w:ilvl="0"><w:lvlText w:val="{}"/>{}</w:lvl>'
    numbered += "</w:abstractNum>"
    for words, properties, carried in (
        (office.HIDDEN, VANISH, 1),
        ("%1.", VANISH, 0),
        (office.HIDDEN, "", 0),
    ):
        given = f"{numbered.format(words, properties)}<w:abstractNum "
        file = office.edited(
            office.word(changes="", comment=""), "word/numbering.xml", "<w:abstractNum ", given
        )
        copy = accepted(io.BytesIO(file), "a.docx")
        assert copy.carried.get("hidden_text", 0) == carried
    assert "w:lvlText" in office.members(copy.content)["word/numbering.xml"].decode()


def of_family(name, told, more="", family="text"):
    return f'<style:style style:name="{name}" style:family="{family}"{more}>{told}</style:style>'


NONE = '<style:text-properties text:display="none"/>'
TRUE = '<style:text-properties text:display="true"/>'
ON_T = ' style:parent-style-name="A"'
SPAN = f'<text:p>Läs <text:span text:style-name="B">{office.HIDDEN}</text:span></text:p>'
LINE = f'<text:p text:style-name="B">{office.HIDDEN}</text:p>'


@pytest.mark.parametrize(
    ("common", "own", "body", "carried"),
    [
        (of_family("A", NONE), of_family("B", "", ON_T), SPAN, 1),
        (of_family("A", NONE), of_family("B", TRUE, ON_T), SPAN, 0),
        (of_family("A", NONE, "", "paragraph"), of_family("B", "", ON_T, "paragraph"), LINE, 1),
        (of_family("A", NONE, "", "paragraph"), of_family("B", "", ON_T), SPAN, 0),
        (
            f'<style:default-style style:family="paragraph">{NONE}</style:default-style>',
            of_family("B", "", "", "paragraph"),
            LINE,
            1,
        ),
        (of_family("B", NONE, "", "paragraph"), of_family("B", "", "", "text"), SPAN, 0),
    ],
)
def test_text_that_a_style_of_open_document_hides_by_another_is_counted_and_left_out(
    common, own, body, carried
):
    file = office.open_document("text", body, own, office.common_styles(common))
    copy = accepted(io.BytesIO(file), "a.odt")
    assert copy.carried.get("hidden_text", 0) == carried
    assert (office.HIDDEN in office.words_of(copy.content)) is not bool(carried)


def test_sheets_and_slides_that_are_hidden_by_another_style_are_counted():
    hides = office.HIDING.replace('"ta2"', '"A"').replace('"dp2"', '"A"')
    table = '<table:table table:style-name="B"><table:table-row/></table:table>'
    for kind, family, body, carried in (
        ("spreadsheet", "table", table, {"hidden_sheets": 1}),
        ("presentation", "drawing-page", '<draw:page draw:style-name="B"/>', {"hidden_slides": 1}),
    ):
        own, common = of_family("B", "", ON_T, family), office.common_styles(hides)
        file = office.open_document(kind, body, own, common)
        assert carried_by(io.BytesIO(file), "a.ods" if kind == "spreadsheet" else "a.odp") == carried


# Files in files, and what is drawn and hidden


@pytest.mark.parametrize(
    ("inserted", "part"),
    [
        ("word/chunk.docx", office.word()),
        ("word/chunk.html", b"<p>Rubrik</p>"),
        ("word/chunk.rtf", b"{\\rtf1 Rubrik}"),
    ],
)
def test_a_file_that_another_is_inserted_in_has_no_copy(inserted, part):
    file = office.word_with_chunk(part, inserted)
    copy = accepted(io.BytesIO(file), "a.docx")
    assert (copy.carried, copy.content, copy.is_clean) == ({"inserted_files": 1}, None, False)


@pytest.mark.parametrize("kind", ["package", "oleObject"])
@pytest.mark.parametrize(
    ("name", "made", "source"),
    [
        ("a.docx", lambda: office.word(changes="", comment=""), office.DOCUMENT),
        ("a.xlsx", office.sheet_with, office.SHEET),
        ("a.pptx", lambda: office.slides(more=False), "ppt/slides/slide1.xml"),
    ],
)
def test_a_file_that_is_embedded_keeps_the_copy_from_being_handed_out_as_anything_but_a_pdf(
    kind, name, made, source
):
    file = office.with_part(made(), source, kind, "embeddings/a.xlsx", office.sheet())
    copy = accepted(io.BytesIO(file), name)
    assert (copy.carried, copy.is_clean) == ({"embedded_files": 1}, False)


@pytest.mark.parametrize("kind", ["externalLink", "pivotCacheRecords"])
def test_data_that_a_sheet_keeps_from_elsewhere_is_counted(kind):
    file = office.with_part(office.sheet_with(), "xl/workbook.xml", kind, f"xl/{kind}1.xml", b"<x/>")
    assert carried_by(io.BytesIO(file), "a.xlsx") == {"kept_data": 1}


@pytest.mark.parametrize(
    ("within", "carried"),
    [
        ("<office:body><office:spreadsheet/></office:body>", 1),
        ("<office:body><office:chart/></office:body>", 0),
    ],
)
def test_a_file_that_is_embedded_in_open_document_is_counted_and_a_diagram_is_not(within, carried):
    part = f"<office:document-content{office.SPACES}>{within}</office:document-content>"
    link = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="./Object 1"'
    body = f"<text:p><draw:frame><draw:object {link}/></draw:frame></text:p>"
    file = office.open_document("text", body, "", {"Object 1/content.xml": part})
    assert carried_by(io.BytesIO(file), "a.odt").get("embedded_files", 0) == carried


IS_HIDDEN = '<p:cNvPr id="2" name="a" hidden="1"/>'


@pytest.mark.parametrize("part", ["ppt/slides/slide1.xml", "ppt/slideLayouts/slideLayout1.xml"])
def test_what_is_hidden_on_a_slide_or_its_layout_is_counted_and_left_out(part):
    file = office.slides(more=False)
    hidden = office.shape("Osynligt", "").replace('<p:cNvPr id="2" name="a"/>', IS_HIDDEN)
    if "Layout" in part:
        layout = office.tree("sldLayout", hidden)
        file = office.with_part(file, "ppt/slides/slide1.xml", "slideLayout", part, layout)
    else:
        file = office.edited(file, part, "</p:spTree>", f"{hidden}</p:spTree>")
    copy = accepted(io.BytesIO(file), "a.pptx")
    assert copy.carried == {"hidden_objects": 1}
    assert "Osynligt" not in office.words_of(copy.content)
    assert "Tåget" in office.words_of(copy.content)


BOX = f"<w:p><w:r><w:t>{office.HIDDEN}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    "drawn",
    [
        f'<w:drawing><x:inline xmlns:x="x"><x:docPr id="1" name="a" hidden="1"/>{BOX}</x:inline></w:drawing>',
        f'<w:pict><v:shape xmlns:v="v" style="width:9pt;visibility:hidden">{BOX}</v:shape></w:pict>',
    ],
)
def test_what_is_drawn_and_hidden_in_a_text_is_counted_and_left_out(drawn):
    file = office.word(changes=f"<w:p><w:r>{drawn}</w:r></w:p>", comment="")
    copy = accepted(io.BytesIO(file), "a.docx")
    assert copy.carried == {"hidden_objects": 1}
    assert office.HIDDEN not in office.words_of(copy.content)


def test_what_is_no_element_stops_nothing():
    aside = "<?hej a?><!-- a -->"
    text = office.edited(office.word(changes=""), office.DOCUMENT, "<w:body>", f"<w:body>{aside}")
    assert carried_by(io.BytesIO(text), "a.docx") == {"comments": 1}
    slide = office.open_document("presentation", f"<draw:page>{aside}</draw:page>{aside}")
    assert carried_by(io.BytesIO(slide), "a.odp") == {}


def test_what_is_drawn_and_hidden_in_a_sheet_is_counted_and_left_out():
    hidden = f'<sp><nvSpPr><cNvPr id="2" name="a" hidden="1"/></nvSpPr><t>{office.HIDDEN}</t></sp>'
    drawn = f"<wsDr><twoCellAnchor>{hidden}</twoCellAnchor></wsDr>"
    file = office.with_part(office.sheet_with(), office.SHEET, "drawing", "xl/drawings/drawing1.xml", drawn)
    copy = accepted(io.BytesIO(file), "a.xlsx")
    assert copy.carried == {"hidden_objects": 1}
    assert office.members(copy.content)["xl/drawings/drawing1.xml"].endswith(b"<wsDr/>")


@pytest.mark.parametrize(
    ("told", "layers", "carried"),
    [
        ('draw:display="none"', "", 1),
        ('draw:layer="Gömt"', '<draw:layer draw:name="Gömt" draw:display="none"/>', 1),
        ('draw:layer="Gömt"', '<draw:layer draw:name="Gömt"/>', 0),
    ],
)
def test_what_is_drawn_and_hidden_in_open_document_is_counted_and_left_out(told, layers, carried):
    box = f"<draw:frame {told}><draw:text-box><text:p>{office.HIDDEN}</text:p></draw:text-box></draw:frame>"
    file = office.open_document(
        "presentation", f"<draw:page>{box}</draw:page>", "", office.common_styles(layers)
    )
    copy = accepted(io.BytesIO(file), "a.odp")
    assert copy.carried.get("hidden_objects", 0) == carried
    assert (office.HIDDEN in office.words_of(copy.content)) is not bool(carried)


def test_a_name_that_a_part_gives_to_something_is_never_put_in_place_of_it():
    named = b'<!DOCTYPE a [<!ENTITY ord "utskrivet">]><a>&ord;</a>'
    assert "utskrivet" not in "".join(etree.fromstring(named, parser()).itertext())
    assert "utskrivet" not in "".join(xml.read(named).itertext())


def test_what_is_carried_is_told_in_words():
    assert in_words({"changes": 3, "comments": 2}) == "3 spårade ändringar och 2 kommentarer"
    assert in_words({"comments": 1}) == "1 kommentar"
    assert in_words({}) == in_words({"unread": 1}) == ""
