"""Whoever moves or ends an appointment is told what its holder has done at meetings, and asked once more."""

import datetime as dt
from html import unescape

import pytest
from django.urls import reverse

from councils import mandate
from councils.hanging import hanging_on
from meetings.workflow.stance import record_stance
from rus_portal.core.words import day
from tests import acts

DAY = dt.timedelta(days=1)


@pytest.fixture
def meeting(regional, member):
    """The member has answered its summons, lodged dissent and is to approve its minutes."""
    meeting = acts.summoned(regional, days=20, approvers=[member])
    acts.said(meeting, member, "on_site")
    acts.dissent(meeting.items.get(), member)
    return meeting


@pytest.fixture
def term(regional, member):
    return member.appointments.select_related("seat").get(seat__council=regional)


@pytest.fixture
def told(meeting, member):
    deeds = "svarade på kallelsen, lämnade avvikande synpunkt och är ombedd att justera"
    return f"Mötet den {day(meeting.date)}: {member} {deeds}."


def page(name, term):
    more = [] if name == "appointment_new" else [term.pk]
    return reverse(name, args=[term.seat.council.slug, term.seat_id, *more])


@pytest.mark.parametrize("name", ["appointment_end", "appointment", "appointment_new"])
def test_it_is_told_and_asked_once_more(office, meeting, term, told, outsider, name):
    typed = {"ends": meeting.date - DAY}
    if name == "appointment_new":
        typed = {"begins": meeting.date, "person": outsider.pk, "succeeds": term.pk}
    address = page(name, term)
    sent = acts.as_posted(office.get(address).context["form"], **typed)
    asked = office.post(address, sent)
    assert (asked.status_code, told in unescape(asked.content.decode())) == (422, True)
    term.refresh_from_db()
    assert term.ends is None

    anyway = asked.context["form"].anyway
    assert office.post(address, sent | {"anyway": anyway}).status_code == 302
    term.refresh_from_db()
    assert term.ends == meeting.date - DAY


def test_an_appointment_that_is_left_on_the_day_loses_nothing(meeting, term, told):
    for kept, found in (
        ((term.begins, meeting.date), []),
        ((term.begins, meeting.date - DAY), [told]),
        ((meeting.date + DAY, None), [told]),
        (None, [told]),
    ):
        assert hanging_on(term, kept) == found


def test_so_does_attendance_hang_on_it(regional, member, term):
    meeting = acts.summoned(regional, days=0)
    facts = {"person": member, "seat": term.seat, "organisation": term.seat.organisation}
    meeting.attendances.create(**facts, status="on_site")
    told = [f"Mötet den {day(meeting.date)}: {member} står i närvaron."]
    assert hanging_on(term, (term.begins, meeting.date - DAY)) == told


def test_so_does_what_was_said_of_where_the_organisation_stands(regional, member, term):
    meeting = acts.summoned(regional, days=20)
    record_stance(meeting.items.get(), term.seat.organisation, by=member, status="supports")
    told = [f"Mötet den {day(meeting.date)}: {member} sa var organisationen står."]
    assert hanging_on(term, (term.begins, meeting.date - DAY)) == told


def test_so_does_whom_a_substitute_is_to_come_for(regional, member, substitute):
    meeting = acts.summoned(regional, days=20)
    acts.said(meeting, member, "substitute", substitute=substitute)
    held = substitute.appointments.select_related("seat").get()
    told = [f"Mötet den {day(meeting.date)}: {substitute} ska ersätta {member}."]
    assert hanging_on(held, (held.begins, meeting.date - DAY)) == told


def test_a_new_mandate_period_tells_it_before_it_is_saved(meeting, term, told):
    rows = [row._replace(name="") for row in mandate.rows_of([term.seat], meeting.date)]
    review = mandate.review(rows, [term.seat], meeting.date)
    assert review.hanging(meeting.date) == [told]
    assert (
        mandate.review(mandate.rows_of([term.seat], meeting.date), [term.seat], meeting.date).hanging(
            meeting.date
        )
        == []
    )
