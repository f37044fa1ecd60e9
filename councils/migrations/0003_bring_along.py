"""What is known of the councils and organisations that are there already."""

import re

from django.db import migrations

def fill(apps, schema_editor):
    abbreviate(apps.get_model("councils", "Council").objects)
    list_composition(apps.get_model("councils", "Council").objects)
    set_apart(apps.get_model("councils", "Organisation").objects)


def abbreviate(councils):
    """By the initials of their names, "samverkansråd" being two words."""
    taken = set()
    for council in councils.filter(kind="council").order_by("order", "pk"):
        words = re.findall(r"[^\W_]+", re.sub("samverkansråd", "samverkans råd", council.name, flags=re.IGNORECASE))
        initials = "".join(re.findall("[A-ZÅÄÖ0-9]", "".join(word[0] for word in words).upper()))[:8]
        short = initials if len(initials) > 1 else f"{initials}R"
        nth = next(n for n in range(1, 100) if (n == 1 and short or f"{short}{n}") not in taken)
        council.abbreviation = short if nth == 1 else f"{short}{nth}"
        taken.add(council.abbreviation)
        council.save(update_fields=["abbreviation"])


def list_composition(councils):
    """Until now each line was a point of a list; from now on the text is prose with points in it."""
    for council in councils.exclude(composition=""):
        council.composition = "\n".join(f"- {line}" for line in council.composition.splitlines() if line.strip())
        council.save(update_fields=["composition"])


def set_apart(organisations):
    """Another region than the one that has seats here is there for comparison."""
    own = organisations.filter(kind="region", seats__isnull=False)
    if own.exists():
        organisations.filter(kind="region", seats__isnull=True).update(is_own=False)


class Migration(migrations.Migration):
    dependencies = [("councils", "0002_make_room")]

    operations = [migrations.RunPython(fill)]
