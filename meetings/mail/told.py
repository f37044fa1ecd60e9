"""What those who get letters about a meeting have been told of it, and what of that still holds."""

from django.db.models import Q

from meetings.models import DissentingOpinion, GuestLink, Letter, Stance
from meetings.models.visibility import EVERYTHING
from meetings.planning.invitees import invitees_of
from rus_portal.core.prepared import prepared

Kind = Letter.Kind
CALLS = (Kind.SUMMONS, Kind.CHANGE)
INVITES = (*CALLS, Kind.CANCELLATION, Kind.RELEASE)

# The facts whose changes invitees get letters about, and their names in them.
TOLD = {
    "date": "dagen",
    "end_date": "sista dagen",
    "start_time": "starttiden",
    "end_time": "sluttiden",
    "format": "mötesformen",
    "place": "platsen",
    "link": "länken till det digitala mötet",
}


def receivers(meeting):
    """All who get letters about the meeting: invitees, and guests with an address."""
    return [*(held.person for held in invitees_of(meeting)), *guests_of(meeting)]


def guests_of(meeting):
    return GuestLink.objects.of_meeting(meeting).exclude(email="")


def facts_of(meeting):
    """What letters tell of it, as they keep it."""
    return {field: str(getattr(meeting, field)) for field in TOLD}


def last_told(meeting, kinds, among=EVERYTHING):
    """The newest of its letters to each receiver, by tag. What was dropped has told nobody."""
    return {
        f"guest-{letter.guest_id}" if letter.guest_id else f"{letter.person_id}": letter
        for letter in _letters(meeting, kinds, among)
    }


@prepared
def _letters(meeting, kinds, among):
    told = Letter.objects.filter(among, meeting=meeting, kind__in=kinds, dropped_at=None)
    return told.order_by("sequence", "written_at", "pk")


def still_called(meeting):
    """The tags of those who have been called and not released since; some may not have got the letter yet."""
    were_called = last_told(meeting, CALLS)
    told = last_told(meeting, INVITES)
    return {own for own, last in told.items() if own in were_called and last.kind != Kind.RELEASE}


def lodged_at(meeting):
    """The keys of those who have lodged or stated something there: they know of the meeting."""
    dissents = DissentingOpinion.objects.standing().filter(item__meeting=meeting)
    stances = Stance.objects.exclude(status=Stance.Status.UNDER_WAY).filter(item__meeting=meeting)
    return {*dissents.values_list("person", flat=True), *stances.values_list("recorded_by", flat=True)}


def to_nobody(meeting):
    """The letters that wait for those who are no longer to come, and know nothing of it."""
    waiting = meeting.letters.unsent().filter(kind__in=(*CALLS, Kind.UPDATE, Kind.GUEST, Kind.SUBSTITUTE))
    people = {*(held.person_id for held in invitees_of(meeting)), *lodged_at(meeting)}
    return waiting.exclude(Q(person__in=people) | Q(guest__in=guests_of(meeting)))


def tag(receiver):
    """Tells people and guests apart in keys."""
    return f"guest-{receiver.pk}" if isinstance(receiver, GuestLink) else f"{receiver.pk}"
