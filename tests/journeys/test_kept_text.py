"""What is typed in a long form when the session ends, in the browser."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from meetings.models import AgendaItem
from meetings.workflow.item import edit_item
from rus_portal.demo.people import person_for
from tests import acts
from tests.browser.looking import look
from tests.journeys.conftest import field, press, sign_in

pytestmark = pytest.mark.usefixtures("committed_region")
OFFER = "Det finns text från"
TOLD = "Det du skrev och inte hann spara finns kvar"


@pytest.fixture
def expected_in_console():
    return re.compile(r"status of (403|409|422)|^Clear-Site-Data header")


def kept(page):
    return page.evaluate("Object.keys(localStorage).length")


def test_what_was_typed_when_the_session_ended_is_given_back_to_its_writer_alone(
    as_person, regional, secretary, member, base_url
):
    meeting = acts.plan(regional, days=30)
    page, new = as_person(secretary), meeting.url("item_new")
    page.goto(new)
    field(page, "Rubrik").fill("Skrivet för sent")
    field(page, "Bakgrund").fill("En lång text.")
    Session.objects.all().delete()
    press(page, "Spara")
    expect(page).to_have_url(re.compile("/logga-in/"))
    assert (AgendaItem.objects.count(), kept(page)) == (0, 1)
    expect(page.get_by_text(TOLD)).to_be_visible()

    sign_in(page.context, secretary, base_url)
    page.goto(new)
    expect(page.get_by_text(OFFER)).to_be_visible()
    look(page, "Ny punkt")
    page.get_by_role("button", name="Ta tillbaka texten").click()
    expect(field(page, "Bakgrund")).to_have_value("En lång text.")
    press(page, "Spara")
    expect(page.get_by_text("”Skrivet för sent” är sparad.")).to_be_visible()
    page.wait_for_load_state()  # the scripts come after the text
    assert kept(page) == 0
    page.goto(new)
    assert page.get_by_text(OFFER).count() == 0

    field(page, "Rubrik").fill("Skrivet igen")
    Session.objects.all().delete()
    press(page, "Spara")
    assert kept(page) == 1
    sign_in(page.context, person_for("admin"), base_url)  # someone else, in the same browser
    page.goto("/kansli/personer/")
    assert (page.get_by_text(OFFER).count(), kept(page)) == (0, 0)


@pytest.mark.parametrize(("role", "label"), [("secretary", "Bakgrund"), ("member", "Anteckning")])
def test_what_was_typed_when_one_signed_out_in_a_second_tab_is_given_back(
    as_person, regional, role, label, base_url
):
    person = person_for(role)
    meeting = acts.plan(regional, days=30) if role == "secretary" else acts.summoned(regional, days=30)
    address = meeting.url("item_new") if role == "secretary" else meeting.items.get().get_absolute_url()
    page = as_person(person)
    page.goto(address)
    field(page, label).fill("En lång text.")
    other = page.context.new_page()
    other.goto("/rad/")
    press(other, "Logga ut")
    other.wait_for_url(f"{base_url}/")
    assert kept(other) == 0
    other.goto("/logga-in/")
    expect(other.get_by_text(TOLD)).to_be_hidden()
    press(page, "Spara" if role == "secretary" else "Spara anteckningen")
    expect(page).to_have_url(re.compile("/logga-in/"))
    sign_in(page.context, person, base_url)
    page.goto(address)
    if role == "secretary":
        page.get_by_role("button", name="Ta tillbaka texten").click()
    expect(field(page, label)).to_have_value("En lång text.")


def test_what_is_typed_is_never_sent_in_the_name_of_another_who_signs_in_in_a_second_tab(
    as_person, regional, secretary, base_url
):
    page = as_person(secretary)
    page.goto(acts.plan(regional, days=30).url("item_new"))
    field(page, "Rubrik").fill("Skrivet av sekreteraren")
    sign_in(page.context, person_for("admin"), base_url)
    page.context.clear_cookies(name="csrftoken")  # signing in gives a new one
    other = page.context.new_page()
    other.goto("/kansli/personer/")
    other.wait_for_load_state()
    press(page, "Spara")
    expect(page.get_by_role("heading", name="Formuläret togs inte emot")).to_be_visible()
    assert AgendaItem.objects.count() == 0


def test_text_given_back_undoes_nothing_that_was_saved_meanwhile(as_person, regional, secretary, base_url):
    item = acts.add(acts.plan(regional, days=30))
    page = as_person(secretary)
    page.goto(item.url("item_texts"))
    field(page, "Bakgrund").fill("Min bakgrund.")
    Session.objects.all().delete()
    press(page, "Spara")
    edit_item(item, by=secretary, background="Någon annans bakgrund.")
    sign_in(page.context, secretary, base_url)
    page.goto(item.url("item_texts"))
    page.get_by_role("button", name="Ta tillbaka texten").click()
    press(page, "Spara")
    expect(page.get_by_text("Någon annans bakgrund.").first).to_be_visible()
    item.refresh_from_db()
    assert item.background == "Någon annans bakgrund."


def test_what_is_thrown_away_is_not_offered_again(as_person, regional, secretary):
    page, new = as_person(secretary), acts.plan(regional, days=30).url("item_new")
    page.goto(new)
    field(page, "Rubrik").fill("Onödigt")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(new)
    page.get_by_role("button", name="Släng den").click()
    assert kept(page) == 0
    page.goto(new)
    assert page.get_by_text(OFFER).count() == 0


def test_a_note_that_was_not_saved_stands_in_its_field_and_is_not_offered_beside_it(
    as_person, regional, member
):
    page, item = as_person(member), acts.summoned(regional, days=30).items.get()
    page.goto(item.get_absolute_url())
    field(page, "Anteckning").fill("Fråga om kostnaden.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(item.get_absolute_url())
    expect(field(page, "Anteckning")).to_have_value("Fråga om kostnaden.")
    assert (page.get_by_text(OFFER).count(), kept(page)) == (0, 1)
