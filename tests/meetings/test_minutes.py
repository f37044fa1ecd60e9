"""Minutes: one way from draft to published, and once approved they never change, nor do their bytes."""

import datetime as dt
import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction

from councils.models import Appointment, JournalEntry, Organisation, Person
from councils.workflow import change_basics, change_person, change_seat, end_appointment
from meetings.minutes.record import compile_record, digest
from meetings.models import Meeting, Minutes, Position, SealedFile
from meetings.workflow import minutes
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.document import change_document
from meetings.workflow.meeting import close_meeting, reopen_meeting
from meetings.workflow.wish import answer_wish, want_change
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from tests import acts

REFUSED_BY_DATABASE = pytest.raises((IntegrityError, InternalError), match="frozen")


def test_the_chair_and_every_approver_must_approve(regional, secretary, chair, member):
    meeting = acts.held(regional, approvers=[member])
    draft = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    assert {approval.person for approval in draft.approvals.all()} == {chair, member}
    assert minutes.approve_minutes(draft, by=member).stage == "sent"
    assert minutes.approve_minutes(draft, by=chair).stage == "approved"


@pytest.mark.parametrize("who", ["secretary", "opposition", "official", "outsider", "administrator"])
def test_no_one_else_approves(regional, secretary, who, request):
    sent = minutes.send_minutes(acts.held(regional).minutes.get(), by=secretary)
    with pytest.raises(PermissionDenied):
        minutes.approve_minutes(sent, by=request.getfixturevalue(who))


def test_approving_twice_is_refused(regional, secretary, chair, member):
    sent = minutes.send_minutes(acts.held(regional, approvers=[member]).minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=chair)
    with pytest.raises(PermissionDenied, match="redan justerat"):
        minutes.approve_minutes(sent, by=chair)


def dissent_withdrawn(meeting):
    dissent = meeting.items.get().dissents.get()
    withdraw_dissent(dissent, by=dissent.person)


def dissent_lodged(meeting):
    acts.dissent_until_approval(meeting.council)
    acts.dissent(meeting.items.get(), person_for("opposition"))


def document_added(meeting):
    acts.attach(meeting, meeting.items.get())


def document_renamed(meeting):
    named = {"title": "Rätt titel", "visibility": "public"}
    change_document(meeting.documents.get(), by=person_for("secretary"), **named)


CHANGES = [dissent_withdrawn, dissent_lodged, document_added, document_renamed]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_changes_the_minutes_after_an_approval_voids_it_and_asks_anew(
    regional, secretary, chair, member, change
):
    meeting = acts.held(regional, dissent_by=member, approvers=[member])
    acts.attach(meeting, meeting.items.get())
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=chair)
    change(meeting)
    approval = sent.approvals.get(person=chair)
    assert (approval.approved_at, approval.digest) == (None, "")
    letter = meeting.letters.get(kind="minutes")
    assert letter.person == chair
    assert approval.fell_because in letter.text
    told = JournalEntry.objects.get(act="void_approvals").sentence
    assert told.startswith(f"Protokollet ändrades efter justeringen. {chair} får justera på nytt.")
    assert minutes.approve_minutes(sent, by=member).stage == "sent"
    sealed = minutes.approve_minutes(sent, by=chair)
    assert sealed.record == json.loads(json.dumps(compile_record(sealed)))
    assert not sealed.approvals.exclude(digest=digest(sealed.record), fell_because="").exists()


def test_what_the_minutes_do_not_tell_voids_no_approval(regional, secretary, chair, member):
    meeting = acts.held(regional, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=chair)
    acts.attach(meeting)
    assert minutes.approve_minutes(sent, by=member).stage == "approved"


def person_renamed(meeting):
    change_person(person_for("member"), by=person_for("secretary"), name="Rätt Namn")


def organisation_renamed(meeting):
    home = Organisation.objects.get(slug="harnosand")
    change_basics(home, by=person_for("secretary"), name="Härnösands stad")


def council_renamed(meeting):
    change_basics(meeting.council, by=person_for("secretary"), name="Nya rådet")


def council_abbreviated(meeting):
    change_basics(meeting.council, by=person_for("secretary"), abbreviation="NR")


def goal_reworded(meeting):
    change_basics(meeting.items.get().primary_goal, by=person_for("secretary"), title="Nytt mål")


def seat_renamed(meeting):
    seat = acts.seat_of(person_for("opposition"), meeting.council)
    change_seat(seat, by=person_for("secretary"), title="Ny titel")


def chair_ended(meeting):
    chair = Appointment.objects.get(person=person_for("chair"), seat__council=meeting.council)
    end_appointment(chair, by=person_for("secretary"), ends=meeting.date - dt.timedelta(days=1))


NAMED = [person_renamed, organisation_renamed, council_renamed, goal_reworded, seat_renamed, chair_ended]


@pytest.mark.parametrize("change", NAMED, ids=lambda change: change.__name__)
def test_a_name_put_right_between_two_approvals_voids_the_first_at_once(
    regional, secretary, chair, member, opposition, change
):
    proposed = {"proposed_by": Organisation.objects.get(slug="harnosand")}
    meeting = acts.held(regional, proposed, dissent_by=opposition, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=chair)
    change(Meeting.objects.get(pk=meeting.pk))
    approval = sent.approvals.get(person=chair)
    assert (approval.approved_at, approval.fell_because) == (None, minutes.PUT_RIGHT)
    assert meeting.letters.get(kind="minutes").person == chair


def test_a_name_that_the_minutes_do_not_tell_voids_nothing(regional, secretary, chair, member, outsider):
    meeting = acts.held(regional, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=chair)
    change_person(outsider, by=secretary, name="Annat Namn")
    council_abbreviated(meeting)  # a position keeps that of its day
    assert sent.approvals.get(person=chair).approved_at
    assert minutes.approve_minutes(sent, by=member).stage == "approved"


def test_what_is_changed_past_every_verb_is_found_when_the_next_one_approves(
    regional, secretary, chair, member
):
    meeting = acts.held(regional, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=chair)
    Person.objects.filter(pk=member.pk).update(name="Rätt Namn")
    assert [row["approved"] for row in compile_record(sent)["approvals"]] == ["", ""]
    assert minutes.approve_minutes(sent, by=member).stage == "sent"
    assert sent.approvals.get(person=chair).fell_because == minutes.PUT_RIGHT
    assert minutes.approve_minutes(sent, by=chair).stage == "approved"


def test_only_what_was_seen_is_approved(regional, secretary, chair, opposition):
    acts.dissent_until_approval(regional)
    meeting = acts.held(regional)
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    seen = digest(compile_record(sent))
    dissent_lodged(meeting)
    with pytest.raises(Refused, match="ändrades medan du läste"):
        minutes.approve_minutes(sent, by=chair, seen=seen)
    assert not sent.approvals.exclude(approved_at=None).exists()
    assert minutes.approve_minutes(sent, by=chair, seen=digest(compile_record(sent))).stage == "approved"


def test_what_changes_while_the_minutes_are_printed_is_never_approved(
    regional, secretary, chair, monkeypatch
):
    acts.dissent_until_approval(regional)
    meeting = acts.held(regional)
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)

    def printed(row, record):
        dissent_lodged(meeting)
        return minutes.Sheet(record, b"%PDF-", {})

    monkeypatch.setattr(minutes, "sealed_sheet", printed)
    with pytest.raises(Refused, match="ändrades medan du läste"):
        minutes.approve_minutes(sent, by=chair)
    assert (Minutes.objects.get().stage, SealedFile.objects.exists()) == ("sent", False)


@pytest.mark.both
def test_two_who_approve_while_the_minutes_are_printed_are_both_on_paper(
    regional, secretary, chair, member, outsider, monkeypatch
):
    """The first to ask for paper is not the last to approve: it is printed once more."""
    meeting = acts.held(regional, approvers=[member, outsider])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=outsider)
    compiled, others = minutes.compile_record, [member]

    def compile_then_be_overtaken(row, **facts):
        record = compiled(row, **facts)
        if facts.get("approved_by") == chair and others:
            minutes.approve_minutes(row, by=others.pop())
        return record

    monkeypatch.setattr(minutes, "compile_record", compile_then_be_overtaken)
    sealed = minutes.approve_minutes(sent, by=chair)
    assert all(approval["approved"] for approval in sealed.record["approvals"])
    assert sealed.sealed.content


def test_the_record_tells_consensus_from_consensus_with_dissent_and_from_no_position(
    regional, secretary, opposition
):
    meeting = acts.summoned(regional, {}, {}, {}, {})
    first, second, third, fourth = meeting.items.order_by("number")
    acts.dissent(first, opposition)
    for item in (first, second):
        acts.handle(item)
    acts.handle(third, outcome="no_consensus")
    acts.handle(fourth, outcome="postponed")
    record = compile_record(close_meeting(meeting, by=secretary).minutes.get())
    told = [section["outcome"] for section in record["sections"] if section["is_item"]]
    assert told == ["dissent", "consensus", "no_consensus", "postponed"]


@pytest.mark.both
def test_the_seal_is_the_checksum_of_the_kept_bytes(regional):
    sealed = acts.approved(acts.held(regional))
    content = bytes(sealed.sealed.content)
    assert content.startswith(b"%PDF-")
    assert sealed.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.both
def test_approved_minutes_never_change_and_neither_do_their_bytes(regional):
    sealed = acts.approved(acts.held(regional))
    for change in (
        lambda: Minutes.objects.filter(pk=sealed.pk).update(record={}),
        lambda: Minutes.objects.filter(pk=sealed.pk).update(sha256="0" * 64),
        lambda: SealedFile.objects.update(content=b"annat"),
        lambda: SealedFile.objects.all().delete(),
        lambda: Minutes.objects.filter(pk=sealed.pk)._raw_delete("default"),
    ):
        with REFUSED_BY_DATABASE, transaction.atomic():
            change()


def test_what_is_recorded_of_an_approved_meeting_stands(regional, secretary):
    meeting = acts.held(regional)
    acts.approved(meeting)
    with pytest.raises(PermissionDenied, match="utsänt för justering eller justerat"):
        reopen_meeting(meeting, by=secretary)
    with pytest.raises(PermissionDenied, match="Mötet är avslutat"):
        acts.handle(meeting.items.get())


def test_a_wanted_change_leads_back_to_draft_and_new_approvals(regional, secretary, chair):
    meeting = acts.held(regional)
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    want_change(sent, "§ 3: rätt namn på organet.", by=chair)
    answer_wish(sent.wishes.get(), by=secretary, is_done=True, answer="Rättat.")
    minutes.recall_minutes(sent, by=secretary)
    reopen_meeting(meeting, by=secretary)
    acts.handle(meeting.items.get(), discussion="Rättat.")
    close_meeting(meeting, by=secretary)
    sealed = acts.approved(meeting)
    assert next(s for s in sealed.record["sections"] if s["is_item"])["discussion"] == "<p>Rättat.</p>"


def test_publishing_makes_minutes_and_positions_public_at_once(regional):
    meeting = acts.held(regional)
    done = acts.published(meeting)
    position = Position.objects.get(item__meeting=meeting)
    assert position.published_at == done.published_at


def test_unapproved_minutes_are_not_published(regional, secretary):
    with pytest.raises(PermissionDenied, match="måste vara justerat"):
        minutes.publish_minutes(acts.held(regional).minutes.get(), by=secretary)


def test_a_meeting_is_not_closed_while_an_item_lacks_its_outcome(regional, secretary):
    meeting = acts.summoned(regional, {"title": "Utan utfall"})
    with pytest.raises(Refused, match="Utan utfall"):
        close_meeting(meeting, by=secretary)


def test_paragraphs_run_on_through_the_year_and_formalities_have_theirs(regional):
    first = acts.held(regional, {}, {}, date=dt.date(2025, 3, 3))
    second = acts.held(regional, date=dt.date(2025, 4, 7))
    next_year = acts.held(regional, date=dt.date(2026, 1, 12))

    def numbers(meeting):
        rows = [*meeting.formalities.all(), *meeting.items.all()]
        return sorted(row.paragraph for row in rows)

    assert numbers(first) == list(range(1, 9))
    assert numbers(second) == list(range(9, 16))
    assert numbers(next_year) == list(range(1, 8))


def test_a_council_may_number_from_one_at_every_meeting(regional):
    regional.numbering = "per_meeting"
    regional.save()
    acts.held(regional, date=dt.date(2025, 3, 3))
    second = acts.held(regional, date=dt.date(2025, 4, 7))
    assert min(second.formalities.values_list("paragraph", flat=True)) == 1


def test_opening_again_and_closing_gives_the_same_numbers(regional, secretary):
    meeting = acts.held(regional)
    before = (meeting.items.get().paragraph, Position.objects.get().designation)
    reopen_meeting(meeting, by=secretary)
    assert Position.objects.get().number is None
    close_meeting(meeting, by=secretary)
    assert (meeting.items.get().paragraph, Position.objects.get().designation) == before


def test_every_change_of_stage_is_in_the_journal_with_who_and_when(regional, secretary, chair):
    meeting = acts.held(regional)
    acts.published(meeting)
    acts_done = [
        (entry.act, entry.by)
        for entry in JournalEntry.objects.order_by("at", "pk")
        if entry.act not in {"add_item", "record_outcome"}
    ]
    assert acts_done == [
        ("plan_meeting", secretary),
        ("ask_for_approval", secretary),
        ("approve_agenda", chair),
        ("send_summons", secretary),
        ("close_meeting", secretary),
        ("send_minutes", secretary),
        ("approve_minutes", chair),
        ("seal_minutes", chair),
        ("publish_position", secretary),
        ("publish_minutes", secretary),
    ]


@pytest.mark.both
def test_the_journal_is_only_added_to(regional):
    acts.plan(regional)
    with REFUSED_BY_DATABASE, transaction.atomic():
        JournalEntry.objects.update(sentence="Inget hände.")
    with REFUSED_BY_DATABASE, transaction.atomic():
        JournalEntry.objects.all().delete()
