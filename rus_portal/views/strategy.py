"""Why: the strategies with their goals, how they were made, and the councils' strategic plan."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from councils.models import Council
from meetings.models import AgendaItem, Position
from meetings.positions.goal_counts import positions_under, serving
from rus_portal.region_data import making as making_of_all
from rus_portal.region_data import strategy_slug
from strategy.models import FocusArea, FocusAreaGoal, Goal, StrategicPlan, Strategy, StrategyStep

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
    return _strategy_page(request, get_object_or_404(Strategy, slug=slug), is_edition=True)


def _strategy_page(request, strategy, *, is_edition):
    goals = list(strategy.goals.select_related("level").order_by("order", "code", "pk"))
    counts = positions_under(goals, Position.objects.published()) if strategy.is_own else {}
    return render(
        request,
        "strategy/strategy_detail.html",
        {
            "strategy": strategy,
            "is_edition": is_edition,
            "levels": _levels(strategy, goals, counts),
            "perspectives": list(strategy.perspectives.order_by("order", "pk")),
            "related_plans": list(strategy.related_plans.order_by("order", "pk")),
            "editions": list(Strategy.objects.exclude(pk=strategy.pk)),
            "plan": StrategicPlan.objects.first() if strategy.is_own else None,
        },
    )


def _levels(strategy, goals, counts):
    """(level, branches) for levels at the top of the tree, (level, []) for those the sources leave empty."""
    used = {goal.level_id for goal in goals}
    shown = []
    for level in strategy.levels.order_by("order", "pk"):
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
            "branches": _branches([goal for goal in goals if goal.parent_id == top.pk], goals, counts),
        }
        for top in tops
    ]


@login_not_required
def goal(request, slug):
    """A goal with every position and item that serves it or a goal below it."""
    goal = get_object_or_404(Goal.objects.select_related("strategy", "level", "parent"), slug=slug)
    below = list(Goal.objects.under(goal).select_related("level").order_by("order", "code", "pk"))
    ids = [each.pk for each in below]
    positions = Position.objects.published().filter(serving(ids, "item__"))
    counts = positions_under(below, positions)
    links = FocusAreaGoal.objects.filter(goal__in=ids).select_related("focus_area__plan", "goal")
    return render(
        request,
        "strategy/goal_detail.html",
        {
            "goal": goal,
            "ancestors": _ancestors(goal),
            "children": [(each, counts[each.pk]) for each in below if each.parent_id == goal.pk],
            "count": counts[goal.pk],
            "positions": _newest(positions),
            "items": _other_items(request.user, serving(ids)),
            "links": links.order_by("focus_area__order", "goal__order", "pk"),
        },
    )


def _ancestors(goal):
    """From the top down to the goal's parent."""
    above = []
    while goal.parent:
        goal = goal.parent
        above.insert(0, goal)
    return above


def _newest(positions):
    return positions.newest_first().select_related("item", "council").with_dissent()[:SHOWN]


def _other_items(user, condition):
    """Other matters the reader may see that serve the goal or area: without a published position."""
    items = AgendaItem.objects.visible_to(user).filter(condition, meeting__isnull=False)
    without = items.filter(position__published_at__isnull=True).exclude(stage=AgendaItem.Stage.WITHDRAWN)
    return without.select_related("meeting__council").order_by("-meeting__date", "order", "pk")[:SHOWN]


@login_not_required
def plan(request, year=None):
    """The plan of a year; without a year the newest there is."""
    editions = list(StrategicPlan.objects.all())
    plans = [plan for plan in editions if year in (None, plan.year)]
    if not plans and year:
        raise Http404
    plan = plans[0] if plans else None
    areas = plan.focus_areas.prefetch_related("goal_links__goal").order_by("order", "pk") if plan else []
    return render(
        request,
        "strategy/plan_detail.html",
        {"plan": plan, "areas": areas, "editions": [each for each in editions if each != plan]},
    )


@login_not_required
def focus_area(request, slug):
    area = get_object_or_404(FocusArea.objects.select_related("plan"), slug=slug)
    items = AgendaItem.focus_areas.through.objects.filter(focusarea=area).values("agendaitem")
    positions = Position.objects.published().filter(item__in=items)
    return render(
        request,
        "strategy/focus_area_detail.html",
        {
            "area": area,
            "links": area.goal_links.select_related("goal").order_by("goal__order", "pk"),
            "positions": _newest(positions),
            "count": positions.count(),
            "items": _other_items(request.user, Q(pk__in=items)),
        },
    )


@login_not_required
def making(request):
    """What strategies are for and what governs them; how each was made, our own first."""
    told = making_of_all()
    started = {strategy_slug(row["strategy"], row["region"]): row for row in told["starting_points"]}
    made = Strategy.objects.filter(Q(steps__isnull=False) | Q(slug__in=started)).distinct()
    steps = Prefetch("steps", StrategyStep.objects.order_by("order", "pk"))
    context = {
        "purpose": told["purpose"],
        "laws": told["laws"],
        "strategies": [(each, started.get(each.slug)) for each in made.prefetch_related(steps)],
        "pledges": Council.objects.exclude(principles=""),
        "today": timezone.localdate(),
    }
    return render(request, "strategy/making.html", context)
