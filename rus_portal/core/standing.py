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
        """One query. A person who is not active has no seats."""
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


# What the seats held today mean for a council, a meeting or an item


def is_kept_by(person, council):
    return council.office_id in standing_of(person).keeps


def chairs(person, meeting):
    """Leads the meeting, or is chair or vice chair of the inviting council."""
    standing = standing_of(person)
    if meeting.council_id in standing.leads:
        return True
    named = person.is_authenticated and meeting.chair_id == person.pk
    return bool(named and standing.reads & {council.pk for council in meeting.councils})


def home_seats(person, meeting):
    """The seats, elected or official, from which the person speaks for an organisation at the meeting."""
    councils = {council.pk for council in meeting.councils}
    seats = [held.seat for held in standing_of(person).appointments]
    return [seat for seat in seats if seat.council_id in councils and seat.reads_documents]


def seats_called(person, meeting):
    """The seats for which the person is called: held today, and still on the day of the meeting."""
    held = standing_of(person).appointments
    councils = {council.pk for council in meeting.councils}
    return [
        each.seat
        for each in held
        if each.seat.council_id in councils
        and each.seat.reads_documents
        and (each.ends is None or each.ends >= meeting.date)
    ]


def seats_for_dissent(person, item):
    """The seats from which the person may lodge dissent on the item; empty for everyone else."""
    return [held.seat for held in item.meeting.taking_position(standing_of(person).appointments)]


def seats_confirming(person, item, organisation):
    """The seats from which the person may confirm the organisation's announced dissent, those in the inviting
    council first."""
    seats = [seat for seat in seats_for_dissent(person, item) if seat.organisation_id == organisation.pk]
    return sorted(seats, key=lambda seat: seat.council_id != item.meeting.council_id)
