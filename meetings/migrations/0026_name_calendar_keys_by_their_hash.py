from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0013_let_dissent_be_taken_over")]

    operations = [
        migrations.RenameField(model_name="calendarkey", old_name="token", new_name="sha256"),
        migrations.AlterField(
            model_name="calendarkey",
            name="sha256",
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
    ]
