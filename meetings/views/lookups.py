"""The one way to meetings, items, positions and minutes: what is not visible to the user is 404."""

from functools import partial

from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from meetings.models import (
    AgendaApproval,
    AgendaBreak,
    AgendaItem,
    AgendaVersion,
    Attendance,
    Document,
    FormerDate,
    Lift,
    Meeting,
    Minutes,
    Position,
    SummonsAnswer,
)
from meetings.models.meeting import of_day, with_councils
from meetings.positions.follow_up import anything
from meetings.views.nav import nav
from rus_portal.core.permissions import may_follow, may_record_item, require
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import read_from

TAKEN_BACK = "Protokollet är taget tillbaka för ändring och visas inte så länge."
APPROVE_AGAIN = f"{TAKEN_BACK} Du blir ombedd att justera det på nytt när det skickas igen."
READ_AGAIN = f"{TAKEN_BACK} Du läser det här när det har skickats för justering igen."
CORRECTION_TAKEN_BACK = "Rättelsen av protokollet är tagen tillbaka för ändring och visas inte så länge."
NO_VERSION = "Den versionen av protokollet finns inte att läsa. Det som gäller står på protokollets sida."
WITH_THE_REST = "Paragrafen är inte utsänd för omedelbar justering. Den justeras med hela protokollet."
NOT_YET = "Protokollet är inte färdigt. Du läser det här när det har skickats för justering."


def meeting_or_404(request, council, date):
    """The council's meeting on that day, with what every page of it shows."""
    for meeting in _meetings(of_day(date), council, request.user.pk):
        meeting.joint = []
        if meeting.is_joint:
            with_councils([meeting])
        request.tabs = partial(nav, request.user, meeting, request.path)  # if it comes to a page
        request.read_from = read_from(request.user, meeting)  # own_device tells the device
        return meeting
    raise Http404


@prepared
def _meetings(of_day, council, person):
    answer = SummonsAnswer.objects.filter(meeting=OuterRef("pk"), person=person).counting()
    moved = FormerDate.objects.filter(meeting=OuterRef("pk")).order_by("-moved_at", "-pk")
    updated = AgendaVersion.objects.filter(meeting=OuterRef("pk"), number__gt=1).order_by("-number")
    serving = Attendance.objects.filter(meeting=OuterRef("pk"), substitutes_for__isnull=False)
    sent = SummonsAnswer.objects.filter(meeting=OuterRef("pk"), substitute__isnull=False)
    minutes = Minutes.objects.filter(meeting=OuterRef("pk"))
    joint = Meeting.joint_with.through.objects.filter(meeting=OuterRef("pk"))
    return (
        Meeting.objects.filter(of_day, council__slug=council)
        .select_related("council", "secretary", "given_numbers")
        .with_leader()
        .annotate(
            is_joint=Exists(joint),
            own_answer=Subquery(answer.with_standing().values("stands")[:1]),
            moved_from=Subquery(moved.values("date")[:1]),
            moved_because=Subquery(moved.values("reason")[:1]),
            updated_at=Subquery(updated.values("sent_at")[:1]),
            is_minuted=Exists(minutes.whole().filter(approved_at__isnull=False)),
            is_out=Exists(minutes.whole().filter(sent_at__isnull=False)),
            has_sheets=Exists(minutes.sheets()),
            is_published=Exists(minutes.filter(published_at__isnull=False)),
            asks_for_approval=Exists(AgendaApproval.objects.filter(meeting=OuterRef("pk"))),
            has_substitutes=Exists(serving) | Exists(sent),
            has_breaks=Exists(AgendaBreak.objects.filter(meeting=OuterRef("pk"))),
            has_lifts=Exists(Lift.objects.standing().filter(meeting=OuterRef("pk"))),
        )
    )


def organisation_asked_for(request, organisations):
    """The one of them with the slug `?organisation`, or the only one there is; None where there are more."""
    if "organisation" in request.GET:
        return next_or_404(each for each in organisations if each.slug == request.GET["organisation"])
    return organisations[0] if len(organisations) == 1 else None


def next_or_404(found):
    for each in found:
        return each
    raise Http404


class ItemAway(Http404):
    """There is no item, or nothing of one, that the reader may see there. What was lifted off from the
    meeting has a page of its own (`meetings.views.away`): `which` says by its number, by the item or by
    something that it had."""

    def __init__(self, meeting, **which):
        super().__init__("no such item")
        self.meeting, self.which = meeting, which


def item_or_404(request, meeting, number):
    """An item of a meeting already found visible, with its goal, position and proposer."""
    for item in _items(AgendaItem.objects.shown_to(request.user, meeting), number):
        item.meeting = meeting
        return item
    raise ItemAway(meeting, number=number)


def item_to_record(request, council, date, number):
    """An item on the agenda, for whoever records what became of it there."""
    meeting = meeting_or_404(request, council, date)
    item = item_or_404(request, meeting, number)
    require(may_record_item(request.user, item))
    if not item.is_on_agenda:
        raise ItemAway(meeting, number=number)
    return item


@prepared
def _items(shown, number):
    return AgendaItem.objects.filter(shown, number=number).select_related(
        "primary_goal__level",
        "primary_goal__strategy",
        "position__council",
        "treatment",
        "proposed_by",
        "continues__meeting__council",
    )


def document_or_none(request, meeting, pk):
    for document in _documents(Document.objects.shown_to(request.user, meeting), pk):
        document.meeting = meeting
        return document
    return None


def document_or_404(request, meeting, pk):
    if document := document_or_none(request, meeting, pk):
        return document
    raise ItemAway(meeting, documents__has_key=str(pk)) if may_follow(request.user, meeting) else Http404


@prepared
def _documents(shown, pk):
    return Document.objects.filter(shown, pk=pk).select_related("item", "replaces")


def of_item_or_404(meeting, visible, pk):
    """What belongs to an item, among all of its kind that the reader may see."""
    thing = get_object_or_404(visible.select_related("item"), pk=pk)
    if thing.item.meeting_id != meeting.pk:
        raise ItemAway(meeting, item=thing.item)
    thing.item.meeting = meeting
    return thing


def position_or_404(request, year, number, slug):
    """The position at this address, with its dissent. If the slug is wrong, the one that must be meant: not
    where another council has that number too, also of one that the reader may not see yet."""
    positions = _positions(Position.objects.shown_to(request.user), year, number)
    exact = [position for position in positions if position.slug == slug]
    if not exact and Position.objects.filter(year=year, number=number).count() > 1:
        raise Http404
    for position in exact or positions:
        return position
    raise Http404


@prepared
def _positions(shown, year, number):
    positions = Position.objects.filter(shown, year=year, number=number).annotate(is_followed=anything())
    return positions.select_related(
        *("council", "item__meeting__council", "item__primary_goal", "item__proposed_by"),
        "adopted_plan",
    )


def newest_minutes(user, meeting):
    """The newest version of the minutes the person may see, or None. Their record is read when asked for."""
    for minutes in _newest_minutes(Minutes.objects.shown_to(user, meeting)):
        minutes.meeting = meeting
        return minutes
    return None


@prepared
def _newest_minutes(shown):
    minutes = Minutes.objects.whole().filter(shown).defer("record", "open_record")
    return minutes.order_by("-version")[:1]


class MinutesAway(Http404):
    """There are minutes that the reader does not see now. `reason` says why."""

    def __init__(self, reason):
        super().__init__("no such minutes")
        self.reason = reason


def minutes_or_404(request, meeting, version=None, number=None):
    """The newest version of the minutes that the user may see, or that one; or the § of the item with that
    number, where it is approved by itself."""
    if number is not None:
        return _sheet_or_404(request.user, meeting, number)
    shown, user = Minutes.objects.shown_to(request.user, meeting), request.user
    found = _minutes(shown) if version is None else Minutes.objects.whole().filter(shown, version=version)
    for minutes in found:
        minutes.meeting = meeting
        return minutes
    if version is not None and version > 1:
        raise MinutesAway(_why_no_version(user, meeting, version))
    asked = meeting.minutes.whole().filter(approvals__isnull=False)  # they stand there also when taken back
    if user.is_authenticated and asked.filter(approvals__person=user).exists():
        raise MinutesAway(APPROVE_AGAIN)
    if may_follow(user, meeting) and meeting.minutes.whole().exists():
        raise MinutesAway(READ_AGAIN if asked.exists() else NOT_YET)
    raise Http404


def _why_no_version(user, meeting, version):
    """Nothing to those who follow no such meeting, and the same of what is there and of what is not."""
    if (taken_back := taken_back_from(user, meeting)) and taken_back.version == version:
        return CORRECTION_TAKEN_BACK
    return NO_VERSION if may_follow(user, meeting) else ""


def taken_back_from(user, meeting):
    """The correction that was sent, and recalled to be changed: to those who read it then. Else None."""
    drafts = meeting.minutes.filter(sent_at=None, version__gt=1, approvals__isnull=False).distinct()
    for minutes in drafts if user.is_authenticated else ():
        if may_follow(user, meeting) or minutes.approvals.filter(person=user).exists():
            return minutes
    return None


def sheet_of(user, meeting, number):
    """The § of that item by itself, where the person may see it, or None."""
    shown = Minutes.objects.shown_to(user, meeting)
    for sheet in _sheets(shown, number) if meeting.has_sheets else []:
        sheet.meeting = sheet.item.meeting = meeting
        return sheet
    return None


def _sheet_or_404(user, meeting, number):
    if sheet := sheet_of(user, meeting, number):
        return sheet
    there = meeting.minutes.sheets().filter(item__number=number)
    asked = user.is_authenticated and there.filter(approvals__person=user).exists()
    if asked or (may_follow(user, meeting) and there.exists()):
        raise MinutesAway(WITH_THE_REST)
    raise Http404


@prepared
def _sheets(shown, number):
    return Minutes.objects.sheets().filter(shown, item__number=number).select_related("item")


@prepared
def _minutes(shown):
    return Minutes.objects.whole().filter(shown).order_by("-version")[:1]
