from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def clear(apps, schema_editor):
    """A result that stands, and that the secretariat corrected after having noted it itself: nobody who held a
    seat of the organisation had told what it said before."""
    results = apps.get_model("meetings", "Result").objects
    held = apps.get_model("councils", "Appointment").objects
    marked = results.filter(withdrawn_at=None).exclude(corrected_at=None).exclude(organisation=None)
    for result in marked.exclude(replaces=None).order_by("pk"):
        before = results.get(pk=result.replaces_id)
        day = timezone.localdate(before.told_at)
        own = held.filter(seat__organisation=before.organisation_id, person=before.told_by_id)
        is_own = own.filter(Q(ends=None) | Q(ends__gte=day), begins__lte=day).exists()
        if not is_own and not before.corrected_at:
            results.filter(pk=result.pk).update(corrected_at=None, corrected_by=None)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0023_mark_what_was_put_right_as_read")]

    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
