"""What paper costs: CPU time and memory, beside the bare engine and a bare view that sends the same bytes."""

import datetime as dt
import gc
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import django

if __name__ == "__main__":  # one size in a process of its own: see `sizes`
    django.setup()

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from councils.models import Council
from meetings.models import SealedFile
from meetings.pdf import approved_papers, minutes_text, verification_mark
from rus_portal import urls as portal_urls
from rus_portal.core import pdf, sealing
from rus_portal.demo.people import appoint_everyone, person_for
from rus_portal.region_loader import load_region
from tests import acts
from tests.pdf.records import formality, item, position_item, record, seat
from tests.postbox import DUMMY, lead

ROUNDS = 6
SIZES = (20, 100, 500)
SENTENCE = (
    "Samverkansrådet har tagit del av lägesbilden för arbetet med kompetensförsörjning, bredband i glesbygd "
    "och hållbara transporter i länet och ser att parterna behöver dra åt samma håll de kommande åren"
)
sealed = {}


@login_not_required
def bare(request):
    return HttpResponse(sealed["content"], content_type="application/pdf")


urlpatterns = [path("bar.pdf", bare), *portal_urls.urlpatterns]


def main():
    settings.ROOT_URLCONF = "tests.bench_paper"
    settings.ALLOWED_HOSTS = ["testserver"]
    lead(settings, letters=DUMMY)
    print(f"\n{'paper':52}{'ms':>8}{'× bare':>8}{'to reach':>10}")
    engine()
    folder = tempfile.TemporaryDirectory
    with folder() as settings.PAPERS, folder() as settings.MEDIA_ROOT:
        load_region("vasternorrland")
        appoint_everyone(dt.date(2015, 1, 1))
        handed_out()
        summons()
        approval()
    sizes()


def row(label, seconds, times_bare=None, to_reach=""):
    share = f"{times_bare:>8.2f}" if times_bare else " " * 8
    print(f"{label:52}{1000 * seconds:>8.1f}{share}{to_reach:>10}")


def engine():
    """The minutes of 20 items, and the same HTML through WeasyPrint with neither style nor tags."""
    from weasyprint import HTML  # local: this row alone measures the engine itself

    html = minutes(20)
    ours, plain = [], []
    for _ in range(ROUNDS + 1):
        ours.append(cpu(lambda: pdf.press().print(html)))
        plain.append(cpu(lambda: HTML(string=html).write_pdf()))
    share = median(our / its for our, its in zip(ours[1:], plain[1:], strict=True))
    row("minutes of 20 items, warm", min(ours[1:]), share, "1.1")


def handed_out():
    """Approved and published minutes. The bare view is made each time, as an unknown parameter asks for."""
    council = Council.objects.get(slug="regionala-samverkansradet")
    meeting = acts.held(council)
    acts.published(meeting)
    sealed["content"] = bytes(SealedFile.objects.get(minutes__meeting=meeting).content)
    address, nobody, member = meeting.url("minutes_pdf"), Client(), Client()
    member.force_login(person_for("member"))
    beside("the public's, asked again", nobody, address)
    beside("the public's, first", nobody, f"{address}?som=ny")
    beside("a member's", member, address)


def beside(label, client, address):
    """The bare view is asked by the same reader."""
    paper, bare_one = [], []
    for _ in range(ROUNDS * 10):
        paper.append(cpu(lambda: client.get(address)))
        bare_one.append(cpu(lambda: client.get("/bar.pdf?som=ny")))
    share = median(our / its for our, its in zip(paper[1:], bare_one[1:], strict=True))
    row(f"approved minutes, {label}", min(paper), share, "1.2")


def approval():
    """What the last approval of 20 items prints and seals before anything is locked, and a look at a seal."""
    told = said(20)
    with tempfile.TemporaryDirectory() as folder:
        settings.SEAL = sealing.made_for("Region Exempel", Path(folder) / "seal.p12")
        mark = verification_mark("https://portal.example/verifiera/1/", sealing.holder())
        printed: list = []
        row(
            "minutes of 20 items and 20 extracts, printed",
            cpu(lambda: printed.extend(approved_papers(told, (), mark))),
        )
        papers = [printed[0], *printed[1].values()]
        sealing.sealed(papers[0], "")
        row("the same 21 files sealed", cpu(lambda: [sealing.sealed(each, "") for each in papers]))
        one = sealing.sealed(papers[0], "")
        row("the seal of one file judged", cpu(lambda: sealing.judged(one)))
    settings.SEAL = ""


def summons():
    """Asked for where nobody has, and then in another process. The letters have printed it for themselves."""
    council = Council.objects.get(slug="regionala-samverkansradet")
    meeting = acts.plan(council, days=20)
    for number in range(40):
        acts.add(meeting, title=f"Ärende {number} till rådet")
    acts.send(meeting)
    client = Client()
    client.force_login(person_for("member"))
    address = meeting.url("summons_pdf")
    with tempfile.TemporaryDirectory() as settings.PAPERS:
        for label in ("printed", "first in another process"):
            pdf._printed.cache_clear()
            row(f"kallelse.pdf of 40 items, {label}", cpu(lambda: client.get(address)))


def sizes():
    print(f"\n{'minutes':52}{'ms/item':>8}{'MB':>8}")
    for size in SIZES:
        told = subprocess.run(
            [sys.executable, "-m", "tests.bench_paper", str(size)], check=True, capture_output=True, text=True
        )
        print(f"{f'{size} items':52}{told.stdout.strip()}")


def one_size(size):
    html = minutes(size)
    seconds = cpu(lambda: pdf.press().print(html))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{1000 * seconds / size:>8.0f}{memory:>8.0f}")


def cpu(asked):
    gc.collect()  # nobody pays for what another has left
    began = time.process_time()
    asked()
    return time.process_time() - began


def minutes(size):
    """The text of minutes of so many items."""
    return minutes_text(said(size))


def said(size):
    """The record: half of the items are positions, and 40 were there."""
    sections = [
        formality(1),
        *(handled(number) for number in range(2, size + 2)),
        formality(size + 2, "Mötets avslutande"),
    ]
    people = [seat(f"Kommun nummer {each}", f"Ledamot nummer {each}", party="C") for each in range(40)]
    there = [{"heading": "Ledamöter", "people": people[:28]}, {"heading": "Ersättare", "people": people[28:]}]
    told = record(*sections, attendance=there)
    return told


def handled(number):
    texts = {
        "title": f"Kompetensförsörjning i länet, del {number}",
        "presenters": "Regional utvecklingsdirektör",
        "how": words(14, number),
        "summary": words(45, number),
        "discussion": words(40, number + 3),
        "further_handling": words(12, number + 7),
    }
    if number % 2:
        return item(number, **texts)
    points = [words(18, number), words(15, number + 2)]
    position = {"designation": f"{number}/2027", "number": number, "points": points}
    dissent = {} if number % 10 == 0 else {"dissents": [], "outcome": "adopted"}
    few = {"note": "", "conflicts": [], "commitments": []}  # what few items have
    return position_item(number, position=position, **texts, **few, **dissent)


def words(count, first):
    known = SENTENCE.split()
    return " ".join(known[(first + each) % len(known)] for each in range(count)).capitalize() + "."


if __name__ == "__main__":
    one_size(int(sys.argv[1]))
