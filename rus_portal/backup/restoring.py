"""Putting a backup back into an empty installation, on either database.

All is checked before anything is written. Papers come before the rows that name them, and rows in one
transaction, with what the database refuses lifted and laid again: it would refuse much that has been. An
older backup is restored as its version had it, and then migrated.
"""

import datetime as dt
import hashlib
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile

from django.apps import apps as models_of_today
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from councils import journal
from councils.models import JournalEntry
from meetings.triggers import install, uninstall
from meetings.triggers.proving import prove
from meetings.workflow.restored_letter import leave_to_the_office
from meetings.workflow.search import begin_anew, index_all_that_waits
from rus_portal.backup.container import NO_BACKUP
from rus_portal.backup.progress import paced
from rus_portal.backup.rows import insert, lines, number_on
from rus_portal.backup.tables import FILLED_BY_MIGRATE, tables
from rus_portal.backup.taking import migrations, stored
from rus_portal.core import document_store
from rus_portal.core.document_store import trouble
from rus_portal.core.words import moment
from rus_portal.releases import as_drawn_together

NOT_EMPTY = (
    "Databasen är inte tom: där finns {}. En säkerhetskopia återställs bara i en tom databas. "
    "Ange en ny i DATABASE_URL och kör kommandot igen; kör inte load_region före det."
)
STORE_NOT_EMPTY = (
    "Handlingarnas lager är inte tomt: {} finns där och hör inte till säkerhetskopian. "
    "Ange en tom DATA_DIR eller DOCUMENTS_STORE och kör kommandot igen."
)
NEWER = (
    "Säkerhetskopian är från version {version} och har migreringar som inte finns här, som {first}: "
    "uppgradera koden och kör kommandot igen."
)
OTHER = (
    "Databasens tabeller är inte säkerhetskopians: {first} skiljer. Ange en databas utan tabeller i "
    "DATABASE_URL och kör kommandot igen, utan migrate före det. Då återställs kopian som den var och "
    "uppgraderas sedan."
)
UNLIKE = "{} är inte lik säkerhetskopian när den har återställts. Ingenting återställdes."
OTHER_REGION = "Säkerhetskopian är från regionen {}: sätt REGION till den och kör kommandot igen."
UNREADABLE = "Raderna i {} går inte att återställa: {} Ingenting återställdes."


def check(copy, *, tell):
    """Every sum is right, and this version can restore it: CommandError where not."""
    known = {*MigrationExecutor(None).loader.disk_migrations}
    if unknown := sorted(_wanted(copy, known) - known):
        raise CommandError(NEWER.format(version=copy.manifest["version"], first=".".join(unknown[0])))
    names = copy.manifest["members"]
    copy.verify(paced("Kontrollsummor", names, len(names), tell))


def restore(copy, *, moved, tell):
    """Returns how many letters wait for the office, and how many rules were proven on how many of rows."""
    if copy.manifest["region"] != settings.REGION:
        raise CommandError(OTHER_REGION.format(copy.manifest["region"]))
    check(copy, tell=tell)
    is_current, apps = _prepared(copy)
    with _papers_put(copy, tell), transaction.atomic():
        uninstall()
        _load(copy, apps, tell)
        if is_current:
            install()
            done = _conclude(copy, moved)
    if not is_current:
        tell("Uppgraderar från säkerhetskopians version.")
    call_command("migrate", verbosity=0)
    ContentType.objects.clear_cache()
    if not is_current:
        with transaction.atomic():
            done = _conclude(copy, moved)
    _compare_papers(copy, tell)
    tell("Gör om sökningens index.")
    begin_anew()
    index_all_that_waits()
    return done


def _wanted(copy, on_disk):
    told = {(app, name) for app, names in copy.manifest["migrations"].items() for name in names}
    return as_drawn_together(told, on_disk)


def _prepared(copy):
    """The database has the tables of the backup, and nothing in them. Whether they are those of this version,
    and the models of them."""
    executor = MigrationExecutor(connection)
    wanted = _wanted(copy, executor.loader.disk_migrations)
    ours = {model._meta.app_label for model in tables().values()}
    is_current = wanted == {each for each in executor.loader.disk_migrations if each[0] in ours}
    apps = models_of_today if is_current else executor.loader.project_state([*wanted]).apps
    for label, model in _existing():
        if label not in FILLED_BY_MIGRATE and model._base_manager.exists():
            raise CommandError(NOT_EMPTY.format(model._meta.verbose_name_plural))
    if executor.loader.applied_migrations:
        there = {(app, name) for app, names in migrations().items() for name in names}
        if differ := sorted(there ^ wanted):
            raise CommandError(OTHER.format(first=".".join(differ[0])))
    elif is_current:
        call_command("migrate", verbosity=0)
    else:
        nodes = executor.loader.graph.node_map  # to those that no other of them builds on
        executor.migrate(
            sorted(each for each in wanted if not wanted & {child.key for child in nodes[each].children})
        )
    return is_current, apps


def _existing():
    """The tables that the database has, whichever of their columns it has."""
    names = connection.introspection.table_names()
    return [each for each in tables().items() if each[1]._meta.db_table in names]


def _load(copy, apps, tell):
    told = copy.manifest["tables"]
    models = {label: apps.get_model(label) for label in told}
    with connection.cursor() as cursor:
        for label in sorted(FILLED_BY_MIGRATE & models.keys(), reverse=True):
            cursor.execute(f"DELETE FROM {models[label]._meta.db_table}")  # noqa: S608  our own name
    for label, model in paced("Tabeller", models.items(), len(models), tell):
        try:
            insert(model, copy.lines(f"tables/{label}.jsonl"))
        except (DatabaseError, ValueError) as why:
            raise CommandError(UNREADABLE.format(label, why)) from why
        number_on(model, told[label]["last"])
    connection.check_constraints()
    for label, model in paced("Jämförda tabeller", models.items(), len(models), tell):
        digest = hashlib.sha256()
        for line in lines(model):
            digest.update(line.encode())
        if digest.hexdigest() != told[label]["sha256"]:
            raise CommandError(UNLIKE.format(label))


def _conclude(copy, moved):
    """What was frozen is so again, and nothing is sent twice."""
    proven = prove()
    at = dt.datetime.fromisoformat(copy.manifest["taken_at"])
    letters = 0 if moved else leave_to_the_office(at=at)
    sentence = f"Portalen återställdes ur en säkerhetskopia från {moment(at)}."
    if letters:
        sentence += f" Av breven väntade {letters} då, och är nu ovissa."
    if last := JournalEntry.objects.order_by("pk").last():
        journal.log("restore", last, sentence, by=None, at=timezone.now())
    return letters, proven


@contextmanager
def _papers_put(copy, tell):
    """Those that are there already are of a restoring that was stopped. Where the rows do not come, all are
    taken away again."""
    names = {name for name, digest in copy.papers() if digest}
    put = []
    try:
        if strange := next((name for name in _listed() if name not in names), None):
            raise CommandError(STORE_NOT_EMPTY.format(strange))
        for name, digest in paced("Handlingar", copy.papers(), copy.manifest["papers"], tell):
            if digest and not _is_there(name, digest):
                put.append(name)
                _put(name, copy.parts(f"papers/{digest}"))
        yield
    except BaseException as why:
        for name in put:
            with suppress(*trouble()):
                default_storage.delete(name)
        if isinstance(why, SuspiciousFileOperation):
            raise CommandError(NO_BACKUP) from why
        raise


def _listed(folder=""):
    """All files in the store."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in names if name)
    for each in folders:
        yield from _listed(f"{folder}{each}/")


def _is_there(name, digest):
    if not default_storage.exists(name):
        return False
    if _digest_of(name) != digest:
        raise CommandError(STORE_NOT_EMPTY.format(name))
    return True


def _put(name, parts):
    with TemporaryFile(dir=settings.DATA_DIR) as file:
        for part in parts:
            file.write(part)
        file.seek(0)
        document_store.put(default_storage, name, File(file, name))


def _digest_of(name):
    digest = hashlib.sha256()
    for piece in stored(name):
        digest.update(piece)
    return digest.hexdigest()


def _compare_papers(copy, tell):
    for name, digest in paced("Jämförda handlingar", copy.papers(), copy.manifest["papers"], tell):
        if digest and _digest_of(name) != digest:
            raise CommandError(f"Handlingen {name} är inte lik säkerhetskopian när den har återställts.")
