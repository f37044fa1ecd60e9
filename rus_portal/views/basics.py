"""What rights and addresses follow from: one list and one form for each kind."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from councils import workflow
from councils.journal import history_for
from councils.models import FormerSlug, Organisation
from rus_portal.basics import KINDS, SERVED, BasicsForm, adoption_url_of, as_it_reads
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.address import address
from rus_portal.core.once_more import said
from rus_portal.core.permissions import may_keep_basics, require
from rus_portal.core.seen import marks_in
from rus_portal.core.words import day
from strategy.editions import draft, strategy_draft
from strategy.models import FocusArea, StrategicPlan
from strategy.workflow.focus_area import serve_goals, served
from strategy.workflow.goals import tie_goals


def kind_or_404(request, key):
    require(may_keep_basics(request.user))
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def basics(request):
    """The kinds, and how many there are of each."""
    require(may_keep_basics(request.user))
    kinds = [(kind, kind.model._default_manager.count()) for kind in KINDS.values()]
    return render(request, "portal/basics.html", {"kinds": kinds})


def basics_list(request, kind):
    """All of a kind, under the wholes that they are parts of."""
    kind = kind_or_404(request, kind)
    rows = kind.model._default_manager.all()
    groups: dict = {}
    for row in rows.select_related(kind.within) if kind.within else rows:
        groups.setdefault(getattr(row, kind.within, None), []).append(row)
    context = {"kind": kind, "groups": list(groups.items()), "may_add": kind.may_add(request.user)}
    return render(request, "portal/basics_list.html", context)


def basics_new(request, kind):
    kind = kind_or_404(request, kind)
    require(kind.may_add(request.user))
    whole = _draft_asked(request, kind)
    form = BasicsForm(posted(request), kind=kind, person=request.user, whole=whole)
    if form.is_valid():
        thing = attempt(form, _save, form, by=request.user)
        if not form.errors:
            messages.success(request, said(thing, f"”{thing}” är tillagd."))
            return _onward(kind, thing)
    context = {"kind": kind, "thing": None, "whole": whole, "at_once": _read_at_once(kind)}
    return form_page(request, "portal/basics_form.html", form, **context)


def basics_thing(request, kind, pk):
    kind = kind_or_404(request, kind)
    thing = get_object_or_404(kind.model, pk=pk)
    may_change = workflow.may_change_basics(request.user, thing)
    if request.method == "POST":
        require(may_change)
    fixed, whole = kind.fixed_of(thing), kind.whole_of(thing)
    if fixed and fixed[0] in request.POST:  # what was written before it took effect is told why not
        form = BasicsForm(posted(request), kind=kind, saved=thing, person=request.user)
    else:
        form = BasicsForm(posted(request), kind=kind, saved=thing, person=request.user, fixed=fixed)
    if form.is_valid():
        saved = attempt(form, _save, form, by=request.user)
        if not form.errors:
            messages.success(request, f"”{saved}” är sparad.")
            if isinstance(saved, Organisation) and (seats := saved.seats_left()):
                messages.warning(request, _still_seated(saved, seats))
            return _onward(kind, saved)
    context = {
        "kind": kind,
        "thing": thing,
        "may_change": may_change,
        "fixed": list(as_it_reads(thing, fixed)),
        "whole": whole if getattr(whole, "making_url", "") else None,
        "draft": kind.draft_of(thing),
        "adoption_url": adoption_url_of(thing),
        "at_once": "" if fixed else _read_at_once(kind, thing),
        "may_remove": workflow.may_remove_basics(request.user, thing),
        "address": thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else "",
        "former": list(FormerSlug.objects.filter(kind=thing._meta.label_lower, thing=thing.pk)),
        "history": history_for(request.user, thing),
    }
    return form_page(request, "portal/basics_form.html", form, **context)


def _draft_asked(request, kind):
    """The draft that the new thing is a part of, where the page was opened from it."""
    asked = request.GET.get("i")
    if asked is None:
        return None
    drafts = kind.within and kind.model._meta.get_field(kind.within).related_model.with_drafts
    if not drafts or not asked.isdecimal():
        raise Http404
    return get_object_or_404(drafts.filter(is_draft=True), pk=asked)


def _read_at_once(kind, thing=None):
    """Where the next edition is made of what is adopted, which everyone reads as soon as it is saved; nothing
    of a draft, or while there is one to add to."""
    if not kind.goes_on:
        return ""
    is_plan = kind.model in (StrategicPlan, FocusArea)
    whole = thing and kind.whole_of(thing)
    if whole and (whole.is_draft or not (is_plan or whole.is_own)):
        return ""
    if whole is None and (not kind.within or (draft() if is_plan else strategy_draft())):
        return ""
    return address("edition_new" if is_plan else "strategy_new")


def _onward(kind, thing):
    """To the list; from what belongs to a draft of the plan or the strategy, to where that is made."""
    whole = getattr(thing, kind.within) if kind.within else thing
    making = getattr(whole, "making_url", "")
    return redirect(making) if making else redirect("basics_list", kind.key)


def _still_seated(organisation, seats):
    named = "; ".join(f"{seat.label}, i {seat.council.short_name}" for seat in seats)
    return (
        f"{organisation} efterträds den {day(organisation.succeeded_on)}, men dess platser är besatta den "
        f"dagen eller senare: {named}. Avsluta uppdragen eller dra in platserna, och lägg upp efterträdarens."
    )


def basics_removal(request, kind, pk):
    """Asks once more; where it stands says why, and where something points to it, what, and how it is ended
    instead."""
    kind = kind_or_404(request, kind)
    thing = get_object_or_404(kind.model, pk=pk)
    require(workflow.may_remove_basics(request.user, thing))
    if request.method == "POST":
        done, saw = f"”{thing}” är borttagen.", marks_in(request.POST)
        removed = act(request, done, workflow.remove_basics, thing, seen=saw)
        return redirect("basics_list", kind.key) if removed else redirect("basics_removal", kind.key, pk)
    context = {"kind": kind, "thing": thing, "used": workflow.pointing_to(thing)}
    context |= {"stands": bool(kind.fixed_of(thing)), "draft": kind.draft_of(thing)}
    return render(request, "portal/basics_removal.html", context)


@transaction.atomic
def _save(form, *, by):
    """The thing, and the goals that it serves or measures: all or nothing."""
    links = {name: value for name, value in form.cleaned_data.items() if name in SERVED}
    facts = {name: value for name, value in form.cleaned_data.items() if name not in SERVED}
    if form.saved:
        thing = workflow.change_basics(form.saved, by=by, **facts)
    else:
        thing = workflow.add_basics(form.kind.model, by=by, **facts, **form.whole)
    if isinstance(thing, FocusArea) and links.keys() == {"confirmed"}:
        links["goals"] = served(thing)["goals"]
    if links:
        tie = serve_goals if isinstance(thing, FocusArea) else tie_goals
        tie(thing, by=by, seen=form.cleaned_data.get("seen"), **links)
    return thing
