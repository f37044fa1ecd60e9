"""The chair's approval of an agenda: who may give it, and whether the agenda as it is now has it."""

import hashlib
import json
from dataclasses import dataclass

from django.db.models import Q

from councils.capacity import LEADS, READS_DOCUMENTS
from councils.models import Appointment
from meetings.agenda.versions import changes, content_of
from meetings.models import AgendaApproval
from rus_portal.core.prepared import prepared
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import chairs


def chairing(meeting):
    """Who may approve, the one who leads the meeting first: the one chosen for it and those in the chair’s
    and vice chair's seats of the inviting council, as they are held on the day of the meeting. Says the same
    as `rus_portal.core.standing.chairs`."""
    councils = [council.pk for council in meeting.councils]
    leads = Q(person=meeting.chair_id, seat__council__in=councils, seat__capacity__in=READS_DOCUMENTS)
    held = _held(meeting.date, leads | Q(seat__council=meeting.council_id, seat__capacity__in=LEADS))
    people, leader = list(dict.fromkeys(each.person for each in held)), meeting.leader
    return sorted(people, key=lambda person: person != leader)


@prepared
def _held(date, where):
    held = Appointment.objects.on(date).filter(where, person__is_active=True)
    return held.select_related("person").in_council_order()


@dataclass(frozen=True)
class ApprovalState:
    """How far the approval has come. `asked` is the newest request, `given` the newest approval, `changed`
    what has changed since then."""

    asked: AgendaApproval | None
    given: AgendaApproval | None
    changed: list
    content: dict

    @property
    def is_given(self):
        return self.given is not None and not self.changed

    @property
    def is_awaited(self):
        return bool(self.asked and not (self.asked.approved_at or self.asked.returned_at or self.is_given))

    @property
    def is_returned(self):
        """The chair's last answer is that something is to be changed."""
        return bool(self.asked and self.asked.returned_at and not self.is_given)


def approval_of(meeting):
    rows = _asked(meeting)
    for row in rows:
        row.meeting = meeting
    given = next((row for row in reversed(rows) if row.approved_at), None)
    content = content_of(meeting)
    changed = changes(given.content, content) if given else []
    return ApprovalState(rows[-1] if rows else None, given, changed, content)


@prepared
def _asked(meeting):
    asked = AgendaApproval.objects.filter(meeting=meeting).order_by("asked_at", "pk")
    return asked.select_related("asked_by", "approved_by", "returned_by")


def digest(content):
    """A hash of exactly this content, so that nobody approves what was changed after the page was read."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def why_not_approved(meeting, sender):
    """The sentence that refuses the summons, or nothing where it may go out."""
    try:
        approved_by_whom(meeting, sender)
    except Refused as no:
        return no.sentence
    return ""


def approved_by_whom(meeting, sender):
    """How the agenda that the sender sends came to be approved, as a sentence; `Refused` where
    it is not. Whoever chairs the meeting approves by sending, and where nobody does there is none to ask."""
    if chairs(sender, meeting):
        return "Den skickades av den som leder mötet."
    if not chairing(meeting):
        return "Mötet har ingen ordförande som kunde godkänna dagordningen."
    approval = approval_of(meeting)
    if approval.is_given:
        return f"Dagordningen var godkänd av {approval.given.approved_by}."
    if approval.given:
        raise Refused(
            "Dagordningen har ändrats sedan den godkändes. Be ordföranden om ett nytt godkännande innan "
            "kallelsen går ut."
        )
    if approval.is_awaited:
        raise Refused("Ordföranden är ombedd att godkänna dagordningen. Sedan kan kallelsen gå ut.")
    raise Refused("Ordföranden godkänner dagordningen innan kallelsen går ut. Be om godkännandet först.")
