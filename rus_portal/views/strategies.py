"""A new strategy, step by step, and what differs from the one before."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from councils.journal import history_together
from rus_portal.core.acting import act, attempt, done_already, form_page, posted
from rus_portal.core.permissions import may_change_strategy, may_renew, require
from rus_portal.views.fate import lead_on
from strategy.editions import SAME, fates, perspective_fates, strategy_draft, word_changes
from strategy.forms import AdoptionForm, FateForm, StrategyForm
from strategy.models import Goal, Strategy
from strategy.workflow import strategy as workflow
from strategy.workflow.fate import why_kept

GOALS_BELOW = (
    "Upphör målet, så upphör också målen under det. De kan tas med igen så länge strategin är ett utkast."
)


def _changes(strategy):
    every = fates(strategy)
    return {
        "strategy": strategy,
        "fates": every,
        "unchanged": [fate.after[0] for fate in every if fate.kind == SAME],
        "perspectives": perspective_fates(strategy),
        "words": list(word_changes(strategy.made_from, strategy)),
    }


@login_not_required
def strategy_changes(request, slug):
    """What the strategy has other than the one before."""
    strategy = get_object_or_404(
        Strategy.with_drafts.visible_to(request.user).select_related("made_from"), slug=slug
    )
    if strategy.made_from is None:
        raise Http404
    return render(request, "strategy/strategy_changes.html", _changes(strategy))


def strategy_new(request):
    """First step: the years. The draft begins with all that stands in the newest strategy."""
    require(may_renew(request.user))
    if begun := strategy_draft():
        return redirect("strategy_update", begun.slug)
    before = Strategy.objects.filter(is_own=True).order_by("-year_from", "-pk").first()
    if before is None:
        raise Http404
    form = StrategyForm(posted(request), before=before)
    if form.is_valid():
        made = attempt(form, workflow.begin_strategy, before, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Utkastet till en ny strategi är påbörjat. Bara kansliet ser det.")
            return redirect("strategy_update", made.slug)
    return form_page(request, "strategy/strategy_new.html", form, before=before)


def _draft_or_404(request, slug):
    require(may_renew(request.user))
    strategy = get_object_or_404(Strategy.with_drafts.select_related("made_from"), slug=slug)
    request.became = strategy  # where it is none any more
    require(may_change_strategy(request.user, strategy))
    return strategy


def strategy_update(request, slug):
    """Second step: each goal, what becomes of it, and its words."""
    strategy = _draft_or_404(request, slug)
    history = history_together(request.user, strategy, strategy.parts.all())
    context = _changes(strategy) | {"history": history, "kept": why_kept(strategy)}
    return render(request, "strategy/strategy_update.html", context)


def strategy_goal(request, slug, goal):
    """What becomes of one goal: it is split, goes into another or ends."""
    strategy = _draft_or_404(request, slug)
    goal = Goal.with_drafts.filter(strategy=strategy, slug=goal).first()
    if goal is None:
        return done_already(request, strategy.making_url)
    beside = strategy.goals.filter(level=goal.level_id).exclude(pk=goal.pk)
    form = FateForm(posted(request), part=goal, others=list(beside.order_by("order", "code", "pk")))
    verbs = workflow.split_goal, workflow.merge_goals, workflow.end_goal
    told = {"doing": "Ny strategi", "years": f"{strategy.year_from}–{strategy.year_to}", "lead": GOALS_BELOW}
    return lead_on(request, form, goal, verbs, draft=strategy, **told)


@require_POST
def strategy_goal_return(request, slug, goal):
    """A goal that was to end goes on."""
    strategy = _draft_or_404(request, slug)
    goal = get_object_or_404(Goal.objects, strategy=strategy.made_from_id, slug=goal)
    act(request, f"”{goal}” är med igen.", workflow.bring_back_goal, goal, strategy=strategy)
    return redirect("strategy_update", slug)


def strategy_review(request, slug):
    """Third step: all that changes on one page, and who has adopted it and when."""
    strategy = _draft_or_404(request, slug)
    form = AdoptionForm(posted(request), strategy=strategy)
    if form.is_valid():
        attempt(form, workflow.adopt_strategy, strategy, by=request.user, **form.cleaned_data)
        if not form.errors:
            strategy.refresh_from_db()
            then = f" Det som väntar kopplas om från den 1 januari {strategy.year_from}."
            messages.success(
                request, f"Strategin är inskriven som fastställd.{then if strategy.is_ahead else ''}"
            )
            return redirect(strategy) if strategy.is_ahead else redirect("relinking", slug)
    return form_page(request, "strategy/strategy_review.html", form, **_changes(strategy))


@require_POST
def strategy_removal(request, slug):
    strategy = _draft_or_404(request, slug)
    taken = act(request, f"Utkastet {strategy} är kastat.", workflow.discard_strategy, strategy)
    return redirect("strategy") if taken else redirect("strategy_update", slug)
