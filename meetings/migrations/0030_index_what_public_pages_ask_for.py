from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("meetings", "0029_compose_stored_text")]

    operations = [
        migrations.RemoveIndex(model_name="position", name="position_newest"),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(
                fields=["-adopted_on", "-year", "-number", "-id", "published_at"], name="position_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(fields=["item", "published_at"], name="position_of_item"),
        ),
        migrations.AddIndex(
            model_name="agendaitem",
            index=models.Index(
                fields=["continues"], condition=Q(continues__isnull=False), name="item_that_continues"
            ),
        ),
    ]
