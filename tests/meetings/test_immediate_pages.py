"""The pages and the paper of a § that is immediately approved, for everyone who may or may not see them."""

import hashlib
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Attendance, Minutes, Sitting
from meetings.todo.reminders import reminders
from meetings.views.lookups import WITH_THE_REST
from meetings.workflow import minutes
from meetings.workflow.correction import begin_correction, correct_passage
from meetings.workflow.meeting import reopen_meeting
from tests import acts
from tests.meetings.test_minutes_pages import (  # noqa: F401  a fixture
    people,
    sign_in,
    text,
    two_items,
    who_reads,
    words,
)


@pytest.fixture
def meeting(regional, member, opposition):
    return two_items(regional, member, opposition)


def first(meeting):
    return meeting.items.get(number=1)


def page_of(meeting):
    return first(meeting).url("minutes")


@pytest.fixture
def asked(meeting, secretary):
    return minutes.ask_at_once(first(meeting), by=secretary)


def approve(client, person, meeting):
    """Press the button on the page."""
    sign_in(client, person)
    seen = re.search(r'name="seen" value="(\w+)"', text(client.get(page_of(meeting))))[1]
    return client.post(first(meeting).url("minutes_approval"), {"seen": seen}, follow=True)


def test_the_secretary_has_a_paragraph_approved_from_the_page_of_the_minutes(office, meeting):
    page = text(office.get(meeting.url("minutes")))
    offered = re.findall(r'<option value="(\d)"[^>]*>([^<]+)<', page[page.index('name="number"') :])
    number = first(meeting).paragraph
    assert offered == [("1", f"§ {number} Ostkustbanan"), ("2", f"§ {number + 1} Lägesbild")]
    done = text(office.post(meeting.url("minutes_immediate"), {"number": "1"}, follow=True))
    sheet = Minutes.objects.sheets().get()
    assert f"{sheet.section} är utsänd för omedelbar justering." in done
    assert sheet.get_absolute_url() in done
    assert ("ska justeras omedelbart. Resten" in done, "Skicka för justering" in done) == (True, False)
    assert 'option value="1"' not in done


def test_the_secretary_marks_it_on_the_day_of_the_meeting_and_takes_it_back(office, regional):
    meeting = acts.summoned(regional)
    acts.handle(first(meeting))
    sitting = first(meeting).url("sitting_item")
    assert "Ska justeras omedelbart" in text(office.get(sitting))
    marked = text(office.post(meeting.url("minutes_immediate"), {"number": "1"}, follow=True))
    assert "Den går ut när mötet avslutas" in marked
    page = text(office.get(page_of(meeting)))
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    office.post(first(meeting).url("minutes_recall"), {"seen": seen}, follow=True)
    assert Minutes.objects.sheets().get().stage == "withdrawn"
    assert "Ska justeras omedelbart" in text(office.get(sitting))


@pytest.mark.parametrize("name", ["sitting", "formalities"])
def test_the_list_of_a_meeting_opened_again_leads_to_it_as_it_stands(asked, meeting, office, secretary, name):
    for approval in asked.approvals.all():
        minutes.approve_minutes(asked, by=approval.person)
    reopen_meeting(meeting, by=secretary)
    page = text(office.get(meeting.url(name)))
    assert page_of(meeting) in page
    assert first(meeting).url("sitting_item" if name == "sitting" else "item_outcome") not in page
    assert ("Omedelbart justerad" in page) == (name == "sitting")


def test_the_day_of_a_meeting_opened_again_leads_on_to_a_paragraph_approved_ahead(
    asked, meeting, office, secretary
):
    for approval in asked.approvals.all():
        minutes.approve_minutes(asked, by=approval.person)
    reopen_meeting(meeting, by=secretary)
    assert office.get(first(meeting).url("sitting_item")).url == page_of(meeting)


def test_nobody_comes_to_or_leaves_it_any_more_on_the_day_of_a_meeting_opened_again(
    meeting, office, member, secretary
):
    Sitting.objects.create(meeting=meeting, item=first(meeting))
    seat = acts.seat_of(member, meeting.council)
    there = {"person": member, "seat": seat, "organisation": seat.organisation, "status": "on_site"}
    came = Attendance.objects.create(meeting=meeting, **there).movements
    came.create(item=first(meeting), kind="came", noted_at=timezone.now(), noted_by=secretary)
    sheet = minutes.ask_at_once(first(meeting), by=secretary)
    for approval in sheet.approvals.all():
        minutes.approve_minutes(sheet, by=approval.person)
    reopen_meeting(meeting, by=secretary)
    page = office.get(meeting.url("sitting"))
    offered = [title for _, title in page.context["move_form"].fields["item"].choices]
    assert (offered, 'name="remove"' in text(page)) == (["2. Lägesbild"], False)
    assert page.context["current"] is None


def test_who_is_asked_sees_it_on_the_own_page_and_approves_there(asked, meeting, client, chair, member):
    client.force_login(chair)
    mine = text(client.get(reverse("mine")))
    assert f"Justera protokollet för {asked.section} från mötet" in mine
    assert asked.get_absolute_url() in mine
    assert "Det låses när alla har gjort det." in text(approve(client, chair, meeting))
    done = text(approve(client, member, meeting))
    assert "Alla har nu gjort det, så det är låst och ändras inte mer." in done
    assert "Paragrafen är omedelbart justerad" in done
    assert asked.get_absolute_url() not in text(client.get(reverse("mine")))


def test_a_draft_that_is_sent_is_read_by_the_council_and_never_by_the_public(asked, meeting, client, people):  # noqa: F811
    reads = who_reads(client, people, page_of(meeting))
    assert reads == {"secretary", "chair", "member", "opposition", "official"}
    assert who_reads(client, people, first(meeting).url("minutes_pdf")) == reads
    assert who_reads(client, people, first(meeting).url("extract_pdf")) == reads
    assert who_reads(client, people, meeting.url("minutes")) == {"secretary"}


@pytest.mark.pdf
def test_the_paper_is_read_as_it_will_be_printed_and_then_says_by_whom_it_is_approved(
    asked, meeting, client, chair, member
):
    client.force_login(member)
    preview = words(client.get(first(meeting).url("minutes_pdf")))
    assert "Paragrafen ska justeras omedelbart" in preview
    assert "utkast, ej justerat" in preview
    assert ("Ostkustbanan" in preview, "Lägesbild" in preview) == (True, False)
    for who in (chair, member):
        sealed = minutes.approve_minutes(asked, by=who)
    given = client.get(first(meeting).url("extract_pdf"))
    assert hashlib.sha256(given.content).hexdigest() == sealed.sha256
    paper = words(given)
    assert ("Paragrafen är omedelbart justerad" in paper, "utkast" in paper) == (True, False)
    told = sealed.record["approvals"]
    assert [each["name"] in paper and each["approved"] in paper for each in told] == [True, True]
    said = " ".join(client.get("/verifiera/", {"sha256": sealed.sha256}).text.split())
    assert f"{sealed.section}, som justerades omedelbart, före resten av protokollet" in said


def test_the_minutes_tell_of_it_and_their_extract_takes_over(asked, meeting, client, chair, member):
    for who in (chair, member):
        sheet = minutes.approve_minutes(asked, by=who)
    told = "Ställningstagandet publiceras med hela protokollet."
    client.force_login(member)
    assert told in text(client.get(page_of(meeting)))
    client.logout()
    made = acts.published(meeting)
    page = text(client.get(meeting.url("minutes")))
    assert page.count("Paragrafen är omedelbart justerad av ") == 1
    given = client.get(first(meeting).url("extract_pdf")).content
    assert given == bytes(made.papers.get(item=1).content)
    client.force_login(member)
    assert client.get(first(meeting).url("minutes_pdf")).content == bytes(sheet.sealed.content)
    assert told not in text(client.get(page_of(meeting)))


def test_its_page_says_once_it_is_corrected_in_the_whole(asked, meeting, client, chair, member, secretary):
    for who in (chair, member):
        minutes.approve_minutes(asked, by=who)
    sign_in(client, member)
    for version, passage in ((2, "p-2.presenters"), (3, "p-1.presenters")):
        begun = meeting.minutes.whole().first() if version > 2 else acts.approved(meeting)
        begun = begin_correction(begun, by=secretary, what="§ 1.", why="Fel namn.")
        correct_passage(begun, passage, "Rätt Namn", by=secretary)
        begun = minutes.send_minutes(begun, by=secretary)
        assert "återger den ord för ord" in text(client.get(page_of(meeting)))
        for who in (chair, member):
            begun = minutes.approve_minutes(begun, by=who)
    page = text(client.get(page_of(meeting)))
    assert f'Sedan är den rättad i <a href="{begun.version_url}">version 3 av protokollet</a>.' in page
    assert "ändras inte mer" not in page


def test_who_comes_after_it_was_taken_back_is_told(asked, meeting, client, chair, secretary):
    minutes.recall_minutes(asked, by=secretary)
    client.force_login(chair)
    gone = client.get(page_of(meeting))
    assert (gone.status_code, WITH_THE_REST in text(gone)) == (404, True)


def test_an_approver_asks_for_a_change_and_the_secretariat_answers(asked, meeting, client, chair, secretary):
    client.force_login(chair)
    wanted = {"about": "p-1", "text": "Fel nämnd."}
    client.post(first(meeting).url("minutes_change"), wanted)
    wish = asked.wishes.get()
    client.force_login(secretary)
    assert wish.get_absolute_url() in text(client.get(page_of(meeting)))
    answer = {"is_done": "no", "answer": "Den heter så."} | acts.seen(client, wish.get_absolute_url())
    done = client.post(wish.get_absolute_url(), answer, follow=True)
    assert "Den heter så." in text(done)
    letter = meeting.letters.get(key=f"wish-answered:{wish.pk}")
    assert page_of(meeting) in letter.text


def test_another_is_asked_instead(asked, meeting, office, member):
    approval = asked.approvals.get(person=member)
    assert approval.get_absolute_url() in text(office.get(page_of(meeting)))
    assert office.get(approval.get_absolute_url()).status_code == 200


def test_the_work_list_tells_what_it_waits_for(asked, meeting, office, chair):
    minutes.approve_minutes(asked, by=chair)
    listed = text(office.get("/kansli/"))
    assert f"{asked.section} väntar på omedelbar justering av: " in listed
    assert f"{chair}" not in listed[listed.index("väntar på omedelbar") :][:120]


def test_whoever_waits_is_reminded_of_the_paragraph(asked, meeting, chair, member):
    told = {each.person: each for each in reminders(timezone.localdate())}
    assert set(told) == {chair, member}
    assert (told[chair].url, told[chair].must_know) == (page_of(meeting), True)
