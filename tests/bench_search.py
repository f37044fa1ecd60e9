"""The register and the search among 100 000 positions: what a word that 50 hold costs, beside 6 000."""

import datetime as dt

from django.db import connection
from django.utils import timezone

from councils.models import Council
from meetings.models import AgendaItem, Meeting, Position
from meetings.search import tables
from meetings.triggers.laying import install, uninstall
from rus_portal.demo.people import person_for

WORD = "kvarntull"
HITS = 50
FIRST = 4_000  # that there are
AT_ONE_MEETING = 100
FEW, MANY = 6_000, 100_000
ADDRESSES = {
    "register": "/stallningstaganden/",
    "register, a word with 50 hits": f"/stallningstaganden/?q={WORD}",
    "register, a word in all": "/stallningstaganden/?q=kompetens",
    "register, by goal": "/stallningstaganden/?mal=3.3",
    "search, a word with 50 hits": f"/sok/?q={WORD}",
    "search, a word in all": "/sok/?q=kompetens",
    "search, a word in none": "/sok/?q=rymdhamn",
}


def report(measure):
    """Beside what `bench.fill` has made. The last column is the cost among many × that among few."""
    costs = {}
    for size in (FEW, MANY):
        fill(size)
        for label, address in ADDRESSES.items():
            for reader in ("public", "member"):
                costs.setdefault((label, reader), []).append(measure(reader, address))
    print(f"\nThe register among {FEW} and {MANY} positions, {connection.vendor}")
    print(f"{'page':30}{'reader':10}{'queries':>8}{'ms':>8}{'× bare':>8}{'ms':>8}{'× bare':>8}{'×':>6}")
    for (label, reader), (few, many) in costs.items():
        shares = "".join(f"{ms:>8.1f}{share:>8.1f}" for _, ms, share, *_ in (few, many))
        print(f"{label:30}{reader:10}{many[0]:>8}{shares}{many[2] / few[2]:>6.2f}")


def fill(size):
    """Copies of the first positions, by the database itself, until they are so many."""
    known = Position.objects.count()
    uninstall()  # what the rules refuse is asked of each row
    while known < size:
        count = min(FIRST, size - known)
        copy(count, -(-known // FIRST))
        known += count
    install()
    index()
    connection.cursor().execute("ANALYZE")


# A position and its item, with the same words: what the index would hold of them, made by the database.
INDEX = """
    INSERT INTO meetings_findable (kind, key, part, reading, whole, place, item, council, organisation, year,
        day, outcome, url, title, about, text, title_stems, stems)
    SELECT kind, CASE kind WHEN 'item' THEN own.id ELSE found.id END, '', '', 'meeting-' || own.meeting_id, 0,
        own.id, found.council_id, NULL, found.year, found.year * 366, outcome, '/', own.title, '', found.text,
        RTRIM(SUBSTR(search_stems, 1, 60)), search_stems
    FROM meetings_position AS found JOIN meetings_agendaitem AS own ON own.id = found.item_id
        JOIN (SELECT 'position' AS kind UNION SELECT 'item') AS kinds ON 1 = 1
"""


def index():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM meetings_unindexed")
        cursor.execute("DELETE FROM meetings_findable")
        if connection.vendor == "postgresql":  # built once, not row by row
            cursor.execute("DROP INDEX findable_words, findable_title_words")
        cursor.execute(INDEX)
        tables.install()


def copy(count, number):
    """So many of the first positions once more with their items, at meetings of their own; in the first copy
    50 hold the word. Each of five copies has years of its own, for numbers end at 32 767."""
    then = timezone.now() - dt.timedelta(days=4000)
    steps, by = ("planned", "convened", "held"), person_for("secretary")
    stamps = {f"{step}_at": then for step in steps} | {f"{step}_by": by for step in steps}
    stamps |= {"council": Council.objects.get(slug="regionala-samverkansradet"), "stage": "held"}
    for part in range(0, count, AT_ONE_MEETING):
        date = then.date() - dt.timedelta(days=(number * FIRST + part) // AT_ONE_MEETING)
        meeting = Meeting.objects.create(date=date, end_date=date, **stamps)
        _copy_to(meeting, count, number, part)


def _copy_to(meeting, count, number, part):
    size = min(AT_ONE_MEETING, count - part)
    found = f"SELECT * FROM meetings_position ORDER BY id LIMIT {size} OFFSET {part}"
    first = f"(SELECT *, {part} + row_number() OVER (ORDER BY id) AS place FROM ({found}) AS found) AS source"
    _insert(
        AgendaItem,
        f"{first} JOIN meetings_agendaitem AS old ON old.id = source.item_id",
        {"meeting_id": str(meeting.pk), "number": "source.place", "order": "source.place"},
    )
    word = f"CASE WHEN place % {count // HITS} = 0 THEN ' {WORD}' ELSE '' END" if number == 1 else "''"
    _insert(
        Position,
        f"{first} JOIN meetings_agendaitem AS own ON own.number = place AND own.meeting_id = {meeting.pk}",
        {
            "item_id": "own.id",
            "year": f"source.year + {number % 5}",
            "number": f"source.number + {FIRST * (number // 5)}",
            "search_stems": f"source.search_stems || {word}",
        },
        old="source",
    )


def _insert(model, rows, changed, old="old"):
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    told = [changed.get(column, f'{old}."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(told)} FROM {rows}")
