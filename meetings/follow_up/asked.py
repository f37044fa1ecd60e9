"""What a reader asks the follow-up for: a year, a council, and what else an address of its can narrow."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Max, Min, Q, Value
from django.db.models.functions import Coalesce, TruncDate
from django.http import Http404, QueryDict
from django.utils import timezone

from councils.models import Council, Organisation
from meetings.models import (
    AgendaItem,
    FormalDecision,
    Funding,
    FundingShare,
    Meeting,
    Minutes,
    Position,
    Result,
    Review,
    Undertaking,
)
from meetings.models.position import TO_REVIEW
from meetings.positions.counts import disputed_items
from meetings.positions.facets import Choice, goals_under, own_goals, under_roots
from meetings.positions.goal_counts import serving
from meetings.triggers.generation import kept_counts
from rus_portal.core.limits import FAR_DAY, FIRST_DAY, LAST_DAY
from rus_portal.core.prepared import Rows, prepared
from rus_portal.core.year import YearOf

Status, Item = FormalDecision.Status, AgendaItem
IN_VIEW = 10  # years at most, side by side
FOR_POSITION = Q(type=Item.Type.POSITION)
ADOPTED = Q(outcome=Item.Outcome.ADOPTED)
DIMENSIONS = {"social": "Social", "ecological": "Ekologisk", "economic": "Ekonomisk"}
EMPTY = {"social": "social", "ekologisk": "ecological", "ekonomisk": "economic"}
NO_ONE = "ingen"  # of what no organisation in particular has proposed
NOTHING = {
    "ar": "Alla år",
    "rad": "Alla råd",
    "org": "Alla organisationer",
    "mal": "Alla mål",
    "av": "Alla",
    "lage": "Alla lägen",
    "utfall": "Alla utfall",
    "saknas": "Oavsett",
    "atagande": "Alla lägen",
    "medel": "Alla lägen",
    "oversyn": "Alla lägen",
}
LABELS = {
    "ar": "År",
    "rad": "Råd",
    "org": "Organisation",
    "mal": "Mål i strategin",
    "av": "Föreslaget av",
    "lage": "Läge",
    "utfall": "Utfall",
    "saknas": "Hållbarhet som lämnats tom",
    "atagande": "Läge",
    "medel": "Läge",
    "oversyn": "Läge",
}


FUNDING = {
    "planeras": Funding.Status.PLANNED,
    "sokt": Funding.Status.SOUGHT,
    "beviljat": Funding.Status.GRANTED,
    "avslaget": Funding.Status.DECLINED,
}
IS_DISPUTED = Q(pk__in=Rows(disputed_items))
OUTCOMES = {
    "stallning": ("Allt för ställningstagande", FOR_POSITION),
    "antaget": ("Ställningstagande", ADOPTED),
    "samsyn": ("Ställningstagande i samsyn", ADOPTED & ~IS_DISPUTED),
    "avvikande": ("Ställningstagande med avvikande synpunkt", ADOPTED & IS_DISPUTED),
    "ingen-samsyn": ("Ingen samsyn", Q(outcome=Item.Outcome.NO_CONSENSUS)),
    "aterfort": ("Återfört till beredning", Q(outcome=Item.Outcome.REFERRED_BACK)),
    "noterat": ("Information", Q(outcome=Item.Outcome.NOTED)),
}
# Of what came of a position the day that it belongs to: the first of these that is known.
DAY_OF = {
    Undertaking: ("done_on", "due", "told_at__date"),
    Result: ("happened_on",),
    Funding: ("decided_on", "told_at__date"),
    Review: ("reviewed_on",),
    Position: ("review_on",),
}


def states(today):
    """What has become of a formal decision, by its name in an address: (`told_status`, condition). All but
    the first and the last are parts of the first."""
    late = Q(status__in=(Status.NOT_ANSWERED, Status.PLANNED), planned_on__lt=today)
    return {
        "behovs": ("Behövs", ~Q(status=Status.NOT_NEEDED)),
        "fattat": (Status.DECIDED.label, Q(status=Status.DECIDED)),
        "planerat": (Status.PLANNED.label, Q(status=Status.PLANNED) & ~late),
        "avslaget": (Status.DECLINED.label, Q(status=Status.DECLINED)),
        "sent": (FormalDecision.LATE, late),
        "obesvarat": (Status.NOT_ANSWERED.label, Q(status=Status.NOT_ANSWERED) & ~late),
        "behovs-inte": (Status.NOT_NEEDED.label, Q(status=Status.NOT_NEEDED)),
    }


def undertaking_states(today):
    """What has become of what was undertaken, by its name in an address: (`told_status`, condition)."""
    Of = Undertaking.Status
    late = Q(status__in=Undertaking.OPEN, due__lt=today)
    return {
        "planerat": (Of.PLANNED.label, Q(status=Of.PLANNED) & ~late),
        "pagar": (Of.UNDER_WAY.label, Q(status=Of.UNDER_WAY) & ~late),
        "sent": (Undertaking.LATE, late),
        "klart": (Of.DONE.label, Q(status=Of.DONE)),
        "avbrutet": (Of.ABANDONED.label, Q(status=Of.ABANDONED)),
    }


REVIEWED = "gjord"


def review_states(today):
    """Of the positions that are to be looked at again."""
    return {
        "kommande": ("Kommande", TO_REVIEW & Q(review_on__gte=today)),
        "sent": ("Försenad", TO_REVIEW & Q(review_on__lt=today)),
    }


# How a state is said of several.
SEVERAL = {
    **{"Planerat": "Planerade", "Försenat": "Försenade", "Klart": "Klara", "Avbrutet": "Avbrutna"},
    **{"Sökt": "Sökta", "Beviljat": "Beviljade", "Avslaget": "Avslagna"},
    **{"Gjord": "Gjorda", "Försenad": "Försenade"},
}


def said_of(state, number):
    """The words of a state, of so many that are in it."""
    return state if number == 1 else SEVERAL.get(state, state)


UNTOLD = "ej-antecknat"  # of those that were asked: no row tells of them
# What is awaited of the organisations and each state it may be in, as words over the figures.
AWAITED = {
    "behovs": "Behövs",
    "fattat": "Beslutade",
    "planerat": "Planerade",
    "avslaget": "Avslagna",
    "sent": "Försenade",
    "obesvarat": "Inte besvarade",
    UNTOLD: "Ej antecknade",
}


@dataclass(frozen=True)
class Period:
    begins: dt.date = FIRST_DAY
    ends: dt.date = LAST_DAY

    @classmethod
    def of(cls, year):
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31))

    @property
    def year(self):
        """Where it is one whole calendar year."""
        return self.begins.year if self == Period.of(self.begins.year) else None

    @property
    def last_day(self):
        """That has come: of what is still to come today."""
        return min(self.ends, timezone.localdate())

    @property
    def in_view(self):
        """The years side by side: the last ten, or the ten until an earlier one."""
        last, own = timezone.localdate().year, self.last_day.year
        last = own if own <= last - IN_VIEW else last
        return Period(dt.date(last - IN_VIEW + 1, 1, 1), dt.date(last, 12, 31))

    def holds(self, field, *otherwise):
        """Whether the day is one of its; of several fields the first that has one."""
        held = Q(**{f"{field}__gte": self.begins, f"{field}__lte": self.ends})
        return held | Q(**{field: None}) & self.holds(*otherwise) if otherwise else held


@dataclass(frozen=True)
class Asked:
    """`chosen` are the values that the address asks for, by the names of `LABELS`."""

    person: Any
    chosen: dict
    period: Period

    @property
    def items(self):
        """The condition of the items that a council has handled, as far as the reader may read what became of
        them: whoever only follows a proposal learns that when it is published."""
        shown = Item.objects.shown_to(self.person) & Q(stage=Item.Stage.HANDLED)
        if self.person.is_authenticated:
            told = Q(meeting__in=Rows(_told_in, Minutes.objects.shown_to(self.person)))
            shown &= told | Q(position__in=Rows(_positions, Position.objects.shown_to(self.person)))
        return shown & self._of_council("meeting__council") & self.period.holds("meeting__date")

    @property
    def positions(self):
        """Those that the register shows the reader."""
        return self._positions_ever & self.period.holds("item__meeting__date")

    @property
    def _positions_ever(self):
        shown = Position.objects.shown_to(self.person) & Q(number__isnull=False)
        return shown & self._of_council("council")

    @property
    def of_positions(self):
        """The condition of what belongs to one of those."""
        return Q(position__in=Rows(_positions, self.positions))

    def came_of_positions(self, model):
        """The condition of what belongs to the period by its own day, whenever the position was taken."""
        own = self.period.holds(*DAY_OF[model])
        if model is Position:
            return self._positions_ever & TO_REVIEW & own
        return Q(position__in=Rows(_positions, self._positions_ever)) & own

    @property
    def of_organisation(self):
        return Q(organisation__slug=self.chosen["org"]) if self.chosen.get("org") else Q()

    def _of_council(self, path):
        return Q(**{f"{path}__slug": self.chosen["rad"]}) if self.chosen.get("rad") else Q()

    @property
    def of_council(self):
        """The beginning of what an address asks for in another year."""
        return f"rad={self.chosen['rad']}&" if self.chosen.get("rad") else ""

    def over_time(self):
        """The same in the years side by side."""
        return replace(self, period=self.period.in_view)

    def query(self, **more):
        """How an address asks for what is asked for here, and more. None takes away."""
        query = QueryDict(mutable=True)
        for name, value in (self.chosen | more).items():
            if value:
                query[name] = value
        return query.urlencode()


def standing(model, asked):
    """The condition of what stands of what came of positions in the period; of a result, as it is worded now.
    Of one organisation it is what that has told, and the financing in which it has a share."""
    condition = asked.came_of_positions(model) & Q(withdrawn_at=None)
    if model is Funding:
        shares = Rows(_funded, asked.of_organisation)
        return condition & Q(pk__in=shares) if asked.of_organisation else condition
    condition &= asked.of_organisation
    return condition & Q(replaced_by=None) if model is Result else condition


def _funded(condition):
    return FundingShare.objects.filter(condition).order_by().values("funding")


def _positions(condition):
    return Position.objects.filter(condition).order_by().values("pk")


def _told_in(condition):
    return Minutes.objects.whole().filter(condition).order_by().values("meeting")


def asked_for(person, query, *names, usual_year=False):
    """What the query of an address asks for among `names`, with the lists to choose from. What is in no list
    is not found. With `usual_year` the newest is meant where none is asked for."""
    choices = [
        Choice(name, LABELS[name], NOTHING[name], _offered(name), query.get(name, "")) for name in names
    ]
    if not all(map(_is_offered, choices)):
        raise Http404
    if usual_year:
        choices = [_of_one_year(choice) if choice.name == "ar" else choice for choice in choices]
    chosen = {choice.name: choice.chosen for choice in choices if choice.chosen}
    period = Period.of(int(chosen["ar"])) if "ar" in chosen else Period()
    return Asked(person, chosen, period), choices


def _is_offered(choice):
    return not choice.chosen or any(
        choice.chosen == value for _, among in choice.groups for value, _ in among
    )


def _of_one_year(choice):
    """Of a year to come there is nothing to tell yet."""
    chosen, now = choice.chosen or str(_held()[-1]), timezone.localdate().year
    [(label, among)] = choice.groups
    begun = tuple((value, told) for value, told in among if int(value) <= now or value == chosen)
    return replace(choice, chosen=chosen, groups=((label, begun),), nothing="Det senaste året")


def _offered(name):
    if name == "mal":
        return under_roots(own_goals())
    return (("", tuple(OFFERED[name]())),)


OFFERED = {
    "ar": lambda: [(str(year), str(year)) for year in years()],
    "rad": lambda: _councils(),
    "org": lambda: _organisations(),
    "av": lambda: [*_organisations(), (NO_ONE, "Ingen särskild")],
    "lage": lambda: [*_worded(states(timezone.localdate())), (UNTOLD, FormalDecision.UNTOLD)],
    "utfall": lambda: _worded(OUTCOMES),
    "saknas": lambda: [(name, DIMENSIONS[field]) for name, field in EMPTY.items()],
    "atagande": lambda: _worded(undertaking_states(timezone.localdate())),
    "medel": lambda: [(name, status.label) for name, status in FUNDING.items()],
    "oversyn": lambda: [*_worded(review_states(timezone.localdate())), (REVIEWED, "Gjord")],
}


def _worded(states):
    return [(name, words) for name, (words, _) in states.items()]


def years():
    """The newest first: those from the first in which a council has met to the last, and those of what came
    of published positions, of which some is yet to come."""
    return sorted({*_held(), *(year for [year] in _years_of_what_came())}, reverse=True)


def _held():
    """This year where no council has met."""
    held = [(first.year, last.year) for first, last in _first_and_last() if first]
    first, last = next(iter(held), (timezone.localdate().year,) * 2)
    return range(first, last + 1)


def period_between(first, last):
    """From one day through another, as typed; and why not, where they are none."""
    try:
        period = Period(*(dt.date.fromisoformat(each) for each in (first, last)))
    except ValueError:
        return None, "Ange både första och sista dagen, som 2026-01-01."
    if not FIRST_DAY <= min(period.begins, period.ends) <= max(period.begins, period.ends) <= LAST_DAY:
        return None, FAR_DAY
    if period.ends < period.begins:
        return None, "Sista dagen kan inte komma före den första."
    return period, ""


@prepared
def _first_and_last():
    held = Meeting.objects.filter(stage=Meeting.Stage.HELD).order_by().values(all=Value(1))
    return held.annotate(Min("date"), Max("date")).values_list("date__min", "date__max")


@kept_counts
@prepared
def _years_of_what_came():
    of_published, stands = Q(position__published_at__isnull=False), Q(withdrawn_at=None)
    conditions = {
        Undertaking: of_published & stands,
        Result: of_published & stands & Q(replaced_by=None),
        Funding: of_published & stands,
        Review: of_published,
        Position: Q(published_at__isnull=False) & TO_REVIEW,
    }
    first, *others = (_years(model, condition) for model, condition in conditions.items())
    return first.union(*others).order_by()


def _years(model, condition):
    days = [TruncDate("told_at") if field == "told_at__date" else F(field) for field in DAY_OF[model]]
    day = Coalesce(*days) if len(days) > 1 else days[0]
    return model.objects.filter(condition).order_by().values_list(YearOf(day))


@prepared
def _councils():
    councils = Council.objects.filter(kind=Council.Kind.COUNCIL).order_by("order", "pk")
    return councils.values_list("slug", "name")


@prepared
def _organisations():
    own = Organisation.objects.own().order_by("order", "short_name", "pk")
    return own.values_list("slug", "name")


def serving_goal(slug):
    """The condition that an item serves the goal, one below it, or one of an earlier strategy that became
    one of these."""
    return serving(goals_under(own_goals(), slug))
