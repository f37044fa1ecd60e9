from django.db import migrations
from django.db.models import OuterRef, Subquery

# What holds sealed dissents is in the way on PostgreSQL, where triggers stay during migrations.
HELD = ("meetings_dissentingopinion", "meetings_position")


def fill(apps, schema_editor):
    """With the names of today: until now they could not be changed but in the administration."""
    model = apps.get_model
    organisations, councils = model("councils", "Organisation").objects, model("councils", "Council").objects
    each_seat = organisations.filter(seats=OuterRef("seat")).values("name")[:1]
    each_own = organisations.filter(pk=OuterRef("organisation")).values("name")[:1]
    each_council = councils.filter(pk=OuterRef("council")).values("name")[:1]
    _switch(schema_editor, "DISABLE")
    model("meetings", "DissentingOpinion").objects.update(organisation_name=Subquery(each_seat))
    model("meetings", "FormalDecision").objects.update(organisation_name=Subquery(each_own))
    model("meetings", "Position").objects.update(council_name=Subquery(each_council))
    _switch(schema_editor, "ENABLE")


def _switch(schema_editor, word):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.connection.check_constraints()  # a table is not altered while any wait
        for table in HELD:
            schema_editor.execute(f"ALTER TABLE {table} {word} TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_names_of_the_day")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
