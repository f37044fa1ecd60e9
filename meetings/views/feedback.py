"""What each organisation takes home from a meeting: its own page, its text as a file, its receipt, and all of
them for the secretariat."""

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from meetings.forms.feedback import ReceiptForm
from meetings.mail.feedback import docx_name
from meetings.models import Feedback
from meetings.reader.feedback import lines_of, package
from meetings.sealed import record_for
from meetings.views.guest import secret_address
from meetings.views.lookups import meeting_or_404
from meetings.workflow.feedback import receive_feedback, register_feedback, send_feedback
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import may_keep, may_receive_feedback, may_record_decision, require
from rus_portal.core.word_file import DOCX_TYPE


def overview(request, council, date):
    """For the secretariat: each organisation, what has been sent to it, its receipt and its decisions."""
    meeting = meeting_or_404(request, council, date)
    require(may_keep(request.user, meeting.council))
    if request.method == "POST":
        minutes = meeting.minutes.whole().filter(approved_at__isnull=False).order_by("-version").first()
        if minutes is None:
            raise Http404
        act(request, "Återföringen är på väg till dem som inte hade fått den.", send_feedback, minutes)
        return redirect(meeting.url("feedback_all"))
    context = {
        "meeting": meeting,
        "lines": lines_of(meeting),
    }
    return render(request, "meetings/feedback_list.html", context)


def _found(request, council, date, organisation):
    """Of the newest approved version."""
    meeting = meeting_or_404(request, council, date)
    own = (
        Feedback.objects.visible_to(request.user, meeting).holding().select_related("minutes", "organisation")
    )
    feedback = get_object_or_404(own, organisation__slug=organisation)
    feedback.minutes.meeting = meeting
    return feedback


def feedback(request, council, date, organisation):
    row, person = _found(request, council, date, organisation), request.user
    may_receive = may_receive_feedback(person, row)
    form = ReceiptForm(posted(request), saved=row)
    if request.method == "POST":
        require(may_receive)
    if form.is_valid():
        attempt(form, receive_feedback, row, by=person, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Mottagandet är bekräftat.")
            return redirect(row)
    told = package(row, record_for(row.minutes, person)[0])
    context = {
        "meeting": row.meeting,
        "feedback": row,
        "package": told,
        "may_receive": may_receive,
        "may_record": bool(told.asked)
        and may_record_decision(person, told.asked[0].position, row.organisation),
        "keeps": may_keep(person, row.meeting.council),
    }
    return form_page(request, "meetings/feedback_detail.html", form, **context)


def docx(request, council, date, organisation):
    row = _found(request, council, date, organisation)
    content = package(row, record_for(row.minutes, request.user)[0]).docx
    headers = {"Content-Disposition": content_disposition_header(True, docx_name(row))}
    return HttpResponse(content, content_type=DOCX_TYPE, headers=headers)


@secret_address
def receipt(request, token):
    """Where a registry confirms, without an account: it reads what everyone may. To look confirms nothing,
    for programs that look through mail follow its links."""
    rows = Feedback.objects.opened_by(token).select_related("minutes__meeting__council", "organisation")
    row = get_object_or_404(rows)
    form = ReceiptForm(posted(request), saved=row)
    is_done = False
    if form.is_valid():
        attempt(form, register_feedback, row, **form.cleaned_data)
        is_done = not form.errors
        row.refresh_from_db(fields=["registered_at", "registry_number"])
    told = package(row, record_for(row.minutes, AnonymousUser())[0])
    corrected = row.meeting.minutes.filter(version__gt=row.minutes.version, published_at__isnull=False)
    context = {
        "meeting": row.meeting,
        "feedback": row,
        "package": told,
        "is_done": is_done,
        "is_corrected": corrected.exists(),
    }
    return form_page(request, "meetings/feedback_receipt.html", form, **context)
