"""What programs may read, told to those who write them."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils import sheets
from councils.models import Council
from meetings.follow_up.lists import LISTINGS
from meetings.models import DissentingOpinion, Minutes, Position
from meetings.oparl.description import KINDS, REGISTER
from meetings.oparl.objects import list_link
from meetings.open import OPEN
from meetings.open import plans as open_plans
from meetings.open.feed import NEWEST
from meetings.positions.facets import DISSENT
from rus_portal.region_data import region_name
from rus_portal.sitemaps import robots
from strategy import open_advocacy, open_strategies
from strategy.models import FocusArea, Goal

# Of each file: what it is told by, its address but for how it ends, and the name of its rows.
FILES = {
    "strategies": (open_strategies, "strategi", "strategies"),
    "plans": (open_plans, "strategi/plan", "plans"),
    "advocacy": (open_advocacy, "strategi/paverkansagenda", "issues"),
}
CATALOGUES = {"ttl": ("turtle", "text/turtle"), "rdf": ("pretty-xml", "application/rdf+xml")}


@login_not_required
@require_safe
def open_data(request):
    """Each filter with an example of what there is."""
    councils = list(Council.objects.filter(kind=Council.Kind.COUNCIL))
    goal = Goal.objects.selectable().filter(parent__isnull=False).order_by("order", "code", "pk").first()
    area = FocusArea.objects.first()
    newest = Position.objects.published().newest_first().first()
    examples = {
        "q": "kompetens",
        "rad": councils[0].slug if councils else "",
        "mal": goal.slug if goal else "",
        "fokus": area.slug if area else "",
        "avviker": _who_dissented(),
        "ar": newest.year if newest else "",
        "utfall": DISSENT,
    }
    context = {
        "base": settings.PORTAL_URL,
        "newest": NEWEST,
        "councils": councils,
        "filters": [(name, told, examples.get(name, "")) for name, told in REGISTER.items()],
        "listings": LISTINGS.values(),
        "position": newest,
        "minuted": _minuted(),
        "since": _month_ago(),
        "oparl_kinds": [(list_link(kind), kind, told) for kind, told in KINDS.items()],
    }
    return render(request, "portal/open_data.html", context)


def _who_dissented():
    """The organisation that did last, among what is published."""
    told = DissentingOpinion.objects.standing().filter(item__position__published_at__isnull=False)
    newest = told.with_author().order_by("-item__position__published_at", "-pk").first()
    return newest.organisation.slug if newest else ""


def _month_ago():
    """The same all day: the page is kept."""
    day = timezone.localdate() - timedelta(days=30)
    return timezone.make_aware(datetime.combine(day, time())).isoformat()


def _minuted():
    """A meeting whose minutes are published, the newest."""
    minutes = Minutes.objects.filter(published_at__isnull=False).select_related("meeting__council")
    newest = minutes.order_by("-published_at", "-pk").first()
    return newest and newest.meeting


@login_not_required
@require_safe
def open_catalogue(request, kind):
    """The catalogue for other portals: `kind` is ttl (Turtle) or rdf (RDF/XML)."""
    from meetings.open.catalogue import catalogue  # local: few ask, and what it reads is large

    written, media = CATALOGUES[kind]
    content = catalogue(region_name(), settings.CONTACT_EMAIL).serialize(format=written, encoding="utf-8")
    return HttpResponse(content, content_type=f"{media}; charset=utf-8", headers=OPEN)


@login_not_required
@require_safe
def open_file(request, what, kind):
    """One of the `FILES`: `kind` is csv, json or xlsx."""
    told, place, rows = FILES[what]
    headers = OPEN | {"Content-Disposition": f'attachment; filename="{place.rpartition("/")[2]}.{kind}"'}
    if kind == "json":
        return JsonResponse({rows: [*told.as_objects()]}, headers=headers)
    if kind == "csv":
        lines = "".join(sheets.csv_lines(told.table()))
        return HttpResponse(lines, content_type=sheets.CSV_TYPE, headers=headers)
    content = sheets.workbook({told.TITLE: (told.table(), [*told.COLUMNS.values()])}, title=told.TITLE)
    return HttpResponse(content, content_type=sheets.XLSX_TYPE, headers=headers)


@login_not_required
@require_safe
def robots_txt(request):
    return HttpResponse(robots(), content_type="text/plain; charset=utf-8")
