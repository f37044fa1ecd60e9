"""Positions, once their minutes are approved or they are published."""

from meetings.triggers.fragments import APPROVED_ITEM, GOALS_KEPT
from meetings.triggers.refusal import COMES, Refusal

RULES = (
    Refusal(
        "position",
        "meetings_position",
        f"({{row}}.published_at IS NOT NULL OR {APPROVED_ITEM})",
        (
            *("item_id", "council_id", "council_name", "council_abbreviation", "year", "number", "slug"),
            *("text", "goals", "adopted_on"),
        ),
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
        "{row}.published_at IS NOT NULL",
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
)
