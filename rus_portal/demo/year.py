"""A year of council life, written in the files in `year/` and made by the verbs the browser calls.

The files count days from the day of loading. Everything but the history of 2019 is fiction on the strategic
plan's real questions.
"""

import datetime as dt
import tomllib
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from councils.capacity import TAKES_POSITION
from councils.models import Appointment, Council, Organisation, Seat
from meetings.agenda.versions import changes_since_last_sent
from meetings.mail.feedback import receivers_of
from meetings.models import AgendaItem, Attendance, FormalDecision, Letter, Meeting, Minutes
from meetings.planning.invitees import invitees_of
from meetings.workflow import minutes
from meetings.workflow.agenda import approve_agenda, ask_for_approval
from meetings.workflow.answer import answer_summons
from meetings.workflow.attendance import record_attendance
from meetings.workflow.decision import record_decision
from meetings.workflow.dissent import lodge_dissent
from meetings.workflow.document import attach_document
from meetings.workflow.feedback import receive_feedback
from meetings.workflow.formality import record_formalities
from meetings.workflow.item import add_item, continue_item, edit_item
from meetings.workflow.meeting import change_meeting, close_meeting, plan_meeting
from meetings.workflow.outcome import record_outcome
from meetings.workflow.position import publish_position
from meetings.workflow.stance import publish_stance, record_stance
from meetings.workflow.summons import send_summons, send_update
from rus_portal.core.words import counted, day
from rus_portal.core.workdays import is_working_day
from rus_portal.demo.evaluations import answer_about
from rus_portal.demo.follow_up import tell_what_came_of
from rus_portal.demo.people import appoint_everyone, open_registries, person_for, seat_substitutes
from rus_portal.demo.sheet import sheet
from strategy.models import FocusArea, Goal

YEAR = Path(__file__).parent / "year"
FIRST_MANDATE = 2023
MANDATE_YEARS = 4

# Days before (-) and after the meeting, as the secretariat usually does.
PLANNED, PREPARED, TAKEN_UP, SUMMONED, LATE_DOCUMENTS, DISSENT_AHEAD = -91, -35, -23, -21, -18, -5
PUT_TO_CHAIR, CHAIR_APPROVED = -23, -22
EVALUATED, SENT, APPROVED, RECEIVED, PUBLISHED, THOUGHTS_TOLD, DECISIONS_TOLD = 1, 4, 7, 8, 10, 12, 14
NOT_RECEIVED = "timra"  # until the minutes are published: so the official has something to confirm

DOCUMENT_NOTE = "Handlingen hör till demot och har inget mer innehåll."


@transaction.atomic
def load_year(tell):
    """Fill a portal that has a region but no meetings. `tell` is called with a line of progress."""
    files = [tomllib.loads(path.read_text()) for path in sorted(YEAR.glob("*.toml"))]
    rows = [row for file in files for row in file.get("meetings", [])]
    today, first = timezone.localdate(), min(meeting_day(row["offset_days"], row["days"]) for row in rows)
    seat_substitutes()
    open_registries()
    for begins, ends in mandates(first, today):
        # Until further notice in today's mandate: those called must still hold the seat at the meeting.
        appoint_everyone(begins, ends if ends < today else None)
    items: dict[str, int] = {}
    for file in files:
        for row in file.get("history", []):
            tell(HISTORY[row["kind"]](row, items))
        for row in file.get("meetings", []):
            of_meeting = [item for item in file["items"] if item["meeting"] == row["key"]]
            tell(live_through(row, of_meeting, day_after(row, rows), items))
    Letter.objects.update(claimed_at=F("written_at"), sent_at=F("written_at"))  # nothing is mailed


# Days and moments


def working_day(day, days=1):
    """The day, or the last one before it from which there are so many working days in a row."""
    while not all(is_working_day(day + dt.timedelta(days=nth)) for nth in range(days)):
        day -= dt.timedelta(days=1)
    return day


def meeting_day(offset, days=1):
    return working_day(timezone.localdate() + dt.timedelta(days=offset), days)


def first_day(row):
    """The day a meeting was first called for: a moved one now has another day."""
    return meeting_day(row.get("moved_from_offset", row["offset_days"]), row["days"])


def day_after(row, rows):
    """When the council meets next, as known at the meeting; None when no day is set."""
    later = (other for other in rows if other["offset_days"] > row["offset_days"])
    own = (other for other in later if row["council"] in (other["council"], *other["joint_with"]))
    return next((first_day(other) for other in own), None)


def at(day, offset=0, hour=10):
    """That many days from a day, on a working day; never later than now."""
    moment = dt.datetime.combine(working_day(day + dt.timedelta(days=offset)), dt.time(hour))
    return min(timezone.make_aware(moment), timezone.now())


def mandates(first, last):
    """The mandate periods, with their first and last day, that cover the days."""
    begins = first.year - (first.year - FIRST_MANDATE) % MANDATE_YEARS
    for year in range(begins, last.year + 1, MANDATE_YEARS):
        yield dt.date(year, 1, 1), dt.date(year + MANDATE_YEARS - 1, 12, 31)


def months_later(day, months):
    """The first day of the month so many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)


# Who


def seat_at(place, council):
    """The seat that "harnosand/majority" means in a council."""
    organisation, side = place.split("/")
    own = Seat.objects.filter(council=council, organisation__slug=organisation, side=side)
    return own.exclude(capacity=Seat.Capacity.SUBSTITUTE).get(capacity__in=TAKES_POSITION)


def speaking_seat(place, council):
    """As `seat_at`, or with "timra/official" the seat of the organisation's official."""
    organisation, part = place.split("/")
    if part != "official":
        return seat_at(place, council)
    return Seat.objects.get(
        council=council, organisation__slug=organisation, capacity=Seat.Capacity.RIGHT_TO_SPEAK
    )


def holder(seat, day):
    return Appointment.objects.on(day).select_related("person").get(seat=seat).person


# A meeting from plan to published minutes


def live_through(row, rows, next_day, items):
    """Take one meeting with its items as far as its row says.

    `items` maps the keys of items to rows in the database, for the later ones that continue them.
    """
    meeting = plan(row)
    for item_row in rows:
        item = prepare(meeting, item_row, items)
        attach_documents(item, item_row, late=False)
        if "key" in item_row:
            items[item_row["key"]] = item.pk
    if row["stage"] != Meeting.Stage.PLANNED:
        summon(meeting, rows)
        answer(meeting, row)
    if row["stage"] == Meeting.Stage.HELD:
        hold(meeting, row, rows, next_day)
        if "evaluation" in row:
            answer_about(meeting, row["evaluation"], at=at(meeting.end_date, EVALUATED))
        settle_minutes(meeting, row["minutes"])
        follow_up(meeting, rows)
    return f"{meeting.date} {meeting.title}: {counted(len(rows), 'punkt', 'punkter')}"


def plan(row):
    by = person_for("secretary")
    council = Council.objects.get(slug=row["council"])
    date = meeting_day(row["offset_days"], row["days"])
    called_for = first_day(row)
    lasts = dt.timedelta(days=row["days"] - 1)
    meeting = plan_meeting(
        council,
        by=by,
        at=at(called_for, PLANNED),
        begin="empty",
        joint_with=Council.objects.filter(slug__in=row["joint_with"]),
        approvers=[holder(seat_at(place, council), date) for place in row["approver_roles"]],
        date=called_for,
        end_date=called_for + lasts,
        start_time=dt.time.fromisoformat(row["start"]),
        end_time=dt.time.fromisoformat(row["end"]),
        format=row["format"],
        place=row["place"],
        registry_number=row["registry_number"],
    )
    if date == called_for:
        return meeting
    move = {"date": date, "end_date": date + lasts, "reason": row["moved_reason"]}
    return change_meeting(meeting, by=by, at=at(called_for, PREPARED), **move)


def prepare(meeting, row, items):
    """An item of the agenda: a new matter, or one referred back or postponed and now taken up again."""
    by, facts = person_for("secretary"), facts_of(row)
    earlier = AgendaItem.objects.get(pk=items[row["continues"]]) if "continues" in row else None
    if earlier and (earlier.stage == "postponed" or earlier.outcome == "referred_back"):
        item = continue_item(earlier, meeting, by=by, at=at(meeting.date, TAKEN_UP))
        return edit_item(item, by=by, at=at(meeting.date, TAKEN_UP), **facts)
    moment = at(meeting.date, TAKEN_UP if earlier else PREPARED)
    return add_item(meeting, by=by, at=moment, continues=earlier, **facts)


def facts_of(row):
    """An item's row as values of its fields."""
    goals = {goal.code: goal for goal in Goal.objects.selectable()}
    return {field.name: row[field.name] for field in AgendaItem.FIELDS if field.name in row} | {
        "questions": "\n".join(row["questions"]),
        "proposed_position": "\n".join(row["proposed_position"]),
        "primary_goal": goals.get(row["primary_goal"]),
        "goals": [goals[code] for code in row["goals"]],
        "focus_areas": FocusArea.objects.filter(code__in=row["focus_areas"]),
        "minutes_needed": row["minutes"],
        "proposed_by": Organisation.objects.get(slug=row["proposed_by"]),
    }


def attach_documents(item, row, *, late):
    for document in row["documents"]:
        if document["late"] == late:
            content = sheet(document["title"], f"Till punkten ”{item.title}”.", DOCUMENT_NOTE)
            attach_document(
                item.meeting,
                ContentFile(content, name=f"{slugify(document['title'])[:60]}.pdf"),
                item=item,
                by=person_for("secretary"),
                at=at(item.meeting.date, LATE_DOCUMENTS if late else PREPARED),
                kind=document["kind"],
                title=document["title"],
                visibility=document["visibility"],
                legal_ground=document["legal_ground"],
            )


def on_agenda(meeting, rows):
    """The rows with the items made from them, in the order of the summons."""
    return zip(rows, meeting.items.order_by("order"), strict=True)


def summon(meeting, rows):
    """Send the summons; then come late documents, the organisations' stances and dissent lodged ahead."""
    by = person_for("secretary")
    ask_for_approval(meeting, by=by, at=at(meeting.date, PUT_TO_CHAIR))
    approve_agenda(meeting, by=person_for("chair"), at=at(meeting.date, CHAIR_APPROVED))
    meeting = send_summons(meeting, by=by, at=at(meeting.date, SUMMONED))
    for row, item in on_agenda(meeting, rows):
        attach_documents(item, row, late=True)
    if changes_since_last_sent(meeting):
        send_update(meeting, by=by, at=at(meeting.date, LATE_DOCUMENTS))
    for row, item in on_agenda(meeting, rows):
        record_stances(item, row)
        lodge_dissents(item, row, "before")


def answer(meeting, row):
    """What some of those who are called have answered to a summons that is still out."""
    for told in row.get("answers", []):
        person = holder(speaking_seat(told["by"], meeting.council), meeting.date)
        moment = at(meeting.date, told["day"])
        answer_summons(meeting, by=person, at=moment, answer=told["answer"], note=told.get("note", ""))


def record_stances(item, row):
    """The organisations' stances on the item, recorded the day after they dealt with it."""
    for told in row.get("stances", []):
        seat = speaking_seat(told["by"], item.meeting.council)
        record_stance(
            item,
            seat.organisation,
            by=holder(seat, item.meeting.date),
            at=at(item.meeting.date, told["day"] + 1),
            status=told["stance"],
            body=told["body"],
            held_on=working_day(item.meeting.date + dt.timedelta(days=told["day"])),
            note=told.get("note", ""),
            dissent_text=told.get("dissent_text", ""),
        )


def lodge_dissents(item, row, lodged):
    """Before the meeting the members write their own; dissent said at the meeting the secretary enters."""
    for dissent in row.get("dissents", []):
        if dissent["lodged"] == lodged:
            seat = seat_at(dissent["seat"], item.meeting.council)
            person = holder(seat, item.meeting.date)
            ahead = lodged == "before"
            lodge_dissent(
                item,
                seat=seat,
                person=person,
                text=dissent["text"],
                by=person if ahead else person_for("secretary"),
                at=at(item.meeting.date, DISSENT_AHEAD) if ahead else item.meeting.ends,
            )


def hold(meeting, row, rows, next_day):
    """What the secretary records at the meeting, and its closing."""
    done = {"by": person_for("secretary"), "at": meeting.ends}
    record_attendance(meeting, attendance(meeting, row), **done)
    record_formalities(meeting, formalities(meeting, row, next_day), **done)
    for item_row, item in on_agenda(meeting, rows):
        lodge_dissents(item, item_row, "at")
        adopted = item_row["outcome"] == AgendaItem.Outcome.ADOPTED
        record_outcome(
            item,
            outcome=item_row["outcome"],
            text="\n".join(item_row.get("adopted_text", item_row["proposed_position"])) if adopted else "",
            review_on=months_later(meeting.date, item_row["review_months"]) if adopted else None,
            discussion=item_row["minutes_summary"],
            minutes_note=item_row.get("note", ""),
            further_handling=item_row["further_handling"],
            **done,
        )
    close_meeting(meeting, **done)


def attendance(meeting, row):
    """All invitees and the secretary; the row names the absent, the remote and whose substitute served."""
    Status = Attendance.Status
    usual = Status.REMOTE if meeting.format == Meeting.Format.DIGITAL else Status.ON_SITE
    elsewhere = dict.fromkeys(row["absent"], Status.EXCUSED) | dict.fromkeys(row["remote"], Status.REMOTE)
    of_secretary = Appointment.objects.on(meeting.date).filter(person=person_for("secretary"))
    for appointment in [*invitees_of(meeting), *of_secretary]:
        seat = appointment.seat
        place = f"{seat.organisation.slug}/{seat.side}" if seat.takes_position else ""
        own = {"person": appointment.person, "organisation": seat.organisation, "seat": seat}
        if not seat.is_substitute:
            yield own | {"status": elsewhere.get(place, usual)}
        elif place in row.get("served", []):
            yield own | {"status": usual, "substitutes_for": seat_at(place, meeting.council)}


def formalities(meeting, row, next_day):
    first, second = meeting.approvers.order_by("pk")
    return {
        "approvers": f"{first} och {second} utses att justera protokollet tillsammans med ordföranden.",
        "next_meeting": f"Nästa möte är den {day(next_day)}."
        if next_day
        else "Kansliet återkommer med dag för nästa möte.",
        **{formality["kind"]: formality["text"] for formality in row["formalities"]},
    }


def settle_minutes(meeting, stage):
    """Take the minutes as far as the row says: sent, approved by all who were asked, published."""
    by, reached = person_for("secretary"), Minutes.Stage.values.index(stage)
    record = minutes.send_minutes(meeting.minutes.get(), by=by, at=at(meeting.end_date, SENT))
    if reached >= Minutes.Stage.values.index("approved"):
        for approval in record.approvals.order_by("pk"):
            record = minutes.approve_minutes(record, by=approval.person, at=at(meeting.end_date, APPROVED))
        receive(record, stage)
    if stage == "published":
        minutes.publish_minutes(record, by=by, at=at(meeting.end_date, PUBLISHED))


def receive(record, stage):
    """Each organisation confirms what it takes home, by the first of those who are told."""
    first = {}
    for row, person in receivers_of(record):
        first.setdefault(row, person)
    for row, person in first.items():
        if stage == "published" or row.organisation.slug != NOT_RECEIVED:
            receive_feedback(row, by=person, at=at(record.meeting.end_date, RECEIVED))


def day_told(meeting, told, name):
    return working_day(meeting.date + dt.timedelta(days=told[name])) if name in told else None


def follow_up(meeting, rows):
    """What the home organisations have told about their formal decisions, and what came of it."""
    for row, item in on_agenda(meeting, rows):
        for told in row.get("decisions", []):
            decided = day_told(meeting, told, "decided_offset_days")
            record_decision(
                item.position,
                Organisation.objects.get(slug=told["organisation"]),
                by=person_for("secretary"),
                at=at(decided or meeting.date, DECISIONS_TOLD),
                status=told["status"],
                body=told["body"],
                planned_on=day_told(meeting, told, "planned_offset_days"),
                decided_on=decided,
                paragraph=told.get("paragraph", ""),
                registry_number=told.get("registry_number", ""),
                note=told["note"],
            )
        tell_what_came_of(item, row, at=at)
        publish_stances(item, row)


def publish_stances(item, row):
    """How some of the organisations thought, told by whoever holds the seat today."""
    for told in row.get("stances", []):
        if "in_own_words" in told:
            seat = speaking_seat(told["by"], item.meeting.council)
            stance = item.stances.get(organisation=seat.organisation)
            by, moment = holder(seat, timezone.localdate()), at(item.meeting.end_date, THOUGHTS_TOLD)
            publish_stance(stance, by=by, at=moment, in_own_words=told["in_own_words"])


# What really happened


def backing_of_the_strategy(row, items):
    """The Grand council of 29 November 2019. The sources give the day and the outcome, no more; it is
    told when it is loaded."""
    by, day = person_for("secretary"), row["date"]
    council = Council.objects.get(slug=row["council"])
    meeting = plan_meeting(
        council,
        by=by,
        date=day,
        chair=None,
        secretary=None,
        note=row["note"],
        source="\n".join(row["sources"]),
    )
    goals = {goal.code: goal for goal in Goal.objects.selectable()}
    item = add_item(
        meeting,
        by=by,
        type=AgendaItem.Type.POSITION,
        primary_goal=goals[row["primary_goal"]],
        goals=[goals[code] for code in row["goals"]],
        **{field: row[field] for field in ("title", "summary", "background", "how")},
    )
    send_summons(meeting, by=by)
    adopted = "\n".join(row["adopted_text"])
    item = record_outcome(item, outcome=AgendaItem.Outcome.ADOPTED, text=adopted, by=by)
    close_meeting(meeting, by=by)
    # The portal does not hold that day's minutes: no draft, formalities or § are made up.
    meeting.minutes.all().delete()
    meeting.formalities.all().delete()
    meeting.items.update(paragraph=None)
    publish_position(item.position, by=by, source="\n".join(row["sources"]))
    items[row["key"]] = item.pk
    return f"{day} {meeting.title}: {item.title}"


def adoption_of_the_strategy(row, items):
    """The regional assembly's decision, of which the sources give the month."""
    position = AgendaItem.objects.get(pk=items[row["follows"]]).position
    record_decision(
        position,
        Organisation.objects.get(slug=row["organisation"]),
        by=person_for("secretary"),
        status=FormalDecision.Status.DECIDED,
        body=row["body"],
        decided_note=row["decided_note"],
        note="\n".join([row["summary"], *row["sources"]]),
    )
    return f"{row['decided_note']} {row['body']}: {row['title']}"


HISTORY = {"position": backing_of_the_strategy, "formal_decision": adoption_of_the_strategy}
