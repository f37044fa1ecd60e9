"""Recurring items: kept for each council, and put on each new agenda."""

import datetime as dt
from html import unescape

import pytest
from django.urls import reverse

from meetings.models import Meeting, RecurringItem
from meetings.workflow.recurring import add_recurring
from meetings.workflow.year import plan_year
from rus_portal.core.refusal import Refused
from tests import acts

NEW = "/rad/regionala-samverkansradet/moten/nytt/"
TYPED = {"date": "2027-03-12", "start_time": "09:00", "end_time": "12:00", "format": "hybrid"}


@pytest.fixture
def report(regional, secretary):
    facts = {"type": "information", "minutes_needed": 10, "presenters": "Utvecklingsdirektör"}
    return add_recurring(regional, by=secretary, title="Rapport från RUS-gruppen", **facts)


def titles(meeting):
    return list(meeting.items.order_by("order").values_list("title", flat=True))


def test_a_new_meeting_begins_with_what_recurs_and_the_gate_stops_it_until_it_is_filled_in(
    report, regional, grand, secretary
):
    meeting = acts.plan(regional, days=30, begin="template")
    assert (titles(meeting), titles(acts.plan(grand, days=30, begin="template"))) == (
        ["Rapport från RUS-gruppen"],
        [],
    )
    item = meeting.items.get()
    assert (item.type, item.minutes_needed, item.presenters) == ("information", 10, "Utvecklingsdirektör")
    with pytest.raises(Refused, match="saknar något"):
        acts.send(meeting)
    acts.add(meeting, title="Järnvägen")
    acts.drop(item, by=secretary)
    acts.send(meeting)
    assert titles(meeting) == ["Järnvägen", "Rapport från RUS-gruppen"]  # the struck one last


def test_what_recurs_twice_alike_comes_up_twice(office, report, regional):
    """From before the same was kept once."""
    report.pk = None
    report.save()
    office.post(NEW, TYPED | {"begin": "template"})
    assert titles(Meeting.objects.get(date="2027-03-12")) == ["Rapport från RUS-gruppen"] * 2


def test_a_new_meeting_may_begin_with_the_last_ones_agenda_without_its_texts(office, report, regional):
    acts.held(regional, {"title": "Äldre"}, days=-30, begin="empty")
    acts.held(regional, {"title": "Järnvägen"}, {"title": "Vägen"}, days=-3, begin="empty")
    form = office.get(NEW).context["form"]
    assert [way for way, _ in form.fields["begin"].choices] == ["template", "last", "empty"]
    assert form["begin"].value() == "template"
    office.post(NEW, TYPED | {"begin": "last"})
    meeting = Meeting.objects.get(date="2027-03-12")
    assert titles(meeting) == ["Järnvägen", "Vägen"]
    item = meeting.items.first()
    assert (item.background, item.proposed_position, item.primary_goal) == ("", "", acts.goal())
    office.post(NEW, TYPED | {"date": "2027-03-13", "begin": "empty"})
    assert titles(Meeting.objects.get(date="2027-03-13")) == []


def test_the_secretary_keeps_what_recurs(office, regional, report):
    address = reverse("recurring_items", args=[regional.slug])
    typed = {"title": "Rapport från partnerskapet", "minutes_needed": "5", "order": "0"}
    office.post(reverse("recurring_new", args=[regional.slug]), typed)
    page = unescape(office.get(address).content.decode())
    assert page.index("Rapport från partnerskapet") < page.index("Rapport från RUS-gruppen")
    one = reverse("recurring", args=[regional.slug, report.pk])
    assert office.post(one, typed | {"minutes_needed": "0"}).status_code == 422
    office.post(one, typed | {"title": "Läget i RUS-gruppen"} | acts.seen(office, one))
    found = {row.title for row in RecurringItem.objects.all()}
    assert found == {"Rapport från partnerskapet", "Läget i RUS-gruppen"}
    planned = acts.plan(regional, days=40, begin="template")
    office.post(reverse("recurring_removal", args=[regional.slug, report.pk]), acts.shown(report))
    assert RecurringItem.objects.get().title == "Rapport från partnerskapet"
    assert len(titles(planned)) == 2


def test_a_planned_year_begins_each_meeting_with_what_recurs(report, regional, secretary):
    [one] = plan_year([{"council": regional, "date": dt.date(2027, 3, 12)}], by=secretary)
    assert titles(one) == ["Rapport från RUS-gruppen"]
