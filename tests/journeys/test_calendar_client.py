"""A real calendar client, vdirsyncer with khal, subscribes to the feeds and opens the invitation."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from councils.models import Council
from meetings.mail.message import message
from meetings.models import Letter
from meetings.workflow.calendar import new_address, revoke_address
from meetings.workflow.meeting import change_meeting
from rus_portal.demo.people import person_for
from tests import acts

pytestmark = pytest.mark.usefixtures("committed_region")
PROGRAMS = Path(sys.executable).parent
LINE = "{start-date} {start-time}-{end-time}|{title}|{location}|{description}"

VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair meetings]
a = "here"
b = "portal"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/meetings/"
fileext = ".ics"
[storage portal]
type = "http"
url = "{url}"
"""

KHAL = """
[calendars]
[[meetings]]
path = {folder}/meetings/
[locale]
local_timezone = Europe/Stockholm
default_timezone = Europe/Stockholm
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


class Client:
    """One person's calendar, kept in a folder."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "meetings").mkdir()
        (folder / "khal.conf").write_text(KHAL.format(folder=folder))

    def run(self, program, *arguments, check=True):
        command = [PROGRAMS / program, "-c", self.folder / f"{program}.conf", *arguments]
        return subprocess.run(command, check=check, capture_output=True, text=True, input="y\n")

    def subscribe(self, url):
        (self.folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=self.folder, url=url))
        self.run("vdirsyncer", "discover")
        return self.sync()

    def sync(self, check=True):
        return self.run("vdirsyncer", "sync", check=check)

    def shown(self):
        """What khal lists for the coming ninety days."""
        today = f"{dt.date.today()}"  # noqa: DTZ011  the client's own wall clock
        return self.run("khal", "list", "--format", LINE, "--day-format", "", today, "90d").stdout


@pytest.fixture
def client(tmp_path):
    return Client(tmp_path)


@pytest.fixture
def meeting():
    regional = Council.objects.get(slug="regionala-samverkansradet")
    return acts.summoned(
        regional, {"title": "Bara för rådet"}, days=20, place="Stadshuset", link="https://video.example/1"
    )


def test_the_public_feed_is_read_and_holds_no_agenda(client, meeting, live_server):
    client.subscribe(f"{live_server.url}/kalender.ics")
    shown = client.shown()
    assert f"{meeting.date} 09:00-12:00|Regionala samverkansrådet|Stadshuset|" in shown
    assert "Bara för rådet" not in shown
    assert "video.example" not in shown


def test_ones_own_feed_follows_the_meeting_until_its_address_is_shut(client, meeting, live_server):
    member, secretary = person_for("member"), person_for("secretary")
    client.subscribe(f"{live_server.url}/kalender/{new_address(by=member)}.ics")
    shown = client.shown()
    assert "1. Bara för rådet" in shown
    assert "https://video.example/1" in shown
    moved = meeting.date + dt.timedelta(days=3)
    change_meeting(meeting, by=secretary, date=moved, end_date=moved)
    client.sync()
    assert f"{moved} 09:00-12:00|" in client.shown()
    assert f"{meeting.date} 09:00" not in client.shown()
    revoke_address(by=member)
    assert client.sync(check=False).returncode != 0


def test_the_invitation_in_the_mail_opens_in_the_calendar_and_its_change_moves_it(client, meeting):
    def open_newest():
        letter = Letter.objects.filter(person=person_for("member"), meeting=meeting).order_by("pk").last()
        [(entry, kind)] = message(letter).alternatives
        assert kind == "text/calendar; method=REQUEST"
        (client.folder / "kallelse.ics").write_text(entry)
        client.run("khal", "import", "--batch", str(client.folder / "kallelse.ics"))
        return client.shown()

    assert f"{meeting.date} 09:00-12:00|Regionala samverkansrådet|Stadshuset|" in open_newest()
    moved = meeting.date + dt.timedelta(days=3)
    change_meeting(meeting, by=person_for("secretary"), date=moved, end_date=moved)
    meeting.refresh_from_db()
    shown = open_newest()
    assert f"{moved} 09:00-12:00|" in shown
    assert shown.count("Regionala samverkansrådet") == 1
