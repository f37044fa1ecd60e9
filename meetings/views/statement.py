"""Notes to the minutes of an item: lodge, see, take back."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from meetings.forms.statement import StatementForm
from meetings.models import Statement
from meetings.planning.invitees import places_of
from meetings.views.lookups import item_or_404, meeting_or_404, of_item_or_404
from meetings.workflow.statement import lodge_statement, withdraw_statement
from rus_portal.core.acting import act, attempt, form_page, posted
from rus_portal.core.once_more import said
from rus_portal.core.permissions import (
    may_follow,
    may_lodge_statement,
    may_record_meeting,
    may_withdraw_statement,
    require,
)
from rus_portal.core.standing import seats_that_speak, standing_at


def statement(request, council, date, number):
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    user = request.user
    require(may_follow(user, meeting))
    may = may_record_meeting(user, meeting) or may_lodge_statement(user, item)
    if request.method == "POST":
        require(may)
    form = StatementForm(posted(request), holders=_holders(user, meeting) if may else [])
    if form.is_valid():
        lodged = attempt(form, lodge_statement, item, by=user, **form.facts())
        if not form.errors:
            done = "Protokollsanteckningen är lämnad och kommer med i protokollet."
            messages.success(request, said(lodged, done))
            return redirect(item.url("item_statement"))
    lodged = Statement.objects.visible_to(user).filter(item=item).standing()
    statements = []
    for each in lodged:
        each.item = item
        statements.append((each, may_withdraw_statement(user, each)))
    context = {"meeting": meeting, "item": item, "statements": statements, "may_lodge": may}
    return form_page(request, "meetings/statement_form.html", form, **context)


def _holders(person, meeting):
    """One's own appointments; for the secretariat those of all who may speak at the meeting."""
    if may_record_meeting(person, meeting):
        held = places_of(meeting)
    else:
        held = standing_at(person, meeting).appointments
    return [each for each in held if each.seat in seats_that_speak(each.person, meeting)]


@require_POST
def withdrawal(request, council, date, pk):
    meeting = meeting_or_404(request, council, date)
    lodged = of_item_or_404(meeting, Statement.objects.visible_to(request.user), pk)
    act(request, "Protokollsanteckningen är återtagen.", withdraw_statement, lodged)
    return redirect(lodged.item.url("item_statement"))
