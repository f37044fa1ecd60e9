"""The codes that are left go on holding. Who has them does not see them again."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import make_password
from django.db import migrations


def hash_them(apps, schema_editor):
    for kept in apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes"):
        kept.data = {"hashes": [make_password(code) for code in RecoveryCodes(kept).get_unused_codes()]}
        kept.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("rus_portal", "0001_note_signs_of_life"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(hash_them, migrations.RunPython.noop)]
