"""Released migrations stay unchanged, and later versions upgrade from each release."""

import gzip
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.core.management.base import CommandError
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from meetings.triggers import RULES, generation, statements
from rus_portal.releases import LAST_APART, TOGETHER, as_drawn_together, recognise

ROOT = Path(__file__).parent.parent
IMAGES = sorted((ROOT / "tests" / "releases").glob("*.sqlite3.gz"))

# A migration that has been released is never edited, renamed or removed; a new one is added beside it and
# stands here from the release it goes out with.
RELEASED = {  # 0.2.0
    "councils/0001_first_release": "cedf6ecd3ced1eab52fd2c20d4df78da390156cc9727f83988fd887886cb59f4",
    "meetings/0001_first_release": "b8ff8447c312359533cba39d41a51185c6d93c5be6c58b1dc383eb1ba2e85a22",
    "strategy/0001_first_release": "fe5ac489493fb085912c0ce73d35e64f59978216dbe5b235bc871af9b3b4fae0",
}


TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


def migrations():
    return {
        f"{path.parent.parent.name}/{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest()
        for app in ("councils", "strategy", "meetings")
        for path in (ROOT / app / "migrations").glob("0*.py")
    }


def test_a_released_migration_is_never_changed():
    found = migrations()
    assert RELEASED
    assert {name: found.get(name) for name in RELEASED} == RELEASED


def migrated(database, *only, address=""):
    """`manage.py migrate` as an installation runs it on this database."""
    return subprocess.run(
        [sys.executable, "manage.py", "migrate", *only, "--verbosity", "0"],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "rus_portal.settings", "DATA_DIR": str(database.parent)}
        | {"DATABASE_URL": address or f"sqlite:///{database}", "DEMO": "1", "DEBUG": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


LAID_ANEW = (
    "frozen_",
    "moves_",
    "journal_search_",
    "unindexed_",
    "untold_",
    "findable_",
)  # laid as they are today


def test_a_database_of_each_release_is_kept():
    assert [path.name for path in IMAGES] == ["0.2.0.sqlite3.gz"]


@pytest.mark.parametrize("image", IMAGES, ids=lambda path: path.name)
def test_the_data_of_each_release_comes_along_to_today(image, tmp_path):
    database = tmp_path / "portal.sqlite3"
    with gzip.open(image) as kept, database.open("wb") as file:
        shutil.copyfileobj(kept, file)
    before = rows(database, "SELECT id, title, stage FROM meetings_agendaitem ORDER BY id")
    triggers = rows(database, TRIGGERS)
    for name, _ in triggers:
        rows(database, f'DROP TRIGGER "{name}";')
    rows(database, ODD)
    others = [trigger for trigger in triggers if not trigger[0].startswith(LAID_ANEW)]
    run = migrated(database)
    assert run.returncode == 0, run.stderr
    begun = tmp_path / "begun" / "portal.sqlite3"
    begun.parent.mkdir()
    assert migrated(begun).returncode == 0
    assert schema(database) == schema(begun)
    assert len(before) > 50
    assert len(triggers) > 20
    laid = [trigger for rule in RULES for trigger in statements(rule, "sqlite")]
    laid += generation.moving("sqlite", generation.read())
    found = [trigger for trigger in rows(database, TRIGGERS) if not trigger[0].startswith(LAID_ANEW[2:])]
    assert found == sorted([*others, *((each.split()[2], each) for each in laid)])
    assert rows(database, "SELECT id, title, stage FROM meetings_agendaitem ORDER BY id") == before
    homes = "SELECT organisation_id FROM meetings_summonsanswer WHERE note = 'Utan plats'"
    assert rows(database, homes) == [(1,)]
    facts = "status, planned_on, decided_on, decided_note, paragraph, link, note"
    kept = rows(database, f"SELECT {facts} FROM meetings_formaldecision WHERE id IN (36, 39, 41) ORDER BY id")
    stood = "Stod tidigare: 2026-07-13, § 61, https://kommunen.example, Efter votering."
    assert [facts for *facts, note in kept] == [
        ["planned", "2026-10-28", None, "", "", ""],
        ["declined", "2026-07-15", "2026-07-13", "", "§ 61", ""],
        ["not_needed", None, None, "", "", ""],
    ]
    notes = [note[note.find("Stod") :] for *_, note in kept if "Stod" in note]
    assert notes == [stood, f"{stood}\nStod tidigare: 2026-07-15."]
    numbers = "SELECT DISTINCT registry_key FROM meetings_{} WHERE registry_number LIKE '%2026–9%'"
    kept = [rows(database, numbers.format(table)) for table in ("agendaitem", "meeting")]
    assert kept == [[("RS2026-9",)]] * 2
    lasts = "SELECT julianday(end_date) - julianday(date) FROM meetings_meeting WHERE id = 2"
    assert rows(database, lasts) == [(3,)]
    with pytest.raises(sqlite3.IntegrityError, match="frozen"):
        rows(database, "DELETE FROM meetings_sealedfile")


def schema(database):
    """Of each table its columns and rules in whatever order, of all else what it says."""
    found = {}
    for name, kind, sql in rows(database, "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        head, _, body = sql.removesuffix(")").partition("(")
        found[name] = [head, *sorted(re.split(r', (?="|CONSTRAINT )', body))] if kind == "table" else sql
    return found


# What no later version lets through: approved minutes of a meeting without end, the answer of somebody who
# has no seat to a meeting of a council that has none, and formal decisions with what they were before.
ODD = """
UPDATE meetings_agendaitem SET registry_number = 'rs 2026–9' WHERE id = 2;
UPDATE meetings_meeting SET registry_number = 'Rs 2026–9' WHERE id = 2;
UPDATE meetings_formaldecision SET decided_on = '2026-07-13', decided_note = 'Efter votering',
    paragraph = '§ 61', link = 'https://kommunen.example' WHERE id IN (36, 41);
UPDATE meetings_formaldecision SET planned_on = '2026-07-15' WHERE id = 41;
UPDATE meetings_meeting SET end_date = '2034-01-01' WHERE id = 2;
INSERT INTO councils_council SELECT 99, 'utan-platser', name, short_name, kind, purpose, tasks,
    principles_title, principles, composition, meeting_notes, numbering, proposals_days_before,
    documents_days_before, summons_days_before, minutes_days_after, stances_sealed, default_format, accent,
    "order", source, office_id, prepared_by_id FROM councils_council WHERE id = 1;
INSERT INTO meetings_meeting SELECT 99, '2026-08-20', start_time, '2026-08-20', end_time, format, place, link,
    registry_number, note, 'planned', planned_at, NULL, NULL, NULL, revision, attendance_revision,
    formalities_revision, '', NULL, NULL, NULL, 99, NULL, planned_by_id, secretary_id
    FROM meetings_meeting WHERE id = 2;
INSERT INTO councils_person (id, password, name, is_active, created_at)
    VALUES (999, '!', 'Utan plats', 1, '2026-08-01');
INSERT INTO meetings_summonsanswer (answer, note, answered_at, meeting_id, person_id)
    VALUES ('excused', 'Utan plats', '2026-08-01', 99, 999);
"""


BEFORE = (
    "Databasen kommer från en utvecklingsversion som aldrig gavs ut och kan inte uppgraderas: "
    "flytta undan den (katalogen var/ om inget annat är inställt) och kör kommandot igen."
)
LATER = (
    "Databasen kommer från en nyare version av portalen än den här: uppgradera koden och kör kommandot igen."
)


@pytest.fixture
def another(settings, django_db_blocker):
    """A file of SQLite as the database "another" of this process."""
    settings.MIGRATION_MODULES = {}  # also where the suite is run without them

    @contextmanager
    def opened(path):
        own = {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": {}}
        connections.settings["another"] = connections.settings["default"] | own
        try:
            with django_db_blocker.unblock():
                yield
        finally:
            connections["another"].close()
            del connections["another"], connections.settings["another"]

    return opened


def database_with(tmp_path, migration):
    """One that says of itself that it has these: ours, and another's that depends on ours, which Django finds
    missing before it sends any signal."""
    database = tmp_path / "portal.sqlite3"
    rows(
        database,
        "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT);"
        "INSERT INTO django_migrations VALUES (2, 'account', '0001_initial', '2026-11-01 12:00:00');"
        f"INSERT INTO django_migrations VALUES (1, 'meetings', '{migration}', '2026-11-01 12:00:00');",
    )
    return database


def test_a_database_that_nothing_leads_on_from_is_told_so_in_one_sentence(tmp_path):
    run = migrated(database_with(tmp_path, "0099_later"))
    assert run.returncode == 1
    assert run.stderr.strip() == f"CommandError: {LATER}"


@pytest.mark.parametrize("migration", ["0001_initial", "0002_lift_off_agendas_and_free_cancelled_days"])
def test_what_was_never_released_is_told_from_what_is_newer(another, tmp_path, migration):
    database = database_with(tmp_path, migration)
    with another(database), pytest.raises(CommandError, match=f"^{re.escape(BEFORE)}$"):
        recognise("another")


def test_a_database_with_all_that_was_drawn_together_since_has_what_it_was_drawn_together_to(
    another, tmp_path
):
    today = {*MigrationLoader(None).disk_migrations}
    with another(tmp_path / "known.sqlite3"):
        recorder = MigrationRecorder(connections["another"])
        apart = today - TOGETHER | LAST_APART | {("meetings", "0071_place_notes_in_papers")}
        for key in apart:
            recorder.record_applied(*key)
        recognise("another")
        assert {*recorder.applied_migrations()} == today
        for other in (apart - LAST_APART, apart | {("meetings", "0074_later")}):
            assert as_drawn_together(other, today) == other


SCHEMA = (
    "SELECT format('%s.%s %s(%s) %s %s', table_name, column_name, udt_name, character_maximum_length, "
    "is_nullable, generation_expression) FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT regexp_replace(indexdef, 'INDEX [^ ]+ ', '') FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT pg_get_functiondef(oid) FROM pg_proc "
    "WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'",
)


@pytest.mark.both
@pytest.mark.skipif(connection.vendor == "sqlite", reason="tried there with the data of each release")
def test_an_empty_database_begins_with_what_the_migrations_since_the_first_release_lead_to(db, tmp_path):
    of, name = connection.settings_dict, f"{connection.settings_dict['NAME']}_released"
    user = f"{of['USER']}:{of['PASSWORD']}@" if of["USER"] else ""
    address = f"postgres://{user}{of['HOST']}:{of['PORT']}/{name}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        for only in (("meetings", "0001_first_release"), ()):
            run = migrated(tmp_path / "none", *only, address=address)
            assert run.returncode == 0, run.stderr
        with connection.cursor() as begun, closing(psycopg.connect(address)) as released:
            for sql in SCHEMA:
                assert asked(begun, sql) == asked(released.cursor(), sql)
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def asked(cursor, sql):
    cursor.execute(sql)
    return {said for (said,) in cursor.fetchall()}


def rows(database, sql):
    with sqlite3.connect(database) as connection:
        if ";" in sql:
            connection.executescript(sql)
            return []
        return connection.execute(sql).fetchall()
