"""With the abbreviations of today, which are the first, and found by them."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Concat, Lower


def fill(apps, schema_editor):
    councils = apps.get_model("councils", "Council").objects
    positions = apps.get_model("meetings", "Position").objects
    own = councils.filter(pk=OuterRef("council")).values("abbreviation")[:1]
    _switch(schema_editor, "DISABLE")
    positions.update(council_abbreviation=Subquery(own))
    found = Concat(F("search_stems"), Value(" "), Lower("council_abbreviation"))
    positions.exclude(search_stems="").update(search_stems=found)
    _switch(schema_editor, "ENABLE")


def _switch(schema_editor, word):
    """What holds published positions is in the way on PostgreSQL, where triggers stay during migrations."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.connection.check_constraints()  # a table is not altered while any wait
        schema_editor.execute(f"ALTER TABLE meetings_position {word} TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0021_abbreviations_of_the_day")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
