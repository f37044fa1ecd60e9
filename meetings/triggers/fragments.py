"""What the rules ask of a row, in SQL: {row} is the row, and the names without braces are those of the query
around it."""

from councils.capacity import READS_DOCUMENTS, TAKES_POSITION, Capacity
from meetings.models import AgendaItem, Attendance, EvaluatedPrinciple, Evaluator, SummonsAnswer
from rus_portal.core.constraints import BLANK


def quoted(values):
    return ", ".join(f"'{value}'" for value in values)


# Minutes with an item are those of its § by itself, a sheet: they say nothing of the rest of the meeting.
APPROVED_MEETING = (
    "EXISTS (SELECT 1 FROM meetings_minutes m WHERE m.meeting_id = {meeting} AND m.item_id IS NULL"
    " AND m.approved_at IS NOT NULL)"
)
SENT_MEETING = APPROVED_MEETING.replace("approved_at", "sent_at")
APPROVED_SHEET = (
    "EXISTS (SELECT 1 FROM meetings_minutes m WHERE m.item_id = {item} AND m.approved_at IS NOT NULL)"
)
SENT_SHEET = APPROVED_SHEET.replace("approved_at", "sent_at")
# A matter that never was on the agenda is in no minutes, and takes its documents along to another meeting.
ON_ITS_WAY = (
    "EXISTS (SELECT 1 FROM meetings_agendaitem i "  # noqa: S608  our own constants
    f"WHERE i.id = {{row}}.item_id AND i.stage IN ({quoted(AgendaItem.DRAFTED)}))"
)
OF_ITEM = "(SELECT i.meeting_id FROM meetings_agendaitem i WHERE i.id = {row}.item_id)"
# What belongs to an item is approved, or sent for approval, with the meeting or with the § alone.
APPROVED_ITEM = (
    f"({APPROVED_MEETING.format(meeting=OF_ITEM)} OR {APPROVED_SHEET.format(item='{row}.item_id')})"
)
SENT_ITEM = f"({SENT_MEETING.format(meeting=OF_ITEM)} OR {SENT_SHEET.format(item='{row}.item_id')})"
# An item that the minutes `row` tell of.
TOLD_IN = "({row}.item_id = {item}.id OR {row}.item_id IS NULL AND {row}.meeting_id = {item}.meeting_id)"
PUBLISHED_POSITION = (
    "EXISTS (SELECT 1 FROM meetings_position p WHERE p.item_id = {item} AND p.published_at IS NOT NULL)"
)
# At a meeting from before the portal.
RETOLD_ITEM = (
    "EXISTS (SELECT 1 FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id"
    " WHERE i.id = {row}.item_id AND m.source <> '')"
)
# Of what came in from a file, while that is undone.
UNDONE_ITEM = (
    "EXISTS (SELECT 1 FROM meetings_position p JOIN meetings_retelling r ON r.id = p.retelling_id"
    " WHERE p.item_id = {row}.item_id AND r.undone_at IS NOT NULL)"
)
# An item that the minutes tell of, or whose position everyone may read: it keeps its place too.
ITEM_STANDS_THERE = (
    f"({PUBLISHED_POSITION.format(item='{row}.id')} OR {{row}}.stage IN ({quoted(AgendaItem.ON_AN_AGENDA)})"
    f" AND {APPROVED_MEETING.format(meeting='{row}.meeting_id')})"
)
ITEM_STANDS = f"({ITEM_STANDS_THERE} OR {APPROVED_SHEET.format(item='{row}.id')})"
OF_STANDING_ITEM = (
    "EXISTS (SELECT 1 FROM meetings_agendaitem i"  # noqa: S608  our own constants
    f" WHERE i.id = {{row}}.agendaitem_id AND {ITEM_STANDS.format(row='i')})"
)
IN_APPROVED_MEETING = APPROVED_MEETING.format(meeting="{row}.meeting_id")

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
    f" AND n.person_id = a.substitute_id AND n.answer NOT IN ({quoted(SummonsAnswer.COMING)})))"
)
IS_SENT_BY = SENDS.format(holder="person_id", other="substitute_id", only="")
SENDS_ANOTHER = SENDS.format(
    holder="substitute_id", other="person_id", only=f" AND f.capacity = '{Capacity.SUBSTITUTE}'"
)
IS_LISTED = "EXISTS (SELECT 1 FROM meetings_attendance t WHERE t.meeting_id = m.id)"
TAKES_IT = (
    f"{HOLDS} AND (s.capacity <> '{Capacity.SUBSTITUTE}'"
    f" OR {ATTENDS_FOR} OR (NOT {IS_LISTED} AND {IS_SENT_BY}))"
    f" AND NOT ({IS_ATTENDED_FOR} OR (NOT {IS_LISTED} AND {SENDS_ANOTHER}))"
)
TAKES_NO_POSITION = (
    "NOT EXISTS (SELECT 1 FROM councils_seat s"  # noqa: S608
    f" JOIN meetings_agendaitem i ON i.id = {{row}}.item_id AND i.type = '{AgendaItem.Type.POSITION}'"
    " JOIN meetings_meeting m ON m.id = i.meeting_id"
    f" WHERE s.id = {{row}}.seat_id AND s.capacity IN ({quoted(TAKES_POSITION)})"
    f" AND {MEETS.format(seat='s')} AND {TAKES_IT})"
)

# Whoever lodges a note to the minutes may speak at the meeting from that seat: `seats_that_speak`.
SPEAKS_NOT = (
    "NOT EXISTS (SELECT 1 FROM councils_seat s JOIN meetings_agendaitem i ON i.id = {row}.item_id"  # noqa: S608
    " JOIN meetings_meeting m ON m.id = i.meeting_id"
    f" WHERE s.id = {{row}}.seat_id AND s.capacity IN ({quoted(READS_DOCUMENTS)})"
    f" AND {MEETS.format(seat='s')} AND {HOLDS}"
    f" AND (s.capacity <> '{Capacity.SUBSTITUTE}' OR ({TAKES_IT})))"
)

# The author of the dissent takes no position for the organisation at the meeting, from that seat or another.
HAS_LEFT = (
    "NOT EXISTS (SELECT 1 FROM councils_seat own JOIN councils_seat s ON s.council_id = own.council_id"  # noqa: S608
    " AND s.organisation_id = own.organisation_id JOIN meetings_agendaitem i ON i.id = {row}.item_id"
    " JOIN meetings_meeting m ON m.id = i.meeting_id WHERE own.id = {row}.seat_id"
    f" AND s.capacity IN ({quoted(TAKES_POSITION)}) AND {MEETS.format(seat='s')} AND {TAKES_IT})"
)

# An organisation whose answer in the round is that it dissents has lodged no text: none from another seat
# than the opposition's, or from the one that its own stance was confirmed from.
SILENT = (
    "{answer}.status = 'dissents' AND NOT EXISTS (SELECT 1 FROM meetings_dissentingopinion d"
    " JOIN councils_seat s ON s.id = d.seat_id AND s.organisation_id = {answer}.organisation_id"
    " WHERE d.item_id = {answer}.item_id AND d.withdrawn_at IS NULL AND (s.side <> 'opposition' OR EXISTS"
    " (SELECT 1 FROM meetings_stance t WHERE t.item_id = d.item_id AND t.seat_id = d.seat_id"
    " AND t.confirmed_at IS NOT NULL)))"
)

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
    f" AND trim(json_extract({{row}}.goals, g.fullkey || '.{key}'), '{BLANK}') <> ''"
    for key in WORDED
)
_ON_POSTGRESQL = " AND ".join(
    f"jsonb_typeof(g.value -> '{key}') = 'string' AND trim(g.value ->> '{key}', '{BLANK}') <> ''"
    for key in WORDED
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

# The whole minutes say of each § that is immediately approved what was approved, and that it was.
_CARRIED = (
    "EXISTS (SELECT 1 FROM meetings_minutes m WHERE m.meeting_id = {{row}}.meeting_id"
    " AND m.item_id IS NOT NULL AND m.approved_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {sections}"
    " WHERE {said} = {approved} AND {told}))"
)
SHEET_NOT_CARRIED = {
    "sqlite": _CARRIED.format(
        sections="json_each({row}.record, '$.sections') s",
        said="json_remove(s.value, '$.immediate')",
        approved="json_extract(m.record, '$.sections[0]')",
        told="json_extract(s.value, '$.immediate') <> ''",
    ),
    "postgresql": _CARRIED.format(
        sections="jsonb_array_elements({row}.record -> 'sections') s(value)",
        said="(s.value - 'immediate')",
        approved="(m.record #> '{{sections,0}}')",
        told="s.value ->> 'immediate' <> ''",
    ),
}


def has_list(vendor, column, at, least):
    return HAS_LIST[vendor].format(column=f"{{row}}.{column}", at=at, least=least)


# What is counted of the answers on one point of the pledge: one answer more, and no more than have answered.
def _sum(row):
    return f"({' + '.join(f'{row}.{answer}' for answer in EvaluatedPrinciple.ANSWERS)})"


COUNTED = _sum("{row}")
IS_NO_ANSWER = (
    f"({' OR '.join(f'NEW.{answer} < OLD.{answer}' for answer in EvaluatedPrinciple.ANSWERS)}"  # noqa: S608
    f" OR {_sum('NEW')} <> {_sum('OLD')} + 1 OR {_sum('NEW')} > (SELECT count(*) FROM meetings_evaluator e"
    f" WHERE e.meeting_id = NEW.meeting_id AND e.state = '{Evaluator.State.ANSWERED}'))"
)
IS_NOT_THERE = (
    "({row}.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM meetings_attendance t"  # noqa: S608
    " WHERE t.meeting_id = {row}.meeting_id AND t.person_id = {row}.person_id"
    f" AND t.status IN ({quoted(Attendance.THERE)})))"
)
