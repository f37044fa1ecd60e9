"""A backup holds all that the portal keeps, and comes back whole on either database and in either store."""

import io
import shutil
import threading
import zipfile
from pathlib import Path

import pyrage
import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from councils.models import JournalEntry, Organisation, Person
from meetings.models import Document, Findable, Letter, Meeting, SealedFile
from meetings.triggers import uninstall
from meetings.workflow.document import attach_document, remove_document
from meetings.workflow.letter import send_waiting
from rus_portal.backup import container, restoring, tables
from rus_portal.backup.container import opened
from rus_portal.backup.rows import lines
from rus_portal.backup.taking import stored, take
from rus_portal.core import document_store
from rus_portal.models import Pulse
from tests import acts, s3
from tests.world import make_world

KEY = pyrage.x25519.Identity.generate()
# They are not of the portal's own, or made anew.
LEFT_OUT = {"sessions.session", "usersessions.usersession", "meetings.bundle", "meetings.oparlnote"}
LEFT_OUT |= {"rus_portal.pulse"}
LEFT_OUT |= {f"meetings.{name}" for name in ("findable", "unindexed", "spelling", "documenttext")}


def quiet(line):
    """Nobody waits in a terminal."""


def rows():
    """What is in each table."""
    return {label: list(lines(model)) for label, model in tables.tables().items()}


def emptied():
    """As an installation that has only migrated."""
    uninstall()
    call_command("flush", interactive=False, verbosity=0)


def command(name, *args, **options):
    told = io.StringIO()
    call_command(name, *map(str, args), stdout=told, **options)
    return told.getvalue()


@pytest.mark.both
def test_all_of_it_comes_back_row_for_row_and_byte_for_byte_also_into_another_store(
    committed_region, settings, tmp_path, client, secretary
):
    world = make_world()
    client.force_login(secretary)
    letter = waiting(world.sent)
    before, papers = rows(), {name: b"".join(stored(name)) for name in stored_names()}
    gone = Person.objects.create(name="Nyss borttagen")
    last = gone.pk
    gone.delete()
    file = tmp_path / "portal.backup"
    told = command("backup", file)
    assert told.splitlines()[-1] == (
        f"Säkerhetskopian är skriven: {file}, {sum(map(len, before.values()))} rader och {len(papers)} "
        "handlingar från version 0.2.0."
    )
    assert Pulse.objects.get(key="backup").well_at
    emptied()

    with s3.running() as server:
        server.make_bucket("papper")
        entry = document_store.storage(f"s3://nyckel:hemlig@{server.host}/papper?region=eu-north-1&tls=0")
        settings.STORAGES = settings.STORAGES | {"default": entry}
        told = command("restore", file)
        after = rows()
        assert {name: b"".join(stored(name)) for name in papers} == papers
        assert {*server.names("papper")} == {*papers}

    was, came = before.pop("councils.journalentry"), after.pop("councils.journalentry")
    assert came[: len(was)] == was
    assert JournalEntry.objects.filter(act="restore").count() == len(came) - len(was) == 1
    assert before.pop("councils.journalanchor") == after.pop("councils.journalanchor")[:-1]
    letters = before.pop("meetings.letter"), after.pop("meetings.letter")
    assert [one for one, other in zip(*letters, strict=True) if one != other] == [
        line for line in letters[0] if f'"id":{letter.pk},' in line
    ]
    assert after == before
    assert not Session.objects.exists()
    assert Organisation.objects.create(name="Ny", slug="ny", kind="municipality").pk
    assert Person.objects.create(name="Ny").pk > last
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        SealedFile.objects.update(content=b"")
    client.force_login(secretary)
    page = client.get("/kansli/journal/").content.decode()
    assert "Portalen återställd" in page
    assert "Av breven väntade 1 då, och är nu ovissa." in page
    assert Findable.objects.filter(title__contains="Underlag").exists()
    assert "Journalen är hel" in told
    assert "Alla låsta texter och filer är oförändrade" in told
    assert "Brev som väntade när kopian togs: 1." in told
    # It is neither sent again of itself nor lost.
    assert send_waiting() == 0
    letter.refresh_from_db()
    Letter.objects.filter(pk=letter.pk).update(claimed_at=timezone.now() - Letter.PASS_TAKES_AT_MOST * 2)
    assert letter in Letter.objects.undelivered()


def waiting(meeting):
    """A letter that waits for the next digest."""
    person = Person.objects.filter(email__isnull=False).order_by("pk").first()
    said = {"key": "väntar", "kind": Letter.Kind.REMINDER, "subject": "Påminnelse", "text": "Svara."}
    return Letter.objects.create(meeting=meeting, person=person, address=person.email, gathered=True, **said)


def stored_names():
    fields = tables.file_fields()
    named = [
        {*field.model.objects.exclude(**{field.name: ""}).values_list(field.name, flat=True)}
        for field in fields
    ]
    return set().union(*named)


def test_a_portal_that_moves_sends_what_waited(db, regional, tmp_path):
    letter = waiting(acts.plan(regional, days=30))
    Letter.objects.update(gathered=False)
    with opened(small(tmp_path / "portal.backup")) as copy:
        assert restoring._conclude(copy, True)[0] == 0
        assert letter in Letter.objects.waiting()
        assert restoring._conclude(copy, False)[0] == 1
        assert letter not in Letter.objects.waiting()


def test_every_table_is_in_it_but_those_that_are_named():
    """A new one is in it of itself. One that must not come back: rus_portal/backup/tables.py."""
    models = {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}
    inside = tables.tables()
    assert models.keys() - inside.keys() == LEFT_OUT
    places = {model: nth for nth, model in enumerate(inside.values())}
    for model in inside.values():
        for field in model._meta.local_concrete_fields:
            assert field.related_model in {None, *places}, "what it points at is left out"
    assert places[Organisation] < places[Person] or places[Meeting] < places[Document]


def test_papers_that_come_and_go_while_it_is_taken(
    db, regional, secretary, tmp_path, django_capture_on_commit_callbacks
):
    item = acts.add(acts.plan(regional, days=30))
    first = attach(item, secretary, "första")
    done = []

    def meanwhile(line):
        if not done:
            done.append(line)
            with django_capture_on_commit_callbacks(execute=True):
                remove_document(first, by=secretary)
            attach(item, secretary, "andra")

    _, missing = take(tmp_path / "portal.backup", tell=meanwhile)
    with opened(tmp_path / "portal.backup") as copy:
        ((name, digest),) = copy.papers()
        assert (name, missing) == (Document.objects.get().file.name, [])
        assert b"".join(copy.parts(f"papers/{digest}")) == b"andra"


def attach(item, secretary, text):
    file = ContentFile(text.encode(), name="underlag.txt")
    return attach_document(item.meeting, file, item=item, by=secretary, title=text)


@pytest.mark.both
def test_its_rows_are_of_one_moment(committed_region, tmp_path):
    """Whoever writes meanwhile waits for nobody. SQLite in memory has one connection: with a file of its own
    it is tried in test_kept_copies.py."""
    if connection.vendor == "sqlite":
        pytest.skip("one connection")

    def write():
        Person.objects.create(name="Kom sedan")
        connection.close()

    def meanwhile(line):
        if line.startswith("Tabeller"):
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rus_portal.backup.progress.EVERY", -1)
        take(tmp_path / "portal.backup", tell=meanwhile)
    assert Person.objects.filter(name="Kom sedan").exists()
    with opened(tmp_path / "portal.backup") as copy:
        assert not any("Kom sedan" in line.decode() for line in copy.lines("tables/councils.person.jsonl"))


def test_only_its_owner_reads_it_and_it_is_there_only_when_it_is_whole(db, tmp_path):
    file = tmp_path / "portal.backup"

    def full(line):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        take(file, tell=full)
    assert list(tmp_path.glob("**/*.*")) == []
    take(file, tell=quiet)
    assert oct(file.stat().st_mode) == "0o100600"
    with pytest.raises(CommandError, match="finns redan"):
        take(file, tell=quiet)


def test_a_paper_that_is_lost_is_told_of_and_the_rest_is_kept(db, regional, secretary, tmp_path):
    document = attach(acts.add(acts.plan(regional, days=30)), secretary, "borta")
    default_storage.delete(document.file.name)
    with pytest.raises(CommandError, match=f"1 handling finns .* inte i lagret.*{document.file.name}"):
        command("backup", tmp_path / "portal.backup")
    assert "Säkerhetskopian är hel" in command("backup", tmp_path / "portal.backup", check=True)
    assert Pulse.objects.get(key="backup").failing_since


# What is no backup, or not for this installation: told in one sentence, before anything is written.


def manifest(**other):
    told = {"version": "9.9.9", "region": "vasternorrland", "taken_at": "2026-11-29T12:00:00+00:00"}
    return told | {"migrations": {}, "tables": {}, "papers": 0} | other


def small(path, **other):
    with container.written(path) as copy:
        copy.add("papers.jsonl", [])
        copy.add("papers/0", [b"ett papper"], packed=False)
        copy.finish(manifest(**other))
    return path


def test_a_line_is_read_whole_however_many_pieces_it_comes_in(tmp_path, monkeypatch):
    told = [b"a" * 30, b"", b"b", b"c" * 7]
    with container.written(tmp_path / "portal.backup") as copy:
        copy.add("rows", [b"".join(line + b"\n" for line in told)])
        copy.finish(manifest())
    for size in (1, 7, 8, 1000):
        monkeypatch.setattr(container, "PIECE", size)
        with opened(tmp_path / "portal.backup") as copy:
            assert list(copy.lines("rows")) == told


@pytest.fixture
def key(tmp_path):
    file = tmp_path / "nyckel"
    file.write_text(f"# created: i dag\n{KEY}\n")
    return file


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-100])


def changed(path):
    path.write_bytes(path.read_bytes().replace(b"ett papper", b"ett pappeR"))


def changed_with_its_own_sum(path):
    """Whole to ZIP, and not what the manifest says."""
    other = path.with_name("annan")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"annat" if name == "papers/0" else old.read(name))
    shutil.move(other, path)


NO_BACKUP = "ingen säkerhetskopia från portalen, eller så är den avbruten eller skadad"
WRONG_SUM = "Kontrollsumman för papers/0 stämmer inte"


@pytest.mark.parametrize(
    ("other", "harm", "told"),
    [
        ({}, cut_short, NO_BACKUP),
        ({}, lambda path: path.write_text("En annan fil."), NO_BACKUP),
        ({}, changed, WRONG_SUM),
        ({}, changed_with_its_own_sum, WRONG_SUM),
        ({"format": 2}, None, "nyare version av portalen än den här .9.9.9."),
        ({"migrations": {"meetings": ["9999_later"]}}, None, "från version 9.9.9 .* som meetings.9999_later"),
        ({"region": "norrbotten"}, None, "från regionen norrbotten: sätt REGION"),
        ({}, None, "Databasen är inte tom: där finns "),
    ],
)
def test_what_cannot_be_restored_is_refused_in_one_sentence(db, tmp_path, other, harm, told):
    path = small(tmp_path / "portal.backup", **other)
    if harm:
        harm(path)
    with pytest.raises(CommandError, match=told):
        command("restore", path)
    assert Organisation.objects.exists()


def test_no_paper_is_laid_in_a_store_that_is_not_empty(tmp_path):
    default_storage.save("documents/annan.txt", ContentFile(b"annan"))
    strange = pytest.raises(CommandError, match=r"inte tomt: documents/annan.txt finns där")
    with opened(small(tmp_path / "portal.backup")) as copy, strange, restoring._papers_put(copy, quiet):
        pass
    assert b"".join(stored("documents/annan.txt")) == b"annan"


def test_only_who_has_the_key_opens_an_encrypted_one(settings, tmp_path, key):
    settings.BACKUP_RECIPIENTS = [str(KEY.to_public())]
    path = small(tmp_path / "portal.backup")
    assert b"papper" not in path.read_bytes()
    with opened(path, key) as copy:
        assert b"".join(copy.parts("papers/0")) == b"ett papper"
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(path.read_bytes(), [KEY]))) as plain:
        assert plain.read("papers/0") == b"ett papper"
    other = tmp_path / "annan"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    for given, told in (
        ("", "krypterad: ange filen med nyckeln"),
        (other, "Nyckeln passar inte"),
        (path, "är ingen nyckel av age"),
    ):
        with pytest.raises(CommandError, match=told), opened(path, given):
            pass
    cut_short(path)
    with pytest.raises(CommandError, match=NO_BACKUP), opened(path, key):
        pass


def test_a_recipient_that_is_no_key_is_told_before_it_is_needed(db, settings):
    settings.BACKUP_RECIPIENTS = ["age1fel"]
    with pytest.raises(Exception, match=r"rus_portal\.E006"):
        call_command("check")


def test_a_disk_that_is_full_leaves_nothing_encrypted_behind(settings, tmp_path, monkeypatch):
    settings.BACKUP_RECIPIENTS = [str(KEY.to_public())]

    def full(source, target, readers):
        source.read(10)
        raise pyrage.EncryptError("OSError: [Errno 28] No space left on device")

    monkeypatch.setattr(pyrage, "encrypt_io", full)
    with pytest.raises(OSError, match="No space"):
        small(tmp_path / "portal.backup", padding="0" * 1_000_000)
    assert list(Path(tmp_path).iterdir()) == []
