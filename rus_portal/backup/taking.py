"""Taking a backup while the portal is in use.

Papers take long and rows do not, so what is there is fetched before the moment that the rows are of, and what
has come since after it. A paper that somebody removes meanwhile is then there, or no row names it.
"""

import hashlib
import json
import tomllib
from contextlib import contextmanager

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from rus_portal.backup import container
from rus_portal.backup.container import PAPERS, pieces
from rus_portal.backup.progress import paced
from rus_portal.backup.rows import last_number, lines
from rus_portal.backup.tables import file_fields, tables
from rus_portal.core.document_store import trouble

NOT_MIGRATED = "Databasen är inte uppgraderad till den här versionen: kör manage.py migrate först."
STORE_AWAY = "Handlingarnas lager svarar inte: {}. Försök igen om en stund."


def version():
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return told["project"]["version"]


def take(path, *, tell):
    """Write the backup. Returns what its manifest says, and the names of the papers that rows name and the
    store has not."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(NOT_MIGRATED)
    models = tables()
    with container.written(path) as copy:
        kept: dict[str, str | None] = {}
        _add_papers(copy, kept, _named(), tell)
        with snapshot():
            manifest = {"version": version(), "region": settings.REGION}
            manifest |= {"taken_at": timezone.now().isoformat()}
            manifest |= {"migrations": migrations(), "tables": {}}
            for label, model in paced("Tabeller", models.items(), len(models), tell):
                manifest["tables"][label] = _add_table(copy, label, model)
            named = _named()
        _add_papers(copy, kept, named, tell)
        told = (json.dumps({"name": name, "sha256": kept[name]}, ensure_ascii=False) for name in named)
        copy.add(PAPERS, (f"{line}\n".encode() for line in told))
        manifest["papers"] = len(named)
        copy.finish(manifest)
    return manifest, [name for name in named if kept[name] is None]


@contextmanager
def snapshot():
    """All that is read is of one moment, and no writer waits for it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # our own transactions are IMMEDIATE, which only one may hold
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def migrations():
    """{app: names} of those that the database has, for the apps whose tables are in a backup."""
    own = {model._meta.app_label for model in tables().values()}
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        if app in own:
            found.setdefault(app, []).append(name)
    return found


def _add_table(copy, label, model):
    count = 0

    def counted():
        nonlocal count
        for line in lines(model):
            count += 1
            yield line.encode()

    digest = copy.add(f"tables/{label}.jsonl", counted())
    return {"rows": count, "sha256": digest, "last": last_number(model)}


def _named():
    """The names of all papers that rows name, in order."""
    found = set()
    for field in file_fields():
        rows = field.model._base_manager.exclude(**{field.name: ""})
        found |= {*rows.order_by("pk").values_list(field.name, flat=True)}
    return sorted(found)


def _add_papers(copy, kept, names, tell):
    """Those that are not in the copy yet. Each of the same bytes is there once."""
    new = [name for name in names if kept.get(name) is None]
    for name in paced("Handlingar", new, len(new), tell):
        try:
            digest = hashlib.sha256()
            for piece in stored(name):
                digest.update(piece)
            kept[name] = digest.hexdigest()
            if (member := f"papers/{kept[name]}") not in copy.members:
                copy.add(member, stored(name), packed=False)
        except FileNotFoundError:
            kept[name] = None  # gone, or not there yet: asked for again with the rows


def stored(name):
    """The bytes of a paper in the store."""
    try:
        with default_storage.open(name) as file:
            yield from pieces(file)
    except FileNotFoundError:
        raise
    except trouble() as why:
        raise CommandError(STORE_AWAY.format(why)) from why
