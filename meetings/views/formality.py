"""The formalities of a meeting."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect

from meetings.forms.formality import FormalitiesForm
from meetings.views.conflict import conflict_page, last_act, sent_again
from meetings.views.lookups import meeting_or_404
from meetings.views.nav import next_to_record
from meetings.views.recording import recording_page
from meetings.workflow.formality import record_formalities
from rus_portal.core.acting import attempt, posted
from rus_portal.core.permissions import may_record_meeting, require
from rus_portal.core.refusal import Conflict


def formalities(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    rows = list(meeting.formalities.order_by("order", "pk"))
    form = FormalitiesForm(posted(request), meeting=meeting, formalities=rows)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            attempt(form, record_formalities, meeting, form.texts(), by=request.user, revision=revision)
        except Conflict as conflict:
            return formalities_conflict(request, form, conflict.saved)
        if not form.errors:
            messages.success(request, "Mötets formalia är antecknade.")
            following = next_to_record(meeting)
            return redirect(following.url("item_outcome") if following else meeting.url("formalities"))
    return formalities_page(request, meeting, form)


def formalities_page(request, meeting, form, **context):
    return recording_page(request, "meetings/formalities_form.html", form, meeting, "formalities", **context)


def formalities_conflict(request, form, saved):
    data = sent_again(request, revision=saved.formalities_revision)
    rows = list(saved.formalities.order_by("order", "pk"))
    again = FormalitiesForm(data, meeting=saved, formalities=rows)
    page = partial(formalities_page, request, saved)
    return conflict_page(page, form, saved, again, last=last_act(saved, "record_formalities"))
