"""What came of the published positions, for programs: with each position as JSON, in its row, and as sheets
of their own. Nothing that is withdrawn, and results as they are worded now."""

from django.db.models import Prefetch
from django.utils import timezone

from meetings.models import Funding, FundingShare, Result, Review, Undertaking
from meetings.open import NOT_EVALUATED
from rus_portal.core.address import whole

CORRECTED = {"rättat eller ändrat av": 26, "rättat den": 12}
UNDERTAKINGS = {"beteckning": 14, "organisation": 30, "åtagande": 60, "läge": 12, "senast": 12, "klart": 12}
UNDERTAKINGS |= CORRECTED
RESULTS = {"beteckning": 14, "organisation": 30, "dag": 12, "resultat": 80, "bild": 50}
RESULTS |= {"bilden visar": 40, "bildens licens": 40} | CORRECTED
FUNDINGS = {
    **{"beteckning": 14, "program eller fond": 40, "läge": 12, "sökt": 14, "beviljat": 14},
    **{"besked": 12, "part": 30, "partens andel": 14},
    **CORRECTED,
}


def prefetches():
    told = {"withdrawn_at": None}
    shares = FundingShare.objects.order_by("organisation__order", "pk")
    undertakings = Undertaking.objects.filter(**told).order_by(Undertaking.FIRST_DUE, "told_at", "pk")
    results = Result.objects.filter(**told, replaced_by=None).order_by("-happened_on", "-pk")
    fundings = Funding.objects.filter(**told).order_by("told_at", "pk")
    return (
        Prefetch("undertakings", undertakings),
        Prefetch("results", results),
        Prefetch("fundings", fundings.prefetch_related(Prefetch("shares", shares))),
        Prefetch("reviews", Review.objects.order_by("reviewed_on", "pk")),
    )


def told(position):
    """As JSON has it. Sums are whole kronor."""
    return {
        "commitments": [
            {
                "organisation": each.organisation_name,
                "what": each.what,
                "status": each.status,
                "is_late": each.is_late,
                "due": _day(each.due),
                "done_on": _day(each.done_on),
                "told_on": _day(timezone.localdate(each.told_at)),
                "note": each.note,
                **corrected(each),
            }
            for each in position.undertakings.all()
        ],
        "results": [
            {
                "organisation": each.organisation_name,
                "happened_on": _day(each.happened_on),
                "text": each.text,
                "picture": _picture(position, each) or None,
                "picture_text": each.picture_text,
                "picture_license": NOT_EVALUATED if each.picture else None,
                **corrected(each),
            }
            for each in position.results.all()
        ],
        "financing": [
            {
                "programme": each.programme,
                "status": each.status,
                "sought": each.sought,
                "granted": each.granted,
                "answer_on": _day(each.answer_on),
                "decided_on": _day(each.decided_on),
                "told_on": _day(timezone.localdate(each.told_at)),
                "shares": [
                    {"organisation": share.organisation_name, "amount": share.amount}
                    for share in each.shares.all()
                ],
                "link": each.link,
                "note": each.note,
                **corrected(each),
            }
            for each in position.fundings.all()
        ],
        "reviews": [
            {"reviewed_on": _day(each.reviewed_on), "text": each.text} for each in position.reviews.all()
        ],
    }


def in_cells(position):
    """Three cells of the position's row."""
    undertakings = [
        f"{each.organisation_name}: {each.what} ({each.told_status}){said_of(each)}"
        for each in position.undertakings.all()
    ]
    results = [
        f"{each.organisation_name} {each.happened_on}: {each.text}{said_of(each)}"
        for each in position.results.all()
    ]
    fundings = [
        f"{each.programme}: {each.get_status_display()}{said_of(each)}" for each in position.fundings.all()
    ]
    return ["\n".join(undertakings), "\n\n".join(results), "\n".join(fundings)]


def tables_of(pieces):
    """(rows, widths) of each by its name."""
    undertakings, results, fundings = [list(UNDERTAKINGS)], [list(RESULTS)], [list(FUNDINGS)]
    for piece in pieces:
        for position in piece:
            undertakings += _undertakings(position)
            results += _results(position)
            fundings += _fundings(position)
    return {
        "Åtaganden": (undertakings, UNDERTAKINGS.values()),
        "Resultat": (results, RESULTS.values()),
        "Finansiering": (fundings, FUNDINGS.values()),
    }


def _undertakings(position):
    for each in position.undertakings.all():
        days = each.due or "", each.done_on or ""
        told = each.organisation_name, each.what, each.told_status, *days
        yield [position.designation, *told, *_corrected_in_cells(each)]


def _results(position):
    for each in position.results.all():
        told = each.happened_on, each.text, _picture(position, each), each.picture_text
        licence = NOT_EVALUATED if each.picture else ""
        yield [position.designation, each.organisation_name, *told, licence, *_corrected_in_cells(each)]


def _fundings(position):
    """A row for each partner, or one where there is none; the sums of the whole stand in the first."""
    for each in position.fundings.all():
        sums = each.sought or "", each.granted or ""
        for share in each.shares.all() or [None]:
            partner = [share.organisation_name, share.amount] if share else ["", ""]
            status = each.get_status_display()
            told = each.programme, status, *sums, each.decided_on or "", *partner
            yield [position.designation, *told, *_corrected_in_cells(each)]
            sums = "", ""


def corrected(told):
    who, on = told.correction or (None, None)
    return {"corrected_by": who or None, "corrected_on": _day(on)}


def _corrected_in_cells(told):
    return told.correction or ("", "")


def said_of(told):
    return f" {told.told_correction}" if told.correction else ""


def _picture(position, result):
    return whole(position.url("result_picture", result.pk)) if result.picture else ""


def _day(day):
    return day and day.isoformat()
