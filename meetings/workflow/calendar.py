"""The private address of a person's calendar: made, replaced, revoked."""

from django.db import transaction
from django.utils import timezone

from councils.models import Person
from meetings.models import CalendarKey


@transaction.atomic
def new_address(*, by, at=None):
    """A new secret. The earlier one stops working."""
    revoke_address(by=by, at=at)
    return CalendarKey.objects.create(person=by, made_at=at or timezone.now())


@transaction.atomic
def revoke_address(*, by, at=None):
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # one at a time, so that one key is in use
    by.calendar_keys.filter(revoked_at=None).update(revoked_at=at or timezone.now())
