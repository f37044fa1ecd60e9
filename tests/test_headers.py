"""What every answer tells the browser, whatever it is an answer to."""

import io
import logging
import re

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings as the_settings
from django.test import Client

from rus_portal import logs, urls

BASE, APPS = the_settings.BASE_DIR, ("rus_portal", "councils", "strategy", "meetings")
# A page, one that is not there, one to sign in on, a script, a feed, a calendar, a file and an answer in JSON
ANSWERS = ["/", "/finns-inte/", "/logga-in/", "/utan-nat.js", "/robots.txt", "/sitemap.xml"]
ANSWERS += ["/kalender.ics", "/stallningstaganden/data.json", "/api/"]


@pytest.fixture
def over_https(settings, db):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_says_how_a_browser_may_take_it(over_https, address):
    answer = over_https.get(address, secure=True)
    names = ("Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options")
    assert [answer.get(name) for name in names] == [
        "max-age=31536000; includeSubDomains",
        "nosniff",
        "same-origin",
        "DENY",
    ]
    assert {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
        answer["Content-Security-Policy"].split("; ")
    )
    kind = answer["Content-Type"]
    assert "charset=utf-8" in kind or not re.match(r"text/|[^;]*[/+]xml\b", kind), kind


def test_no_text_of_ours_leaves_it_to_be_guessed_how_it_is_written():
    files = [file for app in APPS for file in (BASE / app).rglob("*.py")]
    kinds = [kind for file in files for kind in re.findall(r'content_type="(text/[^"]+)"', file.read_text())]
    assert len(kinds) > 5
    assert [kind for kind in kinds if not kind.endswith("; charset=utf-8")] == []


@pytest.mark.parametrize("address", ["/", "/finns-inte/", "/logga-in/", "/sok/", "/utan-nat.js"])
def test_no_page_is_for_other_sites_to_read(client, db, address):
    answer = client.get(address, headers={"origin": "https://annan.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_that_breaks_says_nothing_of_why(client, member, monkeypatch):
    def breaks(request):
        raise ValueError("något inifrån")

    pattern = next(each for each in named(urls.urlpatterns) if each.name == "mine")
    monkeypatch.setattr(pattern, "callback", breaks)
    client.force_login(member)
    client.raise_request_exception = False
    answer = client.get("/mitt/")
    assert (answer.status_code, "inifrån" in answer.text, "ValueError" in answer.text) == (500, False, False)


@pytest.mark.parametrize("address", ["/static/", "/static/css/", "/media/", "/.git/config"])
def test_no_folder_is_listed_and_none_of_ours_is_served(client, db, address):
    assert client.get(address).status_code == 404


@pytest.fixture
def log():
    """What is logged from now on, as lines for people."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    how = the_settings.LOGGING["formatters"]["line"]
    handler.setFormatter(logs.Line(how["format"], how["datefmt"], style=how["style"]))
    handler.addFilter(logs.HideSecretAddresses())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: lines.getvalue().splitlines()
    root.removeHandler(handler)


def test_what_is_asked_for_is_one_line_of_the_log_with_its_time(client, db, log):
    client.get("/finns-inte/%0Aen-rad-till/")
    (line,) = log()
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} WARNING django.request: ", line)


def test_whoever_is_refused_is_in_the_log(client, member, log):
    client.force_login(member)
    assert client.get("/kansli/").status_code == 403
    assert log()[0].endswith("WARNING django.request: Forbidden (Permission denied): /kansli/")


def test_what_is_not_taken_is_in_the_log(client, db, log):
    assert client.post("/tillganglighet/hinder/", {"text": ""}).status_code == 422
    assert re.search(r"WARNING django\.request: Unprocessable \w+: /tillganglighet/hinder/$", log()[0])


def test_where_one_asks_from_is_what_our_own_proxy_saw(rf, settings):
    asked = rf.get("/", headers={"x-forwarded-for": "192.0.2.9, 198.51.100.7"}, REMOTE_ADDR="203.0.113.5")
    seen = []
    for settings.ALLAUTH_TRUSTED_PROXY_COUNT in (0, 1):
        seen.append(get_adapter(asked).get_client_ip(asked))
    assert seen == ["203.0.113.5", "198.51.100.7"]


def named(patterns):
    for each in patterns:
        yield from named(each.url_patterns) if hasattr(each, "url_patterns") else [each]


def test_every_form_has_its_mark_but_where_no_cookie_is_asked_for():
    """Where the address is the secret, where one only reads, and two with their reason beside them."""
    exempt = [each for each in named(urls.urlpatterns) if getattr(each.callback, "csrf_exempt", False)]
    others = {each.name for each in exempt if "token" not in each.pattern.converters}
    assert {each for each in others if not each.startswith(("api", "openapi", "oparl"))} == {
        "sign_out",
        "offline_still_open",
    }


def test_no_script_of_ours_makes_a_page_of_a_text():
    writes = re.compile(r"\.(?:inner|outer)HTML\s*\+?=[^=]|insertAdjacentHTML|document\.write|setHTMLUnsafe")
    scripts = sorted((BASE / "static" / "js").glob("*.js"))
    assert len(scripts) > 10
    assert [script.name for script in scripts if writes.search(script.read_text())] == []
