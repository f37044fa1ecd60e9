"""What a cache holds beyond its time is taken away every night, also where nobody asks for it again."""

import pytest
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.management import call_command
from django.db import connection

from rus_portal.operation.left_over import clear_left_over

pytestmark = pytest.mark.both


def in_files(tmp_path):
    return FileBasedCache(tmp_path, {}), lambda: len([*tmp_path.iterdir()])


def in_database(tmp_path):
    call_command("createcachetable", "cache_of_a_test", verbosity=0)

    def count():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cache_of_a_test")
            return cursor.fetchone()[0]

    return DatabaseCache("cache_of_a_test", {}), count


@pytest.mark.parametrize("made", [in_files, in_database])
def test_what_has_outlived_its_time_is_taken_away_at_night(db, settings, tmp_path, made):
    cache, count = made(tmp_path)
    for key, seconds in (("old", -2), ("new", 3600), ("always", None)):
        cache.set(key, key, seconds)
    assert count() == 3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rus_portal.operation.left_over.caches", dict.fromkeys(settings.CACHES, cache))
        clear_left_over()
    assert (count(), cache.get("new"), cache.get("always")) == (2, "new", "always")
