"""The thread of a matter: what has become of it, from when it was raised until another position takes its
place, and what is to come. Only what the reader may see of it."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db import connection
from django.utils import timezone

from meetings.models import AgendaItem, FormalDecision
from meetings.models.position import dissenting
from rus_portal.core.prepared import prepared
from rus_portal.core.words import listed

Status = FormalDecision.Status
# The items that a matter went on from, the nearest first: one query, however often it was taken up.
BEFORE = """
WITH RECURSIVE before(id, step) AS (
    SELECT continues_id, 1 FROM meetings_agendaitem WHERE id = %s
    UNION ALL SELECT i.continues_id, step + 1 FROM meetings_agendaitem i JOIN before ON i.id = before.id
    WHERE step < 100
) SELECT id FROM before WHERE id IS NOT NULL
"""
BECAME = {
    AgendaItem.Stage.POSTPONED: "Frågan flyttades fram",
    AgendaItem.Outcome.REFERRED_BACK: "Frågan återfördes till beredning",
    AgendaItem.Outcome.NO_CONSENSUS: "Rådet nådde ingen samsyn",
    AgendaItem.Outcome.NOTED: "Rådet fick information",
    AgendaItem.Outcome.ADOPTED: "Rådet tog ställning i frågan",
}


@dataclass(frozen=True)
class Step:
    """One dot of the line. `when` says the day where it is not known."""

    day: dt.date | None
    told: str
    url: str = ""
    when: str = ""
    is_current: bool = False

    @property
    def has_been(self):
        return self.day is None or self.day <= timezone.localdate()


def thread_of(person, position, decisions, came, earlier, later):
    """`decisions`, `came` (`came_of`), `earlier` and `later` positions as the reader sees them. No query but
    for a matter that was on an agenda before."""
    steps = [
        *_before(person, position),
        *(Step(each.adopted_on, f"{each.designation} antogs", each.get_absolute_url()) for each in earlier),
        _adopted(position),
        *_decided(decisions),
        *_followed(came.standing),
    ]
    if later:
        told = f"Ersattes av {later.designation}"
        steps.append(Step(later.adopted_on, told, later.get_absolute_url()))
    if position.to_review_on:
        steps.append(Step(position.to_review_on, "Ska ses över"))
    return sorted(steps, key=lambda step: step.day or position.adopted_on)


def _before(person, position):
    item = position.item
    items = [*_earlier(person, item), item]
    first = items[0]
    raised = timezone.localdate(first.added_at)
    if first.continues_id is None and not first.meeting.source and raised <= first.meeting.date:
        by = f" av {first.proposed_by.name}" if first.proposed_by else ""
        yield Step(raised, f"Frågan väcktes{by}")
    for each in items[:-1]:
        if each.became:
            yield Step(each.meeting.date, BECAME[each.became], each.get_absolute_url())


def _earlier(person, item):
    if item.continues_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, [item.pk])
        keys = [key for (key,) in cursor.fetchall()]
    return list(_shown(AgendaItem.objects.shown_to(person), keys))


@prepared
def _shown(shown, keys):
    items = AgendaItem.objects.filter(shown, pk__in=keys, meeting__isnull=False)
    return items.select_related("meeting__council", "proposed_by").order_by("meeting__date", "pk")


def _adopted(position):
    names = dissenting(position)
    dissent = f", med avvikande synpunkt från {listed(names)}" if names else ""
    url = position.item.get_absolute_url()
    return Step(position.adopted_on, f"Rådet tog ställning{dissent}", url, is_current=True)


def _decided(decisions):
    """The organisations that said the same on the same day, together."""
    told = (
        (Status.DECIDED, "decided_on", "fattade formellt beslut"),
        (Status.DECLINED, "decided_on", "sade nej"),
        (Status.PLANNED, "planned_on", "planerar sitt formella beslut"),
    )
    for status, field, words in told:
        own = [each for each in decisions if each.status == status and not each.is_overdue]
        dated = sorted((each for each in own if getattr(each, field)), key=attrgetter(field))
        for day, same in groupby(dated, key=attrgetter(field)):
            names = listed([each.organisation_name for each in same])
            yield Step(day, f"{names} {words}", "#formella-beslut")
        for each in own:
            if each.decided_note and not each.decided_on:
                told_when = each.decided_note.capitalize()
                yield Step(None, f"{each.organisation_name} {words}", "#formella-beslut", told_when)


def _followed(came):
    for each in came.undertakings:
        if each.done_on:
            yield Step(each.done_on, f"{each.organisation_name} blev klar med ett åtagande", "#ataganden")
    for each in came.fundings:
        if each.decided_on:
            granted = "beviljades" if each.granted else "avslogs"
            yield Step(each.decided_on, f"Finansiering {granted}: {each.programme}", "#finansiering")
    for each in came.results:
        yield Step(each.happened_on, f"Resultat från {each.organisation_name}", "#resultat")
    for each in came.reviews:
        yield Step(each.reviewed_on, f"Ställningstagandet sågs över. {each.text}")
