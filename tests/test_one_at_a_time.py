"""What a verb holds first, and what it never does while it holds it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections, transaction

from rus_portal.demo.people import person_for
from tests.conftest import SLOW
from tests.test_rights import IN_MEETINGS, allowed, stages  # noqa: F401  a fixture

# What concerns nobody but its reader needs no turn.
ONES_OWN = {"write_note", "change_note", "remove_note", "mark_read", "mark_unread"}
# A file is claimed by its key and made of what stands there; that it was made is noted in a turn of its own.
MADE_ASIDE = {"ask_for_package"}
ACTORS = ("secretary", "chair", "member", "official")
WRITTEN = re.compile(r'(?:UPDATE|INSERT INTO|DELETE FROM) "(\w+)"')
HELD = re.compile(r'FROM "(\w+)".* FOR (?:NO KEY )?UPDATE')


class FirstHeld:
    """The tables of the first rows that the verbs of a case hold or write, each in a transaction of its own
    within that of `allowed`."""

    def __init__(self):
        self.tables, self.depth, self.is_new = set(), 0, False

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT"):
            self.depth += 1
            self.is_new = self.is_new or self.depth == 2
        elif sql.startswith("RELEASE"):  # also after each that is rolled back
            self.depth -= 1
        elif self.is_new and self.depth > 1 and (found := WRITTEN.match(sql) or HELD.search(sql)):
            self.tables.add(found[1])
            self.is_new = False
        return execute(sql, params, many, context)


def first_held(case, meetings):
    """Until one of the actors may do it at all: what is refused is refused with the row held."""
    watch = FirstHeld()
    with connection.execute_wrapper(watch):
        for who in ACTORS:
            done = [allowed(case, meeting, person_for(who)) for meeting in meetings]
            if True in done:
                break
    return watch.tables


@pytest.mark.both
def test_every_verb_of_a_meeting_holds_the_meeting_or_its_council_before_all_else(stages):  # noqa: F811
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer, whatever rows it asks for.")
    verbs = {verb: case for verb, case in IN_MEETINGS.items() if verb not in ONES_OWN | MADE_ASIDE}
    first = {verb: first_held(case, stages.values()) for verb, case in verbs.items()}
    rightly = {"councils_council", "meetings_meeting"}
    assert {verb: tables for verb, tables in first.items() if not tables or tables - rightly} == {}


@pytest.mark.parametrize(("owner", "name"), SLOW, ids=lambda each: getattr(each, "__name__", each))
def test_what_takes_time_fails_the_test_that_has_it_done_within_a_transaction(db, owner, name):
    with pytest.raises(pytest.fail.Exception, match="within a transaction"), transaction.atomic():
        getattr(owner, name)()


def test_the_transaction_of_another_thread_is_none_of_ones_own(db):
    """The live server works while a test does, and on SQLite both have one connection."""
    shared = connections["default"]

    def serve():
        connections["default"] = shared
        return default_storage.save("handling.txt", ContentFile(b"Text."))

    shared.inc_thread_sharing()
    with transaction.atomic(), ThreadPoolExecutor() as server:
        assert server.submit(serve).result()
    shared.dec_thread_sharing()
