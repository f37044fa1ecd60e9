from django.db import migrations

from rus_portal.core.registry_number import canonical

AT_ONCE = 500


def find(apps, schema_editor):
    for name in ("AgendaItem", "Meeting", "Consultation"):
        _keep(apps.get_model("meetings", name).objects.exclude(registry_number=""), "registry_number")
    _keep(apps.get_model("meetings", "RegistryNumber").objects.all(), "text")


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
