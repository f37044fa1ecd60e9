"""Loads a region's data files into the database: organisations, strategies and, for the region this
installation serves, its councils with their seats and its strategic plan.

Can run any number of times: rows are found by their natural keys and set to what the files say, also where
an administrator has edited the same fact since. What the files do not mention is left alone. Nothing that
others may refer to is deleted: a goal that is gone from its file is retired.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from councils.models import Council, Organisation, Seat
from rus_portal.region_data import read
from strategy.models import FocusArea, FocusAreaGoal, Goal, Level, StrategicPlan, Strategy


@transaction.atomic
def load_region(region):
    """Load one region; returns how many rows of each kind its files hold.

    A region other than our own is for comparison: it has no councils and no plan.
    """
    own = region == settings.REGION
    rows = {
        "organisations": _load_organisations(region),
        "strategies": _load_strategies(region, own=own),
        "goals": _load_goals(region, own=own),
    }
    _load_parts(region, own=own)
    if own:
        rows["councils"] = _load_councils(region)
        rows["seats"] = _load_seats(region)
        rows["focus_areas"] = _load_plan(region)
    return {kind: len(loaded) for kind, loaded in rows.items()}


def _facts(row, *left_out):
    """A row of a file as values of fields; a list of lines becomes one text."""
    return {
        key: "\n".join(value) if isinstance(value, list) else value
        for key, value in row.items()
        if key not in left_out
    }


def _strategy_slug(slug, region, *, own):
    """Two regions may both have a strategy for 2020–2030; ours keeps the plain address."""
    return slug if own else f"{region}-{slug}"


def _load_organisations(region):
    rows = read(region, "organisations")["organisations"]
    for row in rows:
        Organisation.objects.update_or_create(slug=row["slug"], defaults=_facts(row, "slug", "source"))
    return rows


def _load_strategies(region, *, own):
    data = read(region, "strategy")
    region_name = read(region, "region")["name"]
    for row in data["strategies"]:
        strategy, _ = Strategy.objects.update_or_create(
            slug=_strategy_slug(row["slug"], region, own=own),
            defaults=_facts(row, "slug") | {"is_own": own, "region_name": region_name},
        )
        for level in data["levels"]:
            if level["strategy"] == row["slug"]:
                Level.objects.update_or_create(
                    strategy=strategy, key=level["key"], defaults=_facts(level, "strategy", "key")
                )
    return data["strategies"]


def _load_goals(region, *, own):
    """Goals in the order of the file, where a parent stands before its children."""
    data = read(region, "strategy")
    for row in data["strategies"]:
        strategy = Strategy.objects.get(slug=_strategy_slug(row["slug"], region, own=own))
        levels = {level.key: level for level in strategy.levels.all()}
        goals = {}
        of_strategy = (goal for goal in data["goals"] if goal["strategy"] == row["slug"])
        for order, goal in enumerate(of_strategy, start=1):
            told = _facts(goal, "strategy", "code") | {
                "level": levels[goal["level"]],
                "parent": goals.get(goal["parent"]),
                "order": order,
                "retired_on": None,
            }
            goals[goal["code"]], _ = Goal.objects.update_or_create(
                strategy=strategy,
                code=goal["code"],
                defaults=told,
                create_defaults=told | {"slug": _goal_slug(goal["code"], strategy)},
            )
        gone = strategy.goals.filter(retired_on=None).exclude(code__in=goals)
        gone.update(retired_on=timezone.localdate())
    return data["goals"]


def _goal_slug(code, strategy):
    """The code alone for our own region's goals, unless an earlier strategy of ours has it."""
    if strategy.is_own and not Goal.objects.filter(slug=code).exists():
        return code
    return f"{code}-{strategy.slug}"


def _load_parts(region, *, own):
    """Perspectives, steps and related plans. Nothing refers to them, so they are deleted and written anew."""
    data = read(region, "strategy")
    for row in data["strategies"]:
        strategy = Strategy.objects.get(slug=_strategy_slug(row["slug"], region, own=own))
        for name in ("perspectives", "steps", "related_plans"):
            parts = getattr(strategy, name)
            told = (each for each in data[name] if each["strategy"] == row["slug"])
            parts.all().delete()
            parts.bulk_create(
                parts.model(strategy=strategy, **{"order": order} | _facts(each, "strategy", "source"))
                for order, each in enumerate(told, start=1)
            )


def _load_councils(region):
    rows = read(region, "councils").get("councils", [])
    for row in rows:
        Council.objects.update_or_create(slug=row["slug"], defaults=_facts(row, "slug", "serves"))
    for row in rows:
        served = Council.objects.filter(slug__in=row["serves"])
        body = Council.objects.get(slug=row["slug"])
        if body.kind == Council.Kind.PREPARATORY_GROUP:
            served.update(prepared_by=body)
        elif body.kind == Council.Kind.OFFICE:
            served.update(office=body)
    return rows


def _load_seats(region):
    """A seat is identified by its order in its council: two secretaries' seats differ only in that."""
    rows = read(region, "councils").get("seats", [])
    councils = {council.slug: council for council in Council.objects.all()}
    organisations = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    for row in rows:
        Seat.objects.update_or_create(
            council=councils[row["council"]],
            order=row["order"],
            defaults=_facts(row, "council", "order") | {"organisation": organisations[row["organisation"]]},
        )
    return rows


def _load_plan(region):
    """The plan with its focus areas. Their links to goals are proposals; a confirmed one stays confirmed."""
    data = read(region, "plan")
    if not data:
        return []
    plan, _ = StrategicPlan.objects.update_or_create(
        year=data.get("year"), defaults=_facts(data, "year", "focus_areas")
    )
    goals = {goal.code: goal for goal in Goal.objects.selectable()}
    for order, row in enumerate(data["focus_areas"], start=1):
        area, _ = FocusArea.objects.update_or_create(
            plan=plan, code=row["code"], defaults=_facts(row, "code", "goals") | {"order": order}
        )
        area.goal_links.filter(confirmed_on=None).exclude(goal__code__in=row["goals"]).delete()
        for code in row["goals"]:
            FocusAreaGoal.objects.get_or_create(focus_area=area, goal=goals[code])
    return data["focus_areas"]
