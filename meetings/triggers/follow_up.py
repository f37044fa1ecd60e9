"""What came of a position, as it is told."""

from meetings.triggers.fragments import APPROVED_ITEM
from meetings.triggers.refusal import ALWAYS, COMES, Refusal

TOLD = ("meetings_undertaking", "meetings_result", "meetings_funding")
WHOSE = ("position_id", "organisation_id", "told_at", "told_by_id")
STANDS = f"(p.published_at IS NOT NULL OR {APPROVED_ITEM.format(row='p')})"
UNSETTLED = f"EXISTS (SELECT 1 FROM meetings_position p WHERE p.id = {{row}}.position_id AND NOT {STANDS})"  # noqa: S608

RULES = (
    # Nothing comes of a position before its minutes are approved, or it is published.
    *(
        Refusal(f"{table.partition('_')[2]}_of_what_stands", table, UNSETTLED, ("position_id",), COMES)
        for table in (*TOLD, "meetings_review")
    ),
    # Whose it is stands, and it is never deleted; what is withdrawn is not changed either.
    *(Refusal(table.partition("_")[2], table, columns=WHOSE) for table in TOLD),
    *(
        Refusal(f"{table.partition('_')[2]}_withdrawn", table, "{row}.withdrawn_at IS NOT NULL")
        for table in TOLD
    ),
    Refusal(
        "result_told",
        "meetings_result",
        columns=(
            *("organisation_name", "happened_on", "text"),
            *("picture", "picture_text", "replaces_id"),
        ),
    ),
    # A correction is told by those who told what it corrects.
    Refusal(
        "result_corrects_its_own",
        "meetings_result",
        "EXISTS (SELECT 1 FROM meetings_result r WHERE r.id = {row}.replaces_id"
        " AND (r.position_id <> {row}.position_id"
        " OR COALESCE(r.organisation_id, 0) <> COALESCE({row}.organisation_id, 0)))",
        ("replaces_id",),
        COMES,
    ),
    Refusal(
        "undertaking_of_its_minutes",
        "meetings_undertaking",
        "EXISTS (SELECT 1 FROM meetings_commitment c JOIN meetings_position p ON p.id = {row}.position_id"
        " WHERE c.id = {row}.minuted_id AND c.item_id <> p.item_id)",
        ("minuted_id",),
        COMES,
    ),
    Refusal(
        "share_of_withdrawn",
        "meetings_fundingshare",
        "EXISTS (SELECT 1 FROM meetings_funding f"
        " WHERE f.id = {row}.funding_id AND f.withdrawn_at IS NOT NULL)",
        events=ALWAYS,
    ),
    Refusal("review", "meetings_review"),
    # No position takes its own place, nor that of the one that takes its place.
    Refusal(
        "superseded_by_another",
        "meetings_position",
        "EXISTS (SELECT 1 FROM meetings_position l WHERE l.id = {row}.superseded_by_id"
        " AND (l.id = {row}.id OR l.superseded_by_id = {row}.id))",
        ("superseded_by_id",),
        COMES,
    ),
    # Only the council that took it can say that something else holds instead.
    Refusal(
        "superseded_by_its_own_council",
        "meetings_position",
        "EXISTS (SELECT 1 FROM meetings_position o"
        " WHERE (o.id = {row}.superseded_by_id OR o.superseded_by_id = {row}.id)"
        " AND o.council_id <> {row}.council_id)",
        ("superseded_by_id", "council_id"),
        COMES,
    ),
)
