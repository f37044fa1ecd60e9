"""The codes that are left go on holding. Who has them does not see them again.

To hash ten takes seconds, in which nothing is locked: the portal may be running meanwhile. A row that somebody
has used or renewed in between is begun anew with, and one that is hashed is left as it is."""

from django.contrib.auth.hashers import make_password
from django.db import migrations, transaction


def hash_them(apps, schema_editor):
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes")
    for key in rows.values_list("pk", flat=True):
        while (kept := rows.filter(pk=key).first()) and "hashes" not in kept.data:
            hashes = [make_password(code) for code in _unused(kept)]
            with transaction.atomic():
                if (now := rows.select_for_update().filter(pk=key).first()) and now.data == kept.data:
                    now.data = {"hashes": hashes}
                    now.save(update_fields=["data"])


def _unused(kept):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # local: only where such rows are left

    return RecoveryCodes(kept).get_unused_codes()


def take_away(apps, schema_editor):
    """Nobody reads a code out of its hash, and the code before knows no others: they are made anew."""
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes")
    rows.filter(pk__in=[row.pk for row in rows if "hashes" in row.data]).delete()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("rus_portal", "0001_note_signs_of_life"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(hash_them, take_away)]
