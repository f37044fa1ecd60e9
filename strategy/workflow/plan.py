"""The yearly update of the strategic plan: an edition is made from the one before, changed as a draft, and
adopted; from then on both stand as they are. Each area goes on as it is, reworded, split or merged, or
ends."""

import re

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from councils import journal
from councils.models import FormerSlug
from rus_portal.core.permissions import may_change_edition, may_renew, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_untouched
from rus_portal.core.words import day
from strategy.adoption import FACTS
from strategy.models import FocusArea, StrategicPlan
from strategy.workflow.fate import (
    place_again,
    places_after,
    require_answered,
    require_discardable,
    require_free_title,
    split_into,
    words_of,
)


@transaction.atomic
def begin_edition(before, *, by, year, at=None):
    """A draft with all that stands in the edition before."""
    before = StrategicPlan.with_drafts.select_for_update().get(pk=before.pk)
    require(may_renew(by))
    if StrategicPlan.with_drafts.filter(made_from=before).exists():
        raise Refused("En ny utgåva är redan gjord av den här planen.")
    if before.is_draft:
        raise Refused("Planen är själv ett utkast. Den ska vara antagen först.")
    words = {name: getattr(before, name) for name in StrategicPlan.WORDS}
    plan = StrategicPlan(made_from=before, year=year, is_draft=True, **words)
    plan.full_clean()
    plan.save()
    for area in before.focus_areas.order_by("order", "pk"):
        _carry(area, plan)
    sentence = f"En utgåva för {year} av planen ”{before}” började göras."
    journal.log("begin_edition", plan, sentence, by=by, at=at or timezone.now())
    return plan


def _carry(area, plan, slug="", **changed):
    """The area in the new edition, with its words and its links to goals."""
    facts = {name: getattr(area, name) for name in ("code", "order", *FocusArea.WORDS)} | changed
    on = FocusArea(plan=plan, slug=_free_slug(slug or area.slug, plan.year), **facts)
    on.full_clean()
    on.save()
    for link in area.goal_links.all():
        on.goal_links.create(goal=link.goal, confirmed_on=link.confirmed_on)
    for before in [area] if area.plan_id != plan.pk else area.came_from.all():
        on.came_from.add(before)
    return on


def _free_slug(slug, year, own=None):
    """The address of an area is its edition's own: the old one leads to the words of then. `own` is the area
    that may have it already."""
    base = f"{re.sub(r'-20[0-9][0-9](-[0-9]+)?$', '', slug)[:70]}-{year}"
    for nth in range(1, 100):
        free = base if nth == 1 else f"{base}-{nth}"
        if FormerSlug.objects.owner(FocusArea, free) in (None, own):
            return free
    raise Refused("Adressen är upptagen.")


def _in_draft(area, by, seen):
    area = FocusArea.with_drafts.select_for_update(of=("self",)).filter(pk=area.pk).first()
    if area is None:
        raise Refused("Området finns inte längre i utkastet.")
    require(may_change_edition(by, area.plan))
    require_untouched(area, seen, FocusArea.WORDS)
    return area


def _log(act, area, sentence, by, at):
    words = {name: getattr(area, name) for name in FocusArea.WORDS}
    journal.log(act, area.plan, sentence, by=by, at=at or timezone.now(), before=words)


@transaction.atomic
def split_area(area, *, by, titles, seen=None, at=None):
    """Into areas with these titles: the first is the area itself, and the others begin with its words. Each
    has an address by its own title: one by that of the whole would tell of more than is there. That of the
    whole was a draft's, and nobody's to keep."""
    area = _in_draft(area, by, seen)
    _log(
        "split_area",
        area,
        f"Fokusområdet ”{area}” delades i {split_into(titles, area)}.",
        by,
        at,
    )
    if area.title != titles[0]:
        area.title, area.slug = titles[0], _free_slug(slugify(titles[0]) or area.slug, area.plan.year, area)
    area.full_clean()
    area.save(update_fields=["title", "slug"])
    places = places_after([area], len(titles) - 1)
    for nth, (title, order) in enumerate(zip(titles[1:], places, strict=True), start=2):
        _carry(area, area.plan, slugify(title), title=title, order=order, code=_free_code(area, nth))
    return area


def _free_code(area, nth):
    taken = set(area.plan.focus_areas.values_list("code", flat=True))
    return next(code for n in range(nth, nth + 99) if (code := f"{area.code[:7]}.{n}") not in taken)


@transaction.atomic
def merge_areas(area, *, by, into, seen=None, at=None):
    """Into another of the draft, which from then on comes from both, and serves the goals of both."""
    area = _in_draft(area, by, seen)
    into = area.plan.focus_areas.filter(pk=into.pk).exclude(pk=area.pk).first()
    if into is None:
        raise Refused("Välj ett annat område i samma utgåva.", about="into")
    _log("merge_areas", area, f"Fokusområdet ”{area}” gick ihop med ”{into}”.", by, at)
    into.came_from.add(*area.came_from.all())
    for link in area.goal_links.all():
        into.goal_links.get_or_create(goal=link.goal, defaults={"confirmed_on": link.confirmed_on})
    area.delete()
    return into


@transaction.atomic
def end_area(area, *, by, seen=None, at=None):
    """The new edition is without it. What it said stands in the edition before."""
    area = _in_draft(area, by, seen)
    _log("end_area", area, f"Fokusområdet ”{area}” upphör med utgåvan för {area.plan.year}.", by, at)
    area.delete()
    return area


@transaction.atomic
def bring_back_area(area, *, by, plan, at=None):
    """An area of the edition before that was to end, or had gone into another with others, goes on as it was;
    the other serves what its own served."""
    plan = StrategicPlan.with_drafts.select_for_update().get(pk=plan.pk)
    require(may_change_edition(by, plan))
    heirs = list(area.led_to.filter(plan=plan))
    if area.plan_id != plan.made_from_id or any(heir.came_from.count() == 1 for heir in heirs):
        raise Refused("Området är redan med i utkastet.")
    require_free_title(area, plan)
    area.led_to.remove(*heirs)
    for heir in heirs:
        alone = area.goals.exclude(focus_areas__in=heir.came_from.all())
        heir.goal_links.filter(goal__in=alone).delete()
    on = _carry(area, plan, order=place_again(area, plan, plan.parts.all()))
    sentence = f"Fokusområdet ”{on}” är med igen."
    journal.log("bring_back_area", plan, sentence, by=by, at=at or timezone.now())
    return on


@transaction.atomic
def discard_edition(plan, *, by, at=None):
    """The draft is taken away whole, where no matter is tied to it. The journal keeps its words. What was
    asked about it is kept with the edition that it was made from, and with the draft as it was shown."""
    plan = StrategicPlan.with_drafts.select_for_update().get(pk=plan.pk)
    require(may_change_edition(by, plan))
    areas = list(plan.focus_areas.order_by("order", "pk"))
    require_discardable(plan)
    words = {name: getattr(plan, name) for name in StrategicPlan.WORDS}
    words |= words_of(areas)
    sentence = f"Utkastet till en utgåva för {plan.year} av planen kastades."
    journal.log("discard_edition", plan.made_from, sentence, by=by, at=at or timezone.now(), before=words)
    plan.consultations.update(plan=plan.made_from, discarded_draft=str(plan))
    plan.delete()
    return plan


def require_in_line(plan, applies_from):
    """Editions apply one after another, each about the year that it is for."""
    before, after = plan.made_from and plan.made_from.applies_from, plan.replaced_by
    if before and applies_from < before:
        earliest = f"Utgåvan före gäller från den {day(before)}. Den här gäller tidigast från den dagen."
        raise Refused(earliest, about="applies_from")
    if after and applies_from > after.applies_from:
        first = day(after.applies_from)
        raise Refused(f"{after} gäller från den {first}. Ange den dagen eller en före.", about="applies_from")
    if plan.year and abs(applies_from.year - plan.year) > 1:
        years = f"{plan.year - 1} till och med {plan.year + 1}"
        raise Refused(f"Utgåvan är för {plan.year}. Ange en dag från och med {years}.", about="applies_from")


@transaction.atomic
def adopt_edition(plan, *, by, adopted_on, adopted_by, applies_from, adopted_in=(), seen=None, at=None):
    """What the councils have adopted is the plan, from its day. It and the one it was made from are frozen,
    in the database too. `adopted_in` are the positions in which it was, for the journal: their
    keys, since not all who read it may read of them."""
    plan, at = StrategicPlan.with_drafts.select_for_update(of=("self",)).get(pk=plan.pk), at or timezone.now()
    require(may_change_edition(by, plan))
    require_untouched(plan, seen, StrategicPlan.APPROVED)
    require_answered(plan)
    if not plan.focus_areas.exists():
        raise Refused("Utgåvan har inga fokusområden.")
    require_in_line(plan, applies_from)
    plan.is_draft, plan.frozen_at, plan.frozen_by = False, at, by
    plan.adopted_on, plan.adopted_by, plan.applies_from = adopted_on, adopted_by, applies_from
    plan.full_clean()
    StrategicPlan.objects.filter(pk=plan.made_from_id, frozen_at=None).update(frozen_at=at, frozen_by=by)
    plan.save()
    told = f"antogs av {adopted_by} den {day(adopted_on)} och gäller från den {day(applies_from)}"
    after: dict = {name: str(getattr(plan, name)) for name in FACTS}
    after |= {"adopted_in": [*adopted_in]} if adopted_in else {}
    sentence = f"Utgåvan för {plan.year} av planen {told}."
    journal.log("adopt_edition", plan, sentence, by=by, at=at, after=after)
    return plan
