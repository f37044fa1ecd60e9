"""What a page costs: queries and time beside a bare Django view, with 40 and with 4 000 items."""

import datetime as dt
import gzip
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from councils.models import Council
from meetings.models import AgendaItem, DissentingOpinion, Meeting, Minutes, Position, SealedFile
from meetings.positions.search import stems_of_position
from meetings.workflow.position import council_as_named, goals_as_worded
from rus_portal import urls as portal_urls
from rus_portal.demo.people import appoint_everyone, person_for
from rus_portal.region_loader import load_region
from strategy.models import FocusArea, Goal
from tests import acts

ITEMS_A_MEETING = 15
ROUNDS = 15
READERS = ("public", "member", "secretary")


@login_not_required
def bare(request):
    return HttpResponse("hej")


urlpatterns = [path("bar/", bare), *portal_urls.urlpatterns]


def main():
    settings.ROOT_URLCONF = "tests.bench"
    settings.ALLOWED_HOSTS = ["testserver"]
    load_region("vasternorrland")
    appoint_everyone(dt.date(2015, 1, 1))
    made = 0
    for size in (40, 4000):
        made += fill(size - made, start=made)
        report(size)
    weigh()


def fill(count, *, start):
    """So many handled items in published meetings of 15, every one a position, one in ten with dissent.

    Rows are inserted directly: 4 000 items through the verbs would take an hour and measure the same.
    """
    council = Council.objects.get(slug="regionala-samverkansradet")
    secretary, opposition = person_for("secretary"), person_for("opposition")
    seat = acts.seat_of(opposition, council)
    goals = list(
        Goal.objects.filter(strategy__slug="2020-2030", parent__isnull=False).select_related("strategy")
    )
    areas = list(FocusArea.objects.all())
    stamp = {
        "added_at": timezone.now(),
        "added_by": secretary,
        "stage_at": timezone.now(),
        "stage_by": secretary,
    }
    for first in range(start, start + count, ITEMS_A_MEETING):
        numbers = range(first, min(first + ITEMS_A_MEETING, start + count))
        date = timezone.localdate() - dt.timedelta(days=2 * first // ITEMS_A_MEETING + 1)
        at = {"planned_at": timezone.now(), "planned_by": secretary, "convened_at": timezone.now()}
        at |= {"convened_by": secretary, "held_at": timezone.now(), "held_by": secretary}
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
                published_at=timezone.now(),
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
        sealed = {"stage": "published", "sha256": "0" * 64, "sent_at": timezone.now(), "sent_by": secretary}
        for act in ("approved", "published"):
            sealed |= {f"{act}_at": timezone.now(), f"{act}_by": secretary}
        SealedFile.objects.create(minutes=Minutes.objects.create(meeting=meeting, **sealed), content=b"")
    connection.cursor().execute("ANALYZE")
    return count


def report(size):
    meeting = Meeting.objects.filter(items__number=ITEMS_A_MEETING).order_by("-date").first()
    position = Position.objects.newest_first().first()
    pages = {
        "start": "/",
        f"meeting of {ITEMS_A_MEETING}": meeting.get_absolute_url(),
        "item": meeting.items.get(number=1).get_absolute_url(),
        "position": position.get_absolute_url(),
        "register": "/stallningstaganden/",
        "register, last page": f"/stallningstaganden/?sida={-(-size // 20)}",
        "register, searched": "/stallningstaganden/?q=kompetens",
        "register, by goal": "/stallningstaganden/?mal=3.3",
        "strategy": "/strategi/",
        "goal": "/strategi/mal/1.1/",
    }
    bare_ms = measure(client_of("public"), "/bar/")[1]
    print(f"\n{size} items on {connection.vendor}; a bare view takes {bare_ms:.2f} ms of CPU")
    print(f"{'page':24}{'reader':12}{'queries':>8}{'ms':>8}{'× bare':>8}{'kB':>7}")
    for label, address in pages.items():
        for reader in READERS:
            queries, ms, size_kb = measure(client_of(reader), address)
            print(f"{label:24}{reader:12}{queries:>8}{ms:>8.1f}{ms / bare_ms:>8.0f}{size_kb:>7.0f}")


def client_of(reader):
    client = Client()
    if reader != "public":
        client.force_login(person_for(reader))
    return client


def measure(client, address):
    """Queries of one request, the least CPU time of many in ms, and the size in kB."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    asked = len(queries)  # later requests truncate the log
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        client.get(address)
        spent.append(time.process_time() - began)
    return asked, 1000 * min(spent), len(response.content) / 1000


def weigh():
    """All CSS and JavaScript a reader may load, compressed as it is sent."""
    root = Path(settings.BASE_DIR) / "static"
    files = sorted([*root.rglob("*.css"), *root.rglob("*.js")])
    print("\nCSS and JavaScript, compressed")
    sizes = {file.relative_to(root): len(gzip.compress(file.read_bytes(), 9)) for file in files}
    for file, size in sizes.items():
        print(f"{file!s:36}{size / 1000:>7.1f} kB")
    print(f"{'together':36}{sum(sizes.values()) / 1000:>7.1f} kB (limit 60)")
