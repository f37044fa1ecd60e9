"""Who sees an edition that is being made: of the plan, or of the strategy."""

from django.db.models import Q

from councils.models.shown import Shown
from rus_portal.core.standing import standing_of


class Editions(Shown):
    asked = ""  # the way from an edition to the organisations that a consultation asks about it

    def shown_to(self, person):
        """Everyone's once it is in force. Until then it is the office's, and from when a consultation about
        it is opened theirs who answer for the organisations that are asked (docs/adr/0080)."""
        standing, shown = standing_of(person), Q(is_draft=False)
        if standing.is_secretariat or standing.is_administrator:
            return Q()
        if standing.appointments:
            homes = {home for _, home in person.homes}
            drafts = self.model._base_manager.filter(is_draft=True, **{f"{self.asked}__in": homes})
            shown |= Q(pk__in=drafts.order_by().values("pk"))
        return shown
