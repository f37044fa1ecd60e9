"""What comes up at every meeting: kept for each council, and put on a new meeting's agenda."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import AgendaItem, Meeting, RecurringItem
from meetings.workflow.item import add_item, told_of_parts
from meetings.workflow.locks import locked_council
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import may_keep, require
from rus_portal.core.refusal import Refused, put
from rus_portal.core.seen import require_seen, require_untouched


@transaction.atomic
def add_recurring(council, *, by, at=None, **facts):
    """From now on each new meeting of the council begins with the item too."""
    council = locked_council(council)
    require(may_keep(by, council))
    row = RecurringItem(council=council, **facts)
    row.full_clean()
    refuse_again(row)
    row.save()
    sentence = f"”{row.title}” blev en återkommande punkt i {council}."
    journal.log("add_recurring", row, sentence, by=by, at=at or timezone.now())
    return row


@transaction.atomic
def change_recurring(row, *, by, seen=None, at=None, **facts):
    """For meetings still to be planned. Those that are planned keep their item as it is."""
    rows = RecurringItem.objects.select_for_update(of=("self",), no_key=True)
    seen, row = seen or row, rows.select_related("council").get(pk=row.pk)
    require(may_keep(by, row.council))
    require_seen(row, facts, seen)
    goal = row.primary_goal
    change = put(row, facts)
    if not change["after"]:
        return row
    if "primary_goal" in change["after"]:
        told_of_parts(change, "primary_goal", [goal], [row.primary_goal])
    row.full_clean()
    row.save()
    sentence = f"Den återkommande punkten ”{row.title}” ändrades."
    journal.log("change_recurring", row, sentence, by=by, at=at or timezone.now(), **change)
    return row


@transaction.atomic
def remove_recurring(row, *, by, seen=None, at=None):
    rows = RecurringItem.objects.select_for_update(of=("self",)).filter(pk=row.pk)
    row = rows.select_related("council").first()
    if row is None:
        raise Refused("Punkten är redan borttagen.")
    require(may_keep(by, row.council))
    require_untouched(row, seen)
    sentence = f"”{row.title}” är inte längre en återkommande punkt i {row.council}."
    journal.log("remove_recurring", row.council, sentence, by=by, at=at or timezone.now())
    row.delete()


def meeting_before(council, date=None):
    """The council's last meeting that had an agenda, before the day if one is given; or None."""
    called = Meeting.objects.filter(council=council, convened_at__isnull=False, cancelled_at=None)
    called = called.filter(date__lt=date) if date else called
    return called.order_by("-date", "-start_time", "-pk").first()


def begin_agenda(meeting, begin, *, by, at):
    """The first items of a new meeting: "template" is what recurs, "last" what the last meeting had on its
    agenda, to be written anew: with its goals, without its documents and background."""
    if begin == "template":
        rows = meeting.council.recurring_items.all()
    else:
        before = meeting_before(meeting.council, meeting.date)
        rows = AgendaItem.objects.on_the_agenda().filter(meeting=before)
    recurring = [field.name for field in AgendaItem.FIELDS if field.recurs]
    for row in rows.select_related("primary_goal").order_by("order", "pk"):
        facts = {name: getattr(row, name) for name in recurring}
        add_item(meeting, by=by, at=at, may_be_alike=True, **facts)
