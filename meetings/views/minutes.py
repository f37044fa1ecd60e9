"""The minutes: one page and one PDF, computed while in draft, from the sealed record after that."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from councils.journal import history_for
from meetings import pdf as printed
from meetings.forms.minutes import AnswerForm, ApproverForm, ChangeForm, PublicationForm
from meetings.minutes.record import digest, unnamed_approvers
from meetings.models import Minutes
from meetings.models.seal import WHOLE
from meetings.planning.approvers import approvers_away, possible_approvers
from meetings.reader.feedback import taken_home_by
from meetings.reader.minutes_changes import changed_for
from meetings.sealed import file_for, record_for, sum_with_stamps
from meetings.views.immediate import correction_of, immediate_form, sheets_of
from meetings.views.lookups import (
    meeting_or_404,
    minutes_or_404,
    newest_minutes,
    sheet_of,
    taken_back_from,
)
from meetings.workflow.masking import masked_before, opened_again
from meetings.workflow.minutes import (
    approve_minutes,
    look_to_approve,
    print_for_approval,
    publish_minutes,
    recall_minutes,
    replace_approver,
    send_minutes,
)
from meetings.workflow.read_mark import look_at_minutes
from meetings.workflow.wish import answer_wish, want_change
from rus_portal.core.acting import (
    NOT_ANY_MORE,
    act,
    attempt,
    form_page,
    in_passing,
    pdf_response,
    posted,
    sent_from,
)
from rus_portal.core.once_more import said
from rus_portal.core.pdf import Long
from rus_portal.core.permissions import (
    may_answer_wish,
    may_approve_minutes,
    may_correct_minutes,
    may_correct_passage,
    may_keep,
    may_mark_read,
    may_publish_minutes,
    may_recall_minutes,
    may_reopen_meeting,
    may_replace_approver,
    may_send_minutes,
    require,
)
from rus_portal.core.seen import marks_in

PATIENCE = timedelta(hours=1)
PAGES = ("minutes", "minutes_pdf", "minutes_sending", "minutes_approval", "minutes_change", "minutes_recall")


@login_not_required
def minutes(request, council, date, version=None, number=None):
    """The newest that the reader may see, or that version; or the § of that item by itself."""
    meeting = meeting_or_404(request, council, date)
    minutes = minutes_or_404(request, meeting, version, number)
    page = minutes_page(request, meeting, minutes, is_newest=version is None)
    if page.own and not page.own.looked and minutes.sent_at and not minutes.is_sealed:
        in_passing(page, look_to_approve, minutes, by=request.user)
    if minutes.published_at and may_mark_read(request.user, meeting):
        in_passing(page, look_at_minutes, minutes, by=request.user)
    return page


def minutes_page(request, meeting, minutes, form=None, is_newest=True):
    person = request.user
    asked = list(_asked(minutes)) if minutes.stage == Minutes.Stage.SENT else []  # the record tells who has
    keeps, reads_sealed = may_keep(person, meeting.council), is_newest and minutes.is_sealed
    own = next((approval for approval in asked if approval.person_id == person.pk), None)
    record, kept = record_for(minutes, person)
    form = form or ChangeForm(record=record)
    may_approve, may_send = may_approve_minutes(person, minutes), may_send_minutes(person, minutes)
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "record": record,
        "seal": kept.get("seal", ""),
        "sum": kept and sum_with_stamps(minutes, kept["sum"]),
        "withheld": kept.get("withheld", False),
        "digest": digest(record),
        "approvals": asked,
        "own": own,
        "wishes": list(_wishes_seen(minutes)) if keeps or own else [],
        "changed": list(changed_for(own, minutes, record)) if may_approve else [],
        "form": form,
        "urls": {name: minutes.url(name) for name in PAGES},
        "meeting_minutes": meeting.url("minutes"),
        "keeps": keeps,
        "unnamed": unnamed_approvers(record),
        "away": may_send and approvers_away(meeting, minutes.approvals.values_list("instead_of", flat=True)),
        "is_held": meeting.stage == meeting.Stage.HELD,
        "may_send": may_send,
        "may_approve": may_approve,
        "may_recall": may_recall_minutes(person, minutes),
        "may_publish": may_publish_minutes(person, minutes),
        "history": history_for(person, minutes),
        "feedback": [] if keeps or not minutes.is_sealed else taken_home_by(person, meeting),
        "taken_back": taken_back_from(person, meeting) if reads_sealed and not keeps else None,
        "versions": [] if is_newest and minutes.version == 1 else versions_of(person, minutes),
        "whole": newest_minutes(person, meeting) if minutes.item else None,
        "correction": correction_of(person, minutes) if minutes.item and minutes.is_sealed else None,
        "sheets": (sheets := sheets_of(person, meeting) if keeps and not minutes.item else []),
        "waiting": [each for each in sheets if each.stage in Minutes.OPEN],
        "immediate_form": immediate_form(person, minutes) if keeps else None,
        "may_correct": keeps and may_correct_minutes(person, minutes),
        "may_correct_passage": keeps and may_correct_passage(person, minutes),
        "may_reopen": keeps and may_reopen_meeting(person, meeting),
    }
    page = render(request, "meetings/minutes_detail.html", context, status=422 if form.errors else 200)
    page.own = own
    return page


def _asked(minutes):
    return minutes.approvals.select_related("person", "instead_of").order_by("pk")


def _wishes_seen(minutes):
    """By the secretariat and those who approve. There is nothing more to see to once they are sealed."""
    if minutes.is_sealed:
        return []
    return minutes.wishes.select_related("wished_by", "answered_by").order_by("wished_at", "pk")


def versions_of(person, minutes):
    """All that the reader may see, newest first."""
    versions = list(
        Minutes.objects.whole()
        .filter(Minutes.objects.shown_to(person, minutes.meeting))
        .defer("record", "open_record")
    )
    for each in versions:
        each.meeting = minutes.meeting
    return sorted(versions, key=lambda each: -each.version)


@login_not_required
def pdf(request, council, date, version=None, number=None):
    """The sealed bytes; the record alone where the reader may not have all that lies in them; or a rendering
    that says it is a draft."""
    meeting = meeting_or_404(request, council, date)
    minutes = minutes_or_404(request, meeting, version, number)
    if minutes.item:
        return _extract_response(request, minutes, number)
    content = minutes.is_sealed and file_for(minutes, request.user)
    if not content:
        record, _ = record_for(minutes, request.user)
        content = printed.minutes_pdf(record, draft=not minutes.is_sealed)
    name = f"protokoll-{meeting.file_stem}{f'-version-{minutes.version}' if minutes.version > 1 else ''}.pdf"
    return pdf_response(request, content, name)


def minutes_of(request, council, date, number=None):
    meeting = meeting_or_404(request, council, date)
    return minutes_or_404(request, meeting, number=number)


@require_POST
def sending(request, council, date, number=None):
    minutes = minutes_of(request, council, date, number)
    act(request, "Protokollet är utsänt för justering.", send_minutes, minutes)
    return redirect(minutes)


@require_POST
def approval(request, council, date, number=None):
    minutes = minutes_of(request, council, date, number)
    try:
        seen, at = request.POST.get("seen", ""), _begun_at(request, minutes)
        approved = act(request, "", approve_minutes, minutes, seen=seen, at=at)
    except Long:
        request.session["approving"] = [minutes.pk, at.isoformat()]
        messages.info(request, "Du har inte justerat än. Filen som ska låsas är lång och skrivs ut först.")
        return redirect(minutes.url("minutes_printing"))
    if approved:
        done = f"Du har justerat protokollet{minutes.part}."
        sealed = f"{done} Alla har nu gjort det, så det är låst och ändras inte mer."
        waiting = f"{done} Det låses när alla har gjort det."
        messages.success(request, sealed if approved.is_sealed else waiting)
    return redirect(minutes)


def _begun_at(request, minutes):
    """When the approver first pressed, for as long as the file is being printed: the time stands in it."""
    pk, at = request.session.get("approving", (None, ""))
    if pk == minutes.pk and timezone.now() - datetime.fromisoformat(at) < PATIENCE:
        return datetime.fromisoformat(at)
    return timezone.now()


@require_safe
def printing(request, council, date, number=None):
    """What the last to approve of long minutes waits for: the file that is to be sealed."""
    minutes = minutes_of(request, council, date, number)
    print_for_approval(minutes, by=request.user, at=_begun_at(request, minutes))
    messages.info(request, "Filen är utskriven. Nu kan du justera protokollet.")
    return redirect(minutes)


def approver(request, council, date, pk, number=None):
    """Another is asked in the place of one who cannot approve."""
    minutes = minutes_of(request, council, date, number)
    approval = get_object_or_404(minutes.approvals.select_related("person", "instead_of"), pk=pk)
    approval.minutes = minutes
    require(may_replace_approver(request.user, approval))
    form = ApproverForm(posted(request), approval=approval, appointments=possible_approvers(minutes))
    if form.is_valid():
        attempt(form, replace_approver, approval, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"{form.cleaned_data['person']} är ombedd att justera. Båda får brev.")
            return redirect(minutes)
    context = {"meeting": minutes.meeting, "approval": approval}
    return form_page(request, "meetings/approver_form.html", form, **context)


@sent_from("minutes")
def change(request, council, date, number=None):
    minutes = minutes_of(request, council, date, number)
    form = ChangeForm(posted(request), record=record_for(minutes, request.user)[0])
    if form.is_valid():
        wish = attempt(form, want_change, minutes, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, said(wish, "Kansliet ser nu vad du vill ändra."))
            return redirect(minutes)
    return minutes_page(request, minutes.meeting, minutes, form=form)


def wish(request, council, date, pk, number=None):
    """The secretariat answers what an approver wants changed."""
    minutes = minutes_of(request, council, date, number)
    wish = get_object_or_404(minutes.wishes.select_related("wished_by"), pk=pk)
    wish.minutes = minutes
    require(may_keep(request.user, minutes.meeting.council))
    if request.method != "POST":
        require(may_answer_wish(request.user, wish))
    form = AnswerForm(posted(request), wish=wish)
    if form.is_valid():
        attempt(form, answer_wish, wish, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"{wish.wished_by} får ditt svar.")
            return redirect(minutes)
    return form_page(request, "meetings/wish_form.html", form, meeting=minutes.meeting, wish=wish)


@require_POST
def recall(request, council, date, number=None):
    minutes = minutes_of(request, council, date, number)
    done = "Protokollet är taget tillbaka. Öppna mötet för att rätta."
    if minutes.version > 1:
        done = "Rättelsen är tagen tillbaka. Fortsätt rätta, och skicka den på nytt."
    if minutes.item:
        done = f"{minutes.section} justeras med resten av protokollet, om du inte skickar den på nytt."
    act(request, done, recall_minutes, minutes, seen=marks_in(request.POST))
    return redirect(minutes)


def publication(request, council, date):
    """The review for personal data, and what everyone shall not read."""
    minutes = minutes_of(request, council, date)
    if request.method == "POST" and minutes.published_at:
        messages.error(request, NOT_ANY_MORE)
        return redirect(minutes)
    require(may_publish_minutes(request.user, minutes))
    before, kept = masked_before(minutes), opened_again(minutes)
    form = PublicationForm(posted(request), masks=kept)
    if form.is_valid():
        said = {name: form.cleaned_data.get(name, False) for name in ("masks", "opens")}
        attempt(form, publish_minutes, minutes, by=request.user, **said)
        if not form.errors:
            messages.success(
                request, "Protokollet och ställningstagandena är publicerade. Alla kan läsa dem."
            )
            return redirect(minutes)
    gone = [phrase for phrase in before if phrase not in kept]
    context = {"meeting": minutes.meeting, "minutes": minutes, "kept": kept, "gone": gone}
    return form_page(request, "meetings/publication.html", form, **context)


@login_not_required
def extract_pdf(request, council, date, number):
    """One paragraph of the minutes by itself, for those who may see them: as it was sealed with them, or
    ahead of them where it was immediately approved."""
    meeting = meeting_or_404(request, council, date)
    minutes = newest_minutes(request.user, meeting)
    if not (minutes and minutes.is_sealed):
        sheet = sheet_of(request.user, meeting, number)
        minutes = sheet if sheet and sheet.sent_at else minutes_or_404(request, meeting)
    return _extract_response(request, minutes, number)


def _extract_response(request, minutes, number):
    record, _ = record_for(minutes, request.user)
    section = next((each for each in record["sections"] if each.get("item") == number), None)
    if section is None:
        raise Http404
    name = f"protokollsutdrag-{minutes.meeting.file_stem}-punkt-{number}.pdf"
    sealed = minutes.is_sealed and file_for(minutes, request.user, WHOLE if minutes.item else number)
    return pdf_response(request, sealed or printed.extract_pdf(record, section), name)
