"""What became of each item at the meeting."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import AgendaItem, FormalDecision, Minutes, Position
from meetings.planning.round import hinder_to
from meetings.workflow.locks import locked_item
from meetings.workflow.position import council_as_named
from rus_portal.core.permissions import may_record_item, require
from rus_portal.core.refusal import Refused, put
from rus_portal.core.rich import as_rich
from rus_portal.core.seen import require_seen
from rus_portal.core.words import day, listed

OTHER_DISSENT = "En avvikande synpunkt har lämnats eller tagits tillbaka medan utfallet lästes upp."
NOTES = {*AgendaItem.NOTES, "sent_to"}
Stage, Outcome = AgendaItem.Stage, AgendaItem.Outcome


@transaction.atomic
def record_outcome(
    item,
    *,
    by,
    outcome,
    seen=None,
    dissents=None,
    text="",
    review_on=None,
    undecide=False,
    at=None,
    **notes,
):
    """What became of an item: one of `AgendaItem.Outcome`, "postponed", or "" for not yet handled.

    `text` is the position as adopted, one point a line. `notes` may hold any of `NOTES`. `seen` are
    the marks of what was recorded when the writer began, `dissents` the ids of the dissenting opinions that
    were named when the outcome was read back. With `undecide` the formal decisions that are noted on a
    position go with it.
    """
    item = locked_item(item)
    require(may_record_item(by, item))
    notes = {name: as_rich(said) if name in item.NOTES else said for name, said in notes.items()}
    adopted = {"text": text.strip(), "review_on": review_on} if outcome == Outcome.ADOPTED else {}
    now = {name: value for name, value in item.recorded.items() if name not in NOTES or name in notes}
    require_seen(item, {"outcome": outcome} | notes | adopted, seen, now=now)
    if dissents is not None and {*dissents} != {*item.dissents.standing().values_list("pk", flat=True)}:
        raise Refused(f"{OTHER_DISSENT} Läs upp utfallet igen.")
    _require_possible(item, outcome, adopted)
    at = at or timezone.now()
    put(item, notes)
    before = {"stage": item.stage, "outcome": item.outcome}
    item.outcome = outcome if outcome in Outcome.values else ""
    item.stage = (
        Stage.HANDLED if item.outcome else Stage.POSTPONED if outcome == Stage.POSTPONED else Stage.ON_AGENDA
    )
    item.stage_at, item.stage_by = at, by
    if not item.became and Minutes.objects.filter(item=item, stage="draft").update(stage="withdrawn"):
        sentence = f"”{item.title}” ska inte justeras omedelbart, när utfallet är borttaget."
        journal.log("recall_minutes", item, sentence, by=by, at=at)
    item.full_clean()
    item.save()
    if adopted:
        adopted |= council_as_named(item.meeting.council)
        adopted |= {"year": item.meeting.date.year, "adopted_on": item.meeting.end_date}
        Position.objects.update_or_create(item=item, defaults=adopted)
    else:
        _drop_position(item, undecide, by=by, at=at)
    label = item.get_outcome_display() or item.get_stage_display()
    sentence = f"Utfallet av ”{item.title}” antecknades: {label}."
    after = {"stage": str(item.stage), "outcome": str(item.outcome)}
    journal.log("record_outcome", item, sentence, by=by, at=at, before=before, after=after)
    return item


def _require_possible(item, outcome, adopted):
    """That the item can get that outcome now, with what was adopted."""
    if not item.is_on_agenda:
        raise Refused("Punkten står inte på dagordningen.")
    if adopted and not adopted["text"]:
        raise Refused("Skriv ställningstagandet, en punkt per rad.", about="text")
    if adopted and (why := hinder_to(item, is_called=item.meeting.attendances.exists())):
        raise Refused(why)
    again = item.continued_by.exclude(stage=Stage.WITHDRAWN).select_related("meeting").first()
    if again and outcome not in (Stage.POSTPONED, Outcome.REFERRED_BACK):
        where = f"på mötet den {day(again.meeting.date)}" if again.meeting else "i beredningen"
        raise Refused(f"Ärendet är redan upptaget på nytt {where}. Låt det utgå där först.")


def _drop_position(item, undecide, *, by, at):
    """Whoever drops decisions with it has said so, and the journal keeps what they said."""
    decisions = list(FormalDecision.objects.filter(position__item=item))
    if decisions and not undecide:
        told = listed([f"{each}" for each in decisions])
        raise Refused(
            f"På ställningstagandet är formella beslut antecknade: {told}. De försvinner med det. "
            "Kryssa för det på sidan ”Utfall” om utfallet ändå ska vara ett annat."
        )
    for decision in decisions:
        told = {field.name: str(getattr(decision, field.attname) or "") for field in decision._meta.fields}
        sentence = f"Det formella beslutet togs bort med ställningstagandet: {decision}."
        journal.log("drop_decision", item, sentence, by=by, at=at, before=told)
        decision.delete()
    Position.objects.filter(item=item).delete()
