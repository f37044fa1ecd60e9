import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0001_first_release'),
        ('meetings', '0015_answer_for_each_and_mark_what_fell'),
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
        migrations.AddConstraint(
            model_name='dissentingopinion',
            constraint=models.CheckConstraint(condition=models.Q(('fell', ''), ('withdrawn_at__isnull', False), _connector='OR'), name='dissent_that_fell_is_withdrawn', violation_error_message='En synpunkt som har fallit står inte kvar.'),
        ),
    ]
