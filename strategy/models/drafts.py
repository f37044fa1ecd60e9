"""Who sees an edition that is being made: of the plan, or of the strategy."""

from django.db.models import Q

from councils.models.shown import Shown
from rus_portal.core.standing import standing_of


class Editions(Shown):
    @staticmethod
    def shown_to(person):
        """Everyone's once it is in force, and until then the office's. Those who are asked about it in a
        consultation are shown it as it stood (docs/adr/0080)."""
        standing = standing_of(person)
        is_office = standing.is_secretariat or standing.is_administrator
        return Q() if is_office else Q(is_draft=False)
