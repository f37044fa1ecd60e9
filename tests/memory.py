"""Ten years of meetings, and what `script/memory` has read of them. tests/memory_readers.py reads."""

import datetime as dt
import json
import sys

from django.conf import settings

from meetings.models import AgendaItem, Meeting, Position
from rus_portal.demo.people import appoint_everyone, person_for
from rus_portal.region_loader import load_region
from strategy.models import Goal
from tests import bench, bench_growth
from tests.load import session_of
from tests.postbox import DUMMY, lead

OPEN = [
    *("/", "/mal/", "/strategi/", "/uppfoljning/", "/om/", "/personuppgifter/", "/rad/", "/oppna-data/"),
    *(f"/stallningstaganden/?sida={page}" for page in range(1, 201)),
    *(f"/stallningstaganden/?q={word}" for word in ("samverkan", "kompetens", "kollektivtrafik", "vatten")),
]


def fill():
    lead(settings, letters=DUMMY)
    load_region("vasternorrland")
    appoint_everyone(dt.date(2015, 1, 1))
    bench.summoned()
    bench.fill(bench.MOST, start=0)
    bench_growth.fill()


def plan():
    """Pages and papers by who reads them: nobody, or in whose session."""
    meetings, items = Meeting.objects.all(), AgendaItem.objects.filter(number__isnull=False)
    items = items.select_related("meeting__council")
    held, coming = meetings.filter(stage="held"), meetings.filter(stage="convened")
    positions, goals = list(Position.objects.all()), Goal.objects.all()
    pages = [each.get_absolute_url() for rows in (meetings, items, positions, goals) for each in rows]
    papers = [each.get_absolute_url().removesuffix("/") + ".pdf" for each in positions]
    papers += [each.url("summons_pdf") for each in coming]
    own = ["/mitt/", *(each.get_absolute_url() for each in [*held, *coming])]
    own += [each.get_absolute_url() for each in items]
    office = ["/kansli/", "/kansli/journal/", *own]
    readers = [
        {"session": "", "pages": [*OPEN, *pages], "papers": papers},
        {"session": session_of(person_for("member")), "pages": own, "papers": papers},
        {"session": session_of(person_for("secretary")), "pages": office, "papers": papers},
    ]
    json.dump(readers, sys.stdout)
