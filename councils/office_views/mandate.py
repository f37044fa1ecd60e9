"""A new mandate period in three steps: choose the seats, say who holds them, look it through and save.

Between the steps only the browser keeps anything: the choice in the address, the rows signed in the page.
While a row has an error there is no button that saves.
"""

import datetime as dt

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from councils import mandate, sheets, workflow
from councils.forms import MandateChoiceForm, MandateFileForm, MandateSeatsForm
from councils.models import Council
from rus_portal.core.acting import form_page
from rus_portal.core.permissions import may_enter_office, may_keep_seats, require
from rus_portal.core.refusal import Refused, told_by_database
from rus_portal.core.words import day

SALT = "councils.mandate"
A_DAY = 24 * 3600


def choice(request, *, data=None):
    """The form of the first step, offering the bodies whose seats the user may change."""
    require(may_enter_office(request.user))
    bodies = Council.objects.prefetch_related("prepares")
    kept = [council for council in bodies if may_keep_seats(request.user, council)]
    return MandateChoiceForm(data, councils=kept)


def mandate_start(request):
    form = choice(request, data=request.GET if "dag" in request.GET else None)
    return form_page(request, "councils/office_mandate.html", form)


def mandate_seats(request):
    """Second step: the form of all seats, or a file; a form or file without errors leads to the third."""
    form = choice(request, data=request.GET)
    if not form.is_valid():
        return form_page(request, "councils/office_mandate.html", form)
    seats, first_day = form.seats(), form.cleaned_data["dag"]
    rows = mandate.rows_of(seats, first_day)
    file_form, unread = MandateFileForm(), []
    seats_form = MandateSeatsForm(seats=seats, rows=rows)
    if "by_file" in request.POST:
        file_form = MandateFileForm(request.POST, request.FILES)
        if file_form.is_valid():
            try:
                sent, unread = mandate.parse(sheets.read(file_form.cleaned_data["file"]))
                return _preview(request, form, mandate.review(sent, seats, first_day), unread)
            except sheets.Unreadable as broken:
                file_form.add_error("file", str(broken))
    elif "by_form" in request.POST:
        seats_form = MandateSeatsForm(request.POST, seats=seats, rows=rows)
        if seats_form.is_valid():
            review = mandate.review(seats_form.rows(), seats, first_day)
            if not review.faulty:
                return _preview(request, form, review)
            seats_form.tell(review.faulty)
    elif "rows" in request.POST:
        seats_form = MandateSeatsForm(seats=seats, rows=_refilled(rows, request, seats, first_day))
    context = {
        "choice": form,
        "first_day": first_day,
        "file_form": file_form,
        "query": form.query,
    }
    status = 422 if file_form.errors or seats_form.errors else 200
    return render(
        request, "councils/office_mandate_seats.html", context | {"form": seats_form}, status=status
    )


def _refilled(rows, request, seats, first_day):
    """On the way back from the preview: what the lines said, each at the seat it was matched to."""
    signed = _unsigned(request)
    review = (
        mandate.review([mandate.Row(*row) for row in signed["rows"]], seats, first_day) if signed else None
    )
    told = {line.seat: line.row for line in review.lines if line.seat} if review else {}
    return [told.get(seat, row) for seat, row in zip(seats, rows, strict=True)]


def _unsigned(request):
    """The rows signed by one of our pages, if they are unchanged and at most a day old."""
    try:
        return signing.loads(request.POST.get("rows", ""), salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        return None


def _preview(request, form, review, unread=(), *, notice=""):
    first_day = form.cleaned_data["dag"]
    hanging = review.hanging(first_day)
    carried = {"rows": [list(line.row) for line in review.lines], "state": [review.state(), hanging]}
    context = {
        "choice": form,
        "first_day": first_day,
        "eve": first_day - dt.timedelta(days=1),
        "hanging": hanging,
        "review": review,
        "summary": mandate.summary(review),
        "unread": unread,
        "notice": notice,
        "rows": signing.dumps(carried, salt=SALT, compress=True),
        "query": form.query,
        "file_form": MandateFileForm(),
    }
    status = 422 if review.faulty else 409 if notice else 200
    return render(request, "councils/office_mandate_preview.html", context, status=status)


def mandate_saving(request):
    """Third step: review the rows once more, against the seats as they are now, and save them all or none."""
    form = choice(request, data=request.GET)
    if not form.is_valid():
        return redirect("mandate")
    back = f"{reverse('mandate_seats')}?{form.query}"
    if request.method != "POST":
        return redirect(back)
    signed = _unsigned(request)
    if not signed:
        messages.error(request, "Granskningen är för gammal. Fyll i platserna eller läs in filen igen.")
        return redirect(back)
    first_day = form.cleaned_data["dag"]
    rows = [mandate.Row(*row) for row in signed["rows"]]
    try:
        with told_by_database():
            _save(rows, form.seats(), signed["state"], by=request.user, first_day=first_day)
    except Refused as no:
        review = mandate.review(rows, form.seats(), first_day)
        return _preview(request, form, review, notice=f"{no.sentence} Inget är sparat.")
    messages.success(request, f"Den nya mandatperioden är sparad och börjar den {day(first_day)}.")
    return redirect(f"{reverse('seats')}?dag={first_day}")


@transaction.atomic
def _save(rows, seats, state, *, by, first_day):
    """With the seats held, so that nothing comes between this review and the saving."""
    for seat in sorted(seats, key=lambda seat: seat.pk):
        workflow.locked(seat)
    review = mandate.review(rows, seats, first_day)
    if review.faulty or [review.state(), review.hanging(first_day)] != state:
        raise Refused("Någon har ändrat platserna medan du granskade. Granska igen.")
    workflow.change_mandate(review.changes, by=by, first_day=first_day)


def mandate_template(request, kind):
    """The seats as they stand, to fill in: .xlsx or CSV."""
    form = choice(request, data=request.GET)
    if not form.is_valid():
        raise Http404
    table = mandate.table_of(mandate.rows_of(form.seats(), form.cleaned_data["dag"]))
    if kind == "xlsx":
        content = sheets.workbook({"Platser": (table, mandate.WIDTHS)})
        answer = HttpResponse(content, content_type=sheets.XLSX_TYPE)
    else:
        answer = StreamingHttpResponse(sheets.csv_lines(table), content_type=sheets.CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="mandatperiod-{form.cleaned_data["dag"]}.{kind}"'
    return answer
