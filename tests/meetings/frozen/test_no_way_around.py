"""No way around what is frozen: neither another key, nor an emptied table, nor a migration."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.migrations import Migration
from django.utils import timezone

from councils.models import FormerSlug, JournalEntry, Organisation
from meetings.models import (
    DissentingOpinion,
    Meeting,
    Minutes,
    Position,
    RegistryNumber,
    Retelling,
    SealedFile,
    SealedPaper,
)
from meetings.triggers import LAID, RULES
from meetings.workflow.consultation import answer_consultation, close_consultation
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.follow_up import (
    record_funding,
    review_position,
    tell_result,
    undertake,
    withdraw_told,
)
from meetings.workflow.meeting import cancel_meeting
from rus_portal.demo.people import person_for
from strategy.models import Indicator, StrategicPlan, Strategy
from strategy.workflow.plan import begin_edition
from strategy.workflow.strategy import adopt_strategy, begin_strategy
from tests import acts
from tests.conftest import unprinted
from tests.meetings.frozen.conftest import REFUSED_BY_DATABASE, change, execute, replace
from tests.strategy import files

pytestmark = pytest.mark.both

OVERWRITTEN = [
    (JournalEntry, "sentence", "'Annat.'"),
    (SealedFile, "content", "'annat'"),
    (SealedPaper, "content", "'annat'"),
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
    by, at = person_for("secretary"), timezone.now()
    added, brought = {"added_at": at, "added_by": by}, {"brought_at": at, "brought_by": by}
    Retelling.objects.create(source="Pärmen.", name="a.csv", undone_until=at, **added, **brought)
    RegistryNumber.objects.create(council=published.meeting.council, year=2027, number=1, text="RSR 1")
    told_of(Position.objects.first(), by=by)
    indicator = Indicator.objects.create(title="Andel behöriga", unit="procent", slug="behoriga")
    acts.measured(indicator, files.px())
    answered_and_closed(by=by)
    acts.adopt_edition(begin_edition(StrategicPlan.objects.get(), by=by, year=2027), by=by)
    new = begin_strategy(Strategy.objects.get(is_own=True), by=by, year_from=2027, year_to=2037)
    adopt_strategy(new, by=by, adopted_on=at.date(), adopted_by="Regionfullmäktige")
    begin_strategy(new, by=by, year_from=2030, year_to=2040)
    tables = sorted({rule.table for rule in RULES if "DELETE" in rule.events})
    assert [table for table in tables if is_emptied(table)] == []


def answered_and_closed(*, by):
    asked = acts.consultation(files=[ContentFile(unprinted("Fråga"), name="fraga.pdf")])
    own = asked.answers.get(organisation__slug="timra")
    answer_consultation(own, by=person_for("official"), text="Vi tillstyrker.", send=True)
    close_consultation(asked, by=by, reason="Alla har svarat.")


def told_of(position, *, by):
    timra = Organisation.objects.get(slug="timra")
    undertake(position, timra, by=by, what="Vi utreder.")
    tell_result(position, timra, by=by, text="Utrett.", happened_on=position.adopted_on)
    funding = record_funding(position, by=by, programme="Fonden", shares=[(timra, 1000)])
    withdraw_told(funding, by=by, reason="En annan fond.")
    review_position(position, by=by, review_on=None, reviewed_on=position.adopted_on, text="Håller.")


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
