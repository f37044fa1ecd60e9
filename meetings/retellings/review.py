"""The rows of a file as they would come in: each matched to a council, goals and organisations, with what is
wrong in it and what is there already. Nothing is saved here. A handful of queries, however many rows."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

from meetings.models import Position, RetellingFile
from meetings.retellings import known
from meetings.retellings.cells import day_in, is_broken, number_in, registry_number_in
from meetings.retellings.homes import hear_decisions, hear_dissent
from meetings.retellings.known import key
from meetings.retellings.table import EXAMPLE, Row, parse
from rus_portal.core.limits import LINE, WORDS, too_long
from rus_portal.core.permissions import may_keep
from rus_portal.core.seen import mark
from rus_portal.core.text import points
from rus_portal.core.words import day

HOW = "Källan säger inte hur. Kansliet har angett målet i efterhand."
GOAL_SEPARATORS = str.maketrans(";\n", ",,")


@dataclass
class Line:
    """A row and what it was understood as."""

    row: Row
    council: Any = None
    council_name: str = ""
    adopted_on: Any = None
    number: int | None = None
    is_numbered_here: bool = False  # the file has no number, so it gets the next one
    goals: list = field(default_factory=list)  # the primary one first
    file: RetellingFile | None = None
    dissents: list = field(default_factory=list)  # (organisation, its name then, text)
    decisions: list = field(default_factory=list)  # (organisation, its name then, facts)
    existing: Position | None = None

    @property
    def errors(self):
        return self.row.errors

    @property
    def title(self):
        return self.row.cell("Rubrik")

    @property
    def text(self):
        return self.row.cell("Ställningstagande")

    @property
    def how(self):
        return self.row.cell("Så tjänar det målet") or HOW

    @property
    def registry_number(self):
        return self.row.cell("Diarienummer")

    @cached_property
    def points(self):
        return points(self.text)

    @property
    def designation(self):
        if not (self.council and self.adopted_on and self.number):
            return ""
        return f"{self.council.abbreviation} {self.number}/{self.adopted_on.year}"

    @property
    def at(self):
        """The key of its meeting."""
        return self.council.pk, self.adopted_on

    @property
    def in_year(self):
        return self.council.pk, self.adopted_on.year


@dataclass
class Review:
    lines: list
    unread: list  # headings
    files: list  # that no row names
    meetings: dict

    @cached_property
    def faulty(self):
        return [line for line in self.lines if line.errors]

    @cached_property
    def new(self):
        return [line for line in self.lines if not line.errors and not line.existing]

    @cached_property
    def existing(self):
        return [line for line in self.lines if not line.errors and line.existing]

    @property
    def state(self):
        """What whoever confirms it has seen: if it differs then, something has come between."""
        told = [
            (
                *(line.row.line, line.designation, line.council_name, len(line.errors)),
                *(tuple(goal.pk for goal in line.goals), line.existing, line.file),
                line.council and line.adopted_on and self.meetings.get(line.at),
            )
            for line in self.lines
        ]
        return mark(tuple(told))


def review(retelling, by):
    """Raises `Unreadable` where the file has no such rows."""
    rows, unread = parse(retelling.rows)
    lines = [Line(row) for row in rows]
    councils, organisations, goals = known.councils(), known.organisations(), known.Goals()
    files = {key(each.name): each for each in retelling.files.all()}
    for line in lines:
        _understand(line, councils, goals, by)
        hear_dissent(line, organisations)
        hear_decisions(line, organisations)
    placed = [line for line in lines if line.council and line.adopted_on]
    years = {line.adopted_on.year for line in placed}
    before = known.Before({line.council.pk for line in placed}, years)
    for line in placed:
        _compare(line, before)
    _number(placed, before)
    _refuse_twice(placed)
    for line in lines:
        _find_file(line, files)
    used = {line.file for line in lines}
    return Review(lines, unread, [each for each in files.values() if each not in used], before.meetings)


def _understand(line, councils, goals, by):
    row = line.row
    for (heading, nth), text in row.cells.items():
        if is_broken(text):
            row.wrong(heading, "Där står en formel eller ett Excelfel. Klistra in värdet som text.", nth)
    if line.title == EXAMPLE["Rubrik"]:
        return row.wrong("Rubrik", "Raden är mallens exempel. Ta bort den.")
    named = councils.get(key(row.cell("Råd")))
    if named is None:
        row.wrong("Råd", f"Rådet ”{row.cell('Råd')}” finns inte. Skriv dess namn eller förkortning.")
    elif not (kept := may_keep(by, named.thing)):
        row.wrong("Råd", f"{named.thing} har ett annat kansli. {kept.reason}")
    else:
        line.council, line.council_name = named.thing, row.cell("Rådets dåvarande namn") or named.name
    if len(line.council_name) > 120:
        row.wrong("Rådets dåvarande namn", "Namnet är längre än 120 tecken. Korta det.")
    line.adopted_on = row.read("Antaget", day_in)
    if row.cell("Diarienummer"):
        row.read("Diarienummer", registry_number_in)
    if not line.title:
        row.wrong("Rubrik", "Rubriken saknas. Skriv vad ställningstagandet gäller.")
    elif len(line.title) > LINE or "\n" in line.title:
        row.wrong("Rubrik", f"Rubriken ska stå på en rad med högst {LINE} tecken. Korta den.")
    for heading, words in (("Ställningstagande", WORDS["position"]), ("Så tjänar det målet", WORDS["how"])):
        if told := too_long(row.cell(heading), words):
            row.wrong(heading, told)
    if not line.points:
        row.wrong("Ställningstagande", "Texten saknas. Skriv det som rådet ställde sig bakom.")
    if line.adopted_on:
        _find_goals(line, goals)


def _find_goals(line, goals):
    """Codes with commas, semicolons or lines between them; the words of a goal may follow its code."""
    written = line.row.cell("Mål").translate(GOAL_SEPARATORS).split(",")
    codes = [words[0] for each in written if (words := each.split())]
    if not codes:
        line.row.wrong("Mål", "Målet saknas. Skriv koden för det mål som texten tjänar, som 1.1.")
    for code in codes:
        goal = goals.on(line.adopted_on, code)
        if goal is None:
            told = f"Målet ”{code}” finns inte i strategin från den tiden."
            line.row.wrong("Mål", f"{told} Skriv målets kod, som 1.1, i en cell med text.")
        elif goal not in line.goals:
            line.goals.append(goal)


def _compare(line, before):
    """With what is in the register, and the meetings that the portal has held."""
    row, written = line.row, line.row.cell("Nummer")
    if written:
        line.number, year, of = row.read("Nummer", number_in) or (None, None, "")
        if year and year != line.adopted_on.year:
            told = f"Numret är från {year}, men dagen från {line.adopted_on.year}."
            row.wrong("Nummer", f"{told} Rätta det ena.")
        if of and of != line.council.abbreviation:
            told = f"{line.council} har förkortningen {line.council.abbreviation}, inte {of}."
            row.wrong("Nummer", told)
    titled = before.by_title.get((*line.at, key(line.title)))
    there = before.by_number.get((*line.in_year, line.number)) if written else titled
    if there is None and titled:
        told = f"Ställningstagandet finns redan i registret, som {titled.designation}."
        row.wrong("Nummer", f"{told} Rätta numret.")
    elif there:
        line.existing, line.number = there, there.number
        if _said(line) != _kept(there):
            told = f"{there.designation}, ”{there.item.title}”, finns i registret och säger något annat."
            row.wrong("Nummer", f"{told} Det publicerade ändras inte: rätta numret eller ta bort raden.")
    elif line.number in before.taken[line.in_year]:
        row.wrong("Nummer", f"Numret {line.number}/{line.adopted_on.year} är redan givet vid ett annat möte.")
    meeting = before.meetings.get(line.at)
    if meeting and not meeting.source and not there:
        told = f"{line.council} hade ett möte i portalen den {day(line.adopted_on)}."
        row.wrong(
            "Antaget", f"{told} Det som antogs då står i dess protokoll. Rätta dagen eller ta bort raden."
        )


def _said(line):
    dissents = {(organisation.pk, key(text)) for organisation, _, text in line.dissents}
    return line.adopted_on, key(line.title), line.points, dissents


def _kept(position):
    dissents = {(each.organisation.pk, key(each.text)) for each in position.dissents}
    return position.adopted_on, key(position.item.title), position.points, dissents


def _number(lines, before):
    """Those without a number get the next ones of the year, in the order of their days."""
    taken = before.taken
    for line in lines:
        if line.number:
            taken[line.in_year].add(line.number)
    following: dict = {}
    for line in sorted(lines, key=lambda line: (line.adopted_on, line.row.line)):
        if not line.number and not line.row.cell("Nummer"):
            free = following.setdefault(line.in_year, count(max(taken[line.in_year], default=0) + 1))
            line.number, line.is_numbered_here = next(free), True


def _refuse_twice(lines):
    numbers, titles = {}, {}
    for line in lines:
        first = numbers.setdefault((line.in_year, line.number), line)
        if first is not line and line.number:
            told = f"Numret {line.number}/{line.adopted_on.year} står redan på rad {first.row.line}."
            line.row.wrong("Nummer", told)
        first = titles.setdefault((line.at, key(line.title)), line)
        if first is not line and line.title:
            line.row.wrong("Rubrik", f"Samma rubrik från samma dag står redan på rad {first.row.line}.")


def _find_file(line, files):
    name = line.row.cell("Protokoll")
    if not name or line.existing:
        return
    line.file = files.get(key(name)) or files.get(key(f"{name}.pdf"))
    if line.file is None:
        line.row.wrong("Protokoll", f"Filen ”{name}” är inte uppladdad. Lägg till den, eller töm cellen.")
