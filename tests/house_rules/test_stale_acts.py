"""Whatever is done from a page, and not only saved, is refused where the page had not seen what happened."""

import datetime as dt
import inspect
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from councils.models import Council, JournalEntry, Seat
from councils.workflow import add_basics, appoint, change_appointment, change_basics, change_seat
from meetings.forms.minutes import REVIEW
from meetings.models import Minutes
from meetings.planning.approvers import possible_approvers
from meetings.retellings.table import template
from meetings.workflow import minutes
from meetings.workflow.answer import answer_for
from meetings.workflow.consultation import change_consultation
from meetings.workflow.correction import begin_correction, correct_passage
from meetings.workflow.document import change_document
from meetings.workflow.follow_up import change_undertaking, undertake
from meetings.workflow.item import edit_item
from meetings.workflow.meeting import cancel_meeting
from meetings.workflow.note import change_note, write_note
from meetings.workflow.proposal import recommend
from meetings.workflow.recurring import add_recurring, change_recurring
from meetings.workflow.retelling import save_retelling
from meetings.workflow.stance import publish_stance, record_stance
from rus_portal.core.seen import marks_of
from rus_portal.demo.people import person_for
from strategy.models import Goal, StrategicPlan, Strategy
from strategy.workflow.plan import begin_edition, end_area
from strategy.workflow.strategy import begin_strategy
from tests import acts

RETOLD = list(enumerate(template(), start=1))


def published_stance(regional):
    """The member's and the opposition's organisation lets everyone read how it thought."""
    item = acts.summoned(regional).items.get()
    stated = acts.thought(item)
    acts.handle(item)
    acts.published(acts.close(item.meeting))
    return publish_stance(stated, by=person_for("member"))


def _address(row):
    return row.item.position.year, row.item.position.number, row.item.position.slug


# What a page can post to that changes nothing it may not have seen, and why.
NEEDS_NOT = {
    "it makes something new": (
        *(
            "appointment_new",
            "basics_new",
            "document_notes",
            "item_documents",
            "item_new",
            "item_notes",
            "reminder",
        ),
        *("dissent_joining", "item_dissent", "sitting_dissent", "sitting_screen"),
        *("item_guests", "meeting_documents", "meeting_new", "proposal_documents", "item_statement"),
        *("document_versions", "proposal_new", "recurring_new", "seat_new", "year_planning", "paper_ask"),
        *("retellings", "neighbours", "follow_up_new", "integrations", "edition_new", "consultation_new"),
        "strategy_new",
    ),
    "it is the reader's own": (
        *("calendar_address", "sign_out", "reserve_codes", "mail_choice", "mail_unsubscribe", "reading"),
        *("search_alert", "search_alert_of", "search_alert_end", "barrier", "hint_closing"),
        *("evaluation_declining", "neighbour_choice"),
    ),
    "a mark of the text that was read goes along": (
        *("agenda_approval", "minutes_approval", "stance_confirmation", "mandate_saving", "closing"),
        *("sitting_roll", "sitting_round", "sitting_outcome", "retelling", "retelling_entry"),
    ),
    "its stage allows it once, and nothing that was written is undone by it": (
        *("item_continuation", "item_placement", "lift_return", "meeting_reinstatement", "reopening"),
        *("letter_resending", "feedback_all", "minutes_sending", "minutes_publication", "agenda_asking"),
        *("minutes_wish", "minutes_immediate", "paper_request", "integration_revocation"),
        "paper_request_revocation",
        *("guest_revocation", "retelling_undoing", "person_invitation", "minutes_correction"),
        "person_new_account",
        *("indicator_import", "indicator_withdrawal", "edition_return"),
        "strategy_goal_return",
    ),
    "the journal keeps all the words that it throws away": ("edition_removal", "strategy_removal"),
    "each choice names what it takes the place of": ("relinking", "edition_relinking"),
    "the chair has approved what goes out": ("summons",),
    "what it is about is never rewritten": (
        *("dissent_takeover", "dissent_withdrawal", "stance_takeover", "proposal_document_removal"),
        *("sitting_comings", "sitting_adjournments", "sitting_commitments"),
        *("statement_withdrawal", "evaluation", "neighbour_removal"),
    ),
    "it says where the meeting is": ("sitting_turn",),
    "it only says something": ("agenda_change", "minutes_change", "operation_trial"),
    "all its choices are asked for again where something has come": ("meeting_cancellation",),
    "it asks and shows": (
        *(
            "mandate_seats",
            "indicator_reading",
            "person_export",
            "offline_still_open",
            "pasted",
            "verification",
            "verification_of",
        ),
    ),
    "the law asks for it whatever else has changed": ("person_erasure",),
    "it is no one's yet": ("demo", "guest"),
}


def posts():
    """The names of our addresses whose view takes a POST, and whether it is a form that edits."""
    for pattern in _patterns(get_resolver().url_patterns):
        view = inspect.unwrap(pattern.callback)
        if view.__module__.partition(".")[0] in ("councils", "meetings", "rus_portal", "strategy"):
            source = inspect.getsource(view)
            if re.search(r"POST|posted\(|documents_page|_on\(request", source):
                yield pattern.name, "saved=" in source


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


@dataclass
class Late:
    """`begin` gives what is acted upon; the page that shows the button, the address that it posts to and what
    it posts; what happens meanwhile, and the words that must not be lost."""

    begin: Any
    page: Any
    to: Any
    meanwhile: Any
    role: str = "secretary"
    sent: dict = field(default_factory=dict)
    kept: str = ""


def by():
    return {"by": person_for("secretary")}


def published_minutes(council):
    return acts.published(acts.held(council))


def begin(row):
    return begin_correction(row, what="§ 4.", why="Fel.", **by())


def own(page):
    return lambda item: f"/forslag/{item.pk}/{page}"


def two_proposals(council):
    """The first of them."""
    item = acts.proposed(council, title="Ett")
    acts.proposed(council, title="Två")
    return item


def recommended(item):
    recommend(item, by=person_for("preparatory"))


def noted_answer(council):
    meeting, person = acts.summoned(council, days=9), person_for("member")
    return answer_for(meeting, person, answer="excused", **by())


def noted_stance(council):
    item = acts.summoned(council, days=9).items.get()
    organisation = acts.seat_of(person_for("member"), council).organisation
    return record_stance(item, organisation, status="supports", **by())


def stance_page(name):
    return lambda row: f"{row.item.url(name)}?organisation={row.organisation.slug}"


def documents_of(council):
    return acts.attach(acts.plan(council, days=9))


def empty_seat(council):
    facts = {"capacity": "member", "side": "majority", "order": 98}
    seat = Seat.objects.create(council=council, organisation=council.seats.first().organisation, **facts)
    return seat


def appointment_to_come(council):
    begins = dt.date(2099, 1, 1)
    return appoint(empty_seat(council), person_for("outsider"), begins=begins, **by())


def term_page(term):
    return reverse("appointment_cancellation", args=[term.seat.council.slug, term.seat_id, term.pk])


def seat_page(seat):
    return reverse("seat_removal", args=[seat.council.slug, seat.pk])


def sent_minutes(council):
    meeting = acts.held(council, approvers=[person_for("member")])
    return minutes.send_minutes(meeting.minutes.get(), **by())


def asked_to_approve(council):
    return sent_minutes(council).approvals.get(person=person_for("member"))


def could_approve(place):
    """Those who could be asked instead, by their place among them."""
    return lambda approval: possible_approvers(approval.minutes)[place].person


def approver_page(approval):
    return approval.minutes.meeting.url("minutes_approver", approval.pk)


def changed_agenda(council):
    meeting = acts.summoned(council, days=9)
    edit_item(meeting.items.get(), title="Ny rubrik", **by())
    return meeting


def area_of_draft(council):
    return begin_edition(StrategicPlan.objects.get(), year=2027, **by()).focus_areas.get(code="F2")


def goal_of_draft(council):
    before = Strategy.objects.get(is_own=True)
    return begin_strategy(before, year_from=2027, year_to=2037, **by()).goals.get(code="1.2")


def mistaken_goal(council):
    top = acts.goal("1")
    facts = {"code": "8", "slug": "8", "title": "Ett mål", "strategy": top.strategy, "level": top.level}
    return add_basics(Goal, **facts, **by())


def note_of_member(council):
    return write_note(acts.summoned(council, days=9).items.get(), by=person_for("member"), text="Mitt.")


def undertaken(council):
    position = published_minutes(council).meeting.items.get().position
    return undertake(position, None, what="Räknar.", **by())


def followed(name, kind):
    return lambda row: row.position.url(name, kind, row.pk)


LATE = {
    "consultation_closing": Late(
        lambda council: acts.consultation(),
        lambda asked: reverse("consultation_closing", args=[asked.pk]),
        lambda asked: reverse("consultation_closing", args=[asked.pk]),
        lambda asked: change_consultation(asked, last_day=dt.date(2099, 1, 1), **by()),
        sent={"reason": "Alla har svarat."},
        kept="Alla har svarat.",
    ),
    "proposal_place": Late(
        acts.proposed,
        lambda item: "/beredning/",
        own("plats/"),
        recommended,
        role="preparatory",
        sent={"to": "in_preparation", "board": ""},
    ),
    "proposal_comments": Late(
        acts.proposed,
        own(""),
        own("kommentarer/"),
        recommended,
        role="preparatory",
        sent={"kind": "return", "text": "Räkna på kostnaden."},
        kept="Räkna på kostnaden.",
    ),
    "proposal_merging": Late(
        two_proposals,
        own("sammanforing/"),
        own("sammanforing/"),
        recommended,
        role="preparatory",
        sent={"into": lambda item: type(item).objects.exclude(pk=item.pk).get().pk},
    ),
    "proposal_withdrawal": Late(
        acts.proposed, own("atertagande/"), own("atertagande/"), recommended, role="official"
    ),
    "item_lift": Late(
        lambda council: acts.add(acts.plan(council, days=9)),
        lambda item: item.url("item_lift"),
        lambda item: item.url("item_lift"),
        lambda item: acts.send(item.meeting),
        sent={"to": "preparation", "reason": "Vi väntar på siffror."},
        kept="Vi väntar på siffror.",
    ),
    "answer_of_withdrawal": Late(
        noted_answer,
        lambda row: row.meeting.url("answer_of", row.person_id),
        lambda row: (
            f"{row.meeting.url('answer_of_withdrawal', row.person_id)}?organisation={row.organisation.slug}"
        ),
        lambda row: answer_for(row.meeting, row.person, answer="on_site", note="Med tåg.", **by()),
    ),
    "stance_withdrawal": Late(
        noted_stance,
        stance_page("item_stance"),
        stance_page("stance_withdrawal"),
        lambda row: record_stance(row.item, row.organisation, status="can_accept", **by()),
    ),
    "position_stance_withdrawal": Late(
        published_stance,
        lambda row: reverse("position_stance", args=_address(row)),
        lambda row: reverse("position_stance_withdrawal", args=_address(row)) + "?organisation=harnosand",
        lambda row: publish_stance(row, in_own_words="Vi har ändrat oss.", by=person_for("opposition")),
        role="member",
    ),
    "recurring_removal": Late(
        lambda council: add_recurring(council, title="Rapport", **by()),
        lambda row: reverse("recurring_items", args=[row.council.slug]),
        lambda row: reverse("recurring_removal", args=[row.council.slug, row.pk]),
        lambda row: change_recurring(row, minutes_needed=45, **by()),
    ),
    "retelling_removal": Late(
        lambda council: save_retelling(None, [], source="Pärmen.", name="a.csv", rows=RETOLD, **by()),
        lambda row: row.get_absolute_url(),
        lambda row: reverse("retelling_removal", args=[row.pk]),
        lambda row: save_retelling(row, [], name="b.csv", rows=RETOLD, **by()),
    ),
    "document_removal": Late(
        documents_of,
        lambda document: document.meeting.url("meeting_documents"),
        lambda document: document.meeting.url("document_removal", document.pk),
        lambda document: change_document(document, title="Nytt namn", **by()),
    ),
    "seat_removal": Late(
        empty_seat, seat_page, seat_page, lambda seat: change_seat(seat, title="Kommunråd", **by())
    ),
    "appointment_cancellation": Late(
        appointment_to_come,
        term_page,
        term_page,
        lambda term: change_appointment(term, party="S", **by()),
    ),
    "minutes_recall": Late(
        sent_minutes,
        lambda row: row.meeting.url("minutes"),
        lambda row: row.meeting.url("minutes_recall"),
        lambda row: minutes.approve_minutes(row, by=person_for("chair")),
    ),
    "minutes_abandonment": Late(
        lambda council: begin(published_minutes(council)),
        lambda row: row.meeting.url("minutes_correction"),
        lambda row: row.meeting.url("minutes_abandonment"),
        lambda row: correct_passage(row, "motet.place", "Timrå", **by()),
    ),
    "minutes_approver": Late(
        asked_to_approve,
        approver_page,
        approver_page,
        lambda row: minutes.replace_approver(row, could_approve(0)(row), why="Sjukdom.", **by()),
        sent={"person": lambda row: could_approve(1)(row).pk, "why": "Har flyttat."},
        kept="Har flyttat.",
    ),
    "agenda_versions": Late(
        changed_agenda,
        lambda meeting: meeting.url("agenda_versions"),
        lambda meeting: meeting.url("agenda_versions"),
        lambda meeting: edit_item(meeting.items.get(), minutes_needed=45, **by()),
    ),
    "follow_up_taking_back": Late(
        undertaken,
        followed("follow_up_taking_back", "ataganden"),
        followed("follow_up_taking_back", "ataganden"),
        lambda row: change_undertaking(row, note="På god väg.", **by()),
        sent={"reason": "Fel organisation."},
        kept="Fel organisation.",
    ),
    "edition_area": Late(
        area_of_draft,
        lambda area: reverse("edition_area", args=[2027, area.slug]),
        lambda area: reverse("edition_area", args=[2027, area.slug]),
        lambda area: change_basics(area, title="En ny lydelse", **by()),
        sent={"what": "split", "titles": "Sverige\nEuropeiska unionen"},
        kept="Europeiska unionen",
    ),
    "edition_review": Late(
        lambda council: area_of_draft(council).plan,
        lambda plan: reverse("edition_review", args=[plan.year]),
        lambda plan: reverse("edition_review", args=[plan.year]),
        lambda plan: end_area(plan.focus_areas.get(code="F3"), **by()),
        sent={
            "adopted_on": "2026-11-25",
            "councils": lambda plan: Council.objects.get(slug="regionala-samverkansradet").pk,
            "applies_from": "2027-01-01",
        },
        kept="2026-11-25",
    ),
    "strategy_goal": Late(
        goal_of_draft,
        lambda goal: reverse("strategy_goal", args=["2027-2037", goal.slug]),
        lambda goal: reverse("strategy_goal", args=["2027-2037", goal.slug]),
        lambda goal: change_basics(goal, title="En ny lydelse", **by()),
        sent={"what": "split", "titles": "Skola\nArbete"},
        kept="Arbete",
    ),
    "strategy_review": Late(
        lambda council: goal_of_draft(council).strategy,
        lambda strategy: reverse("strategy_review", args=[strategy.slug]),
        lambda strategy: reverse("strategy_review", args=[strategy.slug]),
        lambda strategy: change_basics(strategy.goals.get(code="1.2"), title="En ny lydelse", **by()),
        sent={"adopted_on": "2026-11-25", "adopted_by": "Regionfullmäktige"},
        kept="Regionfullmäktige",
    ),
    "basics_removal": Late(
        mistaken_goal,
        lambda goal: reverse("basics_removal", args=["mal", goal.pk]),
        lambda goal: reverse("basics_removal", args=["mal", goal.pk]),
        lambda goal: change_basics(goal, title="Ett riktigt mål", **by()),
    ),
    "note_removal": Late(
        note_of_member,
        lambda note: reverse("note", args=[note.pk]),
        lambda note: reverse("note_removal", args=[note.pk]),
        lambda note: change_note(note, by=person_for("member"), text="Mitt, och mer."),
        role="member",
    ),
}


def test_every_address_that_takes_a_post_is_tried_or_says_why_not():
    edits = {name for name, is_edit in posts() if is_edit}
    reasons = [name for names in NEEDS_NOT.values() for name in names]
    assert len(reasons) == len({*reasons})
    assert {name for name, _ in posts()} - edits == {*LATE, *reasons} - edits


def seen_on(browser, page, to):
    """What the page's form to that address has seen."""
    told = unescape(browser.get(page).content.decode())
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", told, re.DOTALL)
    own_page = [each for each in forms if "action=" not in each] if page == to else []
    [form] = [each for each in forms if f'action="{to}"' in each] or own_page[:1]
    return re.search(r'name="seen" value="([^"]*)"', form)[1]


@pytest.mark.parametrize("name", LATE)
def test_what_happened_meanwhile_is_told_and_not_undone(name, regional):
    case, browser = LATE[name], Client()
    browser.force_login(person_for(case.role))
    thing = case.begin(regional)
    page, to = case.page(thing), case.to(thing)
    sent = {name: each(thing) if callable(each) else each for name, each in case.sent.items()}
    sent["seen"] = seen_on(browser, page, to)
    case.meanwhile(thing)
    now = type(thing)._default_manager.filter(pk=thing.pk).values().get()

    answer = browser.post(to, sent, headers={"Referer": f"http://testserver{page}"}, follow=True)
    assert answer.status_code == 409
    told = unescape(answer.content.decode())
    assert (case.kept in told, "Något har hänt sedan du öppnade sidan" in told) == (True, True)
    assert type(thing)._default_manager.filter(pk=thing.pk).values().get() == now

    thing.refresh_from_db()  # the summons gives an item its address
    page, to = case.page(thing), case.to(thing)
    again = seen_on(browser, page, to)
    assert again != sent["seen"]
    assert browser.post(to, sent | {"seen": again}).status_code == 302


def once(prepare, name, *key):
    """What is there before an act that is done once, and the address of it."""

    def begin(council):
        thing = prepare(council)
        meeting = getattr(thing, "meeting", thing)
        return meeting.url(name, *(getattr(thing, each) for each in key))

    return begin


def cancelled(council):
    return cancel_meeting(acts.plan(council, days=9), reason="Sjukdom.", **by())


def ready_to_close(council):
    meeting = acts.summoned(council, days=0)
    acts.handle(meeting.items.get())
    return meeting


def lifted_off(council):
    return acts.lift(acts.add(acts.plan(council, days=9)), "preparation")


def late_item(council):
    return acts.add(acts.summoned(council, days=9), title="Sent")


def draft_minutes(council):
    return acts.held(council).minutes.get()


ONCE = {
    "agenda_asking": once(lambda council: acts.add(acts.plan(council, days=9)).meeting, "agenda_asking"),
    "closing": once(ready_to_close, "closing"),
    "item_placement": once(late_item, "item_placement", "number"),
    "lift_return": once(lifted_off, "lift_return", "pk"),
    "meeting_reinstatement": once(cancelled, "meeting_reinstatement"),
    "minutes_publication": once(lambda council: acts.approved(acts.held(council)), "minutes_publication"),
    "minutes_recall": once(sent_minutes, "minutes_recall"),
    "minutes_sending": once(draft_minutes, "minutes_sending"),
    "reopening": once(acts.held, "reopening"),
}


@pytest.mark.parametrize("name", ONCE)
def test_what_is_done_once_is_told_to_be_done_after_a_second_press(name, regional):
    """The page that offered it is still open, as in another tab."""
    address, browser = ONCE[name](regional), Client()
    browser.force_login(person_for("secretary"))
    page = {"Referer": f"http://testserver{address}"}
    sent = {"seen": marks_of(Minutes.objects.get(), ["given"])} if name == "minutes_recall" else {}
    sent |= {"anyway": "1"} if name == "closing" else {}
    sent |= {"checked": [each for each, _ in REVIEW]} if name == "minutes_publication" else {}
    first = browser.post(address, sent, headers=page, follow=True)
    assert [told.level_tag for told in first.context["messages"]] == ["success"]
    written = JournalEntry.objects.count()

    second = browser.post(address, sent, headers=page, follow=True)
    assert second.status_code == 200
    assert [told.level_tag for told in second.context["messages"]] == ["error"]
    assert JournalEntry.objects.count() == written


ENDED = {name: {"what": "end"} for name in ("edition_area", "strategy_goal")}


@pytest.mark.parametrize("name", [*ENDED, "follow_up_taking_back"])
def test_what_has_gone_by_a_first_press_is_told_to_be_done_after_a_second(name, regional):
    case, browser = LATE[name], Client()
    browser.force_login(person_for(case.role))
    thing = case.begin(regional)
    page = case.page(thing)
    sent = (ENDED.get(name, case.sent)) | {"seen": seen_on(browser, page, page)}
    for level in ("success", "error"):
        answer = browser.post(page, sent, headers={"Referer": f"http://testserver{page}"}, follow=True)
        assert answer.status_code == 200
        assert [told.level_tag for told in answer.context["messages"]] == [level]
    assert browser.post(page, sent).status_code == 404  # offered by no page


def test_whoever_was_offered_nothing_is_refused(regional):
    address, browser = ONCE["meeting_reinstatement"](regional), Client()
    browser.force_login(person_for("member"))
    assert browser.post(address).status_code == 403
