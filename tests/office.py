"""Office files with what people leave in them, made on the spot."""

import io
import re
import zipfile

from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment

from tests.files import archive

WHO = 'w:id="1" w:author="Anna" w:date="2026-11-01T10:00:00Z"'
INSERTED, DELETED = "tillagtord", "struketord"
SAID, HIDDEN, IN_ROW = "kommentarsord", "doltord", "radensord"
LEFT_OUT = (DELETED, SAID, HIDDEN, IN_ROW)
CHANGES = (
    f'<w:p><w:r><w:t xml:space="preserve">Rådet </w:t></w:r>'
    f"<w:ins {WHO}><w:r><w:t>{INSERTED}</w:t></w:r></w:ins>"
    f"<w:del {WHO}><w:r><w:delText>{DELETED}</w:delText></w:r></w:del>"
    f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{HIDDEN}</w:t></w:r></w:p>"
    f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="5000"/></w:tblGrid>'
    f"<w:tr><w:tc><w:p><w:r><w:t>Står kvar</w:t></w:r></w:p></w:tc></w:tr>"
    f"<w:tr><w:trPr><w:del {WHO}/></w:trPr><w:tc><w:p><w:r><w:t>{IN_ROW}</w:t></w:r></w:p></w:tc></w:tr>"
    "</w:tbl>"
    f"<w:p><w:pPr><w:rPr><w:del {WHO}/></w:rPr></w:pPr>"
    '<w:r><w:t xml:space="preserve">Första </w:t></w:r></w:p>'
    f"<w:p><w:r><w:t>halvan.</w:t></w:r></w:p>"
)
READ = "Rådet tillagtord Står kvar Första halvan."
CARRIED = {"changes": 4, "comments": 1, "hidden_text": 1}


def word(*, changes=CHANGES, comment=SAID):
    document = Document()
    document.core_properties.title = "Underlag"
    if comment:
        run = document.add_paragraph().add_run("")
        document.add_comment(run, comment, author="Anna")
    return edited(saved(document), "word/document.xml", "<w:sectPr", f"{changes}<w:sectPr")


def saved(made):
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def edited(content, part, before, after):
    """The file with one of its parts written otherwise."""
    text = members(content)[part].decode()
    assert before in text
    return joined(content, {part: text.replace(before, after, 1)})


def joined(content, more):
    """The file with more parts, or others."""
    return archive(members(content) | more)


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def sheet(*, hidden=True, comment=SAID):
    book = Workbook()
    rows = book.active
    rows.append(["Kommun", "Kronor", HIDDEN])
    rows.append([HIDDEN, 1, 2])
    rows.append(["Timra", 3, 4])
    if comment:
        rows["A1"].comment = Comment(comment, "Anna")
    if hidden:
        rows.row_dimensions[2].hidden = rows.column_dimensions["C"].hidden = True
        book.create_sheet("Gömt").append([HIDDEN])
        book["Gömt"].sheet_state = "hidden"
    return saved(book)


SHEET = "xl/worksheets/sheet1.xml"


def sheet_with(columns=""):
    """Three columns that hold something, and what is said of columns."""
    columns = f"<cols>{columns}</cols>" if columns else ""
    return edited(sheet(hidden=False, comment=""), SHEET, "<sheetData", f"{columns}<sheetData")


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = "".join(
    f' xmlns:{prefix}="{OFFICE}{name}:1.0"'
    for prefix, name in {
        **dict.fromkeys(["office", "text", "table", "style", "manifest", "presentation"], ""),
        "draw": "drawing",
    }.items()
    for name in [name or prefix]
)


def open_document(kind, body, styles="", more=None):
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    own = {"text": "text", "spreadsheet": "spreadsheet", "presentation": "presentation"}[kind]
    content = (
        f'<office:document-content{SPACES} office:version="1.2"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:{own}>{body}</office:{own}></office:body>"
        f"</office:document-content>"
    )
    manifest = (
        f'<manifest:manifest{SPACES}><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{mimetype}"/><manifest:file-entry manifest:full-path="content.xml" '
        f'manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return archive(
        {"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest} | (more or {})
    )


def common_styles(styles):
    """Those that several parts share, as a part of the file."""
    told = f"<office:styles>{styles}</office:styles>"
    return {"styles.xml": f"<office:document-styles{SPACES}>{told}</office:document-styles>"}


NOTE = f"<office:annotation><text:p>{SAID}</text:p></office:annotation>"
HIDING = (
    '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/>'
    '</style:style><style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="dp2" style:family="drawing-page">'
    '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
)


def open_text():
    changed = (
        '<text:changed-region text:id="c1"><text:deletion><office:change-info/>'
        f"<text:p>{DELETED}</text:p></text:deletion></text:changed-region>"
        '<text:changed-region text:id="c2"><text:insertion><office:change-info/></text:insertion>'
        "</text:changed-region>"
    )
    return open_document(
        "text",
        f"<text:tracked-changes>{changed}</text:tracked-changes><text:p>Rådet {NOTE}"
        f'<text:change-start text:change-id="c2"/>{INSERTED}<text:change-end text:change-id="c2"/>'
        f'<text:change text:change-id="c1"/> läser<text:span text:style-name="T1">{HIDDEN}</text:span>.'
        "</text:p>",
        HIDING,
        {"Versions/Version1": f"<x>{DELETED}</x>"},
    )


def open_sheet():
    cell = f'<table:table-cell office:value-type="string">{NOTE}<text:p>Timrå</text:p></table:table-cell>'
    hidden = f'<table:table-cell office:value-type="string"><text:p>{HIDDEN}</text:p></table:table-cell>'
    return open_document(
        "spreadsheet",
        f'<table:table table:name="Ett"><table:table-row>{cell}</table:table-row>'
        f'<table:table-row table:visibility="collapse">{hidden}</table:table-row></table:table>'
        f'<table:table table:name="Gömt" table:style-name="ta2"><table:table-row>{hidden}'
        "</table:table-row></table:table>",
        HIDING,
    )


def open_slides():
    box = f"<draw:frame><draw:text-box><text:p>{SAID}</text:p></draw:text-box></draw:frame>"
    notes = f"<presentation:notes>{box}</presentation:notes>"
    return open_document(
        "presentation",
        f'<draw:page draw:name="Ett">{NOTE}{notes}</draw:page><draw:page draw:style-name="dp2"/>',
        HIDING,
    )


PRESENTATION = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPEN_XML = "application/vnd.openxmlformats-officedocument.presentationml"
P = f'xmlns:p="{PRESENTATION}" xmlns:a="{DRAWING}" xmlns:r="{RELATION}"'


def relations(*pairs):
    rows = "".join(
        f'<Relationship Id="rId{nth}" Type="{RELATION}/{kind}" Target="{to}"/>'
        for nth, (kind, to) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def shape(text, kind="title"):
    place = f'<p:ph type="{kind}"/>' if kind else ""  # without one it is a box of its own
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="a"/><p:cNvSpPr/>'
        f"<p:nvPr>{place}</p:nvPr></p:nvSpPr>"
        f'<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5000000" cy="900000"/></a:xfrm></p:spPr>'
        f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def tree(name, *shapes, **told):
    told = "".join(f' {key}="{value}"' for key, value in told.items())
    return (
        f'<p:{name} {P}{told}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/>'
        f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{''.join(shapes)}</p:spTree></p:cSld></p:{name}>"
    )


def slides(*, more=True):
    """Two, of which the second is hidden; the first has notes and a comment. Without more two alone."""
    parts = {
        "ppt/presentation.xml": "presentation.main",
        "ppt/slides/slide1.xml": "slide",
        "ppt/slides/slide2.xml": "slide",
        "ppt/notesSlides/notesSlide1.xml": "notesSlide",
        "ppt/comments/comment1.xml": "comments",
    }
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{OPEN_XML}.{kind}+xml"/>' for part, kind in parts.items()
    )
    default = "application/vnd.openxmlformats-package.relationships+xml"
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{default}"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation {P}><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
            '<p:sldId id="257" r:id="rId2"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/>'
            '<p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(
                ("slide", "slides/slide1.xml"), ("slide", "slides/slide2.xml")
            ),
            "ppt/slides/slide1.xml": tree("sld", shape("Tåget")),
            "ppt/slides/_rels/slide1.xml.rels": relations(
                *[("notesSlide", "../notesSlides/notesSlide1.xml"), ("comments", "../comments/comment1.xml")][
                    : 2 * more
                ]
            ),
            "ppt/slides/slide2.xml": tree("sld", shape(HIDDEN), **{"show": "0"} if more else {}),
            "ppt/notesSlides/notesSlide1.xml": tree("notes", shape(SAID, "body")),
            "ppt/notesSlides/_rels/notesSlide1.xml.rels": relations(("slide", "../slides/slide1.xml")),
            "ppt/comments/comment1.xml": f"<p:cmLst {P}><p:cm><p:text>{SAID}</p:text></p:cm></p:cmLst>",
        }
    )


def with_part(content, source, kind, name, part):
    """The file with one part more, to which another leads."""
    folder, _, own = source.rpartition("/")
    lists = f"{folder}/_rels/{own}.rels"
    led = f'<Relationship Id="rId900" Type="{RELATION}/{kind}" Target="/{name}"/></Relationships>'
    there = members(content).get(lists, relations().encode()).decode()
    return joined(content, {lists: there.replace("</Relationships>", led), name: part})


DOCUMENT = "word/document.xml"


def word_with_chunk(part, name="word/chunk.docx", more=""):
    """One that another file is inserted in whole, to be taken in by whoever opens it."""
    chunk = f'<w:altChunk xmlns:r="{RELATION}" r:id="rId900"/>'
    return with_part(word(changes=f"{more}{chunk}", comment=""), DOCUMENT, "aFChunk", name, part)


KINDS = {
    "a.docx": (word, CARRIED),
    "a.xlsx": (sheet, {"comments": 1, "hidden_sheets": 1, "hidden_rows": 1, "hidden_columns": 1}),
    "a.pptx": (slides, {"comments": 1, "speaker_notes": 1, "hidden_slides": 1}),
    "a.odt": (open_text, {"changes": 2, "comments": 1, "hidden_text": 1, "versions": 1}),
    "a.ods": (open_sheet, {"comments": 1, "hidden_sheets": 1, "hidden_rows": 1}),
    "a.odp": (open_slides, {"comments": 1, "speaker_notes": 1, "hidden_slides": 1}),
}


def words_of(content):
    """All that is written in any of its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        text = "\n".join(file.read(name).decode(errors="replace") for name in file.namelist())
    return " ".join(re.sub("<[^<>]*>", " ", text).split())
