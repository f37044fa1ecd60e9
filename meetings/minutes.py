"""What the minutes say, as plain data: the draft page, the sealed record and the PDF are all made from it.

Everyone may read all of the record once the minutes are published, so documents that are not public are in it
without their titles.
"""

import hashlib
import json
import logging
from operator import itemgetter

from councils.capacity import AROUND, MEMBERS, Capacity
from councils.models import Appointment, JournalEntry
from meetings.models import AgendaItem, Document, GivenNumbers, Minutes, Position, SealedFile
from rus_portal.core.prepared import prepared
from rus_portal.core.rich import as_plain, is_rich
from rus_portal.core.text import plain
from rus_portal.core.words import date_in_words, day, listed, time_in_words

log = logging.getLogger(__name__)

GROUPS = (
    ("Ledamöter", MEMBERS),
    ("Ersättare", (Capacity.SUBSTITUTE,)),
    ("Adjungerade", (Capacity.CO_OPTED,)),
    ("Med yttranderätt", (Capacity.RIGHT_TO_SPEAK,)),
    ("Kansli och övriga", AROUND),
)

PROSE = ("text", "discussion", "note", "further_handling")  # of a section: rich, or plain as before


class Forged(Exception):
    """Approved minutes whose record or file is not what was sealed. Nobody is given them."""


def seal(minutes):
    """What the journal keeps of approved minutes, in its chain: whoever forges a record, or a file with its
    checksum, would have to write the journal anew too."""
    return {"record": _sum(minutes.record), "file": minutes.sha256}


def record_of(minutes):
    """What the minutes say: their sealed record, or what is compiled while they are drafts."""
    if not minutes.is_sealed:
        return compile_record(minutes)
    first = next(iter(_seals(minutes.pk)), None)  # minutes are sealed once
    if not first or minutes.sha256[:12] not in first.sentence:
        raise _alarm(minutes)
    # 0.2.0 kept no more in the journal than the beginning of the file's checksum.
    if any(first.after.get(key, kept) != kept for key, kept in seal(minutes).items()):
        raise _alarm(minutes)
    return minutes.record if "rich" in minutes.record else _all_plain(minutes.record)


def _is_rich(section):
    return any(is_rich(section.get(name, "")) for name in PROSE)


def _all_plain(record):
    """A text that only looks rich reads as it was written: no rich one begins with a space."""
    return record | {
        "sections": [
            section | {name: f" {section[name]}" for name in PROSE if is_rich(section.get(name, ""))}
            for section in record["sections"]
        ]
    }


@prepared
def _seals(minutes):
    told = JournalEntry.objects.filter(act="seal_minutes", subject_type=Minutes._meta.label_lower)
    return told.filter(subject_id=minutes).order_by("pk")[:1]


def sealed_bytes(minutes):
    """The file of approved minutes. It is compared with its checksum each time, which takes a thousandth of a
    second: triggers hold it as long as nobody has lifted them."""
    record_of(minutes)
    for sealed in _sealed(minutes.pk):
        sealed.minutes = minutes
        if sealed.is_genuine:
            return bytes(sealed.content)
    raise _alarm(minutes)


@prepared
def _sealed(minutes):
    return SealedFile.objects.filter(pk=minutes)


def _alarm(minutes):
    log.critical("Minutes %s are not what was sealed", minutes.pk)
    return Forged(str(minutes))


def forged():
    """All approved minutes that are not what was sealed, read one at a time."""
    for minutes in Minutes.objects.filter(approved_at__isnull=False).order_by("pk"):
        try:
            sealed_bytes(minutes)
        except Forged:
            yield minutes


def compile_record(minutes, *, approved_by=None, at=None):
    """The whole of the minutes of one meeting as JSON-ready data, with all dates in words. With `approved_by`
    as they will stand when that person approves them, `at` that time."""
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
    if any(map(_is_rich, sections)):
        record["rich"] = True  # without it each text is plain, as all that was sealed before
    if unused := unused_numbers(meeting, numbers):
        record["unused"] = unused
    moments = {approved_by.pk: at} if approved_by else {}
    record = plain(record)  # as it is kept, for its seal is made of it
    return record | {"approvals": _approvals(minutes, digest(record), moments, leader)}


def digest(record):
    """Names exactly what the minutes say, whoever has approved them."""
    return _sum({key: value for key, value in record.items() if key != "approvals"})


def _sum(said):
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
    asked = list(minutes.approvals.select_related("person", "instead_of").order_by("pk"))
    moments = {each.person_id: each.approved_at for each in asked if each.digest == says} | moments
    return [
        {
            "name": approval.person.name,
            "role": _role(approval, leader),
            "approved": day(moments[approval.person_id]) if approval.person_id in moments else "",
        }
        for approval in asked
    ]


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
    rows = list(
        meeting.attendances.select_related(
            "person", "organisation", "seat", "substitutes_for__organisation"
        ).order_by("organisation__order", "seat__order", "pk")
    )
    held = Appointment.objects.on(meeting.date).filter(person__in=[row.person_id for row in rows])
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
                "substitutes_for": str(row.substitutes_for) if row.substitutes_for else "",
            }
            for row in rows
            if (row.seat.capacity if row.seat else Capacity.SECRETARY) in capacities
        ]
        if people:
            groups.append({"heading": heading, "people": people})
    return groups


def _sections(meeting):
    """Opening formalities, items, closing formalities, in the order of the §§. What was lifted off the agenda
    after it was sent has a line without a § where it stood."""
    formalities = list(meeting.formalities.order_by("order", "pk"))
    items = (
        meeting.items.on_the_agenda()
        .select_related("primary_goal__strategy", "position", "proposed_by", "meeting__council")
        .order_by("order", "pk")
    )
    lifts = meeting.lifts.told().select_related("to").order_by("order", "pk")
    agenda = [(item.order, _item(item)) for item in items] + [(lift.order, _lift(lift)) for lift in lifts]
    return [
        *(_formality(formality) for formality in formalities if not formality.closes),
        *(section for _, section in sorted(agenda, key=itemgetter(0))),
        *(_formality(formality) for formality in formalities if formality.closes),
    ]


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


def _item(item):
    position = getattr(item, "position", None)
    told = list(item.dissents.told().with_author())
    unclaimed = [each for each in told if each.is_left or each.fell]
    dissents = [each for each in told if each not in unclaimed]
    statements = list(item.statements.standing())
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
        "appendices": _appendices(item),
        **({"statements": [_statement(each) for each in statements]} if statements else {}),
        **({"unclaimed": [_unclaimed(each) for each in unclaimed]} if unclaimed else {}),
    }


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


def _appendices(item):
    documents = item.documents.current().order_by("added_at", "pk")
    return [
        {"label": f"Bilaga {item.paragraph or item.number}.{number}", "title": public_title(document)}
        for number, document in enumerate(documents, start=1)
    ]


def public_title(document):
    """What everyone may know of a document: its title if it is public, else only that it exists and why."""
    if document.visibility == Document.Visibility.PUBLIC:
        return document.title
    if document.visibility == Document.Visibility.RESTRICTED:
        return f"Handling som inte är offentlig ({document.legal_ground})"
    return "Handling hos rådets kansli"
