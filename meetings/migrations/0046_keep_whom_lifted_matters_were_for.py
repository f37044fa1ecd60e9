"""Those that may still come back do so as they are: what was proposed keeps the council it was proposed to."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def keep(apps, schema_editor):
    lifts = apps.get_model("meetings", "Lift").objects
    own = apps.get_model("meetings", "AgendaItem").objects.filter(pk=OuterRef("item"))
    may_return = lifts.filter(returned_at=None).exclude(meeting__minutes__approved_at__isnull=False)
    may_return.update(council=Subquery(own.values("council")[:1]))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0045_name_the_council_of_what_is_lifted")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
