"""The journal: every change of stage leaves one sentence behind."""

from councils.models import JournalEntry


def record(act, subject, sentence, *, by, at):
    """Add one line. `act` is the verb's name, `sentence` whole Swedish, `at` an aware datetime."""
    return JournalEntry.objects.create(
        act=act,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        sentence=sentence,
        by=by,
        at=at,
    )


def history_of(subject):
    """What has happened to this thing, oldest first."""
    return (
        JournalEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        .select_related("by")
        .order_by("at", "pk")
    )
