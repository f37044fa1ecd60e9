"""Loads a region's data files into the database: organisations, strategies and, for the region this
installation serves, its councils with their seats and its strategic plan.

Runs at every start, and only creates. What is there is the portal's own and edited there: a strategy, a
council or a plan that exists is left alone with all its parts, so that nothing changed or removed in the
portal comes back. Rows are found by their slugs, also by those they once had. Words that mean the same have
none: those that nobody has written in the portal become what the files say now.
"""

from django.conf import settings
from django.db import transaction

from councils.models import Council, FormerSlug, JournalEntry, Organisation
from councils.workflow import was_removed
from meetings.models import Synonyms
from rus_portal.region_data import read, strategy_slug
from strategy.models import Goal, Perspective, StrategicPlan, Strategy
from strategy.workflow.strategy import free_slug

_owner = FormerSlug.objects.owner


def _is_new(model, slug):
    """Nothing has the slug, or once had it, and nothing that had it was taken away in the portal, where it
    may have left the slug for another first."""
    is_free = _owner(model, slug) is None and not FormerSlug.objects.taken_from(model(), slug)
    return is_free and not was_removed(model, slug=slug)


@transaction.atomic
def load_region(region):
    """Load one region; returns how many rows of each kind its files hold.

    A region other than our own is for comparison: it has no councils and no plan.
    """
    own = region == settings.REGION
    rows = {"organisations": _load_organisations(region, own=own)}
    strategies = _load_strategies(region, own=own)
    rows |= {kind: strategies[kind] for kind in ("strategies", "goals")}
    if own:
        councils = _load_councils(region)
        rows |= {kind: councils.get(kind, []) for kind in ("councils", "seats")}
        rows["focus_areas"] = _load_plan(region)
        _load_synonyms(region)
    return {kind: len(held) for kind, held in rows.items()}


def _facts(row, *left_out):
    """A row of a file as values of fields; a list of lines becomes one text."""
    return {
        key: "\n".join(value) if isinstance(value, list) else value
        for key, value in row.items()
        if key not in left_out
    }


def _load_organisations(region, *, own):
    rows = read(region, "organisations")["organisations"]
    for row in rows:
        if _is_new(Organisation, row["slug"]):
            Organisation.objects.create(**_facts(row, "source"), is_own=own)
    return rows


def _load_strategies(region, *, own):
    """Each with its levels, goals and other parts."""
    data = read(region, "strategy")
    for row in data["strategies"]:
        slug = strategy_slug(row["slug"], region)
        if _is_new(Strategy, slug):
            facts = _facts(row) | {"slug": slug, "is_own": own, "region_name": read(region, "region")["name"]}
            strategy = Strategy.objects.create(**facts)
            parts = {
                kind: [each for each in data.get(kind, []) if each["strategy"] == row["slug"]]
                for kind in ("levels", "goals", "perspectives", "steps", "related_plans")
            }
            _load_goals(strategy, parts.pop("levels"), parts.pop("goals"))
            for kind, rows in parts.items():
                for order, each in enumerate(rows, start=1):
                    facts = {"order": order} | _facts(each, "strategy", "source")
                    if kind == "perspectives":
                        facts["slug"] = free_slug(Perspective, facts["title"], strategy.slug)
                    getattr(strategy, kind).create(**facts)
    return data


def _load_goals(strategy, levels, goals):
    """Goals in the order of the file, where a parent stands before its children."""
    named = {level["key"]: strategy.levels.create(**_facts(level, "strategy")) for level in levels}
    made = {}
    for order, goal in enumerate(goals, start=1):
        made[goal["code"]] = strategy.goals.create(
            **_facts(goal, "strategy", "level", "parent"),
            slug=_goal_slug(goal["code"], strategy),
            level=named[goal["level"]],
            parent=made.get(goal["parent"]),
            order=order,
        )


def _goal_slug(code, strategy):
    """The code alone for our own region's goals, unless an earlier strategy of ours has it."""
    if strategy.is_own and _owner(Goal, code) is None:
        return code
    return f"{code}-{strategy.slug}"


def _load_councils(region):
    data = read(region, "councils")
    rows = data.get("councils", [])
    found = {row["slug"]: _owner(Council, row["slug"]) for row in rows}
    new = {row["slug"] for row in rows if _is_new(Council, row["slug"])}
    for row in rows:
        if row["slug"] in new:
            found[row["slug"]] = Council.objects.create(**_facts(row, "serves"))
    for row in rows:
        field = {Council.Kind.PREPARATORY_GROUP: "prepared_by", Council.Kind.OFFICE: "office"}.get(
            row["kind"]
        )
        if field and found[row["slug"]]:
            served = [found[slug].pk for slug in row["serves"] if slug in new]
            Council.objects.filter(pk__in=served).update(**{field: found[row["slug"]]})
    for row in data.get("seats", []):
        if row["council"] in new:
            home = _owner(Organisation, row["organisation"])
            if home:
                found[row["council"]].seats.create(**_facts(row, "council") | {"organisation": home})
    return data


def _load_plan(region):
    """The first plan with its focus areas; later editions are written in the portal. The links of the areas
    to goals are proposals."""
    data = read(region, "plan")
    if not data:
        return []
    if not (StrategicPlan.objects.exists() or was_removed(StrategicPlan)):
        plan = StrategicPlan.objects.create(**_facts(data, "focus_areas"))
        goals = {goal.code: goal for goal in Goal.objects.selectable()}
        for order, row in enumerate(data["focus_areas"], start=1):
            area = plan.focus_areas.create(**_facts(row, "goals") | {"order": order})
            area.goals.set(goals[code] for code in row["goals"])
    return data["focus_areas"]


def _load_synonyms(region):
    """Those of the files, at an upgrade too: a line that came from them is known by any of its words. Where
    the region has written, changed or taken away a line with one of the words it is left to that."""
    there = {synonyms: _single(synonyms.words) for synonyms in Synonyms.objects.all()}
    told = JournalEntry.objects.filter(subject_type=Synonyms._meta.label_lower)
    written = [facts.get("words", "") for entry in told for facts in (entry.before, entry.after)]
    own = _single(",".join(written))
    for words in read(region, "region").get("synonyms", []):
        known = [synonyms for synonyms, each in there.items() if each & _single(words)]
        if _single(words) & own or len(known) > 1:
            continue
        line = known[0] if known else Synonyms()
        if line.words != words:
            line.words = words
            line.save()


def _single(words):
    return {word.strip().casefold() for word in words.split(",")} - {""}
