"""The yearly update of the strategic plan, step by step, and what differs from one edition to the next."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from councils.journal import history_together
from meetings.follow_up.coverage import blind_spots, by_area
from meetings.forms.plan import AdoptionCorrectionForm, PlanAdoptionForm
from meetings.workflow.plan import adopt_plan, correct_adoption
from rus_portal.core.acting import act, attempt, done_already, form_page, posted
from rus_portal.core.permissions import may_change_edition, may_correct_adoption, may_renew, require
from rus_portal.core.words import day
from rus_portal.views.fate import lead_on
from strategy.adoption import corrections_of
from strategy.editions import draft, fates, word_changes
from strategy.forms import EditionForm, FateForm
from strategy.models import FocusArea, StrategicPlan
from strategy.workflow import plan as workflow
from strategy.workflow.fate import why_kept


@login_not_required
def edition_changes(request, year):
    """What the edition has other than the one before."""
    plans = StrategicPlan.with_drafts.visible_to(request.user).select_related("made_from")
    plan = get_object_or_404(plans, year=year)
    if plan.made_from is None:
        raise Http404
    return render(request, "strategy/edition_changes.html", _changes(plan))


def _changes(plan):
    return {"plan": plan, "fates": fates(plan), "words": list(word_changes(plan.made_from, plan))}


def edition_new(request):
    """First step: the year. The draft begins with all that stands in the plan now."""
    require(may_renew(request.user))
    if begun := draft():
        return redirect("edition_update", begun.year)
    before = StrategicPlan.objects.first()  # the newest, also where its day has not come
    if before is None:
        raise Http404
    form = EditionForm(posted(request), before=before)
    if form.is_valid():
        made = attempt(form, workflow.begin_edition, before, by=request.user, year=form.cleaned_data["year"])
        if not form.errors:
            messages.success(request, f"Utkastet för {made.year} är påbörjat. Bara kansliet ser det.")
            return redirect("edition_update", made.year)
    return form_page(request, "strategy/edition_new.html", form, before=before)


def _draft_or_404(request, year):
    require(may_renew(request.user))
    plan = get_object_or_404(StrategicPlan.with_drafts.select_related("made_from"), year=year)
    request.became = plan  # where it is none any more
    require(may_change_edition(request.user, plan))
    return plan


def edition_update(request, year):
    """Second step: each area, what becomes of it, and its words."""
    plan = _draft_or_404(request, year)
    every = fates(plan)
    lines = blind_spots(request.user, year=plan.year)
    of_area = dict(by_area(lines, [area for fate in every for area in (fate.after or fate.before)]))
    served = {line.goal.pk for fate in every for area in fate.after for line in of_area[area]}
    context = {
        "plan": plan,
        "fates": [(fate, _once(fate.after or fate.before, of_area)) for fate in every],
        "untouched": [line for line in lines if line.goal.pk not in served],
        "is_above": bool(served),
        "kept": why_kept(plan),
        "history": history_together(request.user, plan, plan.parts.all()),
    }
    return render(request, "strategy/edition_update.html", context)


def _once(areas, of_area):
    """Of several areas the goals that nobody has touched, each once."""
    return list({line.goal.pk: line for area in areas for line in of_area[area]}.values())


def edition_area(request, year, slug):
    """What becomes of one area: it is split, goes into another or ends."""
    plan = _draft_or_404(request, year)
    area = FocusArea.with_drafts.filter(plan=plan, slug=slug).first()
    if area is None:
        return done_already(request, plan.making_url)
    others = list(plan.focus_areas.exclude(pk=area.pk).order_by("order", "pk"))
    form = FateForm(posted(request), part=area, others=others)
    verbs = workflow.split_area, workflow.merge_areas, workflow.end_area
    return lead_on(request, form, area, verbs, draft=plan, doing="Uppdatera planen", years=plan.year)


@require_POST
def edition_return(request, year, slug):
    """An area that was to end goes on."""
    plan = _draft_or_404(request, year)
    area = get_object_or_404(FocusArea, plan=plan.made_from_id, slug=slug)
    act(request, f"”{area}” är med igen.", workflow.bring_back_area, area, plan=plan)
    return redirect("edition_update", year)


@require_POST
def edition_removal(request, year):
    plan = _draft_or_404(request, year)
    taken = act(request, f"Utkastet för {year} är kastat.", workflow.discard_edition, plan)
    return redirect("plan") if taken else redirect("edition_update", year)


def edition_review(request, year):
    """Third step: all that changes, who has adopted it and when, and from which day it applies."""
    plan = _draft_or_404(request, year)
    form = PlanAdoptionForm(posted(request), plan=plan, person=request.user)
    if form.is_valid():
        attempt(form, adopt_plan, plan, by=request.user, **form.cleaned_data)
        if not form.errors:
            plan.refresh_from_db()
            then = f"gäller från den {day(plan.applies_from)}. Det som väntar kopplas om från den dagen."
            said = then if plan.is_ahead else "är nu den strategiska planen."
            messages.success(request, f"Utgåvan för {year} är inskriven som antagen och {said}")
            return redirect(plan) if plan.is_ahead else redirect("edition_relinking", year)
    return form_page(request, "strategy/edition_review.html", form, **_changes(plan))


def edition_adoption(request, year):
    """When an edition was adopted, by whom and in which position, and from when it applies: what was not
    known is written, and what is wrong put right."""
    require(may_renew(request.user))
    editions = StrategicPlan.with_drafts.select_related("made_from")
    plan = get_object_or_404(editions, year=None if year == "odaterad" else year)
    require(may_correct_adoption(request.user, plan))
    form = AdoptionCorrectionForm(posted(request), saved=plan, person=request.user)
    if form.is_valid():
        attempt(form, correct_adoption, plan, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"Det som sägs om antagandet av {plan} är sparat.")
            return redirect(plan)
    corrections = corrections_of([plan])[plan.pk]
    return form_page(request, "strategy/edition_adoption.html", form, plan=plan, corrections=corrections)
