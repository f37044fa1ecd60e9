import hashlib

from django.db import migrations


def hash_tokens(apps, schema_editor):
    """The addresses that people have given to their calendars go on working; they are shown no more."""
    for key in apps.get_model("meetings", "CalendarKey").objects.all():
        key.sha256 = hashlib.sha256(key.sha256.encode()).hexdigest()
        key.save(update_fields=["sha256"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0017_name_calendar_keys_by_their_hash")]

    operations = [migrations.RunPython(hash_tokens)]
