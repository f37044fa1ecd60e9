"""What a person is in the councils on a day, read off the appointments: the one source of every right.

`standing_of` answers for today, `standing_at` for the day of a meeting."""

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
    """The standing today of whoever asks, signed in or not: for all that is not done at a meeting."""
    return user.standing if user.is_authenticated else NOBODY


# What follows today for a council


def is_kept_by(person, council):
    return council.office_id in standing_of(person).keeps


# What follows on the day of a meeting (docs/adr/0015)


def standing_at(person, meeting):
    """The standing for what is done at the meeting: the seats held on its day, whatever was held before and
    whatever came after."""
    return person.standing_on(meeting.date) if person.is_authenticated else NOBODY


def chairs(person, meeting):
    """Leads the meeting, or is chair or vice chair of the inviting council, on the day of the meeting."""
    standing = standing_at(person, meeting)
    if meeting.council_id in standing.leads:
        return True
    named = person.is_authenticated and meeting.chair_id == person.pk
    return bool(named and standing.reads & {council.pk for council in meeting.councils})


def home_seats(person, meeting):
    """The seats, elected or official, from which the person is called to the meeting and speaks for an
    organisation there."""
    return _reading_seats(standing_at(person, meeting).appointments, meeting)


def home_organisations(person, meeting):
    """The keys of the organisations that the person speaks for at the meeting."""
    return {seat.organisation_id for seat in home_seats(person, meeting)}


def homes_of(person):
    """The keys of the organisations in which the person looks after, today, what any meeting has said. Only
    for one with a seat is the database queried."""
    return {organisation for _, organisation in person.homes} if standing_of(person).appointments else set()


def homes_looked_after(person, meeting):
    """The keys of the organisations in which the person looks after, today, what the meeting has said
    (`Appointments.at_home`). Only for one with a seat is the database queried."""
    if not standing_of(person).appointments:
        return set()
    councils = {council.pk for council in meeting.councils}
    return {organisation for council, organisation in person.homes if council in councils}


def seats_that_read(person, meeting):
    """The seats from which the person reads what the meeting is sent. What is held today reads all meetings
    of its council. What is held on the day of this one alone reads it from its summons on, until its minutes
    are approved."""
    today = _reading_seats(standing_of(person).appointments, meeting)
    then = [seat for seat in home_seats(person, meeting) if seat not in today]
    if then and (not meeting.convened_at or meeting.is_minuted):
        return today
    return [*today, *then]


def read_from(person, meeting):
    """The keys of the seats from which the person is shown more of the meeting than everyone is."""
    council = meeting.council
    bodies = {council.office_id, council.prepared_by_id, *(each.pk for each in meeting.councils)}
    today = [held.seat for held in standing_of(person).appointments]
    seats = [seat for seat in today if seat.council_id in bodies or seat.administers]
    return {seat.pk for seat in [*seats, *seats_that_read(person, meeting)]}


def _reading_seats(appointments, meeting):
    councils = {council.pk for council in meeting.councils}
    seats = [held.seat for held in appointments]
    return [seat for seat in seats if seat.council_id in councils and seat.reads_documents]


def is_there_another_day(person, meeting):
    """The person has, had or will have a seat in a council that meets, but not on the day of the meeting."""
    if not person.is_authenticated or home_seats(person, meeting):
        return False
    return bool(_reading_seats(person.held, meeting))


def seats_for_dissent(person, item):
    """The seats from which the person may lodge dissent on the item; empty for everyone else."""
    held = standing_at(person, item.meeting).appointments
    return [each.seat for each in item.meeting.taking_position(held)]


def seats_that_speak(person, meeting):
    """Those from which the person may speak at the meeting, also without taking position: a substitute's only
    while serving."""
    serving = [each.seat for each in meeting.taking_position(standing_at(person, meeting).appointments)]
    return [seat for seat in home_seats(person, meeting) if not seat.is_substitute or seat in serving]


def seats_taking_over(person, dissent):
    """The seats from which the person takes over the dissenting opinion of one who has left, or lets it fall:
    the very seat; where nobody takes position from it on the day, as from a vacant one, those beside it of
    the same organisation and side."""
    meeting, left = dissent.item.meeting, dissent.seat
    own = [
        seat
        for seat in seats_for_dissent(person, dissent.item)
        if seat.organisation_id == left.organisation_id
    ]
    heirs = left.appointments.on(meeting.date).select_related("seat") if own else ()
    if meeting.taking_position(heirs):
        return [seat for seat in own if seat == left]
    return [seat for seat in own if seat.side == left.side]


def seats_confirming(person, item, organisation):
    """The seats from which the person may confirm the organisation's announced dissent, those in the inviting
    council first."""
    seats = [seat for seat in seats_for_dissent(person, item) if seat.organisation_id == organisation.pk]
    return sorted(seats, key=lambda seat: seat.council_id != item.meeting.council_id)
