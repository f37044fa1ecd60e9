"""What came of it: the page of the follow-up, the rows behind its figures, and both as files."""

from dataclasses import replace
from itertools import compress, islice

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from councils import sheets
from councils.models import Organisation
from meetings.follow_up import data
from meetings.follow_up.asked import asked_for, period_between
from meetings.follow_up.feed import feed
from meetings.follow_up.listing import POSITION
from meetings.follow_up.lists import LISTINGS
from meetings.follow_up.own_report import own_report
from meetings.follow_up.page import page
from meetings.follow_up.report import report as whole_report
from meetings.open import OPEN
from meetings.pdf import follow_up_pdf
from meetings.views.open_data import ATOM_TYPE, JSON_TYPE, MOST_IN_A_WORKBOOK, wrong
from rus_portal.core.acting import pdf_response
from rus_portal.core.permissions import may_choose_days, may_read_year, require
from rus_portal.core.word_file import DOCX_TYPE

PAGE = 25  # on a phone a row is a third of the screen
OF_ALL = ("ar", "rad")
OF_FEED = ("rad", "org")


@login_not_required
@require_safe
def follow_up(request):
    asked, choices = asked_for(request.user, request.GET, *OF_ALL, usual_year=True)
    shown = page(asked, request.GET.get("sida"))
    shown |= {"asked": asked, "choices": choices, "may_read_year": bool(may_read_year(request.user))}
    shown["listings"] = LISTINGS.values()
    return render(request, "meetings/follow_up_overview.html", shown)


def _listing(name):
    if name not in LISTINGS:
        raise Http404
    return LISTINGS[name]


@login_not_required
@require_safe
def rows(request, listing):
    listing = _listing(listing)
    asked, choices = asked_for(request.user, request.GET, *listing.filters)
    page = Paginator(listing.ask(asked), PAGE).get_page(request.GET.get("sida"))
    columns, told = _with_something(listing.columns, list(listing.tell(list(page))))
    context = {
        "listing": listing,
        "asked": asked,
        "choices": choices,
        "page": page,
        "columns": columns,
        "rows": [list(zip(columns, row, strict=True)) for row in told],
    }
    return render(request, "meetings/follow_up_rows.html", context)


def _with_something(columns, rows):
    """Without the columns in which nothing stands on the page: a screen has room for few. Whose dissent a
    position has is never left out."""
    filled = [any(cell is not None and str(cell) for cell in cells) for cells in zip(*rows, strict=True)]
    kept = [is_filled or column in POSITION for column, is_filled in zip(columns, filled, strict=False)]
    return list(compress(columns, kept)), [tuple(compress(row, kept)) for row in rows]


@login_not_required
@require_safe
def rows_csv(request, listing):
    listing = _listing(listing)
    asked = data.asked_by_everyone(request.GET, *listing.filters)
    lines = sheets.csv_lines(data.table(listing, asked))
    return StreamingHttpResponse(lines, content_type=sheets.CSV_TYPE, headers=_attached(listing.name, "csv"))


@login_not_required
@require_safe
def all_json(request):
    asked = data.asked_by_everyone(request.GET, *OF_ALL)
    return StreamingHttpResponse(
        data.as_json(asked), content_type=JSON_TYPE, headers=_attached("uppfoljning", "json")
    )


@login_not_required
@require_safe
def all_xlsx(request):
    asked = data.asked_by_everyone(request.GET, *OF_ALL)
    tables = {}
    for listing in LISTINGS.values():
        rows = list(islice(data.table(listing, asked), MOST_IN_A_WORKBOOK + 1))
        if len(rows) > MOST_IN_A_WORKBOOK:
            return wrong(f"Det är fler än {MOST_IN_A_WORKBOOK} rader. Hämta ett år, eller CSV.")
        tables[listing.title] = rows, [column.width for column in listing.columns_for_programs]
    content = sheets.workbook(tables)
    return HttpResponse(content, content_type=sheets.XLSX_TYPE, headers=_attached("uppfoljning", "xlsx"))


def _attached(name, ending):
    return OPEN | {"Content-Disposition": f'attachment; filename="{name}-{timezone.localdate()}.{ending}"'}


@login_not_required
@require_safe
def atom(request):
    asked = data.asked_by_everyone(request.GET, *OF_FEED)
    return HttpResponse(feed(asked), content_type=ATOM_TYPE, headers=OPEN)


OF_REPORT = ("ar", "rad", "org")


@login_not_required
@require_safe
def report_page(request, complaint=""):
    """Where a report is asked for."""
    _, choices = asked_for(AnonymousUser(), request.GET, *OF_REPORT, usual_year=True)
    context = {"choices": choices, "complaint": complaint, "may_choose_days": may_choose_days(request.user)}
    context |= {name: request.GET.get(name, "") for name in ("fran", "till")}
    return render(request, "meetings/follow_up_report.html", context, status=422 if complaint else 200)


@login_not_required
@require_safe
def report(request, kind):
    """The report of a year, or of the days that `fran` and `till` say, for the whole or for one home
    organisation: `kind` is pdf, docx or xlsx. It is the same whoever asks; but other days than a year's are
    for those with a seat, since each such paper is printed for itself."""
    asked, _ = asked_for(AnonymousUser(), request.GET, *OF_REPORT, usual_year=True)
    if request.GET.get("fran") or request.GET.get("till"):
        require(may_choose_days(request.user))
        period, complaint = period_between(request.GET.get("fran", ""), request.GET.get("till", ""))
        if complaint:
            return report_page(request, complaint)
        asked = replace(asked, period=period)
    made, today = asked.chosen.get("org"), timezone.localdate()
    own = made and Organisation.objects.get(slug=made)
    told = own_report(asked, own, today=today) if own else whole_report(asked, today=today)
    name = "-".join(filter(None, ["uppfoljning", slugify(told.period), asked.chosen.get("rad"), made]))
    if kind == "pdf":
        return pdf_response(request, follow_up_pdf(told), f"{name}.pdf")
    if kind == "docx":
        content, media = told.docx, DOCX_TYPE
    else:
        content, media = sheets.workbook(told.tables, title=told.full_title), sheets.XLSX_TYPE
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.{kind}")}
    return HttpResponse(content, content_type=media, headers=headers)
