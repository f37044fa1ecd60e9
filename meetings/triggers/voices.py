"""What organisations and people say: dissent, answers to the summons, stances."""

from meetings.triggers.fragments import (
    APPROVED_ITEM,
    HAS_LEFT,
    IN_FORCE,
    MEETS,
    PUBLISHED_POSITION,
    RETOLD_ITEM,
    SENT_ITEM,
    SENT_MEETING,
    SPEAKS_NOT,
    TAKES_NO_POSITION,
    UNDONE_ITEM,
)
from meetings.triggers.refusal import ALWAYS, COMES, Refusal

RULES = (
    Refusal(
        "dissent",
        "meetings_dissentingopinion",
        f"({APPROVED_ITEM} OR {PUBLISHED_POSITION.format(item='{row}.item_id')} AND NOT {UNDONE_ITEM})",
        events=ALWAYS,
    ),
    # A dissenting opinion is that of the organisation of its seat.
    Refusal(
        "seat",
        "councils_seat",
        "(EXISTS (SELECT 1 FROM meetings_dissentingopinion d WHERE d.seat_id = {row}.id)"
        " OR EXISTS (SELECT 1 FROM meetings_statement t WHERE t.seat_id = {row}.id))",
        ("council_id", "organisation_id", "capacity", "side"),
    ),
    Refusal(
        "dissent_seat",
        "meetings_dissentingopinion",
        f"{{row}}.retold_for_id IS NULL AND {TAKES_NO_POSITION}",
        events=("INSERT",),
    ),
    # Without a seat only at a meeting that is retold.
    Refusal(
        "dissent_retold",
        "meetings_dissentingopinion",
        f"{{row}}.retold_for_id IS NOT NULL AND NOT {RETOLD_ITEM}",
        ("item_id", "retold_for_id"),
        COMES,
    ),
    Refusal(
        "dissent_moved",
        "meetings_dissentingopinion",
        f"NOT {UNDONE_ITEM}",
        columns=(
            "seat_id",
            "retold_for_id",
            "item_id",
            "person_id",
            "text",
            "lodged_at",
            "lodged_by_id",
            "taken_over_from_id",
            "joins_id",
        ),
    ),
    # Until the minutes are sent, where the council has not said otherwise. What is taken
    # over was there before.
    Refusal(
        "dissent_late",
        "meetings_dissentingopinion",
        f"{{row}}.taken_over_from_id IS NULL AND {SENT_ITEM}"  # noqa: S608
        " AND EXISTS (SELECT 1 FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id"
        " JOIN councils_council c ON c.id = m.council_id WHERE i.id = {row}.item_id"
        " AND NOT c.dissent_until_approval)",
        events=("INSERT",),
    ),
    # Whoever joins a dissent joins one that stands, on the same item, and says the very same; of another
    # organisation, or of the other side of the own.
    Refusal(
        "dissent_joins",
        "meetings_dissentingopinion",
        "{row}.joins_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM meetings_dissentingopinion d"
        " JOIN councils_seat f ON f.id = d.seat_id JOIN councils_seat s ON s.id = {row}.seat_id"
        " WHERE d.id = {row}.joins_id AND d.item_id = {row}.item_id AND d.text = {row}.text"
        " AND d.withdrawn_at IS NULL AND d.joins_id IS NULL AND (f.organisation_id <> s.organisation_id"
        " OR f.side <> s.side AND f.side <> 'none' AND s.side <> 'none'))",
        events=("INSERT",),
    ),
    # Only what somebody else typed in for its author is taken back by another, until the minutes are sent;
    # and whoever has the seat on the day decides on what was left there.
    Refusal(
        "dissent_withdrawn",
        "meetings_dissentingopinion",
        "{row}.withdrawn_by_id <> {row}.person_id"
        f" AND ({{row}}.lodged_by_id = {{row}}.person_id OR {SENT_ITEM})"
        f" AND NOT {HAS_LEFT}",
        ("withdrawn_at", "withdrawn_by_id"),
        COMES,
    ),
    # A note to the minutes: of one who may speak at the meeting, and its author's alone.
    Refusal("statement", "meetings_statement", APPROVED_ITEM, events=ALWAYS),
    Refusal("statement_seat", "meetings_statement", SPEAKS_NOT, events=("INSERT",)),
    Refusal(
        "statement_moved",
        "meetings_statement",
        columns=("item_id", "seat_id", "person_id", "text", "lodged_at", "lodged_by_id"),
    ),
    Refusal(
        "statement_withdrawn",
        "meetings_statement",
        "{row}.withdrawn_by_id <> {row}.person_id"
        f" AND ({{row}}.lodged_by_id = {{row}}.person_id OR {SENT_ITEM})",
        ("withdrawn_at", "withdrawn_by_id"),
        COMES,
    ),
    # A summons is answered for an organisation by those who have a seat of its on the day.
    Refusal(
        "answer_seat",
        "meetings_summonsanswer",
        "NOT EXISTS (SELECT 1 FROM meetings_meeting m JOIN councils_appointment h"  # noqa: S608
        f" ON h.person_id = {{row}}.person_id AND {IN_FORCE.format(held='h')}"
        " JOIN councils_seat f ON f.id = h.seat_id AND f.organisation_id = {row}.organisation_id"
        f" WHERE m.id = {{row}}.meeting_id AND {MEETS.format(seat='f')})",
        ("meeting_id", "person_id", "organisation_id"),
        COMES,
    ),
    # What was said before the meeting stands from the sending of its minutes on; a note is only erased.
    Refusal(
        "answer",
        "meetings_summonsanswer",
        SENT_MEETING.format(meeting="{row}.meeting_id"),
        ("meeting_id", "person_id", "organisation_id", "answer", "substitute_id", "noted_by_id"),
    ),
    Refusal(
        "answer_note",
        "meetings_summonsanswer",
        f"{{row}}.note <> '' AND {SENT_MEETING.format(meeting='{row}.meeting_id')}",
        ("note",),
        COMES,
    ),
    Refusal(
        "stance",
        "meetings_stance",
        SENT_ITEM,
        (
            *("item_id", "organisation_id", "status", "body", "held_on", "note", "dissent_text"),
            *("on_behalf", "recorded_by_id", "recorded_at"),
        ),
    ),
    Refusal(
        "stance_confirmed",
        "meetings_stance",
        APPROVED_ITEM,
        ("seat_id", "confirmed_at", "confirmed_by_id"),
        ("UPDATE",),
    ),
    # What an organisation thought is told beside its position, once that is everyone's.
    Refusal(
        "stance_published",
        "meetings_stance",
        f"{{row}}.published_at IS NOT NULL AND NOT {PUBLISHED_POSITION.format(item='{row}.item_id')}",
        ("published_at", "item_id"),
        COMES,
    ),
    # What a person has answered and an organisation has said itself is not written over for them.
    Refusal(
        "answer_own", "meetings_summonsanswer", "{row}.noted_by_id IS NULL", ("noted_by_id",), ("UPDATE",)
    ),
    Refusal("stance_own", "meetings_stance", "NOT {row}.on_behalf", ("on_behalf",), ("UPDATE",)),
)
