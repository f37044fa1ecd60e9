"""One § is approved immediately, by itself (docs/adr/0042): it goes the same way as the minutes, stands from
then on, and the minutes carry it as it was approved."""

import hashlib
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction

from councils.models import JournalEntry, Organisation
from meetings.models import (
    AgendaItem,
    DissentingOpinion,
    Minutes,
    Position,
)
from meetings.sealed import forged, known
from meetings.workflow import minutes
from meetings.workflow.correction import begin_correction, correct_passage
from meetings.workflow.decision import record_decision
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.document import change_document
from meetings.workflow.item import add_item, put_on_agenda
from meetings.workflow.lift import lift_item
from meetings.workflow.meeting import reopen_meeting
from meetings.workflow.outcome import record_outcome
from meetings.workflow.sitting import write_text
from meetings.workflow.statement import lodge_statement
from meetings.workflow.wish import answer_wish, want_change
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from tests import acts

REFUSED_BY_DATABASE = pytest.raises((IntegrityError, InternalError))


@pytest.fixture
def meeting(regional, member):
    """Closed, with two positions and a dissent against the first; the chair and the member approve."""
    return acts.held(regional, {}, {}, dissent_by=member, approvers=[member])


def first(meeting):
    return meeting.items.get(number=1)


def asked(meeting):
    return minutes.ask_at_once(first(meeting), by=person_for("secretary"))


def settled(meeting):
    """The first § approved by both."""
    sheet = asked(meeting)
    for who in ("chair", "member"):
        sheet = minutes.approve_minutes(sheet, by=person_for(who))
    return sheet


def whole(meeting):
    return meeting.minutes.whole().get()


def test_the_chair_and_the_approvers_are_asked_at_once_by_a_letter(meeting, chair, member):
    sheet = asked(meeting)
    assert (sheet.stage, {each.person for each in sheet.approvals.all()}) == ("sent", {chair, member})
    letters = list(meeting.letters.filter(kind="minutes").order_by("person__name"))
    assert {letter.person for letter in letters} == {chair, member}
    assert all(sheet.url("minutes") in letter.text for letter in letters)
    assert whole(meeting).stage == "draft"


def test_it_is_of_the_kind_that_the_whole_is(regional):
    regional.minutes_kind = "notes"
    regional.save(update_fields=["minutes_kind"])
    assert asked(acts.held(regional)).kind == "notes"


def test_once_all_have_approved_the_paragraph_and_its_extract_are_sealed(meeting, chair, member):
    sheet = asked(meeting)
    assert minutes.approve_minutes(sheet, by=chair).stage == "sent"
    sheet = minutes.approve_minutes(sheet, by=member)
    content = bytes(sheet.sealed.content)
    assert (sheet.stage, sheet.sha256) == ("approved", hashlib.sha256(content).hexdigest())
    assert [section["item"] for section in sheet.record["sections"]] == [1]
    found = known(sheet.sha256)
    assert (found.minutes, found.item, found.section["number"]) == (sheet, 1, first(meeting).paragraph)
    assert list(forged()) == []
    assert whole(meeting).stage == "draft"


def test_the_minutes_carry_it_to_the_letter_and_say_when_and_by_whom(meeting, chair, member):
    sheet = settled(meeting)
    made = acts.approved(meeting)
    [section] = [each for each in made.record["sections"] if each.get("item") == 1]
    told = section.pop("immediate")
    assert section == sheet.record["sections"][0]
    assert told.startswith("Paragrafen är omedelbart justerad av ")
    assert [each["name"] in told and each["approved"] in told for each in sheet.record["approvals"]] == [
        True
    ] * 2
    assert [each for each in made.record["sections"] if "immediate" in each] == []


def test_its_position_becomes_public_with_the_minutes_and_not_before(meeting):
    settled(meeting)
    assert not Position.objects.exclude(published_at=None).exists()
    acts.published(meeting)
    assert Position.objects.exclude(published_at=None).count() == 2


@pytest.mark.both
def test_the_database_lets_nothing_of_it_be_changed(regional, secretary, member, opposition):
    meeting = acts.held(regional, {}, {}, dissent_by=member, approvers=[member])
    settled(meeting)
    item = first(meeting)
    refused = [
        lambda: AgendaItem.objects.filter(pk=item.pk).update(discussion="Annat."),
        lambda: AgendaItem.objects.filter(pk=item.pk).update(outcome="no_consensus"),
        lambda: AgendaItem.objects.filter(pk=item.pk).update(paragraph=None),
        lambda: Position.objects.filter(item=item).update(text="Annat."),
        lambda: Position.objects.filter(item=item).delete(),
        lambda: DissentingOpinion.objects.filter(item=item).update(text="Annat."),
        lambda: DissentingOpinion.objects.filter(item=item).delete(),
        lambda: Minutes.objects.sheets().update(record={}),
        lambda: Minutes.objects.sheets().update(item=item.meeting.items.get(number=2)),
        lambda: Minutes.objects.sheets().update(stage="withdrawn", approved_at=None),
        lambda: Minutes.objects.sheets().delete(),
    ]
    for change in refused:
        with REFUSED_BY_DATABASE, transaction.atomic():
            change()
    AgendaItem.objects.filter(meeting=meeting, number=2).update(discussion="Det andra ändras.")


@pytest.mark.both
def test_the_database_lets_the_minutes_say_nothing_else_of_it(meeting, secretary, chair):
    settled(meeting)
    sent = minutes.send_minutes(whole(meeting), by=secretary)
    forging = {"stage": "approved", "approved_at": sent.sent_at, "approved_by": chair, "sha256": "f" * 64}
    made = minutes.compile_record(sent)
    [section] = [each for each in made["sections"] if each.get("item") == 1]
    for other in ({"discussion": "Annat."}, {"outcome": "consensus"}, {"immediate": ""}):
        sections = [each | other if each is section else each for each in made["sections"]]
        with REFUSED_BY_DATABASE, transaction.atomic():
            Minutes.objects.whole().update(record=made | {"sections": sections}, **forging)
    Minutes.objects.whole().update(record=made, **forging)


@pytest.mark.both
def test_the_database_holds_what_a_sheet_is(regional, secretary):
    meeting, other = acts.held(regional, {}, {}), acts.summoned(regional)
    sheet = asked(meeting)
    waits = other.items.get()
    refused = [
        lambda: Minutes.objects.create(meeting=other, item=waits),
        lambda: Minutes.objects.create(meeting=other, item=meeting.items.get(number=2)),
        lambda: Minutes.objects.filter(pk=sheet.pk).update(meeting=other),
        lambda: Minutes.objects.filter(pk=sheet.pk).update(version=2),
        lambda: Minutes.objects.whole().update(stage="withdrawn"),
        lambda: AgendaItem.objects.filter(pk=sheet.item_id).update(paragraph=None),
        lambda: AgendaItem.objects.filter(pk=sheet.item_id).update(stage="on_agenda", outcome=""),
        lambda: Minutes.objects.whole().update(stage="sent", sent_at=sheet.sent_at, sent_by=secretary),
    ]
    for change in refused:
        with REFUSED_BY_DATABASE, transaction.atomic():
            change()
    minutes.recall_minutes(sheet, by=secretary)
    minutes.send_minutes(whole(meeting), by=secretary)
    with REFUSED_BY_DATABASE, transaction.atomic():
        Minutes.objects.filter(pk=sheet.pk).update(stage="draft")


def test_a_change_of_it_after_an_approval_voids_that_and_asks_anew(meeting, chair, secretary):
    acts.attach(meeting, first(meeting))
    sheet = minutes.approve_minutes(asked(meeting), by=chair)
    named = {"title": "Rätt titel", "visibility": "public"}
    change_document(meeting.documents.get(), by=secretary, **named)
    approval = sheet.approvals.get(person=chair)
    assert (approval.approved_at, approval.digest) == (None, "")
    letter = meeting.letters.get(key__startswith="approve-again")
    assert (letter.person, sheet.url("minutes") in letter.text) == (chair, True)


def test_a_change_of_another_paragraph_voids_nothing(meeting, chair, member, secretary):
    acts.attach(meeting, meeting.items.get(number=2))
    sheet = minutes.approve_minutes(asked(meeting), by=chair)
    change_document(meeting.documents.get(), by=secretary, title="Annan", visibility="council")
    assert minutes.approve_minutes(sheet, by=member).stage == "approved"


def test_the_approver_approves_what_was_read(meeting, chair):
    with pytest.raises(Refused, match="ändrades medan du läste"):
        minutes.approve_minutes(asked(meeting), by=chair, seen="0" * 64)


@pytest.mark.parametrize("who", ["secretary", "opposition", "official", "outsider", "administrator"])
def test_no_one_else_approves_it(meeting, who, request):
    with pytest.raises(PermissionDenied):
        minutes.approve_minutes(asked(meeting), by=request.getfixturevalue(who))


def test_dissent_from_it_is_lodged_until_it_is_sent(meeting, opposition):
    sheet, second = asked(meeting), meeting.items.get(number=2)
    with pytest.raises(PermissionDenied, match="utsänt för justering"):
        acts.dissent(first(meeting), opposition)
    acts.dissent(second, opposition)
    minutes.recall_minutes(sheet, by=person_for("secretary"))
    acts.dissent(first(meeting), opposition)


def test_what_is_lodged_there_stands_once_it_is_approved(meeting, member, official):
    settled(meeting)
    with pytest.raises(PermissionDenied, match="ligger fast"):
        withdraw_dissent(first(meeting).dissents.get(), by=member)
    seat = acts.seat_of(official, meeting.council)
    with pytest.raises(PermissionDenied, match="Protokollet är justerat"):
        lodge_statement(first(meeting), seat=seat, text="En anteckning.", by=official)
    lodge_statement(meeting.items.get(number=2), seat=seat, text="En anteckning.", by=official)


def test_it_is_taken_back_until_the_last_has_approved_and_those_asked_are_told(
    meeting, chair, member, secretary
):
    sheet = minutes.approve_minutes(asked(meeting), by=chair)
    meeting.letters.all().delete()
    taken = minutes.recall_minutes(sheet, by=secretary)
    assert taken.stage == "withdrawn"
    letters = meeting.letters.filter(kind="minutes")
    assert {each.person for each in letters} == {chair, member}
    assert all("inte längre justeras omedelbart" in each.text for each in letters)
    sealed = settled(meeting)
    with pytest.raises(PermissionDenied):
        minutes.recall_minutes(sealed, by=secretary)


def test_what_an_approver_wanted_of_it_is_answered_once_it_is_taken_back_and_then_it_is_sent_anew(
    meeting, chair, secretary
):
    sheet = want_change(asked(meeting), "Fel nämnd.", by=chair)
    sheet = minutes.recall_minutes(sheet, by=secretary)
    with pytest.raises(Refused, match="Svara på vad de som justerar vill ändra"):
        asked(meeting)
    answer_wish(sheet.wishes.get(), is_done=True, answer="Ändrat.", by=secretary)
    assert asked(meeting).stage == "sent"


def test_neither_the_whole_nor_a_paragraph_is_sent_while_the_other_waits(meeting, secretary):
    sheet = asked(meeting)
    with pytest.raises(Refused, match=f"{sheet.section} ska justeras omedelbart"):
        minutes.send_minutes(whole(meeting), by=secretary)
    minutes.recall_minutes(sheet, by=secretary)
    minutes.send_minutes(whole(meeting), by=secretary)
    with pytest.raises(PermissionDenied, match="redan utsänt"):
        asked(meeting)


def test_what_is_marked_at_the_meeting_is_sent_when_it_is_closed(regional, secretary, member):
    meeting = acts.summoned(regional, {}, {}, approvers=[member])
    with pytest.raises(PermissionDenied, match="Anteckna utfallet först"):
        asked(meeting)
    acts.handle(first(meeting))
    assert (asked(meeting).stage, meeting.letters.filter(kind="minutes").count()) == ("draft", 0)
    acts.handle(meeting.items.get(number=2))
    acts.close(meeting)
    sheet = Minutes.objects.sheets().get()
    assert (sheet.stage, sheet.section) == ("sent", f"§ {first(meeting).paragraph}/{meeting.date.year}")
    assert meeting.letters.filter(kind="minutes").count() == 2


def test_the_mark_goes_with_the_outcome(regional, secretary):
    meeting = acts.summoned(regional)
    acts.handle(first(meeting))
    asked(meeting)
    record_outcome(first(meeting), by=secretary, outcome="")
    assert Minutes.objects.sheets().get().stage == "withdrawn"
    lift_item(first(meeting), "preparation", by=secretary)


def test_the_meeting_is_not_opened_while_it_waits_and_it_stands_when_it_is_opened(meeting, secretary):
    sheet = asked(meeting)
    with pytest.raises(PermissionDenied, match="omedelbar justering"):
        reopen_meeting(meeting, by=secretary)
    minutes.recall_minutes(sheet, by=secretary)
    sheet, number = settled(meeting), first(meeting).paragraph
    position = first(meeting).position.designation
    opened = reopen_meeting(meeting, by=secretary)
    assert (first(meeting).paragraph, meeting.items.get(number=2).paragraph) == (number, None)
    with pytest.raises(PermissionDenied, match="omedelbart justerad"):
        record_outcome(first(meeting), by=secretary, outcome="")
    with pytest.raises(PermissionDenied, match="omedelbart justerad"):
        write_text(first(meeting), by=secretary, discussion="Annat.")
    write_text(meeting.items.get(number=2), by=secretary, discussion="Mer.")
    acts.close(opened)
    assert (first(meeting).paragraph, first(meeting).position.designation) == (number, position)
    [section] = [each for each in acts.approved(meeting).record["sections"] if each.get("item") == 1]
    assert section["immediate"]


def test_a_meeting_opened_again_cannot_move_it_to_another_number(meeting, secretary):
    settled(meeting)
    opened = reopen_meeting(meeting, by=secretary)
    added = put_on_agenda(add_item(opened, by=secretary, **acts.complete(title="Ny")), by=secretary)
    acts.handle(added)
    acts.move(added, -2)
    paragraph = first(meeting).paragraph
    with pytest.raises(Refused, match=f"§ {paragraph} är omedelbart justerad och behåller sitt nummer"):
        acts.close(opened)
    acts.move(added, 2)
    acts.close(opened)
    assert list(meeting.items.order_by("order").values_list("paragraph", flat=True)) == [
        paragraph,
        paragraph + 1,
        paragraph + 2,
    ]


def test_a_correction_says_still_that_it_was_immediately_approved(meeting, secretary, chair, member):
    sheet = settled(meeting)
    begun = begin_correction(acts.approved(meeting), by=secretary, what="§ 1.", why="Fel namn.")
    correct_passage(begun, "p-1.presenters", "Rätt Namn", by=secretary)
    made = minutes.send_minutes(begun, by=secretary)
    for who in (chair, member):
        made = minutes.approve_minutes(made, by=who)
    [section] = [each for each in made.record["sections"] if each.get("item") == 1]
    assert section["presenters"] == "Rätt Namn"
    assert section["immediate"].startswith("Paragrafen är omedelbart justerad av ")
    assert section["immediate"].endswith(" Den är rättad i version 2.")
    assert known(sheet.sha256).correction == made


def test_an_organisation_records_its_decision_once_the_paragraph_is_approved(meeting, official):
    settled(meeting)
    timra = Organisation.objects.get(slug="timra")
    decide = partial(record_decision, organisation=timra, by=official, status="planned")
    with pytest.raises(PermissionDenied, match="inte justerat än"):
        decide(meeting.items.get(number=2).position)
    assert decide(first(meeting).position).organisation == timra


def test_the_journal_tells_of_it(meeting):
    sheet = settled(meeting)
    told = JournalEntry.objects.filter(subject_type="meetings.minutes", subject_id=sheet.pk).order_by("pk")
    acted = ["ask_at_once", "send_minutes", "approve_minutes", "approve_minutes", "seal_minutes"]
    assert list(told.values_list("act", flat=True)) == acted
