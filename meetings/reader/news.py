"""What is new to a reader since the last visit: items, documents, changed texts, published minutes."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from meetings.agenda.marks import (
    READ,
    UNREAD,
    is_new,
    marked_documents,
    marked_items,
    state_of,
    tracks_reading,
)
from meetings.models import (
    AgendaItem,
    Document,
    FormalDecision,
    Meeting,
    Minutes,
    Position,
    ReadMark,
    Result,
    Undertaking,
)
from meetings.models.meeting import with_councils
from rus_portal.core.permissions import may_mark_read
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import homes_looked_after, homes_of

MINUTES_ARE_NEWS = CORRECTIONS_ARE_NEWS = dt.timedelta(days=60)


@dataclass(frozen=True)
class Line:
    """One thing that is new, and in words what it is."""

    what: str
    title: str
    url: str


@dataclass(frozen=True)
class News:
    """What is new of one meeting. Where the reader has read nothing yet, `lines` is empty: only counts, and
    the `first` item, where one begins."""

    meeting: Meeting
    lines: list
    items: int = 0
    documents: int = 0
    first: AgendaItem | None = None

    @property
    def reading_url(self):
        return self.meeting.url("reading")

    @property
    def is_unopened(self):
        return not self.lines


def news_for(person, meetings):
    """What is new of those meetings that `tracks_reading` is true of, in their order. Two queries, however
    long the agendas; reads `council` and `joint_with`."""
    theirs = {each.pk: each for each in meetings if tracks_reading(person, each)}
    if not theirs:
        return []
    there = Q(meeting__in=list(theirs))
    items, documents = defaultdict(list), defaultdict(list)
    for item in _items(AgendaItem.objects.shown_to(person) & there, person):
        item.meeting = theirs[item.meeting_id]
        items[item.meeting_id].append(item)
    for document in _documents(Document.objects.shown_to(person) & there, person):
        document.meeting = theirs[document.meeting_id]
        documents[document.meeting_id].append(document)
    told = [_of(meeting, items[pk], documents[pk]) for pk, meeting in theirs.items()]
    return [news for news in told if news.lines or news.items]


@prepared
def _items(shown, person):
    return marked_items(AgendaItem.objects.filter(shown).on_the_agenda(), person).order_by("order", "pk")


@prepared
def _documents(shown, person):
    current = Document.objects.filter(shown, replaced_by=None)
    return marked_documents(current, person).order_by("added_at", "pk")


def _of(meeting, items, documents):
    on_agenda = {item.pk for item in items} | {None}
    documents = [document for document in documents if document.item_id in on_agenda]
    is_begun = any(item.read_at for item in items) or any(document.is_read for document in documents)
    if not is_begun:
        return News(meeting, [], len(items), len(documents), next(iter(items), None))
    lines = []
    for item in [None, *items]:
        state = state_of(item) if item else READ
        if state != READ:
            unread = "Ny punkt" if item.was_late else "Oläst punkt"
            what = unread if state == UNREAD else "Ändrad text"
            lines.append(Line(what, f"{item.number}. {item.title}", item.get_absolute_url()))
        for document in documents:
            if document.item_id == (item and item.pk) and is_new(document, item):
                what = "Ny version" if document.replaces_id else "Ny handling"
                lines.append(Line(what, document.title, document.reading_url))
    return News(meeting, lines)


def new_minutes_for(person, at=None):
    """Minutes published in the last months and not yet opened, of meetings the person reads; the newest
    version of each."""
    since = (at or timezone.now()) - MINUTES_ARE_NEWS
    found = _minutes(Minutes.objects.shown_to(person), since, person)
    with_councils(minutes.meeting for minutes in found)
    return [minutes for minutes in found if may_mark_read(person, minutes.meeting)]


@prepared
def _minutes(shown, since, person):
    read = ReadMark.objects.filter(person=person, minutes=OuterRef("pk"))
    corrected = Minutes.objects.filter(meeting=OuterRef("meeting"), version__gt=OuterRef("version"))
    corrected = corrected.filter(published_at__isnull=False)
    found = Minutes.objects.filter(shown, ~Exists(read), ~Exists(corrected), published_at__gte=since)
    return found.select_related("meeting__council").defer("record").order_by("-published_at", "-pk")


def put_right_for(person, at=None):
    """What the secretariat has put right or taken back in the last months of what the person's organisations
    tell of positions and of their formal decisions, the newest first, until the page of the position has
    shown it to the person. Queries only for one with a home."""
    homes = homes_of(person)
    if not homes:
        return []
    since = (at or timezone.now()) - CORRECTIONS_ARE_NEWS
    theirs = {"organisation__in": homes, "corrected_at__gte": since}
    theirs["position__in"] = Position.objects.visible_to(person).order_by().values("pk")
    read = ReadMark.objects.filter(person=person, position=OuterRef("position"))
    unread = ~Exists(read.filter(at__gte=OuterRef("corrected_at")))
    rows = Result.objects.filter(replaced_by=None), Undertaking.objects.all(), FormalDecision.objects.all()
    named = "position__item__meeting__council"
    found = [each for told in rows for each in told.filter(unread, **theirs).select_related(named)]
    with_councils(each.position.item.meeting for each in found)
    found = [each for each in found if _looks_after(person, each)]
    return sorted(found, key=lambda each: each.corrected_at, reverse=True)


def _looks_after(person, told):
    """Where it was taken up: the organisation may be the person's home in another council alone."""
    return told.organisation_id in homes_looked_after(person, told.position.item.meeting)
