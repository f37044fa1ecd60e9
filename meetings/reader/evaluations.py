"""How a council's meetings live up to its pledge: the numbers, and where in a picture they lie."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q

from meetings.models import EvaluatedPrinciple, Evaluator, Meeting
from meetings.models.evaluation import LABELS, is_over
from rus_portal.core.words import day

IN_PICTURE = 12  # the newest meetings; the table has all
LEFT, RIGHT, TOP, BOTTOM = 14, 306, 40, 118  # where the points of a picture lie
LEAST, MOST = min(EvaluatedPrinciple.SCALE.values()), max(EvaluatedPrinciple.SCALE.values())


@dataclass
class Point:
    """What one meeting says of a principle; `told` is None where its answers are not shown."""

    meeting: Meeting
    told: Any
    x: int = 0

    @property
    def counts(self):
        return [getattr(self.told, answer) for answer in EvaluatedPrinciple.ANSWERS] if self.told else []

    @property
    def labelled(self):
        return zip(LABELS.values(), self.counts, strict=True)

    @property
    def mean(self):
        """In words; empty in a gap, also where nobody took a stand."""
        return f"{self.told.mean:.1f}".replace(".", ",") if self.told and self.told.mean else ""

    @property
    def y(self):
        return round(BOTTOM - (self.told.mean - LEAST) / (MOST - LEAST) * (BOTTOM - TOP))


@dataclass
class Series:
    """One principle at each meeting where it was asked about in these words. A former one is no more."""

    words: str
    number: int = 0
    points: list = field(default_factory=list)
    is_former: bool = False

    @property
    def drawn(self):
        """The newest, from left to right."""
        drawn = self.points[-IN_PICTURE:]
        for nth, point in enumerate(drawn):
            point.x = LEFT + round(nth * (RIGHT - LEFT) / max(len(drawn) - 1, 1))
        return drawn

    @property
    def lines(self):
        """Each between meetings next to each other, as SVG has it: a gap stays a gap."""
        runs: list[list] = [[]]
        for point in self.drawn:
            if point.mean:
                runs[-1].append(f"{point.x},{point.y}")
            else:
                runs.append([])
        return [" ".join(run) for run in runs if len(run) > 1]

    @property
    def in_words(self):
        """What the picture tells."""
        told = [point for point in self.drawn if point.mean]
        ends = [f"{point.mean} den {day(point.meeting.date)}" for point in (*told[:1], *told[1:][-1:])]
        return f"Medelvärdet är {' och '.join(ends)}." if ends else "Inga svar visas än."


def rounds_of(council):
    """The meetings after which the council's pledge was asked about, the oldest first: how many were asked,
    how many have answered, and whether any answer can come yet."""
    its = EvaluatedPrinciple.objects.filter(meeting=OuterRef("pk"), council=council)
    answered = Q(evaluators__state=Evaluator.State.ANSWERED)
    rounds = Meeting.objects.filter(Exists(its)).select_related("council")
    return rounds.annotate(
        asked=Count("evaluators"),
        answered=Count("evaluators", filter=answered),
        is_over=ExpressionWrapper(is_over("pk"), BooleanField()),
    ).order_by("date", "start_time", "pk")


def series_of(person, council):
    """The rounds, and what is shown of them to the person for each principle. Three queries."""
    rounds = list(rounds_of(council))
    asked = EvaluatedPrinciple.objects.filter(council=council).order_by("meeting", "number")
    shown = {each.pk: each for each in asked.visible_to(person)}
    found: dict = {}
    by_id = {meeting.pk: meeting for meeting in rounds}
    rows = asked.order_by("meeting__date", "meeting__start_time", "meeting", "number")
    for key, meeting, number, words in rows.values_list("pk", "meeting", "number", "words"):
        series = found.setdefault(words, Series(words))
        series.number = number
        series.points.append(Point(by_id[meeting], shown.get(key)))
    for series in found.values():
        series.is_former = series.points[-1].meeting != rounds[-1]
    return rounds, sorted(found.values(), key=lambda series: (series.is_former, series.number))


def table_of(series):
    """All numbers that are shown, as rows of text."""
    yield ["Möte", "Punkt", "Lydelse", "Medelvärde", *LABELS.values()]
    for each in series:
        for point in each.points:
            cells = [f"{point.meeting.date}", f"{each.number}", each.words, point.mean]
            yield [*cells, *map(str, point.counts or [""] * len(LABELS))]
