"""Positions from before the portal: the secretariat uploads a file, looks it through, and brings it in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from councils.sheets import CSV_TYPE, XLSX_TYPE
from meetings.forms.retelling import RetellingFileForm, RetellingForm
from meetings.models import Position, Retelling
from meetings.retellings.review import review
from meetings.retellings.table import template_as
from meetings.workflow import retelling as verbs
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.once_more import said
from rus_portal.core.permissions import may_retell, require
from rus_portal.core.seen import marks_in

ON_A_PAGE, MOST_ERRORS = 100, 100


def _retelling_or_404(request, pk):
    require(may_retell(request.user))
    return get_object_or_404(Retelling.objects.visible_to(request.user), pk=pk)


def retellings(request):
    """Those before, and a form for a new one."""
    require(may_retell(request.user))
    form = RetellingForm(posted(request), request.FILES or None)
    if form.is_valid() and (saved := _saved(request, form, None)):
        return redirect(saved)
    rows = Retelling.objects.visible_to(request.user).select_related("added_by", "brought_by")
    page = Paginator(rows.defer("rows"), ON_A_PAGE).get_page(request.GET.get("sida"))
    return form_page(request, "meetings/retelling_list.html", form, page=page)


def _saved(request, form, retelling):
    facts = form.facts
    if retelling is not None:
        facts["seen"] = marks_in(request.POST)
    saved = attempt(
        form, verbs.save_retelling, retelling, form.cleaned_data["minutes"], by=request.user, **facts
    )
    if saved:
        done = f"{saved.name} är uppladdad. Granska den, och för sedan in den."
        messages.success(request, said(saved, done, f"{saved.name} är redan uppladdad."))
    for sentence in form.refused if saved else ():
        messages.warning(request, sentence)
    return saved


def retelling(request, pk):
    """Row by row what will come in, and what is wrong; afterwards what came in."""
    retelling = _retelling_or_404(request, pk)
    if retelling.brought_at:
        positions = Position.objects.filter(retelling=retelling).select_related("item", "council")
        page = Paginator(positions.newest_first(), ON_A_PAGE).get_page(request.GET.get("sida"))
        return render(request, "meetings/retelling_brought.html", {"retelling": retelling, "page": page})
    form = RetellingFileForm(posted(request), request.FILES or None)
    if form.is_valid() and (saved := _saved(request, form, retelling)):
        return redirect(saved)
    found = review(retelling, request.user)
    context = {
        "retelling": retelling,
        "found": found,
        "errors": found.faulty[:MOST_ERRORS],
        "page": Paginator(found.lines, ON_A_PAGE).get_page(request.GET.get("sida")),
    }
    return form_page(request, "meetings/retelling_review.html", form, **context)


@require_POST
def retelling_entry(request, pk):
    retelling = _retelling_or_404(request, pk)
    done = "Ställningstagandena är införda och står i registret. Du kan ångra det i ett dygn."
    act(request, done, verbs.bring_in, retelling, seen=request.POST.get("state", ""))
    return redirect(retelling)


@require_POST
def retelling_undoing(request, pk):
    retelling = _retelling_or_404(request, pk)
    done = "Införandet är ångrat. Ställningstagandena är borta ur registret."
    act(request, done, verbs.undo_retelling, retelling)
    return redirect(retelling)


@require_POST
def retelling_removal(request, pk):
    retelling = _retelling_or_404(request, pk)
    seen = marks_in(request.POST)
    removed = act(request, f"”{retelling}” är borttagen.", verbs.discard_retelling, retelling, seen=seen)
    return redirect("retellings") if removed else redirect(retelling)


@require_safe
def retelling_template(request, kind):
    require(may_retell(request.user))
    answer = HttpResponse(template_as(kind), content_type=XLSX_TYPE if kind == "xlsx" else CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="aldre-stallningstaganden.{kind}"'
    return answer
