"""What a page costs: queries, and CPU time beside a bare Django view, with 40 and with 4 000 items."""

import datetime as dt
import gzip
import logging
import time
from pathlib import Path
from statistics import median

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils import journal
from councils.models import Appointment, Council
from meetings.models import AgendaItem, DissentingOpinion, Document, Meeting, Minutes, Position, SealedFile
from meetings.positions.search import stems_of_position
from meetings.sealed import seal
from meetings.workflow.position import council_as_named, goals_as_worded
from rus_portal.demo.people import appoint_everyone, person_for
from rus_portal.region_loader import load_region
from strategy.models import FocusArea, Goal
from tests import acts, bench_growth, bench_search
from tests.bench_paper import said
from tests.load import BARE
from tests.postbox import DUMMY, lead

ITEMS_A_MEETING = 15
DOCUMENTS_AN_ITEM = 3
YEARS = 10
MOST = 4000
ROUNDS = {40: 8, MOST: 30}
AGAIN = ("start", "meeting held", "register, searched")
PATIENCE = 6  # seconds on one page


def main():
    settings.ROOT_URLCONF = "tests.load"
    settings.ALLOWED_HOSTS = ["testserver"]
    lead(settings, letters=DUMMY)
    logging.disable(logging.ERROR)  # the papers have no files
    load_region("vasternorrland")
    appoint_everyone(dt.date(2015, 1, 1))
    summoned()
    made = 0
    for size in ROUNDS:
        made += fill(size - made, start=made)
        report(size)
    bench_growth.report(bench_growth.fill(), client_of, measure)
    bench_search.report(measure)


def summoned():
    """A meeting to come, of as many items as the others, by the verbs."""
    council = Council.objects.get(slug="regionala-samverkansradet")
    meeting = acts.plan(council, days=20)
    for number in range(ITEMS_A_MEETING):
        enclose(meeting, acts.add(meeting, title=f"Ärende {number} till rådet"))
    acts.send(meeting)


def enclose(meeting, item):
    """Rows alone: nobody opens the files."""
    secretary = person_for("secretary")
    Document.objects.bulk_create(
        Document(
            meeting=meeting,
            item=item,
            title=f"Underlag {number}",
            name="underlag.pdf",
            file=f"documents/{item.pk}-{number}.pdf",
            size=100_000,
            visibility="public",
            added_at=meeting.planned_at,
            added_by=secretary,
        )
        for number in range(DOCUMENTS_AN_ITEM)
    )


def lay(count):
    """For script/load: so many beside the demo's, whose people then had their seats for ten years."""
    first = Appointment.objects.earliest("begins").begins
    appoint_everyone(first - dt.timedelta(days=366 * YEARS), first - dt.timedelta(days=1))
    fill(count, start=0)


def fill(count, *, start):
    """So many handled items in published meetings of 15 over ten years, every one a position, one in ten with
    dissent.

    Rows are inserted directly: 4 000 items through the verbs would take an hour and measure the same.
    """
    days_between = YEARS * 365 * ITEMS_A_MEETING // MOST
    council = Council.objects.get(slug="regionala-samverkansradet")
    secretary, opposition = person_for("secretary"), person_for("opposition")
    seat = acts.seat_of(opposition, council)
    goals = list(
        Goal.objects.filter(strategy__slug="2020-2030", parent__isnull=False).select_related("strategy")
    )
    areas = list(FocusArea.objects.all())
    for first in range(start, start + count, ITEMS_A_MEETING):
        numbers = range(first, min(first + ITEMS_A_MEETING, start + count))
        date = timezone.localdate() - dt.timedelta(days=1 + days_between * -(-first // ITEMS_A_MEETING))
        then = timezone.make_aware(dt.datetime.combine(date, dt.time(9)))
        stamp = {"added_at": then, "added_by": secretary, "stage_at": then, "stage_by": secretary}
        at = {"planned_at": then, "planned_by": secretary, "convened_at": then, "convened_by": secretary}
        at |= {"held_at": then, "held_by": secretary}
        meeting = Meeting.objects.create(council=council, date=date, end_date=date, stage="held", **at)
        items = AgendaItem.objects.bulk_create(
            AgendaItem(
                meeting=meeting,
                number=place,
                order=place,
                stage="handled",
                outcome="adopted",
                type="position",
                title=f"Ärende {number} om {goals[number % len(goals)].title.lower()}"[:200],
                summary="En sammanfattning av vanlig längd, som säger vad ärendet gäller och varför.",
                background="Bakgrund.\n\n" * 5,
                presenters="Regional utvecklingsdirektör",
                primary_goal=goals[number % len(goals)],
                how="Det tjänar målet genom att parterna drar åt samma håll.",
                **stamp,
            )
            for place, number in enumerate(numbers, start=1)
        )
        for item in items:
            enclose(meeting, item)
        AgendaItem.focus_areas.through.objects.bulk_create(
            AgendaItem.focus_areas.through(agendaitem_id=item.pk, focusarea_id=areas[item.pk % len(areas)].pk)
            for item in items
        )
        DissentingOpinion.objects.bulk_create(
            DissentingOpinion(
                item=item,
                seat=seat,
                person=opposition,
                lodged_by=opposition,
                organisation_name=seat.organisation.name,
                text="Vi avstår.",
            )
            for item in items[::10]
        )
        positions = [
            Position(
                item=item,
                **council_as_named(council),
                year=2000 + first % 25,
                number=1000 + number,
                slug=f"arende-{number}",
                text="Samverkansrådet ställer sig bakom förslaget.\nSamverkansrådet återkommer nästa år.",
                goals=goals_as_worded(item) if number < ITEMS_A_MEETING else [],
                adopted_on=date,
                published_at=then,
                published_by=secretary,
            )
            for number, item in zip(numbers, items, strict=True)
        ]
        for position in positions:
            goal = position.item.primary_goal
            position.goals = position.goals or [
                {
                    "code": goal.code,
                    "title": goal.title,
                    "slug": goal.slug,
                    "strategy": "RUS",
                    "primary": True,
                }
            ]
            position.item.dissent = []
            position.search_stems = stems_of_position(position)
        Position.objects.bulk_create(positions)
        minutes = Minutes.objects.create(meeting=meeting)
        sealed = {"stage": "published", "sha256": "0" * 64, "record": said(len(items))}
        for act in ("sent", "approved", "published"):
            sealed |= {f"{act}_at": then, f"{act}_by": secretary}
        Minutes.objects.filter(pk=minutes.pk).update(**sealed)
        SealedFile.objects.create(minutes=minutes, content=b"")
        minutes.refresh_from_db()
        journal.log("seal_minutes", minutes, "0" * 12, by=secretary, at=then, after=seal(minutes))
    connection.cursor().execute("ANALYZE")
    return count


def report(size):
    """The least of many requests in ms, and the median of how many bare views each costs."""
    held = Meeting.objects.filter(stage="held", items__number=ITEMS_A_MEETING).order_by("-date").first()
    coming = Meeting.objects.get(stage="convened", date__gt=timezone.localdate())
    position = Position.objects.newest_first().first()
    pages = {
        "start": ("/", {"public": 12, "member": 20}),
        "meeting to come": (coming.get_absolute_url(), {"member": 25, "secretary": 25}),
        "meeting held": (held.get_absolute_url(), {"public": 18, "member": 25, "secretary": 25}),
        "item to come": (coming.items.get(number=1).get_absolute_url(), {"member": 25, "secretary": 25}),
        "item handled": (held.items.get(number=1).get_absolute_url(), {"public": 18, "member": 25}),
        "position": (position.get_absolute_url(), {"public": 12, "member": 20}),
        "register": ("/stallningstaganden/", {"public": 15, "member": 22}),
        "register, last page": (f"/stallningstaganden/?sida={-(-size // 20)}", {"public": 15, "member": 22}),
        "register, searched": ("/stallningstaganden/?q=kompetens", {"public": 15, "member": 22}),
        "register, by goal": ("/stallningstaganden/?mal=3.3", {"public": 15, "member": 22}),
        "follow-up": ("/uppfoljning/", {"public": 40, "member": 50}),
        "own page": ("/mitt/", {"member": 30}),
        "strategy": ("/strategi/", {"public": 20, "member": 20}),
        "goal": ("/strategi/mal/1.1/", {"public": 20, "member": 20}),
        "health": ("/halsa/", {"public": None, "member": 2}),
    }
    print(f"\n{size} items on {connection.vendor}")
    head = f"{'page':24}{'reader':20}{'queries':>8}{'ms':>8}{'× bare':>8}{'to reach':>10}{'kB':>7}"
    print(head + f"{'database':>10}")
    for label, (address, readers) in pages.items():
        for reader, to_reach in readers.items():
            tell(label, reader, address, to_reach, ROUNDS[size])
        if label in AGAIN:
            tell(label, "public, asked again", address, 2, ROUNDS[size])
            tell(label, "public, unchanged", address, 1.2, ROUNDS[size])


def tell(label, reader, address, to_reach, rounds):
    queries, ms, share, size_kb, elsewhere = measure(reader, address, rounds=rounds)
    row = f"{label:24}{reader:20}{queries:>8}{ms:>8.1f}{share:>8.1f}{to_reach or '':>10}{size_kb:>7.0f}"
    print(row + f"{elsewhere:>10.1f}")


def client_of(reader):
    client = Client()
    if not reader.startswith("public"):
        client.force_login(person_for(reader))
    return client


def measure(reader, address, *, post=False, rounds=ROUNDS[MOST]):
    """Queries of one request, ms of CPU, share of the bare view asked in turn with it, the size in kB, and ms
    of CPU in a database that is a process of its own. A page that the public asks for is made anew each time,
    but where the row is of asking again."""
    client, asked = client_of(reader), {"post": post}
    if reader == "public, unchanged":
        asked["headers"] = {"if-none-match": client.get(address)["ETag"]}
    ready = caches["pages"].clear if reader == "public" else lambda: None
    read(client, address, post=post)
    ready()
    with CaptureQueriesContext(connection) as queries:
        status, size = read(client, address, **asked)
    assert status == (304 if "headers" in asked else 200), (address, status)
    number = len(queries)  # later requests truncate the log
    stranger = client_of("public")
    cpu_of(stranger, BARE)  # the first request of a client sets up the middleware
    spent, elsewhere, until = [], [], time.monotonic() + PATIENCE
    while len(spent) < rounds and (not spent or time.monotonic() < until):
        ready()
        before = cpu_elsewhere()
        page = cpu_of(client, address, **asked)
        elsewhere.append(cpu_elsewhere() - before)
        spent.append((page, cpu_of(stranger, BARE)))
    share = median(page / bare for page, bare in spent)
    return number, 1000 * min(page for page, _ in spent), share, size / 1000, median(elsewhere)


def cpu_of(client, address, **asked):
    began = time.process_time()
    read(client, address, **asked)
    return time.process_time() - began


def cpu_elsewhere():
    """ms of CPU of the process of PostgreSQL that answers us, on this machine; SQLite has none."""
    if connection.vendor == "sqlite":
        return 0
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return int(told.split()[0]) / 1_000_000


def read(client, address, *, post=False, **asked):
    """The status, and the size of what is read to its end, as by a browser: nothing of it is kept."""
    response = (client.post if post else client.get)(address, **asked)
    return response.status_code, sum(map(len, response))


def weigh():
    """All CSS and JavaScript that some page loads, compressed as it is sent, but for the viewer of papers.
    What one page loads has its limit in `tests/test_portal_pages.py`."""
    root = Path(settings.BASE_DIR) / "static"
    files = sorted([*root.rglob("*.css"), *root.rglob("*.js")])
    files = [file for file in files if "pdfjs" not in file.parts]
    print("\nCSS and JavaScript, compressed")
    sizes = {file.relative_to(root): len(gzip.compress(file.read_bytes(), 9)) for file in files}
    for file, size in sizes.items():
        print(f"{file!s:36}{size / 1000:>7.1f} kB")
    print(f"{'together':36}{sum(sizes.values()) / 1000:>7.1f} kB")
