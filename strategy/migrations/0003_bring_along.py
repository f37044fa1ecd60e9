"""Perspectives have addresses: of the title, and of the strategy too where another has the title."""

from django.db import migrations
from django.utils.text import slugify


def fill(apps, schema_editor):
    taken = set()
    perspectives = apps.get_model("strategy", "Perspective").objects.select_related("strategy")
    for each in perspectives.order_by("-strategy__is_own", "strategy__year_from", "order", "pk"):
        base = slugify(each.title)[:50] or "perspektiv"
        tries = [base, f"{base}-{each.strategy.slug}", f"{base}-{each.pk}"]
        each.slug = next(slug for slug in tries if slug not in taken)
        taken.add(each.slug)
        each.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [("strategy", "0002_make_room")]

    operations = [migrations.RunPython(fill)]
