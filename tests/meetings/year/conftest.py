"""An office that plans the year 2027 in November 2026."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from meetings.planning.year import meetings_of
from meetings.planning.year_picture import year_picture
from rus_portal.demo.people import person_for

YEAR = "/kansli/arshjul/2027/"
PLANNING = YEAR + "planering/"


def client_of(role):
    client = Client()
    client.force_login(person_for(role))
    return client


@pytest.fixture
def office(db, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *at: dt.date(2026, 11, 23))
    return client_of("secretary")


def picture_of(year, council, today=None, form=year_picture):
    meetings = list(meetings_of(year, [council]))
    return form(year, meetings, [council], *([today] if today else []))
