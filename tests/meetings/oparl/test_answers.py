"""How the programming interface answers whoever asks, whatever they ask."""

import json

from django.test import Client

from councils.models import Person
from rus_portal.demo.people import person_for
from tests.meetings.oparl.asking import ROOT, get


def test_it_can_only_be_read(db):
    browser, answers = Client(enforce_csrf_checks=True), set()
    for path in ("", "meeting/", "body/1/", "finns/inte/", "../../openapi.json", "../../"):
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
            answer = browser.generic(method, ROOT + path)
            answers.add((answer.status_code, answer["Allow"], answer["Content-Type"]))
    assert answers == {(405, "GET, HEAD, OPTIONS", "application/json")}


def test_another_site_may_ask_first(db):
    for path in ("", "meeting/", "body/1/", "../../openapi.json"):
        answer = Client().options(ROOT + path)
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")
        assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


NOT_THERE = ["/api/", "/api/x", f"{ROOT}paper/-1/", f"{ROOT}paper/4711/", f"{ROOT}a/b/c/d", f"{ROOT}sprak/"]
NOT_THERE += [f"{ROOT}system/", f"{ROOT}organization/council-1/file/", f"{ROOT}paper/å/"]
NOT_THERE += [f"{ROOT}organization/council-99/meeting/"]


def test_what_is_not_there_is_said_in_json(regional):
    for path in NOT_THERE:
        answer = Client().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/json"), path
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert json.loads(answer.content)["message"] == "Det finns ingenting på den adressen."


def test_an_address_without_its_slash_leads_to_the_one_there_is(db):
    answer = Client().get(f"{ROOT}meeting?limit=1")
    assert (answer.status_code, answer["Location"]) == (301, f"{ROOT}meeting/?limit=1")
    assert Client().get(ROOT[:-1])["Location"] == ROOT


def test_whoever_asks_is_told_the_same_and_nobody_gets_a_cookie(public, secretary):
    signed_in = Client()
    signed_in.force_login(secretary)
    for path in ("", f"meeting/{public.pk}/", "paper/", "person/"):
        own, others = signed_in.get(ROOT + path), get(path)
        assert own.content == others.content
        assert not own.cookies
        assert not others.cookies


def test_what_has_not_changed_need_not_be_sent_again(public):
    path = f"paper/{public.items.get(number=1).pk}/"
    answer = get(path)
    assert answer["ETag"]
    assert get(path, if_none_match=answer["ETag"]).status_code == 304
    assert get(path, if_modified_since=answer["Last-Modified"]).status_code == 304
    Person.objects.filter(pk=person_for("opposition").pk).update(name="Eva Ek")
    assert get(path, if_none_match=answer["ETag"]).status_code == 200


def test_head_has_the_headers_alone(public):
    answer = Client().head(f"{ROOT}meeting/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Type"] == "application/json"
