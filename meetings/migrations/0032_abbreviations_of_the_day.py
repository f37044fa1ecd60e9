from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_fill_abbreviations"),
        ("meetings", "0028_keep_what_letters_tell"),
    ]

    operations = [
        migrations.AddField(
            model_name="position",
            name="council_abbreviation",
            field=models.CharField("rådets dåvarande förkortning", default="", max_length=10),
            preserve_default=False,
        ),
    ]
