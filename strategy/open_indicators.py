"""Indicators as open data: each value that stands, with its mark and its status."""

import json

from rus_portal.core.address import whole
from rus_portal.core.pieces import in_order
from strategy.models import Indicator, IndicatorValue

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
    "källa": 40,
}


def _values(indicators):
    found = IndicatorValue.objects.current().filter(indicator__in=indicators).in_order()
    return in_order(found.select_related("indicator"))


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
            each.indicator.source,
        ]


def as_json(indicators):
    """In pieces. A number is written as the source has it."""
    indicators = list(indicators.prefetch_related("goals"))
    told = [_told(each) for each in indicators]
    yield f'{{"indicators": {json.dumps(told, ensure_ascii=False)}, "values": ['
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
            "status": each.status or None,
        }
        yield f'{between}{json.dumps(facts, ensure_ascii=False)[:-1]}, "value": {each.value or "null"}}}'
        between = ",\n"
    yield "\n]}\n"


def _told(indicator):
    return {
        "slug": indicator.slug,
        "title": indicator.title,
        "unit": indicator.unit,
        "about": indicator.about,
        "source": indicator.source,
        "baseline": {"year": indicator.baseline_year, "value": indicator.baseline}
        if indicator.baseline
        else None,
        "target": {"year": indicator.target_year, "value": indicator.target} if indicator.target else None,
        "goals": [{"code": goal.code, "title": goal.title} for goal in indicator.goals.all()],
        "url": whole(indicator.get_absolute_url()),
    }
