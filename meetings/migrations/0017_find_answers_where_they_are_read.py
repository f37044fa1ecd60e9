from django.db import migrations


def search_anew(apps, schema_editor):
    """What is found of answers leads to another place."""
    unindexed = apps.get_model("meetings", "Unindexed").objects
    for key in apps.get_model("meetings", "Consultation").objects.values_list("pk", flat=True):
        unindexed.create(whole=f"consultation-{key}")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0016_note_who_corrected_a_formal_decision")]

    operations = [migrations.RunPython(search_anew, migrations.RunPython.noop)]
