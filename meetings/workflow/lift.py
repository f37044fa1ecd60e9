"""Lift a matter off an agenda. It always leads somewhere: to another meeting, back to preparation, or it is
dropped there. The item itself goes, with its documents, stances and notes; a `Lift` stays in its place."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from meetings.agenda import gate
from meetings.models import AgendaItem, Lift, Meeting
from meetings.workflow.item import keep, place_last, refuse_place
from meetings.workflow.letter import after_coming, after_leaving, tell_writers
from meetings.workflow.locks import locked_item, locked_lift, locked_meeting
from meetings.workflow.takeover import give_back
from rus_portal.core.permissions import may_keep, may_lift, may_return, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_untouched
from rus_portal.core.words import day

Stage, Way = AgendaItem.Stage, Lift.Way


@transaction.atomic
def lift_item(item, to, *, by, reason="", seen=None, at=None):
    """Off the agenda, and on to the meeting `to`, or the way `to`: `PREPARATION` or `DROPPED`. Those who
    prepare a matter lead it on; that it is dropped the secretariat says. `seen` are the marks of where it
    stood."""
    there = to if isinstance(to, Meeting) else None
    item, to = locked_item(item, to=there), locked_meeting(there) if there else to
    require_untouched(item, seen, AgendaItem.WHERE)
    require(may_lift(by, item))
    if to == Way.DROPPED:
        require(may_keep(by, item.meeting.council))
    lift = lead_off(item, to, by=by, at=at or timezone.now(), reason=reason)
    after_leaving(lift.meeting, at=lift.lifted_at)
    if there:
        after_coming(to, at=lift.lifted_at)
    return lift


def lead_off(item, to, *, by, at, reason=""):
    """The lift itself, with the item and the meetings locked. Asks no one, and tells only the proposer."""
    if to != Way.DROPPED and item.is_taken_up:
        raise Refused(
            f"”{item.title}” har tagits upp på mötet. Flytta fram den, återför den till beredning eller låt "
            "den utgå, så att det som antecknats står kvar här."
        )
    there = to if isinstance(to, Meeting) else None
    lift = Lift(item=item, meeting=item.meeting, way=Way.MEETING if there else to, to=there)
    lift.lifted_at, lift.lifted_by, lift.reason = at, by, reason.strip()
    lift.title, lift.number, lift.order = item.title, item.number, item.order
    lift.stage, lift.late_at, lift.added_at = item.stage, item.late_at, item.added_at
    lift.council = item.council
    lift.documents = {str(each.pk): each.added_at.isoformat() for each in item.documents.all()}
    lift.full_clean()
    lift.save()
    was_sent, facts = item.stage == Stage.ON_AGENDA, {}
    if there:
        stage, facts = Stage.READY if was_sent else item.stage, landing(item, there, by=by, at=at)
    elif to == Way.PREPARATION:
        stage = Stage.IN_PREPARATION if was_sent else item.stage
        facts = {"meeting": None, "number": None, "order": 0, "added_at": at, "late_at": None}
        facts["council"] = item.council or item.meeting.council
    else:
        stage = Stage.WITHDRAWN
    sentence = f"”{item.title}” lyftes av dagordningen till mötet {day(lift.meeting.date)}. {lift.sentence}"
    put_down(item, stage, "lift_item", sentence, by=by, at=at, **facts)
    if there:
        give_back([item], by=by, at=at)
    tell_writers(item, *_told(lift), by=by, at=at)
    return lift


def _told(lift):
    """The heading and the sentence to whoever proposed the matter."""
    if lift.way == Way.DROPPED:
        return "Förslaget utgår", f"”{lift.title}” utgår ur dagordningen för mötet {day(lift.meeting.date)}."
    if lift.way == Way.PREPARATION:
        told = f"Förslaget ”{lift.title}” lyftes av mötet {day(lift.meeting.date)}."
        return "Förslaget väntar på ett nytt möte", told
    told = f"Förslaget ”{lift.title}” är flyttat till mötet med {lift.to.title} {day(lift.to.date)}."
    return "Förslaget har fått ett annat möte", told


def landing(item, meeting, *, by, at):
    """The place of an item that comes to a meeting ahead: the last. On a meeting already called it waits
    there to be put on the agenda. Call with both locked."""
    refuse_place(item, meeting, at=at)
    item.lifts.standing().filter(meeting=meeting).update(returned_at=at, returned_by=by)
    return {"meeting": meeting, "added_at": at, "late_at": None} | place_last(meeting)


def put_down(item, stage, act, sentence, *, by, at, **facts):
    """With its documents. They came to the meeting when the item did, so that late ones are marked."""
    keep(item, stage, act, sentence, by=by, at=at, **facts)
    if facts:
        item.documents.update(meeting=item.meeting, added_at=at)


@transaction.atomic
def return_item(lift, *, by, at=None):
    """Undo: the item is back in its place, as it stood, unless something has become of it since."""
    lift = locked_lift(lift)
    require(may_return(by, lift))
    here, at = lift.item.meeting, at or timezone.now()
    item = bring_back(lift, by=by, at=at)
    for meeting in {here, lift.meeting} - {None}:
        after_leaving(meeting, at=at)
        after_coming(meeting, at=at)
    tell_writers(item, "Förslaget är tillbaka på mötet", _told_back(lift), by=by, at=at)
    return item


def _told_back(lift):
    return f"”{lift.title}” är tillbaka på dagordningen för mötet {day(lift.meeting.date)}."


def bring_back(lift, *, by, at):
    """The return itself, with all that it touches locked."""
    item, meeting = lift.item, lift.meeting
    if no := why_gone(lift):
        raise no
    lift.returned_at, lift.returned_by = at, by
    lift.save(update_fields=["returned_at", "returned_by"])
    if meeting.items.filter(order=lift.order).exclude(pk=item.pk).exists():
        make_room(meeting, lift)
    number = item.number if item.is_dropped else lift.number  # the summons may have numbered anew
    taken = meeting.items.filter(number=number).exclude(pk=item.pk).exists()
    facts = {"meeting": meeting, "order": lift.order, "added_at": lift.added_at, "late_at": lift.late_at}
    facts["council"] = lift.council  # by which those who propose it follow the matter
    is_old = meeting.convened_at and number > AgendaItem.UNNUMBERED  # lifted off before the summons
    facts["number"] = place_last(meeting)["number"] if taken or is_old else number
    sentence = f"Punkten ”{item.title}” är tillbaka på dagordningen till mötet {day(meeting.date)}."
    keep(item, lift.stage, "return_item", sentence, by=by, at=at, **facts)
    for document in item.documents.all():
        document.meeting = meeting
        document.added_at = _moment(lift.documents.get(str(document.pk))) or document.added_at
        document.save(update_fields=["meeting", "added_at"])
    give_back([item], by=by, at=at)
    return item


def make_room(meeting, lift):
    """Where the agenda was ordered anew and another has the place: all from there on stand one further down,
    also what they say was lifted off."""
    for rows in (meeting.items.exclude(pk=lift.item_id), meeting.lifts.standing()):
        rows.filter(order__gte=lift.order).update(order=F("order") + 1)


def why_gone(lift):
    """The refusal to bring the item back, or None. A page asks it too; the verb with the item locked."""
    item = lift.item
    if lift.returned_at:
        return Refused("Punkten är redan tillbaka.")
    if not lift.is_untouched:
        told = "Ärendet har gått vidare sedan punkten lyftes av. Lyft av det där det är nu i stället."
        return Refused(told)
    if told := item.is_dropped and _goes_on_without(item, since=lift.lifted_at):
        return Refused(told)
    if lift.was_sent and not gate.passes(item):
        return Refused(f"”{item.title}” saknar nu något som ska framgå.", _lacks(item))
    return None


def _goes_on_without(item, *, since):
    """What has become of the matter of a dropped item elsewhere, in a sentence, or nothing: taken up again,
    by an item newer than this one, or handled where it was left open."""
    others = AgendaItem.objects.exclude(stage=Stage.WITHDRAWN).filter(pk__gt=item.pk)
    if others.filter(Q(continues=item) | Q(continues__isnull=False, continues=item.continues_id)).exists():
        return "Ärendet är redan upptaget på nytt."
    before = item.continues
    if before and before.stage == Stage.HANDLED and not before.is_left_open and before.stage_at > since:
        return f"Ärendet blev slutbehandlat på mötet den {day(before.meeting.date)}."
    return ""


def _moment(text):
    return text and dt.datetime.fromisoformat(text)


def _lacks(item):
    return [(item, need) for need in gate.missing(item)]
