"""What every page needs to know."""

from django.conf import settings
from django.urls import reverse_lazy

from rus_portal.core.standing import standing_of
from rus_portal.region_data import region_name

NAVIGATION = (
    ("Ställningstaganden", reverse_lazy("positions")),
    ("Råd och möten", reverse_lazy("councils")),
    ("Strategi", reverse_lazy("strategy")),
    ("Plan", reverse_lazy("plan")),
)
MINE = ("Mitt", reverse_lazy("mine"))
PROPOSALS = ("Förslag", reverse_lazy("proposals"))
BOARD = ("Beredning", reverse_lazy("board"))
OFFICE = ("Kansli", reverse_lazy("office"))


def page(request):
    standing = standing_of(request.user) if hasattr(request, "user") else None
    links = list(NAVIGATION)
    if standing and request.user.is_authenticated:
        links.insert(0, MINE)
    if standing and standing.appointments:
        links.append(PROPOSALS)
    if standing and (standing.prepares or standing.keeps):
        links.append(BOARD)
    if standing and (standing.is_secretariat or standing.is_administrator):
        links.append(OFFICE)
    return {
        "portal": {
            "name": "Samverkansportalen",
            "region_name": region_name(),
            "demo": settings.DEMO,
            "nav": [(label, url, _is_current(request.path, str(url))) for label, url in links],
        }
    }


def _is_current(path, url):
    """The plan's address is below the strategy's, but the plan has its own place in the menu."""
    if url == str(reverse_lazy("strategy")) and path.startswith(str(reverse_lazy("plan"))):
        return False
    return path.startswith(url)
