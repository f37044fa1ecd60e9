"""What every page needs to know."""

from functools import partial

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from rus_portal.core.acting import was_offered
from rus_portal.core.address import address, whole
from rus_portal.core.asked import LONGEST
from rus_portal.core.permissions import may_enter_board, may_enter_office, may_propose
from rus_portal.core.written import written_in
from rus_portal.hints import hint_for
from rus_portal.region_data import region_name
from rus_portal.signin.way import sign_in_address

NAVIGATION = (
    ("Ställningstaganden", "positions"),
    ("Råd och möten", "councils"),
    ("Strategi", "strategy"),
    ("Plan", "plan"),
    ("Uppföljning", "follow_up"),
)
MINE = ("Min sida", "mine")
PROPOSALS = ("Förslag", "proposals")
BOARD = ("Beredning", "board")
OFFICE = ("Kansli", "office")
# Pages that an address may narrow or turn the leaves of, and one address for all that they then are.
NARROWED = ("positions", "search", "councils", "council", "council_meetings", "verification")

# Where somebody works, besides below the secretariat's list, the board and the meetings.
WORK = {"strategy_new", "strategy_update", "strategy_review", "strategy_goal", "strategy_removal"}
WORK |= {"edition_new", "edition_update", "edition_area", "edition_review", "edition_removal"}
WORK |= {"edition_adoption", "adoption_undated"}
WORK |= {"relinking", "edition_relinking"}
WORK |= {"consultation_new", "consultation_change", "consultation_closing", "consultation_answer"}
WORK |= {"indicator_reading", "indicator_import", "position_decisions", "position_follow_up"}
WORK |= {"position_review", "follow_up_new", "follow_up_change"}


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
            "longest_search": LONGEST,
            "sign_in": sign_in_address(request),
            "canonical": partial(_canonical, request),
            "written": partial(written_in, request),  # only the pages that refuse ask these
            "was_offered": partial(was_offered, request),
            "hint": partial(_hint, request, person),
            "meeting": partial(_meeting, request),
            "became": getattr(request, "became", None),  # what a draft, whose address it is, has become
            "tabs": getattr(request, "tabs", list),  # of a meeting and the pages below it
            "is_work": _is_work(request),
            "nav": [_link(request.path, label, address(name)) for label, name in links],
        }
    }


def _meeting(request):
    """The address of the meeting that the page is below, if it is; anyone may open it."""
    match = request.resolver_match
    where = {key: match.kwargs[key] for key in ("council", "date") if key in match.kwargs} if match else {}
    return reverse("meeting", kwargs=where) if len(where) == 2 else ""


def _is_work(request):
    is_below = request.path.startswith((address("office"), address("board")))
    return is_below or bool(request.resolver_match and request.resolver_match.url_name in WORK)


def _hint(request, person):
    """What is said to one who may be new to the page."""
    is_read = request.method == "GET" and request.resolver_match
    return hint_for(person, request.resolver_match.url_name) if is_read else None


def _canonical(request):
    """The address by which programs know the page: without what narrows it, as the leaf it is where that is
    all it asks for. Empty where the page is only one."""
    if not request.resolver_match or request.resolver_match.url_name not in NARROWED:
        return ""
    leaf = request.GET.get("sida", "")
    is_leaf = request.GET.keys() == {"sida"} and leaf.isascii() and leaf.isdecimal() and int(leaf) > 1
    return whole(request.path) + (f"?sida={int(leaf)}" if is_leaf else "")


def _link(path, label, url):
    """With whether it leads to where the reader is. The plan's address is below the strategy's, but the plan
    has its own place in the menu."""
    in_plan = url == address("strategy") and path.startswith(address("plan"))
    return label, url, path.startswith(url) and not in_plan
