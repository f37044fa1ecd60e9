"""Letters that waited when the database was copied, in an installation that is restored from the copy."""

from django.db.models import Q

from meetings.models import Letter
from meetings.models.letter import UNSENT


def leave_to_the_office(*, at):
    """The portal that was copied may have sent them since `at`: they are as uncertain as those whose sending
    was interrupted, and go only when the secretariat lets them. Returns how many."""
    waited = Letter.objects.filter(UNSENT, Q(gathered=False) | Q(digest=None)).exclude(address="")
    return waited.update(claimed_at=at, gathered=False, next_try_at=None)
