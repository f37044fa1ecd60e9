"""What hangs on an appointment: what its holder has done at meetings on days when the seat would be
another's, or nobody's. It may be changed all the same, once whoever changes it has read that."""

from typing import Any

from rus_portal.core.forms import PortalForm
from rus_portal.core.registered import Registered
from rus_portal.core.seen import mark

ASK = "Läs det som hänger på uppdraget, och kryssa för att det ändå ska sparas."
# (appointment, kept): a sentence for each such meeting, where `kept` are the first and last day that the
# appointment is to have; without them it is to be no more.
hanging_on = Registered()


class AsksOnceMore(PortalForm):
    """For a form that moves the days of an appointment. Its page includes councils/partials/hanging.html."""

    hanging: list = []
    data: Any

    def ask_once_more(self, appointment, begins, ends):
        self.hanging = hanging_on(appointment, (begins, ends))
        if self.hanging and self.data.get("anyway") != self.anyway:
            self.add_error(None, ASK)

    @property
    def anyway(self):
        """Says that these very sentences have been read."""
        return mark(self.hanging)
