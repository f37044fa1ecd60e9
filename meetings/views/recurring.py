"""The secretariat keeps what comes up at every meeting of a council."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from councils.models import Council
from meetings.agenda import gate
from meetings.forms.recurring import RecurringForm
from meetings.models import RecurringItem
from meetings.workflow import recurring as verbs
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.once_more import said
from rus_portal.core.permissions import may_keep, require
from rus_portal.core.seen import marks_in


def kept_council(request, slug):
    council = get_object_or_404(Council, slug=slug, kind=Council.Kind.COUNCIL)
    require(may_keep(request.user, council))
    return council


def row_of(council, pk):
    rows = RecurringItem.objects.select_related("primary_goal", "council")
    return get_object_or_404(rows, council=council, pk=pk)


def recurring_items(request, council):
    council = kept_council(request, council)
    kept = council.recurring_items.select_related("primary_goal").order_by("order", "pk")
    rows = [(row, gate.missing(row.begun)) for row in kept]
    return render(request, "meetings/recurring_list.html", {"council": council, "rows": rows})


def new(request, council):
    council = kept_council(request, council)
    form = RecurringForm(posted(request))
    if form.is_valid():
        row = attempt(form, verbs.add_recurring, council, by=request.user, **form.cleaned_data)
        if not form.errors:
            return saved(request, row, form)
    return form_page(request, "meetings/recurring_form.html", form, council=council, row=None)


def change(request, council, pk):
    council = kept_council(request, council)
    row = row_of(council, pk)
    form = RecurringForm(posted(request), saved=row)
    if form.is_valid():
        changed = attempt(form, verbs.change_recurring, row, by=request.user, **form.cleaned_data)
        if not form.errors:
            return saved(request, changed, form)
    return form_page(request, "meetings/recurring_form.html", form, council=council, row=row)


def saved(request, row, form):
    follows = "Den följer med till möten som planeras från nu."
    messages.success(request, said(row, f"”{row.title}” är sparad. {follows}{form.understood()}"))
    if lacks := gate.missing(row.begun):
        sentences = " ".join(need.sentence for need in lacks)
        messages.warning(
            request, f"Det här fylls i på nytt för varje möte så länge det inte står här. {sentences}"
        )
    return redirect(reverse("recurring_items", args=[row.council.slug]))


@require_POST
def removal(request, council, pk):
    council = kept_council(request, council)
    row = row_of(council, pk)
    done = f"”{row.title}” är borttagen. Möten som redan är planerade har den kvar."
    act(request, done, verbs.remove_recurring, row, seen=marks_in(request.POST))
    return redirect(reverse("recurring_items", args=[council.slug]))
