"""Consultations: what organisations have answered stands while the consultation is closed, and only a late
answer comes then."""

from meetings.triggers.refusal import ALWAYS, COMES, Refusal

STANDS = "Remissen är stängd, och det som är svarat ligger fast."
IS_CLOSED = (
    "EXISTS (SELECT 1 FROM meetings_consultation c"
    " WHERE c.id = {row}.consultation_id AND c.closed_at IS NOT NULL)"
)
IN_CLOSED_ANSWER = (
    "EXISTS (SELECT 1 FROM meetings_consultationanswer a"
    " JOIN meetings_consultation c ON c.id = a.consultation_id"
    " WHERE a.id = {row}.answer_id AND a.sent_at IS NOT NULL AND c.closed_at IS NOT NULL)"
)
RULES = (
    Refusal(
        "consultation",
        "meetings_consultation",
        "{row}.closed_at IS NOT NULL",
        ("step_id", "plan_id", "title", "text", "last_day", "opened_at", "opened_by_id"),
        told="Remissen är stängd. Öppna den igen för att ändra den.",
    ),
    Refusal(
        "consultation_answer",
        "meetings_consultationanswer",
        f"{{row}}.sent_at IS NOT NULL AND {IS_CLOSED}",
        (
            *("consultation_id", "organisation_id", "organisation_name", "text"),
            *("sent_at", "sent_by_id", "is_late"),
        ),
        told=STANDS,
    ),
    Refusal(
        "consultation_answer_late",
        "meetings_consultationanswer",
        f"{{row}}.sent_at IS NOT NULL AND NOT {{row}}.is_late AND {IS_CLOSED}",
        ("consultation_id", "sent_at", "is_late"),
        COMES,
        "Remissen är stängd. Ett svar som kommer nu är sent.",
    ),
    Refusal(
        "consultation_file",
        "meetings_consultationfile",
        f"({IN_CLOSED_ANSWER} OR {IS_CLOSED})",
        events=ALWAYS,
        told=STANDS,
    ),
)
