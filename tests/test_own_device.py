"""What a browser may keep: nothing private, unless the reader has called the device their own."""

import json
from pathlib import Path

from django.test import Client

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
    assert headers(None, meeting)[0] is None
    assert "no-store" not in headers(None, meeting)[1]


def test_public_things_stay_public_also_for_those_who_are_signed_in(db, member):
    assert headers(member, "/kalender.ics") == (None, "public, max-age=900")


def test_signing_out_empties_the_browser(client, member):
    client.force_login(member)
    gone = client.post("/logga-ut/")
    assert (gone["Clear-Site-Data"], gone.get("X-Reader")) == ('"cache", "storage"', None)


def test_the_worker_reaches_the_whole_portal_and_is_asked_for_anew(client, db):
    response = client.get("/utan-nat.js")
    assert response["Content-Type"] == "text/javascript"
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
