"""What stands is frozen: no raw statement changes, replaces or adds to it, on either database."""

import datetime as dt
import json

import pytest
from django.db import connection, transaction
from django.utils import timezone

from meetings.models import (
    AgendaItem,
    Commitment,
    DissentingOpinion,
    Document,
    GivenNumbers,
    Meeting,
    Minutes,
    Movement,
    Particulars,
    Position,
    RoundAnswer,
    Stance,
    Statement,
)
from meetings.workflow.answer import forget_notes
from meetings.workflow.minutes import approve_minutes, ask_at_once, recall_minutes, send_minutes
from rus_portal.demo.people import person_for
from tests import acts
from tests.meetings.frozen.conftest import (
    REFUSED_BY_DATABASE,
    change,
    execute,
    goes_through,
    let_through,
    replace,
)

pytestmark = pytest.mark.both

TEXTS = [AgendaItem._meta.get_field(field.name) for field in AgendaItem.FIELDS]


def test_a_position_stands_from_the_approval_of_its_minutes(approved):
    columns = ("item_id", "council_id", "year", "number", "slug", "text", "goals", "adopted_on")
    assert let_through(Position.objects.first(), *columns, "source") == {"source"}


def test_no_position_is_removed_or_added_after_the_approval(meeting, approved):
    row = Position.objects.first()
    with REFUSED_BY_DATABASE:
        execute("DELETE FROM meetings_position WHERE id = %s", row.pk)
    with REFUSED_BY_DATABASE:
        row.pk = row.number = None
        row.save(force_insert=True)


def test_a_position_is_not_unpublished(published):
    for column in ("published_at", "published_by_id"):
        with REFUSED_BY_DATABASE:
            change(Position.objects.first(), column, "NULL")
    with REFUSED_BY_DATABASE:
        execute("UPDATE meetings_position SET published_at = NULL, published_by_id = NULL")


def test_minutes_are_not_unpublished(published):
    with REFUSED_BY_DATABASE:
        execute("UPDATE meetings_minutes SET published_at = NULL, published_by_id = NULL, stage = 'approved'")


def test_what_approved_minutes_say_stands(approved):
    said = ("correction_note", "record", "sha256", "version", "kind", "meeting_id", "approved_by_id")
    assert let_through(approved, *said) == set()


def test_who_approved_the_minutes_stands(approved, outsider):
    row = approved.approvals.first()
    for column, sql in (("approved_at", "NULL"), ("change_wanted", "'Annat.'"), ("person_id", outsider.pk)):
        with REFUSED_BY_DATABASE:
            change(row, column, sql)
    with REFUSED_BY_DATABASE:
        execute("DELETE FROM meetings_minutesapproval WHERE id = %s", row.pk)
    with REFUSED_BY_DATABASE:
        approved.approvals.create(person=outsider)


def test_an_item_stands_under_its_published_position(published):
    item = published.meeting.items.order_by("number").first()
    texts = [field.column for field in TEXTS if not field.many_to_many]
    recorded = ("outcome", "stage", "discussion", "minutes_note", "further_handling", "number", "paragraph")
    recorded += ("sent_to",)
    assert let_through(item, *texts, *recorded, "revision") == {"revision"}


def test_an_item_stands_where_the_position_was_published_without_minutes(regional, secretary):
    item = acts.held(regional).items.get()
    Position.objects.update(published_at=item.stage_at, published_by=secretary)
    with REFUSED_BY_DATABASE:
        change(item, "background", "'Annat.'")


@pytest.mark.parametrize("field", [field.name for field in TEXTS if field.many_to_many])
def test_the_goals_and_focus_areas_of_an_item_stand_too(published, field):
    item = published.meeting.items.order_by("number").first()
    others = item._meta.get_field(field).related_model.objects.exclude(items=item)
    with REFUSED_BY_DATABASE, transaction.atomic():
        getattr(item, field).add(others.first())
    if field == "goals":
        with REFUSED_BY_DATABASE, transaction.atomic():
            item.goals.clear()


def test_no_item_is_added_to_what_approved_minutes_tell(published, regional):
    late = acts.summoned(regional).items.get()
    with REFUSED_BY_DATABASE:
        execute("UPDATE meetings_agendaitem SET meeting_id = %s WHERE id = %s", published.meeting_id, late.pk)
    with REFUSED_BY_DATABASE:
        execute("DELETE FROM meetings_agendaitem WHERE meeting_id = %s", published.meeting_id)


def test_the_seat_of_dissent_stays_what_it_was(regional, opposition):
    seat = acts.dissent(acts.summoned(regional).items.get(), opposition).seat
    identity = ("council_id", "organisation_id", "capacity", "side")
    assert let_through(seat, *identity, "title") == {"title"}


def test_a_meeting_stands_as_its_approved_minutes_tell(meeting, approved):
    told = (
        "council_id",
        "date",
        "start_time",
        "end_date",
        "end_time",
        "place",
        "format",
        "chair_id",
        "stage",
    )
    assert let_through(meeting, *told, "secretary_id", "note") == {"note"}


def is_listed(meeting, person):
    home = acts.seat_of(person, meeting.council).organisation
    meeting.attendances.create(person=person, organisation=home, status="remote")


HOLDS = {
    "attendance": is_listed,
    "an_item_handled": lambda meeting, _: acts.handle(meeting.items.get()),
    "numbers": lambda meeting, _: GivenNumbers.objects.create(meeting=meeting),
}


@pytest.mark.parametrize("holds", HOLDS)
def test_a_meeting_that_has_been_held_is_neither_moved_nor_cancelled(holds, regional, member, secretary):
    meeting = acts.summoned(regional)
    cancelled = {"stage": "cancelled", "cancelled_at": timezone.now(), "cancelled_by": secretary}
    row = Meeting.objects.filter(pk=meeting.pk)
    day = meeting.date - dt.timedelta(days=400)
    row.update(date=day, end_date=day)  # not yet held, it is moved
    HOLDS[holds](meeting, member)
    for forge in (
        lambda: row.update(date=meeting.date),
        lambda: row.update(nth=2),
        lambda: row.update(**cancelled),
        lambda: replace(meeting, "nth", "2"),
    ):
        with REFUSED_BY_DATABASE, transaction.atomic():
            forge()
    row.update(place="Ånge")


def test_who_met_stands_too(meeting, approved, regional, outsider):
    for forge in (
        lambda: meeting.joint_with.add(regional),
        lambda: meeting.approvers.add(outsider),
        lambda: meeting.approvers.clear(),
        lambda: meeting.formalities.update(text="Annat."),
        lambda: meeting.formalities.all().delete(),
        lambda: Particulars.objects.update(others="Ingen"),
        lambda: meeting.attendances.update(status="absent"),
        lambda: meeting.attendances.all()._raw_delete("default"),
    ):
        with REFUSED_BY_DATABASE, transaction.atomic():
            forge()


def test_dissent_stands_with_a_position_published_without_minutes(regional, opposition, secretary):
    meeting = acts.held(regional, dissent_by=opposition)
    Position.objects.update(published_at=meeting.held_at, published_by=secretary)
    with REFUSED_BY_DATABASE:
        execute("UPDATE meetings_dissentingopinion SET withdrawn_at = lodged_at, withdrawn_by_id = person_id")


def test_nothing_else_on_the_way_to_minutes_is_frozen(meeting):
    """Before the approval the database lets through what the verbs do."""
    for row, column in (
        (meeting, "place"),
        (meeting.items.first(), "title"),
        (Position.objects.first(), "text"),
    ):
        change(row, column, "'Annat.'")
    change(meeting.minutes.get(), "correction_note", "'Annat.'")


def test_a_document_of_approved_minutes_can_be_taken_from_the_public(meeting):
    acts.published(meeting)
    document = Document.objects.get(item__meeting=meeting, kind="appendix")
    change(document, "visibility", "'council'")
    with REFUSED_BY_DATABASE:
        change(document, "title", "'Annat.'")


def test_a_matter_that_waits_is_not_frozen_by_the_minutes_of_another_meeting(published, regional):
    waiting = acts.add(acts.plan(regional, days=9))
    change(waiting, "title", "'Annat.'")
    with REFUSED_BY_DATABASE:
        change(published.meeting, "place", "'Annat.'")


GOAL = {"code": "1.1", "title": "Ett mål", "slug": "1.1", "strategy": "RUS", "primary": True}
ILL_FORMED = [
    *([], {}, "1.1", None, ["1.1"], [[]], [GOAL, "1.1"], [GOAL | {"primary": False}], [GOAL, GOAL]),
    *([GOAL | {"title": " \u00a0\n"}], [GOAL | {"slug": 11}]),
    *([GOAL | {"primary": "ja"}], [GOAL | {"code": None}]),
    *([{key: GOAL[key] for key in GOAL if key != missing}] for missing in GOAL),
]


def keep(table, row, column, value):
    cast = "::jsonb" if connection.vendor == "postgresql" else ""
    execute(f"UPDATE {table} SET {column} = %s{cast} WHERE id = %s", json.dumps(value), row.pk)


def test_no_position_is_published_nor_approved_without_goals_in_the_words_of_the_day(meeting, secretary):
    position, record = Position.objects.first(), meeting.minutes.get()
    published = {"published_at": meeting.held_at, "published_by": secretary}
    approved = {"stage": "approved", "sha256": "x", "record": {"sections": [1]}} | {
        **{"sent_at": meeting.held_at, "sent_by": secretary},
        **{"approved_at": meeting.held_at, "approved_by": secretary},
    }
    for kept in ILL_FORMED:
        if kept is not None:
            keep("meetings_position", position, "goals", kept)
            with REFUSED_BY_DATABASE, transaction.atomic():
                Position.objects.filter(pk=position.pk).update(**published)
            with REFUSED_BY_DATABASE, transaction.atomic():
                Minutes.objects.filter(pk=record.pk).update(**approved)
    keep("meetings_position", position, "goals", [GOAL | {"primary": False, "code": "1.2"}, GOAL])
    for kept in ({}, {"sections": []}, {"sections": "x"}, []):
        with REFUSED_BY_DATABASE, transaction.atomic():
            Minutes.objects.filter(pk=record.pk).update(**approved | {"record": kept})
    Minutes.objects.filter(pk=record.pk).update(**approved)
    Position.objects.filter(pk=position.pk).update(**published)


def test_no_agenda_is_kept_without_its_items(meeting):
    [sent] = meeting.agenda_versions.all()
    for kept in ({}, {"items": "x"}, []):
        with REFUSED_BY_DATABASE, transaction.atomic():
            meeting.agenda_versions.create(number=2, sent_at=sent.sent_at, sent_by=sent.sent_by, content=kept)


def test_what_was_said_before_the_meeting_stands_from_the_sending_on(meeting, secretary):
    stance, answer = meeting.items.first().stances.get(), meeting.answers.get()
    assert let_through(stance, "held_on") == {"held_on"}
    meeting.answers.update(note="Nötallergi")
    connection.check_constraints()  # which PostgreSQL else waits with
    draft = send_minutes(meeting.minutes.get(), by=secretary)
    said = ("status", "body", "note", "dissent_text", "recorded_by_id", "organisation_id")
    assert let_through(stance, *said) == set()
    assert let_through(answer, "answer", "organisation_id", "noted_by_id", "person_id") == set()
    for row in (stance, answer):
        with REFUSED_BY_DATABASE:
            execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)
        with REFUSED_BY_DATABASE, transaction.atomic():
            replace(row, "note", "'Annat.'")
    assert forget_notes(meeting.end_date + dt.timedelta(days=1)) == 1
    recall_minutes(draft, by=secretary)
    assert let_through(answer, "note") == {"note"}


def test_nothing_comes_approved(approved, meeting):
    for row in (approved, meeting.agenda_approvals.first()):
        with REFUSED_BY_DATABASE, transaction.atomic():
            again = type(row).objects.get(pk=row.pk)
            again.pk = None
            if isinstance(again, Minutes):
                again.version = 2
            again.save(force_insert=True)


def test_the_rest_that_approved_minutes_follow_from_stands(approved, meeting):
    item, numbers = meeting.items.order_by("number").first(), meeting.given_numbers
    assert let_through(item, "order", "stage_by_id", "late_at") == set()
    assert let_through(numbers, "first", "last", "positions") == set()
    assert let_through(meeting, "convened_by_id", "note") == {"note"}
    assert let_through(item.stances.get(), "seat_id") == set()
    assert let_through(Document.objects.first(), "added_by_id", "visibility") == {"visibility"}
    with REFUSED_BY_DATABASE:
        execute("DELETE FROM meetings_givennumbers WHERE meeting_id = %s", meeting.pk)


# What belongs to one item: a column that its minutes tell of.
OF_ITEM = {
    Commitment: "what",
    DissentingOpinion: "organisation_name",
    Document: "title",
    Movement: "noted_at",
    Position: "text",
    RoundAnswer: "noted_at",
    Stance: "body",
    Statement: "organisation_name",
}


@pytest.mark.parametrize("model", OF_ITEM, ids=lambda model: model.__name__)
def test_what_belongs_to_a_paragraph_stands_once_that_is_approved_by_itself(meeting, model):
    row = model.objects.filter(item__number=1).first()
    sheet = ask_at_once(meeting.items.get(number=1), by=person_for("secretary"))
    for approval in sheet.approvals.all():
        approve_minutes(sheet, by=approval.person)
    assert not goes_through(row, model._meta.get_field(OF_ITEM[model]))
    with REFUSED_BY_DATABASE, transaction.atomic():
        execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk)


def test_the_rest_of_the_meeting_does_not_stand_with_one_paragraph(meeting):
    sheet = ask_at_once(meeting.items.get(number=1), by=person_for("secretary"))
    for approval in sheet.approvals.all():
        approve_minutes(sheet, by=approval.person)
    other = meeting.items.get(number=2)
    assert let_through(other, "discussion", "outcome", "paragraph") >= {"discussion"}
    assert let_through(other.position, "text") == {"text"}
    assert let_through(Meeting.objects.get(pk=meeting.pk), "place") == {"place"}
    assert let_through(meeting.items.get(number=1), "order") == {"order"}
