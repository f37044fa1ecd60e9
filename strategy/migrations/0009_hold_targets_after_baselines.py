from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('strategy', '0008_keep_addresses_of_perspectives'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('target_year__isnull', True), ('baseline_year__isnull', True), ('target_year__gte', models.F('baseline_year')), _connector='OR'), name='indicator_target_comes_after_baseline', violation_error_message='Målåret kan inte vara före utgångsåret.'),
        ),
    ]
