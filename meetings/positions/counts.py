"""How many positions there are of each kind, in one question."""

from functools import lru_cache

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, TextField
from django.db.models.functions import Cast, Substr

from meetings.models import AgendaItem, DissentingOpinion, Position
from meetings.positions.facets import AGREED, DISSENT
from rus_portal.core.prepared import Rows, prepared

# ruff: noqa: S608  our own constants
# Each focus area with itself, and with all of later editions that it has become.
AREAS_BECAME = (
    "WITH RECURSIVE line (part, origin) AS (SELECT id, id FROM strategy_focusarea UNION "
    "SELECT after_id, origin FROM line JOIN strategy_focusareasuccession ON before_id = part) "
    "SELECT part, origin FROM line"
)
# Each goal with all that a filter finds it by (`goals_under`): itself, those above it, and the same of what
# it became in later strategies; where it has ended, of what the goal above it became. Only what `goes_on`
# does: a goal that is there for one below it is that one's no longer in the next strategy.
GOALS_BECAME = (
    "WITH RECURSIVE step (before, after, goes_on) AS (SELECT id, parent_id, 0 FROM strategy_goal "
    "WHERE parent_id IS NOT NULL UNION ALL SELECT before_id, after_id, 1 FROM strategy_goalsuccession "
    "UNION ALL SELECT id, parent_id, 1 FROM strategy_goal WHERE parent_id IS NOT NULL "
    "AND id NOT IN (SELECT before_id FROM strategy_goalsuccession)), "
    "line (part, origin, goes_on) AS (SELECT id, id, 1 FROM strategy_goal UNION "
    "SELECT after, origin, step.goes_on FROM line JOIN step "
    "ON before = part AND step.goes_on <= line.goes_on) SELECT DISTINCT part, origin FROM line"
)
# Of each of the hits, the goals and focus areas of its item.
FURTHER = {
    "mal": "SELECT DISTINCT id, part AS value FROM (SELECT hits.id AS id, primary_goal_id AS goal FROM hits "
    "JOIN meetings_agendaitem AS own ON own.id = hits.item WHERE {where} UNION ALL "
    "SELECT hits.id, goal_id FROM hits JOIN meetings_agendaitem_goals AS more "
    "ON more.agendaitem_id = hits.item WHERE {where}) AS served "
    f"JOIN ({GOALS_BECAME}) AS became ON origin = goal",
    "fokus": "SELECT DISTINCT hits.id, part AS value FROM hits JOIN meetings_agendaitem_focus_areas AS more "
    f"ON more.agendaitem_id = hits.item JOIN ({AREAS_BECAME}) AS became ON origin = focusarea_id "
    "WHERE {where}",
}
BY_ITEM = FURTHER | {
    "avviker": "SELECT DISTINCT hits.id, COALESCE(seat.organisation_id, retold_for_id) AS value FROM hits "
    "JOIN meetings_dissentingopinion AS dissent ON dissent.item_id = hits.item AND withdrawn_at IS NULL "
    "LEFT JOIN councils_seat AS seat ON seat.id = dissent.seat_id WHERE {where}",
}
OUTCOME = f"CASE WHEN disputed THEN '{DISSENT}' ELSE '{AGREED}' END"
COUNTED = {"rad": "council", "utfall": OUTCOME, "ar": "CAST(year AS text) || '-' || month"}


def counted(among, chosen, now):
    """How many there are in all, and {facet: {value: (how many, and of them with dissent)}} of the positions
    `among` which the reader sees, under the choices made in the other facets. `chosen` are conditions by the
    name of their facet. What "ar" counts is months, as 2025-03.

    The answer to the same question is kept while the database says that nothing has been written
    (docs/adr/0048): `now` are its marks of the moment before it is asked, so what is kept is never older."""
    sql, values = _hits.told(among, *chosen.values())
    columns = "".join(f", is_{name}" for name in chosen)
    told = " UNION ALL ".join(_told_of_hits(chosen))
    asked = f"WITH hits (id, item, council, year, month, disputed{columns}) AS MATERIALIZED ({sql}) {told}"
    found: dict = {name: {} for name in ("all", *COUNTED, *BY_ITEM)}
    for name, value, number, disputed in _answer(now, asked, tuple(values)):
        if value:
            found[name][value] = number, disputed
    return found["all"]["all"][0], found


@lru_cache(maxsize=200)
def _answer(now, sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@prepared
def _hits(among, *chosen):
    disputed = Q(item__in=Rows(disputed_items))
    told = {"is_disputed": disputed} | {f"is_{number}": each for number, each in enumerate(chosen)}
    told = {name: ExpressionWrapper(each, BooleanField()) for name, each in told.items()}
    month = Substr(Cast("adopted_on", TextField()), 6, 2)
    found = Position.objects.filter(among).order_by().annotate(month=month, **told)
    return found.values_list("pk", "item", "council", "year", "month", *told)


def _told_of_hits(chosen):
    disputed = "SUM(CASE WHEN disputed THEN 1 ELSE 0 END)"
    yield f"SELECT 'all', 'all', COUNT(*), 0 FROM hits WHERE {narrowed(chosen)}"
    for name, value in COUNTED.items():
        where = narrowed(chosen, name)
        yield (
            f"SELECT '{name}', CAST({value} AS text), COUNT(*), {disputed} FROM hits WHERE {where} "
            f"GROUP BY {value}"
        )
    for name, pairs in BY_ITEM.items():
        pairs = pairs.format(where=narrowed(chosen, name))
        yield (
            f"SELECT '{name}', CAST(value AS text), COUNT(*), 0 FROM ({pairs}) AS {name}_pairs GROUP BY value"
        )


def narrowed(chosen, but=""):
    """In SQL: what all that is chosen lets through, or all but one of it."""
    return " AND ".join(f"is_{name}" for name in chosen if name != but) or "1 = 1"


def in_areas(keys):
    return AgendaItem.focus_areas.through.objects.filter(focusarea__in=keys).values("agendaitem")


def disputed_items():
    return DissentingOpinion.objects.standing().order_by().values("item")


def disputed_by(organisation):
    return DissentingOpinion.objects.standing().of(organisation).order_by().values("item")
