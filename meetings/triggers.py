"""What the database itself refuses to change, whoever asks and however it is done.

Minutes are approved once; from then on their record, their bytes and the dissent in them stand for ever.
Dissent comes only from those who take position at the meeting, a substitute who serves included, and its
words are never edited. Journal entries are only added. Django rebuilds whole tables on SQLite and drops their
triggers with them, so the triggers are installed anew after every migrate (`post_migrate`) rather than by
one migration.
"""

from dataclasses import dataclass

from django.db import connections

from councils.capacity import TAKES_POSITION, Capacity
from meetings.models import AgendaItem, SummonsAnswer


@dataclass(frozen=True)
class Refusal:
    """The database refuses `events` on rows of `table` for which `when` holds.

    `when` is SQL that both engines understand, with {row} for the row: as it was before an update or a
    delete, as it is to be on an insert. `columns` narrows an update to those columns.
    """

    name: str
    table: str
    when: str = "1 = 1"
    columns: tuple = ()
    events: tuple = ("UPDATE", "DELETE")


def _quoted(values):
    return ", ".join(f"'{value}'" for value in values)


APPROVED_MEETING = (
    "EXISTS (SELECT 1 FROM meetings_minutes m WHERE m.meeting_id = {meeting} AND m.approved_at IS NOT NULL)"
)
# A matter that never was on the agenda is in no minutes, and takes its documents along to another meeting.
ON_ITS_WAY = (
    "EXISTS (SELECT 1 FROM meetings_agendaitem i "  # noqa: S608  our own constants
    f"WHERE i.id = {{row}}.item_id AND i.stage IN ({_quoted(AgendaItem.DRAFTED)}))"
)
OF_ITEM = "(SELECT i.meeting_id FROM meetings_agendaitem i WHERE i.id = {row}.item_id)"

# Who takes position at a meeting m from a seat s: the rule of `Meeting.taking_position`.
MEETS = (
    "({seat}.council_id = m.council_id OR EXISTS (SELECT 1 FROM meetings_meeting_joint_with j"
    " WHERE j.meeting_id = m.id AND j.council_id = {seat}.council_id))"
)
ATTENDS_FOR = (
    "EXISTS (SELECT 1 FROM meetings_attendance t JOIN councils_seat f ON f.id = t.substitutes_for_id"
    " WHERE t.meeting_id = m.id AND t.person_id = {row}.person_id AND f.organisation_id = s.organisation_id)"
)
IS_SENT_BY = (
    "EXISTS (SELECT 1 FROM meetings_summonsanswer a"  # noqa: S608  our own constants
    " JOIN councils_appointment h ON h.person_id = a.person_id AND h.begins <= m.date"
    " AND (h.ends IS NULL OR h.ends >= m.date)"
    " JOIN councils_seat f ON f.id = h.seat_id AND f.organisation_id = s.organisation_id"
    f" WHERE a.meeting_id = m.id AND a.substitute_id = {{row}}.person_id AND {MEETS.format(seat='f')}"
    " AND NOT EXISTS (SELECT 1 FROM meetings_summonsanswer n WHERE n.meeting_id = m.id"
    f" AND n.person_id = a.substitute_id AND n.answer NOT IN ({_quoted(SummonsAnswer.COMING)})))"
)
IS_LISTED = "EXISTS (SELECT 1 FROM meetings_attendance t WHERE t.meeting_id = m.id)"
TAKES_NO_POSITION = (
    f"NOT EXISTS (SELECT 1 FROM councils_seat s JOIN meetings_meeting m ON m.id = {OF_ITEM}"  # noqa: S608
    f" WHERE s.id = {{row}}.seat_id AND s.capacity IN ({_quoted(TAKES_POSITION)})"
    f" AND {MEETS.format(seat='s')} AND (s.capacity <> '{Capacity.SUBSTITUTE}'"
    f" OR {ATTENDS_FOR} OR (NOT {IS_LISTED} AND {IS_SENT_BY})))"
)

RULES = (
    Refusal("journal", "councils_journalentry"),
    Refusal("sealed_file", "meetings_sealedfile"),
    Refusal(
        "minutes",
        "meetings_minutes",
        "{row}.approved_at IS NOT NULL",
        ("meeting_id", "version", "kind", "record", "sha256", "approved_at", "approved_by_id"),
    ),
    Refusal(
        "dissent",
        "meetings_dissentingopinion",
        APPROVED_MEETING.format(meeting=OF_ITEM),
        events=("INSERT", "UPDATE", "DELETE"),
    ),
    Refusal(
        "agenda_approval",
        "meetings_agendaapproval",
        "({row}.approved_at IS NOT NULL OR {row}.returned_at IS NOT NULL)",
    ),
    Refusal(
        "document",
        "meetings_document",
        APPROVED_MEETING.format(meeting="{row}.meeting_id") + f" AND NOT {ON_ITS_WAY}",
        ("meeting_id", "item_id", "kind", "title", "file", "name", "size", "version", "replaces_id"),
    ),
    Refusal("agenda_version", "meetings_agendaversion"),
    Refusal("dissent_seat", "meetings_dissentingopinion", TAKES_NO_POSITION, events=("INSERT",)),
    Refusal(
        "dissent_moved", "meetings_dissentingopinion", columns=("seat_id", "item_id", "person_id", "text")
    ),
    Refusal(
        "position",
        "meetings_position",
        "{row}.published_at IS NOT NULL",
        ("item_id", "council_id", "year", "number", "slug", "text", "goals", "adopted_on", "published_at"),
    ),
)


def install(using="default", **kwargs):
    """Install all triggers. Harmless to run again."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for rule in RULES:
            if rule.table in tables:
                for statement in statements(rule, connection.vendor):
                    cursor.execute(statement)


def uninstall(using="default"):
    """Remove the triggers: only for emptying a test database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for rule in RULES:
            for event in rule.events:
                name = f"frozen_{rule.name}_{event.lower()}"
                on = "" if connection.vendor == "sqlite" else f" ON {rule.table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def statements(rule, vendor):
    """The SQL that refuses; on PostgreSQL a function and a trigger for each event, on SQLite a trigger."""
    for event in rule.events:
        row = "NEW" if event == "INSERT" else "OLD"
        name = f"frozen_{rule.name}_{event.lower()}"
        when = rule.when.format(row=row)
        of = f"{event} OF {', '.join(rule.columns)}" if event == "UPDATE" and rule.columns else event
        message = f"{rule.table} is frozen"
        if vendor == "sqlite":
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {of} ON {rule.table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        else:
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {when} THEN RAISE EXCEPTION '{message}' "
                f"USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$"
            )
            yield f"DROP TRIGGER IF EXISTS {name} ON {rule.table}"
            yield f"CREATE TRIGGER {name} BEFORE {of} ON {rule.table} FOR EACH ROW EXECUTE FUNCTION {name}()"
