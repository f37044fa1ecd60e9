"""Days and lists in Swedish words, said in one place."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from rus_portal.core.words import day, day_and_month, day_soon, listed, weekday_soon
from rus_portal.templatetags.address import in_parts

ROOT = Path(settings.BASE_DIR)


def test_a_day_is_written_with_its_month_in_words():
    date = dt.date(2027, 3, 9)
    assert (day(date), day_and_month(date)) == ("9 mars 2027", "9 mars")


def test_a_day_of_another_year_is_said_with_its_year():
    today = timezone.localdate()
    assert day_soon(today) == day_and_month(today)
    assert day_soon(dt.date(2099, 1, 8)) == "8 januari 2099"
    assert weekday_soon(dt.date(2099, 1, 8)) == "torsdag 8 januari 2099"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["dagen"], "dagen"),
        (["dagen", "platsen"], "dagen och platsen"),
        (["dagen", "platsen", "länken"], "dagen, platsen och länken"),
    ],
)
def test_a_list_ends_in_och(words, said):
    assert listed(words) == said


def test_no_other_module_knows_how_a_day_is_written():
    knowing = {
        str(path.relative_to(ROOT))
        for folder in ("councils", "strategy", "meetings", "rus_portal")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"""["']j F( Y)?["']""", path.read_text())
    }
    assert knowing == {"rus_portal/core/words.py"}


def test_an_address_is_broken_between_its_parts_alone():
    assert in_parts("bo.ek@timra.se") == "bo.<wbr>ek@<wbr>timra.<wbr>se<wbr>"
    assert in_parts("<b>@x") == "&lt;b&gt;@<wbr>x<wbr>"
    assert in_parts(None) == ""
