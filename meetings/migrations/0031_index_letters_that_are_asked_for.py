from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0030_index_what_public_pages_ask_for")]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("failed_at__isnull", False)), fields=["person"], name="letter_that_failed"
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("sent_at__isnull", True), ("failed_at__isnull", False), _connector="OR"),
                fields=["meeting"],
                name="letter_not_arrived",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("kind", "invitation")), fields=["person"], name="letter_of_invitation"
            ),
        ),
    ]
