"""The pictures of real pages that the help and docs/pages.md show, made anew from the demo. No test looks at
them but people do, so this file is run by script/illustrate alone."""

import io
import logging
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from councils.models import Appointment, Person
from meetings.models import AgendaItem, Document, MinutesApproval
from rus_portal.demo.people import person_for
from rus_portal.hints import HINTS
from tests.browser.pictures import demo_world
from tests.browser.test_every_page import sign_in_as
from tests.world import ROLES

# Width and height of the window, and how wide the picture is.
HELP, DOCS = (720, 520, 720), (1280, 900, 800)
HEAVIEST = 60_000  # bytes


def of_help(world):
    """{name: (role, address, what the picture begins with)}."""
    sent, draft, closed, done = world.sent, world.draft, world.closed, world.done
    position = sent.items.filter(type=AgendaItem.Type.POSITION).order_by("number").first()
    asked = MinutesApproval.objects.filter(minutes__meeting=closed, approved_at=None).first()
    return {
        "ledamot-mitt": ("member", "/mitt/", "main"),
        "ledamot-mote": ("member", sent.get_absolute_url(), "#dagordning"),
        "ledamot-svar": ("member", sent.url("answer"), "main"),
        "ledamot-punkt": ("member", position.get_absolute_url(), ".position"),
        "ledamot-avvikande": ("member", position.url("item_dissent"), "main form:has(textarea)"),
        "ledamot-justera": (asked.person if asked else "chair", closed.url("minutes"), "main"),
        "gast-sida": ("public", f"/gast/{world.tokens['guest']}/", "#tid"),
        "tjansteperson-mitt": ("official", "/mitt/", "main"),
        "tjansteperson-anteckning": ("official", position.url("item_statement"), "main"),
        "tjansteperson-forankring": ("official", position.url("item_stance"), "main"),
        "tjansteperson-forslag": ("official", "/forslag/nytt/", "main"),
        "tjansteperson-aterforing": ("official", done.url("feedback", "timra"), "main"),
        "kansli-lista": ("secretary", "/kansli/", "main .section"),
        "kansli-dagordning": ("secretary", draft.url("agenda"), "main"),
        "kansli-kallelse": ("secretary", draft.url("summons"), "main"),
        "kansli-motesdag": ("secretary", sent.url("sitting"), "main"),
        "kansli-protokoll": ("secretary", closed.url("minutes"), "main"),
    }


def of_docs(world):
    sent, draft, done = world.sent, world.draft, world.done
    item = sent.items.order_by("number").first()
    paper = Document.objects.filter(meeting=sent, name__endswith=".pdf").order_by("pk").first()
    return {
        "start": ("public", "/", None),
        "register": ("public", "/stallningstaganden/", None),
        "position": ("public", world.position.get_absolute_url(), None),
        "search": ("public", "/sok/?q=kompetens", None),
        "council": ("public", done.council.get_absolute_url(), None),
        "strategy": ("public", "/strategi/", None),
        "goal": ("public", "/strategi/mal/1.1/", None),
        "minutes": ("public", done.url("minutes"), None),
        "follow-up": ("public", "/uppfoljning/", None),
        "plan": ("public", "/strategi/plan/", None),
        "open-data": ("public", "/oppna-data/", None),
        "help": ("public", "/hjalp/ledamot/", None),
        "accessibility": ("public", "/tillganglighet/", None),
        "site-map": ("public", "/webbkarta/", None),
        "mine": ("member", "/mitt/", None),
        "meeting": ("member", sent.get_absolute_url(), None),
        "item": ("member", item.get_absolute_url(), None),
        "reader": ("member", sent.url("document_reading", paper.pk), None),
        "year": ("secretary", "/kansli/arshjul/", None),
        "stances": ("chair", sent.url("stances"), None),
        "office": ("secretary", "/kansli/", None),
        "meeting-office": ("secretary", sent.get_absolute_url(), None),
        "agenda": ("secretary", draft.url("agenda"), None),
        "sitting": ("secretary", sent.url("sitting"), None),
        "board": ("preparer", "/beredning/", None),
    }


def take(page, base_url, shots, shape, folder):
    width, height, wide = shape
    folder.mkdir(parents=True, exist_ok=True)
    for name, (role, address, first) in shots.items():
        sign_in_as(page, base_url, _person(role))
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        answer = page.goto(address)
        if answer.status != 200:
            pytest.fail(f"{name}: {address} answers {answer.status}")
        page.wait_for_load_state("networkidle")  # a paper is drawn by what comes after the page
        if first:
            page.eval_on_selector(first, "each => window.scrollTo(0, each.getBoundingClientRect().top)")
        png = page.screenshot(animations="disabled")
        save(Image.open(io.BytesIO(png)).convert("RGB"), wide, folder / f"{name}.webp")


def _person(role):
    return role if isinstance(role, Person) else ROLES[role] and person_for(ROLES[role])


def save(picture, wide, file):
    """As good as its weight allows."""
    size = wide, round(picture.height * wide / picture.width)
    picture = picture.resize(size, Image.Resampling.LANCZOS)
    for quality in (82, 72, 62, 50, 40):
        picture.save(file, "WEBP", quality=quality, method=6)
        if file.stat().st_size <= HEAVIEST:
            return
    pytest.fail(f"{file.name} weighs more than {HEAVIEST} bytes")


@pytest.mark.one_transaction
def test_illustrations(page, base_url, committed_region, settings):
    settings.DEMO = True
    Appointment.objects.all().delete()  # the demo has its own
    call_command("load_demo", stdout=io.StringIO())
    call_command("index_search", stdout=io.StringIO())
    logging.getLogger("django.request").setLevel(logging.ERROR)
    settings.DEMO = False  # the strip of the demo is no part of a page
    Person.objects.update(closed_hints=[hint.key for hint in HINTS])  # they are told of beside the pictures
    world, here = demo_world(), Path(os.environ["ILLUSTRATED"])
    take(page, base_url, of_help(world), HELP, here / "static/img/help")
    take(page, base_url, of_docs(world), DOCS, here / "docs/img")
