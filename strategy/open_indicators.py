"""Indicators as open data: each value that stands, with its mark and its status, and what these mean: as the
file that it came with says, and else as is usual."""

import json

from rus_portal.core.address import whole
from rus_portal.core.pieces import in_order
from rus_portal.core.words import listed
from strategy.models import Indicator, IndicatorValue
from strategy.models.indicator import amount_of
from strategy.open_editions import named

COLUMNS = {
    "indikator": 40,
    "enhet": 14,
    "områdeskod": 12,
    "område": 26,
    "kön": 10,
    "period": 12,
    "värde": 16,
    "markering": 12,
    "status": 12,
    "betyder": 30,
    "källa": 40,
}


def _values(indicators):
    found = IndicatorValue.objects.current().filter(indicator__in=indicators).in_order()
    return in_order(found.select_related("indicator").with_meanings())


def table(indicators, *, shown=lambda value: value.replace(".", ",")):
    """A row with the names of the columns, and one for each value, its decimals after a comma unless `shown`
    has it in another way."""
    yield list(COLUMNS)
    names = IndicatorValue.objects.area_names()
    for each in _values(indicators):
        yield [
            each.indicator.title,
            each.indicator.unit,
            each.area_code,
            names.get(each.area_code, each.area),
            each.get_sex_display(),
            each.period,
            shown(each.value) if each.value else "",
            each.mark,
            each.status,
            listed([*filter(None, [each.means, *each.status_means.values()])]),
            each.indicator.source,
        ]


def as_json(indicators):
    """In pieces. A number is written as the source has it."""
    indicators = list(indicators.prefetch_related("goals"))
    yield f'{{"indicators": [{", ".join(map(_told, indicators))}], "values": ['
    between, names = "\n", IndicatorValue.objects.area_names()
    for each in _values(Indicator.objects.filter(pk__in=[indicator.pk for indicator in indicators])):
        facts = {
            "indicator": each.indicator.slug,
            "area_code": each.area_code,
            "area": names.get(each.area_code, each.area),
            "sex": each.sex,
            "period": each.period,
            "year": each.year,
            "mark": each.mark or None,
            "mark_means": each.means or None,
            "status": each.status or None,
            "status_means": each.status_means,
        }
        yield f'{between}{json.dumps(facts, ensure_ascii=False)[:-1]}, "value": {each.value or "null"}}}'
        between = ",\n"
    yield "\n]}\n"


def _told(indicator):
    facts = {
        "slug": indicator.slug,
        "title": indicator.title,
        "unit": indicator.unit,
        "about": indicator.about,
        "source": indicator.source,
        "goals": [named(goal, "code") for goal in indicator.goals.all()],
        "url": whole(indicator.get_absolute_url()),
    }
    baseline = _aim(indicator.baseline_year, indicator.baseline)
    target = _aim(indicator.target_year, indicator.target)
    told = json.dumps(facts, ensure_ascii=False)[:-1]
    return f'{told}, "baseline": {baseline}, "target": {target}}}'


def _aim(year, text):
    """The number, and the words that it is published in."""
    if not text:
        return "null"
    said = json.dumps(text, ensure_ascii=False)
    return f'{{"year": {year}, "value": {amount_of(text):f}, "text": {said}}}'
