"""What the portal depends on, and when it was last well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                (
                    "key",
                    models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="vad"),
                ),
                ("well_at", models.DateTimeField(null=True, verbose_name="gick bra")),
                ("failing_since", models.DateTimeField(null=True, verbose_name="går fel sedan")),
                ("fault", models.CharField(blank=True, max_length=200, verbose_name="fel")),
            ],
            options={
                "verbose_name": "livstecken",
                "verbose_name_plural": "livstecken",
                "ordering": ["key"],
            },
        ),
    ]
