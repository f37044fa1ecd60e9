"""Who may be asked to approve the minutes of a meeting that is over."""

from councils.models import Appointment
from rus_portal.core.words import listed


def with_homes(appointments):
    """Each person with the organisations that the appointments are for, as a list to choose from says it."""
    homes: dict = {}
    for held in appointments:
        homes.setdefault(held.person, {})[held.seat.organisation.short_name] = None
    return {person: f"{person} ({listed([*names])})" for person, names in homes.items()}


def approvers_of(meeting):
    """Those who are to approve its minutes: the chosen, and whoever led it."""
    return {*meeting.approvers.all(), meeting.leader} - {None}


def approvers_away(meeting, replaced=()):
    """Those of them who are not noted as present, as far as the attendance is noted, and not `replaced`, in
    words for a sentence."""
    noted = list(meeting.attendances.all())
    settled = {each.person_id for each in noted if each.is_present}.union(replaced)
    return listed(sorted(str(each) for each in approvers_of(meeting) if noted and each.pk not in settled))


def possible_approvers(minutes):
    """The appointments of those who were at the meeting and took part in its positions, who can sign in and
    are not asked already. Without a list of attendance, of all who could take part."""
    meeting = minutes.meeting
    held = Appointment.objects.on(meeting.date).filter(seat__council__in=meeting.councils)
    held = held.filter(person__is_active=True, person__email__isnull=False)
    held = held.exclude(person__in=minutes.approvals.values("person"))
    taking = meeting.taking_position(held.select_related("person", "seat__organisation").in_council_order())
    noted = list(meeting.attendances.all())
    present = {each.person_id for each in noted if each.is_present}
    return [each for each in taking if each.person_id in present or not noted]
