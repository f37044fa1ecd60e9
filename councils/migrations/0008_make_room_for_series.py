from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0007_name_the_hash_of_the_journal'),
    ]

    operations = [
        migrations.AddField(
            model_name='council',
            name='registry_series',
            field=models.TextField(db_default='', editable=False),
        ),
    ]
