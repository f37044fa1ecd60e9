"""The councils' positions: the register, and one position."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from councils.journal import history_for
from meetings.documents.listing import documents_for
from meetings.follow_up.told_stances import told_stances
from meetings.models import FormalDecision, Position
from meetings.models.item import focus_areas_of
from meetings.models.meeting import with_councils
from meetings.open.linked import linked
from meetings.open.positions import whole
from meetings.pdf import position_pdf
from meetings.positions.decisions import recorded_by, summary_of, untold
from meetings.positions.follow_up import came_of
from meetings.positions.register import look_up
from meetings.positions.share_picture import picture_of, share_of
from meetings.positions.thread import thread_of
from meetings.search.help import help_in_register
from meetings.views.lookups import newest_minutes, position_or_404
from meetings.workflow.read_mark import look_at_put_right
from rus_portal.core.acting import in_passing, pdf_response
from rus_portal.core.permissions import may_keep
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import homes_looked_after


@login_not_required
def register(request):
    found = look_up(request.GET, request.user)
    told = {"found": found, "help": help_in_register(found, request.user)}
    return render(request, "meetings/position_list.html", told)


@login_not_required
def position(request, year, number, slug):
    position = position_or_404(request, year, number, slug)
    if position.slug != slug:
        return redirect(position, permanent=True)
    user, item = request.user, position.item
    if user.is_authenticated:  # what the reader may is asked of them several times
        with_councils([item.meeting])
    decisions, came = list(_decisions(position)), came_of(position)
    others = _others(Position.objects.shown_to(user), _tied_to(position))
    earlier = [each for each in others if each.superseded_by_id == position.pk]
    later = next((each for each in others if each.pk == position.superseded_by_id), None)
    page = render(
        request,
        "meetings/position_detail.html",
        {
            "position": position,
            "item": item,
            "meeting": item.meeting,
            "minutes": newest_minutes(user, item.meeting),
            "focus_areas": focus_areas_of(item),
            "documents": documents_for(user, item.meeting, item)[item.pk],
            "decisions": decisions,
            "come_so_far": decisions and summary_of(decisions, untold([position]).get(position.pk, ())),
            "supersedes": earlier,
            "superseded_by": later,
            "came": came.standing,
            "withdrawn": came.withdrawn,
            "thread": thread_of(user, position, decisions, came, earlier, later),
            "may_decide": may_keep(user, position.council) or recorded_by(user, position),
            "follow_up_url": position.url("position_follow_up"),
            "may_follow_up": _may_follow_up(user, position),
            "history": history_for(user, position),
            "whole_address": whole(position.get_absolute_url()),
            "share": share_of(position) if position.published_at else None,
            "told": told_stances(user, position),
            "linked": linked(position) if position.published_at else "",
        },
    )
    told = [each for each in (*decisions, *came.undertakings, *came.results) if each.corrected_at]
    own = homes_looked_after(user, item.meeting) if told and user.is_authenticated else ()
    told = [each for each in told if each.organisation_id in own]
    return in_passing(page, look_at_put_right, position, told, by=user) if told else page


def _may_follow_up(person, position):
    """For an organisation of the person's, or all."""
    keeps = may_keep(person, position.council) or homes_looked_after(person, position.item.meeting)
    return bool(keeps and (position.published_at or position.item.is_minuted))


def _tied_to(position):
    """Those that the position takes the place of, and the one that has taken its own."""
    earlier, later = Q(superseded_by=position), position.superseded_by_id
    return earlier | Q(pk=later) if later else earlier


@prepared
def _others(shown, tied):
    """The few are found first, and only then put in order."""
    few = Position.objects.filter(tied).order_by().values("pk")
    others = Position.objects.filter(shown, pk__in=few).select_related("item", "council")
    return others.order_by("year", "number", "pk")


@prepared
def _decisions(position):
    return FormalDecision.objects.filter(position=position).select_related("organisation")


@login_not_required
def pdf(request, year, number, slug):
    position = position_or_404(request, year, number, slug)
    if position.slug != slug:
        return redirect("position_pdf", year, number, position.slug, permanent=True)
    address = request.build_absolute_uri(position.get_absolute_url())
    silent = untold([position]).get(position.pk, ())
    content = position_pdf(position, address, came_of(position).standing, silent)
    return pdf_response(
        request, content, f"stallningstagande-{slugify(position.council_abbreviation)}-{number}-{year}.pdf"
    )


@login_not_required
@require_safe
def picture(request, year, number, slug):
    """Where its address is shared: only of what everyone may read."""
    position = position_or_404(request, year, number, slug)
    if not position.published_at:
        raise Http404
    if position.slug != slug:
        return redirect("position_picture", year, number, position.slug, permanent=True)
    return HttpResponse(picture_of(position), content_type="image/png")
