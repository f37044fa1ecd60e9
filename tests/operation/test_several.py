"""Two web processes and a worker that have nothing in common but the database and the store of documents."""

import datetime as dt
import io
import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
import requests
from django.db import connection
from pypdf import PdfReader

from councils.models import Council, Seat
from rus_portal.demo.people import appoint_everyone, seat_substitutes
from tests import acts
from tests.conftest import unprinted
from tests.operation.several import BUCKET, ROOT, Browser, Site, until

pytestmark = [
    pytest.mark.both,
    pytest.mark.evidence,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="several machines share a PostgreSQL"),
    pytest.mark.skipif(
        not (shutil.which("pgbouncer") or Path("/usr/sbin/pgbouncer").exists()), reason="needs pgbouncer"
    ),
]
# One reads a long list piece by piece, while another takes the connection that its first piece came by.
TWO_AT_ONCE = """
import threading, django
django.setup()
from django.db import transaction
from councils.models import Seat
seats = Seat.objects.order_by("pk")
rest = seats.iterator(chunk_size=2)
first = next(rest)
held, over = threading.Event(), threading.Event()
def another():
    with transaction.atomic():
        seats.count()
        held.set()
        over.wait()
between = threading.Thread(target=another)
between.start()
held.wait()
try:
    read = [first, *rest]
finally:
    over.set()
    between.join()
print(len(read))
"""


@pytest.fixture
def site(transactional_db):
    seat_substitutes()  # whoever signs in with one click
    appoint_everyone(dt.date(2015, 1, 1))
    acts.summoned(Council.objects.get(slug="regionala-samverkansradet"), days=20)
    site = Site()
    try:
        site.begin()
        yield site
    finally:
        site.end()


def test_machines_share_all_that_matters_and_one_of_them_may_die(site):
    one, two = site.start_web("one"), site.start_web("two")
    site.start_worker()
    secretary, member = Browser(one, "secretary"), Browser(two, "member")

    # What one does on the one is seen on the other, with the same session.
    meeting = until(lambda: convened(member, two))
    member.submit(f"{one}{meeting}svar/", answer="remote", note="Utan gluten, tack")
    assert "Utan gluten, tack" in secretary.get(f"{two}{meeting}svarslista/").text

    # A document that is taken by the one is in the store, and is given by the other.
    paper = unprinted("Underlag om tågen")
    files = {"files": ("underlag-om-tagen.pdf", io.BytesIO(paper), "application/pdf")}
    secretary.submit(f"{one}{meeting}handlingar/", files=files)
    [kept] = site.store.list_objects_v2(Bucket=BUCKET)["Contents"]
    assert site.store.get_object(Bucket=BUCKET, Key=kept["Key"])["Body"].read() == paper
    found = until(lambda: bundle(member, f"{two}{meeting}handlingar.zip"))
    assert any(paper == found.read(name) for name in found.namelist()), found.namelist()

    printed = until(lambda: bundle_pdf(member, f"{two}{meeting}handlingar.pdf"))
    assert len(PdfReader(io.BytesIO(printed)).pages) > 1

    # The clock's work through PgBouncer, and what is seen of it on a machine that did not do it.
    site.manage("run_scheduled", "ten_minutes")
    for occasion in ("minute", "night"):
        site.manage("run_scheduled", occasion)
    told = requests.get(f"{two}/halsa/delar/", timeout=60).json()
    assert {key: told[key] for key in ("worker", "store", "verify_journal", "send_letters")} == dict.fromkeys(
        ("worker", "store", "verify_journal", "send_letters"), "ok"
    )
    page = Browser(two, "admin").get(f"{two}/kansli/drift/").text
    assert "Webben och bakgrundsarbetet delar cacheminnet." in page

    # Figures of both processes of a machine together.
    for _ in range(12):
        requests.get(f"{two}/om/", timeout=60)
    figures = requests.get(f"{two}/matvarden/", timeout=60).text
    asked = [line for line in figures.splitlines() if line.startswith("portal_requests_total")]
    assert sum(float(line.rpartition(" ")[2]) for line in asked if 'method="GET"' in line) >= 12

    # A long list is read whole behind PgBouncer, whoever comes between.
    narrow = site.variables("worker", site.bouncer_port, name="narrow")
    done = subprocess.run(
        [sys.executable, "-c", TWO_AT_ONCE], env=narrow, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == Seat.objects.count()

    # One is killed under load: whoever asks once more is answered.
    readers = [Reader(one, two, address) for address in ("/", "/stallningstaganden/", "/rad/", meeting)]
    for reader in readers:
        reader.start()
    time.sleep(3)
    site.kill("one")
    time.sleep(3)
    for reader in readers:
        reader.is_over = True
        reader.join()
    assert [reader.lost for reader in readers] == [[]] * len(readers)
    assert all(reader.read > 10 for reader in readers), [reader.read for reader in readers]
    assert sum(reader.asked_again for reader in readers) > 0
    assert "Utan gluten, tack" in secretary.get(f"{two}{meeting}svarslista/").text


def convened(member, web):
    """A meeting that the member may answer to."""
    page = member.get(f"{web}/mitt/", timeout=60).text
    for address in dict.fromkeys(re.findall(r"/rad/regionala-samverkansradet/moten/[0-9-]+/", page)):
        if 'value="remote"' in member.get(f"{web}{address}svar/", timeout=60).text:
            return address
    return None


def bundle(member, address):
    answer = member.get(address, timeout=60)
    return zipfile.ZipFile(io.BytesIO(answer.content)) if answer.content[:2] == b"PK" else None


def bundle_pdf(member, address):
    """Put together by the worker."""
    answer = member.get(address, timeout=60)
    return answer.content if answer.content[:4] == b"%PDF" else None


class Reader(threading.Thread):
    """Asks the first, and where that does not answer the second, once."""

    def __init__(self, one, two, address):
        super().__init__()
        self.webs, self.address = (one, two), address
        self.read, self.asked_again, self.lost, self.is_over = 0, 0, [], False

    def run(self):
        while not self.is_over:
            for nth, web in enumerate(self.webs):
                try:
                    answer = requests.get(f"{web}{self.address}", timeout=30)
                    answer.raise_for_status()
                except requests.RequestException as error:
                    if nth:
                        self.lost.append(repr(error))
                else:
                    self.read += 1
                    self.asked_again += nth
                    break
