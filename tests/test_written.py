"""A page that refuses a form shows what was typed in it, to the one who typed it and to nobody else."""

import datetime as dt
import logging
from html import unescape
from urllib.parse import urlencode

import pytest
from django import forms
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from meetings.models import Consultation, Minutes
from meetings.workflow import minutes
from meetings.workflow.consultation import answer_consultation, close_consultation
from meetings.workflow.meeting import cancel_meeting
from meetings.workflow.proposal import withdraw_proposal
from rus_portal.core.forms import PortalForm
from rus_portal.demo.people import person_for
from tests import acts
from tests.conftest import of_the_test
from tests.world import ROLES, STAGES, addresses, make_world, routes

WORDS = "Räkna om § 3.\r\nEn rad till <b>&"
REFUSALS = {403, 404, 405, 409}
NOBODY_TYPED = {"csrfmiddlewaretoken": "hemlig-1", "seen": "hemlig:2", "password": "Hemlig 3", "rest": "x_y"}


def texts(answer):
    """What stands to be copied, by its label."""
    told = unescape(answer.content.decode().partition("Det du skrev</h2>")[2].partition("</section>")[0])
    fields = [each.partition("</textarea>")[0] for each in told.split("<label")[1:]]
    pairs = [each.split("</label>") for each in fields]
    return [(label.rpartition(">")[2], rest.partition("readonly>\n")[2]) for label, rest in pairs]


def typed():
    """Words in every field of text that some form of ours has."""
    every, names = [PortalForm], set()
    for form in every:
        every += form.__subclasses__()
        for name, field in form.base_fields.items():
            hidden = isinstance(field.widget, forms.HiddenInput)
            names |= {name} if isinstance(field, forms.CharField) and not hidden else set()
    return {name: f"Ord om {name}." for name in sorted(names)}


class Undone(Exception):
    pass


def loses(browser, address, sent):
    """The words that were sent and are not on the page that refuses them."""
    try:
        with of_the_test():
            answer = browser.post(address, sent)
            answer.close()
            raise Undone
    except Undone:
        if answer.status_code not in REFUSALS:
            return []
        if answer.status_code == 409 and "409.html" not in (page.name for page in answer.templates):
            return again(answer, sent)
        shown = [text for _, text in texts(answer)]
        return [answer.status_code, shown] if shown != list(sent.values()) else []


def again(answer, sent):
    """The same for a page that shows its own form once more; nothing where it has none."""
    form = answer.context and answer.context.get("form")
    own = [sent[name] for name in getattr(form, "fields", ()) if name in sent]
    return (
        [409, lost]
        if (lost := [text for text in own if text not in unescape(answer.content.decode())])
        else []
    )


# No one's who is signed in.
OTHERS = {"guest", "sign_out", "demo"}
# What programs ask, where nobody types anything.
PROGRAMS, OF_PROGRAMS = {"health_parts", "figures"}, ("oparl", "api", "openapi")


def walk(roles, stages):
    world, sent = make_world(), typed()
    for role in roles:
        browser = Client()
        browser.force_login(person_for(ROLES[role]))
        for name in routes():
            if name not in OTHERS | PROGRAMS and not name.startswith(OF_PROGRAMS):
                for stage, address in addresses(world, name).items():
                    if stage in stages and (lost := loses(browser, address, sent)):
                        yield role, name, *lost


def test_no_address_that_refuses_loses_what_was_typed(db):
    assert list(walk(["outsider"], ["", "closed"])) == []


@pytest.mark.evidence
@pytest.mark.parametrize("role", [role for role, person in ROLES.items() if person])
def test_no_address_that_refuses_loses_what_was_typed_whoever_sends_it(db, role):
    assert list(walk([role], ["", *STAGES])) == []


def test_a_change_asked_for_after_the_seal_is_given_back(client, regional, member):
    record = acts.held(regional, approvers=[member]).minutes.get()
    minutes.send_minutes(record, by=person_for("secretary"))
    for approval in record.approvals.all():
        minutes.approve_minutes(Minutes.objects.get(pk=record.pk), by=approval.person)
    client.force_login(member)
    answer = client.post(record.meeting.url("minutes_change"), {"text": WORDS})
    assert (answer.status_code, [text for _, text in texts(answer)]) == (403, [WORDS])


def test_the_texts_of_a_proposal_withdrawn_in_another_tab_are_given_back(client, regional, official):
    item = acts.proposed(regional)
    withdraw_proposal(item, by=official)
    client.force_login(official)
    answer = client.post(f"/forslag/{item.pk}/underlag/", {"title": "Ny rubrik", "background": WORDS})
    assert (answer.status_code, texts(answer)) == (403, [("Rubrik", "Ny rubrik"), ("Bakgrund", WORDS)])


def test_formalities_of_a_meeting_cancelled_meanwhile_are_given_back(office, regional):
    meeting = acts.summoned(regional, days=0)
    [kind, *_] = meeting.formality_texts
    cancel_meeting(meeting, by=person_for("secretary"), reason="Sjukdom")
    answer = office.post(meeting.url("formalities"), {kind: WORDS})
    assert (answer.status_code, [text for _, text in texts(answer)]) == (403, [WORDS])


def test_what_was_chosen_is_no_text_to_copy(client, office, regional, member):
    meeting = acts.summoned(regional, days=20)
    item = meeting.items.get()
    there = acts.plan(regional, days=40)
    cancel_meeting(meeting, by=person_for("secretary"), reason="Sjukdom")
    sent = {"reason": WORDS, f"item_{item.pk}": f"mote-{there.pk}"}
    answer = office.post(meeting.url("meeting_cancellation"), sent)
    assert (answer.status_code, texts(answer)) == (403, [("Skäl", WORDS)])
    client.force_login(member)
    answer = client.post(meeting.url("answer"), {"answer": "on_site", "note": WORDS})
    assert (answer.status_code, texts(answer)) == (403, [("Meddelande till kansliet", WORDS)])


def test_what_is_gone_gives_back_what_was_typed(office):
    answer = office.post("/kansli/grunduppgifter/organisationer/999999/", {"name": "Timrå", "order": "12"})
    assert (answer.status_code, texts(answer)) == (404, [("Text", "Timrå")])


@pytest.fixture
def refused(client, member):
    """Sends a form that the member may not, as a browser does; `files` go along in the same way."""
    client.force_login(member)

    def send(sent, **how):
        return client.post("/kansli/grunduppgifter/organisationer/ny/", sent, **how)

    return send


def test_only_what_was_typed_is_shown(refused):
    file = ContentFile(b"%PDF-1.7", name="underlag.pdf")
    chosen = {"capacity": "member", "day": "2026-11-20"}
    answer = refused({"name": WORDS, "files": file, **chosen, **NOBODY_TYPED})
    assert texts(answer) == [("Text", WORDS)]
    assert [value for value in NOBODY_TYPED.values() if value in answer.content.decode()] == []
    assert "<b>" not in answer.content.decode()


def test_it_is_the_same_without_files(refused):
    sent = urlencode({"name": WORDS, **NOBODY_TYPED})
    answer = refused(sent, content_type="application/x-www-form-urlencoded")
    assert texts(answer) == [("Text", WORDS)]


def test_nobody_is_shown_words_that_came_from_elsewhere(client, member, regional):
    assert texts(client.post("/finns-inte/", {"text": WORDS})) == []
    client.force_login(member)
    assert texts(client.post("/finns-inte/", {"text": WORDS})) == []
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(member)
    answer = checked.post(regional.get_absolute_url(), {"text": WORDS})
    assert (answer.status_code, WORDS[:9] in answer.content.decode()) == (403, False)


def test_where_another_has_signed_in_the_page_says_who_and_shows_what_was_typed(chair, regional):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(chair)
    address, older = regional.get_absolute_url(), {"csrfmiddlewaretoken": "x" * 32, "text": WORDS}
    answer = browser.post(address, older, headers={"referer": f"http://testserver{address}"})
    page = answer.content.decode()
    assert (answer.status_code, texts(answer)) == (403, [("Text", WORDS)])
    assert f"Nu är det {chair} som är inloggad" in page
    assert "läs om sidan" not in page
    assert "data-typed" not in page  # that is for the one who wrote, and shown here


def test_what_is_too_much_is_refused_as_before(refused, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = refused({"name": WORDS})
    assert texts(answer) == []


def test_nothing_typed_is_logged(refused, caplog):
    caplog.set_level(logging.DEBUG)
    refused({"name": WORDS})
    assert [each for each in caplog.messages if "Räkna" in each] == []


def test_a_form_pressed_in_two_tabs_says_that_it_is_done_and_leads_to_the_meeting(office, regional):
    ready, empty = acts.plan(regional, days=20), acts.plan(regional, days=40)
    acts.add(ready)
    acts.approve(ready)
    for meeting, name in ((ready, "summons"), (empty, "meeting_cancellation")):
        address = meeting.url(name)
        sent = {"reason": WORDS}, {"headers": {"referer": f"http://testserver{address}"}}
        first, second = (office.post(address, sent[0], **sent[1]) for _ in "ab")
        page = second.content.decode()
        assert (first.status_code, second.status_code) == (302, 403)
        assert "<h1>Det är redan gjort, eller går inte längre</h1>" in page
        assert f'href="{meeting.get_absolute_url()}">Till mötet</a>' in page
    assert texts(second) == [("Skäl", WORDS)]
    assert "<h1>Det får du inte göra här</h1>" in office.get(address).content.decode()


@pytest.fixture
def consulted(db):
    return acts.consultation().answers.get(organisation__slug="timra")


def closes(answer):
    close_consultation(answer.consultation, by=person_for("secretary"), reason="Den behövs nu.")


def runs_out(answer):
    Consultation.objects.update(last_day=timezone.localdate() - dt.timedelta(days=1))


@pytest.mark.parametrize("meanwhile", [closes, runs_out])
def test_an_answer_that_stands_since_it_was_opened_is_given_back(client, consulted, official, meanwhile):
    """To a consultation: also where its writer had to sign in before it could be sent."""
    answer_consultation(consulted, by=official, text="Vi tillstyrker.", send=True)
    client.force_login(official)
    page = consulted.answering_url
    sent = acts.as_posted(client.get(page).context["form"], text=WORDS, send="1")
    meanwhile(consulted)
    answer = client.post(page, sent)
    assert (answer.status_code, texts(answer)) == (422, [("Svar", WORDS)])
    assert texts(client.get(page)) == []
    client.logout()
    client.post(page, sent)
    client.force_login(official)
    assert [texts(client.get(page)) for _ in "ab"] == [[("Svar", WORDS)], []]


def test_why_a_meeting_is_cancelled_is_given_back_where_it_is_held_meanwhile(office, regional):
    meeting = acts.summoned(regional, days=0)
    acts.handle(meeting.items.get())
    answer = office.post(meeting.url("meeting_cancellation"), {"reason": WORDS})
    assert answer.status_code == 422
    assert texts(answer) == [("Skäl", WORDS)]
