"""What every page needs to know."""

from functools import partial

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse, reverse_lazy

from rus_portal.core.acting import was_offered
from rus_portal.core.permissions import may_enter_board, may_enter_office, may_propose
from rus_portal.core.written import written_in
from rus_portal.region_data import region_name
from rus_portal.signin.way import sign_in_address

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
    person = getattr(request, "user", AnonymousUser())  # an error may come before anyone is known
    links = [MINE, *NAVIGATION] if person.is_authenticated else [*NAVIGATION]
    asked = [(PROPOSALS, may_propose), (BOARD, may_enter_board), (OFFICE, may_enter_office)]
    links += [link for link, may in asked if may(person)]
    return {
        "portal": {
            "name": "Samverkansportalen",
            "region_name": region_name(),
            "demo": settings.DEMO,
            "sign_in": sign_in_address(request),
            "written": partial(written_in, request),  # only the pages that refuse ask these
            "was_offered": partial(was_offered, request),
            "meeting": partial(_meeting, request),
            "nav": [(label, url, _is_current(request.path, str(url))) for label, url in links],
        }
    }


def _meeting(request):
    """The address of the meeting that the page is below, if it is; anyone may open it."""
    match = request.resolver_match
    where = {key: match.kwargs[key] for key in ("council", "date") if key in match.kwargs} if match else {}
    return reverse("meeting", kwargs=where) if len(where) == 2 else ""


def _is_current(path, url):
    """The plan's address is below the strategy's, but the plan has its own place in the menu."""
    if url == str(reverse_lazy("strategy")) and path.startswith(str(reverse_lazy("plan"))):
        return False
    return path.startswith(url)
