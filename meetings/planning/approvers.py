"""Who may be asked to approve the minutes of a meeting that is over."""

from councils.models import Appointment


def possible_approvers(minutes):
    """The appointments of those who were at the meeting and took part in its positions, who can sign in and
    are not asked already; each person once. Without a list of attendance, of all who could take part."""
    meeting = minutes.meeting
    held = Appointment.objects.on(meeting.date).filter(seat__council__in=meeting.councils)
    held = held.filter(person__is_active=True, person__email__isnull=False)
    held = held.exclude(person__in=minutes.approvals.values("person"))
    taking = meeting.taking_position(held.select_related("person", "seat__organisation").in_council_order())
    listed = list(meeting.attendances.all())
    present = {each.person_id for each in listed if each.is_present}
    by_person = {each.person_id: each for each in taking if each.person_id in present or not listed}
    return list(by_person.values())
