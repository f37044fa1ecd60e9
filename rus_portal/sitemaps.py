"""What search engines may find: the address of each page that everyone reads, and when it was published."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from councils.models import Council, Organisation
from meetings.models import AgendaItem, Consultation, Meeting, Minutes, Position
from rus_portal.core.address import address, whole
from rus_portal.hints import READERS
from strategy.models import FocusArea, Goal, Indicator, Perspective, StrategicPlan, Strategy

NOBODY = AnonymousUser()
PAGES = [
    "start",
    "positions",
    "councils",
    "strategy",
    "making",
    "plan",
    "indicators",
    "advocacy",
    "follow_up",
    "follow_up_report",
    "open_data",
    "about",
    "help",
    "accessibility",
    "barrier",
    "personal_data",
    "retention",
    "site_map",
    "verification",
    "search",
]


class Pages(Sitemap):
    def items(self):
        return [*map(reverse, PAGES), *(reverse("help_page", args=[reader]) for reader in READERS)]

    def location(self, item):
        return item


def robots():
    """For those who gather the web: the pages of the work are of no use to them, nor is a demo."""
    closed = ["/"] if settings.DEMO else ["/kansli/", "/mitt/", "/admin/", "/beredning/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return "\n".join([*lines, "", f"Sitemap: {whole(reverse('sitemap'))}", ""])


class _Rows(Sitemap):
    """Rows of one model, the newest first; `moment` tells when one was published."""

    limit = 10_000

    def __init__(self, rows, moment=None):
        self.rows, self.moment = rows, moment
        if moment:
            self.lastmod = self._published

    def items(self):
        return self.rows()

    def _published(self, row):
        return getattr(row, self.moment)


class Plans(Sitemap):
    """The list of each council's meetings."""

    def items(self):
        return Council.objects.filter(kind=Council.Kind.COUNCIL).order_by("order", "pk")

    def location(self, council):
        return address("council_meetings", council.slug)


class StrategyChanges(Sitemap):
    """What each strategy has other than the one before."""

    def items(self):
        return Strategy.objects.filter(made_from__isnull=False).order_by("pk")

    def location(self, strategy):
        return address("strategy_changes", strategy.slug)


def _positions():
    return Position.objects.visible_to(NOBODY).newest_first()


def _meetings():
    return Meeting.objects.visible_to(NOBODY).select_related("council").order_by("-date", "-pk")


def _items():
    items = AgendaItem.objects.visible_to(NOBODY).filter(meeting__isnull=False)
    return items.select_related("meeting__council").order_by("-meeting__date", "-pk")


def _minutes():
    """Of each meeting the version that stands at the address of its minutes."""
    minutes = Minutes.objects.whole().visible_to(NOBODY).newest()
    return minutes.select_related("meeting__council", "item").order_by("-meeting__date", "-pk")


SITEMAPS = {
    "sidor": Pages(),
    "stallningstaganden": _Rows(_positions, "published_at"),
    "moten": _Rows(_meetings),
    "punkter": _Rows(_items),
    "protokoll": _Rows(_minutes, "published_at"),
    "rad": _Rows(lambda: Council.objects.order_by("order", "pk")),
    "motesplaner": Plans(),
    "organisationer": _Rows(lambda: Organisation.objects.order_by("order", "pk")),
    "mal": _Rows(lambda: Goal.objects.filter(strategy__is_own=True).order_by("pk")),
    "fokusomraden": _Rows(lambda: FocusArea.objects.order_by("pk")),
    "strategier": _Rows(lambda: Strategy.objects.order_by("pk")),
    "strategiers-andringar": StrategyChanges(),
    "perspektiv": _Rows(lambda: Perspective.objects.filter(strategy__is_draft=False).order_by("pk")),
    "planer": _Rows(lambda: StrategicPlan.objects.order_by("pk")),
    "remisser": _Rows(lambda: Consultation.objects.order_by("-opened_at", "-pk"), "opened_at"),
    "indikatorer": _Rows(lambda: Indicator.objects.order_by("pk")),
}
