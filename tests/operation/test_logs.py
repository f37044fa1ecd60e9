"""The log never says who it was about, and neither do metrics, slow queries or reports of errors."""

import io
import json
import logging
import re
import sys
from ipaddress import ip_network

import pytest
import sentry_sdk
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from sentry_sdk.transport import Transport

from councils.models import Person
from meetings.workflow import letter
from rus_portal import logs, urls
from rus_portal.demo.people import person_for
from rus_portal.operation import errors, pulse, schedule, slow
from rus_portal.signin import reserve_codes
from tests import acts
from tests.sign_in.conftest import sign_in

PEOPLE = ("member", "secretary", "admin")


@pytest.fixture
def log(settings):
    """All lines that are logged, at any level, as the portal writes them in production."""
    settings.LOG_FORMAT = "json"
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logs.Json())
    handler.addFilter(logs.HideSecretAddresses())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in lines.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


def everyone():
    """Every name and address there is, in all ways that a line may have them."""
    people = Person.objects.exclude(name="")
    return {told for person in people for told in (person.name, person.email) if told}


def personal(lines):
    told = json.dumps(lines, ensure_ascii=False)
    return {each for each in everyone() if each in told}


def breaks(request):
    raise IntegrityError(f"Failing row contains (7, {request.user.name}, {request.user.email})")


@pytest.fixture
def broken_page(monkeypatch):
    """One of ours, which says in its error whom it was about."""
    pattern = next(each for each in urls.urlpatterns if getattr(each, "name", "") == "mine")
    monkeypatch.setattr(pattern, "callback", breaks)
    return "/mitt/"


def unmade(letter):
    raise ValueError(f"{letter.person.name} <{letter.person.email}>")


@pytest.mark.both
def test_no_line_of_the_log_says_who_it_was_about(log, regional, broken_page, monkeypatch):
    acts.summoned(regional, days=20)
    for role in PEOPLE:
        person = person_for(role)
        client = Client(raise_request_exception=False)
        client.force_login(person)
        for address in (
            f"/sok/?q={person.name}",
            "/kansli/personer/",
            "/admin/",
            "/finns-inte/",
            broken_page,
        ):
            client.get(address)
        client.post("/logga-in/", {"email": person.email})
        client.post("/kansli/personer/", {"name": person.name})
    monkeypatch.setattr(letter, "message", unmade)
    call_command("send_letters", stdout=io.StringIO())
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(name="En annan", email=person.email)
    try:
        with transaction.atomic():
            Person.objects.create(name="En annan", email=person.email)
    except IntegrityError:
        logging.getLogger("portal").exception("%s could not be written", person.email)
    lines = log()
    told = {line["message"] for line in lines}
    assert {"Answered", "Internal Server Error: /mitt/", "Not Found: /finns-inte/"} <= told
    assert "…@… could not be written" in told
    broken = [line for line in lines if line.get("error", "").endswith("django.db.utils.IntegrityError")]
    assert len(broken) == len(PEOPLE) + 1
    assert 'raise IntegrityError(f"' in broken[0]["error"]
    assert all(re.fullmatch(r"[0-9a-f]{16}", line["request"]) for line in broken[:-1])
    assert [line for line in lines if "could not be made" in line["message"]]
    assert personal(lines) == set()


def test_lines_of_one_session_have_its_mark_and_only_the_sign_in_says_whose_it_was(
    log, member, chair, administrator
):
    marks = []
    for person in (member, chair):
        client = Client()
        sign_in(client, person.email)
        for address in ("/mitt/", "/finns-inte/"):
            client.get(address)
        last = log()[-3:]
        assert [line["message"] for line in last] == ["Answered", "Answered", "Not Found: /finns-inte/"]
        assert last[1]["request"] == last[2]["request"]
        [told] = {line["session"] for line in last}
        assert re.fullmatch(r"[0-9a-f]{16}", told)
        assert [(each.session, each.sentence) for each in person.sign_ins.all()] == [
            (told, "Loggade in: kod i e-posten.")
        ]
        assert client.session.session_key not in json.dumps(log())
        marks.append(told)
    assert len({*marks}) == 2
    Client().get("/om/")
    assert "session" not in log()[-1]
    assert personal(log()) == set()
    client.force_login(administrator)
    found = client.get("/kansli/inloggningar/", {"q": marks[0]})
    assert [each.person for each in found.context["page"]] == [member]
    assert f"Session {marks[0]}" in found.text


def test_a_session_that_is_begun_anew_when_somebody_proves_who_they_are_is_found_as_well(secretary):
    client = Client()
    client.force_login(secretary)
    codes = reserve_codes.make(secretary)
    client.post("/konto/bekraftelse/?next=/mitt/", {"code": codes[0]})
    last = secretary.sign_ins.latest("pk")
    assert (last.act, last.sentence) == ("signed_in", "Bekräftade vem det är: reservkod.")
    assert last.session == logs.session_mark(client.session.session_key)


def addresses(patterns=urls.urlpatterns, above=""):
    """All that a secret is a part of."""
    for each in patterns:
        address = above + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from addresses(each.url_patterns, address)
        elif "token" in each.pattern.converters:
            yield f"/{address}"


def test_no_line_has_the_secret_of_an_address_that_gives_access_by_itself():
    told = [re.sub("<[^<>]*token>", "hemlig", address) for address in addresses()]
    assert len(told) > 5
    assert [address for address in told if "hemlig" in logs.SECRET.sub(r"\1…", address)] == []


def test_what_is_around_may_be_told_and_the_line_for_people_is_as_careful():
    line = logs.Line("{message}", style="{")
    for error, told in (
        (OperationalError("connection refused"), "django.db.utils.OperationalError: connection refused"),
        (ValueError("Anna Andersson"), "ValueError"),
        (ConnectionError("to anna@region.example"), "ConnectionError: to …@…"),
    ):
        try:
            raise error
        except Exception:
            record = logging.LogRecord("x", 40, "", 0, "Fel", (), sys.exc_info())
        assert line.format(record).splitlines()[-1] == told


def test_a_request_keeps_the_id_that_the_proxy_gave_it_where_it_is_one(client, db, settings):
    settings.LOG_FORMAT = "json"
    assert client.get("/om/", headers={"X-Request-ID": "abcd-1234"})["X-Request-ID"] == "abcd-1234"
    assert client.get("/om/", headers={"X-Request-ID": "a\nb"})["X-Request-ID"] != "a\nb"


def test_a_slow_query_is_told_without_what_it_asks_for(log, db, settings):
    settings.SLOW_QUERY_MS = 0
    slow.watch(connection)
    assert slow.timed not in connection.execute_wrappers
    with connection.execute_wrapper(slow.timed):
        Person.objects.filter(name="Anna Andersson").exists()
    [line] = [line for line in log() if line["message"].startswith("Slow query")]
    assert "councils_person" in line["sql"]
    assert "Anna" not in json.dumps(line)


def test_figures_are_for_whoever_has_the_token_or_the_address(client, db, settings):
    for address in ("/matvarden/", "/halsa/delar/"):
        settings.METRICS_TOKEN, settings.METRICS_ADDRESSES = "", []
        assert client.get(address, headers={"Authorization": "Bearer "}).status_code == 404
        settings.METRICS_TOKEN = "hemlig å"
        assert client.get(address).status_code == 404
        assert client.get(address, headers={"Authorization": "Bearer fel"}).status_code == 404
        assert client.get(address, headers={"Authorization": "Bearer hemlig å"}).status_code != 404
        settings.METRICS_TOKEN, settings.METRICS_ADDRESSES = "", [ip_network("10.1.0.0/16")]
        assert client.get(address).status_code == 404
        assert client.get(address, REMOTE_ADDR="10.1.2.3").status_code != 404


def test_answers_are_counted_by_the_name_of_their_page_and_by_nobody(db, settings, member):
    settings.METRICS_ADDRESSES = [ip_network("127.0.0.0/8")]
    client = Client()
    client.force_login(member)
    client.get("/sok/?q=Anna")
    client.get("/mitt/")
    pulse.failed("store", "x")
    told = client.get("/matvarden/").content.decode()
    assert 'portal_requests_total{method="GET",page="search",status="200"} 1.0' in told
    assert 'portal_request_seconds_count{page="mine"} 1.0' in told
    assert 'portal_failing{what="store"} 1.0' in told
    assert "portal_letters_waiting 0.0" in told
    assert "Anna" not in told
    assert {each for each in everyone() if each in told} == set()


def test_each_part_is_told_by_name_and_the_proxy_asks_another_address(client, db, settings):
    settings.METRICS_ADDRESSES = [ip_network("127.0.0.0/8")]
    asked = [each for each in schedule.watched() if each.command != "verify_journal"]
    for each in asked:
        pulse.well(each.command)
    answer = client.get("/halsa/delar/")
    unknown = [part for part, told in answer.json().items() if told != "ok"]
    assert (answer.status_code, unknown) == (200, ["verify_journal"])  # its first night is to come
    assert answer.json()["verify_journal"] == "unknown"
    pulse.failed("store", "Nyckeln är fel")
    answer = client.get("/halsa/delar/")
    assert (answer.status_code, answer.json()["store"]) == (503, "fault")
    assert "Nyckeln" not in answer.content.decode()
    assert client.get("/halsa/").status_code == 200


def test_that_a_process_lives_is_told_without_the_database(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/halsa/process/").json() == {"status": "ok"}


def test_a_report_of_an_error_says_where_and_of_which_kind_and_nothing_of_anyone(db, member):
    """All that the library may add is added by hand, for once it has reached into Django it stays there."""
    sent = []

    class Kept(Transport):
        def capture_envelope(self, envelope):
            sent.append(envelope)

    asked = {"url": f"http://testserver/kalender/hemlig/?q={member.name}", "method": "GET"}
    asked |= {"data": {"name": member.name}, "cookies": {"sessionid": "x"}, "query_string": member.name}
    errors.report_to("http://key@127.0.0.1:9/1", transport=Kept, default_integrations=False)
    try:
        with sentry_sdk.isolation_scope() as scope:
            scope.set_user({"email": member.email})
            scope.set_extra("person", member.name)
            scope.add_event_processor(lambda event, hint: event | {"request": asked})
            try:
                raise IntegrityError(f"Failing row contains ({member.name}, {member.email})")
            except IntegrityError as error:
                sentry_sdk.capture_exception(error)
    finally:
        sentry_sdk.init(default_integrations=False)
    [told] = [json.dumps(item.payload.json) for envelope in sent for item in envelope.items]
    assert '"type": "IntegrityError"' in told
    assert "test_logs" in told
    assert '"url": "http://testserver/kalender/\\u2026/"' in told
    assert "sessionid" not in told
    assert {each for each in everyone() if each in json.dumps(json.loads(told), ensure_ascii=False)} == set()
