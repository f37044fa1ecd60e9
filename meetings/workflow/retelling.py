"""Positions from before the portal: a file of them is kept, mended, brought in, undone within its day."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.models import JournalEntry, Person
from councils.sheets import Unreadable
from meetings.models import (
    AgendaItem,
    DissentingOpinion,
    Document,
    DocumentText,
    FormalDecision,
    Meeting,
    Position,
    ReadMark,
    Retelling,
    RetellingFile,
)
from meetings.models.retelling import UNDONE_WITHIN
from meetings.retellings.review import review
from meetings.workflow.locks import locked_council, locked_meetings, locked_retelling
from meetings.workflow.retelling_rows import write
from meetings.workflow.search import leave_to_worker
from meetings.workflow.stored_file import forget_files, stored
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import may_retell, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_untouched
from rus_portal.core.text import plain
from rus_portal.core.words import counted

CHANGED = "Något har ändrats sedan du granskade filen. Granska den igen. Inget är infört."
GONE = "Filen finns inte längre. Ladda upp den igen."
ALREADY = "Filen är redan införd."
OWN = {DissentingOpinion, Document, DocumentText, FormalDecision, Position, ReadMark, AgendaItem}
LEADS_ON = ("superseded_by", "continues", "merged_into")


def save_retelling(retelling, files, *, by, seen=None, at=None, **facts):
    """A file that is kept to be looked through: a new one, where `retelling` is None, or instead of the rows
    of one that is there. `files` are minutes; one with the name of another takes its place."""
    require(may_retell(by))
    with stored(*files) as kept:
        return _save(retelling, kept, facts, by=by, seen=seen, at=at or timezone.now())


@transaction.atomic
def _save(retelling, kept, facts, *, by, seen, at):
    if retelling is None:
        retelling = Retelling(added_at=at, added_by=by)
    else:
        retelling = _waiting(retelling)
        require_untouched(retelling, seen)
    for name, value in facts.items():
        setattr(retelling, name, value)
    retelling.full_clean()
    if retelling.pk is None:
        Person.objects.select_for_update(no_key=True).get(pk=by.pk)
        new = plain(retelling.rows), {(each.name, each.size) for each in kept}
        refuse_again(retelling, "added_at", but=("rows",), same=lambda made: _told(made) == new)
    retelling.save()
    for file in kept:
        forget_files(retelling.files.filter(name__iexact=file.name))
        RetellingFile.objects.create(retelling=retelling, file=file.path, name=file.name, size=file.size)
    return retelling


def _told(retelling):
    return retelling.rows, {*retelling.files.values_list("name", "size")}


def _waiting(retelling):
    """Held, and not brought in."""
    retelling = locked_retelling(retelling)
    if retelling is None:
        raise Refused(GONE)
    if retelling.brought_at:
        raise Refused(ALREADY)
    return retelling


@transaction.atomic
def discard_retelling(retelling, *, by, seen=None):
    """Of one that is not brought in nothing is left."""
    require(may_retell(by))
    retelling = _waiting(retelling)
    require_untouched(retelling, seen)
    forget_files(retelling.files.all())
    retelling.delete()
    return True


def bring_in(retelling, *, by, seen, at=None):
    """All that is new in the file, published at once, or nothing. `seen` is the state that was looked
    through."""
    require(may_retell(by))
    return _bring_in(retelling, _reviewed(retelling, by), by=by, seen=seen, at=at or timezone.now())


@transaction.atomic
def _bring_in(retelling, first, *, by, seen, at):
    """Looked through once more with all held that it builds on."""
    for council in sorted({line.council.pk for line in first.lines if line.council}):
        locked_council(council)
    list(locked_meetings(*{first.meetings[line.at].pk for line in first.new if line.at in first.meetings}))
    retelling = _waiting(retelling)
    found = _reviewed(retelling, by)
    if found.state != seen:
        raise Refused(CHANGED)
    if found.faulty or not found.new:
        raise Refused("Filen har rader som måste rättas." if found.faulty else "Allt i filen finns redan.")
    retelling.brought_at, retelling.brought_by, retelling.undone_until = at, by, at + UNDONE_WITHIN
    retelling.save()
    write(retelling, found, by=by, at=at)
    told = [line.designation for line in found.new]
    what = counted(len(told), "äldre ställningstagande", "äldre ställningstaganden")
    sentence = f"{what} infördes ur filen ”{retelling.name}”. {retelling.source}"
    journal.log("bring_in", retelling, sentence, by=by, at=at, after={"positions": told})
    leave_to_worker()
    return retelling


def _reviewed(retelling, by):
    try:
        return review(retelling, by)
    except Unreadable as no:
        raise Refused(str(no)) from no


@transaction.atomic
def undo_retelling(retelling, *, by, at=None):
    """Within a day, and while nobody has built on it, all of it is taken out again."""
    require(may_retell(by))
    at = at or timezone.now()
    items = AgendaItem.objects.filter(position__retelling=retelling)
    list(locked_meetings(*items.order_by().values_list("meeting", flat=True).distinct()))
    retelling = locked_retelling(retelling)
    if retelling is None or not retelling.brought_at or retelling.undone_at:
        raise Refused("Filen är inte införd, eller införandet är redan ångrat.")
    if at > retelling.undone_until:
        raise Refused("Det har gått mer än ett dygn. Det som är publicerat står kvar.")
    _refuse_relied_on(retelling)
    retelling.undone_at, retelling.undone_by = at, by
    retelling.save(update_fields=["undone_at", "undone_by"])
    _take_out(retelling, list(items.values_list("pk", "meeting")))
    sentence = f"Införandet ur filen ”{retelling.name}” ångrades. Ställningstagandena togs bort ur registret."
    journal.log("undo_retelling", retelling, sentence, by=by, at=at)
    return retelling


def _refuse_relied_on(retelling):
    """Where anybody has done anything with it, or something of another kind points there."""
    positions = retelling.positions.order_by()
    of_it: dict = {Position: {*positions.values_list("pk", flat=True)}}
    of_it[AgendaItem] = {*positions.values_list("item", flat=True)}
    of_it[Document] = {*Document.objects.filter(item__in=of_it[AgendaItem]).values_list("pk", flat=True)}
    for model, keys in of_it.items():
        done = JournalEntry.objects.filter(subject_type=model._meta.label_lower, subject_id__in=keys)
        if done.exists() or any(_points_at(keys, relation, of_it) for relation in _relations(model)):
            raise Refused("Någon har redan gjort något med det som infördes, och då står det kvar.")


def _relations(model):
    related = model._meta.get_fields(include_hidden=True)
    return [each for each in related if each.auto_created and not each.concrete and not each.many_to_many]


def _points_at(keys, relation, of_it):
    model, name = relation.related_model, relation.field.name
    if model._meta.auto_created or (model in OWN and name not in LEADS_ON):
        return False
    pointing = model._default_manager.filter(**{f"{name}__in": keys})
    return pointing.exclude(pk__in=of_it.get(model, ())).exists()


def _take_out(retelling, places):
    items, meetings = (set(each) for each in zip(*places, strict=True))
    FormalDecision.objects.filter(position__retelling=retelling).delete()
    DissentingOpinion.objects.filter(item__in=items).delete()
    retelling.positions.all().delete()
    AgendaItem.objects.filter(pk__in=items).delete()
    Meeting.objects.filter(pk__in=meetings, items=None).exclude(source="").delete()
    forget_files(retelling.files.all())
