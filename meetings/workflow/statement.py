"""A note to the minutes (protokollsanteckning): lodged word for word, and taken back by its author."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import Statement
from meetings.workflow.locks import locked_item, locked_statement
from meetings.workflow.minutes import void_approvals
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import (
    may_lodge_statement,
    may_record_item,
    may_withdraw_statement,
    require,
)
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import seats_that_speak


@transaction.atomic
def lodge_statement(item, *, seat, text, by, person=None, at=None):
    """From one's own seat, or noted by the secretariat at the meeting for the `person` who asks for it."""
    item, person, at = locked_item(item), person or by, at or timezone.now()
    require(may_lodge_statement(by, item) if person == by else may_record_item(by, item))
    if not item.is_on_agenda:
        raise Refused("Punkten står inte på någon utsänd dagordning.")
    if seat not in seats_that_speak(person, item.meeting):
        raise Refused("Protokollsanteckning lämnas från en plats med rätt att yttra sig på mötet.")
    facts = {"text": text.strip(), "organisation_name": seat.organisation.name}
    lodged = Statement(item=item, seat=seat, person=person, lodged_at=at, lodged_by=by, **facts)
    lodged.full_clean()
    refuse_again(lodged, "lodged_at")
    lodged.save()
    _tell(lodged, "lodge_statement", "lämnade", "antecknade", by=by, at=at)
    return lodged


@transaction.atomic
def withdraw_statement(statement, *, by, at=None):
    statement, at = locked_statement(statement), at or timezone.now()
    require(may_withdraw_statement(by, statement))
    statement.withdrawn_at, statement.withdrawn_by = at, by
    statement.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _tell(statement, "withdraw_statement", "tog tillbaka", "tog bort", by=by, at=at)
    return statement


def _tell(statement, act, own, others, *, by, at):
    """What was done, in the words for one's own and for another's."""
    item = statement.item
    sentence = f"{statement.person} {own} en protokollsanteckning på ”{item}”."
    if by != statement.person:
        sentence = f"Kansliet {others} en protokollsanteckning av {statement.person} på ”{item}”."
    journal.log(act, item, sentence, by=by, at=at)
    void_approvals(item.meeting, sentence, by=by, at=at)
