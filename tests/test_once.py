"""What templates write dozens of times reads as Django's own tags write it."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Engine, engines
from django.urls import NoReverseMatch
from django.utils.safestring import mark_safe

from councils.models import Person
from rus_portal.templatetags.once import date

NAMES = {"name": "meeting", "council": "regionala-samverkansradet", "day": "2027-03-09"}
NAMES |= {"date": dt.date(2027, 3, 9), "nothing": None}
NAMES |= {"moment": dt.datetime(2027, 3, 9, 23, 30, tzinfo=dt.UTC)}


def written(text):
    """By the portal's templates and by Django's own."""
    own, plain = engines["django"].engine, Engine(libraries={})
    return [engine.from_string(text).render(Context(NAMES)) for engine in (own, plain)]


@pytest.mark.parametrize(
    "text",
    [
        "{% url 'start' %}",
        "{% url name council day %}",
        "{% autoescape off %}{% url name council day %}{% endautoescape %}",
        "{% url name council=council date=day %}",
        "{% url name council day as there %}({{ there }})",
        "{% url 'nowhere' as there %}({{ there }})",
        "{{ date|date:'j F Y' }} {{ date|date }} {{ nothing|date:'j' }}",
        "{{ moment|date:'c' }} {{ moment|date:'j F Y H.i' }}",
    ],
)
def test_an_address_and_a_day_are_written_as_by_django(text):
    own, plain = written(text)
    assert own == plain
    assert written(text)[0] == own


def test_the_hour_that_comes_twice_is_written_in_both_ways():
    first = dt.datetime(2027, 10, 31, 2, 30, tzinfo=ZoneInfo("Europe/Stockholm"))
    both = [date(first, "c"), date(first.replace(fold=1), "c")]
    assert both == ["2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"]


def test_an_address_that_is_nowhere_is_refused():
    with pytest.raises(NoReverseMatch):
        written("{% url 'nowhere' %}")


def goal(how, **values):
    """The mark of a goal, included or written once."""
    text = "{% " + how.format('"components/goal.html"', "code=code title=title url=url") + " %}"
    return engines["django"].engine.from_string(text).render(Context(values))


@pytest.mark.parametrize("title", ["Fler <unga>", mark_safe("Fler <b>unga</b>"), "", None])
def test_what_is_written_once_reads_as_what_is_included(title):
    values = {"code": "1.1", "title": title, "url": ""}
    own, plain = [goal(how, **values) for how in ("once {} {}", "include {} with {} only")]
    assert own == plain
    assert goal("once {} {}", **values) == own


def test_what_is_written_once_knows_of_nothing_else():
    assert "hemligt" not in goal("once {} {}", code="1.1", title="Mål", url="", secondary="hemligt")


def test_other_values_are_written_anew():
    told = [goal("once {} {}", code=code, title="Mål", url="") for code in (1, True, "1", "2")]
    assert [re.search("</span>(.*?)</span>", each)[1] for each in told] == ["1", "True", "1", "2"]


def test_a_row_is_not_written_once():
    with pytest.raises(TypeError, match="a row may have others"):
        goal("once {} {}", code="1.1", title=Person(pk=1, name="Erik"), url="")
