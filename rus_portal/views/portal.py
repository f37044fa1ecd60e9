"""The pages around the councils' work: the start page, the demo's sign-in, and pages about the portal."""

import logging
import sys

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from councils.models import Council, Organisation, Person
from meetings.agenda.ahead import with_titles
from meetings.models import Consultation, Meeting, Minutes, MinutesApproval
from meetings.models.meeting import over, with_councils
from meetings.models.position import with_dissent
from meetings.positions.goal_counts import PUBLISHED, positions_under
from meetings.positions.register import disputed_year, newest_positions
from rus_portal import region_data
from rus_portal.core.prepared import prepared
from rus_portal.core.refusal import (
    BUSY,
    CANNOT_SAVE,
    NO_DATABASE,
    cannot_be_written,
    database_is_away,
    met_another,
)
from rus_portal.core.retention import KEPT
from rus_portal.core.rich import sanitised
from rus_portal.core.text import lines
from rus_portal.demo.people import ROLES, email_of, person_for
from rus_portal.health import trouble
from rus_portal.signin.adapters import home_of
from strategy.models import Goal, Indicator, StrategicPlan, Strategy

NEWEST, NEXT = 5, 3
AGAIN = {"Retry-After": "30"}  # seconds
log = logging.getLogger(__name__)

# What one may try in each role of the demo, in the order of the cards.
CARDS = (
    (
        "secretary",
        "Sekretariatet",
        "Planerar möten, ordnar dagordningen, skickar kallelsen och för protokollet.",
    ),
    ("chair", "Ordförande", "Leder Regionala samverkansrådet, läser handlingar och justerar protokollet."),
    ("member", "Ledamot i majoritet", "Läser handlingar, tar ställning och kan lämna en avvikande synpunkt."),
    ("opposition", "Ledamot i opposition", "Har samma rätt till handlingar och avvikande synpunkt."),
    ("substitute", "Ersättare", "Underrättas om mötet och kallas in när ledamoten har förhinder."),
    ("official", "Tjänsteperson med yttranderätt", "Läser rådets handlingar men tar inte ställning."),
    ("preparatory", "Strategiska RUS-gruppen", "Bereder dagordningen och ser förslagen innan kallelsen."),
    ("outsider", "Ledamot i ett annat råd", "Sitter bara i Stora samverkansrådet och ser det rådets möten."),
    ("admin", "Administratör", "Sköter organisationer, platser, uppdrag och strategi."),
)


@login_not_required
def start(request):
    strategy = Strategy.objects.in_force()
    today = timezone.localdate()
    goals = _goals(strategy, today) if strategy else []
    counts = positions_under(goals) if goals else {}
    mine, others = _coming_meetings(request.user)
    return render(
        request,
        "portal/start.html",
        {
            "newest": with_dissent(newest_positions(PUBLISHED, slice(NEWEST))),
            "disputed_year": disputed_year(today.year),
            "my_meetings": mine[:NEXT],
            "meetings": others[:NEXT],
            "strategy": strategy,
            "goals": [(goal, counts[goal.pk]) for goal in goals if goal.parent_id is None],
        },
    )


def _coming_meetings(user):
    """The meetings that concern the person, and all others."""
    coming = with_titles(with_councils(_coming(Meeting.objects.concerned(user), over(), slice(4 * NEXT))))
    return [each for each in coming if each.is_own], [each for each in coming if not each.is_own]


@prepared
def _goals(strategy, day):
    return Goal.objects.filter(strategy=strategy).standing(day).select_related("level")


@prepared
def _coming(own, now_over, first):
    own = Exists(Meeting.objects.filter(own, pk=OuterRef("pk")))
    return (
        Meeting.objects.upcoming(now_over)
        .select_related("council", "given_numbers")
        .annotate(is_own=own)[first]
    )


@login_not_required
@never_cache
def demo(request):
    """Sign in as one of the cast with one click. Does not exist outside the demo."""
    if not settings.DEMO:
        raise Http404
    where = _safe_next(request)
    if request.method == "POST":
        role = request.POST.get("role")
        asked = {str(each.pk): each for each in _asked_to_approve()}
        if role not in ROLES and role not in asked:
            return HttpResponseBadRequest("Rollen finns inte.")
        person = asked.get(role) or person_for(role)
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect(where or home_of(person))
    cast = {email_of(part): role for role, part in ROLES.items()}
    names = {cast[person.email]: person.name for person in Person.objects.filter(email__in=cast)}
    cards = [(*card, names.get(card[0])) for card in CARDS]
    context = {"cards": cards, "next": where, "is_cast": len(names) == len(ROLES)}
    return render(request, "portal/demo.html", context | {"asked": _asked_to_approve()})


def _asked_to_approve():
    """Whoever minutes wait for, so that a newcomer can take those of a meeting of the own all the way."""
    waiting = MinutesApproval.objects.filter(minutes__stage=Minutes.Stage.SENT, approved_at=None)
    return Person.objects.filter(pk__in=waiting.values("person")).order_by("name", "pk")


def _safe_next(request):
    """Where to go afterwards: the page asked for, if it is one of ours, or none."""
    where = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
    return where if ours and where.startswith("/") else ""  # a word would be taken for the name of a page


@login_not_required
def about(request):
    return render(request, "portal/about.html")


@login_not_required
def accessibility(request):
    context = {"contact": settings.CONTACT_EMAIL, "told": {"burdens": [], **region_data.accessibility()}}
    return render(request, "portal/accessibility.html", context)


@login_not_required
def site_map(request):
    """Every page that everyone may read, for people, and for who is signed in those of the work too."""
    plan = StrategicPlan.objects.in_force()
    context = {
        "councils": Council.objects.filter(kind=Council.Kind.COUNCIL).order_by("order", "pk"),
        "bodies": Council.objects.exclude(kind=Council.Kind.COUNCIL).order_by("order", "pk"),
        "organisations": Organisation.objects.own().order_by("order", "pk"),
        "strategies": Strategy.objects.all(),
        "goals": Goal.objects.selectable().filter(parent=None),
        "consultations": Consultation.objects.order_by("-opened_at", "-pk"),
        "indicators": Indicator.objects.all(),
        "plans": StrategicPlan.objects.all(),
        "areas": plan.focus_areas.order_by("order", "pk") if plan else [],
    }
    return render(request, "portal/site_map.html", context)


@login_not_required
def personal_data(request):
    context = {
        "contact": settings.CONTACT_EMAIL,
        "officer": settings.DATA_PROTECTION_EMAIL,
    }
    return render(request, "portal/personal_data.html", context)


@login_not_required
def retention(request):
    """The retention table, for everyone: what is erased first."""
    rows = sorted(KEPT, key=lambda row: not row.erased)
    return render(request, "portal/retention.html", {"rows": rows})


def broken(request):
    """Where something broke (handler500). That the disk is full, the database away or another in the way is
    told of wherever it was met: also when the session is saved, after the view, and when attempts to sign in
    are counted."""
    trouble = sys.exception()
    sentences = ((database_is_away, NO_DATABASE), (cannot_be_written, CANNOT_SAVE), (met_another, BUSY))
    told = next((sentence for is_so, sentence in sentences if is_so(trouble)), "")
    still_in = " Du är fortfarande inloggad." if told and request.path == reverse("sign_out") else ""
    page = get_template("500.html").render({"told": told + still_in})
    return HttpResponse(page, status=503, headers=AGAIN) if told else HttpResponse(page, status=500)


@login_not_required
@never_cache
def health(request):
    """For those who watch over the installation: the application answers, and its database is whole."""
    if wrong := trouble():
        log.error(wrong)
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@require_POST
def pasted(request):
    """What is pasted in the editor of rich texts, cleaned as it will be when it is saved."""
    cleaned = sanitised(lines(request.POST.get("html", "")))
    return HttpResponse(cleaned, content_type="text/plain; charset=utf-8")
