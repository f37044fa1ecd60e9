"""What a browser may keep: nothing private, unless the reader has called the device their own."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.models import Person
from meetings.workflow.guest import invite_guest
from meetings.workflow.meeting import cancel_meeting
from meetings.workflow.minutes import ask_at_once, recall_minutes
from tests import acts


def headers(person, address):
    client = Client()
    if person:
        client.force_login(person)
    response = client.get(address)
    response.getvalue()
    return response.get("X-Reader"), response.get("Cache-Control", "")


def test_a_page_made_for_someone_says_for_whom_and_stays_out_of_every_cache(regional, member, opposition):
    meeting = acts.summoned(regional, days=10).get_absolute_url()
    own, told = headers(member, meeting)
    assert (len(own), told) == (32, "private, no-store")
    assert headers(member, "/mitt/") == (own, told)
    assert headers(opposition, meeting)[0] not in (None, own)
    assert str(member.pk) != own
    assert headers(None, meeting)[0] == "nobody"
    assert "no-store" not in headers(None, meeting)[1]


def test_an_error_of_ours_and_the_page_of_a_guest_are_made_for_no_one_in_particular(
    regional, member, secretary
):
    _, token = invite_guest(acts.add(acts.plan(regional, days=9)), by=secretary, name="Gäst")
    assert headers(member, reverse("guest", args=[token]))[0] is None
    client = Client(raise_request_exception=False)
    client.force_login(member)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE meetings_position RENAME TO meetings_gone")
    answer = client.get("/stallningstaganden/")
    assert (answer.status_code, answer.get("X-Reader")) == (500, None)


def still_open(person, *kept):
    client = Client()
    if person:
        client.force_login(person)
    answer = client.post("/utan-nat/kvar/", json.dumps(dict(kept)), content_type="application/json")
    return answer.get("X-Reader"), answer.json()


def test_what_a_device_keeps_is_told_apart_by_what_is_still_open(regional, member, outsider, secretary):
    meeting = acts.summoned(regional, days=10)
    item = meeting.items.get()
    paper = acts.attach(meeting, item, "Karta")
    client = Client()
    client.force_login(member)
    bundle = client.get(meeting.url("bundle_pdf"))
    bundle.getvalue()
    own = [each.get_absolute_url() for each in (meeting, item, paper)] + [meeting.url("summons_pdf")]
    together = meeting.url("bundle_pdf")
    kept = [*((address, "") for address in own), (together, bundle["ETag"])]
    assert still_open(member, *kept)[1] == {"gone": [], "cancelled": []}
    assert still_open(None, *kept) == ("nobody", {"gone": [*own, together], "cancelled": []})
    acts.attach(meeting, item, "Till")
    assert still_open(member, *kept)[1]["gone"] == [together]  # it lacks what has come since
    member.appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    assert still_open(Person.objects.get(pk=member.pk), *kept)[1]["gone"] == [*own, together]
    member.appointments.update(ends=None)
    cancel_meeting(meeting, by=secretary, reason="Sjukdom.")
    assert still_open(member, *kept)[1] == {"gone": [*own[1:], together], "cancelled": [own[0]]}


def seats_read_from(person, address):
    client = Client()
    client.force_login(person)
    return client.get(address)["X-Read-From"]


@pytest.mark.parametrize("page", ["meeting", "item", "minutes", "minutes_pdf"])
def test_what_everyone_is_shown_too_is_let_go_by_one_who_read_it_from_a_seat(
    regional, member, outsider, page
):
    minutes = acts.published(acts.held(regional))
    meeting, item = minutes.meeting, minutes.meeting.items.first()
    address = {"meeting": meeting, "item": item}.get(page, minutes).get_absolute_url()
    address = meeting.url(page) if page == "minutes_pdf" else address
    mark, everyones = (f"{seats_read_from(each, address)} " for each in (member, outsider))
    assert everyones == "everyone "
    assert [still_open(member, (address, each))[1]["gone"] for each in (mark, everyones, "")] == [[]] * 3
    member.appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    member = Person.objects.get(pk=member.pk)
    told = [still_open(member, (address, each))[1]["gone"] for each in (mark, everyones, "")]
    assert told == [[address], [], [address]]


def test_the_extract_of_a_paragraph_approved_ahead_is_kept_until_it_is_taken_back(
    regional, member, secretary
):
    meeting = acts.held(regional)
    sheet = ask_at_once(meeting.items.get(), by=secretary)
    address = meeting.items.get().url("extract_pdf")
    kept = address, f"{seats_read_from(member, address)} "
    assert still_open(member, kept)[1]["gone"] == []
    recall_minutes(sheet, by=secretary)
    assert still_open(member, kept)[1]["gone"] == [address]


def test_what_is_kept_of_a_meeting_is_asked_for_once_however_much_it_is(
    regional, member, django_assert_num_queries
):
    meeting = acts.summoned(regional, *[{"title": f"Fråga {nth}"} for nth in range(4)], days=10)
    items = [item.get_absolute_url() for item in meeting.items.order_by("number")]
    papers = [acts.attach(meeting, item, "Karta").get_absolute_url() for item in meeting.items.all()]
    few, many = [items[0], papers[0]], [*items, *papers]
    still_open(member, *dict.fromkeys(few, "").items())
    for kept in (few, many):
        with django_assert_num_queries(21):  # 15 of them to sign in
            assert still_open(member, *dict.fromkeys(kept, "").items())[1]["gone"] == []


@pytest.mark.parametrize(
    "body", ["", "[]", "7", '{"/rad/x/moten/9999-99-99/": null}', '{"http://[": ""}', '{"": ""}']
)
def test_what_no_device_of_ours_has_sent_is_answered_too(client, db, body):
    answer = client.post("/utan-nat/kvar/", body, content_type="application/json")
    assert answer.status_code == (200 if body.startswith("{") else 400)


def test_what_is_too_much_to_ask_for_is_let_go(client, db, monkeypatch):
    monkeypatch.setattr("meetings.views.kept.MOST", 1)
    kept = {f"/rad/x/moten/2026-01-0{day}/": "" for day in (1, 2, 3)}
    assert still_open(None, *kept.items())[1]["gone"] == [*kept][1:] + [*kept][:1]


def test_public_things_stay_public_also_for_those_who_are_signed_in(db, member):
    assert headers(member, "/kalender.ics") == (None, "public, no-cache")


def test_signing_out_empties_the_browser(client, member):
    client.force_login(member)
    gone = client.post("/logga-ut/")
    assert (gone["Clear-Site-Data"], gone.get("X-Reader")) == ('"cache", "storage"', "nobody")


def test_the_worker_reaches_the_whole_portal_and_is_asked_for_anew(client, db):
    response = client.get("/utan-nat.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert "script-src" not in response["Content-Security-Policy"]  # default-src 'self' holds
    assert client.get("/utan-nat/").content.count(b"<!--kept-->") == 1


def test_the_portal_can_be_put_on_a_home_screen(settings, client, db):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    response = client.get("/static/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = json.loads(response.getvalue())
    assert (manifest["start_url"], manifest["scope"], manifest["lang"]) == ("/mitt/", "/", "sv")
    for icon in manifest["icons"]:
        assert (Path(settings.BASE_DIR) / icon["src"].removeprefix("/")).exists()
    assert 'rel="manifest"' in client.get("/").content.decode()
