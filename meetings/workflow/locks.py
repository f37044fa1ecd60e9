"""The rows a verb holds until its transaction ends, as they stand now. One order for all: council, meeting,
item, minutes, the rest; of several of a kind the oldest first.

Whoever changes anything of a meeting holds the meeting's row, so no two do it at once. A row that only points
at a held one, as a mark of reading does, may be written meanwhile (`no_key`).
"""

from councils.models import Council
from meetings.models import (
    AgendaItem,
    Consultation,
    ConsultationAnswer,
    DissentingOpinion,
    Document,
    Evaluator,
    Feedback,
    GuestLink,
    Letter,
    Lift,
    Meeting,
    Minutes,
    PaperRequest,
    Position,
    Retelling,
    Stance,
    Statement,
)
from rus_portal.core.prepared import prepared
from rus_portal.core.refusal import GONE, Refused


def _held(rows):
    return rows.select_for_update(of=("self",), no_key=True)


def _the(rows, model):
    for row in rows:
        return row
    raise model.DoesNotExist


@prepared
def _meetings(keys):
    return _held(Meeting.objects).select_related("council").filter(pk__in=keys).order_by("pk")


@prepared
def _councils(council):
    return _held(Council.objects).filter(pk=council)


@prepared
def _items(keys):
    return _held(AgendaItem.objects).select_related("meeting__council").filter(pk__in=keys).order_by("pk")


@prepared
def _places(keys):
    return AgendaItem.objects.filter(pk__in=keys).values_list("pk", "meeting")


@prepared
def _minutes(minutes):
    return _held(Minutes.objects).select_related("item").filter(pk=minutes)


@prepared
def _positions(position):
    return _held(Position.objects).select_related("council").filter(pk=position)


@prepared
def _dissents(dissent):
    return _held(DissentingOpinion.objects).select_related("seat__organisation").filter(pk=dissent)


@prepared
def _documents(document, held):
    rows = Document.objects.select_related("meeting__council", "item", "replaces").filter(pk=document)
    return _held(rows) if held else rows


def locked_meeting(meeting):
    return _the(_meetings([meeting]), Meeting)


def locked_council(council):
    return _the(_councils(council), Council)


def locked_with_council(meeting):
    """The meeting, and its council's row before it: for the verbs that number or place what all its meetings
    share."""
    locked_council(meeting.council)
    return locked_meeting(meeting)


def locked_meetings(*keys):
    """Those with these ids, such as the two that an item goes between."""
    return _meetings(keys)


def locked_with_councils(*keys):
    """The meetings with these ids, and their councils' rows before them."""
    councils = Meeting.objects.filter(pk__in=keys).values("council")
    list(_held(Council.objects).filter(pk__in=councils).order_by("pk"))
    return locked_meetings(*keys)


def locked_item(item, *, to=None):
    """With its meeting, where it has one, and the meeting that it goes `to`."""
    return locked_items(item, to=to)[0]


def locked_items(*items, to=None):
    keys = [item.pk for item in items]
    places = dict(_places(keys))
    locked_meetings(*({*places.values(), to and to.pk} - {None}))
    found = {row.pk: row for row in _items(keys)}
    if {pk: row.meeting_id for pk, row in found.items()} != places or {*keys} != {*found}:
        raise Refused(GONE)
    return [found[key] for key in keys]


def locked_lift(lift):
    """With its item, the meeting where that is now and the one that it was lifted off."""
    item = locked_item(lift.item, to=lift.meeting)
    lift = _held(Lift.objects).select_related("meeting__council", "to").get(pk=lift.pk)
    lift.item = item
    return lift


def locked_lifts(lifts):
    """With their items, in the order of the agenda. Call with the meetings locked that they were lifted off
    and led to: an item that has gone further may be on another, and is then left alone."""
    lifts = list(lifts.select_related("meeting__council", "to").order_by("order", "pk"))
    items = {row.pk: row for row in _items([lift.item_id for lift in lifts])}
    for lift in lifts:
        lift.item = items[lift.item_id]
    return lifts


def locked_minutes(minutes):
    meeting = locked_meeting(minutes.meeting)
    minutes = _the(_minutes(minutes), Minutes)
    minutes.meeting = meeting
    if minutes.item:
        minutes.item.meeting = meeting
    return minutes


def locked_position(position):
    item = locked_item(position.item)
    position = _the(_positions(position), Position)
    position.item = item
    return position


def locked_dissent(dissent):
    item = locked_item(dissent.item)
    dissent = _the(_dissents(dissent), DissentingOpinion)
    dissent.item = item
    return dissent


def locked_statement(statement):
    item = locked_item(statement.item)
    statement = _held(Statement.objects).select_related("seat__organisation", "person").get(pk=statement.pk)
    statement.item = item
    return statement


def locked_stance(stance):
    item = locked_item(stance.item)
    stance = _held(Stance.objects).select_related("organisation").get(pk=stance.pk)
    stance.item = item
    return stance


def locked_evaluator(asked):
    meeting = locked_meeting(asked.meeting)
    asked = _held(Evaluator.objects).get(pk=asked.pk)
    asked.meeting = meeting
    return asked


def locked_document(document):
    """With the item or the meeting that it is of."""
    before = next(iter(_documents(document, False)), None)
    if before is None:
        raise Refused(GONE)
    if before.item:
        locked_item(before.item)
    else:
        locked_meeting(before.meeting)
    document = next(iter(_documents(document, True)), None)
    if document is None or (document.item, document.meeting) != (before.item, before.meeting):
        raise Refused(GONE)
    return document


def locked_on_meeting(document):
    """The row; refused if the document has meanwhile left its meeting with its proposal."""
    document = locked_document(document)
    if document.meeting is None:
        raise Refused("Handlingen hör till ett förslag som inte längre har någon plats på mötet.")
    return document


def locked_link(link):
    locked_item(link.item)
    return _held(GuestLink.objects).select_related("item__meeting__council", "made_by").get(pk=link.pk)


def locked_feedback(feedback):
    meeting = locked_meeting(feedback.minutes.meeting)
    rows = _held(Feedback.objects).select_related("minutes", "organisation")
    feedback = rows.get(pk=feedback.pk)
    feedback.minutes.meeting = meeting
    return feedback


def locked_letter(letter):
    """With the meeting it is about. Many letters are about none."""
    if letter.meeting_id:
        locked_meeting(letter.meeting)
    return _held(Letter.objects).select_related("person", "guest", "feedback__organisation").get(pk=letter.pk)


def locked_retelling(retelling):
    """None where it is gone."""
    return _held(Retelling.objects).filter(pk=retelling.pk).first()


def locked_consultation(consultation):
    return _held(Consultation.objects).get(pk=consultation.pk)


def locked_consultation_answer(answer):
    consultation = locked_consultation(answer.consultation)
    answer = _held(ConsultationAnswer.objects).select_related("organisation").get(pk=answer.pk)
    answer.consultation = consultation
    return answer


def locked_request(request):
    meeting = locked_meeting(request.meeting)
    request = _held(PaperRequest.objects).select_related("document").get(pk=request.pk)
    request.meeting = meeting
    return request
