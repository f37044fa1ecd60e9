from django.db import migrations

# As `rus_portal.core.rich` knows a rich text. No plain one begins so from here on.
RICH = r"^<(p|h3|h4|ul|ol|table)>"


def set_apart(apps, schema_editor):
    """A text from before the editor that happens to begin as a rich one gets a space, which nobody sees. What
    sealed minutes say is in their record, and stays."""
    item, formality = apps.get_model("meetings", "AgendaItem"), apps.get_model("meetings", "Formality")
    texts = [(item, name) for name in ("discussion", "minutes_note", "further_handling")]
    for model, name in [*texts, (formality, "text")]:
        for row in model.objects.filter(**{f"{name}__regex": RICH}).order_by("pk"):
            model.objects.filter(pk=row.pk).update(**{name: f" {getattr(row, name)}"})


class Migration(migrations.Migration):
    dependencies = [("meetings", "0039_publish_an_open_version")]

    operations = [migrations.RunPython(set_apart, migrations.RunPython.noop)]
