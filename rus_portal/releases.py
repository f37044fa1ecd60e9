"""The releases a database may be upgraded from; their migrations are only added to.

Between two releases migrations come and go: before one goes out they are drawn together to as few as can be
(ADR 85). A database with all of those has what they were drawn together to. One with only some of them, or
with some from before the first release, cannot be upgraded. An empty one has nothing to be upgraded from.
"""

from django.core.management.base import CommandError
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OWN = ("councils", "strategy", "meetings", "rus_portal")
# The last of those that were drawn together after 0.2.0, and what each app has instead.
LAST_APART = {
    ("councils", "0015_count_what_is_erased_and_keep_integrations"),
    ("meetings", "0073_number_consultations"),
    ("strategy", "0009_hold_targets_after_baselines"),
}
TOGETHER = {
    (app, name)
    for app in ("councils", "meetings", "strategy")
    for name in ("0002_make_room", "0003_bring_along", "0004_require")
}


def as_drawn_together(applied, on_disk):
    """The migrations as the code names them, of a database or a backup that has all that were apart, and none
    that came after them."""
    unknown = sorted(key for key in set(applied) - set(on_disk) if key[0] in OWN)
    last_of_each = set(dict(unknown).items())
    return set(applied) - set(unknown) | TOGETHER if last_of_each == LAST_APART else set(applied)


def recognise(using="default"):
    """Asked before every migrate, which would stop with a traceback instead of a sentence."""
    recorder = MigrationRecorder(connections[using])
    applied, on_disk = set(recorder.applied_migrations()), set(MigrationLoader(None).disk_migrations)
    named = as_drawn_together(applied, on_disk)
    unknown = sorted(key for key in named - on_disk if key[0] in OWN)
    if any(_number(name) <= _number(max(own)) for app, name in unknown if (own := _of(app, on_disk))):
        raise CommandError(
            "Databasen kommer från en utvecklingsversion som aldrig gavs ut och kan inte uppgraderas: "
            "flytta undan den (katalogen var/ om inget annat är inställt) och kör kommandot igen."
        )
    if unknown:
        raise CommandError(
            "Databasen kommer från en nyare version av portalen än den här: "
            "uppgradera koden och kör kommandot igen."
        )
    with transaction.atomic(using):
        for key in named - applied:
            recorder.record_applied(*key)
        for key in applied - named:
            recorder.record_unapplied(*key)


def begin(using="default"):
    """Give an empty database the tables that all migrations lead to, at once: one after the other they have
    Django render its models some hundred times. Harmless where it is not empty."""
    connection = connections[using]
    if connection.introspection.table_names():
        return
    loader, recorder = MigrationLoader(connection), MigrationRecorder(connection)
    state = loader.project_state()
    with connection.schema_editor() as editor:
        for app, name in sorted(state.models):
            if (model := state.apps.get_model(app, name))._meta.can_migrate(connection):
                editor.create_model(model)
        for key in loader.disk_migrations:
            recorder.record_applied(*key)


def _of(app, keys):
    return [name for its, name in keys if its == app]


def _number(name):
    return int(name[:4])
