"""What a file that was read would change: new values, revised ones, and those that are there already."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Q

from strategy.models import IndicatorValue

KEY = IndicatorValue.KEY


@dataclass
class Review:
    """`new` are cells of the file, and `revised` pairs of a value that leaves and the cell that comes in its
    place."""

    new: list = field(default_factory=list)
    revised: list = field(default_factory=list)
    same: int = 0

    @property
    def changes(self):
        return bool(self.new or self.revised)

    def in_words(self):
        told = [f"{len(self.new)} {'nytt värde' if len(self.new) == 1 else 'nya värden'}"] if self.new else []
        if self.revised:
            told.append(
                f"{len(self.revised)} {'reviderat värde' if len(self.revised) == 1 else 'reviderade värden'}"
            )
        return " och ".join(told) or "inga ändringar"


def review(file):
    """One query, however many values."""
    there = {each.key: each for each in file.indicator.values.current()}
    found = Review()
    for cell in file.cells:
        before = there.get(tuple(cell[name] for name in KEY))
        if before is None:
            found.new.append(cell)
        elif (before.amount, before.mark, before.status) != _says(cell):
            found.revised.append((before, cell))
        else:
            found.same += 1
    return found


def _says(cell):
    """12.5 and 12.50 are the same number."""
    return Decimal(cell["value"]) if cell["value"] else None, cell["mark"], cell["status"]


def with_before(file, values):
    """(what stood there before, the value) of each of those that the file brought; None where nothing did.
    What has been undone since stood there too."""
    earlier = file.indicator.values.filter(came_with__confirmed_at__lt=file.confirmed_at)
    undone = Q(left_with=F("came_with"), came_with__withdrawn_at__lt=file.confirmed_at)
    periods = {each.period for each in values}
    there = earlier.exclude(undone).filter(period__in=periods, place__in={each.place for each in values})
    newest = {each.key: each for each in there.order_by("came_with__confirmed_at", "came_with", "pk")}
    return [(newest.get(each.key), each) for each in values]


def as_values(file, cells):
    """Of the file's indicator, unsaved."""
    return [IndicatorValue(indicator=file.indicator, came_with=file, **cell) for cell in cells]
