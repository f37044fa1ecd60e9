from django.apps import AppConfig
from django.conf import settings
from django.db import NotSupportedError
from django.db.backends.signals import connection_created

from rus_portal.core.text import watch
from rus_portal.operation import errors, slow


def ask_plainly(connection, **kwargs):
    """PostgreSQL compiles what it takes for a long query, and takes ours for that: they hold many conditions,
    most of which are never asked. Two seconds of compiling for two milliseconds of work. Said as SQL, since a
    pool of connections need not take it as an option.

    Behind such a pool the next question may reach another process of the server, where nothing is prepared
    (docs/adr/0091). The process that answers is then not the one that was named when we connected."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('jit', 'off', false), pg_backend_pid()")
            _, answering = cursor.fetchone()
        if answering != connection.connection.info.backend_pid:
            connection.connection.prepare_threshold = None
        elif planned_anew not in connection.execute_wrappers:
            connection.execute_wrappers.append(planned_anew)


def planned_anew(execute, sql, params, many, context):
    """Where a migration has made a column of another type, PostgreSQL refuses what it had prepared, and goes
    on refusing it: all is forgotten, and asked once more. Within a transaction nothing more can be asked;
    psycopg forgets by itself when it is rolled back."""
    try:
        return execute(sql, params, many, context)
    except NotSupportedError:
        if context["connection"].in_atomic_block:
            raise
        execute("DEALLOCATE ALL", None, False, context)
        return execute(sql, params, many, context)


class RusPortalConfig(AppConfig):
    name = "rus_portal"
    verbose_name = "Samverkansportalen"

    def ready(self):
        connection_created.connect(watch)
        connection_created.connect(ask_plainly)
        connection_created.connect(slow.watch, dispatch_uid="slow")
        if settings.SENTRY_DSN:
            errors.report_to(settings.SENTRY_DSN)
        from rus_portal import checks  # noqa: F401  local: registers checks, which need loaded settings
        from rus_portal.signin import notes  # noqa: F401  local: listens to signing in, with loaded models
