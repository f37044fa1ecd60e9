from django.db import migrations, models
from django.db.models import F


def put_right(apps, schema_editor):
    """What came when the consultation had been closed before its last day was not called late. Nothing is
    known of when one that has been opened again was closed."""
    answers = apps.get_model("meetings", "ConsultationAnswer").objects
    answers.filter(is_late=False, sent_at__gt=F("consultation__closed_at")).update(is_late=True)


def search_anew(apps, schema_editor):
    """What is found of answers leads to another place."""
    unindexed = apps.get_model("meetings", "Unindexed").objects
    for key in apps.get_model("meetings", "Consultation").objects.values_list("pk", flat=True):
        unindexed.create(whole=f"consultation-{key}")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0016_note_who_corrected_a_formal_decision")]

    operations = [
        migrations.AlterField(
            model_name="consultationanswer",
            name="is_late",
            field=models.BooleanField(default=False, verbose_name="kom efter svarstiden"),
        ),
        migrations.RunPython(put_right, migrations.RunPython.noop),
        migrations.RunPython(search_anew, migrations.RunPython.noop),
    ]
