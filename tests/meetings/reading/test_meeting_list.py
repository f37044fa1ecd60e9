"""A council's list of meetings."""

import datetime as dt

import pytest

from meetings.workflow.meeting import cancel_meeting
from tests import acts


def test_the_list_parts_meetings_to_come_from_those_that_have_been(client, regional, grand, secretary):
    today = acts.plan(regional, days=0)
    cancelled = cancel_meeting(acts.plan(regional, days=5), by=secretary, reason="Få ärenden.")
    joint = acts.plan(grand, days=9, joint_with=[regional])
    acts.plan(grand, days=8)
    yesterday, before = acts.plan(regional, days=-1), acts.plan(regional, days=-2)
    context = client.get("/rad/regionala-samverkansradet/moten/").context
    assert context["coming"] == [today, cancelled, joint]
    assert [meeting for meeting, _ in context["rows"]] == [yesterday, before]


def test_the_list_counts_the_published_positions_of_each_meeting(client, regional):
    published = acts.held(regional, {"title": "En"}, {"title": "Två"})
    acts.published(published)
    unpublished = acts.held(regional)
    rows = dict(client.get("/rad/regionala-samverkansradet/moten/").context["rows"])
    assert rows == {published: 2, unpublished: 0}


def test_a_meeting_that_is_over_is_no_next_meeting_on_its_own_day(client, regional):
    closed = acts.held(regional, days=0)
    ended = acts.plan(regional, date=closed.date - dt.timedelta(days=1), end_date=closed.date, **NIGHT)
    coming = acts.plan(regional, days=9)
    assert client.get("/").context["meetings"] == [coming]
    context = client.get("/rad/regionala-samverkansradet/moten/").context
    assert context["coming"] == [coming]
    assert [meeting for meeting, _ in context["rows"]] == [closed, ended]


NIGHT = {"start_time": dt.time(0), "end_time": dt.time(0)}


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_of_meetings_costs_the_same_with_many(client, regional, django_assert_num_queries, count):
    for days in range(1, count + 1):
        acts.plan(regional, days=days)
        acts.plan(regional, days=-days)
    with django_assert_num_queries(8):
        client.get("/rad/regionala-samverkansradet/moten/")
