"""The meeting as it goes on: which item is taken up, what is written of it, and who undertakes what."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import Commitment, Phrases, Sitting, Treatment
from meetings.models.sitting import phrase_text
from meetings.workflow.locks import locked_council, locked_item
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import may_keep, may_record_item, may_record_meeting, may_write_text, require
from rus_portal.core.refusal import Refused, put
from rus_portal.core.rich import as_rich
from rus_portal.core.seen import require_seen


@transaction.atomic
def turn_to(item, *, by, at=None):
    """The meeting is at this item now. The journal tells when it was first taken up."""
    item, at = locked_item(item), at or timezone.now()
    require(may_record_meeting(by, item.meeting))
    if not item.is_on_agenda:
        raise Refused("Punkten står inte på dagordningen.")
    Sitting.objects.update_or_create(meeting=item.meeting, defaults={"item": item})
    treatment, _ = Treatment.objects.get_or_create(item=item)
    if treatment.begun_at is None:
        treatment.begun_at, treatment.begun_by = at, by
        treatment.save()
        journal.log("turn_to", item, f"”{item.title}” togs upp.", by=by, at=at)
    return item


@transaction.atomic
def write_text(item, *, by, seen=None, at=None, **texts):
    """What is said on the item, and how the proposed position is worded now. It is saved while it is written,
    so the journal has one line for each item, day and secretary. `seen` are the marks of what the writer
    saw."""
    item, at = locked_item(item), at or timezone.now()
    require(may_write_text(by, item))
    texts = {name: as_rich(text) if name in item.NOTES else text.strip() for name, text in texts.items()}
    require_seen(item, texts, seen, now={name: item.written[name] for name in texts})
    changed = {name: text for name, text in texts.items() if item.written[name] != text}
    wording = changed.pop("wording", None)
    if wording is not None and hasattr(item, "position"):
        raise Refused("Ställningstagandet är antaget. Ta bort utfallet innan lydelsen ändras.")
    if wording is not None:
        reworded = "" if wording == item.proposed_position else wording
        item.treatment, _ = Treatment.objects.update_or_create(item=item, defaults={"wording": reworded})
    if changed:
        put(item, changed)
        item.save(update_fields=list(changed))
    told = journal.history_of(item).filter(act="write_text", by=by, at__date=timezone.localdate(at))
    if (changed or wording is not None) and not told.exists():
        sentence = f"Anteckningarna till ”{item.title}” skrevs."
        journal.log("write_text", item, sentence, by=by, at=at)
    return item


@transaction.atomic
def add_commitment(item, *, who, what, by, due=None, at=None):
    item, at = locked_item(item), at or timezone.now()
    require(may_record_item(by, item))
    if not item.is_on_agenda:
        raise Refused("Punkten står inte på dagordningen.")
    facts = {"who": who.strip(), "what": what.strip(), "due": due, "noted_at": at, "noted_by": by}
    commitment = Commitment(item=item, **facts)
    commitment.full_clean()
    refuse_again(commitment, "noted_at")
    commitment.save()
    journal.log("add_commitment", item, f"Åtagande antecknades: {commitment}", by=by, at=at)
    return commitment


@transaction.atomic
def remove_commitment(commitment, *, by, at=None):
    item = locked_item(commitment.item)
    require(may_record_item(by, item))
    commitment = item.commitments.filter(pk=commitment.pk).first()
    if commitment is None:
        raise Refused("Åtagandet är redan borttaget.")
    commitment.delete()
    sentence = f"Åtagandet togs bort: {commitment}"
    journal.log("remove_commitment", item, sentence, by=by, at=at or timezone.now())


@transaction.atomic
def change_phrases(council, text, *, by, seen=None, at=None):
    """The council's phrases, one a line."""
    council = locked_council(council)
    require(may_keep(by, council))
    text = "\n".join(filter(None, (line.strip() for line in text.splitlines())))
    now = phrase_text(council)
    require_seen(council, {"text": text}, seen, now={"text": now})
    if text == now:
        return
    Phrases.objects.update_or_create(council=council, defaults={"text": text})
    journal.log("change_phrases", council, "Fraserna ändrades.", by=by, at=at or timezone.now())
