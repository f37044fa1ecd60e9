from django.db import migrations
from django.db.models import Q
from django.utils import timezone


def follow_the_seat(apps, schema_editor):
    """Whoever had the chair's seat when the meeting was planned was stored as its chair, and stayed so when
    the seat changed hands. From now on only somebody chosen to lead it instead is stored, as one who had left
    that seat before the meeting was planned must have been. What is in approved minutes stands as it is."""
    meetings = apps.get_model("meetings", "Meeting").objects.filter(chair__isnull=False, source="")
    chairs = apps.get_model("councils", "Appointment").objects.filter(seat__capacity="chair")
    for meeting in meetings.exclude(minutes__approved_at__isnull=False):
        own = chairs.filter(seat__council=meeting.council_id, person=meeting.chair_id)
        if own.filter(Q(ends=None) | Q(ends__gte=timezone.localdate(meeting.planned_at))).exists():
            meeting.chair = None
            meeting.save(update_fields=["chair"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0023_require_abbreviations_of_the_day")]

    operations = [migrations.RunPython(follow_the_seat, migrations.RunPython.noop)]
