"""What a writer saw is told by the values themselves: no revision is counted."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_require_names_of_the_day")]

    operations = [
        migrations.RemoveField("meeting", "attendance_revision"),
        migrations.RemoveField("meeting", "formalities_revision"),
        migrations.RemoveField("meeting", "revision"),
    ]
