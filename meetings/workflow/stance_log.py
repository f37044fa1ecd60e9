"""What the journal says about a stance, whichever verb changed it."""

from councils import journal


def log_stance(stance, before):
    who = " Kansliet antecknade det åt organisationen." if stance.on_behalf else ""
    sentence = f"{stance.organisation}, förankring: {stance.get_status_display().lower()}.{who}"
    journal.log(
        "record_stance",
        stance.item,
        sentence,
        by=stance.recorded_by,
        at=stance.recorded_at,
        before={"stance": str(before)},
        after={"stance": str(stance.status)},
    )
