"""The papers of the demo, printed whole: for everyone by the standard, titled, in Swedish, and read in the
order in which they are seen. They are left in the folder of the test, to be looked at (--basetemp)."""

import io
from itertools import pairwise

import pypdf
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from councils.models import Appointment
from meetings.models import Meeting, Position
from rus_portal.demo.people import person_for
from tests.verapdf import broken_rules

pytestmark = [pytest.mark.pdf, pytest.mark.evidence, pytest.mark.one_transaction]
# Uploaded pages are as they were sent: a bundle is tagged, but says nothing of a standard.
AS_SENT = {"handlingar"}


def papers():
    """{name: address} of what is read most, each with as much in it as the demo has."""
    sent = Meeting.objects.filter(stage="convened").latest("date")
    disputed = Position.objects.filter(item__dissents__isnull=False).published().order_by("-pk").first()
    last_year = timezone.localdate().year - 1
    return {
        "kallelse": sent.url("summons_pdf"),
        "handlingar": sent.url("bundle_pdf"),
        "protokoll": disputed.item.meeting.url("minutes_pdf"),
        "utdrag": disputed.item.url("extract_pdf"),
        "stallningstagande": f"{disputed.get_absolute_url().rstrip('/')}.pdf",
        "uppfoljning": f"/uppfoljning/rapport.pdf?ar={last_year}",
        "uppfoljning-timra": f"/uppfoljning/rapport.pdf?ar={last_year}&org=timra",
        "arshjul": f"/kansli/arshjul/{last_year + 1}.pdf",
    }


def read_order(element, page=None):
    """Each marked piece of a page, as (page, its number there), in the order in which it is read aloud.
    Pictures are passed by: the press draws them last, wherever they are read."""
    page = element.get("/Pg", page)
    kids = element.get("/K", [])
    for each in kids if isinstance(kids, list) else [kids]:
        each = each.get_object()
        if isinstance(each, int):
            yield id(page.get_object()), each
        elif "/MCID" in each:
            yield id(each.get("/Pg", page).get_object()), each["/MCID"]
        elif each.get("/Type") != "/OBJR" and each.get("/S") != "/Figure":
            yield from read_order(each, page)


def wrong_with(content, flavours):
    file = pypdf.PdfReader(io.BytesIO(content))
    root = file.trailer["/Root"]
    for flavour in flavours:
        yield from broken_rules(content, flavour).items()
    for (page, one), (other, two) in pairwise(read_order(root["/StructTreeRoot"])):
        if page == other and two < one:
            yield "read before what is drawn before it", (one, two)
    if (root.get("/Lang"), root["/MarkInfo"]["/Marked"].value) != ("sv", True):
        yield "language or tags", root.get("/Lang")
    if not file.metadata.title or not root["/ViewerPreferences"]["/DisplayDocTitle"]:
        yield "title", file.metadata.title


def test_the_papers_of_the_demo_are_for_everyone(db, settings, tmp_path):
    settings.DEMO = True
    Appointment.objects.all().delete()  # the demo has its own
    call_command("load_demo", stdout=io.StringIO())
    client, told = Client(), {}
    client.force_login(person_for("secretary"))
    for name, address in papers().items():
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pdf", address
        content = answer.getvalue()
        (tmp_path / f"{name}.pdf").write_bytes(content)
        told[name] = [*wrong_with(content, () if name in AS_SENT else ("PDFA_3_A", "PDFUA_1"))]
    assert [*filter(None, told.values())] == [], told
    assert len(told) == 8
