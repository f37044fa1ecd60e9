"""A person's relation to a meeting: the conditions from which every `visible_to` in this app is built.

Each takes the lookup path to the meeting, so that one wording serves items, documents, positions and minutes;
or the meeting itself, where all that is asked for is of one meeting that is at hand. Then nothing is left for
the database to find out, as where a person has no such seat at all.
"""

from django.db.models import Exists, OuterRef, Q

from councils.capacity import LEADS, Capacity
from councils.models import Council
from rus_portal.core.prepared import Rows
from rus_portal.core.standing import standing_of


class Known(Q):
    """A condition answered before the database is asked. Joined with others it is gone, and costs neither
    joins nor time."""

    def __init__(self, holds):
        super().__init__(*([] if holds else [("pk__in", [])]))
        self.holds = holds

    def __or__(self, other):
        return self if self.holds else other

    def __and__(self, other):
        return other if self.holds else self

    def __invert__(self):
        return Known(not self.holds)

    __ror__, __rand__ = __or__, __and__


EVERYTHING, NOTHING = Known(True), Known(False)


def is_never(condition):
    """It holds of nothing, whatever else is asked: so nothing else need be."""
    return isinstance(condition, Known) and not condition.holds


def _meeting():
    """The model, by way of its councils, since `Meeting` itself asks here."""
    return Council.meetings.rel.related_model


def _item():
    return _meeting().items.rel.related_model


def _meetings(**conditions):
    return _meeting()._default_manager.filter(**conditions).values("pk")


def _minuted():
    return _meetings(minutes__approved_at__isnull=False, minutes__item=None)


def _published():
    return _meetings(minutes__published_at__isnull=False)


def _asking_for_approval():
    return _meetings(agenda_approvals__isnull=False)


def _joint(councils):
    return Council.joint_meetings.through.objects.filter(council__in=councils).values("meeting")


def _dropped():
    lifts = _meeting().lifts.rel.related_model._default_manager
    return lifts.told().filter(way="dropped").values("item")


def _merged(condition):
    merged = _item()._default_manager.filter(condition, merged_into__isnull=False)
    return merged.values("merged_into")


class There:
    """The meeting at the end of a lookup path, "" for the meeting itself: what is asked, as conditions."""

    def __init__(self, path):
        self.path = path

    def _that(self, field, value):
        return Q(**{f"{self.path}__{field}" if self.path else field: value})

    def is_kept_by(self, offices):
        return self._that("council__office__in", offices)

    def is_prepared_by(self, groups):
        return self._that("council__prepared_by__in", groups)

    def is_invited_by(self, council):
        return self._that("council", council)

    def is_of(self, councils):
        return self._that("council__in", councils) | self._that("pk__in", Rows(_joint, councils))

    def is_chaired_by(self, person):
        return self._that("chair", person)

    def is_while(self, held):
        begun = self._that("date__gte", held.begins)
        return begun & self._that("date__lte", held.ends) if held.ends else begun

    def is_convened(self):
        return self._that("convened_at__isnull", False)

    def is_minuted(self):
        return self._that("pk__in", Rows(_minuted))

    def is_published(self):
        return self._that("pk__in", Rows(_published))

    def asks_for_approval(self):
        return self._that("pk__in", Rows(_asking_for_approval))

    def shows_stances(self):
        return self._that("council__stances_sealed", False) | self._that("held_at__isnull", False)


class Here:
    """The same of a meeting at hand, as answers."""

    def __init__(self, meeting):
        self.meeting, self.council = meeting, meeting.council

    def is_kept_by(self, offices):
        return Known(self.council.office_id in offices)

    def is_prepared_by(self, groups):
        return Known(self.council.prepared_by_id in groups)

    def is_invited_by(self, council):
        return Known(self.council.pk == council)

    def is_of(self, councils):
        return Known(any(each.pk in councils for each in self.meeting.councils))

    def is_chaired_by(self, person):
        return Known(self.meeting.chair_id == person.pk)

    def is_while(self, held):
        return Known(held.is_in_force_on(self.meeting.date))

    def is_convened(self):
        return Known(self.meeting.convened_at is not None)

    def is_minuted(self):
        return Known(self.meeting.is_minuted)

    def is_published(self):
        return Known(self.meeting.is_published)

    def asks_for_approval(self):
        return Known(self.meeting.asks_for_approval)

    def shows_stances(self):
        return Known(not self.council.stances_sealed or self.meeting.held_at is not None)


def _of(meeting):
    return There(meeting) if isinstance(meeting, str) else Here(meeting)


def kept_by(person, meeting="meeting"):
    """The person belongs to the secretariat of the inviting council."""
    keeps = standing_of(person).keeps
    return _of(meeting).is_kept_by(keeps) if keeps else NOTHING


def prepared_by(person, meeting="meeting"):
    """The person sits in the group that prepares the inviting council's agenda."""
    prepares = standing_of(person).prepares
    return _of(meeting).is_prepared_by(prepares) if prepares else NOTHING


def read_by(person, meeting="meeting"):
    """The person holds a seat today in a council that meets, or did or will on the day of the meeting. Says
    the same as `rus_portal.core.standing.seats_that_read`."""
    reads = standing_of(person).reads
    found = _of(meeting).is_of(reads) if reads else NOTHING
    for held in _of_other_days(person):
        if held.seat.council_id not in reads:
            found |= _of(meeting).is_of([held.seat.council_id]) & _read_while(meeting, held)
    return found


def _of_other_days(person):
    """The appointments to seats that read, which are not in force today: as good as nobody's."""
    today = standing_of(person).appointments
    return [held for held in _held_by(person) if held.seat.reads_documents and held not in today]


def _held_by(person):
    return person.held if person.is_authenticated and person.is_active else []


def _read_while(meeting, held):
    """From the summons to the approval of the minutes, where the appointment is in force on the day."""
    of = _of(meeting)
    return of.is_while(held) & of.is_convened() & ~of.is_minuted()


def chaired_by(person, meeting="meeting", capacities=LEADS):
    """The person leads the meeting, or has a seat of these capacities in the inviting council, on the day of
    the meeting. With those that lead it says the same as `rus_portal.core.standing.chairs`."""
    of, chaired = _of(meeting), NOTHING
    for held in _held_by(person):
        if held.seat.reads_documents:
            named = of.is_chaired_by(person) & of.is_of([held.seat.council_id])
            own = held.seat.capacity in capacities
            its_own = of.is_invited_by(held.seat.council_id) if own else NOTHING
            chaired |= (its_own | named) & of.is_while(held)
    return chaired


def approves(person, meeting="meeting"):
    """The person chairs the meeting and has been asked to approve its agenda."""
    led = chaired_by(person, meeting)
    return led if is_never(led) else led & _of(meeting).asks_for_approval()


def published(meeting="meeting"):
    """The minutes of the meeting are published."""
    return _of(meeting).is_published()


def sealed(item="item"):
    """What is said of the item is in approved minutes, or public: nothing follows from the seats now."""
    minuted = Q(Exists(_minuted().filter(pk=OuterRef(f"{item}__meeting"))))  # not a list of all: it grows
    minuted |= Q(**{f"{item}__sheet__approved_at__isnull": False})
    return minuted | Q(**{f"{item}__position__published_at__isnull": False})


def sent_out(path=""):
    """The item is on a sent agenda, or was until it was dropped; `path` leads to the item, as in "item__"."""
    dropped = Q(**{f"{path}stage": "withdrawn", f"{path}pk__in": Rows(_dropped)})
    return Q(**{f"{path}stage__in": _item().ON_AN_AGENDA}) | dropped


def told_ahead():
    """The title of the item is everyone's before the minutes are published: the summons is out, each council
    that meets has chosen so, and the matter has no document that the law keeps within the council."""
    closed = Council.joint_meetings.through.objects.filter(council__titles_ahead=False)
    kept = _item().documents.rel.related_model._default_manager.filter(visibility="restricted")
    hidden = Exists(closed.filter(meeting=OuterRef("meeting"))) | Exists(kept.filter(item=OuterRef("pk")))
    sent = Q(meeting__council__titles_ahead=True, meeting__convened_at__isnull=False)
    sent &= Q(meeting__cancelled_at=None, meeting__source="", stage__in=_item().ON_AN_AGENDA)
    return sent & ~Q(hidden) & ~published()


def brings(person, path=""):
    """The person wrote the proposal, or has a seat for the organisation that makes it, or such a proposal was
    merged into it; `path` leads to the item, as in "item__"."""
    standing = standing_of(person)
    if not standing.appointments:
        return NOTHING
    organisations = [held.seat.organisation_id for held in standing.appointments]
    merged = Rows(_merged, Q(added_by=person) | Q(proposed_by__in=organisations))
    return (
        Q(**{f"{path}added_by": person})
        | Q(**{f"{path}proposed_by__in": organisations})
        | Q(**{f"{path}pk__in": merged})
    )


def follows(person, path=""):
    """A proposal the person brings, or one to a council the person keeps or prepares. A draft is followed by
    its writer alone."""
    standing = standing_of(person)
    if not standing.appointments:
        return NOTHING
    submitted = ~Q(**{f"{path}stage": "draft"}) & (
        brings(person, path)
        | Q(**{f"{path}council__office__in": standing.keeps})
        | Q(**{f"{path}council__prepared_by__in": standing.prepares})
    )
    return Q(**{f"{path}council__isnull": False}) & (Q(**{f"{path}added_by": person}) | submitted)


def sees_every_stance(person, meeting="meeting"):
    """Where all organisations stand before the meeting is open to the person: to the secretariat and to the
    chair always, to the other readers unless the inviting council keeps it sealed until then. To the vice
    chair where she leads the meeting."""
    open_to = chaired_by(person, meeting, [Capacity.CHAIR]) | _of(meeting).shows_stances()
    return kept_by(person, meeting) | read_by(person, meeting) & open_to


def speaks_for(person, meeting="meeting", organisation="organisation"):
    """One of the seats from which the person reads the meeting is the organisation's."""
    of, own = _of(meeting), NOTHING
    for seat in (held.seat for held in standing_of(person).appointments):
        if seat.reads_documents:
            own |= of.is_of([seat.council_id]) & Q(**{organisation: seat.organisation_id})
    for held in _of_other_days(person):
        meets = of.is_of([held.seat.council_id]) & _read_while(meeting, held)
        own |= meets & Q(**{organisation: held.seat.organisation_id})
    return own
