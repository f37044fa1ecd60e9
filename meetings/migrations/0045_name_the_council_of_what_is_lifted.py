import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0044_keep_notes_to_the_minutes")]

    operations = [
        migrations.AddField(
            model_name="lift",
            name="council",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.council",
                verbose_name="råd den var riktad till",
            ),
        ),
    ]
