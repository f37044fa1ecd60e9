"""A new strategy: made from the one before, changed as a draft, and adopted; from then on what each goal
became lies fast. A goal goes on as it is, reworded, split or merged, or ends."""

import datetime as dt
import re

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from councils import journal
from councils.models import FormerSlug
from rus_portal.core.permissions import may_change_strategy, may_renew, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_untouched
from rus_portal.core.words import day
from strategy.editions import label_of
from strategy.models import Goal, Perspective, Strategy
from strategy.workflow.fate import (
    place_again,
    places_after,
    require_answered,
    require_discardable,
    require_free_title,
    split_into,
    words_of,
)

GOES_ON = ("region_name", "code_note", "indicators_note")
OF_LEVEL = ("key", "singular", "plural", "order")
OF_RELATED = ("abbreviation", "title", "note", "order")
OF_STEP = ("how", "when")
OF_PERSPECTIVE = ("title", "text", "is_of_dimensions", "order")


@transaction.atomic
def begin_strategy(before, *, by, year_from, year_to, at=None):
    """A draft with the words, levels, goals and perspectives of the strategy before, and the plans beside
    it. How it was made is its own, and so is the day on which it is adopted."""
    before = Strategy.with_drafts.select_for_update().get(pk=before.pk)
    require(may_renew(by))
    if Strategy.with_drafts.filter(made_from=before).exists():
        raise Refused("En ny strategi är redan gjord av den här.")
    if before.is_draft:
        raise Refused("Strategin är själv ett utkast. Den ska vara fastställd först.")
    if not before.is_own:
        raise Refused("En ny strategi görs av regionens egen.")
    words = {name: getattr(before, name) for name in (*Strategy.WORDS, *GOES_ON)}
    years, then = f"{year_from}–{year_to}", f"{before.year_from}–{before.year_to}"
    words["short_title"] = f"{re.sub(r' ?[0-9].*$', '', before.short_title)} {years}"
    words["full_title"] = words["full_title"].replace(then, years)
    slug = free_slug(Strategy, f"{year_from}-{year_to}")
    made = Strategy(made_from=before, is_draft=True, slug=slug, year_from=year_from, year_to=year_to, **words)
    made.full_clean()
    made.save()
    for level in before.levels.order_by("order", "pk"):
        made.levels.create(**_facts(level, OF_LEVEL))
    gone_on: dict = {}
    for goal in sorted(
        before.goals.standing(dt.date(year_from, 1, 1)), key=lambda each: each.code.count(".")
    ):
        gone_on[goal.pk] = _carry(goal, made, parent=gone_on.get(goal.parent_id))
    for each in before.perspectives.order_by("order", "pk"):
        slug = free_slug(Perspective, each.title, made.slug)
        on = made.perspectives.create(came_from=each, slug=slug, **_facts(each, OF_PERSPECTIVE))
        on.goals.set(gone_on[goal.pk] for goal in each.goals.all() if goal.pk in gone_on)
    for related in before.related_plans.order_by("order", "pk"):
        made.related_plans.create(**_facts(related, OF_RELATED))
    sentence = f"En ny strategi för {years} började göras av ”{before}”."
    journal.log("begin_strategy", made, sentence, by=by, at=at or timezone.now())
    return made


def _facts(row, names):
    return {name: getattr(row, name) for name in names}


def _carry(goal, strategy, *, parent, **changed):
    """The goal in the new strategy, with its words."""
    facts = _facts(goal, ("order", *Goal.WORDS)) | changed
    level = strategy.levels.filter(key=goal.level.key).first()
    if level is None:
        raise Refused(f"Utkastet saknar målets nivå. Lägg först till en nivå med nyckeln ”{goal.level.key}”.")
    slug = free_slug(Goal, facts["code"], strategy.slug)
    on = Goal(strategy=strategy, level=level, parent=parent, slug=slug, **facts)
    on.full_clean()
    on.save()
    on.came_from.add(*([goal] if goal.strategy_id != strategy.pk else goal.came_from.all()))
    return on


def free_slug(model, wanted, whole=""):
    """The address is its edition's own: the old one leads to the words of then. Codes keep their points, and
    what has no letters in its name is called what it is."""
    most = model._meta.get_field("slug").max_length
    base = (
        wanted if model is Goal else (slugify(wanted) or slugify(model._meta.verbose_name))[:most].strip("-")
    )
    tries = [base] if model is not Goal else []
    tries += [f"{base[: most - len(whole) - 4]}-{whole}"] if whole else []
    tries += [f"{tries[-1][: most - 3]}-{nth}" for nth in range(2, 99)]
    return next(slug for slug in tries if FormerSlug.objects.owner(model, slug) is None)


def _in_draft(goal, by, seen):
    """The goal with its strategy locked."""
    strategy = Strategy.with_drafts.select_for_update().filter(pk=goal.strategy_id).first()
    goal = Goal.with_drafts.select_related("level").filter(pk=goal.pk).first()
    if strategy is None or goal is None:
        raise Refused("Målet finns inte längre i utkastet.")
    require(may_change_strategy(by, strategy))
    goal.strategy = strategy
    require_untouched(goal, seen, Goal.WORDS)
    return goal


def _log(act, goal, sentence, by, at):
    words = _facts(goal, Goal.WORDS)
    journal.log(act, goal.strategy, sentence, by=by, at=at or timezone.now(), before=words)


@transaction.atomic
def split_goal(goal, *, by, titles, seen=None, at=None):
    """Into goals with these titles: the first is the goal itself, with those under it, and the others begin
    with its text."""
    goal = _in_draft(goal, by, seen)
    _log("split_goal", goal, f"Målet ”{goal}” delades i {split_into(titles, goal)}.", by, at)
    goal.title = titles[0]
    goal.full_clean()
    goal.save(update_fields=["title"])
    places = places_after([*goal.strategy.goals.under(goal)], len(titles) - 1)
    for title, order in zip(titles[1:], places, strict=True):
        facts = {"title": title, "order": order, "code": _free_code(goal)}
        on = _carry(goal, goal.strategy, parent=goal.parent, **facts)
        for perspective in goal.perspectives.all():
            perspective.goals.add(on)
    return goal


def _free_code(goal):
    """The next among those beside it: codes follow the tree, so none of them stands under it."""
    taken = set(goal.strategy.goals.values_list("code", flat=True))
    stem = goal.code.rstrip("0123456789")
    first = int(goal.code.removeprefix(stem) or 1) + 1
    return next(code for n in range(first, 9999) if (code := f"{stem}{n}") not in taken)


@transaction.atomic
def merge_goals(goal, *, by, into, seen=None, at=None):
    """Into another of the draft, which from then on comes from both."""
    goal = _in_draft(goal, by, seen)
    into = goal.strategy.goals.filter(pk=into.pk).exclude(pk=goal.pk).first()
    if into is None:
        raise Refused("Välj ett annat mål i samma strategi.", about="into")
    if goal.children.exists():
        raise Refused("Målet har mål under sig. För ihop, flytta eller avsluta dem först.")
    _log("merge_goals", goal, f"Målet ”{goal}” gick ihop med ”{into}”.", by, at)
    into.came_from.add(*goal.came_from.all())
    for perspective in goal.perspectives.all():
        perspective.goals.add(into)
    goal.delete()
    return into


@transaction.atomic
def end_goal(goal, *, by, seen=None, at=None):
    """The new strategy is without it, and without those under it. What they said stands in the one before."""
    goal = _in_draft(goal, by, seen)
    for each in (*goal.strategy.goals.under(goal).exclude(pk=goal.pk).order_by("order", "code"), goal):
        each.strategy = goal.strategy
        _log("end_goal", each, f"Målet ”{each}” upphör med strategin {goal.strategy}.", by, at)
    goal.delete()
    return goal


@transaction.atomic
def bring_back_goal(goal, *, by, strategy, at=None):
    """A goal of the strategy before that was to end, or had gone into another with others, goes on as it was,
    with the perspectives it carried and those under it that had ended too."""
    strategy = Strategy.with_drafts.select_for_update().get(pk=strategy.pk)
    require(may_change_strategy(by, strategy))
    heirs = list(goal.led_to.filter(strategy=strategy))
    if goal.strategy_id != strategy.made_from_id or any(heir.came_from.count() == 1 for heir in heirs):
        raise Refused("Målet är redan med i utkastet.")
    parent = None
    if goal.parent_id:
        parent = strategy.goals.filter(came_from=goal.parent_id).order_by("order", "pk").first()
        if parent is None:
            raise Refused(f"Ta först med ”{goal.parent}”, som målet står under.")
    require_free_title(goal, strategy)
    code = goal.code
    if strategy.goals.filter(code=code).exists() or (parent and not code.startswith(f"{parent.code}.")):
        code = _free_code(Goal(strategy=strategy, code=f"{parent.code}.0" if parent else code))
    goal.led_to.remove(*heirs)
    beside = strategy.parts.filter(parent=parent)
    place = place_again(goal, strategy, beside, above=parent)
    on = _carry(goal, strategy, parent=parent, code=code, order=place)
    for perspective in strategy.perspectives.filter(came_from__in=goal.perspectives.all()):
        perspective.goals.add(on)
    journal.log("bring_back_goal", strategy, f"Målet ”{on}” är med igen.", by=by, at=at or timezone.now())
    below = goal.children.standing(dt.date(strategy.year_from, 1, 1)).exclude(led_to__strategy=strategy)
    for child in below.order_by("code"):
        bring_back_goal(child, by=by, strategy=strategy, at=at)
    return on


@transaction.atomic
def discard_strategy(strategy, *, by, at=None):
    """The draft is taken away whole. The journal keeps its words. Consultations about it are kept with the
    strategy that it was made from, each in its step, which nothing else shows, and with the draft as it was
    shown."""
    strategy = Strategy.with_drafts.select_for_update().get(pk=strategy.pk)
    require(may_change_strategy(by, strategy))
    require_discardable(strategy)
    words = _facts(strategy, Strategy.WORDS)
    goals = strategy.goals.order_by("order", "code", "pk")
    words |= words_of(goals)
    for number, step in enumerate(strategy.steps.order_by("order", "pk"), start=1):  # some share a name
        told = f"steg {number}, {step}"
        words |= {f"{told}, {label_of(step, name)}": getattr(step, name) for name in OF_STEP}
    sentence = f"Utkastet till strategin {strategy} kastades."
    journal.log(
        "discard_strategy", strategy.made_from, sentence, by=by, at=at or timezone.now(), before=words
    )
    for step in strategy.steps.filter(consultations__isnull=False).distinct():
        step.strategy = strategy.made_from
        step.save(update_fields=["strategy"])
        step.consultations.update(discarded_draft=str(strategy))
    strategy.perspectives.all().delete()
    strategy.goals.all().delete()
    strategy.delete()
    return strategy


@transaction.atomic
def adopt_strategy(strategy, *, by, adopted_on, adopted_by, seen=None, at=None):
    """What the region's own assembly has adopted is the strategy, from its first year. What each goal became
    is frozen, in the database too."""
    strategy = Strategy.with_drafts.select_for_update().get(pk=strategy.pk)
    require(may_change_strategy(by, strategy))
    require_untouched(strategy, seen, Strategy.APPROVED)
    require_answered(strategy)
    if not strategy.goals.exists():
        raise Refused("Strategin har inga mål.")
    strategy.is_draft, strategy.adopted_on, strategy.adopted_by = False, adopted_on, adopted_by
    strategy.full_clean()
    strategy.save(update_fields=["is_draft", "adopted_on", "adopted_by"])
    sentence = f"Strategin {strategy} fastställdes av {adopted_by} den {day(adopted_on)}."
    journal.log("adopt_strategy", strategy, sentence, by=by, at=at or timezone.now())
    return strategy
