import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("councils", "0002_succession_and_former_slugs")]

    operations = [
        migrations.AddField(
            model_name="council",
            name="abbreviation",
            field=models.CharField(
                "förkortning",
                max_length=10,
                blank=True,
                default="",
                validators=[
                    django.core.validators.RegexValidator(
                        r"^[A-ZÅÄÖ0-9]{2,10}\Z", "Skriv två till tio stora bokstäver eller siffror."
                    )
                ],
                help_text="Står före numret på rådets ställningstaganden, som i RSR 2/2026. "
        "De som redan är tagna behåller sin.",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="council",
            name="composition",
            field=models.TextField("sammansättning", blank=True),
        ),
        migrations.AddField(
            model_name="organisation",
            name="is_own",
            field=models.BooleanField("den egna regionens", default=True, editable=False),
        ),
    ]
