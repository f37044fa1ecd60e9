"""Positions, once their minutes are approved or they are published."""

from meetings.triggers.fragments import APPROVED_ITEM, GOALS_KEPT, RETOLD_ITEM
from meetings.triggers.refusal import COMES, Refusal

# Only what came in from a file, and only while that is undone.
UNDONE = (
    "EXISTS (SELECT 1 FROM meetings_retelling r WHERE r.id = {row}.retelling_id AND r.undone_at IS NOT NULL)"
)
PUBLISHED = f"({{row}}.published_at IS NOT NULL AND NOT {UNDONE})"

ADOPTING = "I ställningstagandet antogs planen, och det ligger fast."

RULES = (
    Refusal(
        "position",
        "meetings_position",
        f"({PUBLISHED} OR {APPROVED_ITEM})",
        (
            *("item_id", "council_id", "council_name", "council_abbreviation", "year", "number", "slug"),
            *("text", "goals", "adopted_on", "retelling_id"),
        ),
    ),
    # It adopted the plan with its own words, and no other plan nor a draft; unless the plan tells everyone
    # that what was said of its adoption has been put right. Until then it is not removed either.
    Refusal(
        "position_adopting",
        "meetings_position",
        "OLD.adopted_plan_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM strategy_strategicplan p"
        " WHERE p.id = OLD.adopted_plan_id AND p.adoption_corrected_at IS NOT NULL)",
        ("adopted_plan_id",),
        ("UPDATE",),
        ADOPTING,
    ),
    Refusal(
        "position_adopted_plan",
        "meetings_position",
        "{row}.adopted_plan_id IS NOT NULL",
        ("item_id",),
        told=ADOPTING,
    ),
    Refusal(
        "position_adopting_what_is_adopted",
        "meetings_position",
        "EXISTS (SELECT 1 FROM strategy_strategicplan p WHERE p.id = {row}.adopted_plan_id"
        " AND (p.adopted_on IS NULL OR p.adopted_on < {row}.adopted_on))",
        ("adopted_plan_id",),
        COMES,
        "Planen antas i ett ställningstagande som är taget senast den dag den antogs.",
    ),
    Refusal(
        "position_added",
        "meetings_position",
        APPROVED_ITEM,
        ("item_id",),
        COMES,
    ),
    Refusal(
        "position_published",
        "meetings_position",
        PUBLISHED,
        ("published_at", "published_by_id", "source"),
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
    # What came in from a file is of a meeting that is retold, and comes to none that is undone.
    Refusal(
        "position_retold",
        "meetings_position",
        f"{{row}}.retelling_id IS NOT NULL AND (NOT {RETOLD_ITEM} OR {UNDONE})",
        ("retelling_id", "item_id"),
        COMES,
    ),
    # No meeting of the portal's own becomes one that is retold, nor the other way.
    Refusal(
        "meeting_retold",
        "meetings_meeting",
        "({row}.source <> '' AND (EXISTS (SELECT 1 FROM meetings_minutes k WHERE k.meeting_id = {row}.id)"
        " OR EXISTS (SELECT 1 FROM meetings_attendance k WHERE k.meeting_id = {row}.id))"
        " OR {row}.source = '' AND EXISTS (SELECT 1 FROM meetings_agendaitem i"
        " JOIN meetings_dissentingopinion d ON d.item_id = i.id"
        " WHERE i.meeting_id = {row}.id AND d.retold_for_id IS NOT NULL))",
        ("source",),
        COMES,
    ),
    Refusal(
        "retelling",
        "meetings_retelling",
        "{row}.brought_at IS NOT NULL",
        ("source", "name", "rows", "minutes_are_public", "brought_at", "brought_by_id", "undone_until"),
    ),
    Refusal(
        "retelling_undone",
        "meetings_retelling",
        "{row}.undone_at IS NOT NULL",
        ("undone_at", "undone_by_id"),
        ("UPDATE",),
    ),
)
