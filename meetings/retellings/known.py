"""What the portal knows already: councils and organisations by all that they are or were called, goals,
meetings and positions."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Coalesce

from councils.models import Council, FormerSlug, Organisation
from meetings.models import DissentingOpinion, FormalDecision, GivenNumbers, Meeting, Position
from meetings.models.position import with_dissent
from strategy.models import Goal, Strategy


@dataclass(frozen=True)
class Named:
    """A council or an organisation, and the name that it was found by, where it is one of its own."""

    thing: Council | Organisation
    name: str


def key(text):
    return " ".join(text.casefold().split())


def councils():
    things = Council.objects.filter(kind=Council.Kind.COUNCIL).in_bulk()
    once = Position.objects.order_by().values_list("council", "council_name").distinct()
    return _named(things, once, ("name", "short_name", "slug", "abbreviation"))


def organisations():
    things = Organisation.objects.own().select_related("successor").in_bulk()
    dissent = DissentingOpinion.objects.order_by().annotate(of=Coalesce("seat__organisation", "retold_for"))
    once = dissent.values_list("of", "organisation_name")
    decided = FormalDecision.objects.order_by().values_list(F("organisation"), "organisation_name")
    once = once.union(decided).order_by()
    return _named(things, once, ("name", "short_name", "slug"))


def _named(things, once, fields):
    """The names of today are asked first, then those that something was kept under (docs/adr/0020)."""
    found = {}
    for pk, name in once:
        if pk in things:
            found[key(name)] = Named(things[pk], name)
    kind = next(iter(things.values()))._meta.label_lower if things else ""
    for pk, slug in FormerSlug.objects.filter(kind=kind).values_list("thing", "slug"):
        if pk in things:
            found[key(slug)] = Named(things[pk], things[pk].name)
    for field in reversed(fields):
        named = [each for each in things.values() if getattr(each, field)]
        found |= {key(getattr(each, field)): Named(each, each.name) for each in named}
    return found


class Goals:
    """Those of the region's own strategies, by their codes."""

    def __init__(self):
        self.by_code, self.in_force = {}, {}
        for goal in Goal.objects.filter(strategy__is_own=True).select_related("strategy"):
            self.by_code[goal.strategy_id, goal.code] = goal

    def on(self, day, code):
        """Of the strategy in force that day, or else of the newest."""
        if day.year not in self.in_force:
            self.in_force[day.year] = Strategy.objects.in_force(day)
        strategy = self.in_force[day.year]
        return strategy and self.by_code.get((strategy.pk, code))


class Before:
    """The meetings and positions of these councils in these years."""

    def __init__(self, councils, years):
        told = {"council__in": councils}
        meetings = Meeting.objects.filter(**told, date__year__in=years, cancelled_at=None)
        self.meetings = {(meeting.council_id, meeting.date): meeting for meeting in meetings}
        positions = Position.objects.filter(**told, year__in=years, number__isnull=False)
        positions = with_dissent(positions.select_related("item", "council").order_by("pk"))
        self.by_number = {(each.council_id, each.year, each.number): each for each in positions}
        self.by_title = {(each.council_id, each.adopted_on, key(each.item.title)): each for each in positions}
        self.taken = defaultdict(set)  # numbers, of a council in a year
        for each in positions:
            self.taken[each.council_id, each.year].add(each.number)
        kept = GivenNumbers.objects.filter(meeting__council__in=councils).select_related("meeting")
        for each in kept:
            self.taken[each.meeting.council_id, each.meeting.date.year] |= {*each.numbers}
