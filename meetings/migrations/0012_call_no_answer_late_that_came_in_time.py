from django.db import migrations
from django.db.models import F
from django.utils import timezone


def put_right(apps, schema_editor):
    """What came within the last day, to a consultation that had been closed before it, was called late."""
    answers = apps.get_model("meetings", "ConsultationAnswer").objects
    late = answers.filter(is_late=True, sent_at__gte=F("consultation__closed_at"))
    for answer in late.select_related("consultation"):
        if timezone.localdate(answer.sent_at) <= answer.consultation.last_day:
            answers.filter(pk=answer.pk).update(is_late=False)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_name_the_draft_that_was_thrown_away")]

    operations = [migrations.RunPython(put_right, migrations.RunPython.noop)]
