from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0055_let_a_search_be_watched")]

    operations = [
        migrations.AddField(
            model_name="documenttext",
            name="is_spelled",
            field=models.BooleanField(default=False),
        ),
    ]
