"""What tells that the search must index something anew: whatever it is made of is written, by whatever way,
and its whole is noted in the same transaction. From then on nothing of it is found until somebody has indexed
it (`meetings.workflow.search`), so that what is found is never older than what stands there."""

PREFIX = "unindexed_"
TABLE = "meetings_unindexed"
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}

MEETING = "SELECT 'meeting-' || {row}.meeting_id WHERE {row}.meeting_id IS NOT NULL"
ITEM = (
    "SELECT CASE WHEN meeting_id IS NULL THEN 'item-' || id ELSE 'meeting-' || meeting_id END "
    "FROM meetings_agendaitem WHERE id = {row}.%s"
)
POSITION = (
    "SELECT 'meeting-' || meeting_id FROM meetings_agendaitem "
    "WHERE id = (SELECT item_id FROM meetings_position WHERE id = {row}.position_id)"
)
ASKED = "SELECT 'consultation-' || id FROM meetings_consultation WHERE "
# Of each table, the wholes that a row of it is a part of, or is named in.
WHOLES = {
    "meetings_meeting": ("SELECT 'meeting-' || {row}.id",),
    "meetings_meeting_joint_with": (MEETING,),
    "meetings_agendaitem": (MEETING, "SELECT 'item-' || {row}.id WHERE {row}.meeting_id IS NULL"),
    "meetings_agendaitem_goals": (ITEM % "agendaitem_id",),
    "meetings_agendaitem_focus_areas": (ITEM % "agendaitem_id",),
    "meetings_position": (ITEM % "item_id",),
    "meetings_dissentingopinion": (ITEM % "item_id",),
    "meetings_stance": (ITEM % "item_id",),
    "meetings_formaldecision": (POSITION,),
    "meetings_result": (POSITION,),
    "meetings_undertaking": (POSITION,),
    "meetings_funding": (POSITION,),
    "meetings_minutes": (MEETING,),
    "meetings_formality": (MEETING,),
    "meetings_document": (MEETING, ITEM % "item_id"),
    "meetings_documenttext": (
        "SELECT 'meeting-' || meeting_id FROM meetings_document "
        "WHERE id = {row}.document_id AND meeting_id IS NOT NULL",
        "SELECT 'item-' || item_id FROM meetings_document "
        "WHERE id = {row}.document_id AND meeting_id IS NULL",
    ),
    "councils_council": (
        "SELECT 'meeting-' || id FROM meetings_meeting WHERE council_id = {row}.id",
        "SELECT 'meeting-' || meeting_id FROM meetings_meeting_joint_with WHERE council_id = {row}.id",
        "SELECT 'item-' || id FROM meetings_agendaitem WHERE council_id = {row}.id AND meeting_id IS NULL",
    ),
    "councils_organisation": (
        "SELECT 'organisation-' || {row}.id",
        "SELECT 'meeting-' || meeting_id FROM meetings_agendaitem WHERE id IN "
        "(SELECT item_id FROM meetings_stance "
        "WHERE organisation_id = {row}.id AND published_at IS NOT NULL)",
    ),
    "meetings_consultation": ("SELECT 'consultation-' || {row}.id",),
    "meetings_consultationanswer": ("SELECT 'consultation-' || {row}.consultation_id",),
    "meetings_consultationfile": (
        "SELECT 'consultation-' || {row}.consultation_id WHERE {row}.consultation_id IS NOT NULL",
        "SELECT 'consultation-' || consultation_id FROM meetings_consultationanswer "
        "WHERE id = {row}.answer_id",
    ),
    "strategy_goal": ("SELECT 'goal-' || {row}.id",),
    "strategy_level": ("SELECT 'goal-' || id FROM strategy_goal WHERE level_id = {row}.id",),
    "strategy_strategy": (
        "SELECT 'goal-' || id FROM strategy_goal WHERE strategy_id = {row}.id",
        ASKED + "step_id IN (SELECT id FROM strategy_strategystep WHERE strategy_id = {row}.id)",  # noqa: S608
    ),
    "strategy_strategystep": (ASKED + "step_id = {row}.id",),
    "strategy_focusarea": ("SELECT 'area-' || {row}.id",),
    "strategy_strategicplan": (
        "SELECT 'area-' || id FROM strategy_focusarea WHERE plan_id = {row}.id",
        ASKED + "plan_id = {row}.id",
    ),
}
EVERYTHING = {
    "meetings_meeting": "SELECT 'meeting-' || id FROM meetings_meeting",
    "meetings_agendaitem": "SELECT 'item-' || id FROM meetings_agendaitem WHERE meeting_id IS NULL",
    "councils_organisation": "SELECT 'organisation-' || id FROM councils_organisation",
    "meetings_consultation": "SELECT 'consultation-' || id FROM meetings_consultation",
    "strategy_goal": "SELECT 'goal-' || id FROM strategy_goal",
    "strategy_focusarea": "SELECT 'area-' || id FROM strategy_focusarea",
    "meetings_findable": "SELECT DISTINCT whole FROM meetings_findable",  # also what is gone
}


def of_everything(tables):
    """What was written without the triggers, as by a migration, told nobody."""
    return [
        f"INSERT INTO {TABLE} (whole) {EVERYTHING[table]}" for table in EVERYTHING if {table, TABLE} <= tables
    ]


def telling(vendor, tables):
    """The SQL of the triggers on those of the tables that the search is made of."""
    return noting(vendor, tables, PREFIX, TABLE, WHOLES)


def noting(vendor, tables, prefix, noted, wholes_of, columns=frozenset()):
    """The SQL of triggers that note in the table `noted` the wholes of each row that is written. `columns`
    has those whose changes count, of tables where not all do."""
    for table in sorted(wholes_of.keys() & tables) if noted in tables else ():
        for event, rows in EVENTS.items():
            name = f"{prefix}{table}_{event.lower()}"
            when = f"UPDATE OF {columns[table]}" if event == "UPDATE" and table in columns else event
            wholes = [whole.format(row=row) for whole in wholes_of[table] for row in rows]
            notes = f"INSERT INTO {noted} (whole) {' UNION '.join(wholes)};"
            if vendor == "sqlite":
                yield f"CREATE TRIGGER {name} AFTER {when} ON {table} BEGIN {notes} END"
            else:
                yield (
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    f"{notes} RETURN NULL; END $$"
                )
                yield f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
