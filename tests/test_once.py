"""What templates write dozens of times reads as Django's own tags write it."""

import datetime as dt

import pytest
from django.template import Context, Engine, engines
from django.urls import NoReverseMatch

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


def test_an_address_that_is_nowhere_is_refused():
    with pytest.raises(NoReverseMatch):
        written("{% url 'nowhere' %}")
