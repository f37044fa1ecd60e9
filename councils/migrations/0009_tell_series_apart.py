from django.core.management import CommandError
from django.db import migrations

from rus_portal.core.registry_number import canonical_pattern

ALIKE = (
    "Två råd har samma mönster för sina diarienummer, skrivet på två sätt: {}.\n"
    "Töm det ena i databasen och kör migrate igen:\n  {}\n"
    "Välj sedan ett annat mönster för det rådet i portalen, under Grunduppgifter."
)


def tell_apart(apps, schema_editor):
    councils = apps.get_model("councils", "Council").objects.exclude(registry_pattern="").order_by("pk")
    first = {}
    for council in councils:
        older = first.setdefault(canonical_pattern(council.registry_pattern), council)
        if older != council:
            told = [f"”{each.registry_pattern}” ({each.name})" for each in (older, council)]
            mend = f"UPDATE councils_council SET registry_pattern = '' WHERE id = {council.pk};"
            raise CommandError(ALIKE.format(" och ".join(told), mend))
    for series, council in first.items():
        council.registry_series = series
        council.save(update_fields=["registry_series"])


class Migration(migrations.Migration):
    dependencies = [("councils", "0008_make_room_for_series")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
