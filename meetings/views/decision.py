"""What the home organisations decided after a position."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from meetings.forms.decision import DecisionForm
from meetings.models import FormalDecision
from meetings.positions.decisions import asked, recorded_by
from meetings.views.lookups import position_or_404
from meetings.workflow.decision import record_decision
from rus_portal.core.acting import attempt, form_page, posted
from rus_portal.core.permissions import may_keep, may_record_decision, require


def decisions(request, year, number, slug):
    """The organisations one by one, those that the reader may record for: `?organisation=<slug>` opens the
    form for that one."""
    position = position_or_404(request, year, number, slug)
    recorded = {decision.organisation_id: decision for decision in position.decisions.all()}
    concerned, organisations = asked(position), recorded_by(request.user, position)
    if not organisations:
        require(may_keep(request.user, position.council))
    chosen, form = None, None
    if "organisation" in request.GET:
        chosen = get_object_or_404(concerned, slug=request.GET["organisation"])
        require(may_record_decision(request.user, position, chosen))
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
