"""Approved minutes are put right: what and why, then the passages one at a time, in a version of its own."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from meetings.correction import passages
from meetings.forms.correction import CorrectionForm, PassageForm
from meetings.minutes.record import compile_record
from meetings.views.lookups import meeting_or_404, minutes_or_404
from meetings.workflow.correction import abandon_correction, begin_correction, correct_passage
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import may_correct_minutes, may_correct_passage, may_keep, require
from rus_portal.core.seen import marks_in


def minutes_of(request, council, date):
    return minutes_or_404(request, meeting_or_404(request, council, date))


def correction(request, council, date):
    """What and why; where the correction is begun already, its passages."""
    minutes = minutes_of(request, council, date)
    begun = request.method == "GET" and minutes.version > 1 and minutes.stage == minutes.Stage.DRAFT
    if request.method == "GET":  # one who was overtaken keeps what is written
        require((may_correct_passage if begun else may_correct_minutes)(request.user, minutes))
    require(may_keep(request.user, minutes.meeting.council))
    form = CorrectionForm(posted(request), minutes=minutes)
    if form.is_valid():
        attempt(form, begin_correction, minutes, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Rättelsen är påbörjad. Rätta nu det som ska stå annorlunda.")
            return redirect("minutes_correction", council, date)
    context = {"meeting": minutes.meeting, "minutes": minutes, "begun": begun, "passages": []}
    if begun:
        changed = set(minutes.corrected_passages.values_list("passage", flat=True))
        found = passages(compile_record(minutes)).values()
        context["passages"] = [(each, each.key in changed) for each in found]
    return form_page(request, "meetings/correction.html", form, **context)


def passage(request, council, date, passage):
    minutes = minutes_of(request, council, date)
    require(may_correct_passage(request.user, minutes))
    saved = passages(compile_record(minutes)).get(passage)
    if saved is None:
        raise Http404
    form = PassageForm(posted(request), saved=saved, minutes=minutes)
    if form.is_valid():
        attempt(form, correct_passage, minutes, passage, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "Rättelsen är sparad.")
            return redirect("minutes_correction", council, date)
    context = {"meeting": minutes.meeting, "minutes": minutes, "passage": saved}
    return form_page(request, "meetings/correction_passage.html", form, **context)


@require_POST
def abandonment(request, council, date):
    minutes = minutes_of(request, council, date)
    done = "Rättelsen är avbruten. Protokollet står som det var."
    act(request, done, abandon_correction, minutes, seen=marks_in(request.POST))
    return redirect("minutes", council, date)
