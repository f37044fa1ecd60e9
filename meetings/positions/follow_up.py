"""What came of positions, to be shown. Whoever asks has asked which positions the reader sees: each function
takes the condition that these meet, or one of them, and tells nothing of others."""

from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat

from meetings.models import (
    Commitment,
    FormalDecision,
    Funding,
    FundingShare,
    Position,
    Result,
    Review,
    Stance,
    Undertaking,
)
from meetings.models.position import TO_REVIEW, with_dissent
from meetings.positions.decisions import asked
from rus_portal.core.permissions import may_follow_up, may_keep
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import homes_looked_after

ANSWERED = (FormalDecision.Status.PLANNED, FormalDecision.Status.DECIDED, FormalDecision.Status.DECLINED)


@dataclass(frozen=True)
class CameOfIt:
    """Of a position. What is withdrawn is told by its reason alone."""

    undertakings: list
    results: list
    fundings: list
    reviews: list

    @property
    def withdrawn(self):
        told = [*self.undertakings, *self.results, *self.fundings]
        return [each for each in told if each.withdrawn_at]

    @property
    def standing(self):
        """The three lists without what is withdrawn."""
        undertakings, results, fundings = (
            [each for each in told if not each.withdrawn_at]
            for told in (self.undertakings, self.results, self.fundings)
        )
        return CameOfIt(undertakings, results, fundings, self.reviews)


def anything():
    """Whether anything came of the position of the row: of most nothing has, and then nothing is asked."""
    told = (model.objects.filter(position=OuterRef("pk")) for model in (Undertaking, Result, Funding, Review))
    return ExpressionWrapper(Q(*map(Exists, told), _connector=Q.OR), BooleanField())


def came_of(position):
    """None where nothing did, else four queries, and a fifth where there is financing. The position is
    fetched with `anything` as `is_followed`."""
    if not position.is_followed:
        return CameOfIt([], [], [], [])
    return CameOfIt(
        list(_undertakings(position)),
        list(_results(position)),
        fundings_with_shares(_fundings(position)),
        list(_reviews(position)),
    )


@prepared
def _undertakings(position):
    own = Undertaking.objects.filter(position=position).select_related("organisation")
    return own.order_by(Undertaking.FIRST_DUE, "told_at", "pk")


@prepared
def _results(position):
    """As they are worded now, with what tells whether one has been corrected."""
    own = Result.objects.filter(position=position, replaced_by=None)
    return own.select_related("organisation").order_by("-happened_on", "-pk")


def with_earlier(results):
    """Each with its `earlier` wordings, the newest first, and `until` when each of them stood."""
    before = {each.pk: each for each in _replaced(results[0].position_id)} if results else {}
    for result in results:
        result.earlier, later = [], result
        while later.replaces_id:
            earlier = before[later.replaces_id]
            earlier.until = later.told_at
            result.earlier.append(earlier)
            later = earlier
    return results


@prepared
def _replaced(position):
    return Result.objects.filter(position=position, replaced_by__isnull=False)


@prepared
def _fundings(position):
    return Funding.objects.filter(position=position).order_by("told_at", "pk")


@prepared
def _reviews(position):
    return Review.objects.filter(position=position).order_by("reviewed_on", "pk")


@prepared
def _shares(fundings):
    shares = FundingShare.objects.filter(funding__in=fundings).select_related("organisation")
    return shares.order_by("organisation__order", "pk")


def fundings_with_shares(fundings):
    fundings = list(fundings)
    of = {funding.pk: [] for funding in fundings}
    for share in _shares(list(of)) if of else []:
        of[share.funding_id].append(share)
    for funding in fundings:
        funding.told_shares = of[funding.pk]
    return fundings


def with_words_of_it(positions):
    """Each with what stands of what came of it, as `came_in_words`: (what and whose, the text)."""
    words = sorted(_in_words([position.pk for position in positions])) if positions else []
    for position in positions:
        position.came_in_words = [
            (f"{what}{whose}: ", text) for of, _, what, whose, text in words if of == position.pk
        ]
    return positions


@prepared
def _in_words(positions):
    """One query for them all, with what each organisation has published of how it thought, and decided."""
    told = {"position__in": positions, "withdrawn_at": None}
    results = Result.objects.filter(**told, replaced_by=None).order_by()
    undertakings = Undertaking.objects.filter(**told).order_by()
    fundings = Funding.objects.filter(**told).order_by()
    thought = Stance.objects.filter(item__position__in=positions, published_at__isnull=False).order_by()
    decided = FormalDecision.objects.filter(position__in=positions, status__in=ANSWERED).order_by()
    whose = "organisation_name"
    return (
        results.values_list("position", Value(0), Value("Resultat från "), whose, "text")
        .union(
            undertakings.values_list("position", Value(1), Value("Åtagande från "), whose, "what"),
            fundings.values_list("position", Value(2), Value("Finansiering"), Value(""), "programme"),
            thought.values_list(
                "item__position",
                Value(3),
                Value("Så tänkte "),
                "organisation__name",
                Concat(_in_swedish(Stance), Value(". "), "in_own_words", output_field=TextField()),
            ),
            decided.values_list(
                "position",
                Value(4),
                Value("Formellt beslut i "),
                whose,
                Concat(_in_swedish(FormalDecision), Value(" "), "body", output_field=TextField()),
            ),
            all=True,
        )
        .order_by()
    )


def _in_swedish(model):
    return Case(*(When(status=value, then=Value(label)) for value, label in model.Status.choices))


# Of many positions, for the pages of goals and of follow-up; `which` is a slice of them


@prepared
def undertakings_of(condition, which):
    """Those that stand and are not done, the first due first."""
    rows = _standing(Undertaking, condition).filter(status__in=Undertaking.OPEN)
    return rows.order_by(Undertaking.FIRST_DUE, "told_at", "pk")[which]


@prepared
def results_of(condition, which):
    """Those that stand, as they are worded now, the newest first."""
    return _standing(Result, condition).filter(replaced_by=None).order_by("-happened_on", "-pk")[which]


@prepared
def fundings_of(condition, which):
    """Those that stand, the newest first."""
    return _standing(Funding, condition).order_by("-told_at", "-pk")[which]


@prepared
def reviews_of(condition, which):
    """The positions with a day for their review, the nearest first; not those replaced."""
    rows = Position.objects.filter(condition, TO_REVIEW)
    return rows.select_related("item", "council").order_by("review_on", "pk")[which]


def _standing(model, condition):
    positions = Position.objects.filter(condition).order_by().values("pk")
    rows = model.objects.filter(position__in=positions, withdrawn_at=None)
    return rows.select_related("position__item", "position__council", "organisation")


def came_of_many(condition, most):
    """Of each kind the first `most`, each position among them with its dissent. Five queries."""
    some = (undertakings_of, results_of, fundings_of, reviews_of)
    undertakings, results, fundings, reviews = (list(rows(condition, slice(most))) for rows in some)
    with_dissent([*(each.position for each in (*undertakings, *results, *fundings)), *reviews])
    return CameOfIt(undertakings, results, fundings, reviews)


# For those who keep it


def tells_for(person, position):
    """The organisations for which the person may tell; None among them is the council as a whole."""
    if may_keep(person, position.council):
        return [None, *asked(position)] if may_follow_up(person, position) else []
    own = homes_looked_after(person, position.item.meeting)
    homes = asked(position, also=own) if own else []
    return [each for each in homes if each.pk in own and may_follow_up(person, position, each)]


def unfollowed(position):
    """What was undertaken at the meeting, as its minutes have it, and is not followed yet. For the
    secretariat: some of it may be masked in what everyone reads of the minutes."""
    return Commitment.objects.filter(item=position.item_id, undertaking=None).order_by("noted_at", "pk")
