"""Whatever is asked for or posted, no page breaks: it answers with a sentence, and never with 500. What is
refused has written nothing."""

import datetime as dt

import pytest
from django import forms
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from rus_portal.demo.people import person_for
from tests import acts, files
from tests.conftest import of_the_test
from tests.world import ROLES, addresses, make_world, routes

EVERY_PARAMETER = ("q", "mal", "fokus", "rad", "ar", "utfall", "sida", "dag", "organisation", "mote", "next")
EVERY_PARAMETER += ("vad", "vem", "fran", "till", "avlyft")
MANY_WORDS = " ".join(f"ord{nth}" for nth in range(900))
ODD = (MANY_WORDS, "0001-01-01", "9999-12-31", "9" * 30, "²", "-1", "")
POSTED = (*ODD, "x" * 200_000, "\0", "00:00", "9999-12-31T23:59", "[]")
AT_THE_ENDS = {forms.DateField: ("0001-01-01", "9999-12-31"), forms.IntegerField: ("9" * 30, "-1", "32767")}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
# Written in passing, also for one who may not do the thing: sessions.
IN_PASSING = ("django_session", "usersessions")


class Browser:
    """One role's, which notes what was written while an answer was made, and undoes it."""

    def __init__(self, role):
        self.client, self.role, self.written = Client(raise_request_exception=False), role, []
        if ROLES[role]:
            self.client.force_login(person_for(ROLES[role]))

    def note(self, execute, sql, params, many, context):
        if sql.startswith(WRITES) and not any(each in sql for each in IN_PASSING):
            self.written.append(sql)
        return execute(sql, params, many, context)

    def ask(self, method, address, data):
        """The status, where it is a broken page or a refusal that has written something; else None."""
        self.written = []
        try:
            with of_the_test(), connection.execute_wrapper(self.note):
                answer = getattr(self.client, method)(address, data)
                answer.getvalue()
                raise Undone
        except Undone:
            is_wrong = answer.status_code >= 500 or (answer.status_code in (403, 404, 405) and self.written)
            return (self.role, method, address, answer.status_code, *self.written[:1]) if is_wrong else None


class Undone(Exception):
    """Raised so that the block is rolled back."""


def form_of(browser, address):
    """What the page of the address would send, and the form itself; both empty where it has none."""
    page = browser.client.get(address)
    page.getvalue()
    context = page.context
    form = context.get("form") if context else None
    return (acts.as_posted(form), form) if isinstance(form, forms.Form) else ({}, None)


def posts(browser, address, oddities):
    """Nothing at all, everything odd, and each day and number at the ends of what there is."""
    typed, form = form_of(browser, address)
    yield {}
    for odd in oddities:
        yield dict.fromkeys(typed, odd) or {"to": odd}
    for name, field in form.fields.items() if form else ():
        for kind, ends in AT_THE_ENDS.items():
            if isinstance(field, kind):
                yield from (typed | {name: end} for end in ends)


def walk(roles, oddities, world=None):
    world = world or make_world()
    browsers = [Browser(role) for role in roles]
    for name in routes():
        for address in addresses(world, name).values() if name != "sign_out" else ():
            for browser in browsers:
                for odd in oddities:
                    yield browser.ask("get", address, dict.fromkeys(EVERY_PARAMETER, odd))
                for data in posts(browser, address, oddities):
                    yield browser.ask("post", address, data)


def wrong(answers):
    return [answer for answer in answers if answer]


def test_no_day_year_or_number_in_an_address_breaks_a_page(regional, secretary):
    browser = Browser("secretary")
    world = make_world()
    days = [world.sent.day, str(world.sent.date.year)]
    ends = [("0001-01-01", "1"), ("9999-12-31", "9999"), ("9999-12-31-99", "0")]
    asked = {
        address.replace(days[0], day).replace(f"/{days[1]}/", f"/{year}/").replace("/1/", f"/{'9' * 30}/")
        for name in routes()
        for stage, address in addresses(world, name).items()
        if stage in ("", "draft", "sent")  # in the latter the day is odd too
        for day, year in ends
    } - {address for name in routes() for address in addresses(world, name).values()}
    assert wrong(browser.ask("get", address, {}) for address in sorted(asked)) == []


@pytest.mark.evidence
@pytest.mark.parametrize("role", ROLES)
def test_nothing_asked_for_or_posted_breaks_a_page_whoever_asks(db, role):
    assert wrong(walk([role], POSTED)) == []


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_no_meeting_is_planned_for_a_day_that_no_council_meets_on(regional, secretary, year):
    typed = {"date": f"{year}-12-31", "start_time": "09:00", "end_time": "12:00", "format": "digital"}
    office, page = Browser("secretary").client, reverse("meeting_new", args=[regional.slug])
    answer = office.post(page, typed | {"begin": "empty"})
    [told] = answer.context["form"].errors["date"]
    way = "från" if year < "2000" else "till"
    assert (answer.status_code, told) == (422, f"Välj en dag {way} och med år {LIMIT[way]}.")
    change = acts.plan(regional, days=9).url("meeting_facts")
    assert office.post(change, typed | {"reason": "Fel"}).status_code == 422


LIMIT = {"från": 1900, "till": 2199}
UPLOADS = ("item_documents", "meeting_documents", "document_versions", "proposal_documents", "mandate")


def test_nobody_uploads_or_imports_anything_they_may_not(db):
    """What the form would send, with a file, from every role: refused with nothing written, or taken."""
    world, day = make_world(), dt.date(2027, 1, 1)
    answers = []
    for name in UPLOADS:
        for address in addresses(world, name).values():
            for role in ROLES:
                browser = Browser(role)
                file = ContentFile(files.pdf(), name="ny.pdf")
                data = {"files": file, "file": file, "kind": "report", "visibility": "council", "title": "Ny"}
                data |= {"by_file": "1", "council": world.sent.council.pk, "day": day, "begins": day}
                answers.append(browser.ask("post", address, data))
    assert wrong(answers) == []
    assert len(answers) > len(UPLOADS) * len(ROLES)
    assert reverse("mandate") in {address for name in UPLOADS for address in addresses(world, name).values()}
