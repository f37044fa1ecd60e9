"""Whoever holds a seat is told of it by e-mail, with how to sign in: once for each appointment, and again
when the secretariat asks for it.

Who writes the letter is told by `register`: letters are kept in an app above this one.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.models import Appointment, Person
from rus_portal.core.permissions import may_invite, require

_write: Any = None


def register(write):
    """`write(person, appointments, occasion, at=…)` keeps a letter of these seats, in the transaction it is
    called in, to be sent after; and only one of each occasion."""
    global _write
    _write = write


def newcomers(today=None):
    """Those who can sign in and hold a seat today of which nothing has been written to them."""
    untold = Appointment.objects.on(today or timezone.localdate()).filter(invited_at=None)
    people = Person.objects.filter(is_active=True, email__isnull=False)
    return people.filter(appointments__in=untold).distinct()


@transaction.atomic
def invite(person, *, at=None):
    """One letter about every seat that is new to the person; what the portal does by itself."""
    at = at or timezone.now()
    new = [appointment for appointment in _held(person, at) if not appointment.invited_at]
    if new:
        occasion = f"appointment-{min(appointment.pk for appointment in new)}"
        _tell(person, new, occasion, f"{person} bjöds in att logga in i portalen.", by=None, at=at)


@transaction.atomic
def invite_again(person, *, by, at=None):
    """One letter about all the seats the person holds, also those told of before."""
    at = at or timezone.now()
    held = _held(person, at)
    require(may_invite(by, person, at))
    sentence = f"{person} bjöds in på nytt att logga in i portalen."
    _tell(person, held, at.isoformat(), sentence, by=by, at=at)


def _held(person, at):
    held = person.appointments.on(timezone.localdate(at)).select_for_update(of=("self",))
    return list(held.select_related("seat__council").in_council_order())


def _tell(person, appointments, occasion, sentence, *, by, at):
    Appointment.objects.filter(pk__in=[appointment.pk for appointment in appointments]).update(invited_at=at)
    journal.log("invite", person, sentence, by=by, at=at)
    _write(person, appointments, occasion, at=at)
