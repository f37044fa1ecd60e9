from django.db import migrations
from django.db.models import Q
from django.utils import timezone

NO_MARK = {"corrected_at": None, "corrected_by": None}
SECRETARY = "secretary"


def clear(apps, schema_editor):
    """What the secretariat noted for an organisation, and corrected or took back itself: nobody who held a seat
    of the organisation, but the secretariat's own, had told what it said before."""
    seats = apps.get_model("councils", "Appointment").objects
    results = apps.get_model("meetings", "Result").objects
    for result in _marked(results):
        before = result.replaces_id and results.get(pk=result.replaces_id)
        is_put_right = before and (before.corrected_at or not _told_for(seats, result, _of(before)))
        is_own = result.withdrawn_at and not _told_for(seats, result, _of(result))
        if not (is_put_right or is_own):
            results.filter(pk=result.pk).update(**NO_MARK)
    journal = apps.get_model("councils", "JournalEntry").objects
    for name in "Undertaking", "FormalDecision":
        rows = apps.get_model("meetings", name).objects
        for row in _marked(rows):
            lines = journal.filter(subject_type="meetings.position", subject_id=row.position_id)
            told = lines.filter(sentence__startswith=f"{row.organisation_name}: ").values_list("by", "at")
            if told and all(_told_for(seats, row, each) for each in told):
                rows.filter(pk=row.pk).update(**NO_MARK)


def _marked(rows):
    return rows.exclude(corrected_at=None).exclude(organisation=None).order_by("pk")


def _of(result):
    return result.told_by_id, result.told_at


def _told_for(seats, told, line):
    """Whether the secretariat wrote it of the organisation, by the seats held on the day."""
    by, at = line
    day = timezone.localdate(at)
    held = seats.filter(Q(ends=None) | Q(ends__gte=day), person=by, begins__lte=day)
    own = held.exclude(seat__capacity=SECRETARY).filter(seat__organisation=told.organisation_id)
    return not own.exists() and held.filter(seat__capacity=SECRETARY).exists()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0023_mark_what_was_put_right_as_read")]

    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
