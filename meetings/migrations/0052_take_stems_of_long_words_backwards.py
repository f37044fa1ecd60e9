"""Published positions are found also by what their long words end with."""

from importlib import import_module

from django.db import migrations

before = import_module("meetings.migrations.0050_take_stems_of_positions_by_our_own_rules")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0051_keep_words_that_mean_the_same")]

    operations = [migrations.RunPython(before.take_stems, migrations.RunPython.noop)]
