"""The words by which published positions are found, anew: until now by another's stems."""

from django.db import migrations

from rus_portal.core.inflection import stems


def take_stems(apps, schema_editor):
    """What is asked for is understood by the rules of today, and so is what was written before."""
    positions = apps.get_model("meetings", "Position").objects
    dissents = apps.get_model("meetings", "DissentingOpinion").objects.filter(withdrawn_at=None)
    published = positions.exclude(published_at=None).select_related("item").order_by("pk")
    for position in published.iterator(chunk_size=500):
        item = position.item
        told = [item.title, item.summary, item.how, position.text, position.council_name]
        told.append(f"{position.council_abbreviation} {position.number}/{position.year}")
        told += [f"{goal['code']} {goal['title']}" for goal in position.goals]
        for dissent in dissents.filter(item=item).order_by("pk"):
            told.append(f"{dissent.organisation_name} {dissent.text}")
        positions.filter(pk=position.pk).update(search_stems=" ".join(stems(" ".join(told))))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0049_keep_what_each_organisation_takes_home")]

    operations = [migrations.RunPython(take_stems, migrations.RunPython.noop)]
