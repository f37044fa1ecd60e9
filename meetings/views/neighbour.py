"""Other regions' systems: the administrator's page of them, and each one's choice of what to see."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from meetings.forms.neighbour import FollowForm, NeighbourForm
from meetings.models import NeighbourCouncil, NeighbourSystem
from meetings.workflow import neighbour as verbs
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.once_more import said
from rus_portal.core.permissions import may_keep_neighbours, require


def neighbours(request):
    require(may_keep_neighbours(request.user))
    form = NeighbourForm(posted(request))
    if form.is_valid():
        added = attempt(form, verbs.add_neighbour, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, said(added, f"”{added}” är tillagt. Det läses inom en timme."))
            return redirect("neighbours")
    systems = NeighbourSystem.objects.order_by("name", "pk")
    return form_page(request, "meetings/neighbours.html", form, systems=systems)


@require_POST
def neighbour_removal(request, pk):
    require(may_keep_neighbours(request.user))
    system = get_object_or_404(NeighbourSystem, pk=pk)
    act(request, f"”{system}” är borttaget.", verbs.remove_neighbour, system)
    return redirect("neighbours")


def neighbour_choice(request):
    """Of the councils that the other systems tell of, those whose meetings one sees."""
    councils = list(NeighbourCouncil.objects.select_related("system").order_by("system__name", "name", "pk"))
    chosen = request.user.neighbour_councils.order_by("pk").values_list("pk", flat=True)
    form = FollowForm(posted(request), councils=councils, initial={"councils": list(chosen)})
    if form.is_valid():
        verbs.follow_neighbours(form.cleaned_data["councils"], by=request.user)
        messages.success(request, "Dina val är sparade.")
        return redirect("mine")
    return form_page(request, "meetings/neighbour_choice.html", form, councils=councils)
