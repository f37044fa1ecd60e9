"""What the pages for recording a meeting have in common."""

from django.db.models import Count, Exists, OuterRef, Q

from meetings.minutes.record import unnamed_in
from meetings.models import AgendaItem, DissentingOpinion, Formality, Stance
from meetings.models.round import lines_without_text
from meetings.planning.approvers import approvers_away
from meetings.planning.roll import lines_of
from meetings.planning.round import organisations_in, taking_position_of
from meetings.planning.sitting import sooner_than_begun
from meetings.planning.turn import out_of_turn, told
from rus_portal.core.acting import form_page
from rus_portal.core.prepared import prepared
from rus_portal.core.words import listed


def recording_page(request, template, form, meeting, lines=None, **context):
    """A page of the recording, with all items beside it and the way to close the meeting. `lines` of the roll
    where the page has them."""
    items = _items(meeting)
    for item in items:
        item.meeting = meeting
    context |= {"meeting": meeting, "items": items}
    return form_page(request, template, form, **context | closing_of(meeting, items, lines))


@prepared
def _items(meeting):
    items = AgendaItem.objects.filter(meeting=meeting).on_the_agenda().order_by("order", "pk")
    return items.annotate(dissenting=Count("dissents", filter=Q(dissents__withdrawn_at=None)))


@prepared
def _late(meeting):
    """Those that are on no agenda yet."""
    return AgendaItem.objects.filter(meeting=meeting, stage__in=AgendaItem.DRAFTED).order_by("order", "pk")


@prepared
def _left(meeting):
    """Dissent that nobody who takes position stands for yet."""
    lodged = DissentingOpinion.objects.filter(item__meeting=meeting).standing().with_author()
    return lodged.filter(is_left=True).select_related("item")


def _unclaimed(meeting):
    for dissent in _left(meeting):
        yield (
            f"{dissent.person} lämnade en avvikande synpunkt för {dissent.whose} på "
            f"”{dissent.item}”, men tar inte del i ställningstagandet. Har ingen tagit över den när "
            "protokollet justeras är den inte en del av ställningstagandet, och protokollet säger det."
        )


@prepared
def _unwritten(meeting):
    """Formalities that would be a bare heading in the minutes; the attendance answers for the roll call."""
    bare = Formality.objects.filter(meeting=meeting, text="").exclude(kind=Formality.Kind.ROLL_CALL)
    return bare.order_by("order", "pk")


def _untaken(meeting, items):
    """Positions adopted though nobody is noted who could take them."""
    if any(item.became == AgendaItem.Outcome.ADOPTED for item in items):
        present = [each for each in meeting.attendances.all() if each.is_present]
        if not taking_position_of(meeting, present):
            yield (
                "Ställningstaganden är antagna, men ingen som får ta ställning är antecknad som närvarande. "
                "Anteckna närvaron innan mötet avslutas."
            )


def _unasked(meeting):
    """Positions adopted before it was noted that an organisation was there that had prepared to dissent."""
    announced = Stance.objects.filter(status=Stance.Status.WILL_DISSENT)
    adopted = AgendaItem.objects.filter(meeting=meeting, outcome=AgendaItem.Outcome.ADOPTED)
    for item in adopted.filter(Exists(announced.filter(item=OuterRef("pk")))).order_by("order", "pk"):
        item.meeting = meeting
        if silent := lines_without_text(item, organisations_in(item)):
            yield (
                f"{listed([str(each) for each in silent])} hade förankrat en avvikande synpunkt på ”{item}” "
                "och är antecknad som närvarande, men synpunkten är inte lämnad. Fråga, och ta i så fall "
                "bort utfallet medan den antecknas."
            )


def _unnamed(meeting):
    """Approvers whom the paragraph on their choice does not name, once something is written there."""
    choice = Formality.objects.filter(meeting=meeting, kind=Formality.Kind.APPROVERS)
    names = meeting.approvers.order_by("name", "pk").values_list("name", flat=True)
    if left := unnamed_in("".join(choice.values_list("text", flat=True)), names):
        yield (
            f"Paragrafen om val av justerare nämner inte {listed(left)}, som enligt mötets uppgifter ska "
            "justera."
        )


def closing_of(meeting, items, lines=None):
    """What the way to close the meeting shows."""
    if lines is None:
        lines = lines_of(meeting) if meeting.attendances.exists() else []
    passed, attended = out_of_turn(meeting), any(line.saved for line in lines)
    waiting = sum(item.stage == AgendaItem.Stage.ON_AGENDA for item in items)
    last = [] if waiting else [*_unasked(meeting), *_unnamed(meeting)]
    return {
        "open_items": waiting,
        "unwritten": [] if waiting else _unwritten(meeting),
        "away": "" if waiting else approvers_away(meeting),
        "late": [] if waiting else _late(meeting),
        "attended": attended,
        "unmarked": sum(line.is_called and not line.saved for line in lines) if attended else 0,
        "passed": passed,
        "sooner": sooner_than_begun(meeting),
        "told": [*told(meeting, passed), *_unclaimed(meeting), *_untaken(meeting, items), *last],
    }
