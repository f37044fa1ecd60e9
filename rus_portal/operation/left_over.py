"""What has served and lies there still: work that is done, and what the caches hold beyond its time."""

import datetime as dt

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.db import connection
from django.db.models import Q
from django.utils import timezone

OF_WORK = dt.timedelta(days=14)  # what failed is looked for in the log that long


def clear_left_over():
    _clear_work()
    for name in settings.CACHES:
        _clear(caches[name])


def _clear_work():
    """Also what a worker had begun when it was killed: whoever needs it has had it begun anew."""
    if settings.TASKS_WORKER:
        from django_tasks_db.models import DBTaskResult  # local: installed only then

        before = timezone.now() - OF_WORK
        is_old = Q(finished_at__lt=before) | Q(finished_at=None, started_at__lt=before)
        DBTaskResult.objects.filter(is_old).delete()


def _clear(cache):
    """Django takes away what has outlived its time only as it is asked for, or when there is no room."""
    if isinstance(cache, DatabaseCache):
        with connection.cursor() as cursor:
            now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
            table = connection.ops.quote_name(cache._table)  # type: ignore[attr-defined]
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608
    elif isinstance(cache, FileBasedCache):
        for name in cache._list_cache_files():  # type: ignore[attr-defined]
            try:
                with open(name, "rb") as file:
                    cache._is_expired(file)  # type: ignore[attr-defined]
            except FileNotFoundError:  # another was first
                continue
