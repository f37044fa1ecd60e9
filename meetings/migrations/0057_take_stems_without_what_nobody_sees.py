"""What was stored before it was read without soft hyphens and their like is found by whole words: positions
have their stems anew, and the texts of documents are read once more by the worker."""

from functools import reduce
from importlib import import_module
from operator import or_

from django.db import migrations
from django.db.models import Q

from rus_portal.core.inflection import UNSEEN

before = import_module("meetings.migrations.0050_take_stems_of_positions_by_our_own_rules")


def read_once_more(apps, schema_editor):
    broken = reduce(or_, (Q(text__contains=chr(each)) for each in UNSEEN))
    apps.get_model("meetings", "DocumentText").objects.filter(broken).delete()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0056_know_whose_words_have_been_spelled")]

    operations = [
        migrations.RunPython(before.take_stems, migrations.RunPython.noop),
        migrations.RunPython(read_once_more, migrations.RunPython.noop),
    ]
