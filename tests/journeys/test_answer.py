"""A member who cannot come sends a substitute: from the summons to the list of attendance, in the browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from playwright.sync_api import expect

from councils.models import Appointment, Council, Organisation, Person, Seat
from rus_portal.demo.people import person_for
from tests import acts

pytestmark = pytest.mark.usefixtures("committed_region")


@pytest.fixture
def meeting():
    regional = Council.objects.get(slug="regionala-samverkansradet")
    called = [person_for(role) for role in ("member", "opposition")]
    held = Appointment.objects.filter(seat__council=regional)
    held.exclude(person__in=called).update(ends="2016-01-01")
    seat = Seat.objects.create(
        council=regional,
        organisation=Organisation.objects.get(slug="harnosand"),
        capacity="substitute",
        side="majority",
        order=99,
    )
    person = Person.objects.create(name="Ersättare, majoritet, Härnösand", email="ersattare@demo.example")
    Appointment.objects.create(seat=seat, person=person, begins="2015-01-01")
    return acts.summoned(regional, days=20, format="hybrid", place="Stadshuset")


@pytest.fixture
def enter(context, live_server, client):
    """Lets someone in, in the same browser."""

    def enter(person):
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    return enter


def well_made(page):
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert found.response["violations"] == []


def link_in(letter, ending):
    return re.search(rf"http://testserver(\S+{ending})", letter.body)[1]


def test_a_member_is_excused_and_the_substitute_comes(page, meeting, enter):
    [summons] = [letter for letter in mail.outbox if letter.to == [person_for("member").email]]

    enter(person_for("member"))
    page.goto(link_in(summons, "/svar/"))
    well_made(page)
    page.get_by_label("Förhinder, min ersättare kommer").check()
    page.get_by_role("button", name="Lämna svaret").click()
    expect(page.get_by_role("alert")).to_contain_text("Välj vem som kommer i ditt ställe.")
    well_made(page)
    page.get_by_label("Ersättare", exact=True).select_option("Ersättare, majoritet, Härnösand")
    page.get_by_label("Meddelande till kansliet").fill("Är på resa.")
    page.get_by_role("button", name="Lämna svaret").click()
    expect(page.get_by_text("Förhinder, min ersättare kommer", exact=True)).to_be_visible()

    told = mail.outbox[-1]
    assert told.to == ["ersattare@demo.example"]
    enter(Person.objects.get(email="ersattare@demo.example"))
    page.goto(link_in(told, "/svar/"))
    expect(page.get_by_text("har förhinder och har angett att du kommer i stället")).to_be_visible()
    page.get_by_label("Kommer, på plats").check()
    page.get_by_role("button", name="Lämna svaret").click()

    enter(person_for("secretary"))
    page.goto(meeting.url("answers"))
    well_made(page)
    expect(page.get_by_role("row", name=re.compile("Är på resa"))).to_contain_text("min ersättare kommer")
    expect(page.get_by_role("row", name=re.compile("Ersätter"))).to_contain_text("Kommer, på plats")
    expect(page.get_by_text("Har inte svarat", exact=True).last).to_be_visible()
    page.get_by_role("link", name="Utskick").click()
    well_made(page)
    told = page.get_by_role("row").filter(has_text="Till ersättare")
    expect(told).to_contain_text("Skickat")


def test_the_pages_of_ones_own_calendar_and_letters_are_well_made(page, meeting, enter):
    enter(person_for("member"))
    page.goto("/mitt/kalender/")
    well_made(page)
    page.get_by_role("button", name="Skapa en adress").click()
    expect(page.get_by_text(re.compile(r"/kalender/\S+\.ics"))).to_be_visible()
    well_made(page)
    page.goto("/mitt/utskick/")
    well_made(page)
    page.get_by_label("Samlat en gång om dagen").check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Ditt val är sparat.")).to_be_visible()
