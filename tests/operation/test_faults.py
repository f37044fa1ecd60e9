"""What an installation depends on goes away and comes back: nothing is lost, nothing is done twice, who comes
meanwhile is told in a sentence, and nobody has to start anything anew."""

import asyncio
import datetime as dt
import io
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from pypdf import PdfReader, PdfWriter

from rus_portal.core.refusal import NO_DATABASE
from tests.files import pdf, written
from tests.operation.cluster import PROGRAMS, Cluster
from tests.operation.several import BUCKET, PATIENCE, ROOT, Browser, Site, until
from tests.postbox import Postbox, open_postbox

pytestmark = [
    pytest.mark.evidence,
    pytest.mark.skipif(PROGRAMS is None, reason="needs PostgreSQL's own programs"),
    pytest.mark.skipif(not Path("/usr/sbin/pgbouncer").exists(), reason="needs pgbouncer"),
]
FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
ITEM = "punkter/1/"
BEGIN = """
import datetime as dt
from councils.models import Council
from rus_portal.demo.people import appoint_everyone, seat_substitutes
from tests import acts
seat_substitutes()
appoint_everyone(dt.date(2015, 1, 1))
acts.summoned(Council.objects.get(slug="regionala-samverkansradet"), days=20)
"""
ADDRESS = """
from meetings.models import Meeting
print(json.dumps(Meeting.objects.get(stage="convened").get_absolute_url()))
"""
# Everyone who is to come is told, as when a place is changed.
CHANGE = """
from meetings.models import Meeting
from meetings.workflow.meeting import change_meeting
from rus_portal.demo.people import person_for
change_meeting(Meeting.objects.get(stage="convened"), by=person_for("secretary"), place={!r})
"""
LETTERS = """
from meetings.models import Letter
unsure = Letter.objects.exclude(claimed_at=None).filter(sent_at=None, failed_at=None)
print(json.dumps({"waiting": Letter.objects.waiting().count(), "unsure": unsure.count()}))
"""
AN_HOUR = """
import datetime as dt
from django.db.models import F
from meetings.models import Letter
Letter.objects.filter(sent_at=None).update(claimed_at=F("claimed_at") - dt.timedelta(hours=1))
"""
NOTES = """
from meetings.models import Note
print(json.dumps(list(Note.objects.values_list("text", flat=True))))
"""
OLD_WORK = """
import datetime as dt
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
DBTaskResult.objects.exclude(finished_at=None).update(finished_at=timezone.now() - dt.timedelta(days=15))
"""
WORK = """
from django_tasks_db.models import DBTaskResult
print(DBTaskResult.objects.exclude(finished_at=None).count())
"""
MOVED = """
from django.test import Client
from django.utils import timezone
from rus_portal.demo.people import person_for
client, meeting = Client(headers={{"host": "127.0.0.1"}}), "{0}"
client.force_login(person_for("member"))
said = [client.get(address).status_code for address in ("/", "/mitt/", meeting)]
note = {{"text": "Dag {1}", "shared_with": ""}}
said.append(client.post(meeting + "punkter/1/anteckningar/", note).status_code)
print(json.dumps([said, timezone.now().date().isoformat()]))
"""
DOCUMENTS = "from meetings.models import Document; print(json.dumps(Document.objects.count()))"


class Letterbox(Postbox):
    """The server itself may go and come back at the same port; `holds` leaves the next letter unanswered."""

    holds = False

    def open(self):
        self.is_holding = threading.Event()
        _, self.server = open_postbox(self, getattr(self, "port", None))

    def close(self):
        self.server.stop()

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if self.holds:
            self.is_holding.set()
            await asyncio.Event().wait()  # nobody sets it: the sender dies first
        return answer

    def twice(self):
        told = Counter((letter["To"], letter["Message-ID"]) for letter in self.letters)
        return [each for each, count in told.items() if count > 1]


class Installation(Site):
    def start_all(self, cluster):
        self.cluster, self.box = cluster, Letterbox()
        self.box.open()
        self.begin_on(cluster)
        self.manage("load_region", "vasternorrland")
        self.look(BEGIN)
        self.one, self.two = self.start_web("one"), self.start_web("two")
        self.work()
        self.settle()
        self.meeting = self.look(ADDRESS)
        self.secretary, self.member = Browser(self.one, "secretary"), Browser(self.one, "member")

    def sends(self):
        """What a process needs to send letters by the mail server; a demo keeps them."""
        return {"DEMO": "0", "DEBUG": "1", "EMAIL_URL": f"smtp://127.0.0.1:{self.box.port}"}

    def work(self, name="worker"):
        self.start_worker(name, **self.sends())

    def minute(self, occasion="minute", **more):
        """What the clock does each minute. It may fail, and is done again the next."""
        told = self.variables("worker", self.bouncer_port) | self.sends() | more
        command = [sys.executable, "manage.py", "run_scheduled", occasion]
        return subprocess.run(command, env=told, cwd=ROOT, capture_output=True, text=True)

    def letters(self):
        return self.look(LETTERS)

    def settle(self, unsure=0):
        """No letter waits or is on its way."""
        until(lambda: self.letters() == {"waiting": 0, "unsure": unsure})

    def note(self, text, web=None):
        self.member.submit(f"{web or self.one}{self.meeting}{ITEM}anteckningar/", text=text, shared_with="")

    def stored(self):
        return len(self.store.list_objects_v2(Bucket=BUCKET).get("Contents", []))

    def upload(self, name, content, web=None):
        files = {"files": (f"{name}.pdf", io.BytesIO(content), "application/pdf")}
        return self.secretary.submit(f"{web or self.one}{self.meeting}handlingar/", files=files)


@pytest.fixture(scope="module")
def site():
    site = Installation()
    cluster = Cluster(site.folder / "first")
    try:
        site.start_all(cluster.begin())
        yield site
    finally:
        site.box.close()
        site.end()
        site.cluster.stop()


def answers(address):
    return requests.get(address, timeout=60).ok


def test_the_database_goes_away_and_comes_back(site):
    site.note("Före avbrottet.")
    worker = site.started["worker"]
    site.cluster.stop()
    for browser, page in ((requests, "/"), (site.member, "/mitt/"), (site.secretary, "/kansli/")):
        answer = browser.get(f"{site.one}{page}", timeout=60)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert NO_DATABASE in answer.text
    assert requests.get(f"{site.one}/halsa/", timeout=60).status_code == 503
    assert "Gick inte att göra: send_letters, index_search" in site.minute().stderr
    time.sleep(20)  # the worker looks several times
    site.cluster.start()
    until(lambda: answers(f"{site.one}/") and answers(f"{site.two}/"))
    site.note("Efter avbrottet.")
    assert {"Före avbrottet.", "Efter avbrottet."} <= {*site.look(NOTES)}
    assert site.minute().returncode == 0
    site.look(CHANGE.format("Sal ett"))
    site.settle()
    assert (worker.poll(), site.box.twice()) == (None, [])


def test_the_mail_server_goes_away_and_each_letter_goes_once_by_two_of_everything(site):
    before = len(site.box.letters)
    site.box.close()
    site.look(CHANGE.format("Sal två"))
    waiting = site.letters()["waiting"]
    assert waiting
    assert "send_letters" in site.minute().stderr
    assert site.letters()["waiting"] == waiting
    site.box.open()
    site.work("another")
    clocks = [threading.Thread(target=site.minute) for _ in range(2)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    site.settle()
    assert (len(site.box.letters) - before, site.box.twice()) == (waiting, [])
    site.kill("another")


def test_the_worker_is_killed_in_the_middle_of_a_letter(site):
    before, site.box.holds = len(site.box.letters), True
    site.look(CHANGE.format("Sal tre"))
    assert site.box.is_holding.wait(PATIENCE)
    site.kill("worker")
    site.box.holds = False
    told = site.letters()  # a slow machine may have given one up before, as unsure too
    waiting = told["waiting"] + told["unsure"]
    site.work()
    assert site.minute().returncode == 0
    assert told["unsure"]
    site.settle(unsure=told["unsure"])
    assert (len(site.box.letters) - before, site.box.twice()) == (waiting, [])
    site.look(AN_HOUR)
    page = site.secretary.get(f"{site.one}{site.meeting}utskick/", timeout=60).text
    assert "Ett ovisst brev" in page


def test_the_store_goes_away_and_comes_back(site):
    site.upload("forsta", pdf("Första"))
    count = site.look(DOCUMENTS)
    site.kill("store")
    answer = site.secretary.get(f"{site.one}{site.meeting}handlingar.zip", timeout=120)
    assert (answer.status_code, "handlingarna" in answer.text) == (503, True)
    assert answers(f"{site.one}/")
    with pytest.raises(AssertionError, match="lager svarar inte"):
        site.upload("andra", pdf("Andra"))
    site.wake_store()
    assert site.look(DOCUMENTS) == count
    site.upload("tredje", pdf("Tredje"))
    assert site.look(DOCUMENTS) == count + 1
    assert site.stored() == count + 1


def thick(pages):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    return written(writer)


def _pdf(answer):
    return answer.content if answer.content[:4] == b"%PDF" else None


@contextmanager
def full_disk():
    """One that holds eight megabytes, and has no room left."""
    folder = Path("/mnt/portal-full")
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder):
    with (folder / "filled").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a disk")
def test_the_disk_is_full_and_has_room_again(site):
    count, stored = site.look(DOCUMENTS), site.stored()
    with full_disk() as folder:
        small = site.start_web("small", DATA_DIR=str(folder), TMPDIR=str(folder))
        fill(folder)
        summons = site.secretary.get(f"{small}{site.meeting}kallelse.pdf", timeout=120)
        # Nothing of it need be written: it is printed, and given without being kept.
        assert (summons.status_code, summons.content[:4]) == (200, b"%PDF")
        large = pdf("Stor") + b"\n" * 3_000_000
        with pytest.raises(AssertionError, match="disk"):
            site.upload("stor", large, small)
        told = {"DATA_DIR": str(folder), "TMPDIR": str(folder)}
        done = subprocess.run(
            [sys.executable, "manage.py", "backup", str(folder / "kopia")],
            env=site.variables("small", site.bouncer_port) | told,
            **{"cwd": ROOT, "capture_output": True, "text": True},
        )
        assert "gick inte att skriva" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (folder / "kopia").exists()
        assert site.look(DOCUMENTS) == count
        assert site.stored() == stored
        (folder / "filled").unlink()
        site.upload("stor", large, small)
        assert site.look(DOCUMENTS) == count + 1
        site.kill("small")


@pytest.mark.skipif(not FAKETIME, reason="needs libfaketime")
@pytest.mark.parametrize("days", [40, -40])
def test_a_clock_is_moved(site, days):
    """Of one process, which answers as before; the others, and what is kept in order, do not suffer."""
    before = requests.get(f"{site.one}/", timeout=60).text
    moved = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"{days:+}d"}
    statuses, day = site.look(MOVED.format(site.meeting, days), **moved)
    assert statuses == [200, 200, 200, 302]
    assert abs((dt.date.fromisoformat(day) - dt.datetime.now(dt.UTC).date()).days - days) <= 1
    assert f"Dag {days}" in site.look(NOTES)
    assert requests.get(f"{site.one}/", timeout=60).text == before
    assert site.member.get(f"{site.one}/mitt/", timeout=60).ok
    for command in ("verify_journal", "verify_sealed"):
        site.manage(command)


def test_a_standby_takes_over_and_nothing_acknowledged_is_lost(site):
    standby = site.cluster.standby(site.folder / "second")
    acknowledged, is_over = [], threading.Event()

    def write():
        nth = 0
        while not is_over.is_set():
            nth += 1
            try:
                site.note(f"Rad {nth}", web=site.two)
            except (AssertionError, requests.RequestException, IndexError, ValueError):
                time.sleep(0.2)
            else:
                acknowledged.append(f"Rad {nth}")

    writer = threading.Thread(target=write)
    writer.start()
    until(lambda: len(acknowledged) > 5)
    site.cluster.stop()
    at = len(acknowledged)
    standby.promote()
    site.cluster = standby
    site.point_bouncer(standby.port)
    until(lambda: len(acknowledged) > at + 5)
    is_over.set()
    writer.join()
    kept = Counter(site.look(NOTES))
    assert [text for text in acknowledged if not kept[text]] == []
    assert [text for text in acknowledged if kept[text] > 1] == []
    assert site.minute().returncode == 0
    site.manage("verify_journal")
    assert site.started["worker"].poll() is None


def test_work_that_is_done_is_not_kept_for_ever(site):
    site.look(OLD_WORK)
    assert site.look(WORK)
    site.manage("remove_stray_files")
    assert not site.look(WORK)


def test_the_worker_is_killed_in_the_middle_of_a_print(site):
    """Whoever waits has it begun anew when nothing has been heard for three minutes."""
    site.upload("tjock", thick(400))
    address = f"{site.two}{site.meeting}handlingar.pdf"
    site.kill("worker")
    site.start_worker()  # a demo as the web is, or the paper would be another
    waits = site.member.get(address, timeout=120)
    assert waits.status_code == 202
    time.sleep(1)
    site.kill("worker")
    site.start_worker()
    printed = until(lambda: _pdf(site.member.get(address, timeout=120)), 400)
    assert len(PdfReader(io.BytesIO(printed)).pages) > 400
    site.kill("worker")
    site.work()
