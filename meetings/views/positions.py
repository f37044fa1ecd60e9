"""The councils' positions: the register, one position, and what the home organisations then decided."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from councils.journal import history_for
from councils.models import Organisation, Seat
from meetings.forms.decision import DecisionForm
from meetings.models import FormalDecision, Position
from meetings.papers import papers_for
from meetings.register import look_up
from meetings.views.doors import newest_minutes
from meetings.workflow.positions import record_decision
from rus_portal import pdf as paper
from rus_portal.acts import attempt, form_page, posted
from rus_portal.permissions import may_record_decision, require


@login_not_required
def register(request):
    return render(request, "meetings/position_list.html", {"found": look_up(request.GET, request.user)})


def _meant(request, year, number, slug):
    """The position at this address, with its dissent. One with another slug, if only that can be meant."""
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
            "papers": papers_for(user, item.meeting)[item.pk],
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
    content = paper.position_pdf(position, address)
    headers = {"Content-Disposition": f'inline; filename="stallningstagande-{year}-{number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def decisions(request, year, number, slug):
    """The organisations one by one: `?organisation=<slug>` opens the form for that one."""
    position = _meant(request, year, number, slug)
    require(may_record_decision(request.user, position))
    recorded = {decision.organisation_id: decision for decision in position.decisions.all()}
    organisations = _concerned(position, recorded)
    chosen, form = None, None
    if "organisation" in request.GET:
        chosen = get_object_or_404(organisations, slug=request.GET["organisation"])
        form = DecisionForm(posted(request), decision=recorded.get(chosen.pk, FormalDecision()))
        if form.is_valid():
            attempt(form, record_decision, position, chosen, by=request.user, **form.cleaned_data)
            if not form.errors:
                messages.success(request, f"Uppgiften om {chosen.name} är sparad.")
                where = [position.year, position.number, position.slug]
                return redirect(reverse("position_decisions", args=where))
    context = {
        "position": position,
        "rows": [(organisation, recorded.get(organisation.pk)) for organisation in organisations],
        "chosen": chosen,
    }
    if form is None:
        return render(request, "meetings/decision_list.html", context)
    return form_page(request, "meetings/decision_form.html", form, **context)


def _concerned(position, recorded):
    """Those whose seats take part in the council's positions, and those already answered for."""
    councils = position.item.meeting.councils
    seated = Seat.objects.filter(council__in=councils, capacity__in=Seat.TAKES_POSITION)
    either = Organisation.objects.filter(pk__in=[*seated.values_list("organisation", flat=True), *recorded])
    return either.order_by("order", "short_name", "pk")
