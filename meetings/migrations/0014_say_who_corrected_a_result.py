from django.db import migrations
from django.db.models import F, Q
from django.utils import timezone


def mark(apps, schema_editor):
    """A result that an organisation had told, and that was put right by somebody who held none of its seats."""
    results = apps.get_model("meetings", "Result").objects
    held = apps.get_model("councils", "Appointment").objects
    for result in results.exclude(replaces=None).exclude(organisation=None):
        day = timezone.localdate(result.told_at)
        own = held.filter(seat__organisation=result.organisation_id, person=result.told_by_id)
        if not own.filter(Q(ends=None) | Q(ends__gte=day), begins__lte=day).exists():
            results.filter(pk=result.pk).update(corrected_at=F("told_at"), corrected_by=F("told_by"))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0013_note_who_corrected_what_is_told")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
