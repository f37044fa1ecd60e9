"""What the minutes say, all of it: compiled while they are drafts, and as it was sealed."""

import hashlib
import json

from meetings.correction import PROSE, corrected, has_rich
from meetings.minutes.attendance import attendance_of
from meetings.minutes.sections import sections_of
from meetings.models import (
    GivenNumbers,
    MinutesApproval,
    Particulars,
    Position,
)
from rus_portal.core.prepared import prepared
from rus_portal.core.rich import as_plain, is_rich
from rus_portal.core.text import plain
from rus_portal.core.words import date_in_words, listed, moment, time_in_words


def as_sealed(record):
    """What a sealed record says. Before there were rich texts none was: one that only looks so reads as it
    was written, for no rich one begins with a space."""
    if "rich" in record:
        return record
    return record | {
        "sections": [
            section | {name: f" {section[name]}" for name in PROSE if is_rich(section.get(name, ""))}
            for section in record["sections"]
        ]
    }


def compile_record(minutes, *, approved_by=None, at=None):
    """The whole of the minutes of one meeting as JSON-ready data, with all dates in words. With `approved_by`
    as they will stand when that person approves them, `at` that time."""
    compiled = _corrected if minutes.version > 1 else _of_one if minutes.item_id else _compiled
    record = plain(compiled(minutes))  # as it is kept, for its seal is made of it
    moments = {approved_by.pk: at} if approved_by else {}
    return record | {"approvals": _approvals(minutes, digest(record), moments, minutes.meeting.leader)}


def version_before(minutes):
    return minutes.meeting.minutes.whole().get(version=minutes.version - 1)


def _corrected(minutes):
    """What the version before says, but for what is put right. It is frozen, with the rows it was made of."""
    before = version_before(minutes)
    changes = dict(minutes.corrected_passages.order_by("pk").values_list("passage", "text"))
    record = corrected(as_sealed(before.record), changes)
    for section in record["sections"]:
        if "immediate" in section and any(key.startswith(f"{section['anchor']}.") for key in changes):
            section["immediate"] += f" Den är rättad i version {minutes.version}."
    return record | {
        "version": minutes.version,
        "correction_note": minutes.correction_note,
        "correction_why": minutes.correction_why,
        "corrected_by": str(minutes.corrected_by),
        "corrects": before.sha256,
    }


# What the paper of one § says beside the § itself.
AROUND_ONE = (
    *("kind", "version", "council", "title", "accent", "date", "date_text", "end_date", "time", "format"),
    *("place", "registry_number", "chair", "secretary", "approvers", "adjournments"),
)


def _of_one(minutes):
    """The § of one item, to be approved by itself."""
    whole = _compiled(minutes)
    sections = [each for each in whole["sections"] if each.get("item") == minutes.item.number]
    record = {name: whole[name] for name in AROUND_ONE if name in whole}
    record |= {"apart": True, "attendance": [], "sections": sections}
    return record | {"rich": True} if any(map(has_rich, sections)) else record


def _compiled(minutes):
    meeting = minutes.meeting
    year, leader = meeting.date.year, meeting.leader
    sections = sections_of(meeting)
    numbers = [section["number"] for section in sections if section["number"]]
    record = {
        "kind": minutes.get_kind_display(),
        "version": minutes.version,
        "correction_note": minutes.correction_note,
        "council": meeting.council.name,
        "title": meeting.title,
        "accent": meeting.council.accent,
        "date": meeting.date.isoformat(),
        "date_text": date_in_words(meeting),
        "time": time_in_words(meeting),
        "format": meeting.get_format_display(),
        "place": meeting.place,
        "registry_number": meeting.registry_number,
        "chair": leader.name if leader else "",
        "secretary": meeting.secretary.name if meeting.secretary else "",
        "approvers": [person.name for person in meeting.approvers.order_by("name", "pk")],
        "paragraphs": paragraphs_in_words(numbers, year),
        "attendance": attendance_of(meeting),
        "sections": sections,
    }
    if meeting.end_date != meeting.date:  # then `time` names the days too; what 0.2.0 sealed has it not
        record["end_date"] = meeting.end_date.isoformat()
    if pauses := list(meeting.adjournments.order_by("begins", "pk")):  # what was sealed before had none
        for pause in pauses:
            pause.meeting = meeting
        record["adjournments"] = listed([pause.words for pause in pauses])
    for particulars in _particulars(meeting):  # what is empty is left out, as all of it was before
        record |= particulars.told
    if any(map(has_rich, sections)):
        record["rich"] = True  # without it each text is plain, as all that was sealed before
    if unused := unused_numbers(meeting, numbers):
        record["unused"] = unused
    return record


@prepared
def _particulars(meeting):
    return Particulars.objects.filter(meeting=meeting)


def digest(record):
    """Names exactly what the minutes say, whoever has approved them."""
    return checksum({key: value for key, value in record.items() if key != "approvals"})


def checksum(said):
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def is_approved(record):
    """By all who were asked."""
    return bool(record["approvals"]) and all(approval["approved"] for approval in record["approvals"])


def paragraphs_in_words(numbers, year):
    if not numbers:
        return ""
    return f"§§ {min(numbers)}–{max(numbers)}/{year}" if len(numbers) > 1 else f"§ {numbers[0]}/{year}"


def unused_numbers(meeting, paragraphs):
    """What the meeting was given and then had no use for, since it was opened again, in words. `paragraphs`
    are those that it has."""
    given = GivenNumbers.objects.filter(meeting=meeting).first()
    if given is None or not paragraphs:
        return ""
    used = Position.objects.filter(item__meeting=meeting).values_list("number", flat=True)
    left = [f"§ {number}/{meeting.date.year}" for number in given.paragraphs if number not in paragraphs]
    series = meeting.council.abbreviation
    left += [
        f"ställningstagande {series} {number}/{meeting.date.year}"
        for number in given.numbers
        if number not in used
    ]
    return listed(left)


def _approvals(minutes, says, moments, leader):
    """Those given of what the minutes say now, and those in `moments` (a person's id and when)."""
    asked = _asked(minutes)
    moments = {each.person_id: each.approved_at for each in asked if each.digest == says} | moments
    return [
        {
            "name": approval.person.name,
            "role": _role(approval, leader),
            "approved": moment(moments[approval.person_id]) if approval.person_id in moments else "",
        }
        for approval in asked
    ]


@prepared
def _asked(minutes):
    asked = MinutesApproval.objects.filter(minutes=minutes)
    return asked.select_related("person", "instead_of").order_by("pk")


def _role(approval, leader):
    """Whom the meeting chose stands in its own paragraph, so who approved in another's place is told here."""
    if approval.instead_of:
        return f"Justerare i stället för {approval.instead_of}"
    return "Ordförande" if approval.person == leader else "Justerare"


def unnamed_approvers(record):
    """Those chosen whom the paragraph on the choice, where something is written in it, does not name."""
    said = "".join(each["text"] for each in record["sections"] if each["anchor"] == "p-approvers")
    return unnamed_in(said, record["approvers"])


def unnamed_in(said, approvers):
    said = as_plain(said)
    return [name for name in approvers if said and name not in said]
