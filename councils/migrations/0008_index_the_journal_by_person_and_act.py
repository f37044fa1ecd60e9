from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("councils", "0007_bound_days")]

    operations = [
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["by", "-at"], name="journal_of_person"),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["act", "-at"], name="journal_of_act"),
        ),
    ]
