"""A text as a file of Word's, to paste from."""

import io
import re

from docx import Document
from docx.oxml.ns import qn

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADING, TEXT, POINT = "heading", "text", "point"
STYLES = {HEADING: "Heading 2", POINT: "List Paragraph"}
IN_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word_file(blocks, *, author):
    """The bytes of the file. `blocks` are (kind, words); the first is the title."""
    document = Document()
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "sv-SE")
    [(_, title), *rest] = [(kind, IN_NO_XML.sub("", words)) for kind, words in blocks]
    told = document.core_properties
    told.title, told.author, told.language, told.comments = title, author, "sv-SE", ""
    styles = {kind: document.styles[name] for kind, name in STYLES.items()}
    document.add_heading(title, level=1)
    for kind, words in rest:
        document.add_paragraph(words, style=styles.get(kind))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
