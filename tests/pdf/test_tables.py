"""A cell of a table is read aloud with the headers of its own row and column, and no others.

No validator tells: WeasyPrint (70) links a cell to every header in its column, group headers of other rows
too, and takes only `scope="row"` for the header of a row.
"""

import io
import re
from pathlib import Path

import pypdf
import pytest
from django.conf import settings

from meetings import pdf
from tests.pdf.records import position_item, record, seat

PAPERS = sorted((Path(settings.BASE_DIR) / "templates/meetings/pdf").glob("*.html"))


def kids(element):
    below = element.get("/K", [])
    below = below if isinstance(below, list) else [below]
    return [each.get_object() for each in below if isinstance(each.get_object(), dict)]


def found(element, kind):
    if element.get("/S") == kind:
        yield element
    else:
        for each in kids(element):
            yield from found(each, kind)


def tables_of(content):
    """Each table as rows of cells: (kind, its own key, keys of its headers)."""
    root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]
    for table in found(root, "/Table"):
        yield [[cell_of(cell) for cell in kids(row)] for row in found(table, "/TR")]


def cell_of(cell):
    facts = cell.get("/A", {})
    return cell["/S"], cell.get("/ID"), list(facts.get("/Headers", []))


@pytest.mark.pdf
def test_who_was_there_is_read_with_the_own_organisation_and_nothing_else():
    people = [seat("Sundsvall", "Ada"), seat("Timrå", "Bo"), seat("Ånge", "Cy")]
    printed = pdf.minutes_pdf(
        record(position_item(1), attendance=[{"heading": "Ledamöter", "people": people}])
    )
    [attendance] = [rows for rows in tables_of(printed) if len(rows) == 4 and len(rows[0]) == 4][:1]
    head, *rows = attendance
    assert [kind for kind, _, _ in head] == ["/TH"] * 4
    for (kind, key, _), *others in rows:
        assert kind == "/TH"
        assert [headers for _, _, headers in others] == [[key, each[1]] for each in head[1:]]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_tables_on_paper_have_one_row_of_headings_and_at_most_one_heading_in_each_row_below(paper):
    for table in re.findall(r"<table.*?</table>", paper.read_text(), re.DOTALL):
        head, _, body = table.rpartition("</thead>")
        assert head.count("<tr") <= 1
        assert 'scope="row"' not in head
        assert re.findall(r"<th(?!ead)(?![^>]*scope=\"row\")", body) == []
        assert not re.search(r"rowspan|rowgroup|colgroup", table)
