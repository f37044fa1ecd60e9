"""What all else builds on: addresses, organisations, strategies and their goals."""

from meetings.triggers.refusal import ALWAYS, COMES, Refusal

SLUGGED = (
    *("councils_organisation", "councils_council", "strategy_strategy", "strategy_goal"),
    *("strategy_perspective", "strategy_focusarea", "strategy_indicator"),
)
# Where it is said that something serves a goal: the table, and its column.
GOAL_PLACES = (
    ("meetings_agendaitem", "primary_goal_id"),
    ("meetings_agendaitem_goals", "goal_id"),
    ("meetings_recurringitem", "primary_goal_id"),
    ("strategy_focusareagoal", "goal_id"),
    ("strategy_indicator_goals", "goal_id"),
    ("strategy_advocacyissue_goals", "goal_id"),
)
# What a matter serves is a goal of the region's own, in a strategy that is adopted: those of others are shown
# for comparison, and those of a draft to the office alone.
OF_ANOTHER_REGION = (
    "EXISTS (SELECT 1 FROM strategy_goal g JOIN strategy_strategy y ON y.id = g.strategy_id"
    " WHERE g.id = {{row}}.{goal} AND (NOT y.is_own OR y.is_draft))"
)
SERVED = "({})".format(
    " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} u WHERE u.{goal} = {{goal}})"  # noqa: S608  our own constants
        for table, goal in GOAL_PLACES
    )
)
IS_UNDER = "substr({below}.code, 1, length({above}.code) + 1) = {above}.code || '.'"

# All that is said of a value, but which file it left for.
OF_VALUE = (
    *("indicator_id", "came_with_id", "place", "area_code", "area", "sex", "period", "year"),
    *("value", "mark", "status"),
)
OF_FILE = (
    *("indicator_id", "file_name", "file_hash", "note", "remarks", "cells", "read_at", "read_by_id"),
    *("confirmed_at", "confirmed_by_id"),
)

# An edition of the plan that has been adopted stands, and so does the one that it was made from.
STANDS = "Utgåvan är antagen och ändras inte. Gör i stället en ny utgåva av planen."
OF_PLAN = (
    *("year", "title", "intro", "purpose", "criteria", "cooperation_text", "undated_note", "source"),
    *("made_from_id", "is_draft", "frozen_at", "frozen_by_id"),
)
# What was not known when it was frozen may be written once: who adopted it and when, and when it applies.
# Then it is changed only as a correction that everyone is told of.
UNKNOWN_OF_PLAN = (("adopted_on", "adopted_by"), ("applies_from",))
IS_CORRECTED = (
    "NEW.adoption_corrected_at IS NOT NULL"
    " AND (OLD.adoption_corrected_at IS NULL OR NEW.adoption_corrected_at > OLD.adoption_corrected_at)"
)
# What a draft is made from stands meanwhile: it would differ from it in what nobody has decided.
WORDS_OF_PLAN = ("title", "intro", "purpose", "criteria", "cooperation_text")
DRAFTED = "Nästa utgåva görs av den här, och under tiden ändras den inte. Gör ändringen i utkastet."
HAS_DRAFT = "EXISTS (SELECT 1 FROM {table} n WHERE n.is_draft AND n.made_from_id = {{row}}.{key})"
OF_PLAN_WITH_DRAFT = HAS_DRAFT.format(table="strategy_strategicplan", key="plan_id")
OF_STRATEGY_WITH_DRAFT = HAS_DRAFT.format(table="strategy_strategy", key="strategy_id")
OF_AREA = ("plan_id", "code", "title", "statement_2030", "objective", "goals_note")
IN_FROZEN_PLAN = (
    "EXISTS (SELECT 1 FROM strategy_focusarea a JOIN strategy_strategicplan p ON p.id = a.plan_id"
    " WHERE a.id = {{row}}.{area} AND p.frozen_at IS NOT NULL)"
)

# What a goal became is told of a strategy and the one made from it, and stands once that is adopted.
FATES_STAND = "Strategin är fastställd, och vad målen blev ligger fast."
NOT_NEIGHBOURS = (
    "NOT EXISTS (SELECT 1 FROM strategy_goal b JOIN strategy_strategy y ON y.made_from_id = b.strategy_id"
    " JOIN strategy_goal a ON a.strategy_id = y.id"
    " WHERE b.id = {row}.before_id AND a.id = {row}.after_id)"
)

RULES = (
    Refusal(
        "goal_succession",
        "strategy_goalsuccession",
        "EXISTS (SELECT 1 FROM strategy_goal a JOIN strategy_strategy y ON y.id = a.strategy_id"
        " WHERE a.id = {row}.after_id AND NOT y.is_draft)",
        ("before_id", "after_id"),
        ALWAYS,
        FATES_STAND,
    ),
    Refusal(
        "goal_succession_between",
        "strategy_goalsuccession",
        NOT_NEIGHBOURS,
        ("before_id", "after_id"),
        COMES,
        "Ett mål går vidare som ett mål i nästa strategi.",
    ),
    Refusal(
        "goal_with_fate",
        "strategy_goal",
        "EXISTS (SELECT 1 FROM strategy_goalsuccession s"
        " JOIN strategy_goal o ON o.id IN (s.before_id, s.after_id) AND o.id <> {row}.id"
        " JOIN strategy_strategy n ON n.id = o.strategy_id"
        " WHERE (s.after_id = {row}.id AND NOT EXISTS (SELECT 1 FROM strategy_strategy y"
        " WHERE y.id = {row}.strategy_id AND y.made_from_id = o.strategy_id))"
        " OR (s.before_id = {row}.id AND n.made_from_id <> {row}.strategy_id))",
        ("strategy_id",),
        COMES,
        "Målet hör till den strategi där det sägs vad det blev.",
    ),
    # Each is made from one that begins earlier, so none comes from itself in a roundabout way; of our own.
    Refusal(
        "strategy_line",
        "strategy_strategy",
        "EXISTS (SELECT 1 FROM strategy_strategy o"
        " WHERE (o.id = {row}.made_from_id AND (o.year_from >= {row}.year_from OR NOT o.is_own))"
        " OR (o.made_from_id = {row}.id AND (o.year_from <= {row}.year_from OR NOT {row}.is_own)))",
        ("made_from_id", "year_from", "is_own"),
        COMES,
        "En ny strategi börjar gälla efter den som den är gjord av.",
    ),
    Refusal(
        "strategy_adopted",
        "strategy_strategy",
        "NOT {row}.is_draft",
        ("made_from_id", "is_draft"),
        ("UPDATE",),
        FATES_STAND,
    ),
    Refusal("plan", "strategy_strategicplan", "{row}.frozen_at IS NOT NULL", OF_PLAN, told=STANDS),
    *(
        Refusal(
            f"plan_{columns[0]}",
            "strategy_strategicplan",
            f"OLD.frozen_at IS NOT NULL AND OLD.{columns[0]} IS NOT NULL AND NOT ({IS_CORRECTED})",
            columns,
            ("UPDATE",),
            STANDS,
        )
        for columns in UNKNOWN_OF_PLAN
    ),
    Refusal(
        "plan_correction",
        "strategy_strategicplan",
        f"OLD.adoption_corrected_at IS NOT NULL AND NOT ({IS_CORRECTED})",
        ("adoption_corrected_at", "adoption_corrected_by_id", "adoption_correction"),
        ("UPDATE",),
        "Det som sägs om antagandet är rättat, och det står kvar.",
    ),
    # Until its day the one before applies: so none applies before the one that it is made from.
    Refusal(
        "plan_line",
        "strategy_strategicplan",
        "EXISTS (SELECT 1 FROM strategy_strategicplan o"
        " WHERE (o.id = {row}.made_from_id AND o.applies_from > {row}.applies_from)"
        " OR (o.made_from_id = {row}.id AND o.applies_from < {row}.applies_from))",
        ("made_from_id", "applies_from"),
        COMES,
        "En utgåva gäller inte från en tidigare dag än den som den är gjord av.",
    ),
    Refusal(
        "area",
        "strategy_focusarea",
        "EXISTS (SELECT 1 FROM strategy_strategicplan p"
        " WHERE p.id = {row}.plan_id AND p.frozen_at IS NOT NULL)",
        OF_AREA,
        ALWAYS,
        STANDS,
    ),
    *(
        Refusal(name, table, IN_FROZEN_PLAN.format(area=area), columns, ALWAYS, STANDS)
        for name, table, area, columns in (
            ("area_goal", "strategy_focusareagoal", "focus_area_id", ("focus_area_id", "goal_id")),
            ("area_succession", "strategy_focusareasuccession", "after_id", ("before_id", "after_id")),
        )
    ),
    Refusal(
        "plan_drafted",
        "strategy_strategicplan",
        HAS_DRAFT.format(table="strategy_strategicplan", key="id"),
        WORDS_OF_PLAN,
        ("UPDATE",),
        DRAFTED,
    ),
    Refusal("area_drafted", "strategy_focusarea", OF_PLAN_WITH_DRAFT, OF_AREA, ALWAYS, DRAFTED),
    Refusal(
        "area_goal_drafted",
        "strategy_focusareagoal",
        "EXISTS (SELECT 1 FROM strategy_focusarea a"
        " JOIN strategy_strategicplan n ON n.is_draft AND n.made_from_id = a.plan_id"
        " WHERE a.id = {row}.focus_area_id)",
        ("focus_area_id", "goal_id"),
        ALWAYS,
        DRAFTED,
    ),
    Refusal(
        "strategy_drafted",
        "strategy_strategy",
        HAS_DRAFT.format(table="strategy_strategy", key="id"),
        ("title", "full_title", "short_title", "vision"),
        ("UPDATE",),
        DRAFTED,
    ),
    *(
        Refusal(f"{table}_drafted", f"strategy_{table}", OF_STRATEGY_WITH_DRAFT, columns, ALWAYS, DRAFTED)
        for table, columns in (
            ("goal", ("strategy_id", "code", "title", "text")),
            ("perspective", ("strategy_id", "title", "text")),
        )
    ),
    # A value that has been published stands, also when it is revised or withdrawn, with the file it came in.
    Refusal("indicator_value", "strategy_indicatorvalue", columns=OF_VALUE),
    Refusal("indicator_import", "strategy_indicatorimport", "{row}.confirmed_at IS NOT NULL", OF_FILE),
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
    # The words that carry a perspective stand in its own strategy.
    Refusal(
        "perspective_goal",
        "strategy_perspective_goals",
        "EXISTS (SELECT 1 FROM strategy_perspective p JOIN strategy_goal g ON g.id = {row}.goal_id"
        " WHERE p.id = {row}.perspective_id AND p.strategy_id <> g.strategy_id)",
        ("perspective_id", "goal_id"),
        COMES,
    ),
    # A registry number that was given is given to nothing else.
    Refusal("registry_number", "meetings_registrynumber"),
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
)
