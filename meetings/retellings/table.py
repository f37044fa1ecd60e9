"""The columns of the file, and its rows as they are written there."""

import re
from dataclasses import dataclass, field

from councils.sheets import Unreadable, csv_lines, workbook
from meetings.models import FormalDecision
from meetings.retellings.cells import Unclear

ROWS, COLUMNS = 2001, 200  # the first row has the headings
ONCE = (
    *("Råd", "Rådets dåvarande namn", "Nummer", "Antaget", "Rubrik", "Ställningstagande", "Mål"),
    *("Så tjänar det målet", "Diarienummer", "Protokoll"),
)
REQUIRED = ("Råd", "Antaget", "Rubrik", "Ställningstagande", "Mål")
DISSENT = ("Avvikande organisation", "Avvikande synpunkt")
DECISION = tuple(f"Formellt beslut {of}" for of in ("av", "läge", "dag", "organ", "paragraf", "diarienummer"))
GROUPS = (DISSENT, DECISION)  # as many of each as there are in the file, numbered
IN_TEMPLATE = 3
OF_EACH = (26, 22, 10, 12, 40, 70, 12, 40, 16, 26)
WIDTHS = (*OF_EACH, *(26, 50) * IN_TEMPLATE, *(26, 12, 12, 22, 12, 16) * IN_TEMPLATE)
EXAMPLE = {
    "Råd": "Regionala samverkansrådet",
    "Nummer": "1",
    "Antaget": "2019-05-03",
    "Rubrik": "Exempel: skriv över eller ta bort raden",
    "Ställningstagande": "Samverkansrådet ställer sig bakom planen.\nSamverkansrådet följer upp den årligen.",
    "Mål": "1.1",
    "Diarienummer": "19RS123",
    "Protokoll": "2019-05-03.pdf",
    "Avvikande organisation 1": "Timrå kommun",
    "Avvikande synpunkt 1": "Timrå kommun avstår från den andra punkten.",
    "Formellt beslut av 1": "Sundsvalls kommun",
    "Formellt beslut läge 1": FormalDecision.Status.DECIDED.label,
    "Formellt beslut dag 1": "2019-06-17",
    "Formellt beslut organ 1": "Kommunfullmäktige",
    "Formellt beslut paragraf 1": "§ 45",
}
HEADING = re.compile(r"(.*?)[\s:.]*(\d{0,2})\W*", re.DOTALL)


@dataclass
class Row:
    """One line of the file. `cells` are the texts that are there, by heading and, of a group, its number."""

    line: int
    cells: dict
    errors: list = field(default_factory=list)  # (heading, sentence)

    def cell(self, heading, nth=0):
        return self.cells.get((heading, nth), "")

    def wrong(self, heading, sentence, nth=0):
        self.errors.append((heading_of(heading, nth), sentence))

    def read(self, heading, reader, nth=0):
        """What the reader makes of the cell; None where that is unclear."""
        try:
            return reader(self.cell(heading, nth))
        except Unclear as why:
            self.wrong(heading, str(why), nth)

    def groups(self, headings):
        """The numbers of the groups in which anything is filled in."""
        return sorted({nth for heading, nth in self.cells if heading in headings})


def heading_of(heading, nth):
    return f"{heading} {nth}" if nth else heading


def parse(table):
    """The rows, and the headings that were not understood. `table` is (number of the line, its cells)."""
    if not table:
        raise Unreadable("Filen har inga rader. Ladda ner mallen och fyll i den.")
    (_, headings), *lines = table
    places = {place: known for place, heading in enumerate(headings) if (known := _known(heading))}
    if missing := [heading for heading in REQUIRED if (heading, 0) not in places.values()]:
        raise Unreadable(
            f"Första raden saknar {'rubriken' if len(missing) == 1 else 'rubrikerna'} {', '.join(missing)}. "
            "Använd rubrikerna i mallen."
        )
    if twice := sorted({heading_of(*each) for each in places.values() if [*places.values()].count(each) > 1}):
        raise Unreadable(f"Rubriken {twice[0]} står i flera kolumner. Numrera dem eller ta bort en.")
    if not lines:
        raise Unreadable("Filen har rubriker men inga ställningstaganden. Fyll i en rad för varje.")
    rows = [
        Row(number, {places[at]: text for at, text in enumerate(cells) if text and at in places})
        for number, cells in lines
    ]
    return rows, [heading for place, heading in enumerate(headings) if heading and place not in places]


def _known(heading):
    """(heading, its number), however it is spelt: "Avvikande organisation 2:"; None where it is none."""
    said, written = re.fullmatch(HEADING, heading).groups()  # type: ignore[union-attr]  # it fits everything
    words, nth = _key(said), int(written or 0)
    if not nth:
        for each in ONCE:
            if _key(each) == words:
                return each, 0
    return next(((each, nth or 1) for group in GROUPS for each in group if _key(each) == words), None)


def _key(text):
    return "".join(letter for letter in text.casefold() if letter.isalpha())


def template():
    """The headings, and a row as an example."""
    nths = range(1, IN_TEMPLATE + 1)
    headings = [*ONCE, *(heading_of(each, nth) for group in GROUPS for nth in nths for each in group)]
    return [headings, [EXAMPLE.get(heading, "") for heading in headings]]


def template_as(kind):
    if kind == "xlsx":
        return workbook({"Ställningstaganden": (template(), WIDTHS)})
    return "".join(csv_lines(template())).encode()
