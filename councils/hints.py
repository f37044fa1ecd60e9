"""A hint is closed for good, by whoever reads it."""

from django.db import transaction

from councils.models import Person


@transaction.atomic
def close_hint(key, *, by):
    """Twice is once. It is the reader's own, and no entry of the journal."""
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    if key not in person.closed_hints:
        person.closed_hints = sorted([*person.closed_hints, key])
        person.save(update_fields=["closed_hints"])
