"""A § that is to be approved immediately, by itself: chosen by the secretary, at the meeting or while the
minutes are a draft. From then on its page is that of any minutes."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from meetings.forms.minutes import ImmediateForm
from meetings.models import Minutes
from meetings.views.lookups import item_or_404, meeting_or_404
from meetings.workflow.minutes import ask_at_once
from rus_portal.core.acting import act
from rus_portal.core.prepared import prepared


@require_POST
def immediate(request, council, date):
    """A § is marked for immediate approval, on the day of the meeting or while the minutes are a draft."""
    meeting = meeting_or_404(request, council, date)
    number = request.POST.get("number", "")
    item = item_or_404(request, meeting, int(number) if number.isdecimal() else 0)
    if sheet := act(request, "", ask_at_once, item):
        sent = f"{sheet.section} är utsänd för omedelbar justering. Ordföranden och justerarna får brev."
        marked = f"”{item.title}” är markerad. Den går ut för omedelbar justering när mötet avslutas."
        messages.success(request, sent if sheet.sent_at else marked)
    held = meeting.stage == meeting.Stage.HELD
    return redirect(meeting.url("minutes") if held else f"{item.url('sitting_item')}#utfall")


def sheets_of(person, meeting):
    """Each § that is, or was, to be approved by itself, as far as the reader may see."""
    shown = Minutes.objects.shown_to(person, meeting)
    sheets = list(_sheets(shown)) if meeting.has_sheets else []
    for each in sheets:
        each.meeting = each.item.meeting = meeting
    return sheets


@prepared
def _sheets(shown):
    return Minutes.objects.sheets().filter(shown).select_related("item").order_by("item__order", "pk")


def correction_of(person, sheet):
    """The newest approved version of the whole in which that § is put right, if the person sees one."""
    shown = Minutes.objects.shown_to(person, sheet.meeting)
    approved = Minutes.objects.whole().filter(shown, approved_at__isnull=False)
    versions = approved.filter(corrected_passages__passage__startswith=f"p-{sheet.item.number}.")
    for version in versions.defer("record", "open_record").order_by("-version")[:1]:
        version.meeting = sheet.meeting
        return version
    return None


def immediate_form(person, minutes):
    """Which § is to be approved by itself; None where none may be. Asked of drafts alone."""
    if minutes.item or minutes.stage != minutes.Stage.DRAFT or minutes.version > 1:
        return None
    open_or_approved = Minutes.objects.sheets().exclude(stage=Minutes.Stage.WITHDRAWN)
    items = minutes.meeting.items.on_the_agenda().exclude(outcome="", stage="on_agenda")
    items = items.exclude(pk__in=open_or_approved.filter(meeting=minutes.meeting).values("item"))
    return ImmediateForm(items=items.order_by("order", "pk"))
