from django.db import migrations
from django.db.models import Q

TAKEN = Q(status__in=["decided", "declined"])
EMPTY = {"planned_on": None, "decided_on": None, "decided_note": "", "paragraph": "", "link": ""}
OF_WHAT_IS_TAKEN = {name: EMPTY[name] for name in ("decided_on", "paragraph", "link")}
OF_ANY_STATE = {name: EMPTY[name] for name in ("planned_on", "decided_note")}


def clear(apps, schema_editor):
    """A formal decision that was changed kept what belonged to its state before. It goes to the note, since the
    journal of the first release does not have it."""
    decisions = apps.get_model("meetings", "FormalDecision").objects
    # The words about the day told of the day that goes with them.
    empty(decisions.filter(~TAKEN & ~Q(**OF_WHAT_IS_TAKEN)), [*OF_WHAT_IS_TAKEN, "decided_note"])
    empty(decisions.filter(Q(status="not_needed") & ~Q(**OF_ANY_STATE)), [*OF_ANY_STATE])


def empty(rows, names):
    for row in rows:
        stood = [f"{value}" for name in names if (value := getattr(row, name))]
        row.note = "\n".join(filter(None, [row.note, f"Stod tidigare: {', '.join(stood)}."]))
        for name in names:
            setattr(row, name, EMPTY[name])
        row.save(update_fields=[*names, "note"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_require")]

    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
