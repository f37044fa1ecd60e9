"""No edition of the plan is in force without its day, nor before it was adopted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0005_say_when_a_plan_applies")]

    operations = [
        migrations.AddConstraint(
            model_name='strategicplan',
            constraint=models.CheckConstraint(condition=models.Q(('is_draft', False), models.Q(('adopted_by', ''), ('adopted_on__isnull', True), ('applies_from__isnull', True)), _connector='OR'), name='plan_draft_is_not_adopted', violation_error_message='Ett utkast är inte antaget, och gäller inte från någon dag.'),
        ),
        migrations.AddConstraint(
            model_name='strategicplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('adopted_by', ''), ('adopted_on__isnull', True)), models.Q(('adopted_on__isnull', False), models.Q(('adopted_by', ''), _negated=True)), _connector='OR'), name='plan_adopted_on_has_by', violation_error_message='Ange både vilken dag planen antogs och vem som antog den.'),
        ),
        migrations.AddConstraint(
            model_name='strategicplan',
            constraint=models.CheckConstraint(condition=models.Q(('adopted_on__isnull', True), ('applies_from__isnull', True), ('applies_from__gte', models.F('adopted_on')), _connector='OR'), name='plan_applies_once_adopted', violation_error_message='Planen gäller tidigast från den dag den antogs.'),
        ),
        migrations.AddConstraint(
            model_name='strategicplan',
            constraint=models.CheckConstraint(condition=models.Q(('is_draft', True), ('made_from__isnull', True), ('applies_from__isnull', False), _connector='OR'), name='plan_next_applies_from_a_day', violation_error_message='En ny utgåva gäller från en dag.'),
        ),
    ]
