from django.db import migrations

from rus_portal.core.registry_number import canonical_pattern


def tell_apart(apps, schema_editor):
    for council in apps.get_model("councils", "Council").objects.exclude(registry_pattern=""):
        council.registry_series = canonical_pattern(council.registry_pattern)
        council.save(update_fields=["registry_series"])


class Migration(migrations.Migration):
    dependencies = [("councils", "0008_make_room_for_series")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
