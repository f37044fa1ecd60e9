"""The round on a position at the meeting: each organisation says where it stands."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import RoundAnswer
from meetings.models.round import lines_told
from meetings.planning.round import organisations_in
from meetings.workflow.locks import locked_item
from rus_portal.core.permissions import may_record_item, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_seen

Status = RoundAnswer.Status


@transaction.atomic
def answer_round(item, answers, *, by, seen=None, at=None):
    """What these organisations say; nothing where one has not been asked after all. `seen` are the marks of
    what was noted of them. The journal has one line for each item, day and secretary."""
    item, at = locked_item(item), at or timezone.now()
    require(may_record_item(by, item))
    if not item.is_position or not item.is_on_agenda:
        raise Refused("Bara en punkt för ställningstagande har en runda.")
    if item.became:
        raise Refused("Utfallet är satt. Ta bort det innan rundan ändras.")
    said = dict(item.round.values_list("organisation", "status"))
    wanted = {f"round_{each.pk}": status or None for each, status in answers.items()}
    require_seen(item, wanted, seen, now={f"round_{each.pk}": said.get(each.pk) for each in answers})
    asked = organisations_in(item)
    for organisation, status in answers.items():
        if status and organisation not in asked:
            raise Refused(f"{organisation} har ingen på plats som tar ställning på punkten.")
        if not status:
            item.round.filter(organisation=organisation).delete()
            continue
        answer = item.round.filter(organisation=organisation).first()
        answer = answer or RoundAnswer(item=item, organisation=organisation)
        answer.status, answer.noted_at, answer.noted_by = status, at, by
        answer.full_clean()
        answer.save()
    told = journal.history_of(item).filter(act="answer_round", by=by, at__date=timezone.localdate(at))
    if not told.exists():
        journal.log("answer_round", item, f"Rundan om ”{item.title}” gick.", by=by, at=at)
    return item


def follow_withdrawal(dissent):
    """Once the outcome is set, an organisation whose text is taken back can accept the position. Before that
    it is asked again. Call once the text is taken back, with the item locked."""
    item, organisation = dissent.item, dissent.seat.organisation_id
    if item.became and organisation not in lines_told(item):
        its = item.round.filter(organisation=organisation, status=Status.DISSENTS)
        its.update(status=Status.CAN_ACCEPT)
