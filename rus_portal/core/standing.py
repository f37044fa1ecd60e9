"""What a person is in the councils on a day, read off the appointments: the one source of every right."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """Seats held on one day.

    `reads` holds ids of councils whose documents the person reads, `keeps` of offices and `prepares` of
    preparatory groups the person sits in: compare with `Council.office_id` and `Council.prepared_by_id`.
    `leads` holds ids of councils whose chair or vice chair the person is.
    """

    appointments: tuple = ()
    reads: frozenset = frozenset()
    keeps: frozenset = frozenset()
    prepares: frozenset = frozenset()
    leads: frozenset = frozenset()
    is_administrator: bool = False

    @classmethod
    def of(cls, person, *, on=None):
        """One query. Only an active person stands anywhere."""
        if not person.is_authenticated or not person.is_active:
            return NOBODY
        held = person.appointments.on(on) if on else person.appointments.current()
        return cls.from_appointments(held.select_related("seat__council", "seat__organisation"))

    @classmethod
    def from_appointments(cls, appointments):
        appointments = tuple(appointments)
        seats = [a.seat for a in appointments]
        return cls(
            appointments=appointments,
            reads=_councils(seat for seat in seats if seat.reads_documents),
            keeps=_councils(seat for seat in seats if seat.keeps),
            prepares=_councils(seat for seat in seats if seat.prepares),
            leads=_councils(seat for seat in seats if seat.leads),
            is_administrator=any(seat.administers for seat in seats),
        )

    @property
    def is_secretariat(self):
        return bool(self.keeps)


def _councils(seats):
    return frozenset(seat.council_id for seat in seats)


NOBODY = Standing()


def standing_of(user):
    """The standing of whoever asks, signed in or not."""
    return user.standing if user.is_authenticated else NOBODY
