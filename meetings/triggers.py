"""What the database itself refuses to change, whoever asks and however it is done.

Minutes are approved once; from then on their record, their bytes, the dissent in them and what they tell of
the meeting stand for ever. A position stands from then on too, and is never taken back once it is published.
Dissent comes only on a position, from those who hold the seat on the day of the meeting and take position
there, a substitute who serves included and not the one who is replaced, and its words are never edited.
A summons is answered by those who have a seat for the organisation that day.
What its author lodged, a person answered or an organisation said itself is neither taken back nor written
over for them. No § stands twice in a series, and no field for one line holds two. Journal entries are only
added. Django rebuilds whole tables on SQLite and drops their triggers with them, so the triggers are laid
anew after every migrate (`post_migrate`) rather than by one migration.

There are ways round a trigger on updates and deletes. SQLite's `INSERT OR REPLACE` removes the row that has
the same key, and tells no trigger of it unless the connection has asked for that; PostgreSQL's `TRUNCATE`
empties a table without touching its rows. Both are refused where they would remove what is frozen."""

from dataclasses import dataclass

from django.apps import apps
from django.db import connections, transaction
from django.db.models import CharField, UniqueConstraint

from councils.capacity import TAKES_POSITION, Capacity
from meetings.models import AgendaItem, SummonsAnswer


@dataclass(frozen=True)
class Refusal:
    """The database refuses `events` on rows of `table` for which `when` holds.

    `when` is SQL that both engines understand, or that of each, with {row} for the row: as it stood before
    an update or a removal, as it is to be on an insert. Where an insert is refused, so is an update that
    leads there. What may not be removed stands: an update that leads away is refused too, and it is neither
    replaced nor truncated. Where removal is let through, `when` is what must never come to be: a row that is
    so all the same, from before the rule, may be put right. `columns` narrows an update to changes of those
    columns, and of the key.
    """

    name: str
    table: str
    when: str | dict = "1 = 1"
    columns: tuple = ()
    events: tuple = ("UPDATE", "DELETE")


def _quoted(values):
    return ", ".join(f"'{value}'" for value in values)


APPROVED_MEETING = (
    "EXISTS (SELECT 1 FROM meetings_minutes m WHERE m.meeting_id = {meeting} AND m.approved_at IS NOT NULL)"
)
SENT_MEETING = (
    "EXISTS (SELECT 1 FROM meetings_minutes m WHERE m.meeting_id = {meeting} AND m.sent_at IS NOT NULL)"
)
# A matter that never was on the agenda is in no minutes, and takes its documents along to another meeting.
ON_ITS_WAY = (
    "EXISTS (SELECT 1 FROM meetings_agendaitem i "  # noqa: S608  our own constants
    f"WHERE i.id = {{row}}.item_id AND i.stage IN ({_quoted(AgendaItem.DRAFTED)}))"
)
OF_ITEM = "(SELECT i.meeting_id FROM meetings_agendaitem i WHERE i.id = {row}.item_id)"
PUBLISHED_POSITION = (
    "EXISTS (SELECT 1 FROM meetings_position p WHERE p.item_id = {item} AND p.published_at IS NOT NULL)"
)
# An item that the minutes tell of, or whose position everyone may read.
ITEM_STANDS = (
    f"({PUBLISHED_POSITION.format(item='{row}.id')} OR {{row}}.stage IN ({_quoted(AgendaItem.ON_AN_AGENDA)})"
    f" AND {APPROVED_MEETING.format(meeting='{row}.meeting_id')})"
)
OF_STANDING_ITEM = (
    "EXISTS (SELECT 1 FROM meetings_agendaitem i"  # noqa: S608  our own constants
    f" WHERE i.id = {{row}}.agendaitem_id AND {ITEM_STANDS.format(row='i')})"
)
IN_APPROVED_MEETING = APPROVED_MEETING.format(meeting="{row}.meeting_id")
SLUGGED = (
    *("councils_organisation", "councils_council"),
    *("strategy_strategy", "strategy_goal", "strategy_focusarea"),
)
# Where it is said that something serves a goal: the table, and its column.
GOAL_PLACES = (
    ("meetings_agendaitem", "primary_goal_id"),
    ("meetings_agendaitem_goals", "goal_id"),
    ("meetings_recurringitem", "primary_goal_id"),
    ("strategy_focusareagoal", "goal_id"),
)
# What a matter serves is a goal of the region's own: those of others are shown for comparison.
OF_ANOTHER_REGION = (
    "EXISTS (SELECT 1 FROM strategy_goal g JOIN strategy_strategy y ON y.id = g.strategy_id"
    " WHERE g.id = {{row}}.{goal} AND NOT y.is_own)"
)
SERVED = "({})".format(
    " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} u WHERE u.{goal} = {{goal}})"  # noqa: S608  our own constants
        for table, goal in GOAL_PLACES
    )
)
IS_UNDER = "substr({below}.code, 1, length({above}.code) + 1) = {above}.code || '.'"
# What is kept as JSON is read long afterwards, by those who cannot mend it: the list under `at` in a column,
# and the goals that a position serves in the words of its day. Each engine has its own words for JSON; a text
# that is no JSON at all is refused by a constraint of Django's on SQLite, and by the type on PostgreSQL.
WORDED = ("code", "title", "slug", "strategy")
HAS_LIST = {
    "sqlite": "(json_type({column}, '$.{at}') = 'array'"
    " AND json_array_length({column}, '$.{at}') >= {least})",
    "postgresql": "(CASE WHEN jsonb_typeof({column} -> '{at}') = 'array'"
    " THEN jsonb_array_length({column} -> '{at}') >= {least} END)",
}
_ON_SQLITE = " AND ".join(
    f"json_type({{row}}.goals, g.fullkey || '.{key}') = 'text'"
    f" AND trim(json_extract({{row}}.goals, g.fullkey || '.{key}')) <> ''"
    for key in WORDED
)
_ON_POSTGRESQL = " AND ".join(
    f"jsonb_typeof(g.value -> '{key}') = 'string' AND trim(g.value ->> '{key}') <> ''" for key in WORDED
)
GOALS_KEPT = {
    "sqlite": "(json_type({row}.goals) = 'array' AND NOT EXISTS (SELECT 1 FROM json_each({row}.goals) g"  # noqa: S608
    f" WHERE ({_ON_SQLITE} AND json_type({{row}}.goals, g.fullkey || '.primary')"
    " IN ('true', 'false')) IS NOT TRUE)"
    " AND (SELECT count(*) FROM json_each({row}.goals) g"
    " WHERE json_type({row}.goals, g.fullkey || '.primary') = 'true') = 1)",
    "postgresql": "(CASE WHEN jsonb_typeof({row}.goals) = 'array' THEN NOT EXISTS"  # noqa: S608
    " (SELECT 1 FROM jsonb_array_elements({row}.goals) g(value)"
    f" WHERE ({_ON_POSTGRESQL} AND jsonb_typeof(g.value -> 'primary') = 'boolean') IS NOT TRUE)"
    " AND (SELECT count(*) FROM jsonb_array_elements({row}.goals) g(value)"
    " WHERE g.value -> 'primary' = 'true'::jsonb) = 1 END)",
}


def _has_list(vendor, column, at, least):
    return HAS_LIST[vendor].format(column=f"{{row}}.{column}", at=at, least=least)


TEXTS = {field.name for field in AgendaItem.FIELDS}
OURS = ("councils", "strategy", "meetings")
ALWAYS = ("INSERT", "UPDATE", "DELETE")
COMES = ("INSERT", "UPDATE")

# Who takes position at a meeting m from a seat s: the rule of `Meeting.taking_position`.
MEETS = (
    "({seat}.council_id = m.council_id OR EXISTS (SELECT 1 FROM meetings_meeting_joint_with j"
    " WHERE j.meeting_id = m.id AND j.council_id = {seat}.council_id))"
)
IN_FORCE = "{held}.begins <= m.date AND ({held}.ends IS NULL OR {held}.ends >= m.date)"
HOLDS = (
    "EXISTS (SELECT 1 FROM councils_appointment o WHERE o.seat_id = s.id AND o.person_id = {row}.person_id"  # noqa: S608
    f" AND {IN_FORCE.format(held='o')})"
)
ATTENDS_FOR = (
    "EXISTS (SELECT 1 FROM meetings_attendance t JOIN councils_seat f ON f.id = t.substitutes_for_id"
    " WHERE t.meeting_id = m.id AND t.person_id = {row}.person_id AND f.organisation_id = s.organisation_id)"
)
IS_ATTENDED_FOR = (
    "EXISTS (SELECT 1 FROM meetings_attendance t JOIN councils_seat f ON f.id = t.substitutes_for_id"  # noqa: S608
    " JOIN councils_appointment h ON h.seat_id = f.id WHERE t.meeting_id = m.id"
    f" AND h.person_id = {{row}}.person_id AND {IN_FORCE.format(held='h')}"
    " AND f.organisation_id = s.organisation_id)"
)
# The answer a stands, with a seat f held by h on the day: by the one who answered, or by the substitute.
SENDS = (
    "EXISTS (SELECT 1 FROM meetings_summonsanswer a JOIN councils_appointment h ON h.person_id = a.{holder}"  # noqa: S608
    f" AND {IN_FORCE.format(held='h')}"
    " JOIN councils_seat f ON f.id = h.seat_id AND f.organisation_id = s.organisation_id"
    " WHERE a.meeting_id = m.id AND a.organisation_id = s.organisation_id"
    f" AND a.{{other}} = {{{{row}}}}.person_id AND {MEETS.format(seat='f')}{{only}}"
    " AND NOT EXISTS (SELECT 1 FROM meetings_summonsanswer n WHERE n.meeting_id = m.id"
    " AND n.organisation_id = a.organisation_id"
    f" AND n.person_id = a.substitute_id AND n.answer NOT IN ({_quoted(SummonsAnswer.COMING)})))"
)
IS_SENT_BY = SENDS.format(holder="person_id", other="substitute_id", only="")
SENDS_ANOTHER = SENDS.format(
    holder="substitute_id", other="person_id", only=f" AND f.capacity = '{Capacity.SUBSTITUTE}'"
)
IS_LISTED = "EXISTS (SELECT 1 FROM meetings_attendance t WHERE t.meeting_id = m.id)"
TAKES_NO_POSITION = (
    "NOT EXISTS (SELECT 1 FROM councils_seat s"  # noqa: S608
    f" JOIN meetings_agendaitem i ON i.id = {{row}}.item_id AND i.type = '{AgendaItem.Type.POSITION}'"
    " JOIN meetings_meeting m ON m.id = i.meeting_id"
    f" WHERE s.id = {{row}}.seat_id AND s.capacity IN ({_quoted(TAKES_POSITION)})"
    f" AND {MEETS.format(seat='s')} AND {HOLDS} AND (s.capacity <> '{Capacity.SUBSTITUTE}'"
    f" OR {ATTENDS_FOR} OR (NOT {IS_LISTED} AND {IS_SENT_BY}))"
    f" AND NOT ({IS_ATTENDED_FOR} OR (NOT {IS_LISTED} AND {SENDS_ANOTHER})))"
)

# The author of the dissent does not take position for the organisation on the day of the meeting.
HAS_LEFT = (
    "NOT EXISTS (SELECT 1 FROM councils_appointment a JOIN councils_seat s ON s.id = a.seat_id"  # noqa: S608
    " JOIN councils_seat own ON own.id = {row}.seat_id JOIN meetings_agendaitem i ON i.id = {row}.item_id"
    " JOIN meetings_meeting m ON m.id = i.meeting_id WHERE a.person_id = {row}.person_id"
    " AND s.council_id = own.council_id AND s.organisation_id = own.organisation_id"
    f" AND s.capacity IN ({_quoted(TAKES_POSITION)}) AND {IN_FORCE.format(held='a')})"
)

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
# Not yet known before an insert on SQLite.
BUT_ITSELF = " AND {table}.id <> COALESCE({{row}}.id, 0)"


def _one_lined():
    """A field for one line holds no line break, whoever wrote it and however."""
    breaks = ("\n", "\r")
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        columns = [
            field.column
            for field in model._meta.concrete_fields
            if isinstance(field, CharField) and not field.choices
        ]
        if columns:
            when = [f"{{row}}.\"{column}\" LIKE '%{each}%'" for column in columns for each in breaks]
            events = ("INSERT", "UPDATE")
            table = model._meta.db_table
            yield Refusal(
                f"line_{table}", table, f"({' OR '.join(when)})", tuple(columns), events
            )


RULES = (
    Refusal("journal", "councils_journalentry"),
    Refusal("journal_anchor", "councils_journalanchor"),
    Refusal("sealed_file", "meetings_sealedfile"),
    Refusal(
        "minutes",
        "meetings_minutes",
        "{row}.approved_at IS NOT NULL",
        (
            *("meeting_id", "version", "kind", "correction_note", "record", "sha256"),
            *("sent_at", "sent_by_id", "approved_at", "approved_by_id"),
        ),
    ),
    # Sealed minutes carry no dissent that nobody stands for.
    Refusal(
        "minutes_unclaimed",
        "meetings_minutes",
        "{row}.approved_at IS NOT NULL AND EXISTS (SELECT 1 FROM meetings_dissentingopinion d"  # noqa: S608
        " JOIN meetings_agendaitem x ON x.id = d.item_id WHERE x.meeting_id = {row}.meeting_id"
        f" AND d.withdrawn_at IS NULL AND {HAS_LEFT.format(row='d')})",
        ("approved_at",),
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
        ("published_at", "published_by_id"),
    ),
    Refusal(
        "minutes_approval",
        "meetings_minutesapproval",
        "EXISTS (SELECT 1 FROM meetings_minutes m"
        " WHERE m.id = {row}.minutes_id AND m.approved_at IS NOT NULL)",
        events=ALWAYS,
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
    Refusal("meeting_joint_with", "meetings_meeting_joint_with", IN_APPROVED_MEETING, events=ALWAYS),
    Refusal("meeting_approvers", "meetings_meeting_approvers", IN_APPROVED_MEETING, events=ALWAYS),
    Refusal("attendance", "meetings_attendance", IN_APPROVED_MEETING, events=ALWAYS),
    Refusal("formality", "meetings_formality", IN_APPROVED_MEETING, events=ALWAYS),
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
        f"{{row}}.stage IN ({_quoted(AgendaItem.WAITS)}) AND EXISTS (SELECT 1 FROM meetings_meeting m"  # noqa: S608
        " WHERE m.id = {row}.meeting_id AND m.cancelled_at IS NOT NULL)",
        ("meeting_id", "stage"),
        COMES,
    ),
    Refusal(
        "meeting_cancelled",
        "meetings_meeting",
        "{row}.cancelled_at IS NOT NULL AND EXISTS (SELECT 1 FROM meetings_agendaitem i"  # noqa: S608
        f" WHERE i.meeting_id = {{row}}.id AND i.stage IN ({_quoted(AgendaItem.WAITS)}))",
        ("cancelled_at",),
        COMES,
    ),
    Refusal(
        "item",
        "meetings_agendaitem",
        ITEM_STANDS,
        (
            *("council_id", "meeting_id", "number", "order", "late_at", "stage", "paragraph"),
            *("stage_at", "stage_by_id"),
            *(field.column for field in AgendaItem._meta.concrete_fields if field.name in TEXTS),
            *("outcome", "discussion", "minutes_note", "further_handling"),
        ),
        ALWAYS,
    ),
    *(
        Refusal(f"item_{field.name}", field.m2m_db_table(), OF_STANDING_ITEM, events=ALWAYS)
        for field in AgendaItem._meta.many_to_many
        if field.name in TEXTS
    ),
    Refusal(
        "dissent",
        "meetings_dissentingopinion",
        f"({APPROVED_MEETING.format(meeting=OF_ITEM)} OR {PUBLISHED_POSITION.format(item='{row}.item_id')})",
        events=ALWAYS,
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
    # A dissenting opinion is that of the organisation of its seat.
    Refusal(
        "seat",
        "councils_seat",
        "EXISTS (SELECT 1 FROM meetings_dissentingopinion d WHERE d.seat_id = {row}.id)",
        ("council_id", "organisation_id", "capacity", "side"),
    ),
    Refusal(
        "agenda_approval",
        "meetings_agendaapproval",
        "({row}.approved_at IS NOT NULL OR {row}.returned_at IS NOT NULL)",
    ),
    Refusal(
        "document",
        "meetings_document",
        f"{IN_APPROVED_MEETING} AND NOT {ON_ITS_WAY}",
        (
            *("meeting_id", "item_id", "kind", "title", "file", "name", "size", "version", "replaces_id"),
            *("added_at", "added_by_id"),
        ),
    ),
    Refusal("agenda_version", "meetings_agendaversion"),
    Refusal("dissent_seat", "meetings_dissentingopinion", TAKES_NO_POSITION, events=("INSERT",)),
    Refusal(
        "dissent_moved",
        "meetings_dissentingopinion",
        columns=(
            "seat_id",
            "item_id",
            "person_id",
            "text",
            "lodged_at",
            "lodged_by_id",
            "taken_over_from_id",
        ),
    ),
    # Only what somebody else typed in for its author is taken back by another, until the minutes are sent;
    # and whoever has the seat on the day decides on what was left there.
    Refusal(
        "dissent_withdrawn",
        "meetings_dissentingopinion",
        "{row}.withdrawn_by_id <> {row}.person_id"
        f" AND ({{row}}.lodged_by_id = {{row}}.person_id OR {SENT_MEETING.format(meeting=OF_ITEM)})"
        f" AND NOT {HAS_LEFT}",
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
    # What was said before the meeting stands from the sending of its minutes on; the note is erased.
    Refusal(
        "answer",
        "meetings_summonsanswer",
        SENT_MEETING.format(meeting="{row}.meeting_id"),
        ("meeting_id", "person_id", "organisation_id", "answer", "substitute_id", "noted_by_id"),
    ),
    Refusal(
        "stance",
        "meetings_stance",
        SENT_MEETING.format(meeting=OF_ITEM),
        (
            *("item_id", "organisation_id", "status", "body", "held_on", "note", "dissent_text"),
            *("on_behalf", "recorded_by_id", "recorded_at"),
        ),
    ),
    Refusal(
        "stance_confirmed",
        "meetings_stance",
        APPROVED_MEETING.format(meeting=OF_ITEM),
        ("seat_id", "confirmed_at", "confirmed_by_id"),
        ("UPDATE",),
    ),
    # What a person has answered and an organisation has said itself is not written over for them.
    Refusal(
        "answer_own", "meetings_summonsanswer", "{row}.noted_by_id IS NULL", ("noted_by_id",), ("UPDATE",)
    ),
    Refusal("stance_own", "meetings_stance", "NOT {row}.on_behalf", ("on_behalf",), ("UPDATE",)),
    Refusal(
        "position",
        "meetings_position",
        f"({{row}}.published_at IS NOT NULL OR {APPROVED_MEETING.format(meeting=OF_ITEM)})",
        (
            *("item_id", "council_id", "council_name", "council_abbreviation", "year", "number", "slug"),
            *("text", "goals", "adopted_on"),
        ),
    ),
    Refusal(
        "position_added",
        "meetings_position",
        APPROVED_MEETING.format(meeting=OF_ITEM),
        ("item_id",),
        COMES,
    ),
    Refusal(
        "position_published",
        "meetings_position",
        "{row}.published_at IS NOT NULL",
        ("published_at", "published_by_id", "source"),
    ),
    *(
        Refusal(
            f"others_{table.partition('_')[2]}",
            table,
            OF_ANOTHER_REGION.format(goal=goal),
            (goal,),
            COMES,
        )
        for table, goal in GOAL_PLACES
    ),
    Refusal(
        "goals_kept",
        "meetings_position",
        {
            vendor: f"{{row}}.published_at IS NOT NULL AND {kept} IS NOT TRUE"
            for vendor, kept in GOALS_KEPT.items()
        },
        ("goals", "published_at"),
        COMES,
    ),
    Refusal(
        "record_kept",
        "meetings_minutes",
        {
            vendor: f"{{row}}.approved_at IS NOT NULL AND ({_has_list(vendor, 'record', 'sections', 1)}"  # noqa: S608
            " IS NOT TRUE OR EXISTS (SELECT 1 FROM meetings_position p"
            " JOIN meetings_agendaitem i ON i.id = p.item_id WHERE i.meeting_id = {row}.meeting_id"
            f" AND {kept.format(row='p')} IS NOT TRUE))"
            for vendor, kept in GOALS_KEPT.items()
        },
        ("record", "approved_at"),
        COMES,
    ),
    Refusal(
        "agenda_kept",
        "meetings_agendaversion",
        {vendor: f"{_has_list(vendor, 'content', 'items', 0)} IS NOT TRUE" for vendor in HAS_LIST},
        ("content",),
        COMES,
    ),
    Refusal(
        "approved_agenda_kept",
        "meetings_agendaapproval",
        {
            vendor: "{row}.approved_at IS NOT NULL AND"
            f" {_has_list(vendor, 'content', 'items', 1)} IS NOT TRUE"
            for vendor in HAS_LIST
        },
        ("content", "approved_at"),
        COMES,
    ),
    # An old address leads to the same thing for ever, and is never given to another.
    Refusal("former_slug", "councils_formerslug"),
    *(
        Refusal(
            f"slug_{table.partition('_')[2]}",
            table,
            "EXISTS (SELECT 1 FROM councils_formerslug f WHERE f.slug = {row}.slug"  # noqa: S608
            f" AND f.kind = '{table.replace('_', '.')}' AND (f.thing = {{row}}.id) IS NOT TRUE)",
            ("slug",),
            COMES,
        )
        for table in SLUGGED
    ),
    # Each is succeeded later than its predecessors, so none succeeds itself in a roundabout way.
    Refusal(
        "succession",
        "councils_organisation",
        "EXISTS (SELECT 1 FROM councils_organisation o"
        " WHERE (o.id = {row}.successor_id AND o.succeeded_on <= {row}.succeeded_on)"
        " OR (o.successor_id = {row}.id AND {row}.succeeded_on <= o.succeeded_on))",
        ("successor_id", "succeeded_on"),
        COMES,
    ),
    # A goal stands under another, and on a level, of its own strategy; codes grow down the tree, so none
    # stands under itself in a roundabout way.
    Refusal(
        "goal_place",
        "strategy_goal",
        "(EXISTS (SELECT 1 FROM strategy_goal p WHERE p.id = {row}.parent_id"  # noqa: S608
        f" AND (p.strategy_id <> {{row}}.strategy_id OR NOT {IS_UNDER.format(below='{row}', above='p')}))"
        " OR EXISTS (SELECT 1 FROM strategy_goal b WHERE b.parent_id = {row}.id"
        f" AND NOT {IS_UNDER.format(below='b', above='{row}')})"
        " OR EXISTS (SELECT 1 FROM strategy_level l WHERE l.id = {row}.level_id"
        " AND l.strategy_id <> {row}.strategy_id))",
        ("parent_id", "level_id", "strategy_id", "code"),
        COMES,
    ),
    # Nor does a goal that is served become another region's.
    Refusal(
        "others_goal",
        "strategy_goal",
        f"{SERVED.format(goal='{row}.id')} AND EXISTS"  # noqa: S608
        " (SELECT 1 FROM strategy_strategy y WHERE y.id = {row}.strategy_id AND NOT y.is_own)",
        ("strategy_id",),
        COMES,
    ),
    Refusal(
        "others_strategy",
        "strategy_strategy",
        "NOT {row}.is_own AND EXISTS (SELECT 1 FROM strategy_goal g"  # noqa: S608
        f" WHERE g.strategy_id = {{row}}.id AND {SERVED.format(goal='g.id')})",
        ("is_own",),
        COMES,
    ),
    *_one_lined(),
)


def install(using="default", **kwargs):
    """Lay all triggers anew. Harmless to run again."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with transaction.atomic(using), connection.cursor() as cursor:
        uninstall(using)
        for rule in RULES:
            if rule.table in tables:
                for statement in statements(rule, connection.vendor):
                    cursor.execute(statement)


def make_way(using="default", plan=(), **kwargs):
    """Before migrations, on SQLite: no table can be built anew while a trigger on another one names it."""
    if plan and connections[using].vendor == "sqlite":
        uninstall(using)


def uninstall(using="default"):
    """Take away the triggers that are laid, also those of an earlier version. Apart from migrations only for
    emptying a test database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(LAID[connection.vendor])
        for (trigger,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {trigger}")


LAID = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'frozen\\_%' ESCAPE '\\'",
    "postgresql": "SELECT tgname || ' ON ' || tgrelid::regclass FROM pg_trigger "
    "WHERE NOT tgisinternal AND tgname LIKE 'frozen\\_%'",
}


def statements(rule, vendor):
    """The SQL that refuses; on PostgreSQL a function and a trigger for each event, on SQLite a trigger."""
    message = f"{rule.table} is frozen"
    for event, when in refused(rule, vendor).items():
        name = f"frozen_{rule.name}_{event.lower()}"
        if vendor == "sqlite":
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {rule.table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        else:
            each = "STATEMENT" if event == "TRUNCATE" else "ROW"
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {when} THEN RAISE EXCEPTION '{message}' "
                f"USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN {'NEW' if event in ('INSERT', 'UPDATE') else 'OLD'}; END $$"
            )
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {rule.table} "
                f"FOR EACH {each} EXECUTE FUNCTION {name}()"
            )


def refused(rule, vendor):
    """{event: SQL that holds for what is refused}."""
    old, new = _when(rule, vendor, "OLD"), _when(rule, vendor, "NEW")
    found = {}
    if "INSERT" in rule.events:
        found["INSERT"] = new
    if "UPDATE" in rule.events:
        frozen = {ALWAYS: f"({old} OR {new})", COMES: new}.get(rule.events, old)
        found["UPDATE"] = f"({_changed(rule, vendor)} AND {frozen})"
    if "DELETE" in rule.events:
        found["DELETE"] = old
        if vendor == "sqlite":
            same, key = _same_key(_model(rule)), _model(rule).pk.column
            found["INSERT"] = " OR ".join(
                [*filter(None, [found.get("INSERT")]), _one_is_frozen(rule, vendor, same)]
            )
            found["UPDATE"] += f" OR {_one_is_frozen(rule, vendor, f'{same} AND kept.{key} <> OLD.{key}')}"
        else:
            found["TRUNCATE"] = _one_is_frozen(rule, vendor)
    return found


def _when(rule, vendor, row):
    return (rule.when if isinstance(rule.when, str) else rule.when[vendor]).format(row=row)


def _one_is_frozen(rule, vendor, which="1 = 1"):
    """Among the rows of the table that are there already, as `kept`."""
    frozen = _when(rule, vendor, "kept")
    return f"EXISTS (SELECT 1 FROM {rule.table} kept WHERE {which} AND {frozen})"  # noqa: S608


def _changed(rule, vendor):
    """Values are compared: to write what stands there already changes nothing."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    columns = (_model(rule).pk.column, *rule.columns) if rule.columns else ()
    changes = [f'OLD."{column}" {differs} NEW."{column}"' for column in columns]
    return f"({' OR '.join(changes) or '1 = 1'})"


def _model(rule):
    models = apps.get_models(include_auto_created=True)
    return next(model._meta for model in models if model._meta.db_table == rule.table)


def _same_key(model):
    """Holds where the row that is there has something of NEW that only one row may have, and would have to
    give way."""
    constraints = [each for each in model.constraints if isinstance(each, UniqueConstraint)]
    unique: list[tuple] = [((field.name,), None) for field in model.concrete_fields if field.unique]
    unique += [(fields, None) for fields in model.unique_together]
    unique += [(each.fields, each.condition) for each in constraints]
    keys = []
    for fields, condition in unique:
        columns = [model.get_field(name).column for name in fields]
        same = [f'kept."{column}" = NEW."{column}"' for column in columns]
        keys.append(
            " AND ".join(same + [_is_null(each) for each in (condition.children if condition else ())])
        )
    return f"({' OR '.join(keys)})"


def _is_null(condition):
    """The only condition there is on a key: that a column is null."""
    lookup, is_null = condition
    return f"kept.{lookup.removesuffix('__isnull')} IS {'NULL' if is_null else 'NOT NULL'}"
