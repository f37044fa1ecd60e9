"""The pages that grow with the years, or are large from the first: what one costs, and its memory.

What the verbs have left behind in ten years besides items and papers: 20 000 letters and 60 000 lines of the
journal, one meeting of the largest council with all its stances and 120 papers, and one with a long history.
"""

import datetime as dt
import tracemalloc
from itertools import cycle, islice

from django.db import connection
from django.utils import timezone

from councils.models import Council, JournalEntry, Person
from councils.office_views.journal import ACTS
from meetings.models import AgendaItem, Document, Letter, Meeting, Minutes, Position, Stance
from meetings.positions.expected import expected_organisations
from rus_portal.demo.people import person_for
from tests import acts

LETTERS = 20_000
ENTRIES = 60_000
ITEMS = 20
PAPERS_AN_ITEM = 6


def fill(share=1.0):
    """Beside what `bench.fill` has made; `share` of ten years."""
    council = Council.objects.get(slug="stora-samverkansradet")
    meeting = acts.plan(council, days=-1)
    for number in range(ITEMS):
        acts.add(meeting, title=f"Ärende {number} till stora rådet")
    acts.send(meeting)
    _stances(meeting)
    _papers(meeting)
    _letters(int(LETTERS * share))
    _entries(int(ENTRIES * share), meeting)
    connection.cursor().execute("ANALYZE")
    return meeting


def _stances(meeting):
    organisations = expected_organisations(meeting)
    said = cycle(["supports", "supports", "can_accept", "under_way"])
    by = {"recorded_at": timezone.now(), "recorded_by": person_for("secretary"), "on_behalf": True}
    Stance.objects.bulk_create(
        Stance(item=item, organisation=organisation, status=next(said), body="Kommunstyrelsen", **by)
        for item in meeting.items.all()
        for organisation in organisations
    )


def _papers(meeting):
    Document.objects.bulk_create(
        Document(
            meeting=meeting,
            item=item,
            title=f"Underlag {number}",
            name="underlag.txt",  # not laid in: what is measured is not the press
            file=f"documents/{item.pk}-{number}.txt",
            size=1000,
            visibility="restricted" if number < 2 else "public",
            legal_ground="OSL 19 kap. 1 §" if number < 2 else "",
            added_at=meeting.planned_at,
            added_by=person_for("secretary"),
        )
        for item in meeting.items.all()
        for number in range(PAPERS_AN_ITEM)
    )


def _letters(count):
    people = cycle(Person.objects.filter(email__isnull=False))
    meetings = list(Meeting.objects.order_by("-date", "-pk"))
    kinds = cycle(["summons", "update", "minutes", "reminder"])
    Letter.objects.bulk_create(
        (
            Letter(
                key=f"bench-{number}",
                kind=next(kinds),
                meeting=(meeting := meetings[number * len(meetings) // count]),
                person=(person := next(people)),
                address=person.email,
                subject="Kallelse till rådet",
                text="Hej!\n\n" + "Du kallas till rådets möte. " * 30,
                written_at=meeting.planned_at,
                claimed_at=meeting.planned_at,
                sent_at=meeting.planned_at,
            )
            for number in range(count)
        ),
        batch_size=2000,
    )


def _entries(count, meeting):
    """One thing after another, some of each kind; and a long history of the meeting."""
    kinds = (AgendaItem, AgendaItem, Document, Document, Letter, Minutes, Position, Meeting, Person)
    things = [(model._meta.label_lower, list(model.objects.values_list("pk", flat=True))) for model in kinds]
    by = [person_for(role) for role in ("secretary", "secretary", "chair", "member", "admin")]
    begun = timezone.now() - dt.timedelta(days=3650)
    names = [act for act in ACTS if act != "open_document"]
    ours = list(meeting.items.values_list("pk", flat=True))

    def lines():
        for number in range(count):
            label, ids = things[number % len(things)]
            yield label, ids[number // len(things) % len(ids)], dt.timedelta(days=3649 * number / count)
        for number in range(600):
            yield AgendaItem._meta.label_lower, ours[number % len(ours)], dt.timedelta(days=3640)

    made = (
        JournalEntry(
            act=names[number % len(names)],
            subject_type=label,
            subject_id=pk,
            sentence=f"Underlaget till ärende {number} ändrades av kansliet, så som rådet bad om.",
            by=by[number % len(by)],
            at=begun + after,
            before={"background": "Som det löd förut. " * 10},
            after={"background": "Så som det lyder nu. " * 10},
            chain=f"{number:064}",
        )
        for number, (label, pk, after) in enumerate(lines())
    )
    while batch := list(islice(made, 2000)):
        JournalEntry.objects.bulk_create(batch)


def pages(meeting):
    """Of each page its label, address, reader, method, and the share of a bare view it is to come to."""
    secretary = f"/kansli/personer/{person_for('secretary').pk}/"
    return [
        ("own page", "/mitt/", "member", 30),
        ("own page, all that is kept", secretary, "secretary", 40),
        ("the same as a file", f"{secretary}uttag/", "secretary", None),
        ("journal", "/kansli/journal/", "secretary", 40),
        ("journal, its first rows", "/kansli/journal/?efter=60", "secretary", 40),
        ("journal, searched", "/kansli/journal/?q=5999", "secretary", 40),
        ("journal, searched, by whom", "/kansli/journal/?vem=erik&q=rådet", "secretary", 40),
        ("journal, one act", "/kansli/journal/?vad=edit_item", "secretary", 40),
        ("journal as CSV", "/kansli/journal.csv", "secretary", None),
        ("stances, 20 × 28", meeting.url("stances"), "secretary", 80),
        ("attendance of 46", meeting.url("attendance"), "secretary", 60),
        ("history of a meeting", meeting.url("meeting_history"), "secretary", 40),
        ("120 papers as ZIP", meeting.url("bundle_zip"), "secretary", None),
        ("120 papers as PDF", meeting.url("bundle_pdf"), "secretary", None),
        ("letters of a meeting", meeting.url("letters"), "secretary", 40),
        ("people", "/kansli/personer/", "secretary", 40),
    ]


def report(meeting, client_of, measure):
    print(f"\nPages that grow, {connection.vendor}")
    head = f"{'page':30}{'queries':>8}{'ms':>9}{'× bare':>8}{'to reach':>10}{'kB':>7}"
    print(head + f"{'peak MB':>9}{'database':>10}")
    for label, address, reader, to_reach in pages(meeting):
        client, posted = client_of(reader), address.endswith("uttag/")
        queries, ms, share, size_kb, elsewhere = measure(reader, address, post=posted)
        row = f"{label:30}{queries:>8}{ms:>9.1f}{share:>8.1f}{to_reach or '':>10}{size_kb:>7.0f}"
        print(f"{row}{peak_of(client, address, post=posted):>9.1f}{elsewhere:>10.1f}")


def peak_of(client, address, *, post=False):
    """What one request holds at most, in MB; of what is streamed no piece is kept."""
    tracemalloc.start()
    response = client.post(address) if post else client.get(address)
    for _ in response if response.streaming else ():
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1_000_000
