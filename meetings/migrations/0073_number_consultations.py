from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("meetings", "0072_find_what_waits")]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="registry_number",
            field=models.CharField(blank=True, max_length=60, verbose_name="diarienummer"),
        ),
    ]
