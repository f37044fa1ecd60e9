"""The positions of a period and what each organisation has decided about each: a page of the newest first."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Paginator
from django.db.models import Q

from meetings.models import FormalDecision, Position
from meetings.positions.expected import expected_on
from meetings.positions.register import PAGE, Found
from rus_portal.core.prepared import prepared

Status = FormalDecision.Status


@dataclass(frozen=True)
class Cell:
    """What one organisation has decided of one position. `mark` is the shape that tells it, empty where the
    organisation had no seat that takes position on the day, and nothing is recorded of it."""

    organisation: object
    mark: str = ""
    words: str = ""

    @property
    def is_quiet(self):
        """Nothing is awaited, as far as is known."""
        return self.mark in ("", "unknown", Status.NOT_NEEDED)


@dataclass(frozen=True)
class Line:
    position: Position
    cells: list
    come: str  # how many of those that need a formal decision have taken theirs


class Row(NamedTuple):
    """What the table says of one line, in values that it is written once for (docs/adr/0034)."""

    url: str
    title: str
    designation: str
    adopted_on: dt.date
    is_public: bool
    dissents: tuple
    come: str
    cells: tuple  # (organisation, mark, words, whether it is quiet, whether it is so on all the lines)


@dataclass(frozen=True)
class Matrix:
    page: object
    organisations: list
    lines: list

    @property
    def silent(self):
        """Those of whom nothing is awaited on any of the lines: on paper there is no room for them."""
        told = {cell.organisation for line in self.lines for cell in line.cells if not cell.is_quiet}
        return {*self.organisations} - told

    @property
    def rows(self):
        silent = self.silent
        for line in self.lines:
            position = line.position
            yield Row(
                position.get_absolute_url(),
                position.item.title,
                position.designation,
                position.adopted_on,
                bool(position.published_at),
                tuple(each.whose for each in position.dissents),
                line.come,
                tuple(
                    (
                        each.organisation.short_name,
                        each.mark,
                        each.words,
                        each.is_quiet,
                        each.organisation in silent,
                    )
                    for each in line.cells
                ),
            )


def matrix(asked, page):
    found = Paginator(Found(asked.positions), PAGE).get_page(page)  # type: ignore[arg-type]  # it asks no more
    positions = list(found)
    expected = expected_on(positions)
    recorded = {each.pk: {} for each in positions}
    for decision in _decisions([*recorded]):
        recorded[decision.position_id][decision.organisation] = decision
    concerned = {each.pk: {*expected[each.item.meeting_id], *recorded[each.pk]} for each in positions}
    organisations = sorted(set().union(*concerned.values()), key=lambda each: (each.order, each.short_name))
    lines = [_line(each, organisations, concerned[each.pk], recorded[each.pk]) for each in positions]
    return Matrix(found, organisations, lines)


def _line(position, organisations, concerned, recorded):
    cells = [_cell(each, recorded.get(each), each in concerned) for each in organisations]
    needed = [each for each in recorded.values() if each.status != Status.NOT_NEEDED]
    taken = sum(each.status == Status.DECIDED for each in needed)
    return Line(position, cells, f"{taken} av {len(needed)}" if needed else "")


def _cell(organisation, decision, is_concerned):
    if decision:
        return Cell(organisation, "late" if decision.is_overdue else decision.status, decision.told_status)
    return Cell(organisation, "unknown", FormalDecision.UNTOLD) if is_concerned else Cell(organisation)


@prepared
def _decisions(positions):
    return FormalDecision.objects.filter(Q(position__in=positions)).select_related("organisation")
