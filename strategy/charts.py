"""Where the lines of an indicator lie in its picture, and what the picture says in words. The template
draws it of classes alone, and the table beside it has every number."""

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

from rus_portal.core.words import listed
from strategy.models import IndicatorValue
from strategy.models.indicator import amount_of, in_swedish
from strategy.models.marks import USUAL

LEFT, RIGHT, TOP, BOTTOM = 56, 548, 28, 180
STEPS = (1, 2, 5, 10)
MOST_NAMED = 6  # periods
LETTER, HEIGHT, ROUND = 10, 20, 4  # of a label on the smallest phone, and what is kept free below it
OVER, UNDER = -5, 18  # from a line to the foot of the label over or under it
# Where a label may stand along its line, as parts of it.
ANCHORS = (("end", 1), ("start", 0), ("middle", 0.75), ("middle", 0.5), ("middle", 0.25))
PLACES = 8  # on a line between two points, so that no label lies between them


@dataclass
class Line:
    """The values of one sex, in the order of their periods; a mark is a gap."""

    sex: str
    label: str
    points: list = field(default_factory=list)  # (x, y, value)

    @property
    def runs(self):
        """As SVG has them: a gap stays a gap."""
        runs: list[list] = [[]]
        for x, y, _ in self.points:
            runs[-1].append(f"{x},{y}") if y is not None else runs.append([])
        return [" ".join(run) for run in runs if len(run) > 1]

    @property
    def drawn(self):
        return [point for point in self.points if point[1] is not None]

    @property
    def passed(self):
        """Places all along the line as it is drawn."""
        for (x, y, _), (next_x, next_y, _) in pairwise([*self.points, *self.points[-1:]]):
            if y is not None:
                far = (0, 0) if next_y is None else (next_x - x, next_y - y)
                yield from ((x + far[0] * nth / PLACES, y + far[1] * nth / PLACES) for nth in range(PLACES))

    @property
    def gaps(self):
        return [x for x, y, _ in self.points if y is None]


@dataclass
class Chart:
    """One indicator in one area. `rows` are (period, [(sex, value or None)]); `levels` the lines across."""

    indicator: Any
    area: str
    sexes: list
    rows: list
    kind: str = ""  # of the periods that are drawn: one number is not compared with one of another kind
    lines: list = field(default_factory=list)
    levels: list = field(default_factory=list)
    # Of the baseline and the target: (label, y, anchor, x and y of the label).
    guides: list = field(default_factory=list)

    @property
    def values(self):
        return [value for _, values in self.rows for _, value in values if value]

    @property
    def drawn(self):
        return [row for row in self.rows if kind_of_period(row[0]) == self.kind]

    @property
    def undrawn(self):
        """The kinds of period that stand in the table alone, in words."""
        kinds = dict.fromkeys(kind_of_period(period) for period, _ in self.rows)
        return listed([*dict.fromkeys(PERIODS.get(kind, OTHER) for kind in kinds if kind != self.kind)])

    @property
    def kind_in_words(self):
        return PERIODS.get(self.kind, OTHER)

    @property
    def flagged(self):
        """What is told of numbers in the picture, and the periods that it is told of, in words."""
        periods: dict = {}
        for period, values in self.drawn:
            flags = [flag for _, value in values if value for flag in value.status_means.items()]
            for means in dict.fromkeys(means for flag, means in flags if flag != USUAL):
                periods.setdefault(means, []).append(period)
        every = [period for period, _ in self.drawn]
        return {means: "alla perioder" if own == every else _told(own) for means, own in periods.items()}

    @property
    def ends(self):
        periods = [period for period, _ in self.drawn]
        return [periods[0], periods[-1]] if len(periods) > 1 else periods

    @property
    def in_words(self):
        told = []
        for line in self.lines:
            values = [value for _, _, value in line.drawn]
            if values:
                first, last = values[0], values[-1]
                way = f"från {first.told} år {first.period} till {last.told} år {last.period}"
                told.append(
                    f"{line.label.lower()} {way if first is not last else f'{last.told} år {last.period}'}"
                )
        return f"{self.indicator.title} ({self.indicator.unit}), {self.area}: {listed(told) or 'inga tal'}."


def _told(periods):
    return listed(periods) if len(periods) <= MOST_NAMED else f"{len(periods)} perioder, se tabellen"


def explained(charts):
    """{sign: what it means} of the marks in the tables of the charts, and of the flags."""
    values = [value for each in charts if each for value in each.values]
    marks = {value.mark: value.means for value in values if value.mark and value.means}
    flags = {flag: means for value in values for flag, means in value.status_means.items()}
    return {"marks": dict(sorted(marks.items())), "flags": dict(sorted(flags.items()))}


PERIODS = {"y": "år", "y/n": "läsår", "y-y": "flerårsperioder"}
PERIODS |= dict.fromkeys(("ykn", "yqn", "ykvn", "ykvartaln"), "kvartal")
PERIODS |= {"ymn": "månader", "yvn": "veckor"}
OTHER = "perioder av annat slag"


def kind_of_period(period):
    """The same of all that a year is divided in, or put together to, in the same way."""
    bare = re.sub(r"\s", "", period.casefold()).replace("–", "-")
    return re.sub(r"\d+", lambda found: "y" if len(found[0]) == 4 else "n", bare)


def chart(indicator, values, names=None):
    """Of the values that stand, of one area, in order. None where there are none. `names` are those of areas
    by their codes. Of several kinds of period the one with most is drawn, years before others."""
    values = list(values)
    if not values:
        return None
    sexes = [
        (key, label) for key, label in IndicatorValue.Sex.choices if any(each.sex == key for each in values)
    ]
    periods = sorted({(each.year, each.period) for each in values})
    by_place = {(each.period, each.sex): each for each in values}
    rows = [(period, [(label, by_place.get((period, key))) for key, label in sexes]) for _, period in periods]
    kinds = Counter(kind_of_period(period) for _, period in periods)
    kind = max(kinds, key=lambda each: (kinds[each], each == "y"))
    area = (names or {}).get(values[0].area_code, values[0].area)
    found = Chart(indicator, area, [label for _, label in sexes], rows, kind)
    _draw(found, sexes)
    return found


def _draw(found, sexes):
    guides = [
        (f"{word} {year}: {text}", amount_of(text))
        for word, year, text in (
            ("Utgångsvärde", found.indicator.baseline_year, found.indicator.baseline),
            ("Mål", found.indicator.target_year, found.indicator.target),
        )
        if text
    ]
    amounts = [value.amount for _, values in found.drawn for _, value in values if value and value.value]
    amounts += [amount for _, amount in guides]
    if not amounts:
        return
    low, high, step = _scale(min(amounts), max(amounts))

    def y(amount):
        return round(BOTTOM - float((amount - low) / (high - low)) * (BOTTOM - TOP))

    places = _places(found.drawn)
    width = (RIGHT - LEFT) / max(places[-1], 1)
    for column, (key, label) in enumerate(sexes):
        line = Line(key, label)
        for place, (_, values) in zip(places, found.drawn, strict=True):
            if value := values[column][1]:
                line.points.append(
                    (round(LEFT + place * width), y(value.amount) if value.value else None, value)
                )
        found.lines.append(line)
    found.guides = _labelled([(label, y(amount)) for label, amount in guides], found.lines)
    count = int((high - low) / step)
    levels = [low + step * nth for nth in range(count + 1)]
    found.levels = [(in_swedish(f"{level.normalize():f}"), y(level)) for level in levels]


def _places(rows):
    """How far each period is from the first: in years, where each begins in one of its own."""
    years = [next(value.year for _, value in values if value) for _, values in rows]
    apart = [year - years[0] for year in years]
    return apart if len(set(apart)) == len(apart) else list(range(len(rows)))


def _labelled(guides, lines):
    """A label stands over or under its line, in the first place where least is drawn."""
    passed = [place for line in lines for place in line.passed]
    found = []
    for label, y in guides:
        others = [(x, other) for each, other in guides if each != label for x in range(LEFT, RIGHT, LETTER)]
        wide = LETTER * len(label)
        ways = []
        for (anchor, part), foot in product(ANCHORS, (y + OVER, y + UNDER)):
            left = LEFT + part * (RIGHT - LEFT - wide)
            met = sum(
                left <= x <= left + wide and foot - HEIGHT <= drawn <= foot + ROUND
                for x, drawn in passed + others
            )
            x = round(left + wide * {"start": 0, "middle": 0.5, "end": 1}[anchor])
            ways.append(((foot > BOTTOM, met), left, (label, y, anchor, x, foot)))
        _, left, way = min(ways, key=lambda each: each[0])
        found.append(way)
        own = product(range(round(left), round(left + wide), LETTER), (way[-1], way[-1] - HEIGHT))
        passed += list(own)
    return found


def _scale(low, high):
    """Round numbers around them, and the step between: from zero where they are far from each
    other."""
    if low > 0 and low < (high - low) * 2:
        low = Decimal(0)
    span = (high - low) or abs(high) or Decimal(1)
    size = Decimal(10) ** ((span / 4).adjusted())
    step = next(size * nth for nth in STEPS if size * nth * 4 >= span)
    bottom = (low / step).to_integral_value(rounding="ROUND_FLOOR") * step
    top = (high / step).to_integral_value(rounding="ROUND_CEILING") * step
    return bottom, top if top > bottom else bottom + step, step
