"""What tells that the programming interface may have to say something else: whatever an object is made of is
written, by whatever way, and its whole is noted in the same transaction. What became another, and what is no
longer there, is found when the whole is told anew (`meetings.workflow.oparl`)."""

from meetings.triggers.unindexed import ITEM, MEETING, noting

PREFIX = "untold_"
TABLE = "meetings_oparlnote"

BODY = "SELECT 'body-1'"  # its legislative terms follow from the days of meetings
SEATED = "SELECT 'council-' || council_id FROM councils_seat WHERE id = {row}.seat_id"
# Of each table, the wholes that a row of it is told in.
WHOLES = {
    "meetings_meeting": ("SELECT 'meeting-' || {row}.id", BODY),
    "meetings_meeting_joint_with": (MEETING,),
    "meetings_agendaitem": (MEETING,),
    "meetings_position": (
        ITEM % "item_id",
        "SELECT 'meeting-' || item.meeting_id FROM meetings_position other "
        "JOIN meetings_agendaitem item ON item.id = other.item_id "
        "WHERE other.superseded_by_id = {row}.id OR other.id = {row}.superseded_by_id",
    ),
    "meetings_dissentingopinion": (ITEM % "item_id",),
    "meetings_formaldecision": (
        "SELECT 'meeting-' || item.meeting_id FROM meetings_position position "
        "JOIN meetings_agendaitem item ON item.id = position.item_id WHERE position.id = {row}.position_id",
    ),
    "meetings_minutes": (MEETING,),
    "meetings_timestamp": (
        "SELECT 'meeting-' || meeting_id FROM meetings_minutes WHERE id = {row}.minutes_id",
    ),
    "meetings_document": (MEETING,),
    "councils_council": (
        "SELECT 'council-' || {row}.id",
        "SELECT 'meeting-' || id FROM meetings_meeting WHERE council_id = {row}.id",
        "SELECT 'meeting-' || meeting_id FROM meetings_meeting_joint_with WHERE council_id = {row}.id",
    ),
    "councils_organisation": (
        "SELECT 'organisation-' || {row}.id",
        "SELECT 'organisation-' || {row}.successor_id WHERE {row}.successor_id IS NOT NULL",
    ),
    "councils_person": (
        "SELECT 'person-' || {row}.id",
        "SELECT 'meeting-' || item.meeting_id FROM meetings_dissentingopinion dissent "
        "JOIN meetings_agendaitem item ON item.id = dissent.item_id WHERE dissent.person_id = {row}.id",
    ),
    "councils_appointment": ("SELECT 'person-' || {row}.person_id", SEATED),
    "councils_seat": (
        "SELECT 'council-' || {row}.council_id",
        "SELECT 'person-' || person_id FROM councils_appointment WHERE seat_id = {row}.id",
    ),
    "strategy_strategy": (BODY,),  # it names the region
    "strategy_goal": (
        "SELECT 'meeting-' || meeting_id FROM meetings_agendaitem "
        "WHERE primary_goal_id = {row}.id AND meeting_id IS NOT NULL",
    ),
}
COLUMNS = {"councils_person": "name"}  # the others change whenever somebody signs in
EVERYTHING = {
    "meetings_meeting": "SELECT 'meeting-' || id FROM meetings_meeting",
    "councils_council": "SELECT 'council-' || id FROM councils_council",
    "councils_organisation": "SELECT 'organisation-' || id FROM councils_organisation",
    "councils_appointment": "SELECT DISTINCT 'person-' || person_id FROM councils_appointment",
    "meetings_oparlobject": "SELECT DISTINCT whole FROM meetings_oparlobject",  # also what is gone
}


def of_everything(tables):
    """After each migration: what was written meanwhile told nobody, and what is said of it may be new."""
    there = [EVERYTHING[table] for table in EVERYTHING if {table, TABLE} <= tables]
    return [f"INSERT INTO {TABLE} (whole) {' UNION '.join([BODY, *there])}"] if TABLE in tables else []


def telling(vendor, tables):
    """The SQL of the triggers on those of the tables that the interface tells of."""
    return noting(vendor, tables, PREFIX, TABLE, WHOLES, COLUMNS)
