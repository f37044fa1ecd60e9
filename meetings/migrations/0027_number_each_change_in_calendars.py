from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0026_bound_the_last_day_and_make_room_for_links")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="sequence",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="kalenderns ordningstal"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="sequence_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
