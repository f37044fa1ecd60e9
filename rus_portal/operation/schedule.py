"""What the clock starts, and when: read by `manage.py run_scheduled`, and by the administrator's page, which
says what has not been done in time."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Occasion:
    key: str
    words: str
    late: dt.timedelta  # after so long something is wrong


OCCASIONS = {
    each.key: each
    for each in (
        Occasion("minute", "varje minut", dt.timedelta(minutes=15)),
        Occasion("ten_minutes", "var tionde minut", dt.timedelta(hours=1)),
        Occasion("hour", "varje timme", dt.timedelta(hours=3)),
        Occasion("morning", "varje morgon", dt.timedelta(hours=26)),
        Occasion("night", "varje natt", dt.timedelta(hours=26)),
        Occasion("week", "en natt i veckan", dt.timedelta(days=8)),
    )
}


@dataclass(frozen=True)
class Scheduled:
    """`needs` names a setting without which there is nothing to do. `remedy` is what to do where it fails."""

    occasion: str
    command: str
    what: str
    args: tuple = ()
    needs: str = ""
    remedy: str = ""

    @property
    def is_on(self):
        return not self.needs or bool(getattr(settings, self.needs))

    @property
    def late(self):
        return OCCASIONS[self.occasion].late

    @property
    def when(self):
        return OCCASIONS[self.occasion].words


ALARM = (
    "Rör ingenting i databasen och ta ingen äldre säkerhetskopia i bruk. Kör kommandot för hand och läs vad "
    "det säger, spara utskriften, och utred vem som har haft tillgång till databasen."
)
SCHEDULE = (
    Scheduled("minute", "send_letters", "Brev som väntar skickas"),
    Scheduled("minute", "index_search", "Sökningen läser det som har ändrats"),
    Scheduled("minute", "make_reading_copies", "Läskopior av Office-filer görs"),
    Scheduled("minute", "tell_programs", "Programgränssnittet (OParl) görs aktuellt"),
    Scheduled("ten_minutes", "check_surroundings", "E-post, lager, certifikat och klockor prövas"),
    Scheduled("ten_minutes", "read_bounces", "Brev i retur läses", needs="BOUNCES_URL"),
    Scheduled("hour", "read_neighbours", "Andra regioners system läses"),
    Scheduled("morning", "invite_newcomers", "Den som har fått en plats bjuds in"),
    Scheduled("morning", "write_reminders", "Påminnelser och dagliga brev skrivs"),
    Scheduled("night", "erase_expired", "Det som inte får sparas längre gallras"),
    Scheduled("night", "remove_stray_files", "Filer som ingen handling hör till städas"),
    Scheduled("night", "verify_journal", "Journalens kedja kontrolleras", remedy=ALARM),
    Scheduled("night", "verify_sealed", "Justerade protokoll kontrolleras", remedy=ALARM),
    Scheduled("night", "stamp_seals", "Sigill tidsstämplas", args=("--renew",), needs="SEAL_TIMESTAMP_URL"),
    Scheduled("week", "index_search", "Sökningens index görs om", args=("--all",)),
)


def due(occasion):
    return [each for each in SCHEDULE if each.occasion == occasion and each.is_on]


def watched():
    """Each command once, as often as it runs."""
    first = {}
    for each in SCHEDULE:
        if each.is_on:
            first.setdefault(each.command, each)
    return list(first.values())
