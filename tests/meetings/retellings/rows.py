"""What the tests of positions from before the portal begin with."""

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from councils import sheets
from meetings.retellings.review import review
from meetings.retellings.table import COLUMNS, ROWS
from meetings.workflow.retelling import bring_in, save_retelling
from rus_portal.demo.people import person_for
from rus_portal.demo.sheet import sheet

SOURCE = "Rådets protokoll 2015–2022."
FACTS = {
    "Råd": "RSR",
    "Nummer": "3/2019",
    "Antaget": "2019-05-03",
    "Rubrik": "Tåg till kusten",
    "Ställningstagande": "- Vi bygger.\n- Vi kör.",
    "Mål": "1.1",
}
DISSENT = {"Avvikande organisation": "Timrå kommun", "Avvikande synpunkt": "Vi avstår.\n\nDet är för dyrt."}
DECISION = {
    "Formellt beslut av": "Sundsvall",
    "Formellt beslut läge": "Beslutat",
    "Formellt beslut dag": "2019-06-17",
    "Formellt beslut organ": "Kommunfullmäktige",
    "Formellt beslut paragraf": "§ 45",
    "Formellt beslut diarienummer": "0042",
}


def row(**changes):
    return FACTS | changes


def table(*rows):
    """As it is read from a file: the headings of all the rows, and each row."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    lines = [[row.get(heading, "") for heading in headings] for row in rows]
    return [[1, headings], *([number, cells] for number, cells in enumerate(lines, start=2))]


def kept(*rows, files=(), by=None):
    facts = {"name": "historia.xlsx", "rows": table(*rows), "source": SOURCE}
    return save_retelling(None, files, by=by or person_for("secretary"), **facts)


def errors(*rows, **facts):
    found = review(kept(*rows, **facts), person_for("secretary"))
    return [(line.row.line, heading) for line in found.lines for heading, _ in line.errors]


def brought(*rows, by=None, **facts):
    by = by or person_for("secretary")
    retelling = kept(*rows, **facts)
    return bring_in(retelling, by=by, seen=review(retelling, by).state)


def minutes_file(name="2019-05-03.pdf"):
    return ContentFile(sheet("Protokoll", "Den 3 maj 2019.", ""), name=name)


def upload(content, name):
    return SimpleUploadedFile(name, content)


def read(content, name):
    return sheets.read(upload(content, name), cell=sheets.text_in_lines, most=ROWS, widest=COLUMNS)


def objects(client, kind, **asked):
    return client.get(reverse("oparl_list", args=[kind]), asked).json()["data"]
