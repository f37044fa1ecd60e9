"""Who: organisations, councils, seats and the people who hold them, and the journal of what was done."""

from councils.models.council import Council
from councils.models.former_slug import FormerSlug, address_field
from councils.models.integration import Integration
from councils.models.journal import Disposal, JournalAnchor, JournalEntries, JournalEntry, SignIn
from councils.models.organisation import Organisation
from councils.models.seat import Appointment, Person, Seat, read_standings

__all__ = [
    "Appointment",
    "Council",
    "Disposal",
    "FormerSlug",
    "Integration",
    "JournalAnchor",
    "JournalEntries",
    "JournalEntry",
    "Organisation",
    "Person",
    "Seat",
    "SignIn",
    "address_field",
    "read_standings",
]
