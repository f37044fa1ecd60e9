"""What is kept as JSON."""

from django.db import models

from rus_portal.core.text import plain


class JSONField(models.JSONField):
    """Keeps its texts as other texts are kept. The wrapper around the database (`stored_in_nfc`) sees them
    written out, on SQLite with each letter in code, or not at all."""

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(plain(value), connection)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs  # the column is the same
