"""What still serves goals of the strategy before is led on to the new ones."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from meetings.agenda.relinking import waiting
from meetings.forms.goal import RelinkingForm
from meetings.forms.item import leaves
from meetings.workflow.goal import relink
from rus_portal.core.acting import act, form_page, posted
from rus_portal.core.permissions import may_keep_basics, require
from strategy.models import Strategy


def relinking(request, slug):
    require(may_keep_basics(request.user))
    strategy = get_object_or_404(Strategy.objects.select_related("made_from"), slug=slug)
    if strategy.made_from is None:
        raise Http404
    goals = leaves(strategy.goals.filter(retired_on=None).order_by("order", "code", "pk"))
    left = waiting(request.user, strategy)
    form = RelinkingForm(posted(request), waiting=left, goals=goals)
    if form.is_valid():
        done = [
            thing for thing, instead in form.instead() if act(request, "", relink, thing, instead=instead)
        ]
        if done or not form.gone:
            messages.success(request, f"Omkopplat: {len(done)}.")
        if form.gone:
            messages.error(request, f"Redan omkopplat av någon, och inte ändrat nu: {form.gone}.")
        return redirect("relinking", slug)
    return form_page(request, "strategy/relinking.html", form, strategy=strategy)
