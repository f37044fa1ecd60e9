"""On PostgreSQL the portal may run as a role that owns nothing (docs/drift.md, Databasen med två roller)."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from meetings.workflow import minutes
from rus_portal.demo.people import person_for
from rus_portal.operation.schedule import SCHEDULE
from tests import acts

GUIDE = (settings.BASE_DIR / "docs/drift.md").read_text()
pytestmark = pytest.mark.both


@pytest.fixture
def only_writes(regional):
    """The grants of the guide, and what is asked from here on is asked by the role that got them."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles.")
    (told,) = re.findall(r"portal <<'SLUT'\n(ALTER DATABASE.+?)SLUT", GUIDE, re.DOTALL)
    grants = [each for each in told.splitlines() if each.startswith("GRANT")]
    assert len(grants) == 3
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE portal")
        cursor.execute(" ".join(grants))
        cursor.execute("SET ROLE portal")
    yield regional
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_the_portal_works_as_the_role_that_owns_nothing(only_writes, client, secretary, member):
    meeting = acts.held(only_writes, {}, {"type": "information"})
    record = minutes.send_minutes(meeting.minutes.whole().get(), by=secretary)
    for approval in record.approvals.all():
        record = minutes.approve_minutes(record, by=approval.person)
    minutes.publish_minutes(record, by=person_for("secretary"))
    for person in (None, member, secretary):
        if person:
            client.force_login(person)
        for page in ("/", meeting.url("meeting"), meeting.url("minutes"), "/sok/?q=buss"):
            assert client.get(page).status_code == 200
    for each in SCHEDULE:
        if each.is_on and each.command != "check_surroundings":  # which asks other machines
            call_command(each.command, *each.args, verbosity=0)


@pytest.mark.parametrize(
    "act",
    [
        "DROP TRIGGER {trigger} ON {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "TRUNCATE {table} CASCADE",
        "SET session_replication_role = replica",
        "DROP TABLE {table}",
    ],
)
def test_it_takes_away_nothing_that_keeps_the_minutes_as_they_are(only_writes, act):
    table = "meetings_minutes"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal LIMIT 1", [table]
        )
        (trigger,) = cursor.fetchone()
        with pytest.raises(ProgrammingError, match=r"owner|denied"), transaction.atomic():
            cursor.execute(act.format(trigger=trigger, table=table))
