"""One organisation: where it sits, and what it said and decided, also after another has succeeded it."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from councils.journal import history_for
from councils.models import Appointment, Organisation, Seat
from meetings.models import DissentingOpinion, FormalDecision, Position
from meetings.models.position import with_dissent

SHOWN = 20


@login_not_required
def organisation(request, slug):
    organisation = get_object_or_404(Organisation.objects.select_related("successor"), slug=slug)
    held = Appointment.objects.current().select_related("person").order_by("begins", "pk")
    seats = organisation.seats.there(timezone.localdate()).select_related("council")
    opinions = DissentingOpinion.objects.standing().of(organisation).order_by()
    opposed = Q(seat__side=Seat.Side.OPPOSITION)
    decisions = FormalDecision.objects.filter(
        organisation=organisation, position__published_at__isnull=False
    ).select_related("position__item")
    return render(
        request,
        "councils/organisation_detail.html",
        {
            "organisation": organisation,
            "predecessors": list(organisation.predecessors.order_by("succeeded_on", "pk")),
            "seats": list(seats.prefetch_related(Prefetch("appointments", held, to_attr="holders"))),
            "dissented": [_dissented(opinions.exclude(opposed)), _dissented(opinions.filter(opposed))],
            "decisions": decisions.order_by("-position__adopted_on", "-pk")[:SHOWN],
            "decision_count": decisions.count(),
            "history": history_for(request.user, organisation),
        },
    )


def _dissented(opinions):
    """(how many published positions, the newest of them)."""
    found = Position.objects.published().filter(item__in=opinions.values("item"))
    newest = found.newest_first().select_related("item", "council", "superseded_by")
    return found.count(), with_dissent(newest[:SHOWN])
