"""What an organisation tells of a position, where the secretariat puts it right or takes it back."""

from django.utils import timezone

from councils import journal
from councils.models import Appointment
from meetings.mail.takeovers import told_put_right
from meetings.positions.told_for import is_told_for
from meetings.workflow.letter import queue
from rus_portal.core.standing import homes_looked_after
from rus_portal.core.text import plain


def corrected(told, stood, *, by, at):
    """Whether the secretariat puts right what an organisation tells, or changes what the council as a whole
    does; what the organisation itself changes is its own again. Nothing of what the secretariat noted for an
    organisation: that goes on, and is not put right. `stood` are the sentences in which the journal may have
    told what stands."""
    if told.organisation_id and not told.corrected_at and not _is_own_word(told, stood):
        return {}
    is_own = told.organisation_id in homes_looked_after(by, told.position.item.meeting)
    return {"corrected_at": None if is_own else at, "corrected_by": None if is_own else by}


def _is_own_word(told, sentences):
    """Whether what stands was told by the organisation itself: the last line that says it is its own."""
    said = journal.history_of(told.position).filter(sentence__in=map(plain, sentences)).last()
    return said is not None and not is_told_for(said, told.organisation_name)


def tell_keepers(told, before, after, *, by, at, reason=""):
    """Those who keep it for the organisation, where the secretariat has put it right now."""
    if told.corrected_at != at or told.organisation_id is None:
        return
    councils = told.position.item.meeting.councils
    held = Appointment.objects.at_home(timezone.localdate(at)).filter(person__is_active=True)
    held = held.filter(seat__organisation=told.organisation_id, seat__council__in=councils)
    people = dict.fromkeys(each.person for each in held.select_related("person").in_council_order())
    queue(told_put_right(told, people, before=before, after=after, reason=reason, by=by, at=at))
