"""What the home organisations decided after a position."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from councils.capacity import TAKES_POSITION
from councils.models import Organisation, Seat
from meetings.forms.decision import DecisionForm
from meetings.models import FormalDecision
from meetings.views.position import _meant
from meetings.workflow.decision import record_decision
from rus_portal.core.acting import attempt, form_page, posted
from rus_portal.core.permissions import may_record_decision, require


def decisions(request, year, number, slug):
    """The organisations one by one: `?organisation=<slug>` opens the form for that one."""
    position = _meant(request, year, number, slug)
    require(may_record_decision(request.user, position))
    recorded = {decision.organisation_id: decision for decision in position.decisions.all()}
    organisations = _concerned(position, recorded)
    chosen, form = None, None
    if "organisation" in request.GET:
        chosen = get_object_or_404(organisations, slug=request.GET["organisation"])
        form = DecisionForm(posted(request), saved=recorded.get(chosen.pk, FormalDecision()))
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
    """Organisations whose seats take part in the council's positions, and those with a decision recorded."""
    councils = position.item.meeting.councils
    seated = Seat.objects.filter(council__in=councils, capacity__in=TAKES_POSITION)
    either = Organisation.objects.filter(pk__in=[*seated.values_list("organisation", flat=True), *recorded])
    return either.order_by("order", "short_name", "pk")
