"""A meeting that goes on over midnight, wherever its times are told: each with its day, and none called late
that is not."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from meetings.documents.bundle import contents_for
from meetings.documents.summons import summons_for
from meetings.models import Meeting
from meetings.pdf import bundle_text
from meetings.planning.sitting import agenda_of, pace_of
from meetings.workflow.sitting import turn_to
from rus_portal.core.words import day_and_month
from tests import acts
from tests.pdf.records import pages

LONG = [{"title": title, "minutes_needed": 90} for title in ("Ett", "Två", "Tre")]
EVENING = {"start_time": dt.time(21), "end_time": dt.time(23, 30)}


def words(response):
    return " ".join(re.sub("<[^>]*>", " ", response.content.decode()).split())


@pytest.fixture
def night(regional):
    """Called from 21.00 to 23.30, with items to half past one."""
    meeting = acts.plan(regional, days=30, **EVENING)
    for facts in LONG:
        acts.add(meeting, **facts)
    return meeting


@pytest.fixture
def over_midnight(regional):
    """Called from 21.00 to 02.00 the day after."""
    end = timezone.localdate() + dt.timedelta(days=31)
    meeting = acts.plan(regional, days=30, start_time=dt.time(21), end_date=end, end_time=dt.time(2))
    for facts in LONG:
        acts.add(meeting, **facts)
    return meeting


def morning_of(meeting):
    return day_and_month(meeting.date + dt.timedelta(days=1))


def test_the_builder_tells_the_day_of_what_comes_after_midnight(office, night):
    page = office.get(night.url("agenda"))
    assert f"klart kl. 01.30 den {morning_of(night)}" in words(page)
    assert "120 minuter för mycket" in words(page)
    assert [row["slot"].is_over for row in page.context["rows"]] == [False, True, True]
    assert page.content.decode().count('class="row-over"') == 2


def test_what_is_called_over_midnight_has_times_a_bar_and_no_marks(office, over_midnight):
    page = office.get(over_midnight.url("agenda"))
    assert "270 av 300 minuter , klart kl. 01.30" in words(page)
    assert f"30 minuter är kvar till kl. 02.00 den {morning_of(over_midnight)}" in words(page)
    assert 'class="bar' in page.content.decode()
    assert 'class="row-over"' not in page.content.decode()
    shown = office.get(over_midnight.get_absolute_url())
    [tile] = [tile for tile in shown.context["course"].tiles if tile.label == "Dagordning"]
    assert (tile.told, tile.done) == ("270 av 300 minuter", 90)


@pytest.mark.parametrize("name", ["night", "over_midnight"])
def test_every_page_with_its_times_says_which_day(office, request, name):
    meeting = request.getfixturevalue(name)
    morning = f"00.00 den {morning_of(meeting)}"
    for address in (meeting.get_absolute_url(), *map(meeting.url, ("agenda", "agenda_approval", "summons"))):
        assert morning in words(office.get(address)), address
    late = words(office.get(meeting.url("summons"))).count("(efter mötets slut)")
    assert late == (2 if name == "night" else 0)


def test_the_board_tells_what_is_left_of_a_night(office, over_midnight):
    assert "30 minuter kvar av mötet" in words(office.get("/beredning/"))


@pytest.mark.pdf
def test_the_summons_and_the_papers_say_which_day(night, secretary):
    acts.send(night)
    meeting = Meeting.objects.get(pk=night.pk)
    printed = " ".join("".join(pages(summons_for(secretary, meeting))).split())
    bundled = " ".join(re.sub("<[^>]*>", " ", bundle_text(contents_for(secretary, meeting))).split())
    for paper in (printed, bundled):
        assert f"00.00 den {morning_of(meeting)}" in paper
        assert f"Kl. 00.00 den {morning_of(meeting)}, 90 minuter" in paper


def test_the_pace_goes_on_over_midnight_and_ends_with_the_night(regional, secretary):
    meeting = acts.summoned(regional, *LONG, days=0, start_time=dt.time(22), end_time=dt.time(23, 59))
    items = agenda_of(meeting)
    late = timezone.make_aware(dt.datetime.combine(meeting.date, dt.time(23, 50)))
    turn_to(items[1], by=secretary, at=late)
    items = agenda_of(meeting)
    pace = pace_of(meeting, items, items[1], now=late + dt.timedelta(minutes=30))
    assert (pace.spent, pace.words) == (30, "20 minuter efter planen")
    turn_to(items[2], by=secretary, at=late + dt.timedelta(minutes=90))
    items = agenda_of(meeting)
    assert pace_of(meeting, items, items[2], now=late + dt.timedelta(minutes=95)).drift == 20
    assert pace_of(meeting, items, items[2], now=late + dt.timedelta(days=1)) is None
