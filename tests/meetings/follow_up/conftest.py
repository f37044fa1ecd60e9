"""What the tests of the follow-up share: a meeting with something of each kind, and how to record what came
of it."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from councils.models import Organisation
from meetings.positions.decisions import untold
from meetings.workflow import follow_up
from meetings.workflow.decision import record_decision
from rus_portal.demo.people import person_for
from tests import acts


def organisation(slug):
    return Organisation.objects.get(slug=slug)


def decide(position, slug, status, by=None, **facts):
    by = by or person_for("secretary")
    return record_decision(position, organisation(slug), by=by, status=status, **facts)


def of_the_organisation(position, slug):
    """Somebody of it who tells it all."""
    return acts.at_home(position.council, slug)


def days_after(position, days):
    return position.adopted_on + dt.timedelta(days=days)


def by_heading(row):
    """A row of a list on a page."""
    return {column.heading: cell for column, cell in row}


def book(client, query):
    answer = client.get(f"/uppfoljning/rapport.xlsx?{query}")
    sheets = load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in sheets}


@pytest.fixture
def last_year():
    return timezone.localdate().year - 1


@pytest.fixture
def meeting(regional, last_year, opposition, member, official):
    """A published meeting of last year: a position with dissent, one in consensus, one that found none and
    one for information. Two organisations had proposed one each."""
    timra = {"proposed_by": organisation("timra")}
    items = (
        {"title": "Tåg", "social": "Fler kan pendla.", "ecological": "Mindre utsläpp.", **timra},
        {"title": "Skola", "primary_goal": acts.goal("2.2"), "goals": [acts.goal("1.2"), acts.goal("2.1")]},
        {"title": "Hamn", "primary_goal": acts.goal("3.2")},
        {"title": "Läget", "type": "information", "proposed_by": organisation("ange")},
    )
    meeting = acts.summoned(regional, *items, date=dt.date(last_year, 3, 10))
    train, school, harbour, told = meeting.items.order_by("number")
    acts.dissent(train, opposition)
    for item in (train, school, told):
        acts.handle(item)
    acts.handle(harbour, outcome="no_consensus", text="")
    acts.attend(meeting, member, official)
    return acts.published(acts.close(meeting)).meeting


@pytest.fixture
def train(meeting):
    return meeting.items.get(title="Tåg").position


@pytest.fixture
def school(meeting):
    return meeting.items.get(title="Skola").position


@pytest.fixture
def decided(train, school):
    """Of the first position two of three organisations that need a formal decision have taken one, and one is
    late; of the second all have settled theirs, the last after 50 days."""
    decide(train, "timra", "decided", decided_on=days_after(train, 30), body="Kommunstyrelsen")
    decide(train, "ange", "declined", decided_on=days_after(train, 40))
    decide(train, "harnosand", "planned", planned_on=days_after(train, 60))
    decide(school, "timra", "decided", decided_on=days_after(school, 50))
    decide(school, "ange", "not_needed")
    decide(school, "sundsvall", "decided", decided_on=days_after(school, 20))
    for home in untold([school])[school.pk]:
        decide(school, home.slug, "not_needed")


@pytest.fixture
def came(train, school):
    """After the first position one thing undertaken and late, one done, a result, and money granted and
    sought; the second has a day for its review that has passed."""
    by, timra, ange = person_for("secretary"), organisation("timra"), organisation("ange")
    follow_up.undertake(train, timra, by=by, what="Räkna på tåg", due=days_after(train, 20))
    done = {"due": days_after(train, 90), "done_on": days_after(train, 80), "status": "done"}
    follow_up.undertake(train, ange, by=by, what="Bygga en perrong", **done)
    picture = {"picture": acts.photo(), "picture_text": "En ny perrong."}
    told = {"text": "Tågen går till kusten.", "happened_on": days_after(train, 100)}
    follow_up.tell_result(train, timra, by=by, **told, **picture)
    granted = {"status": "granted", "sought": 3_000_000, "granted": 2_000_000, "shares": [(timra, 500_000)]}
    follow_up.record_funding(
        train, by=by, programme="Fonden för tåg", decided_on=days_after(train, 50), **granted
    )
    follow_up.record_funding(
        train, by=by, programme="Spårfonden", status="sought", sought=1_000_000, shares=[]
    )
    follow_up.review_position(school, by=by, review_on=days_after(school, 200))
