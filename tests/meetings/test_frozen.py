"""What stands is frozen: no raw statement changes, replaces, empties or adds to it, on either database."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.migrations import Migration
from django.utils import timezone

from councils.models import FormerSlug, JournalEntry, Organisation
from meetings.models import (
    AgendaItem,
    DissentingOpinion,
    Document,
    GivenNumbers,
    Meeting,
    Minutes,
    Position,
    SealedFile,
)
from meetings.triggers import LAID, RULES
from meetings.workflow.answer import forget_notes
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.meeting import cancel_meeting, close_meeting
from meetings.workflow.minutes import recall_minutes, send_minutes
from rus_portal.demo.people import person_for
from strategy.models import FocusArea
from tests import acts
from tests.remembered import remembered

pytestmark = pytest.mark.both

REFUSED_BY_DATABASE = pytest.raises((IntegrityError, InternalError), match="frozen")
TEXTS = [AgendaItem._meta.get_field(field.name) for field in AgendaItem.FIELDS]


@pytest.fixture
def meeting(regional, grand, opposition, member):
    """Held by two councils, with all that can be told of a meeting: something frozen in every table."""
    return told_of(regional, grand, opposition, member)


@remembered
def told_of(regional, grand, opposition, member):
    texts = {"goals": [acts.goal("1.2")], "focus_areas": [FocusArea.objects.order_by("pk").first()]}
    meeting = acts.summoned(regional, texts, {}, {}, place="Ånge", joint_with=[grand], approvers=[member])
    first = meeting.items.order_by("number").first()
    acts.attach(meeting, first, visibility="public")
    acts.dissent(first, opposition)
    said = {"recorded_at": timezone.now(), "recorded_by": opposition, "status": "supports"}
    first.stances.create(organisation=Organisation.objects.get(slug="timra"), **said)
    seat = acts.seat_of(opposition, regional)
    meeting.answers.create(person=opposition, organisation=seat.organisation, answer="remote")
    acts.drop(meeting.items.get(number=3))
    for item in meeting.items.on_the_agenda():
        acts.handle(item)
    meeting.attendances.create(person=opposition, organisation=seat.organisation, seat=seat, status="present")
    return close_meeting(meeting, by=person_for("secretary"))


@pytest.fixture
def approved(meeting):
    return acts.approved(meeting)


@pytest.fixture
def published(meeting):
    return acts.published(meeting)


def execute(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def change(row, column, sql):
    """Gives the column of the row what the SQL says."""
    key = row._meta.pk.column
    execute(f'UPDATE {row._meta.db_table} SET "{column}" = {sql} WHERE {key} = %s', row.pk)


def replace(row, column, sql):
    """Writes a row anew in the place of one with the same key, with something else in the column."""
    table, key = row._meta.db_table, row._meta.pk.column
    columns = [field.column for field in row._meta.concrete_fields]
    names = ", ".join(f'"{each}"' for each in columns)
    values = ", ".join(sql if each == column else f'"{each}"' for each in columns)
    written = f"INTO {table} ({names}) SELECT {values} FROM {table} WHERE {key} = %s"
    if connection.vendor == "sqlite":
        execute(f"INSERT OR REPLACE {written}", row.pk)
    else:
        execute(
            f'INSERT {written} ON CONFLICT ({key}) DO UPDATE SET "{column}" = excluded."{column}"', row.pk
        )


ANOTHER = {
    "BinaryField": "'annat'",
    "CharField": "'annat'",
    "DateField": "'2019-01-01'",
    "DateTimeField": "'2019-01-01 00:00:00+00'",
    "JSONField": "'[]'",
    "SlugField": "'annat'",
    "TextField": "'Annat.'",
    "TimeField": "'01:00'",
}


def let_through(row, *columns):
    """Those of the columns that could be given another value."""
    fields = {field.column: field for field in row._meta.concrete_fields}
    return {column for column in columns if goes_through(row, fields[column])}


def goes_through(row, field):
    other = ANOTHER.get(field.get_internal_type(), f'coalesce("{field.column}", 0) + 1')
    try:
        change(row, field.column, other)
    except (IntegrityError, InternalError) as no:
        return "frozen" not in str(no)
    return True


OVERWRITTEN = [
    (JournalEntry, "sentence", "'Annat.'"),
    (SealedFile, "content", "'annat'"),
    (Minutes, "record", "'{}'"),
    (Position, "text", "'Annat.'"),
    (DissentingOpinion, "text", "'Annat.'"),
]


def test_nothing_is_overwritten_by_a_row_with_the_same_key(published):
    """Whether or not the connection has asked SQLite to fire triggers for rows that are replaced."""
    for asked_of_replaced in ("OFF", "ON"):
        if connection.vendor == "sqlite":
            execute(f"PRAGMA recursive_triggers = {asked_of_replaced}")
        for model, column, sql in OVERWRITTEN:
            with REFUSED_BY_DATABASE:
                replace(model.objects.order_by("pk").first(), column, sql)


def test_our_own_connections_ask_sqlite_of_replaced_rows(db):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA recursive_triggers").fetchone() == (1,)


@pytest.mark.skipif(
    "sqlite" not in str(connection.settings_dict["ENGINE"]), reason="only SQLite replaces rows"
)
class TestAnotherKey:
    """SQLite takes away every row that shares a key with the one written, by whichever key."""

    @pytest.fixture(autouse=True)
    def unasked(self, db):
        execute("PRAGMA recursive_triggers = OFF")
        yield
        execute("PRAGMA recursive_triggers = ON")

    def test_minutes_of_the_same_version(self, meeting, approved):
        with REFUSED_BY_DATABASE:
            execute(
                "INSERT OR REPLACE INTO meetings_minutes (meeting_id, version, kind, stage, correction_note, "
                "record, sha256) VALUES (%s, 1, 'minutes', 'draft', '', '{}', '')",
                meeting.pk,
            )

    def test_a_row_moved_to_the_key_of_another(self, meeting, approved, regional):
        other = acts.held(regional).minutes.get()
        for column, value in (("id", approved.pk), ("rowid", approved.pk), ("meeting_id", meeting.pk)):
            with REFUSED_BY_DATABASE:
                execute(
                    f"UPDATE OR REPLACE meetings_minutes SET {column} = %s WHERE id = %s", value, other.pk
                )

    def test_dissent_of_the_same_seat(self, regional, opposition):
        item = acts.summoned(regional).items.get()
        lodged = acts.dissent(item, opposition)
        others = [f.column for f in lodged._meta.concrete_fields if f.column not in ("id", "text")]
        names = ", ".join(others)
        again = (
            f"INSERT OR REPLACE INTO meetings_dissentingopinion ({names}, text) "
            f"SELECT {names}, 'Annat.' FROM meetings_dissentingopinion WHERE id = %s"
        )
        with REFUSED_BY_DATABASE:
            execute(again, lodged.pk)
        withdraw_dissent(lodged, by=opposition)
        assert acts.dissent(item, opposition, text="Nu så här.").pk != lodged.pk

    def test_a_row_that_no_longer_has_the_key_takes_it_from_no_one(self, regional, opposition, approved):
        item = acts.summoned(regional, days=9).items.get()
        lodged = acts.dissent(item, opposition)
        withdraw_dissent(lodged, by=opposition)
        acts.dissent(item, opposition)
        change(lodged, "organisation_name", "'Annat namn'")
        day, cancelled = approved.meeting.date, acts.plan(regional, days=10)
        cancel_meeting(cancelled, by=person_for("secretary"), reason="Sjukdom.")
        Meeting.objects.filter(pk=cancelled.pk).update(date=day, end_date=day, nth=2)


def laid():
    with connection.cursor() as cursor:
        cursor.execute(LAID[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def test_the_triggers_make_way_for_a_migration_and_come_back_after_it(db):
    """A table that SQLite builds anew is gone for a moment, and no trigger on another may name it then; and
    on both what is frozen comes along."""
    before, later = laid(), Migration("0002_later", "meetings")
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=[])
    assert laid() == before
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=[(later, False)])
    assert laid() == set()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert laid() == before


def test_what_is_frozen_is_not_moved_to_another_key(published):
    for row in (published, Position.objects.first(), published.meeting, published.meeting.items.first()):
        for column in ("id", "rowid") if connection.vendor == "sqlite" else ("id",):
            with REFUSED_BY_DATABASE:
                execute(f"UPDATE {row._meta.db_table} SET {column} = 99999 WHERE id = %s", row.pk)


def test_no_table_with_something_frozen_in_it_is_emptied(published):
    FormerSlug.objects.create(kind="councils.council", slug="forr", thing=published.meeting.council_id)
    tables = sorted({rule.table for rule in RULES if "DELETE" in rule.events})
    assert [table for table in tables if is_emptied(table)] == []


def is_emptied(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0], f"{table} holds nothing to lose"
    connection.check_constraints()  # which PostgreSQL else waits with, and truncates nothing meanwhile
    try:
        execute(f"TRUNCATE {table} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {table}")
    except (IntegrityError, InternalError) as no:
        return "frozen" not in str(no)
    return True


def test_flush_empties_nothing(published):
    connection.check_constraints()
    with pytest.raises(CommandError) as refused, transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)
    assert "frozen" in str(refused.value.__cause__)
    assert JournalEntry.objects.exists()


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
