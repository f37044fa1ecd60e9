"""Whose word a line of the journal is: an organisation's own, or the secretariat's for it."""

from django.utils import timezone


def is_told_for(entry, name):
    """Whether the secretariat wrote of the organisation of that name, by the seats held on the day. What was
    written from the registry's own address is the organisation's."""
    if entry.by is None:
        return False
    on = timezone.localdate(entry.at)
    seats = [held.seat for held in entry.by.held if held.is_in_force_on(on)]
    own = any(seat.organisation.name == name for seat in seats if not seat.keeps)
    return not own and any(seat.keeps for seat in seats)
