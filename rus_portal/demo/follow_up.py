"""What came of the demo's positions: invented, and told by those who would tell it."""

import datetime as dt
import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from councils.models import Organisation
from meetings.workflow.follow_up import record_funding, tell_result, undertake
from rus_portal.demo.people import person_for

LATER = 7  # days: it is told in the week after
SIZE, GROUND, BAR = (1200, 675), "#e5f1ed", "#0d5c4c"


def tell_what_came_of(item, row, *, at):
    """As the row of the item has it, in days from the meeting. `at` gives the moment of a day."""
    if not {"undertakings", "results", "fundings"} & row.keys():
        return
    by, position, first = person_for("secretary"), item.position, item.meeting.date
    for told in row.get("undertakings", []):
        days = {name: _day(first, told.pop(f"{name}_days", None)) for name in ("due", "done_on")}
        undertake(position, _whose(told), by=by, at=at(days["done_on"] or first, LATER), **told, **days)
    for told in row.get("results", []):
        day, bars = _day(first, told.pop("days")), told.pop("bars", None)
        picture = {"picture": bars and picture_of(bars), "picture_text": told.pop("picture_text", "")}
        tell_result(position, _whose(told), by=by, at=at(day, LATER), happened_on=day, **told, **picture)
    for told in row.get("fundings", []):
        shares = [(Organisation.objects.get(slug=slug), amount) for slug, amount in told.pop("shares")]
        decided = _day(first, told.pop("decided_days", None))
        record_funding(
            position, by=by, at=at(decided or first, LATER), shares=shares, decided_on=decided, **told
        )


def _whose(told):
    slug = told.pop("organisation")
    return Organisation.objects.get(slug=slug) if slug else None


def _day(first, days):
    return None if days is None else first + dt.timedelta(days=days)


def picture_of(bars):
    """A bar for each number: nobody's photo."""
    image = Image.new("RGB", SIZE, GROUND)
    draw, wide, most = ImageDraw.Draw(image), SIZE[0] // len(bars), max(bars)
    for place, number in enumerate(bars):
        left, top = place * wide + wide // 4, SIZE[1] - 60 - 540 * number // most
        draw.rectangle((left, top, left + wide // 2, SIZE[1] - 60), fill=BAR)
    out = io.BytesIO()
    image.save(out, "PNG")
    return ContentFile(out.getvalue(), name="staplar.png")
