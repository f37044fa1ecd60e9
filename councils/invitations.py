"""Whoever holds a seat gets a letter about it and how to sign in: once for each appointment, and again when
the secretariat asks for it. It is written on the first day of the seat; before that when something waits for
the person in the portal, as a summons to a meeting after that day does."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.models import Appointment, Person
from rus_portal.core.permissions import may_invite, require
from rus_portal.core.registered import Registered

# (person, appointments, occasion, at): saves a letter about these seats, to be sent after the transaction it
# is called in; one at most for each occasion.
write_letter = Registered()


def newcomers(today=None):
    """Those who can sign in and hold a seat today that no letter to them has been about."""
    untold = Appointment.objects.on(today or timezone.localdate()).filter(invited_at=None)
    people = Person.objects.filter(is_active=True, email__isnull=False)
    return people.filter(appointments__in=untold).distinct()


@transaction.atomic
def invite(person, *, ahead=None, at=None):
    """One letter about every seat that is new to the person, today or on the later day that something waits
    for: sent by the portal itself."""
    at = at or timezone.now()
    held = person.appointments.on(timezone.localdate(at))
    held = held | person.appointments.on(ahead) if ahead else held
    new = [appointment for appointment in _locked(held) if not appointment.invited_at]
    if new:
        occasion = f"appointment-{min(appointment.pk for appointment in new)}"
        _tell(person, new, occasion, f"{person} bjöds in att logga in i portalen.", by=None, at=at)


@transaction.atomic
def invite_again(person, *, by, at=None):
    """One letter about all the seats the person holds, also those of earlier letters."""
    at = at or timezone.now()
    held = _locked(person.appointments.to_tell_of(timezone.localdate(at)))
    require(may_invite(by, person, person.letters.last_invitations().first(), at))
    sentence = f"{person} bjöds in på nytt att logga in i portalen."
    _tell(person, held, at.isoformat(), sentence, by=by, at=at)


def _locked(held):
    rows = held.select_for_update(of=("self",))
    return list(rows.select_related("seat__council").in_council_order())


def _tell(person, appointments, occasion, sentence, *, by, at):
    Appointment.objects.filter(pk__in=[appointment.pk for appointment in appointments]).update(invited_at=at)
    journal.log("invite", person, sentence, by=by, at=at)
    write_letter(person, appointments, occasion, at=at)
