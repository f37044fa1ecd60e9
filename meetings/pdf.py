"""Each document of ours as PDF: the templates and their context."""

import json

import qrcode
from django.db.models import prefetch_related_objects
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from qrcode.image.svg import SvgPathImage

from meetings.models import FormalDecision
from rus_portal.core.pdf import document, documents, told
from rus_portal.core.press import LEAF, press
from rus_portal.core.words import date_in_words, time_in_words

SIDES = ("majoritet", "opposition")  # as the labels of seats end
# What those in a group are there as, whose titles need not say it.
BESIDE = {"Adjungerade": "adjungerad", "Med yttranderätt": "yttranderätt"}


def minutes_pdf(record, draft=False, enclosed=(), mark=None):
    """The minutes, from what `meetings.minutes.record.compile_record` returns and nothing else. When they are
    approved the record itself lies in the file, for machines to read, with the documents `enclosed`."""
    [content] = documents([minutes_text(record, draft, enclosed, mark)])
    return content


def minutes_text(record, draft=False, enclosed=(), mark=None):
    data = () if draft else (_data(record), *enclosed)
    context = {"record": record, "year": record["date"][:4], "draft": draft, "mark": mark}
    return told("meetings/pdf/minutes.html", data, attendance=_grid(record["attendance"]), **context)


def approved_papers(record, enclosed=(), mark=None):
    """All that is printed when minutes are approved: their own file, and {number: extract} of each item. Of
    one § by itself its extract is the file. `mark` tells where they can be checked, see
    `verification_mark`."""
    if record.get("apart"):
        [content] = documents([extract_text(record, record["sections"][0], mark)])
        return content, {}
    items = {section["item"]: section for section in record["sections"] if section["is_item"]}
    texts = [minutes_text(record, enclosed=enclosed, mark=mark)]
    texts += [extract_text(record, section, mark) for section in items.values()]
    content, *extracts = documents(texts)
    return content, dict(zip(items, extracts, strict=True))


def _data(record):
    return {
        "name": "protokoll.json",
        "description": f"{record['kind']} {record['date_text']} som data",
        "relationship": "Data",
        "text": json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True),
    }


def verification_mark(address, holder):
    """For the last page: the web address where the file can be checked, also as a QR code, and whose seal it
    bears."""
    code = qrcode.make(address, image_factory=SvgPathImage, border=0).to_string().decode()
    named = format_html("<title>QR-kod: {}</title><path", address)
    return {"address": address, "holder": holder, "code": mark_safe(code.replace("<path", named, 1))}


def _grid(attendance):
    """One row for each organisation, with those in its seats of majority and opposition, and the others."""
    rows = {}
    for group in attendance:
        for person in group["people"]:
            role = person["role"]
            side = next((side for side in SIDES if role.endswith(f", {side}")), "")
            title = role.removesuffix(f", {side}")
            told = "" if title == "Ledamot" or title in person["name"] else title
            there_as = BESIDE.get(group["heading"], "")
            if there_as and there_as not in role.lower():
                told = f"{told}, {there_as}".removeprefix(", ")
            columns = rows.setdefault(person["organisation"], {each: [] for each in (*SIDES, "")})
            columns[side].append(person | {"title": told})
    return [(organisation, list(columns.values())) for organisation, columns in rows.items()]


def extract_pdf(record, section):
    """One paragraph of the minutes by itself (protokollsutdrag): `section` is one of `record["sections"]`."""
    [content] = documents([extract_text(record, section)])
    return content


def extract_text(record, section, mark=None):
    approvals = record["approvals"]
    draft = not approvals or not all(approval["approved"] for approval in approvals)
    context = {"record": record, "section": section, "year": record["date"][:4], "draft": draft, "mark": mark}
    return told("meetings/pdf/extract.html", **context)


def summons_pdf(meeting, items, *, whom_to_ask):
    """The summons with the agenda. Its items are those of `on_the_agenda` that the reader may see, each with
    `slot` (of its timetable, or None) and `documents` (of `meetings.documents.listing`), since no rights are
    checked here. With `whom_to_ask` it names the contacts and the secretary's address, for those who take
    part only."""
    prefetch_related_objects(items, "proposed_by", "goals", "focus_areas")
    context = {
        "meeting": meeting,
        "items": [(item.place, item) for item in items],
        "formalities": list(meeting.formalities.order_by("order", "pk")),
        "date_text": date_in_words(meeting),
        "time_text": time_in_words(meeting),
        "made": meeting.convened_at or meeting.planned_at,
        "whom_to_ask": whom_to_ask,
    }
    return document("meetings/pdf/summons.html", **context)


def position_pdf(position, address="", came=None, silent=()):
    """One position, never without its dissent. `address` is its web address, `came` what came of it
    (`meetings.positions.follow_up`), `silent` the organisations of which it is not recorded whether a formal
    decision is needed. What is retold after sources is real in a demo too."""
    decisions = list(position.decisions.select_related("organisation").order_by("organisation__order", "pk"))
    not_needed = [each for each in decisions if each.status == FormalDecision.Status.NOT_NEEDED]
    context = {
        "position": position,
        "decisions": [each for each in decisions if each not in not_needed],
        "not_needed": not_needed,
        "untold": [home.name for home in silent],
        "address": address,
        "came": came,
    }
    real = {"is_demo": False} if position.item.meeting.source else {}
    return document("meetings/pdf/position.html", **context, **real)


def year_pdf(year, rows, picture, council=None):
    """The year of meetings with their deadlines: `rows` as `meetings.planning.year.rows_of` gives them, and
    the same days as a picture. Its date is that of the last meeting planned."""
    made = max((meeting.planned_at for meeting, _ in rows), default=None)
    told = {"year": year, "rows": rows, "picture": picture, "council": council, "made": made}
    return document("meetings/pdf/year.html", **told)


def follow_up_pdf(report):
    """The report of a period (`meetings.follow_up.paper.Report`)."""
    return document("meetings/pdf/follow_up.html", report=report)


def bundle_text(contents):
    """Our own pages of a bundle (`meetings.documents.bundle.Contents`), as HTML. It holds all that decides
    how the file looks, except the uploaded pages and the style."""
    meeting = contents.meeting
    items = [part.item for part in contents.parts]
    prefetch_related_objects(items, "proposed_by", "goals", "focus_areas")
    context = {
        "contents": contents,
        "meeting": meeting,
        "formalities": list(meeting.formalities.order_by("order", "pk")) if contents.is_whole else [],
        "date_text": date_in_words(meeting),
        "time_text": time_in_words(meeting),
        "made": meeting.convened_at or meeting.planned_at,
    }
    return told("meetings/pdf/bundle.html", **context)


def bundle_pdf(contents, tell):
    """The bundle with empty leaves for the uploaded pages, numbered and named as if they were there. Tagged,
    but not for the archive: the uploads may be anything. `tell` is called for each page that is set."""
    sizes = {leaf for part in contents.everything for document in part for leaf in document.leaves}
    names = {f"s{leaf.width}x{leaf.height}": leaf for leaf in sizes}
    sheet = "".join(LEAF.format(name, leaf.width, leaf.height) for name, leaf in sorted(names.items()))
    return press().print(bundle_text(contents), sheet=sheet, variant=None, tell=tell)
