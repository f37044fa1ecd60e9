#!/bin/bash
# WeasyPrint 70.0: in a PDF/A-3, two attachments with the same bytes get one and the same relationship, that of the last,
# and the list of associated files (/AF) names each attachment twice.
#
# Expected: each file specification carries the relationship that was given for it (ISO 19005-3, 6.8), and /AF names it once.
# Seen: the relationship is looked up by the MD5 of the bytes, so the one given as "Source" is written "Supplement"; /AF has
# four entries for two files. veraPDF finds nothing wrong: any relationship is a valid one.
# Why it matters: minutes carry their record as "Data" beside their appendices. An archive that reads /AF to tell the data from
# the appendices gets the wrong answer, or each of them twice.
set -euo pipefail
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/venv"
"$here/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint==70.0 pypdf==6.21.4
"$here/venv/bin/python" - <<'PYTHON'
import io, sys
import pypdf, weasyprint

files = [
    weasyprint.Attachment(string="1;2", name=name, relationship=relationship)
    for name, relationship in (("a.csv", "Source"), ("b.csv", "Supplement"))
]
page = weasyprint.HTML(string='<html lang="sv"><title>t</title><p>a')
made = page.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True, attachments=files)
listed = [each.get_object() for each in pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]["/AF"]]
seen = [(str(each["/UF"]), str(each["/AFRelationship"])) for each in listed]
print("WeasyPrint", weasyprint.__version__)
print("expected:", [("a.csv", "/Source"), ("b.csv", "/Supplement")])
print("seen:    ", seen)
sys.exit(0 if seen == [("a.csv", "/Supplement"), ("b.csv", "/Supplement")] * 2 else 1)
PYTHON
