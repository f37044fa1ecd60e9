from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0009_tell_series_apart'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='council',
            name='council_registry_pattern_once',
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.UniqueConstraint(condition=models.Q(('registry_series', ''), _negated=True), fields=('registry_series',), name='council_registry_series_once', violation_error_message='Ett annat råd har redan det mönstret för sina diarienummer.'),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('registry_pattern', ''), ('registry_series', '')), models.Q(models.Q(('registry_pattern', ''), _negated=True), models.Q(('registry_series', ''), _negated=True)), _connector='OR'), name='council_registry_series_kept', violation_error_message='Skriv det med bokstäver eller siffror.'),
        ),
    ]
