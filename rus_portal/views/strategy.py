"""Why: the strategies with their goals, how they were made, and the councils' strategic plan."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from councils.models import Council
from meetings.follow_up.coverage import blind_to_all, in_tree_order
from meetings.models import AgendaItem, Consultation, Position
from meetings.models.position import with_dissent
from meetings.open.plans import adopted_in
from meetings.positions.counts import in_areas
from meetings.positions.follow_up import came_of_many
from meetings.positions.goal_counts import PUBLISHED, carrying, positions_under, serving
from meetings.positions.goal_years import given_to, positions_by_year
from meetings.positions.register import Found, newest_positions
from meetings.triggers.generation import kept_for_all
from rus_portal.core.permissions import may_keep_basics
from rus_portal.core.prepared import Rows, prepared
from rus_portal.region_data import making as making_of_all
from rus_portal.region_data import strategy_slug
from rus_portal.views.indicators import charts_of
from strategy import open_advocacy
from strategy.adoption import corrections_of
from strategy.charts import explained
from strategy.editions import came_from, is_seen_by
from strategy.models import (
    FocusArea,
    FocusAreaGoal,
    Goal,
    Indicator,
    Level,
    Perspective,
    RelatedPlan,
    StrategicPlan,
    Strategy,
    StrategyStep,
)
from strategy.models.plan import in_force_of
from strategy.succession import with_earlier

SHOWN = 10


@login_not_required
def strategy(request):
    """The strategy in force."""
    strategy = Strategy.objects.in_force()
    if strategy is None:
        return render(request, "strategy/strategy_none.html")
    return _strategy_page(request, strategy, is_edition=False)


@login_not_required
def edition(request, slug):
    """One strategy by its own address: our current one, an earlier one or another region's."""
    strategy = get_object_or_404(Strategy.with_drafts.visible_to(request.user), slug=slug)
    return _strategy_page(request, strategy, is_edition=True)


def _strategy_page(request, strategy, *, is_edition):
    goals = list(_goals(strategy))
    counts = positions_under(goals) if strategy.is_own else {}
    years, rows = ([], []) if is_edition else _by_year(goals)
    others = list(_others(strategy.pk))
    return render(
        request,
        "strategy/strategy_detail.html",
        {
            "strategy": strategy,
            "is_edition": is_edition,
            "years": years,
            "goal_rows": rows,
            "levels": _levels(strategy, goals, counts),
            "perspectives": _perspectives(strategy.pk),
            "related_plans": _related_plans(strategy.pk),
            "editions": others,
            "replaced_by": next((each for each in others if each.made_from_id == strategy.pk), None),
            "may_keep": may_keep_basics(request.user),
            "plan": StrategicPlan.objects.in_force() if strategy.is_own else None,
        },
    )


def _by_year(goals):
    """The years, and (goal, how deep it lies, its cells, whether it is a blind spot) for each goal that held
    in some of them."""
    years, cells = positions_by_year(goals, timezone.localdate())
    first = dt.date(years[0], 1, 1) if years else timezone.localdate()
    shown = [goal for goal in in_tree_order(goals) if not goal.has_ended(first)]
    blind = blind_to_all()
    return years, [(goal, goal.code.count("."), cells[goal.pk], goal.pk in blind) for goal in shown]


@prepared
def _goals(strategy):
    goals = Goal.with_drafts.filter(strategy=strategy).select_related("level")
    return goals.order_by("order", "code", "pk")


@prepared
def _others(strategy):
    return Strategy.objects.exclude(pk=strategy)


@prepared
def _related_plans(strategy):
    return RelatedPlan.objects.filter(strategy=strategy).order_by("order", "pk")


@prepared
def _levels_of(strategy):
    return Level.objects.filter(strategy=strategy).order_by("order", "pk")


def _levels(strategy, goals, counts):
    """(level, branches) for levels at the top of the tree, (level, []) for those the sources leave empty."""
    used = {goal.level_id for goal in goals}
    shown = []
    for level in _levels_of(strategy.pk):
        roots = [goal for goal in goals if goal.level_id == level.pk and goal.parent_id is None]
        if roots or level.pk not in used:
            shown.append((level, _branches(roots, goals, counts)))
    return shown


def _branches(tops, goals, counts):
    """The goals with all below them, as the template draws them: goal, count (or None) and branches."""
    return [
        {
            "goal": top,
            "count": counts.get(top.pk),
            "has_ended": top.has_ended(timezone.localdate()),
            "branches": _branches([goal for goal in goals if goal.parent_id == top.pk], goals, counts),
        }
        for top in tops
    ]


@login_not_required
def goal(request, slug):
    """A goal with every position and item that serves it or a goal below it."""
    goals = _goals_beside(slug)
    goal = next((each for each in goals if each.slug == slug), None)
    if goal is None or not is_seen_by(request.user, goal.strategy):
        raise Http404
    below = [each for each in goals if each == goal or each.code.startswith(f"{goal.code}.")]
    ids = [each.pk for each in below]
    ids = with_earlier(ids) if goal.strategy.made_from_id else ids
    served = PUBLISHED & serving(ids, "item__")
    counts = positions_under(below, served)
    then = goal.strategy.replaced_by
    return render(
        request,
        "strategy/goal_detail.html",
        {
            "goal": goal,
            "ancestors": _ancestors(goal, goals),
            "children": [(each, counts[each.pk]) for each in below if each.parent_id == goal.pk],
            "count": counts[goal.pk],
            "before": came_from(goal) if goal.strategy.made_from_id else [],
            "after": list(goal.led_to.filter(strategy=then).order_by("order", "code", "pk")) if then else [],
            "replaced_by": then,
            "items": _other_items(AgendaItem.objects.shown_to(request.user), serving(ids)),
            "links": _links(ids, timezone.localdate()),
            "may_confirm": may_keep_basics(request.user),
            "perspectives": _perspectives(goal.strategy_id),
        }
        | _told_to_all(tuple(ids), goal.strategy.is_own, _holds(goal, then)),
    )


def _holds(goal, then):
    """Whether it is a goal today, where `then` is the strategy made from its own."""
    return not goal.has_ended(timezone.localdate()) and (then is None or then.is_ahead)


@kept_for_all
def _told_to_all(goals, is_own, holds):
    served = PUBLISHED & serving(goals, "item__")
    charts = list(charts_of(_measured(goals)))
    return {
        "positions": _newest(served),
        "came": came_of_many(served, SHOWN),
        "charts": charts,
        "signs": explained(drawn for _, drawn in charts),
        "given": given_to(serving(goals), timezone.localdate(), holds=holds) if is_own else None,
    }


@prepared
def _goals_beside(slug):
    """All goals of the strategy that the goal is one of."""
    beside = Goal.with_drafts.filter(strategy__goals__slug=slug).select_related("strategy", "level")
    return beside.order_by("order", "code", "pk")


@prepared
def _links(goals, today):
    """Of the edition in force: neither of a draft, nor of one that is ahead or that another has taken the
    place of."""
    links = FocusAreaGoal.objects.filter(goal__in=goals, focus_area__plan__is_draft=False)
    links = links.exclude(focus_area__plan__applies_from__gt=today)
    links = links.exclude(focus_area__plan__next_edition__applies_from__lte=today)
    links = links.select_related("focus_area__plan", "goal")
    return links.order_by("focus_area__order", "goal__order", "pk")


@prepared
def _perspectives(strategy):
    return Perspective.objects.filter(strategy=strategy).order_by("order", "pk")


@prepared
def _measured(goals):
    """Indicators of the goals, in their order."""
    return Indicator.objects.filter(goals__in=goals).distinct().order_by("order", "title", "pk")


def _ancestors(goal, goals):
    """From the top down to the goal's parent."""
    by_id, above = {each.pk: each for each in goals}, []
    while goal.parent_id:
        goal = by_id[goal.parent_id]
        above.insert(0, goal)
    return above


def _newest(condition):
    return with_dissent(newest_positions(condition, slice(SHOWN)))


@prepared
def _other_items(shown, serving_it):
    """Other matters the reader may see that serve the goal or area: without a published position. They are
    few, and found first."""
    few = AgendaItem.objects.filter(serving_it, position__published_at__isnull=True).order_by().values("pk")
    items = AgendaItem.objects.filter(shown, pk__in=few, meeting__isnull=False)
    items = items.exclude(stage=AgendaItem.Stage.WITHDRAWN).select_related("meeting__council")
    return items.order_by("-meeting__date", "order", "pk")[:SHOWN]


@login_not_required
def plan(request, year=None):
    """The plan of a year, or the one without; where none is asked for the one in force."""
    asked = year is not None
    plans = StrategicPlan.with_drafts.visible_to(request.user) if asked else StrategicPlan.objects.all()
    editions = list(plans.select_related("next_edition", "made_from"))
    named = [plan for plan in editions if (plan.year or "odaterad") == year]
    plans = named if asked else [in_force_of(editions)]
    if not plans:
        raise Http404
    plan = plans[0]
    areas = plan.focus_areas.prefetch_related("goal_links__goal").order_by("order", "pk") if plan else []
    read = Position.objects.visible_to(request.user)
    return render(
        request,
        "strategy/plan_detail.html",
        {
            "plan": plan,
            "areas": areas,
            "editions": [each for each in editions if each != plan],
            "replaced_by": plan and plan.replaced_by,
            "adopted_in": adopted_in([plan], read)[plan.pk] if plan and plan.adopted_on else [],
            "corrections": corrections_of([plan])[plan.pk] if plan else [],
            "may_keep": may_keep_basics(request.user),
        },
    )


@login_not_required
def focus_area(request, slug):
    area = get_object_or_404(FocusArea.with_drafts.select_related("plan__next_edition"), slug=slug)
    if not is_seen_by(request.user, area.plan):
        raise Http404
    before, after = came_from(area), list(area.led_to.filter(plan__is_draft=False).order_by("order", "pk"))
    own = Rows(in_areas, tuple(each.pk for each in (area, *before)))
    positions = PUBLISHED & Q(item__in=own)
    return render(
        request,
        "strategy/focus_area_detail.html",
        {
            "area": area,
            "before": before,
            "after": after,
            "links": area.goal_links.select_related("goal").order_by("goal__order", "pk"),
            "may_confirm": may_keep_basics(request.user),
            "positions": _newest(positions),
            "count": Found(positions).count(),
            "items": _other_items(AgendaItem.objects.shown_to(request.user), Q(pk__in=own)),
        },
    )


@login_not_required
def perspective(request, slug):
    """A horizontal perspective, the goals whose words carry it, and what the councils have done that does."""
    perspective = get_object_or_404(Perspective.objects.select_related("strategy", "came_from"), slug=slug)
    if not is_seen_by(request.user, perspective.strategy):
        raise Http404
    goals = list(perspective.goals.select_related("level").order_by("order", "code", "pk"))
    own = Rows(carrying, _with_those_below(goals, perspective.strategy), perspective.is_of_dimensions)
    positions = PUBLISHED & Q(item__in=own)
    context = {
        "perspective": perspective,
        "goals": goals,
        "may_keep": may_keep_basics(request.user),
        "after": perspective.led_to.filter(strategy__is_draft=False).select_related("strategy").first(),
        "positions": _newest(positions),
        "count": Found(positions).count(),
        "items": _other_items(AgendaItem.objects.shown_to(request.user), Q(pk__in=own)),
    }
    return render(request, "strategy/perspective_detail.html", context)


def _with_those_below(goals, strategy):
    """The ids of the goals and all below them, and of those of earlier strategies that have become these."""
    below = tuple(f"{goal.code}." for goal in goals)
    ids = [each.pk for each in _goals(strategy) if each in goals or each.code.startswith(below)]
    return with_earlier(ids) if strategy.made_from_id else ids


@login_not_required
def advocacy(request):
    """What the region pleads for together, with whom, and what came of it."""
    context = {"issues": open_advocacy.issues(), "may_keep": may_keep_basics(request.user)}
    return render(request, "strategy/advocacy.html", context)


@login_not_required
def making(request):
    """What strategies are for and what governs them; how each was made, our own first."""
    told = making_of_all()
    started = {strategy_slug(row["strategy"], row["region"]): row for row in told["starting_points"]}
    made = Strategy.objects.filter(Q(steps__in=StrategyStep.objects.all()) | Q(slug__in=started)).distinct()
    steps = Prefetch("steps", StrategyStep.objects.order_by("order", "pk"))
    context = {
        "purpose": told["purpose"],
        "laws": told["laws"],
        "strategies": [(each, started.get(each.slug)) for each in made.prefetch_related(steps)],
        "pledges": Council.objects.exclude(principles=""),
        "consultations": Consultation.objects.select_related("step__strategy", "plan"),
        "may_keep": may_keep_basics(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "strategy/making.html", context)
