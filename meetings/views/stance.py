"""Förankring: each organisation states its stance, and the chair sees which have and which have not."""

from collections import Counter

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from meetings.forms.stance import StanceForm
from meetings.models import Stance
from meetings.stances import matrix_for, organisations_of
from meetings.todo.next_up import next_at
from meetings.views.lookups import ItemAway, item_or_404, meeting_or_404, organisation_asked_for
from meetings.workflow import stance as verbs
from meetings.workflow.takeover import let_stance_fall, take_over_stance
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.permissions import (
    denied_at,
    may_confirm_dissent,
    may_follow,
    may_put_right,
    may_read_stances,
    may_record_stance,
    may_take_over_stance,
    may_withdraw_dissent,
    may_withdraw_stance,
    require,
)
from rus_portal.core.seen import mark, marks_in
from rus_portal.core.standing import home_organisations, is_kept_by

IN_A_CELL = (
    *("status", "awaits_confirmation", "is_left", "body", "held_on"),
    *("on_behalf", "recorded_by_id"),
)
CELL_LINK = (
    '<a href="{}?organisation={}">{}<span class="visually-hidden">: ange läge för {}, punkt {}</span></a>'
)


def matrix(request, council, date):
    """Items × organisations, as far as the reader may see."""
    meeting = meeting_or_404(request, council, date)
    require(may_read_stances(request.user, meeting))
    shown = matrix_for(request.user, meeting)
    keeps = is_kept_by(request.user, meeting.council)
    own = home_organisations(request.user, meeting)
    open_items = {row.item.pk for row in shown.rows if row.item.is_open_for_stances}
    answers_for = {each.pk for each in shown.organisations if keeps or each.pk in own}
    puts_right = keeps and bool(may_put_right(meeting))
    rows = _with_cells(shown, open_items, answers_for, puts_right=puts_right)
    columns = [cells for _, cells, _ in rows]
    lines = list(zip(shown.organisations, zip(*columns, strict=True), strict=bool(rows)))
    missing = shown.missing if open_items else Counter()
    lines.sort(key=lambda line: -missing[line[0]])
    context = {
        "meeting": meeting,
        "matrix": shown,
        "rows": sorted(rows, key=lambda row: -len(row[0].missing)) if open_items else rows,
        "lines": lines,
        "missing": missing,
        "due": meeting.stances_due,
        "days": (meeting.stances_due - timezone.localdate()).days,
        "keeps": keeps,
        "open_items": open_items,
    }
    return render(request, "meetings/stance_matrix.html", context)


def _with_cells(matrix, open_items, answers_for, *, puts_right):
    """Each row of the matrix with its cells as (organisation, class, what the page shows of it), and the same
    with those that are missing first: made once for both the table and the list, since there are hundreds.
    Most say what others say, which is written once."""
    written, rows = {}, []
    for row in matrix.rows:
        cells, address, is_open = [], row.item.url("item_stance"), row.item.pk in open_items
        for organisation, said in row.cells:
            key = is_open, said and tuple(getattr(said, name) for name in IN_A_CELL)
            if key not in written:
                written[key] = _written(said, is_open=is_open)
            kind, status, beside = written[key]
            rights_it = puts_right and said and said.on_behalf
            if rights_it or (is_open and organisation.pk in answers_for):
                named = organisation.slug, status, organisation.short_name
                status = format_html(CELL_LINK, address, *named, row.item.number)
            cells.append((organisation, kind, status + beside))
        without = set(row.missing)
        rows.append((row, cells, sorted(cells, key=lambda cell: cell[0] not in without)))
    return rows


def _written(said, *, is_open):
    """What a cell says, but for whose it is: its class, the stance, and what stands beside that."""
    kind = "" if said else "matrix-missing"
    if said and said.status == Stance.Status.WILL_DISSENT and not said.awaits_confirmation:
        kind = "matrix-dissent"
    status = render_to_string("meetings/partials/stance_status.html", {"stance": said, "is_open": is_open})
    return kind, status, render_to_string("meetings/partials/stance_cell.html", {"said": said})


def stance(request, council, date, number):
    """One organisation on one item: `?organisation=<slug>` where the reader answers for several."""
    item, organisations = _asked(request, council, date, number)
    chosen = organisation_asked_for(request, organisations)
    if chosen is None:
        return choice(request, item, organisations)
    said = _said(request, item, chosen)
    before = said if said.pk else verbs.taken_back(item, chosen)
    may = may_record_stance(request.user, item, chosen, before)
    keeps = is_kept_by(request.user, item.meeting.council)
    if request.method == "POST" and not keeps:
        require(may)
    form = StanceForm(posted(request), saved=said)
    if form.is_valid() and not may:  # perhaps since the secretary began to type: nothing of it is lost
        form.add_error(None, may.reason)
    elif form.is_valid():
        saved = attempt(form, verbs.record_stance, item, chosen, by=request.user, **form.facts())
        if not form.errors:
            tell_saved(request, saved)
            if not _is_own(request.user, chosen, item.meeting):
                return redirect(item.meeting.url("stances"))
            return redirect(next_at(item.meeting, request.user, (item, chosen)) or "mine")
    return stance_page(request, item, chosen, form, may_record_stance=may)


def _asked(request, council, date, number):
    """What is asked for: a position item of a sent agenda, and the organisations the reader answers for."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_follow(request.user, meeting))
    if item.is_dropped:
        raise ItemAway(meeting, number=number)
    if not (item.is_position and item.is_on_agenda):
        raise Http404
    organisations = organisations_of(request.user, meeting)
    if not organisations:
        reason = "Din organisation tar inte ställning på mötet och behöver inte förankra."
        require(denied_at(meeting, request.user, reason))
    return item, organisations


def _said(request, item, organisation):
    said = Stance.objects.visible_to(request.user, item.meeting).filter(item=item, organisation=organisation)
    found = said.select_related("confirmed_by").with_recorder().first()
    stance = found or Stance(organisation=organisation)
    stance.item = item
    return stance


def _is_own(person, organisation, meeting):
    return organisation.pk in home_organisations(person, meeting)


def choice(request, item, organisations):
    visible = Stance.objects.visible_to(request.user, item.meeting).filter(item=item)
    said = {stance.organisation_id: stance for stance in visible}
    context = {
        "meeting": item.meeting,
        "item": item,
        "rows": [(organisation, said.get(organisation.pk)) for organisation in organisations],
    }
    return render(request, "meetings/stance_choice.html", context)


def stance_page(request, item, organisation, form, *, may_record_stance):
    stance = form.saved
    lodged = item.dissents.standing().filter(seat=stance.seat_id, seat__isnull=False)
    opinion = lodged.with_author().first()
    context = {
        "meeting": item.meeting,
        "item": item,
        "organisation": organisation,
        "recorded": stance if stance.pk else None,
        "announced": mark(stance.dissent_text),
        "due": item.meeting.stances_due,
        "opinion": opinion,
        "may_record_stance": may_record_stance,
        "may_take_back": bool(stance.pk and may_withdraw_stance(request.user, stance)),
        "may_confirm": may_confirm_dissent(request.user, stance),
        "may_take_over": may_take_over_stance(request.user, stance),
        "may_withdraw": opinion and may_withdraw_dissent(request.user, opinion),
        "on_behalf": not _is_own(request.user, organisation, item.meeting),
    }
    return form_page(request, "meetings/stance_form.html", form, **context)


def tell_saved(request, stance):
    messages.success(request, f"Förankringen för {stance.organisation} är sparad.")
    if stance.awaits_confirmation:
        messages.warning(request, "Den avvikande synpunkten väntar på bekräftelse av förtroendevald.")
    elif stance.confirmed_at:
        messages.info(request, "Den avvikande synpunkten är lämnad och står i protokollet.")


@require_POST
def withdrawal(request, council, date, number):
    """The secretariat takes back what it noted for an organisation."""
    item, organisations = _asked(request, council, date, number)
    chosen = organisation_asked_for(request, organisations)
    said = chosen and _said(request, item, chosen)
    if not (said and said.pk):
        raise Http404
    done, saw = f"Det kansliet antecknat åt {chosen} är borttaget.", marks_in(request.POST)
    act(request, done, verbs.withdraw_stance, said, seen=saw)
    if Stance.objects.filter(pk=said.pk).exists():
        return redirect(item.meeting.url("stances"))
    return redirect(f"{item.url('item_stance')}?organisation={chosen.slug}")  # it may be noted anew there


@require_POST
def confirmation(request, council, date, number):
    """An elected holder of a seat confirms the organisation's announced dissent."""
    stance = _stated_or_404(request, council, date, number)
    done = "Den avvikande synpunkten är bekräftad och står i protokollet."
    act(request, done, verbs.confirm_dissent, stance, seen=request.POST.get("seen", ""))
    return redirect(f"{stance.item.url('item_stance')}?organisation={stance.organisation.slug}")


@require_POST
def takeover(request, council, date, number):
    """What the one who spoke for the organisation before stated: taken over, or let fall. Where that is done
    already, in another tab or by another, it is said by whom."""
    stance = _stated_or_404(request, council, date, number)
    if stance.became:
        messages.error(request, stance.became)
    elif "falls" in request.POST:
        act(request, "Läget har fallit. Ange var organisationen står nu.", let_stance_fall, stance)
    else:
        act(request, f"Du står för läget för {stance.organisation}.", take_over_stance, stance)
    return redirect(stance.item)


def _stated_or_404(request, council, date, number):
    """The stance of the organisation asked for."""
    item, organisations = _asked(request, council, date, number)
    chosen = organisation_asked_for(request, organisations)
    stance = chosen and _said(request, item, chosen)
    if not (stance and stance.pk):
        raise Http404
    return stance
