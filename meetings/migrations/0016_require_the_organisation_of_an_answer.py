import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0001_first_release'),
        ('meetings', '0015_answer_for_each_organisation'),
    ]

    operations = [
        migrations.AlterField(
            model_name='summonsanswer',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation'),
        ),
        migrations.AddConstraint(
            model_name='summonsanswer',
            constraint=models.UniqueConstraint(fields=('meeting', 'person', 'organisation'), name='answer_once_for_each_organisation'),
        ),
    ]
