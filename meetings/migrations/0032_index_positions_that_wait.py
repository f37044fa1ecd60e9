from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0031_index_letters_that_are_asked_for")]

    operations = [
        migrations.AddIndex(
            model_name="position",
            index=models.Index(
                condition=models.Q(("published_at__isnull", True)),
                fields=["published_at"],
                name="position_waiting",
            ),
        ),
    ]
