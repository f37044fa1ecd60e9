from django.core.management import CommandError
from django.db import migrations

from rus_portal.core.registry_number import canonical

AT_ONCE = 500
ALIKE = (
    "Ett diarienummer är givet två gånger, skrivet på två sätt: {}.\n"
    "Ta bort det yngre ur listan över givna nummer i databasen och kör migrate igen. Ärendet behåller sitt nummer:\n"
    "  {}"
)


def find(apps, schema_editor):
    for name in ("AgendaItem", "Meeting", "Consultation"):
        _keep(apps.get_model("meetings", name).objects.exclude(registry_number=""), "registry_number")
    given = apps.get_model("meetings", "RegistryNumber").objects.all()
    _refuse_two_alike(given)
    _keep(given, "text")


def _refuse_two_alike(given):
    first = {}
    for pk, *written in given.order_by("pk").values_list("pk", "text", "council__name"):
        older = first.setdefault(canonical(written[0]), written)
        if older is not written:
            told = [f"”{text}” ({council})" for text, council in (older, written)]
            mend = f"DELETE FROM meetings_registrynumber WHERE id = {pk};"
            raise CommandError(ALIKE.format(" och ".join(told), mend))


def _keep(rows, of):
    last = 0
    while some := list(rows.only(of).filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        for row in some:
            row.registry_key = canonical(getattr(row, of))
            if not row.registry_key:
                setattr(row, of, "")  # of it nothing is seen
        rows.model.objects.bulk_update(some, [of, "registry_key"], batch_size=100)
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("meetings", "0020_make_room_for_registry_keys")]

    operations = [migrations.RunPython(find, migrations.RunPython.noop)]
