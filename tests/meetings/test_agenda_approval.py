"""The chair approves the agenda, and only then does the secretariat send it."""

import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from councils.journal import history_of
from councils.models import Appointment, Seat
from meetings.agenda.approval import approval_of, chairing
from meetings.agenda.versions import content_of
from meetings.mail.text import read
from meetings.models import AgendaApproval, AgendaItem, Document
from meetings.workflow.agenda import approve_agenda, ask_for_approval, return_agenda
from meetings.workflow.item import edit_item
from meetings.workflow.meeting import change_meeting
from meetings.workflow.summons import send_summons
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import chairs
from tests import acts


@pytest.fixture
def planned(regional):
    meeting = acts.plan(regional, days=30)
    acts.add(meeting, title="Järnvägen")
    acts.add(meeting, title="Vägen")
    return meeting


@pytest.fixture
def vice_chair(regional):
    held = Appointment.objects.get(seat__council=regional, seat__capacity="vice_chair")
    return held.person


def refusal(verb, *args, **facts):
    with pytest.raises(Refused) as no, transaction.atomic():
        verb(*args, **facts)
    return no.value.sentence


def test_a_summons_waits_for_the_chair(planned, secretary, chair):
    assert "Be om godkännandet först" in refusal(send_summons, planned, by=secretary)
    ask_for_approval(planned, by=secretary)
    assert "är ombedd att godkänna" in refusal(send_summons, planned, by=secretary)
    assert "redan tillfrågad" in refusal(ask_for_approval, planned, by=secretary)
    row = approve_agenda(planned, by=chair)
    assert (row.approved_by, row.content) == (chair, content_of(planned))
    sent = send_summons(planned, by=secretary)
    assert history_of(sent).last().sentence.endswith(f"Dagordningen var godkänd av {chair}.")


def test_nothing_incomplete_or_empty_is_put_before_the_chair(planned, regional, secretary):
    acts.add(planned, title="Ofärdig", how="")
    assert "saknar något" in refusal(ask_for_approval, planned, by=secretary)
    assert "tom" in refusal(ask_for_approval, acts.plan(regional, days=31), by=secretary)


CHANGED = {
    "a new item": lambda m: acts.add(m, title="Flyget"),
    "a text": lambda m: edit_item(m.items.first(), by=m.secretary, background="Nytt."),
    "the order": lambda m: acts.move(m.items.get(title="Vägen"), -1),
    "an item less": lambda m: acts.drop(m.items.first(), by=m.secretary),
    "the facts": lambda m: change_meeting(m, by=m.secretary, place="Kramfors"),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_change_after_the_approval_asks_anew(planned, secretary, chair, change):
    acts.approve(planned)
    CHANGED[change](planned)
    planned.refresh_from_db()
    assert "har ändrats sedan den godkändes" in refusal(send_summons, planned, by=secretary)
    approval = approval_of(planned)
    assert (len(approval.changed), approval.is_given) == (1, False)
    acts.approve(planned)
    assert send_summons(planned, by=secretary).stage == "convened"


def test_the_button_that_sends_is_live_only_when_the_summons_may_go_out(planned, office, secretary):
    """Where it is not, it says why and leads to what is missing."""
    address = planned.url("summons")
    lacks = acts.add(planned, title="Ofärdig", how="")

    def button():
        page = unescape(office.get(address).content.decode())
        live = '<button class="btn btn-primary">Skicka kallelsen' in page
        why = re.search(r'id="hinder">(.*?) <a href="(#\w+)"', page)
        return live, why and why.groups()

    stopped = "Kallelsen kan inte gå ut än: minst en punkt saknar något som ska framgå."
    assert button() == (False, (stopped, "#krav"))
    edit_item(lacks, by=secretary, how="Så.")
    first = "Ordföranden godkänner dagordningen innan kallelsen går ut. Be om godkännandet först."
    assert button() == (False, (first, "#godkannande"))
    acts.approve(planned)
    assert button() == (True, None)


def test_the_chair_sees_the_numbers_with_which_the_agenda_goes_out(planned, secretary, client, chair):
    acts.drop(planned.items.get(title="Järnvägen"))
    acts.add(planned, title="Flyget")
    ask_for_approval(planned, by=secretary)
    client.force_login(chair)
    shown = client.get(planned.url("agenda_approval")).context["rows"]
    assert [(row.item.place, row.item.title) for row in shown] == [(1, "Vägen"), (2, "Flyget")]
    item = planned.items.get(title="Vägen")
    page = client.get(item.get_absolute_url()).content.decode()
    assert (item.number, "<li>Punkt 1</li>" in page, "2. Flyget" in page) == (102, True, True)
    approve_agenda(planned, by=chair)
    send_summons(planned, by=secretary)
    assert list(planned.items.on_the_agenda().order_by("order").values_list("number", "title")) == [
        (1, "Vägen"),
        (2, "Flyget"),
    ]


def test_documents_come_in_after_the_approval(planned, secretary):
    acts.approve(planned)
    acts.attach(planned, item=planned.items.first())
    assert send_summons(planned, by=secretary).stage == "convened"


def test_the_chair_approves_only_what_was_read(planned, secretary, chair, client):
    ask_for_approval(planned, by=secretary)
    client.force_login(chair)
    seen = client.get(planned.url("agenda_approval")).context["seen"]
    acts.add(planned, title="Smög sig in")
    answer = client.post(planned.url("agenda_approval"), {"seen": seen}, follow=True)
    assert "Dagordningen ändrades medan du läste" in unescape(answer.content.decode())
    assert approval_of(planned).is_given is False
    seen = answer.context["seen"]
    answer = client.post(planned.url("agenda_approval"), {"seen": seen}, follow=True)
    assert answer.redirect_chain[-1][0] == planned.get_absolute_url()
    assert approval_of(planned).is_given is True


def test_the_vice_chair_may_approve_and_so_may_the_one_named_to_lead(
    planned, secretary, chair, vice_chair, member, official
):
    assert chairing(planned) == [chair, vice_chair]
    planned = change_meeting(planned, by=secretary, chair=member)
    assert chairing(planned) == [member, chair, vice_chair]
    ask_for_approval(planned, by=secretary)
    for stranger in (official, secretary):
        with pytest.raises(PermissionDenied), transaction.atomic():
            approve_agenda(planned, by=stranger)
    assert approve_agenda(planned, by=vice_chair).approved_by == vice_chair


def test_whose_seat_has_ended_approves_nothing(planned, secretary, chair):
    ask_for_approval(planned, by=secretary)
    Appointment.objects.filter(person=chair).update(ends="2020-01-01")
    assert (chair in chairing(planned), chairs(chair, planned)) == (False, False)
    with pytest.raises(PermissionDenied), transaction.atomic():
        approve_agenda(planned, by=chair)


def test_where_nobody_chairs_the_summons_goes_and_the_journal_says_so(planned, secretary, chair, vice_chair):
    Appointment.objects.filter(person__in=[chair, vice_chair]).update(ends="2020-01-01")
    assert "ingen ordförande" in refusal(ask_for_approval, planned, by=secretary)
    sent = send_summons(planned, by=secretary)
    assert "ingen ordförande som kunde godkänna" in history_of(sent).last().sentence


def test_a_secretary_who_leads_the_meeting_approves_by_sending(planned, regional, secretary):
    seat = Seat.objects.get(council=regional, capacity="vice_chair")
    seat.appointments.update(ends="2020-01-01")
    Appointment.objects.create(seat=seat, person=secretary, begins="2020-01-02")
    sent = send_summons(planned, by=secretary)
    assert "skickades av den som leder mötet" in history_of(sent).last().sentence


def test_the_chair_reads_the_draft_from_the_day_of_the_asking_and_no_other_member_does(
    planned, secretary, chair, member, official
):
    document = acts.attach(planned, item=planned.items.first())

    def read(person):
        items = AgendaItem.objects.visible_to(person).filter(meeting=planned)
        return items.count(), Document.objects.visible_to(person).filter(pk=document.pk).count()

    assert read(chair) == (0, 0)
    ask_for_approval(planned, by=secretary)
    assert [read(person) for person in (chair, member, official)] == [(2, 1), (0, 0), (0, 0)]


def test_the_one_who_leads_gets_a_letter_and_finds_the_way_on_the_meetings_page(planned, secretary, chair):
    ask_for_approval(planned, by=secretary)
    letter = planned.letters.get()
    assert (letter.kind, letter.person) == ("agenda_approval", chair)
    assert planned.url("agenda_approval") in read(letter)[1]
    browser = Client()
    browser.force_login(chair)
    page = unescape(browser.get(planned.get_absolute_url()).content.decode())
    assert planned.url("agenda_approval") in page
    assert browser.get(planned.url("summons_pdf")).status_code == 200


def test_the_chair_returns_the_agenda_with_words_and_is_asked_again(planned, secretary, chair, client):
    ask_for_approval(planned, by=secretary)
    client.force_login(chair)
    answer = client.post(planned.url("agenda_change"), {"text": " "})
    assert (answer.status_code, answer.context["form"].errors["text"]) == (
        422,
        ["Skriv vad som ska ändras, gärna med punkt."],
    )
    client.post(planned.url("agenda_change"), {"text": "Ta vägen först."})
    assert client.get(planned.url("agenda_approval")).status_code == 403
    assert "Be om godkännandet först" in refusal(send_summons, planned, by=secretary)
    office = Client()
    office.force_login(secretary)
    for page in (planned.url("summons"), planned.url("agenda_approval")):
        assert f"{chair} vill ändra" in office.get(page).content.decode()
    assert "vill ändra dagordningen" in office.get("/kansli/").content.decode()
    acts.move(planned.items.get(title="Vägen"), -1)
    ask_for_approval(planned, by=secretary)
    assert "vill ändra" not in office.get(planned.url("summons")).content.decode()
    approve_agenda(planned, by=chair)
    assert send_summons(planned, by=secretary).stage == "convened"


def test_the_one_who_asked_is_told_what_the_chair_answered(planned, secretary, chair):
    ask_for_approval(planned, by=secretary)
    return_agenda(planned, by=chair, text="Ta vägen först.")
    ask_for_approval(planned, by=secretary)
    approve_agenda(planned, by=chair)
    returned, given = planned.letters.filter(person=secretary).order_by("pk")
    assert "Ta vägen först." in returned.text
    assert "har godkänt dagordningen" in given.text
    assert all(planned.url("summons") in read(letter)[1] for letter in (returned, given))


def test_only_the_one_asked_returns_and_only_with_words(planned, secretary, chair, member):
    ask_for_approval(planned, by=secretary)
    for stranger in (member, secretary):
        with pytest.raises(PermissionDenied), transaction.atomic():
            return_agenda(planned, by=stranger, text="Nej.")
    assert "Skriv vad som ska ändras" in refusal(return_agenda, planned, by=chair, text=" ")
    open_one = AgendaApproval.objects.awaited()
    for facts in ({"change_wanted": "Ord"}, {"returned_at": timezone.now(), "returned_by": chair}):
        with pytest.raises(IntegrityError), transaction.atomic():
            open_one.update(**facts)


def returned(meeting):
    ask_for_approval(meeting, by=meeting.secretary)
    return return_agenda(meeting, by=meeting.leader, text="Ta vägen först.")


@pytest.mark.parametrize("answered", [acts.approve, returned])
def test_the_chairs_answer_is_never_rewritten(planned, answered):
    answered(planned)
    for act in (lambda rows: rows.update(content={}), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act(AgendaApproval.objects.all())


def test_the_secretary_sees_what_was_changed_and_asks_again(planned, secretary, client):
    acts.approve(planned)
    text = "Samverkansrådet avvaktar."
    edit_item(planned.items.first(), by=secretary, proposed_position=text)
    client.force_login(secretary)
    page = unescape(client.get(planned.url("summons")).content.decode())
    assert "Dagordningen har ändrats sedan den godkändes" in page
    assert "Punkt 1 ”Järnvägen”: förslaget till ställningstagande är ändrat." in page
    answer = client.post(planned.url("agenda_asking"), follow=True)
    assert "Ordföranden är ombedd" in unescape(answer.content.decode())
