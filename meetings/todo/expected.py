"""What waits for one person. Each thing is asked of the functions that hold its rule, so that nobody is told
to do what is done, or what somebody else should do."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from meetings.agenda.approval import approval_of
from meetings.models import AgendaApproval, AgendaItem, Meeting, MinutesApproval, Stance
from meetings.planning.invitees import own_lines
from meetings.reader.notes import organisations_at
from meetings.stances import due, missing_in
from rus_portal.core.permissions import (
    chairs,
    may_answer_summons,
    may_comment_proposal,
    may_confirm_dissent,
    may_hand_in_proposal,
    may_record_stance,
)
from rus_portal.core.words import day_and_month

Stage = AgendaItem.Stage


@dataclass(frozen=True)
class Expected:
    """One thing to do: a sentence, where to do it, and the last day (None where there is none)."""

    sentence: str
    label: str
    url: str
    due: dt.date | None = None


def expected_of(person, meetings, proposals):
    """All of it, the most urgent first. `meetings` are those that concern the person and are not over, with
    `council` and `joint_with`; `proposals` the person's own, as `status_of` takes them. Seven queries,
    however much there is."""
    coming = [each for each in meetings if each.stage == Meeting.Stage.CONVENED and not each.has_begun]
    lines = list(own_lines(person, coming))
    found = [
        *_agendas(person, meetings),
        *_answers(person, lines),
        *_stances(person, [meeting for meeting, line in lines if line.is_asked]),
        *_confirmations(person, coming),
        *_approvals(person),
        *_proposals(person, proposals),
    ]
    return sorted(found, key=lambda each: each.due or dt.date.max)


def _agendas(person, meetings):
    """The agendas the chair is asked to approve. Reads more only for those that wait."""
    led = [each for each in meetings if each.stage == Meeting.Stage.PLANNED and chairs(person, each)]
    open_ones = AgendaApproval.objects.awaited().filter(meeting__in=led) if led else []
    asked = {approval.meeting_id for approval in open_ones}
    for meeting in led:
        if meeting.pk in asked and approval_of(meeting).is_awaited:
            held = f"mötet den {day_and_month(meeting.date)}"
            yield Expected(
                f"Godkänn dagordningen för {held}, så att kallelsen kan gå ut.",
                "Läs och godkänn",
                meeting.url("agenda_approval"),
                meeting.summons_due,
            )


def _answers(person, lines):
    for meeting, line in lines:
        if line.is_awaited and may_answer_summons(person, meeting):
            asked = f" {line.stands_in_for.person} har bett dig komma." if line.stands_in_for else ""
            yield Expected(
                f"Svara om du kommer till mötet den {day_and_month(meeting.date)}.{asked}",
                "Svara på kallelsen",
                meeting.url("answer"),
                meeting.date,
            )


def _stances(person, meetings):
    missing = missing_in(meetings)
    for meeting in meetings:
        for organisation in organisations_at(person, meeting):
            items = [
                item
                for item, organisations in missing[meeting.pk]
                if organisation in organisations and may_record_stance(person, item, organisation)
            ]
            if items:
                count = f"”{items[0].title}”" if len(items) == 1 else f"{len(items)} punkter"
                yield Expected(
                    f"{organisation} har {count} att förankra inför mötet den {day_and_month(meeting.date)}.",
                    "Förankra",
                    _own_page(items[0], organisation) if len(items) == 1 else meeting.url("stances"),
                    due(meeting),
                )


def _own_page(item, organisation):
    """Where the organisation says where it stands on the item."""
    return f"{item.url('item_stance')}?organisation={organisation.slug}"


def _confirmations(person, meetings):
    by_id = {meeting.pk: meeting for meeting in meetings}
    announced = Stance.objects.visible_to(person).filter(
        item__meeting__in=by_id, status=Stance.Status.WILL_DISSENT, confirmed_at=None
    )
    for stance in announced.select_related("item", "organisation").order_by("item__order", "pk"):
        item = stance.item
        item.meeting = by_id[item.meeting_id]
        if may_confirm_dissent(person, stance):
            yield Expected(
                f"Bekräfta den avvikande synpunkten från {stance.organisation} om ”{item.title}”.",
                "Läs och bekräfta",
                _own_page(item, stance.organisation),
                due(item.meeting),
            )


def _approvals(person):
    awaited = MinutesApproval.objects.awaited().filter(person=person)
    for approval in awaited.select_related("minutes__meeting__council").order_by("pk"):
        meeting = approval.minutes.meeting
        yield Expected(
            f"Justera protokollet från mötet med {meeting.council} den {day_and_month(meeting.date)}.",
            "Läs och justera",
            meeting.url("minutes"),
            meeting.minutes_due,
        )


def _proposals(person, proposals):
    for item in proposals:
        if item.stage == Stage.RETURNED and may_hand_in_proposal(person, item):
            yield Expected(
                f"Ditt förslag ”{item.title}” kom tillbaka. Läs varför och komplettera det.",
                "Läs och komplettera",
                reverse("proposal", args=[item.pk]),
            )
        elif item.awaits_answer and may_comment_proposal(person, item):
            asks = item.council.prepared_by or "Kansliet"
            yield Expected(
                f"{asks} har en fråga om ditt förslag ”{item.title}”.",
                "Läs frågan och svara",
                reverse("proposal", args=[item.pk]),
            )
