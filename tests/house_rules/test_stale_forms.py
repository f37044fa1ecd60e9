"""Every form that changes something carries what its writer saw, and a stale one undoes nothing."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from councils.models import Organisation
from meetings.models import Position
from meetings.workflow.consultation import close_consultation
from meetings.workflow.correction import begin_correction
from meetings.workflow.dissent import lodge_dissent
from meetings.workflow.follow_up import record_funding, tell_result, undertake
from meetings.workflow.note import write_note
from meetings.workflow.recurring import add_recurring
from rus_portal.core.edit_form import ActForm, EditForm
from rus_portal.core.forms import PortalForm
from rus_portal.demo.people import person_for
from strategy.models import FocusArea, StrategicPlan
from tests import acts
from tests.acts import as_posted, called

# Forms of several fields that change nothing.
MAKES_OR_ASKS = {
    "RelinkingForm": "asks what each serves now",
    "StrategyForm": "makes a draft",
    "AdjournmentForm": "an adjournment",
    "AlertForm": "a search to watch",
    "AppointForm": "an appointment; whom it succeeds is named in the box",
    "BarrierForm": "what could not be read or used",
    "BreakForm": "a break on an agenda",
    "CallForm": "one seat of the roll call: the marks of its line go along",
    "CommitmentForm": "a commitment",
    "DayForm": "a suggested meeting",
    "DissentForm": "a dissenting opinion, which is never rewritten",
    "DocumentsForm": "documents",
    "EvaluationForm": "an answer, which is counted and of which no more is kept",
    "GuestForm": "an invitation",
    "JournalForm": "what to search for",
    "ChangeForm": "what an approver wants",
    "DissentAtMeetingForm": "a dissenting opinion",
    "RetellingFileForm": "a file that takes the place of another: the marks of that go along",
    "RetellingForm": "a file to look through",
    "PeriodForm": "a period to take out",
    "RequestForm": "a request, of whoever it is",
    "RequestAnswerForm": "an answer, which is given once and never rewritten",
    "RoundForm": "one answer of the round: the marks of it go along",
    "MandateChoiceForm": "which seats to show",
    "MandateSeatsForm": "rows to review: the saving compares the seats with those that were reviewed",
    "MovementForm": "that somebody came or went",
    "NeighbourForm": "a system to read",
    "PublicationForm": "publication, of what is sealed",
    "RuleForm": "suggested meetings",
    "SettleForm": "the marks of what was read back go along",
    "StartForm": "a draft",
    "StatementForm": "a note to the minutes",
    "TitledFilesForm": "documents of a proposal",
    "VersionForm": "a new version, which leaves the one before it as it is",
}
SHARED = {
    "AdoptionForm",
    "DocumentForm",
    "PlacedNoteForm",
    "ItemForm",
    "WithNumber",
    "ForWhom",
    "WithFiles",
    "ForSeat",
    "OfAppointment",
    "ActForm",
    "AsksOnceMore",
}  # by the forms below them


@dataclass
class Case:
    """The page of a form, who opens it, what another saves meanwhile, and what the stale page would save."""

    page: Any
    theirs: dict
    mine: dict
    labels: list
    role: str = "secretary"


def seat_page(name):
    def page(regional):
        held = person_for("member").appointments.get(seat__council=regional)
        return reverse(name, args=[regional.slug, held.seat_id, *([held.pk] if name != "seat_facts" else [])])

    return page


def meeting_page(name, **facts):
    return lambda regional: acts.summoned(regional, **({"days": 0} | facts)).url(name)


def item_page(name, days=0):
    return lambda regional: acts.summoned(regional, days=days).items.get().url(name)


def document_page(regional):
    meeting = acts.plan(regional, days=9)
    return meeting.url("document_facts", acts.attach(meeting, acts.add(meeting)).pk)


def decision_page(regional):
    acts.published(acts.held(regional))
    return f"{Position.objects.get().get_absolute_url()}formella-beslut/?organisation=timra"


def thought_page(regional):
    item = acts.summoned(regional).items.get()
    acts.thought(item)
    acts.handle(item)
    acts.published(acts.close(item.meeting))
    return f"{Position.objects.get().get_absolute_url()}forankring/"


def feedback_page(regional):
    meeting = acts.approved(acts.held(regional)).meeting
    return meeting.url("feedback", "timra")


def stands(regional):
    return acts.published(acts.held(regional)).meeting.items.get().position


def undertaking_page(regional):
    timra = Organisation.objects.get(slug="timra")
    told = undertake(stands(regional), timra, by=person_for("official"), what="Vi räknar.")
    return told.position.url("follow_up_change", "ataganden", told.pk)


def result_page(regional):
    told = {"text": "Tågen går.", "happened_on": timezone.localdate() - dt.timedelta(days=1)}
    timra = Organisation.objects.get(slug="timra")
    told = tell_result(stands(regional), timra, by=person_for("official"), **told)
    return told.position.url("follow_up_change", "resultat", told.pk)


def funding_page(regional):
    told = record_funding(stands(regional), by=person_for("secretary"), programme="Socialfonden")
    return told.position.url("follow_up_change", "finansiering", told.pk)


def note_page(regional):
    item = acts.summoned(regional, days=9).items.get()
    return reverse("note", args=[write_note(item, by=person_for("member"), text="Vad kostar det?").pk])


def recurring_page(regional):
    row = add_recurring(regional, by=person_for("secretary"), title="Rapport")
    return reverse("recurring", args=[regional.slug, row.pk])


def order_page(regional):
    meeting = acts.plan(regional, days=9)
    for title in "ABC":
        acts.add(meeting, title=title)
    return meeting.url("agenda")


def basics_page(regional):
    return reverse("basics_thing", args=["fokusomraden", FocusArea.objects.get(code="F1").pk])


def correction_page(regional):
    item = acts.summoned(regional, days=0).items.get()
    held = person_for("opposition").appointments.get(seat__council=regional)
    facts = {"seat": held.seat, "person": held.person, "by": person_for("secretary")}
    lodge_dissent(item, text="Vi avstar.", **facts)
    return item.meeting.url("dissent_correction", item.number, held.seat_id)


def passage_page(regional):
    made, by = acts.published(acts.held(regional)), person_for("secretary")
    begin_correction(made, by=by, what="§ 5.", why="Fel.")
    return made.meeting.url("minutes_passage", "p-1.summary")


def numberless_page(regional):
    """Of a consultation that was closed before it had its number."""
    asked = acts.consultation()
    close_consultation(asked, by=asked.opened_by, reason="Alla har svarat.")
    return reverse("consultation_change", args=[asked.pk])


CASES = {
    "AdoptionCorrectionForm": Case(
        lambda regional: StrategicPlan.objects.get().adoption_url,
        {"adopted_on": "2026-11-20", "adopted_by": "Stora samverkansrådet"},
        {"applies_from": str(timezone.localdate())},
        ["Antagen den", "Antagen av", "Gäller från"],
    ),
    "ConsultationForm": Case(
        lambda regional: reverse("consultation_change", args=[acts.consultation().pk]),
        {"last_day": str(timezone.localdate() + dt.timedelta(days=400))},
        {"title": "Min."},
        ["Rubrik", "Sista dag att svara"],
    ),
    "NumberForm": Case(
        numberless_page, {"registry_number": "RS 1"}, {"registry_number": "RS 2"}, ["Diarienummer"]
    ),
    "ConsultationAnswerForm": Case(
        lambda regional: acts.consultation("timra").answers.get().answering_url,
        {"text": "Deras."},
        {"text": "Mitt."},
        ["Svar"],
        role="official",
    ),
    "PassageForm": Case(passage_page, {"text": "Deras."}, {"text": "Min."}, ["Sammanfattning"]),
    "BasicsForm": Case(
        basics_page,
        {"title": "Deras", "goals": []},
        {"objective": "Min."},
        ["Titel", "Målsättning", "Mål"],
    ),
    "SeatForm": Case(
        seat_page("seat_facts"),
        {"title": "Ordförande i KS"},
        {"order": 77},
        ["Uppdrag eller titel", "Ordning"],
    ),
    "TermForm": Case(
        seat_page("appointment"), {"ends": "2030-06-30"}, {"party": "S"}, ["Till och med", "Parti"]
    ),
    "EndForm": Case(
        seat_page("appointment_end"), {"ends": "2030-06-30"}, {"ends": "2031-12-31"}, ["Sista dag"]
    ),
    "PersonForm": Case(
        lambda regional: reverse("person_facts", args=[person_for("member").pk]),
        {"email": "ny@demo.example"},
        {"name": "Ny Namnsson"},
        ["Namn", "E-post"],
    ),
    "FactsForm": Case(
        document_page,
        {"visibility": "restricted", "legal_ground": "OSL 21 kap. 1 §"},
        {"title": "Nytt namn"},
        ["Titel", "Vem får läsa", "Lagrum"],
    ),
    "AgendaItemForm": Case(
        item_page("item_texts", days=9),
        {"background": "Deras.", "goals": []},
        {"summary": "Min."},
        ["Sammanfattning", "Bakgrund"],
    ),
    "ProposalForm": Case(
        lambda regional: f"/forslag/{acts.drafted(regional).pk}/underlag/",
        {"background": "Deras."},
        {"summary": "Min."},
        ["Frågan i korthet", "Bakgrund"],
        role="official",
    ),
    "MeetingForm": Case(
        meeting_page("meeting_facts"),
        {"registry_number": "SAM 1"},
        {"note": "Lunch."},
        ["Diarienummer", "Upplysning till kallelsen"],
    ),
    "OrderForm": Case(order_page, "CAB", "ACB", ["Ordning"]),
    "FormalitiesForm": Case(
        meeting_page("formalities"),
        {"opening": "Deras.", "kept_at": "Deras arkiv."},
        {"agenda": "Min."},
        ["Mötets öppnande", "Fastställande av dagordning", "Förvaras hos"],
    ),
    "AttendanceForm": Case(
        meeting_page("attendance"), "absent", "excused", ["Ledamot, majoritet, Härnösand"]
    ),
    "OutcomeForm": Case(
        item_page("item_outcome"),
        {"outcome": "adopted", "discussion": "Deras."},
        {"minutes_note": "Min."},
        ["Så slutade punkten", "Samtalet i korthet", "Protokollsanteckning"],
    ),
    "WritingForm": Case(
        item_page("sitting_item"),
        {"discussion": "Deras.", "wording": "Deras förslag."},
        {"further_handling": "Min."},
        ["Samtalet i korthet", "Förslag till ställningstagande, som det lyder nu", "Fortsatt hantering"],
    ),
    "PhrasesForm": Case(meeting_page("sitting_phrases"), {"text": "Deras."}, {"text": "Min."}, ["Fraser"]),
    "StanceForm": Case(
        item_page("item_stance", days=9),
        {"status": "supports", "body": "Kommunstyrelsen"},
        {"status": "can_accept", "note": "Min."},
        ["Läge", "Organ", "Till kansliet"],
        role="member",
    ),
    "AnswerForm": Case(
        meeting_page("answer", days=9, format="hybrid"),
        {"answer": "excused"},
        {"answer": "remote", "note": "Min."},
        ["Kommer du?", "Meddelande till kansliet"],
        role="member",
    ),
    "CorrectionForm": Case(
        correction_page, {"text": "Deras."}, {"text": "Min."}, ["Avvikande synpunkt, ordagrant"]
    ),
    "DecisionForm": Case(decision_page, {"body": "Fullmäktige"}, {"note": "Min."}, ["Organ", "Anmärkning"]),
    "UndertakingForm": Case(
        undertaking_page,
        {"due": "2030-01-31"},
        {"note": "Min."},
        ["Klart senast", "Anmärkning"],
        role="official",
    ),
    "ResultForm": Case(
        result_page,
        {"happened_on": str(timezone.localdate())},
        {"text": "Min."},
        ["Vad det ledde till", "Dag"],
        role="official",
    ),
    "FundingForm": Case(
        funding_page,
        {"sought": "1\N{NO-BREAK SPACE}000"},
        {"note": "Min."},
        ["Sökt belopp, kronor", "Anmärkning"],
    ),
    "ReviewForm": Case(
        lambda regional: stands(regional).url("position_review"),
        {"review_on": "2030-01-31"},
        {"review_on": "2031-01-31"},
        ["Ses över senast"],
    ),
    "StancePublicationForm": Case(
        thought_page,
        {"in_own_words": "Så här."},
        {"in_own_words": "Nej, så här."},
        ["Så tänkte vi"],
        role="member",
    ),
    "ReceiptForm": Case(
        feedback_page,
        {"registry_number": "KS 1"},
        {"registry_number": "KS 2"},
        ["Ert diarienummer"],
        role="official",
    ),
    "NoteForm": Case(
        note_page,
        {"shared_with": "the organisation"},
        {"text": "Min."},
        ["Anteckning", "Vem ser anteckningen?"],
        role="member",
    ),
    "RecurringForm": Case(
        recurring_page, {"minutes_needed": 5}, {"presenters": "Min."}, ["Minuter", "Föredragande"]
    ),
}


def kinds(above=PortalForm):
    get_resolver().url_patterns  # noqa: B018  reads every view, and so every form
    for kind in above.__subclasses__():
        if kind.__module__.partition(".")[0] != "tests":
            yield kind
            yield from kinds(kind)


def test_every_form_of_several_fields_carries_what_its_writer_saw_or_changes_nothing():
    blind = {kind.__name__ for kind in kinds() if not issubclass(kind, EditForm | ActForm)}
    several = {kind.__name__ for kind in kinds() if len(kind.base_fields) != 1}
    assert blind & several - SHARED == set(MAKES_OR_ASKS)


def test_every_form_that_changes_something_is_tried_here():
    assert {kind.__name__ for kind in kinds(EditForm)} - SHARED == set(CASES)


def typed(form, what):
    """A test's words as what a browser sends of this form."""
    if type(form).__name__ == "OrderForm":
        titles = dict(form.saved.items.values_list("title", "pk"))
        return {"order": [titles[title] for title in what]}
    if type(form).__name__ == "AttendanceForm":
        return {f"status_{acts.line(person_for('member'))}": what}
    if "shared_with" in what:
        return {"shared_with": form.fields["shared_with"].choices[-1][0]}
    return what


@pytest.mark.parametrize("name", CASES)
def test_a_stale_form_shows_both_versions_and_undoes_nothing(name, regional):
    case, browser = CASES[name], Client()
    browser.force_login(person_for(case.role))
    page = case.page(regional)
    to = page + "ordning/" if name == "OrderForm" else page
    form = browser.get(page).context["form"]
    assert type(form).__name__ == name
    before, theirs, mine = called(form), typed(form, case.theirs), typed(form, case.mine)

    assert browser.post(to, before | theirs).status_code == 302
    saved = as_posted(browser.get(page).context["form"])
    assert browser.post(to, before | theirs).status_code == 302, "the same save sent twice"
    assert as_posted(browser.get(page).context["form"]) == saved

    answer = browser.post(to, before | mine)
    assert answer.status_code == 409
    assert [label for label, ours, saved_now in answer.context["versions"]] == case.labels
    assert as_posted(browser.get(page).context["form"]) == saved

    again = as_posted(answer.context["form"])
    assert told(again) == told(saved | mine), "what the writer left as it was follows what is saved"
    assert browser.post(to, again).status_code == 302
    assert told(as_posted(browser.get(page).context["form"])) == told(saved | mine)


def told(sent):
    """Without the quotes and brackets of Python's."""
    return {field: re.sub(r"[\[\]()']", "", str(sent[field])) for field in sent if field != "seen"}


def test_a_hidden_field_that_may_be_wrong_has_a_name_in_our_words():
    """Its error is told by it."""
    nameless = {
        (kind.__name__, name)
        for kind in kinds()
        for name, field in kind.base_fields.items()
        if field.widget.is_hidden and not field.label and hasattr(kind, f"clean_{name}") and name != "seen"
    }
    assert nameless == set()
