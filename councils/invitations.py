"""Whoever holds a seat is told of it by e-mail, with how to sign in: once for each appointment."""

from django.db import transaction
from django.utils import timezone

from councils.journal import record
from councils.models import Appointment, Person
from rus_portal import notifications


def newcomers(today=None):
    """Those who can sign in and hold a seat today that they have not been told of."""
    untold = Appointment.objects.on(today or timezone.localdate()).filter(invited_at=None)
    people = Person.objects.filter(is_active=True, email__isnull=False)
    return people.filter(appointments__in=untold).distinct()


@transaction.atomic
def invite(person, *, by=None, at=None):
    """One letter about every seat that is new to the person. `by` is None where the portal does it itself."""
    at = at or timezone.now()
    untold = person.appointments.on(timezone.localdate(at)).filter(invited_at=None)
    new = list(untold.select_for_update(of=("self",)).select_related("seat__council").in_council_order())
    if not new:
        return
    Appointment.objects.filter(pk__in=[appointment.pk for appointment in new]).update(invited_at=at)
    record("invite", person, f"{person} bjöds in att logga in i portalen.", by=by, at=at)
    transaction.on_commit(lambda: notifications.invite(person, new))
