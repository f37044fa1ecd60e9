"""The lists of what came of the positions beside formal decisions: what was undertaken, the results, the
financing and when each position is looked at again. Nothing that is withdrawn, and results as they are worded
now."""

from django.db.models import Prefetch, Q
from django.utils import timezone

from meetings.follow_up.asked import FUNDING, review_states, standing, undertaking_states
from meetings.follow_up.listing import (
    ORGANISATION,
    POSITION,
    STATE,
    Column,
    Linked,
    Listing,
    cells_of,
    outward,
)
from meetings.models import Funding, FundingShare, Position, Result, Review, Undertaking
from meetings.models.position import with_dissent
from meetings.positions.follow_up import results_of
from rus_portal.core.limits import grouped

SHOWN = 3  # results on the page


def _rows(model, asked, *conditions):
    rows = model.objects.filter(standing(model, asked), *conditions)
    return rows.select_related("position__item", "position__council")


def _undertakings(asked):
    state = asked.chosen.get("atagande")
    condition = undertaking_states(timezone.localdate())[state][1] if state else Q()
    rows = _rows(Undertaking, asked, condition)
    return rows.order_by("-position__adopted_on", "-position__number", "due", "told_at", "pk")


def _tell_undertakings(rows):
    with_dissent([row.position for row in rows])
    for row in rows:
        told = row.organisation_name, row.what, row.told_status, row.due, row.done_on, row.note
        yield *cells_of(row.position), *told


def _results(asked):
    return _rows(Result, asked).order_by("-happened_on", "-pk")


def newest_results(asked):
    """Each position with its dissent. Two queries."""
    results = list(results_of(asked.positions, slice(SHOWN)))
    with_dissent([each.position for each in results])
    return results


def _tell_results(rows):
    with_dissent([row.position for row in rows])
    for row in rows:
        url = row.position.url("result_picture", row.pk) if row.picture else ""
        picture = Linked(row.picture_text, url) if url else ""
        yield *cells_of(row.position), row.organisation_name, row.happened_on, row.text, picture


def _fundings(asked):
    condition = Q(status=FUNDING[asked.chosen["medel"]]) if "medel" in asked.chosen else Q()
    shares = FundingShare.objects.order_by("organisation__order", "pk")
    rows = _rows(Funding, asked, condition).prefetch_related(Prefetch("shares", shares))
    return rows.order_by("-position__adopted_on", "-position__number", "told_at", "pk")


def _tell_fundings(rows):
    with_dissent([row.position for row in rows])
    for row in rows:
        shares = [f"{each.organisation_name}: {grouped(each.amount)}" for each in row.shares.all()]
        yield (
            *cells_of(row.position),
            *(row.programme, row.get_status_display(), row.sought, row.granted, "\n".join(shares)),
            *(row.answer_on, row.decided_on, outward(row.link), row.note),
        )


def _reviews(asked):
    state = asked.chosen.get("oversyn")
    states = review_states(timezone.localdate())
    condition = states[state][1] if state else Q(*(each for _, each in states.values()), _connector=Q.OR)
    rows = Position.objects.filter(asked.positions, condition).select_related("item", "council")
    earlier = Review.objects.order_by("-reviewed_on", "-pk")
    return rows.prefetch_related(Prefetch("reviews", earlier)).order_by("review_on", "pk")


def _tell_reviews(rows):
    today = timezone.localdate()
    (coming, _), (late, _) = review_states(today).values()
    for row in with_dissent(list(rows)):
        told = next(((each.reviewed_on, each.text) for each in row.reviews.all()), (None, ""))
        yield *cells_of(row), row.review_on, late if row.review_on < today else coming, *told


UNDERTAKINGS = Listing(
    "ataganden",
    "commitments",
    "Åtaganden",
    "Vad organisationerna har åtagit sig efter ställningstagandena, och hur långt de har kommit.",
    ("ar", "rad", "org", "atagande"),
    (
        *(*POSITION, ORGANISATION, Column("what", "Åtagande", 60), STATE),
        *(Column("due", "Klart senast"), Column("done_on", "Klart den"), Column("note", "Anmärkning", 40)),
    ),
    _undertakings,
    _tell_undertakings,
)
RESULTS = Listing(
    "resultat",
    "results",
    "Resultat",
    "Vad som kom ut av ställningstagandena, med organisationernas egna ord.",
    ("ar", "rad", "org"),
    (
        *(*POSITION, ORGANISATION, Column("happened_on", "Dag"), Column("text", "Resultat", 80)),
        Column("picture", "Bilden visar", 40),
    ),
    _results,
    _tell_results,
)
FUNDINGS = Listing(
    "finansiering",
    "financing",
    "Finansiering",
    "Program och fonder som ska betala det som följer av ställningstagandena. Alla belopp är hela kronor.",
    ("ar", "rad", "org", "medel"),
    (
        *(*POSITION, Column("programme", "Program eller fond", 40), STATE),
        *(Column("sought", "Sökt, kr"), Column("granted", "Beviljat, kr")),
        *(Column("shares", "Egna andelar, kr", 40), Column("answer_on", "Besked väntas")),
        *(Column("decided_on", "Besked kom"), Column("link", "Länk", 40), Column("note", "Anmärkning", 40)),
    ),
    _fundings,
    _tell_fundings,
)
REVIEWS = Listing(
    "oversyner",
    "reviews",
    "Översyner",
    "Vilken dag varje ställningstagande ska ses över, och vad den senaste översynen kom fram till.",
    ("ar", "rad", "oversyn"),
    (
        *(*POSITION, Column("review_on", "Ses över"), STATE),
        *(Column("reviewed_on", "Senast sedd över"), Column("found", "Det kom fram", 60)),
    ),
    _reviews,
    _tell_reviews,
)
CAME_OF_IT = (UNDERTAKINGS, RESULTS, FUNDINGS, REVIEWS)
