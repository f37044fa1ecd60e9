import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0001_first_release'),
        ('meetings', '0013_let_dissent_be_taken_over'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='summonsanswer',
            name='answer_once',
        ),
        migrations.AddField(
            model_name='summonsanswer',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation'),
        ),
    ]
