"""Open data: the same to everyone, whoever asks."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils import sheets
from meetings.models import Minutes
from meetings.open import OPEN, akoma, consultations, follow_up, positions
from meetings.open.akoma import akoma_ntoso
from meetings.open.feed import atom
from meetings.positions.register import look_up
from meetings.sealed import record_for
from meetings.views.lookups import meeting_or_404
from rus_portal.core.address import whole

JSON_TYPE = "application/json"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
MOST_IN_A_WORKBOOK = 5_000  # it is made in memory
WIDTHS = tuple(positions.COLUMNS.values())


@login_not_required
@require_safe
def positions_atom(request):
    asked = request.GET.copy()
    asked.pop("sida", None)

    def as_feed(found):
        content = atom(found.condition, [text for text, _ in found.in_effect], asked.urlencode())
        return HttpResponse(content, content_type=ATOM_TYPE, headers=OPEN)

    return _answer(request, as_feed)


@login_not_required
@require_safe
def positions_json(request):
    return _answer(request, lambda found: _pieces(positions.as_json(found.condition), JSON_TYPE, "json"))


@login_not_required
@require_safe
def positions_csv(request):
    def as_csv(found):
        return _pieces(sheets.csv_lines(positions.table(found.condition)), sheets.CSV_TYPE, "csv")

    return _answer(request, as_csv)


@login_not_required
@require_safe
def positions_xlsx(request):
    def as_workbook(found):
        if found.page.paginator.count > MOST_IN_A_WORKBOOK:
            return wrong(f"Det är fler än {MOST_IN_A_WORKBOOK} ställningstaganden. Hämta dem som CSV.")
        tables = {"Ställningstaganden": (positions.table(found.condition), WIDTHS)}
        tables |= follow_up.tables_of(positions.pieces_of(found.condition))
        return HttpResponse(sheets.workbook(tables), content_type=sheets.XLSX_TYPE, headers=_attached("xlsx"))

    return _answer(request, as_workbook)


@login_not_required
@require_safe
def consultations_json(request):
    return JsonResponse({"consultations": consultations.told_all()}, headers=OPEN)


@login_not_required
@require_safe
def consultations_csv(request):
    lines = sheets.csv_lines(consultations.table())
    return HttpResponse("".join(lines), content_type=sheets.CSV_TYPE, headers=_attached("csv", "remisser"))


@login_not_required
@require_safe
def consultations_xlsx(request):
    tables = {"Remisser": (consultations.table(), [*consultations.COLUMNS.values()])}
    content = sheets.workbook(tables, title="Remisser")
    return HttpResponse(content, content_type=sheets.XLSX_TYPE, headers=_attached("xlsx", "remisser"))


@login_not_required
@require_safe
def minutes_akn(request, council, date):
    """The newest published minutes as Akoma Ntoso: what everyone reads of them."""
    nobody = AnonymousUser()
    meeting = meeting_or_404(request, council, date)
    for minutes in Minutes.objects.whole().visible_to(nobody).filter(meeting=meeting).newest():
        minutes.meeting = meeting
        record, _ = record_for(minutes, nobody)
        content = akoma_ntoso(record, whole(minutes.get_absolute_url()))
        return HttpResponse(content, content_type=f"{akoma.TYPE}; charset=utf-8", headers=OPEN)
    raise Http404


def _answer(request, made):
    """What is made of the positions that the address asks for, as the register finds them for everyone. A
    program is not given all where it asked for something that is not there."""
    found = look_up(request.GET, AnonymousUser())
    if found.complaint:
        return wrong(found.complaint)
    if found.facets.is_astray:
        raise Http404
    return made(found)


def _pieces(content, kind, ending):
    return StreamingHttpResponse(content, content_type=kind, headers=_attached(ending))


def _attached(ending, what="stallningstaganden"):
    name = f"{what}-{timezone.localdate()}.{ending}"
    return OPEN | {"Content-Disposition": f'attachment; filename="{name}"'}


def wrong(sentence):
    return HttpResponseBadRequest(sentence, content_type="text/plain; charset=utf-8")
