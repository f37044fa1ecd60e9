#!/bin/bash
# WeasyPrint 70.0: in a tagged table, a cell is linked to every <th> without scope="row" in its column, also to the
# headings of groups that it does not belong to, and the scope "rowgroup" is not read.
#
# Expected: with <th scope="rowgroup"> above each group (HTML, 4.9.12), a cell belongs to its own group's heading alone.
# Seen: the only cell of the second group names both groups' headings, and the first group's cell that of the second,
# which stands below it.
# Why it matters: a list of who was present, grouped by municipality, is read aloud with the wrong municipality beside
# each name. The document passes PDF/UA-1: a validator checks that headers exist, not which they are.
set -euo pipefail
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint==70.0 pypdf==6.21.4
"$here/venv/bin/python" - <<'PYTHON'
import io, sys
import pypdf, weasyprint

TABLE = """<!DOCTYPE html><html lang="sv"><title>t</title><body><table>
<tbody><tr><th scope="rowgroup">Sundsvall</th></tr><tr><td>Ada</td></tr></tbody>
<tbody><tr><th scope="rowgroup">Kramfors</th></tr><tr><td>Bo</td></tr></tbody>
</table></body></html>"""
made = weasyprint.HTML(string=TABLE).write_pdf(pdf_variant="pdf/ua-1")

def cells(element):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict) and "/S" in kid:
            if kid["/S"] in ("/TH", "/TD"):
                yield kid
            yield from cells(kid)

found = list(cells(pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]["/StructTreeRoot"]))
names = {str(cell["/ID"]): name for cell, name in zip([c for c in found if c["/S"] == "/TH"], ["Sundsvall", "Kramfors"])}
linked = [[names[str(key)] for key in cell["/A"]["/Headers"]] for cell in found if cell["/S"] == "/TD"]
print("WeasyPrint", weasyprint.__version__)
print("expected: Ada", ["Sundsvall"], "Bo", ["Kramfors"])
print("seen:     Ada", linked[0], "Bo", linked[1])
sys.exit(0 if linked == [["Sundsvall", "Kramfors"]] * 2 else 1)
PYTHON
