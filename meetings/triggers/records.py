"""The journal, meetings and their minutes, with all that these tell of: once it is approved, it stands."""

from meetings.models import AgendaItem, Attendance, Document
from meetings.triggers.fragments import (
    APPROVED_ITEM,
    APPROVED_MEETING,
    APPROVED_SHEET,
    GOALS_KEPT,
    HAS_LEFT,
    HAS_LIST,
    IN_APPROVED_MEETING,
    ITEM_STANDS,
    ITEM_STANDS_THERE,
    OF_STANDING_ITEM,
    ON_ITS_WAY,
    SENT_MEETING,
    SHEET_NOT_CARRIED,
    SILENT,
    TOLD_IN,
    has_list,
    quoted,
)
from meetings.triggers.refusal import ALWAYS, COMES, Refusal

TEXTS = {field.name for field in AgendaItem.FIELDS}
# Another row has the § of this one, at the same meeting or in the series of the council's year.
YEAR = "substr(CAST({date} AS text), 1, 4)"
PARAGRAPH_TAKEN = (
    "EXISTS (SELECT 1 FROM meetings_meeting m JOIN councils_council c ON c.id = m.council_id"  # noqa: S608
    " JOIN meetings_meeting o ON o.council_id = m.council_id AND (o.id = m.id OR c.numbering = 'per_year'"
    f" AND {YEAR.format(date='o.date')} = {YEAR.format(date='m.date')})"
    " WHERE m.id = {{row}}.meeting_id AND (EXISTS (SELECT 1 FROM meetings_agendaitem i"
    " WHERE i.meeting_id = o.id AND i.paragraph = {{row}}.paragraph{but_item})"
    " OR EXISTS (SELECT 1 FROM meetings_formality f"
    " WHERE f.meeting_id = o.id AND f.paragraph = {{row}}.paragraph{but_formality})))"
)
# The rule of `Meeting.held_already`.
HELD_ALREADY = "({})".format(
    " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} k WHERE k.meeting_id = {{row}}.id{only})"  # noqa: S608  our own
        for table, only in (
            ("meetings_givennumbers", ""),
            ("meetings_attendance", ""),
            (
                "meetings_agendaitem",
                f" AND k.stage IN ({quoted((AgendaItem.Stage.HANDLED, AgendaItem.Stage.POSTPONED))})",
            ),
        )
    )
)
# Not yet known before an insert on SQLite.
BUT_ITSELF = " AND {table}.id <> COALESCE({{row}}.id, 0)"

RULES = (
    Refusal("journal", "councils_journalentry"),
    Refusal("journal_anchor", "councils_journalanchor"),
    Refusal("sealed_file", "meetings_sealedfile"),
    Refusal("sealed_paper", "meetings_sealedpaper"),
    Refusal("time_stamp", "meetings_timestamp"),
    # What an organisation takes home is of the whole of approved minutes, and stands with them; so does its
    # receipt.
    Refusal(
        "feedback_of_approved",
        "meetings_feedback",
        "NOT EXISTS (SELECT 1 FROM meetings_minutes m"
        " WHERE m.id = {row}.minutes_id AND m.item_id IS NULL AND m.approved_at IS NOT NULL)",
        ("minutes_id",),
        COMES,
    ),
    Refusal(
        "feedback",
        "meetings_feedback",
        columns=("minutes_id", "organisation_id", "organisation_name", "due"),
    ),
    Refusal(
        "feedback_registered",
        "meetings_feedback",
        "{row}.registered_at IS NOT NULL",
        ("registered_at",),
        ("UPDATE",),
    ),
    Refusal(
        "feedback_received",
        "meetings_feedback",
        "{row}.received_at IS NOT NULL",
        ("received_at", "received_by_id"),
        ("UPDATE",),
    ),
    Refusal(
        "minutes",
        "meetings_minutes",
        "{row}.approved_at IS NOT NULL",
        (
            *(
                "meeting_id",
                "item_id",
                "version",
                "kind",
                "correction_note",
                "correction_why",
                "record",
                "sha256",
            ),
            *("sent_at", "sent_by_id", "approved_at", "approved_by_id", "corrected_at", "corrected_by_id"),
        ),
    ),
    # A version corrects one that is approved.
    Refusal(
        "minutes_corrected",
        "meetings_minutes",
        "{row}.version > 1 AND NOT EXISTS (SELECT 1 FROM meetings_minutes b"
        " WHERE b.meeting_id = {row}.meeting_id AND b.item_id IS NULL AND b.version = {row}.version - 1"
        " AND b.approved_at IS NOT NULL)",
        ("meeting_id", "version"),
        COMES,
    ),
    Refusal(
        "corrected_passage",
        "meetings_correctedpassage",
        "EXISTS (SELECT 1 FROM meetings_minutes m"
        " WHERE m.id = {row}.minutes_id AND m.approved_at IS NOT NULL)",
        events=ALWAYS,
    ),
    # Sealed minutes carry no dissent that nobody stands for.
    Refusal(
        "minutes_unclaimed",
        "meetings_minutes",
        "{row}.approved_at IS NOT NULL AND EXISTS (SELECT 1 FROM meetings_dissentingopinion d"  # noqa: S608
        f" JOIN meetings_agendaitem x ON x.id = d.item_id WHERE {TOLD_IN.format(row='{row}', item='x')}"
        f" AND d.withdrawn_at IS NULL AND {HAS_LEFT.format(row='d')})",
        ("approved_at",),
        COMES,
    ),
    # One § by itself: of an item of the meeting that has its outcome, and its § once anybody is asked.
    Refusal(
        "sheet",
        "meetings_minutes",
        "{row}.item_id IS NOT NULL AND {row}.stage <> 'withdrawn' AND NOT EXISTS"
        " (SELECT 1 FROM meetings_agendaitem i WHERE i.id = {row}.item_id"
        " AND i.meeting_id = {row}.meeting_id AND i.stage IN ('handled', 'postponed')"
        " AND ({row}.sent_at IS NULL OR i.paragraph IS NOT NULL))",
        ("item_id", "meeting_id", "stage", "sent_at"),
        COMES,
    ),
    Refusal(
        "sheet_item",
        "meetings_agendaitem",
        "EXISTS (SELECT 1 FROM meetings_minutes m WHERE m.item_id = {row}.id AND m.stage <> 'withdrawn'"
        " AND ({row}.stage NOT IN ('handled', 'postponed') OR m.meeting_id <> {row}.meeting_id"
        " OR m.sent_at IS NOT NULL AND {row}.paragraph IS NULL))",
        ("stage", "meeting_id", "paragraph"),
        COMES,
    ),
    # It goes ahead of the rest: neither is asked for while the other waits.
    Refusal(
        "sheet_after_the_whole",
        "meetings_minutes",
        "{row}.item_id IS NOT NULL AND {row}.stage IN ('draft', 'sent')"
        f" AND {SENT_MEETING.format(meeting='{row}.meeting_id')}",
        ("item_id", "meeting_id", "stage"),
        COMES,
    ),
    Refusal(
        "whole_before_the_sheets",
        "meetings_minutes",
        "{row}.item_id IS NULL AND {row}.sent_at IS NOT NULL AND EXISTS (SELECT 1 FROM meetings_minutes m"
        " WHERE m.meeting_id = {row}.meeting_id AND m.item_id IS NOT NULL AND m.stage IN ('draft', 'sent'))",
        ("item_id", "meeting_id", "sent_at"),
        COMES,
    ),
    Refusal(
        "sheet_carried",
        "meetings_minutes",
        {
            vendor: f"{{row}}.item_id IS NULL AND {{row}}.version = 1 AND {{row}}.approved_at IS NOT NULL"
            f" AND {missing}"
            for vendor, missing in SHEET_NOT_CARRIED.items()
        },
        ("record", "approved_at"),
        COMES,
    ),
    # Approval is given to what is there already: nothing comes approved.
    Refusal("minutes_added", "meetings_minutes", "{row}.approved_at IS NOT NULL", events=("INSERT",)),
    Refusal(
        "agenda_approval_added",
        "meetings_agendaapproval",
        "({row}.approved_at IS NOT NULL OR {row}.returned_at IS NOT NULL)",
        events=("INSERT",),
    ),
    Refusal(
        "minutes_published",
        "meetings_minutes",
        "{row}.published_at IS NOT NULL",
        ("published_at", "published_by_id", "is_masked", "open_record"),
    ),
    # What everyone reads is settled when it is published, never before or after.
    Refusal(
        "minutes_masked",
        "meetings_minutes",
        "{row}.is_masked AND {row}.published_at IS NULL",
        ("is_masked", "published_at"),
        COMES,
    ),
    Refusal(
        "minutes_approval",
        "meetings_minutesapproval",
        "EXISTS (SELECT 1 FROM meetings_minutes m"
        " WHERE m.id = {row}.minutes_id AND m.approved_at IS NOT NULL)",
        events=ALWAYS,
    ),
    # A wish stands as it was written, and so does its answer; sealed minutes leave none without.
    Refusal(
        "change_wish",
        "meetings_changewish",
        "EXISTS (SELECT 1 FROM meetings_minutes m"
        " WHERE m.id = {row}.minutes_id AND m.approved_at IS NOT NULL)",
        events=ALWAYS,
    ),
    Refusal(
        "change_wish_text",
        "meetings_changewish",
        columns=("minutes_id", "about", "anchor", "text", "wished_at", "wished_by_id"),
    ),
    Refusal(
        "change_wish_answer",
        "meetings_changewish",
        "{row}.answered_at IS NOT NULL",
        ("is_done", "answer", "answered_at", "answered_by_id"),
        ("UPDATE",),
    ),
    Refusal(
        "minutes_wishes",
        "meetings_minutes",
        "{row}.approved_at IS NOT NULL AND EXISTS (SELECT 1 FROM meetings_changewish w"
        " WHERE w.minutes_id = {row}.id AND w.answered_at IS NULL)",
        ("approved_at",),
        COMES,
    ),
    # Nobody is given the approval of another.
    Refusal(
        "approval_given",
        "meetings_minutesapproval",
        "{row}.approved_at IS NOT NULL",
        ("person_id", "instead_of_id"),
        ("UPDATE",),
    ),
    # What is recorded in approved minutes of the meeting, its items and those who were there.
    Refusal(
        "meeting",
        "meetings_meeting",
        APPROVED_MEETING.format(meeting="{row}.id"),
        (
            *("council_id", "date", "nth", "start_time", "end_date", "end_time", "format", "place"),
            *("chair_id", "secretary_id", "stage", "held_at", "held_by_id", "convened_at", "convened_by_id"),
        ),
    ),
    # What has been held was held on its day, whatever becomes of its minutes.
    Refusal(
        "meeting_held",
        "meetings_meeting",
        HELD_ALREADY,
        ("council_id", "date", "nth"),
        told="Mötet har hållits. Det som har hållits flyttas inte till en annan dag.",
    ),
    Refusal(
        "meeting_held_cancelled",
        "meetings_meeting",
        f"{{row}}.cancelled_at IS NOT NULL AND {HELD_ALREADY}",
        ("cancelled_at",),
        COMES,
        told="Mötet har hållits. Det ställs inte in.",
    ),
    Refusal("meeting_joint_with", "meetings_meeting_joint_with", IN_APPROVED_MEETING, events=ALWAYS),
    Refusal("meeting_approvers", "meetings_meeting_approvers", IN_APPROVED_MEETING, events=ALWAYS),
    Refusal("attendance", "meetings_attendance", IN_APPROVED_MEETING, events=ALWAYS),
    # A substitute speaks for the own organisation.
    Refusal(
        "attendance_serves_own",
        "meetings_attendance",
        "EXISTS (SELECT 1 FROM councils_seat f WHERE f.id = {row}.substitutes_for_id"
        " AND f.organisation_id <> {row}.organisation_id)",
        ("substitutes_for_id", "organisation_id"),
        COMES,
        told="En ersättare tjänstgör bara för den egna organisationen.",
    ),
    Refusal("formality", "meetings_formality", IN_APPROVED_MEETING, events=ALWAYS),
    Refusal("particulars", "meetings_particulars", IN_APPROVED_MEETING, events=ALWAYS),
    Refusal("adjournment", "meetings_adjournment", IN_APPROVED_MEETING, events=ALWAYS),
    Refusal("commitment", "meetings_commitment", APPROVED_ITEM, events=ALWAYS),
    Refusal("movement", "meetings_movement", APPROVED_ITEM, events=ALWAYS),
    Refusal("round", "meetings_roundanswer", APPROVED_ITEM, events=ALWAYS),
    # No position is adopted while an organisation dissents without its words.
    Refusal(
        "round_silent",
        "meetings_agendaitem",
        "{row}.outcome = 'adopted' AND EXISTS (SELECT 1 FROM meetings_roundanswer r"  # noqa: S608
        f" WHERE r.item_id = {{row}}.id AND {SILENT.format(answer='r')})",
        ("outcome",),
        COMES,
    ),
    Refusal(
        "round_said",
        "meetings_roundanswer",
        f"{SILENT.format(answer='{row}')} AND EXISTS (SELECT 1 FROM meetings_agendaitem i"  # noqa: S608
        " WHERE i.id = {row}.item_id AND i.outcome = 'adopted')",
        ("status", "item_id", "organisation_id"),
        COMES,
    ),
    Refusal(
        "minutes_silent",
        "meetings_minutes",
        "{row}.approved_at IS NOT NULL AND EXISTS (SELECT 1 FROM meetings_roundanswer r"  # noqa: S608
        " JOIN meetings_agendaitem i ON i.id = r.item_id AND i.outcome = 'adopted'"
        f" WHERE {TOLD_IN.format(row='{row}', item='i')} AND {SILENT.format(answer='r')})",
        ("approved_at",),
        COMES,
    ),
    # Only who was called out and there comes late, leaves or has a conflict of interest, at the same meeting.
    Refusal(
        "movement_there",
        "meetings_movement",
        "NOT EXISTS (SELECT 1 FROM meetings_attendance t JOIN meetings_agendaitem i"  # noqa: S608
        " ON i.meeting_id = t.meeting_id WHERE t.id = {row}.attendance_id AND i.id = {row}.item_id"
        f" AND t.status IN ({quoted(Attendance.THERE)}))",
        ("attendance_id", "item_id"),
        COMES,
    ),
    Refusal(
        "attendance_moved",
        "meetings_attendance",
        f"{{row}}.status NOT IN ({quoted(Attendance.THERE)}) AND EXISTS"  # noqa: S608
        " (SELECT 1 FROM meetings_movement v WHERE v.attendance_id = {row}.id)",
        ("status",),
        COMES,
    ),
    Refusal("given_numbers", "meetings_givennumbers", IN_APPROVED_MEETING, events=ALWAYS),
    Refusal(
        "lift",
        "meetings_lift",
        f"{{row}}.stage = '{AgendaItem.Stage.ON_AGENDA}' AND {IN_APPROVED_MEETING}",
        events=ALWAYS,
    ),
    # What a cancelled meeting had on its agenda leads somewhere else.
    Refusal(
        "item_of_cancelled",
        "meetings_agendaitem",
        f"{{row}}.stage IN ({quoted(AgendaItem.WAITS)}) AND EXISTS (SELECT 1 FROM meetings_meeting m"  # noqa: S608
        " WHERE m.id = {row}.meeting_id AND m.cancelled_at IS NOT NULL)",
        ("meeting_id", "stage"),
        COMES,
    ),
    Refusal(
        "meeting_cancelled",
        "meetings_meeting",
        "{row}.cancelled_at IS NOT NULL AND EXISTS (SELECT 1 FROM meetings_agendaitem i"  # noqa: S608
        f" WHERE i.meeting_id = {{row}}.id AND i.stage IN ({quoted(AgendaItem.WAITS)}))",
        ("cancelled_at",),
        COMES,
    ),
    Refusal(
        "item",
        "meetings_agendaitem",
        ITEM_STANDS,
        (
            *("council_id", "meeting_id", "number", "late_at", "stage", "paragraph"),
            *("stage_at", "stage_by_id"),
            *(field.column for field in AgendaItem._meta.concrete_fields if field.name in TEXTS),
            *("outcome", "discussion", "minutes_note", "further_handling", "sent_to"),
        ),
        ALWAYS,
    ),
    Refusal("item_order", "meetings_agendaitem", ITEM_STANDS_THERE, ("order",)),
    *(
        Refusal(f"item_{field.name}", field.m2m_db_table(), OF_STANDING_ITEM, events=ALWAYS)
        for field in AgendaItem._meta.many_to_many
        if field.name in TEXTS
    ),
    Refusal(
        "item_paragraph",
        "meetings_agendaitem",
        PARAGRAPH_TAKEN.format(but_item=BUT_ITSELF.format(table="i"), but_formality=""),
        ("paragraph", "meeting_id"),
        COMES,
    ),
    Refusal(
        "formality_paragraph",
        "meetings_formality",
        PARAGRAPH_TAKEN.format(but_item="", but_formality=BUT_ITSELF.format(table="f")),
        ("paragraph", "meeting_id"),
        COMES,
    ),
    Refusal(
        "agenda_approval",
        "meetings_agendaapproval",
        "({row}.approved_at IS NOT NULL OR {row}.returned_at IS NOT NULL)",
    ),
    Refusal(
        "document",
        "meetings_document",
        f"({IN_APPROVED_MEETING} AND NOT {ON_ITS_WAY} OR {APPROVED_SHEET.format(item='{row}.item_id')})",
        (
            *("meeting_id", "item_id", "kind", "title", "file", "name", "size", "version", "replaces_id"),
            *("added_at", "added_by_id"),
        ),
    ),
    Refusal(
        "document_copy",
        "meetings_document",
        f"{{row}}.copy_stage = 'made' AND {{row}}.counted >= {Document.COUNTING}",
        ("file", "carried", "copy_stage", "copy", "copy_size"),
        ("UPDATE",),
    ),
    Refusal("agenda_version", "meetings_agendaversion"),
    Refusal(
        "record_kept",
        "meetings_minutes",
        {
            vendor: f"{{row}}.approved_at IS NOT NULL AND ({has_list(vendor, 'record', 'sections', 1)}"  # noqa: S608
            " IS NOT TRUE OR EXISTS (SELECT 1 FROM meetings_position p"
            f" JOIN meetings_agendaitem i ON i.id = p.item_id WHERE {TOLD_IN.format(row='{row}', item='i')}"
            f" AND {kept.format(row='p')} IS NOT TRUE))"
            for vendor, kept in GOALS_KEPT.items()
        },
        ("record", "approved_at"),
        COMES,
    ),
    Refusal(
        "agenda_kept",
        "meetings_agendaversion",
        {vendor: f"{has_list(vendor, 'content', 'items', 0)} IS NOT TRUE" for vendor in HAS_LIST},
        ("content",),
        COMES,
    ),
    Refusal(
        "approved_agenda_kept",
        "meetings_agendaapproval",
        {
            vendor: "{row}.approved_at IS NOT NULL AND"
            f" {has_list(vendor, 'content', 'items', 1)} IS NOT TRUE"
            for vendor in HAS_LIST
        },
        ("content", "approved_at"),
        COMES,
    ),
)
