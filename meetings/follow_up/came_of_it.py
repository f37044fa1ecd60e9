"""The lists of what came of the positions beside formal decisions: what was undertaken, the results, the
financing and when each position is looked at again, each of its own day. Nothing that is withdrawn, and
results as they are worded now."""

from django.db.models import Prefetch, Q
from django.utils import timezone

from meetings.follow_up.asked import FUNDING, REVIEWED, review_states, standing, undertaking_states
from meetings.follow_up.listing import (
    CORRECTION,
    ORGANISATION,
    PICTURE,
    POSITION,
    STATE,
    Column,
    Listing,
    Picture,
    Shares,
    cells_of,
    correction_of,
    outward,
)
from meetings.models import Funding, FundingShare, Position, Result, Review, Undertaking
from meetings.models.position import with_dissent
from rus_portal.core.prepared import prepared

SHOWN = 3  # results on the page


def _rows(model, asked, *conditions):
    rows = model.objects.filter(standing(model, asked), *conditions)
    return rows.select_related("position__item", "position__council")


def _undertakings(asked):
    state = asked.chosen.get("atagande")
    condition = undertaking_states(timezone.localdate())[state][1] if state else Q()
    rows = _rows(Undertaking, asked, condition)
    return rows.order_by("-position__adopted_on", "-position__number", Undertaking.FIRST_DUE, "told_at", "pk")


def _tell_undertakings(rows):
    with_dissent([row.position for row in rows])
    for row in rows:
        told = row.organisation_name, row.what, row.told_status, row.due, row.done_on, row.note
        yield *cells_of(row.position), *told, correction_of(row)


def _results(asked):
    return _rows(Result, asked).order_by("-happened_on", "-pk")


def newest_results(asked):
    """Each position with its dissent. Two queries."""
    results = _newest(standing(Result, asked))
    with_dissent([each.position for each in results])
    return results


@prepared
def _newest(shown):
    found = Result.objects.filter(shown).order_by().values("pk")  # before their positions are looked through
    rows = Result.objects.filter(pk__in=found)
    rows = rows.select_related("position__item", "position__council", "organisation")
    return rows.order_by("-happened_on", "-pk")[:SHOWN]


def _tell_results(rows):
    with_dissent([row.position for row in rows])
    for row in rows:
        url = row.position.url("result_picture", row.pk) if row.picture else ""
        picture = Picture(row.picture_text, url)
        told = row.organisation_name, row.happened_on, row.text, picture
        yield *cells_of(row.position), *told, correction_of(row)


def _fundings(asked):
    condition = Q(status=FUNDING[asked.chosen["medel"]]) if "medel" in asked.chosen else Q()
    shares = FundingShare.objects.order_by("organisation__order", "pk")
    rows = _rows(Funding, asked, condition).prefetch_related(Prefetch("shares", shares))
    return rows.order_by("-position__adopted_on", "-position__number", "told_at", "pk")


def _tell_fundings(rows):
    with_dissent([row.position for row in rows])
    for row in rows:
        shares = Shares((each.organisation_name, each.amount) for each in row.shares.all())
        yield (
            *cells_of(row.position),
            *(row.programme, row.get_status_display(), row.sought, row.granted, shares),
            *(row.answer_on, row.decided_on, outward(row.link), row.note, correction_of(row)),
        )


def _reviews(asked):
    """Those made, and the positions that are to be looked at again: each of its day, the nearest first."""
    state, rows = asked.chosen.get("oversyn"), []
    if state != REVIEWED:
        condition = review_states(timezone.localdate())[state][1] if state else Q()
        coming = Position.objects.filter(asked.came_of_positions(Position), condition)
        rows += coming.select_related("item", "council").order_by("review_on", "pk")
    if state in (REVIEWED, None):
        made = Review.objects.filter(asked.came_of_positions(Review))
        rows += made.select_related("position__item", "position__council").order_by("-reviewed_on", "-pk")
    return rows


def _tell_reviews(rows):
    today = timezone.localdate()
    (coming, _), (late, _) = review_states(today).values()
    with_dissent([row.position if isinstance(row, Review) else row for row in rows])
    for row in rows:
        if isinstance(row, Review):
            yield *cells_of(row.position), None, "Gjord", row.reviewed_on, row.text
        else:
            yield *cells_of(row), row.review_on, late if row.review_on < today else coming, None, ""


UNDERTAKINGS = Listing(
    "ataganden",
    "commitments",
    "Åtaganden",
    "Vad organisationerna har åtagit sig efter ställningstagandena, och hur långt de har kommit. Året är "
    "det då åtagandet blev klart eller skulle vara klart.",
    ("ar", "rad", "org", "atagande"),
    (
        *(*POSITION, ORGANISATION, Column("what", "Åtagande", 60), STATE),
        *(Column("due", "Klart senast"), Column("done_on", "Klart den"), Column("note", "Anmärkning", 40)),
        CORRECTION,
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
        *(Column("picture_text", "Bilden visar", 40, PICTURE), CORRECTION),
    ),
    _results,
    _tell_results,
)
FUNDINGS = Listing(
    "finansiering",
    "financing",
    "Finansiering",
    "Program och fonder som ska betala det som följer av ställningstagandena. Alla belopp är hela kronor. "
    "Året är det då beskedet kom, och dessförinnan det då finansieringen antecknades.",
    ("ar", "rad", "org", "medel"),
    (
        *(*POSITION, Column("programme", "Program eller fond", 40), STATE),
        *(Column("sought", "Sökt, kr"), Column("granted", "Beviljat, kr")),
        *(Column("shares", "Egna andelar, kr", 40), Column("answer_on", "Besked väntas")),
        *(Column("decided_on", "Besked kom"), Column("link", "Länk", 40), Column("note", "Anmärkning", 40)),
        CORRECTION,
    ),
    _fundings,
    _tell_fundings,
)
REVIEWS = Listing(
    "oversyner",
    "reviews",
    "Översyner",
    "Vilken dag ställningstagandena ska ses över, och vad de översyner som har gjorts kom fram till.",
    ("ar", "rad", "oversyn"),
    (
        *(*POSITION, Column("review_on", "Ses över"), STATE),
        *(Column("reviewed_on", "Sågs över"), Column("found", "Det kom fram", 60)),
    ),
    _reviews,
    _tell_reviews,
)
CAME_OF_IT = (UNDERTAKINGS, RESULTS, FUNDINGS, REVIEWS)
