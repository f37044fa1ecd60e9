"""An edition of the plan has the day from which it applies: for those in force already, that on which they
were frozen."""

import datetime

import django.core.validators
from django.db import migrations, models
from django.utils import timezone


def fill(apps, schema_editor):
    plans = apps.get_model("strategy", "StrategicPlan")._base_manager
    for plan in plans.filter(is_draft=False, made_from__isnull=False).order_by("pk"):
        first = datetime.date(plan.year, 1, 1)
        plan.applies_from = timezone.localdate(plan.frozen_at) if plan.frozen_at else first
        plan.save(update_fields=["applies_from"])


class Migration(migrations.Migration):
    dependencies = [("strategy", "0004_require")]

    operations = [
        migrations.AddField(
            model_name='strategicplan',
            name='adopted_by',
            field=models.CharField(blank=True, max_length=300, verbose_name='antagen av'),
        ),
        migrations.AddField(
            model_name='strategicplan',
            name='adopted_on',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='antagen'),
        ),
        migrations.AddField(
            model_name='strategicplan',
            name='applies_from',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='gäller från'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
