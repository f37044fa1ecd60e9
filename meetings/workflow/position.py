"""Positions: numbering and publishing."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from councils import journal
from meetings.models import DissentingOpinion, Position, Statement
from meetings.positions.search import stems_of_position
from meetings.workflow.locks import locked_position
from rus_portal.core.permissions import may_keep, require
from rus_portal.core.prepared import prepared
from rus_portal.core.refusal import Refused
from strategy.models import Goal

SLUG_LENGTH = 80


def number_position(position, number):
    """Of a closed meeting, with its day, its council by today's name, and its goals in today's wording."""
    meeting = position.item.meeting
    position.number, position.year, position.adopted_on = number, meeting.date.year, meeting.end_date
    position.slug = _free_slug(position)
    position.goals = goals_as_worded(position.item)
    named = council_as_named(meeting.council)
    for field, value in named.items():
        setattr(position, field, value)
    position.save(update_fields=["number", "year", "adopted_on", "slug", "goals", *named])


def council_as_named(council):
    """What a position keeps of its council, by the names of today."""
    return {"council": council, "council_name": council.name, "council_abbreviation": council.abbreviation}


def name_dissenters(meeting):
    """The organisations that dissent, or have a note in the minutes, by the names of today: when the meeting
    is closed, and as its minutes say once they are approved."""
    items = meeting.items.exclude(sheet__approved_at__isnull=False)
    lodged = DissentingOpinion.objects.standing().filter(item__in=items).select_related("seat__organisation")
    for each in [*lodged, *Statement.objects.standing().filter(item__in=items)]:
        each.organisation_name = each.organisation.name
        each.save(update_fields=["organisation_name"])


def goals_as_worded(item):
    """The goals an item serves, the primary first, in today's wording."""
    return worded(item.primary_goal, *(goal for goal in _goals(item) if goal.pk != item.primary_goal_id))


def worded(primary, *others):
    return [
        {
            "code": goal.code,
            "title": goal.title,
            "slug": goal.slug,
            "strategy": goal.strategy.short_title,
            "primary": goal == primary,
        }
        for goal in [primary, *others]
    ]


@prepared
def _goals(item):
    return Goal.objects.filter(items=item).select_related("strategy").order_by("order", "pk")


def slug_from(title):
    told = slugify(title.replace("–", "-"))  # else it would run 2020–2030 together
    return told[:SLUG_LENGTH].strip("-") or "stallningstagande"


def _free_slug(position):
    """From the title; with the council's name where another council's position has the same address."""
    slug = slug_from(position.item.title)
    taken = Position.objects.filter(year=position.year, number=position.number, slug=slug)
    return f"{slug}-{position.council.slug}" if taken.exclude(pk=position.pk).exists() else slug


@transaction.atomic
def publish_positions(positions, *, by, at):
    """Make positions public, findable by their words. The caller has checked the permission."""
    for position in positions:
        position.published_at, position.published_by = at, by
        position.search_stems = stems_of_position(position)
        position.save(update_fields=["published_at", "published_by", "search_stems"])
        journal.log("publish_position", position, f"”{position.item.title}” publicerades.", by=by, at=at)


@transaction.atomic
def publish_position(position, *, by, source, at=None):
    """Publish a position whose minutes are not kept here, on the word of a named source."""
    position = locked_position(position)
    require(may_keep(by, position.council))
    if position.published_at:
        raise Refused("Ställningstagandet är redan publicerat.")
    if position.item.meeting.minutes.exists():
        raise Refused("Ställningstagandet publiceras med mötets protokoll.")
    if not source.strip():
        raise Refused("Ange källan: protokollet finns inte i portalen.")
    position.source = source.strip()
    position.save(update_fields=["source"])
    publish_positions([position], by=by, at=at or timezone.now())
    return position
