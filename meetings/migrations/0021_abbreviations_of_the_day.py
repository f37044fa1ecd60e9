from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_fill_abbreviations_and_own_organisations"),
        ("meetings", "0020_name_what_is_kept_of_a_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="position",
            name="council_abbreviation",
            field=models.CharField("rådets dåvarande förkortning", default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="meeting",
            name="source",
            field=models.TextField("återgivet i efterhand efter", blank=True, default="", editable=False),
            preserve_default=False,
        ),
    ]
