"""The calendars: what the public gets, what each person gets at a secret address, and how that is revoked."""

import datetime as dt
import hashlib
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings.models import CalendarKey, Letter
from meetings.planning.calendar import feed_of, invitation, public_feed
from meetings.workflow.answer import answer_summons
from meetings.workflow.calendar import new_address
from meetings.workflow.meeting import cancel_meeting, change_meeting
from rus_portal.demo.people import person_for
from tests import acts

LINK = "https://video.example/hemlig"


@pytest.fixture
def meeting(four, regional):
    return acts.summoned(
        regional, {"title": "En punkt bara för rådet"}, days=20, link=LINK, place="Stadshuset"
    )


def entry_of(meeting, content):
    [event] = [event for event in Calendar.from_ical(content).events if event.start.date() == meeting.date]
    return event


def feed_address(person):
    return reverse("calendar_feed", args=[new_address(by=person)])


# The public calendar


def test_the_public_calendar_has_days_and_places_but_neither_agenda_nor_link(client, meeting):
    response = client.get("/kalender.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    event = entry_of(meeting, response.content)
    assert (event.start, event.end) == (meeting.starts, meeting.ends)
    assert (event["SUMMARY"], event["LOCATION"]) == ("Regionala samverkansrådet", "Stadshuset")
    whole = Calendar.from_ical(response.content).to_ical().decode().replace("\r\n ", "")
    assert "bara för rådet" not in whole
    assert "video.example" not in whole


def test_the_public_calendar_is_the_same_for_whoever_asks(client, meeting, member):
    client.force_login(member)
    assert client.get("/kalender.ics").content == Client().get("/kalender.ics").content


def test_a_calendar_says_itself_what_its_time_zone_means(meeting):
    calendar = Calendar.from_ical(public_feed())
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Europe/Stockholm"]
    assert calendar.get_missing_tzids() == set()


def test_the_clock_is_right_from_the_first_meeting_to_the_last_however_far_ahead(regional):
    for year in (2027, 2034):
        acts.plan(regional, date=dt.date(year, 7, 5))
    [zone] = Calendar.from_ical(public_feed()).timezones
    own = zone.to_tz()
    days = [(2027, 7), (2034, 1), (2034, 7), (2035, 7)]
    told = [dt.datetime(year, month, 5, 12, tzinfo=own).utcoffset() for year, month in days]
    assert told == [dt.timedelta(hours=hours) for hours in (2, 1, 2, 2)]


@pytest.mark.parametrize(
    "feed", [public_feed, lambda: feed_of(person_for("outsider"))], ids=["public", "own"]
)
def test_a_feed_is_never_empty(feed, four):
    [entry] = Calendar.from_ical(feed()).events
    assert str(entry["SUMMARY"]) == "Inga möten i samverkansråden just nu"
    assert feed() == feed()


def test_a_cancelled_meeting_stays_as_cancelled_without_the_reason(meeting, secretary):
    cancel_meeting(meeting, by=secretary, reason="Ordföranden är sjuk.")
    assert entry_of(meeting, public_feed())["STATUS"] == "CANCELLED"
    assert "sjuk" not in public_feed().decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_calendar_is_only_read(method, client, meeting, member):
    assert getattr(client, method)("/kalender.ics").status_code == 405
    assert getattr(client, method)(feed_address(member)).status_code == 405


# One's own


def test_a_member_has_the_link_and_the_agenda_in_the_own_calendar(meeting, member):
    event = entry_of(meeting, Client().get(feed_address(member)).content)
    assert "1. En punkt bara för rådet" in event["DESCRIPTION"]
    assert LINK in event["DESCRIPTION"]


def test_a_calendar_holds_what_its_person_may_see_and_no_more(
    meeting, regional, outsider, preparer, secretary
):
    draft = acts.plan(regional, days=40, link=LINK)
    acts.add(draft, title="Ett utkast")
    told = {
        person: feed_of(person).decode().replace("\r\n ", "") for person in (outsider, preparer, secretary)
    }
    assert "bara för rådet" not in told[outsider]
    assert "video.example" not in told[outsider]
    assert "bara för rådet" in told[preparer]
    assert "video.example" not in told[preparer]
    assert "video.example" in told[secretary]
    assert not any("Ett utkast" in each for each in told.values())


def test_a_substitutes_own_calendar_says_that_it_is_to_inform_until_somebody_asks(
    meeting, member, substitute
):
    assert entry_of(meeting, feed_of(substitute))["SUMMARY"] == f"För kännedom, ersättare: {meeting.title}"
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    assert entry_of(meeting, feed_of(substitute))["SUMMARY"] == meeting.title


def test_the_feeds_and_the_invitation_speak_of_the_same_entry(meeting, member, secretary):
    moved = meeting.date + dt.timedelta(days=1)
    change_meeting(meeting, by=secretary, date=moved, end_date=moved)
    letter = Letter.objects.get(person=member, kind="summons")  # it had not gone: it tells the new day
    [invited] = Calendar.from_ical(invitation(letter)).events
    meeting.refresh_from_db()
    for feed in (public_feed(), feed_of(member)):
        event = entry_of(meeting, feed)
        assert (event["UID"], event["SEQUENCE"]) == (invited["UID"], invited["SEQUENCE"])
    assert invited["SEQUENCE"] == 1


def test_the_same_feed_twice_is_the_same_bytes(meeting, member):
    assert feed_of(member) == feed_of(member)


def test_a_feed_costs_the_same_for_one_meeting_as_for_many(
    meeting, regional, member, django_assert_num_queries
):
    address = feed_address(member)
    with django_assert_num_queries(8):
        Client().get(address)
    for days in range(30, 35):
        acts.summoned(regional, days=days)
    with django_assert_num_queries(8):
        Client().get(address)


# The address


def test_a_new_address_shuts_the_old_one(client, meeting, member):
    client.force_login(member)
    page = reverse("calendar_address")
    assert client.get(page).context["key"] is None
    made = client.post(page)
    assert "Den förra" not in made.content.decode()
    first = made.context["url"].removeprefix("http://testserver")
    assert Client().get(first).status_code == 200
    made = client.post(page)
    assert "Den förra fungerar inte längre." in made.content.decode()
    second = made.context["url"].removeprefix("http://testserver")
    assert [Client().get(address).status_code for address in (first, second)] == [404, 200]
    client.post(page, {"remove": "1"})
    assert Client().get(second).status_code == 404
    assert CalendarKey.objects.filter(person=member).count() == 2


def test_an_address_is_shown_once_and_only_its_hash_is_kept(client, member):
    client.force_login(member)
    token = client.post(reverse("calendar_address")).context["url"].split("/")[-1].removesuffix(".ics")
    page = client.get(reverse("calendar_address"))
    assert (page.context["url"], token in page.content.decode()) == (None, False)
    kept = CalendarKey.objects.values().get()
    assert kept["sha256"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(kept)
    assert Client().get(reverse("calendar_feed", args=[kept["sha256"]])).status_code == 404


def test_an_address_given_to_a_calendar_before_hashes_were_kept_goes_on_working(member):
    CalendarKey.objects.create(person=member, sha256="as-it-was-kept")
    import_module("meetings.migrations.0003_bring_along").hash_tokens(apps, None)
    assert Client().get("/kalender/as-it-was-kept.ics").status_code == 200


def test_the_address_of_someone_who_may_not_sign_in_is_shut(member):
    address = feed_address(member)
    member.is_active = False
    member.save()
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "å", "%00", "a" * 500, "..%2f..%2f"])
def test_an_address_that_is_not_one_is_not_found(token, client, db):
    assert client.get(f"/kalender/{token}.ics").status_code == 404


def test_nobody_makes_an_address_without_signing_in(client, db):
    response = client.post(reverse("calendar_address"))
    assert response.status_code == 302
    assert response.url.startswith("/logga-in") or "inlogg" in response.url
    assert not CalendarKey.objects.exists()


# The letters


def of_letter(meeting, kind):
    letter = Letter(meeting=meeting, kind=kind, person=person_for("member"), written_at=timezone.now())
    letter.address, letter.sequence = "ledamot@kommun.example", 2
    [event] = Calendar.from_ical(invitation(letter)).events
    return str(event["SUMMARY"]), event.get("STATUS")


def test_a_cancellation_says_so_in_its_status_and_a_release_which_may_have_none_in_its_title(meeting):
    assert of_letter(meeting, Letter.Kind.CANCELLATION) == (
        "Inställt: Regionala samverkansrådet",
        "CANCELLED",
    )
    released = "Du är inte längre kallad: Regionala samverkansrådet"
    assert of_letter(meeting, Letter.Kind.RELEASE) == (released, None)
    assert of_letter(meeting, Letter.Kind.SUMMONS) == ("Regionala samverkansrådet", "CONFIRMED")
