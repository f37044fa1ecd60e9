import unicodedata
from contextlib import suppress

from django.db import IntegrityError, migrations, models, transaction

# What was said, sent or sealed stays letter by letter as it was.
KEPT = {
    *("journalentry", "journalanchor", "sealedfile", "agendaversion", "agendaapproval", "letter"),
    *("position", "dissentingopinion", "stance", "summonsanswer"),
}
# By which field a row is found to be of a meeting.
OF_MEETING = {"meeting": "pk__in", "agendaitem": "meeting__in"}


def compose(apps, schema_editor):
    """Text from before it was kept in NFC, but for what approved minutes tell of."""
    minutes = apps.get_model("meetings", "Minutes").objects.filter(approved_at__isnull=False)
    approved = {*minutes.values_list("meeting", flat=True)}
    for label in ("councils", "strategy", "meetings"):
        for model in apps.get_app_config(label).get_models():
            if model._meta.model_name not in KEPT:
                compose_rows(model, approved)


def compose_rows(model, approved):
    fields = model._meta.concrete_fields
    texts = [each.name for each in fields if isinstance(each, models.CharField | models.TextField)]
    rows = model._default_manager.order_by("pk")
    if found := of_meeting(model):
        rows = rows.exclude(**{found: approved})
    for row in rows.values("pk", *texts) if texts else ():
        key = row.pop("pk")
        composed = {
            name: unicodedata.normalize("NFC", text)
            for name, text in row.items()
            if text and not unicodedata.is_normalized("NFC", text)
        }
        if composed:
            # What would then have the name or address of another stays as it was.
            with suppress(IntegrityError), transaction.atomic():
                model._default_manager.filter(pk=key).update(**composed)


def of_meeting(model):
    own = {each.name for each in model._meta.concrete_fields if each.is_relation}
    if model._meta.model_name in OF_MEETING:
        return OF_MEETING[model._meta.model_name]
    paths = {"meeting": "meeting__in", "item": "item__meeting__in", "minutes": "minutes__meeting__in"}
    return next((path for name, path in paths.items() if name in own), None)


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0007_bound_days"),
        ("strategy", "0002_bound_days"),
        ("meetings", "0028_bound_days"),
    ]

    operations = [migrations.RunPython(compose, migrations.RunPython.noop)]
