"""The private address of a person's calendar: made, replaced, revoked."""

from django.db import transaction
from django.utils import timezone

from councils.models import Person
from meetings.models import CalendarKey
from meetings.models.calendar import new_token
from rus_portal.core.secret import sha256_of


@transaction.atomic
def new_address(*, by, at=None):
    """The secret part of a new address, which only its person keeps. The earlier one stops working."""
    revoke_address(by=by, at=at)
    token = new_token()
    CalendarKey.objects.create(person=by, sha256=sha256_of(token), made_at=at or timezone.now())
    return token


@transaction.atomic
def revoke_address(*, by, at=None):
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # one at a time, so that one key is in use
    by.calendar_keys.filter(revoked_at=None).update(revoked_at=at or timezone.now())
