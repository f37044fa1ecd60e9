"""The search found papers by words that are deleted in them, and by those of comments: Office files are read once
more by the worker."""

from functools import reduce
from operator import or_

from django.db import migrations
from django.db.models import Q

OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")


def read_once_more(apps, schema_editor):
    office = reduce(or_, (Q(document__name__iendswith=suffix) for suffix in OFFICE))
    apps.get_model("meetings", "DocumentText").objects.filter(office).delete()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0067_give_readers_a_copy_of_office_files")]

    operations = [migrations.RunPython(read_once_more, migrations.RunPython.noop)]
