from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0021_find_numbers_however_they_are_written'),
    ]

    operations = [
        migrations.AlterField(
            model_name='registrynumber',
            name='text',
            field=models.CharField(max_length=60, verbose_name='diarienummer'),
        ),
        migrations.AddIndex(
            model_name='agendaitem',
            index=models.Index(fields=['registry_key'], name='item_of_registry_key'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['registry_key'], name='consultation_of_registry_key'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['registry_key'], name='meeting_of_registry_key'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('registry_key', ''), ('registry_number', '')), models.Q(models.Q(('registry_number', ''), _negated=True), models.Q(('registry_key', ''), _negated=True)), _connector='OR'), name='item_registry_key_kept', violation_error_message='Skriv det med bokstäver eller siffror.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('registry_key', ''), ('registry_number', '')), models.Q(models.Q(('registry_number', ''), _negated=True), models.Q(('registry_key', ''), _negated=True)), _connector='OR'), name='consultation_registry_key_kept', violation_error_message='Skriv det med bokstäver eller siffror.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('registry_key', ''), ('registry_number', '')), models.Q(models.Q(('registry_number', ''), _negated=True), models.Q(('registry_key', ''), _negated=True)), _connector='OR'), name='meeting_registry_key_kept', violation_error_message='Skriv det med bokstäver eller siffror.'),
        ),
        migrations.AddConstraint(
            model_name='registrynumber',
            constraint=models.UniqueConstraint(fields=('registry_key',), name='registry_number_given_once'),
        ),
        migrations.AddConstraint(
            model_name='registrynumber',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('registry_key', ''), ('text', '')), models.Q(models.Q(('text', ''), _negated=True), models.Q(('registry_key', ''), _negated=True)), _connector='OR'), name='registry_number_key_kept', violation_error_message='Skriv det med bokstäver eller siffror.'),
        ),
    ]
