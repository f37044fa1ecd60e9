"""The councils' positions: the register, and one position."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import slugify

from councils.journal import history_for
from meetings.documents.listing import documents_for
from meetings.models import Position
from meetings.pdf import position_pdf
from meetings.positions.register import look_up
from meetings.views.lookups import newest_minutes
from rus_portal.core.acting import pdf_response
from rus_portal.core.permissions import may_record_decision


@login_not_required
def register(request):
    return render(request, "meetings/position_list.html", {"found": look_up(request.GET, request.user)})


def _meant(request, year, number, slug):
    """The position at this address, with its dissent. If the slug is wrong, the one that must be meant."""
    positions = list(
        Position.objects.visible_to(request.user)
        .filter(year=year, number=number)
        .select_related("council", "item__meeting__council", "item__primary_goal", "superseded_by")
        .with_dissent()
    )
    exact = [position for position in positions if position.slug == slug]
    if len(exact or positions) != 1:
        raise Http404
    return (exact or positions)[0]


@login_not_required
def position(request, year, number, slug):
    position = _meant(request, year, number, slug)
    if position.slug != slug:
        return redirect(position, permanent=True)
    user, item = request.user, position.item
    others = Position.objects.visible_to(user).select_related("item", "council")
    return render(
        request,
        "meetings/position_detail.html",
        {
            "position": position,
            "item": item,
            "meeting": item.meeting,
            "minutes": newest_minutes(user, item.meeting),
            "focus_areas": list(item.focus_areas.all()),
            "documents": documents_for(user, item.meeting)[item.pk],
            "decisions": position.decisions.select_related("organisation"),
            "supersedes": list(others.filter(superseded_by=position).order_by("year", "number", "pk")),
            "superseded_by": position.superseded_by_id
            and others.filter(pk=position.superseded_by_id).first(),
            "may_decide": may_record_decision(user, position),
            "history": history_for(user, position),
        },
    )


@login_not_required
def pdf(request, year, number, slug):
    position = _meant(request, year, number, slug)
    if position.slug != slug:
        return redirect("position_pdf", year, number, position.slug, permanent=True)
    address = request.build_absolute_uri(position.get_absolute_url())
    content = position_pdf(position, address)
    return pdf_response(
        content, f"stallningstagande-{slugify(position.council_abbreviation)}-{number}-{year}.pdf"
    )
