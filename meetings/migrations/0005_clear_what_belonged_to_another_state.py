from django.db import migrations
from django.db.models import Q

TAKEN = Q(status__in=["decided", "declined"])
OF_WHAT_IS_TAKEN = {"decided_on": None, "paragraph": "", "link": ""}


def clear(apps, schema_editor):
    """A formal decision that was changed kept what belonged to its state before. The journal has it."""
    decisions = apps.get_model("meetings", "FormalDecision").objects
    was_taken = ~TAKEN & ~Q(**OF_WHAT_IS_TAKEN)
    # The words about the day told of the day that goes with them.
    decisions.filter(was_taken).update(decided_note="", **OF_WHAT_IS_TAKEN)
    decisions.filter(status="not_needed").update(planned_on=None, decided_note="")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_require")]

    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
