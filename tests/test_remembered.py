"""What a test begins with is the same whether the verbs have just done it or it is written again."""

import pytest
from django.db import connection, transaction

from tests import acts
from tests.remembered import ledger

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL remembers nothing")
FAR_AHEAD = 377  # days, or long ago, which no other test plans for


def rows_after(act):
    """All that stands in the database after the act, which is then undone as at the end of a test, and how
    much it left to be done after the commit."""
    ledger.begin()
    undone, waiting = transaction.savepoint(), len(connection.run_on_commit)
    meeting = act()
    told = connection.connection.iterdump()
    rows = [row for row in told if "public_generation" not in row]  # another mark with each write
    later = len(connection.run_on_commit) - waiting
    transaction.savepoint_rollback(undone)
    return meeting, rows, later


def test_what_is_written_again_is_what_the_verbs_wrote(regional, opposition):
    def act():
        return acts.held(regional, {}, {"title": "Andra"}, dissent_by=opposition, days=-FAR_AHEAD)

    first, rows, _ = rows_after(act)
    kept = len(ledger.kept)
    again, same, _ = rows_after(act)
    assert (len(ledger.kept), same) == (kept, rows)
    assert (again, again.council, again.stage) == (first, regional, "held")
    assert first is not again


def test_an_act_begins_with_what_is_remembered_of_the_acts_that_it_is_made_of(regional):
    days = -FAR_AHEAD - 7
    rows_after(lambda: acts.summoned(regional, days=days))
    before = len(ledger.kept)
    _, rows, _ = rows_after(lambda: acts.held(regional, days=days))
    assert len(ledger.kept) == before + len(["handle", "close", "held"])
    again, same, _ = rows_after(lambda: acts.held(regional, days=days))
    assert (again.stage, same) == ("held", rows)


def test_what_waits_for_the_commit_waits_again(regional):
    def act():
        return acts.summoned(regional, days=FAR_AHEAD)

    _, _, first = rows_after(act)
    _, _, again = rows_after(act)
    assert again == first > 0


def test_what_follows_on_anything_else_is_remembered_with_it_alone(regional, member):
    def planned(name):
        ledger.begin()
        undone, before = transaction.savepoint(), len(ledger.kept)
        type(member).objects.filter(pk=member.pk).update(name=name)
        acts.plan(regional, days=FAR_AHEAD)
        transaction.savepoint_rollback(undone)
        return len(ledger.kept) - before

    assert [planned(name) for name in ("Ett namn", "Ett annat", "Ett namn")] == [1, 1, 0]


def test_what_is_undone_is_as_if_it_never_was(regional, member):
    acts.plan(regional, days=FAR_AHEAD)
    begun, undone = ledger.begun, transaction.savepoint()
    type(member).objects.filter(pk=member.pk).update(name="Annat namn")
    assert ledger.begun != begun
    transaction.savepoint_rollback(undone)
    assert ledger.begun == begun


def test_signing_in_comes_between_nothing(client, regional, member):
    acts.plan(regional, days=FAR_AHEAD)
    before = len(ledger.kept)
    client.force_login(member)
    acts.plan(regional, days=FAR_AHEAD + 2)
    assert len(ledger.kept) == before + 1


def test_each_connection_that_is_opened_tells_what_is_written(db):
    """Once a browser has begun in a process, Django gives its tests another connection than the first."""
    other = connection.copy()
    other.ensure_connection()
    try:
        assert other.execute_wrappers.count(ledger.watch) == 1
    finally:
        other.connection.close()
