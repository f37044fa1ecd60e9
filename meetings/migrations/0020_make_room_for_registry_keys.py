from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0019_keep_the_files_that_came_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='agendaitem',
            name='registry_key',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='consultation',
            name='registry_key',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='meeting',
            name='registry_key',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='registrynumber',
            name='registry_key',
            field=models.TextField(db_default='', editable=False),
        ),
    ]
