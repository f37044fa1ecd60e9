"""What the minutes say under each formality."""

from django.contrib import messages
from django.shortcuts import redirect

from meetings.forms.formality import FormalitiesForm
from meetings.views.lookups import meeting_or_404
from meetings.views.nav import next_to_record
from meetings.views.recording import recording_page
from meetings.workflow.formality import record_formalities
from rus_portal.core.acting import attempt, posted
from rus_portal.core.permissions import may_record_meeting, require


def formalities(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_record_meeting(request.user, meeting))
    form = FormalitiesForm(posted(request), saved=meeting)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        particulars = form.particulars()
        attempt(
            *(form, record_formalities, meeting, form.texts()),
            **{"particulars": particulars, "by": request.user, "seen": seen},
        )
        if not form.errors:
            messages.success(request, "Mötets formalia är antecknade.")
            following = next_to_record(meeting)
            is_open = following and not following.became
            return redirect(following.url("item_outcome") if is_open else meeting.url("closing"))
    return recording_page(request, "meetings/formalities_form.html", form, meeting)
