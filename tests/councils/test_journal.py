"""The journal: who, what and when in a chain where nothing can be changed or taken away unnoticed."""

import hashlib
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from councils import journal
from councils.models import JournalAnchor, JournalEntry
from meetings.triggers import uninstall
from tests import acts

pytestmark = pytest.mark.both


@pytest.fixture
def three(regional, secretary):
    return [
        journal.log("test", regional, f"Rad {n}.", by=secretary, at=timezone.now(), after={"n": n})
        for n in (1, 2, 3)
    ]


@pytest.fixture
def thawed(db):
    """Someone with access to the database has removed the triggers; they come back with the rollback."""
    uninstall()


def test_an_untouched_chain_is_whole(three, capsys):
    assert journal.verify() is None
    call_command("verify_journal")
    assert f"Sista länken är {three[-1].chain}" in capsys.readouterr().out


def test_an_empty_journal_is_whole(db, capsys):
    call_command("verify_journal")
    assert capsys.readouterr().out == "Journalen är tom.\n"


@pytest.mark.parametrize("change", [{"sentence": "Annat."}, {"by": None}, {"after": {"n": 9}}])
def test_a_changed_entry_is_noticed(three, thawed, change):
    JournalEntry.objects.filter(pk=three[1].pk).update(**change)
    assert journal.verify() == three[1]


def test_a_removed_entry_is_noticed(three, thawed):
    JournalEntry.objects.filter(pk=three[1].pk).delete()
    assert journal.verify() == three[2]
    with pytest.raises(CommandError, match=f"bruten vid post {three[2].pk}"):
        call_command("verify_journal")


def test_entries_cut_off_at_the_end_are_noticed_by_the_next_nightly_check(three, thawed):
    call_command("verify_journal")
    call_command("verify_journal")  # the same head is noted once
    assert [anchor.entry for anchor in JournalAnchor.objects.all()] == [three[-1].pk]
    JournalEntry.objects.filter(pk__in=[three[1].pk, three[2].pk]).delete()
    which = (
        f"post {three[2].pk} med länken {three[2].chain} fanns .* sista före den är post {three[0].pk}: Rad"
    )
    for _ in range(2):  # and is not forgotten
        with pytest.raises(CommandError, match=which):
            call_command("verify_journal")


def test_a_journal_emptied_after_a_check_is_not_merely_empty(three, thawed):
    call_command("verify_journal")
    JournalEntry.objects.all().delete()
    with pytest.raises(CommandError, match="Ingen post finns före den"):
        call_command("verify_journal")


def test_entries_written_anew_from_the_one_that_was_taken_away_are_noticed(
    three, thawed, regional, secretary
):
    call_command("verify_journal")
    JournalEntry.objects.filter(pk=three[-1].pk).delete()
    forged = journal.log("test", regional, "Rad 3, en annan.", by=secretary, at=timezone.now())
    JournalEntry.objects.filter(pk=forged.pk).update(id=three[-1].pk)
    assert journal.verify() is None
    with pytest.raises(CommandError, match="skrivits om"):
        call_command("verify_journal")


def test_entries_cut_off_after_a_seal_are_noticed(regional, thawed):
    acts.approved(acts.held(regional))
    assert journal.lost() is None
    JournalEntry.objects.filter(act="seal_minutes").delete()
    assert journal.verify() is None
    with pytest.raises(CommandError, match="har tagits bort"):
        call_command("verify_journal")


def test_who_takes_the_notes_away_too_is_noticed_by_a_link_kept_elsewhere(three, thawed):
    noted = three[-1].chain
    call_command("verify_journal", "--link", noted)
    JournalEntry.objects.filter(pk=three[-1].pk).delete()
    JournalAnchor.objects.all().delete()
    with pytest.raises(CommandError, match="i slutet har tagits bort"):
        call_command("verify_journal", "--link", noted)


def test_a_whole_journal_survives_being_read_back(three):
    """What is hashed before saving must equal what the database returns, times and texts alike."""
    assert [journal.link(a.chain, b) == b.chain for a, b in pairwise(three)] == [True, True]
    assert journal.verify() is None


@pytest.fixture
def with_another_hash(three, regional, secretary, monkeypatch):
    """The three by SHA-256, and two that came after another was added to those we know."""
    monkeypatch.setitem(journal.HASHES, "sha3_256", hashlib.sha3_256)
    for number in (4, 5):
        journal.log("test", regional, f"Rad {number}.", by=secretary, at=timezone.now())
    return list(JournalEntry.objects.order_by("pk"))


def test_a_chain_goes_on_by_another_hash_and_the_links_from_before_hold(with_another_hash, capsys):
    by = [entry.hashed_by for entry in with_another_hash]
    assert by == ["sha256", "sha256", "sha256", "sha3_256", "sha3_256"]
    assert journal.verify() is None
    call_command("verify_journal")
    assert f"Sista länken är {with_another_hash[-1].chain}" in capsys.readouterr().out


@pytest.mark.parametrize("number", [1, 4])
def test_a_changed_entry_is_noticed_whichever_hash_it_has(with_another_hash, thawed, number):
    JournalEntry.objects.filter(pk=with_another_hash[number].pk).update(sentence="Annat.")
    assert journal.verify() == with_another_hash[number]


def test_nobody_goes_back_to_an_older_hash_or_to_one_that_there_is_not(with_another_hash, thawed):
    *_, before, last = with_another_hash
    last.hashed_by = "sha256"
    JournalEntry.objects.filter(pk=last.pk).update(
        hashed_by="sha256", chain=journal.link(before.chain, last)
    )
    assert journal.verify() == last
    JournalEntry.objects.filter(pk=before.pk).update(hashed_by="none")
    assert journal.verify() == before


def test_entries_are_neither_changed_nor_removed(three):
    journal.anchor(at=timezone.now())
    for sql in (
        "UPDATE councils_journalentry SET sentence = 'x'",
        "UPDATE councils_journalentry SET hashed_by = 'x'",
        "DELETE FROM councils_journalentry",
        "UPDATE councils_journalanchor SET chain = 'x'",
        "DELETE FROM councils_journalanchor",
    ):
        with (
            pytest.raises((IntegrityError, InternalError), match="frozen"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_history_of_a_thing_is_its_own_entries_in_order(three, regional, grand, secretary):
    journal.log("test", grand, "Något annat.", by=secretary, at=timezone.now())
    assert list(journal.history_of(regional)) == three
