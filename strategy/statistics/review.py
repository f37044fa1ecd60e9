"""What a file that was read would change: new values, revised ones, and those that are there already."""

from dataclasses import dataclass, field

from strategy.models import IndicatorValue

KEY = IndicatorValue.KEY


@dataclass
class Review:
    """`revised` are pairs of a value that leaves and the one that comes in its place."""

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
    there = {_key(each): each for each in file.indicator.values.current()}
    found = Review()
    for cell in file.cells:
        value = IndicatorValue(indicator=file.indicator, came_with=file, **cell)
        before = there.get(_key(value))
        if before is None:
            found.new.append(value)
        elif _says(before) != _says(value):
            found.revised.append((before, value))
        else:
            found.same += 1
    return found


def _key(value):
    return tuple(getattr(value, name) for name in KEY)


def _says(value):
    """12.5 and 12.50 are the same number."""
    return value.amount, value.mark, value.status
