from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("meetings", "0019_keep_what_letters_tell")]

    operations = [
        migrations.AlterModelOptions(
            name="calendarkey",
            options={
                "ordering": ["-made_at", "-pk"],
                "verbose_name": "hemlig kalenderadress",
                "verbose_name_plural": "hemliga kalenderadresser",
            },
        ),
        migrations.AlterModelOptions(
            name="formerdate",
            options={
                "ordering": ["moved_at", "pk"],
                "verbose_name": "tidigare mötesdag",
                "verbose_name_plural": "tidigare mötesdagar",
            },
        ),
        migrations.AlterModelOptions(
            name="mailchoice",
            options={"verbose_name": "val av utskick", "verbose_name_plural": "val av utskick"},
        ),
    ]
