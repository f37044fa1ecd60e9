"""Who reads waits for nobody who writes: nothing is locked where there is nothing to write, and what reading
leaves behind is written when the reader has the page."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from councils.models import JournalEntry
from meetings.models import AgendaItem, Bundle
from meetings.workflow.document import note_openings
from meetings.workflow.read_mark import look_at, look_at_document
from rus_portal.core.acting import in_passing
from rus_portal.core.waiting import later
from tests import acts

# Within a test a transaction begins with a savepoint; on SQLite one that is held holds the whole database.
WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN", "SAVEPOINT")


class Asked(list):
    """What is asked of the database while it is open."""

    def __call__(self, execute, sql, params, many, context):
        self.append(sql)
        return execute(sql, params, many, context)

    @property
    def locking(self):
        return [sql for sql in self if sql.startswith(WRITES) or " FOR " in sql]


def asked_by(read):
    asked = Asked()
    with connection.execute_wrapper(asked):
        read()
    return asked


@pytest.fixture
def papers(regional):
    meeting = acts.summoned(regional)
    item = meeting.items.get()
    for number in range(3):
        acts.attach(meeting, item, title=f"Bilaga {number}")
    acts.attach(meeting, item, title="Hemlig", visibility="restricted", legal_ground="OSL 19 kap. 1 §")
    return meeting


@pytest.mark.parametrize("page", ["bundle_pdf", "bundle_zip"])
def test_all_papers_fetched_again_lock_nothing_and_ask_the_same_however_many(papers, member, page):
    reader = Client()
    reader.force_login(member)
    for _ in range(2):  # the first notes in the journal what it opened
        reader.get(papers.url(page)).close()
    first = asked_by(lambda: reader.get(papers.url(page)).close())
    for number in range(5):
        acts.attach(papers, title=f"Till {number}", visibility="restricted", legal_ground="X")
    for _ in range(2):
        reader.get(papers.url(page)).close()
    again = asked_by(lambda: reader.get(papers.url(page)).close())
    assert (first.locking, again.locking) == ([], [])
    assert len(again) == len(first) < 15


def test_a_bundle_that_is_asked_for_again_is_noted_once_a_day(papers, member):
    reader = Client()
    reader.force_login(member)
    reader.get(papers.url("bundle_pdf")).close()
    noted = Bundle.objects.get().asked_at
    reader.get(papers.url("bundle_pdf")).close()
    assert Bundle.objects.get().asked_at == noted


def test_each_restricted_paper_is_noted_once_where_several_are_opened(papers, member):
    for number in range(2):
        acts.attach(papers, title=f"Till {number}", visibility="restricted", legal_ground="X")
    everything = list(papers.documents.all())
    hidden = papers.documents.get(title="Hemlig")
    note_openings([hidden], member)
    note_openings(everything, member)
    told = JournalEntry.objects.filter(act="open_document").order_by("pk")
    assert told.count() == 3
    assert told.first().subject_id == hidden.pk


def test_a_document_is_marked_once_however_often_it_is_fetched(papers, member):
    document = papers.documents.get(title="Bilaga 0")
    look_at_document(document, by=member)
    assert asked_by(lambda: look_at_document(document, by=member)).locking == []
    assert member.read_marks.get().document == document


@pytest.mark.both
def test_a_row_that_another_holds_keeps_nobody_from_the_item_and_its_mark_comes_when_it_is_let_go(
    committed_region, regional, member
):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite holds the whole database: see test_database_says_no.")
    item = acts.summoned(regional).items.get()
    is_held, let_go = Event(), Event()

    def hold():
        with transaction.atomic():
            AgendaItem.objects.select_for_update().get(pk=item.pk)
            is_held.set()
            let_go.wait(20)
        connection.close()

    with ThreadPoolExecutor() as other:
        held = other.submit(hold)
        is_held.wait(20)
        page = in_passing(HttpResponse(), look_at, item, [], by=member)
        page.close()
        before = (held.done(), member.read_marks.count())
        let_go.set()
        later(int).result()
    assert (before, member.read_marks.count()) == ((False, 0), 1)
