"""Consultations: what was asked stands; what organisations have answered stands while the consultation is
closed; an answer that comes after the last day is late."""

from meetings.triggers.refusal import ALWAYS, COMES, Refusal

CLOSED = "Remissen är stängd. Öppna den igen för att ändra den."
SHOWN = "Det som har frågats i en remiss ändras inte. En ny version kan visas."
CAME_IN = "Filen har skickats med svaret och finns kvar. Den kan tas ur svaret."
STANDS = "Remissen är stängd, och det som är svarat ligger fast."
IS_CLOSED = (
    "EXISTS (SELECT 1 FROM meetings_consultation c"
    " WHERE c.id = {row}.consultation_id AND c.closed_at IS NOT NULL)"
)
# In UTC, whose day begins after that of Sweden: what is past there is past here.
IS_PAST = (
    "EXISTS (SELECT 1 FROM meetings_consultation c"
    " WHERE c.id = {row}.consultation_id AND c.last_day < date({row}.sent_at))"
)
IN_CLOSED_ANSWER = (
    "EXISTS (SELECT 1 FROM meetings_consultationanswer a"
    " JOIN meetings_consultation c ON c.id = a.consultation_id"
    " WHERE a.id = {row}.answer_id AND a.sent_at IS NOT NULL AND c.closed_at IS NOT NULL)"
)
IN_SENT_ANSWER = (
    "EXISTS (SELECT 1 FROM meetings_consultationanswer a"
    " WHERE a.id = {row}.answer_id AND a.sent_at IS NOT NULL)"
)
IN_FORCE = (
    "NOT EXISTS (SELECT 1 FROM strategy_strategicplan p WHERE p.id = {row}.plan_id AND p.is_draft)"
    " AND NOT EXISTS (SELECT 1 FROM strategy_strategystep s JOIN strategy_strategy t ON t.id = s.strategy_id"
    " WHERE s.id = {row}.step_id AND t.is_draft)"
)
RULES = (
    Refusal("consultation_version", "meetings_consultationversion", told=SHOWN),
    Refusal("consultation_version_file", "meetings_consultationversion_files", told=SHOWN),
    Refusal(
        "consultation_version_comes",
        "meetings_consultationversion",
        IS_CLOSED,
        events=("INSERT",),
        told=CLOSED,
    ),
    Refusal(
        "consultation_version_file_comes",
        "meetings_consultationversion_files",
        "EXISTS (SELECT 1 FROM meetings_consultationversion v"
        " JOIN meetings_consultation c ON c.id = v.consultation_id"
        " WHERE v.id = {row}.consultationversion_id AND c.closed_at IS NOT NULL)",
        events=("INSERT",),
        told=CLOSED,
    ),
    Refusal(
        "consultation_version_file_late",
        "meetings_consultationversion_files",
        "EXISTS (SELECT 1 FROM meetings_consultationversion v"
        " JOIN meetings_consultationversion l ON l.consultation_id = v.consultation_id"
        " WHERE v.id = {row}.consultationversion_id AND l.number > v.number)",
        events=("INSERT",),
        told=SHOWN,
    ),
    Refusal(
        "consultation_shown_file",
        "meetings_consultationfile",
        "EXISTS (SELECT 1 FROM meetings_consultationversion_files f WHERE f.consultationfile_id = {row}.id)",
        told=SHOWN,
    ),
    Refusal(
        "consultation_settled",
        "meetings_consultation",
        "{row}.closed_at IS NULL AND EXISTS (SELECT 1 FROM meetings_consultationversion v"  # noqa: S608
        f" WHERE v.consultation_id = {{row}}.id AND v.draft IS NOT NULL) AND {IN_FORCE}",
        ("closed_at",),
        COMES,
        "Det som remissen gäller är inte längre ett utkast, och remissen öppnas inte igen.",
    ),
    Refusal(
        "consultation",
        "meetings_consultation",
        "{row}.closed_at IS NOT NULL",
        ("step_id", "title", "text", "last_day", "opened_at", "opened_by_id"),
        told=CLOSED,
    ),
    # One about a draft that is thrown away is kept with the plan that the draft was made from, and nowhere
    # else; so is the step of a strategy.
    Refusal(
        "consultation_about",
        "meetings_consultation",
        "OLD.closed_at IS NOT NULL AND (NEW.discarded_draft = '' OR NOT EXISTS"
        " (SELECT 1 FROM strategy_strategicplan p"
        " WHERE p.id = OLD.plan_id AND p.is_draft AND p.made_from_id = NEW.plan_id))",
        ("plan_id",),
        ("UPDATE",),
        CLOSED,
    ),
    Refusal(
        "consultation_step",
        "strategy_strategystep",
        "EXISTS (SELECT 1 FROM meetings_consultation c WHERE c.step_id = OLD.id AND c.closed_at IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM strategy_strategy y"
        " WHERE y.id = OLD.strategy_id AND y.is_draft AND y.made_from_id = NEW.strategy_id)",
        ("strategy_id",),
        ("UPDATE",),
        CLOSED,
    ),
    Refusal(
        "consultation_discarded",
        "meetings_consultation",
        "{row}.discarded_draft <> ''",
        ("discarded_draft",),
        ("UPDATE",),
        CLOSED,
    ),
    Refusal(
        "consultation_discarded_is_closed",
        "meetings_consultation",
        f"{{row}}.discarded_draft <> '' AND ({{row}}.closed_at IS NULL OR NOT ({IN_FORCE}))",
        ("discarded_draft", "closed_at", "plan_id", "step_id"),
        COMES,
        "Utkastet som remissen gällde är kastat.",
    ),
    Refusal(
        "consultation_answer",
        "meetings_consultationanswer",
        f"{{row}}.sent_at IS NOT NULL AND {IS_CLOSED}",
        (
            *("consultation_id", "organisation_id", "organisation_name", "text"),
            *("sent_at", "sent_by_id", "changed_at", "changed_by_id", "is_late"),
            *("affirmed_at", "affirmed_by_id"),
        ),
        told=STANDS,
    ),
    Refusal(
        "consultation_answer_late",
        "meetings_consultationanswer",
        f"{{row}}.sent_at IS NOT NULL AND NOT {{row}}.is_late AND {IS_PAST}",
        ("consultation_id", "sent_at", "is_late"),
        COMES,
        "Sista dagen har passerat. Ett svar som kommer nu är sent.",
    ),
    Refusal(
        "consultation_file",
        "meetings_consultationfile",
        f"({IN_CLOSED_ANSWER} OR {IS_CLOSED})",
        events=ALWAYS,
        told=STANDS,
    ),
    Refusal(
        "consultation_sent_file",
        "meetings_consultationfile",
        IN_SENT_ANSWER,
        ("answer_id", "consultation_id", "file", "name", "size"),
        told=CAME_IN,
    ),
    Refusal(
        "consultation_file_taken_out",
        "meetings_consultationfile",
        f"{{row}}.removed_at IS NOT NULL AND NOT {IN_SENT_ANSWER}",
        ("removed_at", "answer_id"),
        COMES,
        "Bara en fil i ett svar som är skickat tas ur svaret.",
    ),
    Refusal(
        "consultation_file_is_out",
        "meetings_consultationfile",
        "{row}.removed_at IS NOT NULL",
        ("removed_at", "removed_by_id"),
        ("UPDATE",),
        CAME_IN,
    ),
)
