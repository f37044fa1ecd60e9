"""What still serves goals of the strategy before, or areas of the plan before, is led on to the new ones."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from meetings.agenda.relinking import in_kinds, leads_on, waiting
from meetings.forms.goal import RelinkingForm
from meetings.forms.item import leaves
from meetings.workflow.goal import finish_relinking, relink
from rus_portal.core.acting import act, form_page, posted
from rus_portal.core.permissions import may_renew, require
from strategy.models import StrategicPlan, Strategy


def relinking(request, slug):
    require(may_renew(request.user))
    strategy = get_object_or_404(Strategy.objects.select_related("made_from"), slug=slug)
    goals = leaves(strategy.goals.standing(timezone.localdate()).order_by("order", "code", "pk"))
    return _relinking(request, strategy, goals, posted(request))


def edition_relinking(request, year):
    require(may_renew(request.user))
    plan = get_object_or_404(StrategicPlan.objects.select_related("made_from"), year=year)
    areas = plan.focus_areas.order_by("order", "pk")
    return _relinking(request, plan, areas, posted(request))


def _relinking(request, whole, parts, data):
    if whole.made_from is None:
        raise Http404
    if now := leads_on(whole):
        told = "Inget är omkopplat. " if data is not None else ""
        messages.info(request, f"{told}Det som väntar kopplas om till {now}.")
        return redirect(now.relinking_url)
    form = RelinkingForm(data, waiting=waiting(request.user, whole), parts=parts)
    if form.is_valid():
        done = [
            thing for thing, instead in form.instead() if act(request, "", relink, thing, instead=instead)
        ]
        is_last = "finish" in request.POST and len(done) == len(form.instead())
        if is_last:
            act(request, "Omkopplingen är klar för det som du har hand om.", finish_relinking, whole)
        if done or not (form.gone or is_last):
            messages.success(request, f"{in_kinds(done) or 'Inget'} kopplades om.")
        if form.gone:
            gone = "val gällde det som någon redan hade kopplat om, och ändrade inget."
            messages.error(request, f"{form.gone} {gone}")
        return redirect(whole.relinking_url)
    is_plan = isinstance(whole, StrategicPlan)
    asks = any(each.left_at is None for each in form.waiting)
    return form_page(request, "strategy/relinking.html", form, whole=whole, is_plan=is_plan, asks=asks)
