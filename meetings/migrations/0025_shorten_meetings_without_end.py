import datetime as dt

from django.db import migrations
from django.db.models import F


def shorten(apps, schema_editor):
    """Nothing held a meeting to an end: a last day years after the first was a slip of the pen."""
    meetings = apps.get_model("meetings", "Meeting").objects.filter(end_date__gt=F("date"))
    for meeting in meetings.order_by("pk").only("date", "end_date"):
        last = meeting.date + dt.timedelta(days=3)
        if meeting.end_date > last:
            meeting.end_date = last
            meeting.save(update_fields=["end_date"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0024_let_the_chair_follow_the_seat")]

    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]
