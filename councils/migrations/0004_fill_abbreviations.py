"""Councils from before they were abbreviated: by the initials of their names, "samverkansråd" being two words."""

import re

from django.db import migrations


def fill(apps, schema_editor):
    taken = set()
    for council in apps.get_model("councils", "Council").objects.filter(kind="council").order_by("order", "pk"):
        words = re.findall(r"[^\W_]+", re.sub("samverkansråd", "samverkans råd", council.name, flags=re.IGNORECASE))
        initials = "".join(re.findall("[A-ZÅÄÖ0-9]", "".join(word[0] for word in words).upper()))[:8]
        short = initials if len(initials) > 1 else f"{initials}R"
        nth = next(n for n in range(1, 100) if (n == 1 and short or f"{short}{n}") not in taken)
        council.abbreviation = short if nth == 1 else f"{short}{nth}"
        taken.add(council.abbreviation)
        council.save(update_fields=["abbreviation"])


class Migration(migrations.Migration):
    dependencies = [("councils", "0003_abbreviations")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
