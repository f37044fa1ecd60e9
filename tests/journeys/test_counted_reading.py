"""Three jobs of those who read: how many presses and pages each costs, held at what it costs."""

import csv
import datetime as dt
import io
import re
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import expect

from meetings.mail.text import read
from meetings.models import Letter
from meetings.workflow.decision import record_decision
from meetings.workflow.document import attach_document
from meetings.workflow.search import index_all_that_waits
from meetings.workflow.stance import publish_stance, record_stance
from rus_portal.demo.people import person_for
from tests import acts, files
from tests.browser.looking import look
from tests.journeys.conftest import field, press
from tests.journeys.counted import Counted
from tests.sign_in.conftest import sent_code

PHONE = {"width": 390, "height": 844}
WHY = "Vi vill att nattågen stannar längs hela kusten."


def test_a_member_on_a_phone_reads_notes_and_anchors_all_from_the_mail(
    as_person, committed_region, regional, member
):
    meeting = acts.plan(regional, days=20)
    items = [acts.add(meeting, title=title) for title in ("Tåg", "Elnät")]
    for item, title in zip(items, ("Spåret", "Kraftledningen"), strict=True):
        file = ContentFile(files.pdf(f"Underlag om {title}"), name="underlag.pdf")
        attach_document(meeting, file, item=item, by=person_for("secretary"), title=title)
    meeting = acts.send(meeting)
    page = as_person(None, viewport=PHONE, has_touch=True)
    page.goto("/hjalp/")
    job = Counted(page)
    [letter] = Letter.objects.filter(meeting=meeting, person=member, kind="summons")
    link = re.search(r"\S+/lasning/borjan/$", read(letter)[1], re.MULTILINE)[0]
    page.goto(urlsplit(link).path)
    job.clicks += 1  # in the letter
    field(page, "E-postadress").fill(member.email)
    press(page, "Skicka en kod")
    expect(field(page, "Kod")).to_be_visible()
    field(page, "Kod").fill(sent_code())
    press(page, "Logga in")
    look(page, "Tåg")
    job.holds("member: from the letter, not signed in, to the first item", clicks=3, loads=3)
    page.get_by_role("link", name="Spåret", exact=True).click()
    expect(page.get_by_text("Underlag om Spåret")).to_be_attached()
    page.get_by_role("button", name="Anteckningar").click()
    field(page, "Anteckning").fill("Fråga om kostnaden.")
    press(page, "Spara anteckningen")
    expect(page.get_by_role("button", name="Anteckningar (1)")).to_be_visible()
    expect(page.locator("[data-ready]")).to_be_attached()
    page.get_by_role("link", name="Nästa Punkt 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kraftledningen")
    job.holds("member: all papers read in the page, one noted", clicks=7, loads=5)
    page.get_by_role("link", name="Punkt 2").first.click()
    look(page, "Elnät")
    page.get_by_role("link", name="Förankra").first.click()
    for title in ("Elnät", "Tåg"):
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        page.get_by_label("Ställer sig bakom").check()
        press(page, "Spara")
    look(page, "Svar på kallelsen")
    job.holds("member: all read, noted and anchored, at the next that waits", clicks=13, loads=9)


def test_the_public_asks_what_sundsvall_thought_of_the_trains_and_whether_it_decided(
    as_person, committed_region, regional, secretary
):
    meeting = acts.summoned(regional, {"title": "Gemensamt budskap om nattåg"}, {"title": "Elnät"}, days=0)
    trains = meeting.items.get(number=1)
    sundsvall = next(each for each in acts.members(regional, 16) if "Sundsvall" in each.name)
    home = acts.seat_of(sundsvall, regional).organisation
    stance = record_stance(trains, home, by=sundsvall, status="can_accept")
    for item in meeting.items.all():
        acts.handle(item)
    acts.published(acts.close(meeting))
    publish_stance(stance, by=sundsvall, in_own_words=WHY)
    trains.refresh_from_db()
    decided = {"status": "decided", "body": "Kommunstyrelsen", "decided_on": timezone.localdate()}
    record_decision(trains.position, home, by=secretary, **decided)
    index_all_that_waits()
    page = as_person(None)
    page.goto("/")
    job = Counted(page)
    page.get_by_role("searchbox").first.fill("Sundsvall tåg")
    page.get_by_role("searchbox").first.press("Enter")
    answer = page.get_by_role("region", name="Vad Sundsvalls kommun har sagt")
    expect(answer).to_contain_text(WHY)
    expect(answer).to_contain_text("Kommunstyrelsen")
    job.holds("public: what a municipality thought and decided, on one page", clicks=1, loads=1)
    page.get_by_role("link", name="Gemensamt budskap om nattåg").first.click()
    expect(page.get_by_role("main")).to_contain_text(WHY)
    expect(page.get_by_role("row", name="Sundsvalls kommun")).to_contain_text("Beslutat")
    job.holds("public: the same on the position's own page", clicks=2, loads=2)


def test_a_journalist_takes_along_every_position_with_dissent_of_last_year_with_the_words(
    as_person, committed_region, regional, member
):
    last_year = timezone.localdate().year - 1
    for year in (last_year, last_year + 1):
        facts = {"dissent_by": member, "date": dt.date(year, 1, 16)}
        acts.published(acts.held(regional, {"title": f"Tåg {year}"}, **facts))
    acts.published(acts.held(regional, {"title": "I samsyn"}, date=dt.date(last_year, 2, 13)))
    index_all_that_waits()
    page = as_person(None)
    page.goto("/")
    job = Counted(page)
    page.get_by_role("link", name=f"Med avvikande synpunkt {last_year}").click()
    rows = page.locator(".register-row")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Avvikande synpunkt från Härnösands kommun: Vi delar inte bedömningen.")
    job.holds("journalist: every dissent of last year, with the words", clicks=1, loads=1)
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV", exact=True).click()
    text = taken.value.path().read_text(encoding="utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text), delimiter=";")
    assert "Härnösands kommun" in str(row)
    assert "Vi delar inte bedömningen." in str(row)
