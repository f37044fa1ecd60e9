"""Contact sheets of every page of a demo, one for each role and width. No test looks at them but people do,
so this file is run by script/pictures alone. It tells of what the browser tests would find, too."""

import io
import logging
import math
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image, ImageDraw, ImageFont

from councils.models import Appointment
from meetings.models import AgendaItem, Meeting, Position, RecurringItem
from meetings.workflow.calendar import new_address
from meetings.workflow.guest import invite_guest
from meetings.workflow.note import write_note
from meetings.workflow.paper_request import ask_for_paper
from meetings.workflow.screen import open_screen
from rus_portal.core.press import STATIC
from rus_portal.demo.people import person_for
from tests.browser.editions import steps
from tests.browser.looking import out_of_place
from tests.browser.test_every_page import CHANGING, opened, sign_in
from tests.test_addresses import EXPECTED
from tests.world import ROLES, World, addresses, make_beside, routes

# (name, width, colours); a page is shown at most so many times as high as it is wide.
SHOTS = [
    ("320", 320, "light"),
    ("320-dark", 320, "dark"),
    ("390", 390, "light"),
    ("768", 768, "light"),
    ("1280", 1280, "light"),
    ("1280-dark", 1280, "dark"),
]
HIGHEST = {320: 6, 390: 5, 768: 2.5, 1280: 1.6}
ACROSS = {320: 10, 390: 10, 768: 7, 1280: 6}
THUMB = {320: 200, 390: 220, 768: 280, 1280: 330}
ROWS = {}
for (name, _), answers in EXPECTED.items():
    ROWS.setdefault(name, []).append(answers)
# Whether a page is there at all is found by opening it: the demo's meetings are not those of the table.
ANSWERS = {
    name: [200 if 200 in each else 0 for each in zip(*rows, strict=True)] for name, rows in ROWS.items()
}
LIVELY = CHANGING | {"start", "council"}
# Who sees the making of a plan and a strategy, each in another way.
RENEWING = ("secretary", "official", "public")
# The table of addresses has no column for a substitute, who sees at most what a member does.
EVERYONE = [*ROLES, "substitute"]
NO_PAGES = ("pdf", "zip", "calendar", "feed", "document")
log = logging.getLogger(__name__)
GAP, LABEL = 12, 18
STATUS = "performance.getEntriesByType('navigation')[0].responseStatus"


@dataclass
class Sheet:
    """The pages of one role at one width, made smaller and put beside each other."""

    width: int
    pictures: list = field(default_factory=list)

    def add(self, address, png):
        picture = Image.open(io.BytesIO(png)).convert("RGB")
        scale = THUMB[self.width] / picture.width
        size = THUMB[self.width], max(1, round(picture.height * scale))
        self.pictures.append((address, picture.resize(size, Image.Resampling.LANCZOS)))

    def save(self, file):
        across, thumb = ACROSS[self.width], THUMB[self.width]
        rows = [self.pictures[first : first + across] for first in range(0, len(self.pictures), across)]
        heights = [max(picture.height for _, picture in row) + LABEL + GAP for row in rows]
        sheet = Image.new("RGB", (across * (thumb + GAP) + GAP, sum(heights) + GAP), "#888")
        draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(STATIC / "fonts" / "dejavu-sans.ttf", 11)
        top = GAP
        for row, height in zip(rows, heights, strict=True):
            for place, (address, picture) in enumerate(row):
                left = GAP + place * (thumb + GAP)
                draw.text((left, top), address[-math.floor(thumb / 6.6) :], fill="white", font=font)
                sheet.paste(picture, (left, top + LABEL))
            top += height
        sheet.save(file)


def take(page, sheets, address):
    """The open page at every width and in the dark, onto the sheet of each."""
    for name, width, colours in SHOTS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        height = page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, width * HIGHEST[width])}
        for wrong in out_of_place(page):
            log.warning("%s %s: %s", name, address, ": ".join(wrong))
        page.set_viewport_size({"width": width, "height": round(clip["height"])})  # what sticks is at its end
        png = page.screenshot(clip=clip, animations="disabled")
        sheets.setdefault(name, Sheet(width)).add(address, png)


def demo_world():
    """The demo's own meetings at each stage, and one of each other thing an address may name."""
    draft = Meeting.objects.get(stage="planned")
    sent = Meeting.objects.filter(stage="convened").latest("date")
    closed = Meeting.objects.get(minutes__stage="sent")
    position = Position.objects.filter(item__number=1, item__dissents__isnull=False).published().first()
    item, member = sent.items.order_by("number").first(), person_for("member")
    screen_token = open_screen(sent, by=person_for("secretary"))
    _, guest_token = invite_guest(item, by=person_for("secretary"), name="Gästande forskare")
    make_beside(person_for("secretary"))
    return World(
        draft,
        sent,
        closed,
        position.item.meeting,
        position,
        AgendaItem.objects.filter(meeting=None, documents__isnull=False).order_by("pk").first(),
        write_note(item, by=member, text="Fråga om kostnaden."),
        RecurringItem.objects.order_by("pk").first(),
        ask_for_paper(sent.documents.order_by("pk").first()),
        {"guest": guest_token, "calendar_feed": new_address(by=member), "screen": screen_token},
    )


def shown_to(world, role):
    """The addresses, route by route, of what looks in its own way to the role: all that the public does not
    see, and what changes."""
    place = EVERYONE.index("member" if role == "substitute" else role)
    for name in routes():
        answers = ANSWERS.get(name)
        if not answers or answers[place] != 200 or name.endswith(NO_PAGES):
            continue
        if role == "public" or answers[0] != 200 or name in LIVELY:
            yield name, name in CHANGING, [*addresses(world, name).values()]


def is_there(page, base_url, address):
    return opened(page, address) and page.evaluate(STATUS) == 200 and page.url == base_url + address


def take_editions(page, base_url, folder, roles):
    """How a plan and a strategy are made anew, on sheets of their own: last, for it changes what all see."""
    sheets = {role: {} for role in roles}
    for places in steps() if roles else ():
        for role in roles:
            sign_in(page, base_url, role)
            for address in places:
                if is_there(page, base_url, address):
                    take(page, sheets[role], address)
    for role, of_role in sheets.items():
        for name, sheet in of_role.items():
            sheet.save(folder / f"{role}-editions-{name}.png")


@pytest.mark.one_transaction
def test_pictures(page, base_url, committed_region, settings):
    settings.DEMO = True
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # what is not there is passed by
    Appointment.objects.all().delete()  # the demo has its own
    call_command("load_demo", stdout=io.StringIO())
    world, folder = demo_world(), Path(os.environ["PICTURES"])
    roles = os.environ.get("PICTURED", "").split() or EVERYONE
    for role in roles:
        sheets = {}
        sign_in(page, base_url, role)
        for _, changes, places in shown_to(world, role):
            for address in places:
                if is_there(page, base_url, address):
                    take(page, sheets, address)
                    if not changes:
                        break
        for name, sheet in sheets.items():
            sheet.save(folder / f"{role}-{name}.png")
        log.warning("%s: %d pages", role, len(sheets["1280"].pictures))
    take_editions(page, base_url, folder, [role for role in roles if role in RENEWING])
