"""Lists of seats as files, such as offices send them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

HEADINGS = ["råd", "organisation", "roll", "sida", "titel", "namn", "e-post", "parti"]


def line(organisation="Härnösand", side="Majoritet", name="Ny i Härnösand", email="", party="", **more):
    """One line of a file; keyword arguments are named as the fields of `mandate.Row`."""
    row = {
        "council": "Regionala samverkansrådet",
        "organisation": organisation,
        "capacity": "Ledamot",
        "side": side,
        "title": "",
        "name": name,
        "email": email,
        "party": party,
    }
    return list((row | more).values())


def csv_file(*lines, headings=HEADINGS, delimiter=";", encoding="utf-8-sig", name="platser.csv"):
    written = "\r\n".join(delimiter.join(cells) for cells in (headings, *lines))
    return SimpleUploadedFile(name, written.encode(encoding))


def xlsx_file(*lines, headings=HEADINGS, name="platser.xlsx"):
    book = Workbook()
    for cells in (headings, *lines):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())
