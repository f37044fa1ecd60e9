"""What the minutes say, as plain data: the draft page, the sealed record and the PDF are all made from it.

Everyone may read all of the record once the minutes are published, so documents that are not public are in it
without their titles.
"""

import hashlib
import itertools
import json
from collections import defaultdict
from operator import itemgetter
from pathlib import Path
from string import ascii_uppercase

from django.utils.text import slugify

from councils.capacity import AROUND, MEMBERS, Capacity
from councils.models import Appointment, Council
from meetings.correction import PROSE, corrected, has_rich
from meetings.models import (
    AgendaItem,
    Attendance,
    Commitment,
    DissentingOpinion,
    Document,
    Formality,
    GivenNumbers,
    Lift,
    Minutes,
    MinutesApproval,
    Movement,
    Particulars,
    Position,
    Statement,
)
from rus_portal.core.prepared import prepared
from rus_portal.core.rich import as_plain, is_rich
from rus_portal.core.text import plain
from rus_portal.core.words import date_in_words, day, listed, moment, time_in_words

ENCLOSED_AT_MOST = 10 * 1024 * 1024  # bytes of appendices in the file of approved minutes

GROUPS = (
    ("Ledamöter", MEMBERS),
    ("Ersättare", (Capacity.SUBSTITUTE,)),
    ("Adjungerade", (Capacity.CO_OPTED,)),
    ("Med yttranderätt", (Capacity.RIGHT_TO_SPEAK,)),
    ("Kansli och övriga", AROUND),
)


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


def _corrected(minutes):
    """What the version before says, but for what is put right. It is frozen, with the rows it was made of."""
    before = minutes.meeting.minutes.whole().get(version=minutes.version - 1)
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
    sections = _sections(meeting)
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
        "attendance": _attendance(meeting),
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
    said = "".join(as_plain(each["text"]) for each in record["sections"] if each["anchor"] == "p-approvers")
    return [name for name in record["approvers"] if said and name not in said]


def _attendance(meeting):
    """Groups by capacity; within each, people by organisation. Empty groups are left out."""
    rows, moves = _attendances(meeting), _by(_movements(meeting), "attendance_id")
    holders = {row.seat_id: row.person for row in rows if row.seat_id and not row.is_present}
    held = _held(meeting.date, meeting)
    parties = {(appointment.seat_id, appointment.person_id): appointment.party for appointment in held}
    groups = []
    for heading, capacities in GROUPS:
        people = [
            {
                "organisation": row.organisation.name,
                "name": row.person.name,
                "role": row.seat.label if row.seat else "",
                "party": parties.get((row.seat_id, row.person_id), ""),
                "status": row.get_status_display(),
                "present": row.is_present,
                "substitutes_for": _served(row.substitutes_for, holders),
            }
            | _leads(row.seat)
            | _moved(moves[row.pk])
            for row in rows
            if (row.seat.capacity if row.seat else Capacity.SECRETARY) in capacities
        ]
        if people:
            groups.append({"heading": heading, "people": people})
    return groups


def _served(seat, holders):
    """For whom somebody serves: the one who is away, where the seat has one, and the seat."""
    return ", ".join(str(each) for each in (holders.get(seat.pk), seat) if each) if seat else ""


def _leads(seat):
    """The chair and the vice chair, where their seats bear another title."""
    return {"leads": seat.get_capacity_display()} if seat and seat.leads and seat.title else {}


def _moved(moves):
    """When the person came late and left early; nothing of those who were there all the time."""
    ways = [move.sentence for move in moves if move.kind != Movement.Kind.CONFLICT]
    return {"moved": listed(ways)} if ways else {}


def _conflicts(moves):
    """Who had a conflict of interest in the item, and was not there for it."""
    told = [move.attendance for move in moves if move.kind == Movement.Kind.CONFLICT]
    told.sort(key=lambda attendance: attendance.organisation.order)
    return [f"{each.person}, {each.organisation.name}" for each in told]


@prepared
def _movements(meeting):
    moved = Movement.objects.filter(item__meeting=meeting).order_by("item__order", "pk")
    return moved.select_related("item", "attendance__person", "attendance__organisation")


@prepared
def _attendances(meeting):
    rows = Attendance.objects.filter(meeting=meeting).order_by("organisation__order", "seat__order", "pk")
    return rows.select_related("person", "organisation", "seat", "substitutes_for__organisation")


@prepared
def _held(date, meeting):
    """The seats of those who stand in the attendance."""
    return Appointment.objects.on(date).filter(
        person__in=Attendance.objects.filter(meeting=meeting).values("person")
    )


def _sections(meeting):
    """Opening formalities, items, closing formalities, in the order of the §§. What was lifted off the agenda
    after it was sent has a line without a § where it stood."""
    formalities, settled = _formalities(meeting), _settled_in(meeting)
    of_each = [
        _by(rows(meeting), "item_id") for rows in (_dissents, _documents, _movements, _agreed, _statements)
    ]
    agenda = [
        (item.order, settled.get(item.pk) or _item(item, *(rows[item.pk] for rows in of_each)))
        for item in _items(meeting)
    ]
    if meeting.council.appendices == Council.Appendices.LETTERS:
        _letter([section for _, section in agenda])
    agenda += [(lift.order, _lift(lift)) for lift in _lifts(meeting)]
    return [
        *(_formality(formality) for formality in formalities if not formality.closes),
        *(section for _, section in sorted(agenda, key=itemgetter(0))),
        *(_formality(formality) for formality in formalities if formality.closes),
    ]


def _settled_in(meeting):
    """The sections that are immediately approved, as they were then, by item; each says when, and by whom."""
    may_have = vars(meeting).get("has_sheets", True)  # as the pages of a meeting read it
    sheets = _approved_sheets(meeting) if may_have else []
    return {
        item: record["sections"][0] | {"immediate": _immediately(record["approvals"])}
        for item, record in sheets
    }


def _immediately(approvals):
    gave = [
        f"{each['name']} ({each['role'][0].lower()}{each['role'][1:]}) den {each['approved']}"
        for each in approvals
    ]
    return f"Paragrafen är omedelbart justerad av {listed(gave)}."


@prepared
def _approved_sheets(meeting):
    sheets = Minutes.objects.sheets().filter(meeting=meeting, approved_at__isnull=False)
    return sheets.order_by("pk").values_list("item", "record")


@prepared
def _formalities(meeting):
    return Formality.objects.filter(meeting=meeting).order_by("order", "pk")


@prepared
def _items(meeting):
    items = AgendaItem.objects.filter(meeting=meeting).on_the_agenda().order_by("order", "pk")
    return items.select_related("primary_goal__strategy", "position", "proposed_by")


@prepared
def _dissents(meeting):
    return DissentingOpinion.objects.filter(item__meeting=meeting).told().with_author()


@prepared
def _documents(meeting):
    return Document.objects.filter(item__meeting=meeting).current().order_by("added_at", "pk")


@prepared
def _lifts(meeting):
    return Lift.objects.filter(meeting=meeting).told().select_related("to").order_by("order", "pk")


@prepared
def _agreed(meeting):
    return Commitment.objects.filter(item__meeting=meeting).order_by("noted_at", "pk")


@prepared
def _statements(meeting):
    return Statement.objects.filter(item__meeting=meeting).standing()


def _by(rows, name):
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _formality(formality):
    return {
        "is_item": False,
        "number": formality.paragraph,
        "anchor": f"p-{formality.kind}",
        "title": formality.get_kind_display(),
        "text": formality.text,
    }


def _lift(lift):
    return {
        "is_item": False,
        "number": None,
        "anchor": f"p-utgar-{lift.number}",
        "title": f"{lift.title} (utgår)",
        "text": f"Punkt {lift.number} på dagordningen. {lift.sentence}",
    }


def _item(item, told, documents, moves, agreed, statements):
    """With the dissent that is told of it, its documents, who came and went or had a conflict there, who is
    to do what, and the notes that somebody had entered."""
    position = getattr(item, "position", None)
    unclaimed = [each for each in told if each.is_left or each.fell]
    conflicts, commitments = _conflicts(moves), _commitments(agreed)
    dissents = [each for each in told if each not in unclaimed]
    return {
        "is_item": True,
        "number": item.paragraph,
        "anchor": f"p-{item.number}",
        "item": item.number,
        "title": item.title,
        "type": item.type,
        "type_label": item.get_type_display(),
        "registry_number": item.registry_number,
        "presenters": item.presenters,
        "proposed_by": item.proposed_by.name if item.proposed_by else "",
        "goal": {
            "code": item.primary_goal.code,
            "title": item.primary_goal.title,
            "strategy": item.primary_goal.strategy.short_title,
        },
        "how": item.how,
        "summary": item.summary,
        "discussion": item.discussion,
        "outcome": _told_with_dissent(item.became, dissents),
        "position": position
        and {"designation": position.designation, "number": position.number, "points": position.points},
        "dissents": [
            {
                "organisation": dissent.organisation_name,
                "person": dissent.person.name,
                "role": dissent.seat.label,
                "text": dissent.text,
                **({"joined": day(dissent.lodged_at)} if dissent.joins_id else {}),
            }
            for dissent in dissents
        ],
        "note": item.minutes_note,
        "further_handling": item.further_handling,
        "appendices": _appendices(item, documents),
        **({"statements": [_statement(each) for each in statements]} if statements else {}),
        **({"unclaimed": [_unclaimed(each) for each in unclaimed]} if unclaimed else {}),
        **({"conflicts": conflicts} if conflicts else {}),
        **({"commitments": commitments} if commitments else {}),
        **({"sent_to": item.sent_to} if item.sent_to else {}),
    }


def _commitments(agreed):
    return [{"who": each.who, "what": each.what, "due": day(each.due) if each.due else ""} for each in agreed]


def _statement(statement):
    return {
        "organisation": statement.organisation_name,
        "person": statement.person.name,
        "role": statement.seat.label,
        "text": statement.text,
    }


def _unclaimed(dissent):
    """Its author took no position at the meeting, and nobody who did has made it the own: it is no dissent,
    and not lost."""
    did = "instämde i" if dissent.joins_id else "lämnade"
    return (
        f"{dissent.person} {did} en avvikande synpunkt för {dissent.organisation_name}, men tog inte del i "
        "ställningstagandet på mötet. Ingen som gjorde det har tagit över synpunkten, som därför inte är en "
        "del av ställningstagandet."
    )


def _told_with_dissent(became, dissents):
    """As the minutes tell it: an adopted position is `consensus`, or `dissent` where any was lodged."""
    if became == AgendaItem.Outcome.ADOPTED:
        return "dissent" if dissents else "consensus"
    return became


def _appendices(item, documents):
    return [
        {"label": f"Bilaga {item.paragraph or item.number}.{number}", "title": public_title(document)}
        | ({"document": document.pk} if document.visibility == Document.Visibility.PUBLIC else {})
        for number, document in enumerate(documents, start=1)
    ]


def _letter(sections):
    """Gives their appendices letters through the whole of the minutes: A to Z, AA, AB and so on. Those of a §
    that is immediately approved have theirs already."""
    settled, open_ones = [], []
    for section in sections:
        (settled if "immediate" in section else open_ones).extend(section["appendices"])
    taken = {each["label"] for each in settled}
    labels = (f"Bilaga {_in_letters(number)}" for number in itertools.count())
    for each, label in zip(open_ones, (label for label in labels if label not in taken), strict=False):
        each["label"] = label


def _in_letters(number):
    before, last = divmod(number, 26)
    return (_in_letters(before - 1) if before else "") + ascii_uppercase[last]


def enclosed_in(record):
    """The appendices that lie in the file of approved minutes, as `rus_portal.core.pdf.told` asks for them:
    the public ones, as many as it has room for."""
    listed = [each for section in record["sections"] for each in section.get("appendices", ())]
    public = Document.objects.filter(visibility=Document.Visibility.PUBLIC)  # a correction may list others
    stored = public.in_bulk([each["document"] for each in listed if "document" in each])
    enclosed, room = [], ENCLOSED_AT_MOST
    for each in listed:
        document = stored.get(each.get("document"))
        if document is None or document.size > room:
            continue
        room -= document.size
        enclosed.append(
            {
                "name": f"{slugify(each['label'].replace('.', '-'))}{Path(document.name).suffix.lower()}",
                "description": f"{each['label']}. {each['title']}",
                "relationship": "Supplement",
                "stored": document.file.name,
                "document": document.pk,
            }
        )
    return enclosed


def public_title(document):
    """What everyone may know of a document: its title if it is public, else only that it exists and why."""
    if document.visibility == Document.Visibility.PUBLIC:
        return document.title
    if document.visibility == Document.Visibility.RESTRICTED:
        return f"Handling som inte är offentlig ({document.legal_ground})"
    return "Handling hos rådets kansli"
