"""The way to the sign-in and back: offered where a member meets a closed page, and never ending on a blank
one."""

import re

import pytest

from tests import acts

pytestmark = pytest.mark.django_db


def offers(answer):
    """Where each link to the sign-in leads after it."""
    return re.findall(r'href="/logga-in/(?:\?next=([^"]*))?"', answer.content.decode())


@pytest.fixture
def meeting(four, regional):
    return acts.summoned(regional, days=20)


def quoted(address):
    return address.replace("/", "%2F")


def test_the_link_in_the_summons_offers_to_sign_in_and_come_back(client, meeting, member):
    item = meeting.items.first()
    document = meeting.url("document", 1)
    places = [(meeting.get_absolute_url(), 200), (item.get_absolute_url(), 404), (document, 404)]
    for address, status in places:
        answer = client.get(address)
        assert answer.status_code == status
        assert offers(answer) == [quoted(address)] * 2  # in the header, and where the eye is
    client.force_login(member)
    for address, _ in places:
        assert offers(client.get(address)) == []


def test_a_published_item_offers_it_too(client, four, regional):
    meeting = acts.published(acts.held(regional)).meeting
    answer = client.get(meeting.items.first().get_absolute_url())
    assert answer.status_code == 200
    assert len(offers(answer)) == 2


@pytest.mark.parametrize("address", ["/", "/finns-inte/", "/rad/?q=a+b"])
def test_the_header_of_every_page_leads_back_to_it(address, client):
    assert set(offers(client.get(address))) == {
        quoted(address).replace("?", "%3F").replace("=", "%3D").replace("+", "%2B")
    }


def test_the_sign_in_itself_keeps_where_one_was_going(client):
    assert offers(client.get("/logga-in/?next=/rad/")) == ["%2Frad%2F"]
    assert offers(client.get("/logga-in/")) == [""]


def test_a_secret_address_is_in_no_link_to_the_sign_in(client):
    assert "hemligt" not in client.get("/gast/hemligt/").content.decode()


def test_whoever_sends_a_form_signed_out_comes_back_to_the_page_with_it(client, meeting):
    page, act = meeting.url("agenda"), meeting.url("agenda_order")
    sign_in = client.post(act, headers={"referer": f"http://testserver{page}?ny=1#sist"}).url
    assert sign_in == f"/logga-in/?next={page}%3Fny%3D1"
    for elsewhere in ("https://example.org/", "", "http://testserver.example.org/"):
        assert client.post(act, headers={"referer": elsewhere}).url == f"/logga-in/?next={act}"


def test_an_address_that_only_takes_forms_says_so_and_what_to_do(office, meeting):
    answer = office.get(meeting.url("agenda_asking"))
    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Här finns inget att läsa" in page
    assert f'href="{meeting.url("agenda_approval")}">Till sidan ovanför' in page


def test_the_address_of_a_form_that_was_refused_leads_back_to_the_page_with_it(office, meeting):
    assert office.post(meeting.url("agenda_order"), {"order": "", "break": ""}).status_code == 422
    for back in (office.get, office.head):
        assert back(meeting.url("agenda_order"))["Location"] == meeting.url("agenda")
    assert office.get(meeting.url("sitting_round", 1))["Location"] == meeting.url("sitting_item", 1)


def test_an_address_that_is_only_read_says_that(client):
    answer = client.post("/kalender.ics")
    assert answer.status_code == 405
    assert "Sidan går bara att läsa." in answer.content.decode()
    assert 'href="/">Till sidan ovanför' in answer.content.decode()


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/halsa/", "/mitt/", "/finns-inte/"])
def test_a_method_that_no_page_here_knows_is_refused_everywhere(client, method, path):
    answer = client.generic(method, path)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert "Ingenting har ändrats." in answer.content.decode()


def test_the_page_above_is_the_nearest_that_there_is(office, meeting):
    page = office.get(meeting.url("guest_revocation", 1)).content.decode()
    assert f'href="{meeting.get_absolute_url()}">Till sidan ovanför' in page


def test_a_link_to_the_signing_out_leads_on_and_signs_nobody_out(office):
    assert office.get("/logga-ut/").url == "/"
    assert office.get("/mitt/").status_code == 200
