"""A person's relation to a meeting: the conditions from which every `visible_to` in this app is built.

Each takes the lookup path to the meeting, so that one wording serves items, documents, positions and minutes.
Where a person has no such seat the condition is `NOTHING`, which costs the database neither joins nor time.
"""

from django.db.models import Q

from councils.capacity import LEADS, Capacity
from councils.models import Council
from rus_portal.core.standing import standing_of

NOTHING = Q(pk__in=[])


def _meetings():
    """By way of their councils, since `Meeting` itself asks here."""
    return Council.meetings.rel.related_model._default_manager


def _that(path, field, value):
    """A condition on the meeting at the end of the path, "" for the meeting itself."""
    return Q(**{f"{path}__{field}" if path else field: value})


def _one_of(path, field, ids):
    return _that(path, f"{field}__in", ids) if ids else NOTHING


def kept_by(person, path="meeting"):
    """The person belongs to the secretariat of the inviting council."""
    return _one_of(path, "council__office", standing_of(person).keeps)


def prepared_by(person, path="meeting"):
    """The person sits in the group that prepares the inviting council's agenda."""
    return _one_of(path, "council__prepared_by", standing_of(person).prepares)


def read_by(person, path="meeting"):
    """The person holds a seat today in a council that meets, or did or will on the day of the meeting. Says
    the same as `rus_portal.core.standing.seats_that_read`."""
    reads = standing_of(person).reads
    found = _meets(path, reads) if reads else NOTHING
    for held in _of_other_days(person):
        if held.seat.council_id not in reads:
            found |= _meets(path, [held.seat.council_id]) & _read_while(path, held)
    return found


def _meets(path, councils):
    """One of these councils meets."""
    joint = Council.joint_meetings.through.objects.filter(council__in=councils).values("meeting")
    return _that(path, "council__in", councils) | _that(path, "pk__in", joint)


def _of_other_days(person):
    """The appointments to seats that read, which are not in force today: as good as nobody's."""
    today = standing_of(person).appointments
    return [held for held in _held_by(person) if held.seat.reads_documents and held not in today]


def _held_by(person):
    return person.held if person.is_authenticated and person.is_active else []


def _while(path, held):
    """The day of the meeting is one of the appointment's."""
    begun = _that(path, "date__gte", held.begins)
    return begun & _that(path, "date__lte", held.ends) if held.ends else begun


def _read_while(path, held):
    """From the summons to the approval of the minutes, where the appointment is in force on the day."""
    done = _meetings().filter(minutes__approved_at__isnull=False).values("pk")
    sent = _that(path, "convened_at__isnull", False)
    return _while(path, held) & sent & ~_that(path, "pk__in", done)


def chaired_by(person, path="meeting", capacities=LEADS):
    """The person leads the meeting, or has a seat of these capacities in the inviting council, on the day of
    the meeting. With those that lead it says the same as `rus_portal.core.standing.chairs`."""
    chaired = NOTHING
    for held in _held_by(person):
        if held.seat.reads_documents:
            named = _that(path, "chair", person) & _meets(path, [held.seat.council_id])
            own = held.seat.capacity in capacities
            its_own = _that(path, "council", held.seat.council_id) if own else NOTHING
            chaired |= (its_own | named) & _while(path, held)
    return chaired


def approves(person, path="meeting"):
    """The person chairs the meeting and has been asked to approve its agenda."""
    asked = _meetings().filter(agenda_approvals__isnull=False).values("pk")
    return _that(path, "pk__in", asked) & chaired_by(person, path)


def published(path="meeting"):
    """The minutes of the meeting are published."""
    done = _meetings().filter(minutes__published_at__isnull=False).values("pk")
    return _that(path, "pk__in", done)


def brings(person, path=""):
    """The person wrote the proposal, or has a seat for the organisation that makes it, or such a proposal was
    merged into it; `path` leads to the item, as in "item__"."""
    standing = standing_of(person)
    if not standing.appointments:
        return NOTHING
    organisations = [held.seat.organisation_id for held in standing.appointments]
    theirs = Q(added_by=person) | Q(proposed_by__in=organisations)
    items = _meetings().model.items.rel.related_model._default_manager
    merged = items.filter(theirs, merged_into__isnull=False)
    return (
        Q(**{f"{path}added_by": person})
        | Q(**{f"{path}proposed_by__in": organisations})
        | Q(**{f"{path}pk__in": merged.values("merged_into")})
    )


def follows(person, path=""):
    """A proposal the person brings, or one to a council the person keeps or prepares. A draft is followed by
    its writer alone."""
    standing = standing_of(person)
    if not standing.appointments:
        return NOTHING
    submitted = ~Q(**{f"{path}stage": "draft"}) & (
        brings(person, path)
        | _one_of("", f"{path}council__office", standing.keeps)
        | _one_of("", f"{path}council__prepared_by", standing.prepares)
    )
    return Q(**{f"{path}council__isnull": False}) & (Q(**{f"{path}added_by": person}) | submitted)


def sees_every_stance(person, path="meeting"):
    """Where all organisations stand before the meeting is open to the person: to the secretariat and to the
    chair always, to the other readers unless the inviting council keeps it sealed until then. To the vice
    chair where she leads the meeting."""
    chairs = chaired_by(person, path, [Capacity.CHAIR])
    unsealed = _that(path, "council__stances_sealed", False) | _that(path, "held_at__isnull", False)
    return kept_by(person, path) | read_by(person, path) & (chairs | unsealed)


def speaks_for(person, path="meeting", organisation="organisation"):
    """One of the seats from which the person reads the meeting is the organisation's."""
    own = NOTHING
    for seat in (held.seat for held in standing_of(person).appointments):
        if seat.reads_documents:
            own |= Q(**{organisation: seat.organisation_id}) & _meets(path, [seat.council_id])
    for held in _of_other_days(person):
        meets = _meets(path, [held.seat.council_id]) & _read_while(path, held)
        own |= Q(**{organisation: held.seat.organisation_id}) & meets
    return own
