from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0016_require_whose_answer_and_that_what_fell_is_withdrawn")]

    operations = [
        migrations.RenameField(model_name="calendarkey", old_name="token", new_name="sha256"),
        migrations.AlterField(
            model_name="calendarkey",
            name="sha256",
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
    ]
