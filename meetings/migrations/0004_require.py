import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import meetings.models.document
import meetings.models.follow_up
import meetings.models.synonyms
import rus_portal.core.constraints
from django.conf import settings
from django.db import migrations, models

from rus_portal.core.migrating import CreateModels


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_require'),
        ('meetings', '0003_bring_along'),
        ('strategy', '0004_require'),
    ]

    operations = [
        migrations.AlterField(
            model_name='summonsanswer',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation'),
        ),
        migrations.AddIndex(
            model_name='agendaitem',
            index=models.Index(condition=models.Q(('continues__isnull', False)), fields=['continues'], name='item_that_continues'),
        ),
        migrations.AddIndex(
            model_name='agendaitem',
            index=models.Index(fields=['added_by', 'stage'], name='item_of_whom'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('replaces__isnull', False)), fields=['replaces'], name='document_that_replaces'),
        ),
        migrations.AddIndex(
            model_name='minutes',
            index=models.Index(fields=['meeting', 'item', 'version', 'stage', 'sent_at', 'approved_at', 'published_at'], name='minutes_steps'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('meeting__isnull', False), ('council__isnull', False), _connector='OR'), name='item_leads_somewhere', violation_error_message='Ett ärende står på ett möte eller bereds för ett råd.'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('meeting', 'person', 'organisation'), name='attendance_once_for_each_organisation', violation_error_message='En person står en gång i närvaron för varje organisation.'),
        ),
        migrations.AddConstraint(
            model_name='dissentingopinion',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('organisation_name'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='dissent_names_its_organisation', violation_error_message='Ange organisationens namn.'),
        ),
        migrations.AddConstraint(
            model_name='dissentingopinion',
            constraint=models.CheckConstraint(condition=models.Q(('fell', ''), ('withdrawn_at__isnull', False), _connector='OR'), name='dissent_that_fell_is_withdrawn', violation_error_message='En synpunkt som har fallit står inte kvar.'),
        ),
        migrations.AddConstraint(
            model_name='dissentingopinion',
            constraint=models.UniqueConstraint(fields=('item', 'retold_for'), name='dissent_retold_once'),
        ),
        migrations.AddConstraint(
            model_name='dissentingopinion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('retold_for__isnull', True), ('seat__isnull', False)), models.Q(('person__isnull', True), ('retold_for__isnull', False), ('seat__isnull', True)), _connector='OR'), name='dissent_from_a_seat_or_retold', violation_error_message='En avvikande synpunkt lämnas från en plats, av den som har den.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('copy_stage', 'made'), models.Q(('copy', ''), _negated=True)), models.Q(models.Q(('copy_stage', 'made'), _negated=True), ('copy', '')), _connector='OR'), name='document_copy_is_there_once_made', violation_error_message='En läskopia som är gjord ska finnas.'),
        ),
        migrations.AddConstraint(
            model_name='formaldecision',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('organisation_name'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='decision_names_its_organisation', violation_error_message='Ange organisationens namn.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('council', 'date'), name='meeting_one_a_day', violation_error_message='Rådet har redan ett möte den dagen.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('council', 'date', 'nth'), name='meeting_one_an_address'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(rus_portal.core.constraints.DaysAfter('end_date', 'date'), 3)), name='meeting_lasts_a_few_days', violation_error_message='Välj en sista dag som är högst 3 dagar efter den första.'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_at__isnull', True), ('version', 1)), models.Q(('corrected_at__isnull', False), ('version__gt', 1), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('correction_note'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('correction_why'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), _connector='OR'), name='minutes_correction_says_what_and_why', violation_error_message='En rättelse säger vad som rättas och varför.'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_at__isnull', False), ('corrected_by__isnull', False)), models.Q(('corrected_at__isnull', True), ('corrected_by__isnull', True)), _connector='OR'), name='minutes_corrected_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.UniqueConstraint(condition=models.Q(('item__isnull', True)), fields=('meeting', 'version'), name='minutes_version_once'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at__isnull', True), ('item__isnull', True)), fields=('meeting',), name='minutes_one_open', violation_error_message='Protokollet har redan en version som inte är justerad.'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item__isnull', True), models.Q(('stage', 'withdrawn'), _negated=True)), models.Q(('item__isnull', False), ('published_at__isnull', True), ('version', 1)), _connector='OR'), name='minutes_sheet_is_published_with_the_whole', violation_error_message='En paragraf som justeras för sig rättas och publiceras med hela protokollet.'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('published_at__isnull', True), ('sent_at__isnull', True), ('stage__in', ['draft', 'withdrawn'])), models.Q(('approved_at__isnull', True), ('published_at__isnull', True), ('sent_at__isnull', False), ('stage', 'sent')), models.Q(('approved_at__isnull', False), ('published_at__isnull', True), ('stage', 'approved')), models.Q(('approved_at__isnull', False), ('published_at__isnull', False), ('stage', 'published')), _connector='OR'), name='minutes_stage_has_its_facts', violation_error_message='Protokollets skede stämmer inte med vad som är gjort.'),
        ),
        migrations.AddConstraint(
            model_name='minutesapproval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('instead_of__isnull', True), ('replaced_at__isnull', True)), models.Q(('instead_of__isnull', False), ('replaced_at__isnull', False), models.Q(('instead_of', models.F('person')), _negated=True)), _connector='OR'), name='minutes_approval_replaced_is_dated', violation_error_message='Det ska framgå i vems ställe någon justerar, och sedan när.'),
        ),
        migrations.AddConstraint(
            model_name='minutesapproval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replaced_at__isnull', False), ('replaced_by__isnull', False)), models.Q(('replaced_at__isnull', True), ('replaced_by__isnull', True)), _connector='OR'), name='minutes_approval_replaced_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('page__isnull', True), ('quote', ''), ('sha256', '')), models.Q(('document__isnull', False), ('page__gte', 1), ('page__isnull', False), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('quote'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('sha256'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), _connector='OR'), name='note_place_in_document', violation_error_message='En plats är markerade ord på en sida i en handling.'),
        ),
        migrations.AddConstraint(
            model_name='stance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('published_by__isnull', False)), models.Q(('published_at__isnull', True), ('published_by__isnull', True)), _connector='OR'), name='stance_published_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'),
        ),
        migrations.AddConstraint(
            model_name='stance',
            constraint=models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('status__in', ['supports', 'can_accept']), _connector='OR'), name='stance_published_is_beyond_dissent', violation_error_message='En avvikande synpunkt står redan vid ställningstagandet.'),
        ),
        migrations.AddConstraint(
            model_name='summonsanswer',
            constraint=models.UniqueConstraint(fields=('meeting', 'person', 'organisation'), name='answer_once_for_each_organisation'),
        ),
        CreateModels([
            migrations.CreateModel(
                name='Adjournment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('begins', models.DateTimeField(verbose_name='ajournerat från')),
                    ('ends', models.DateTimeField(blank=True, null=True, verbose_name='till')),
                    ('noted_at', models.DateTimeField()),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adjournments', to='meetings.meeting')),
                    ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'ajournering',
                    'verbose_name_plural': 'ajourneringar',
                    'ordering': ['begins', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gt', models.F('begins')), _connector='OR'), name='adjournment_ends_after_it_begins', violation_error_message='Mötet återupptas efter att det har ajournerats.'), models.UniqueConstraint(condition=models.Q(('ends__isnull', True)), fields=('meeting',), name='adjournment_one_goes_on', violation_error_message='Mötet är redan ajournerat.')],
                },
            ),
            migrations.CreateModel(
                name='AgendaBreak',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('pause', 'Paus'), ('lunch', 'Lunch')], default='pause', max_length=10, verbose_name='slag')),
                    ('minutes_needed', models.PositiveSmallIntegerField(default=15, verbose_name='minuter')),
                    ('order', models.PositiveSmallIntegerField(default=0, verbose_name='ordning')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breaks', to='meetings.meeting')),
                ],
                options={
                    'verbose_name': 'paus på dagordningen',
                    'verbose_name_plural': 'pauser på dagordningen',
                    'ordering': ['meeting', 'order', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('minutes_needed__gte', 1), ('minutes_needed__lte', 600)), name='agenda_break_takes_time', violation_error_message='Ange hur många minuter pausen tar, mellan 1 och 600.')],
                },
            ),
            migrations.CreateModel(
                name='Barrier',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(verbose_name='hinder')),
                    ('place', models.CharField(blank=True, max_length=200, verbose_name='sida eller handling')),
                    ('reply_to', models.EmailField(blank=True, max_length=254, verbose_name='e-postadress för svar')),
                    ('told_at', models.DateTimeField(verbose_name='anmält')),
                ],
                options={
                    'verbose_name': 'anmält hinder',
                    'verbose_name_plural': 'anmälda hinder',
                    'ordering': ['-told_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('text'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='barrier_says_something', violation_error_message='Skriv vad som inte går att läsa eller använda.')],
                },
            ),
            migrations.CreateModel(
                name='Commitment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('who', models.CharField(max_length=200, verbose_name='vem')),
                    ('what', models.TextField(verbose_name='vad')),
                    ('due', models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='senast')),
                    ('noted_at', models.DateTimeField()),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='meetings.agendaitem', verbose_name='punkt')),
                    ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'åtagande',
                    'verbose_name_plural': 'åtaganden',
                    'ordering': ['item', 'noted_at', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('who'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='commitment_names_who', violation_error_message='Skriv vem som åtar sig det.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('what'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='commitment_says_what', violation_error_message='Skriv vad som ska göras.')],
                },
            ),
            migrations.CreateModel(
                name='Consultation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200, verbose_name='rubrik')),
                    ('text', models.TextField(verbose_name='vad som frågas')),
                    ('last_day', models.DateField(validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='sista dag att svara')),
                    ('opened_at', models.DateTimeField(verbose_name='öppnad')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='stängd')),
                    ('reason', models.TextField(blank=True, verbose_name='varför den stängdes eller öppnades igen')),
                    ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='strategy.strategicplan', verbose_name='plan')),
                    ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='strategy.strategystep', verbose_name='steg')),
                    ('registry_number', models.CharField(blank=True, max_length=60, verbose_name='diarienummer')),
                ],
                options={
                    'verbose_name': 'remiss',
                    'verbose_name_plural': 'remisser',
                    'ordering': ['-opened_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('plan__isnull', True), ('step__isnull', False)), models.Q(('plan__isnull', False), ('step__isnull', True)), _connector='OR'), name='consultation_of_step_or_plan', violation_error_message='Välj vad remissen gäller.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('text'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='consultation_asks_something', violation_error_message='Skriv vad organisationerna ska svara på.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='consultation_closed_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.')],
                },
            ),
            migrations.CreateModel(
                name='ConsultationAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation_name', models.CharField(max_length=120, verbose_name='organisation, med dåvarande namn')),
                    ('text', models.TextField(blank=True, verbose_name='svar')),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='skickat')),
                    ('is_late', models.BooleanField(default=False, verbose_name='kom efter sista dagen')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='meetings.consultation')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation')),
                    ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'remissvar',
                    'verbose_name_plural': 'remissvar',
                    'ordering': ['consultation', 'organisation__order', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('consultation', 'organisation'), name='consultation_answered_once'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('sent_by__isnull', False)), models.Q(('sent_at__isnull', True), ('sent_by__isnull', True)), _connector='OR'), name='consultation_answer_sent_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(('is_late', False), ('sent_at__isnull', False), _connector='OR'), name='consultation_answer_late_is_sent', violation_error_message='Bara ett svar som är skickat är sent.')],
                },
            ),
            migrations.CreateModel(
                name='ConsultationFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file', models.FileField(upload_to=meetings.models.document.stored_name, verbose_name='fil')),
                    ('name', models.CharField(max_length=200, verbose_name='filens namn')),
                    ('size', models.PositiveIntegerField(verbose_name='storlek i byte')),
                    ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='meetings.consultationanswer')),
                    ('consultation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='meetings.consultation')),
                ],
                options={
                    'verbose_name': 'fil till en remiss',
                    'verbose_name_plural': 'filer till remisser',
                    'ordering': ['consultation', 'answer', 'name', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', True), ('consultation__isnull', False)), models.Q(('answer__isnull', False), ('consultation__isnull', True)), _connector='OR'), name='consultation_file_of_one', violation_error_message='En fil hör till en remiss eller till ett svar.')],
                },
            ),
            migrations.CreateModel(
                name='CorrectedPassage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('passage', models.CharField(max_length=60, verbose_name='ställe')),
                    ('text', models.TextField(blank=True, verbose_name='text')),
                    ('corrected_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('corrected_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrected_passages', to='meetings.minutes')),
                ],
                options={
                    'verbose_name': 'rättat ställe',
                    'verbose_name_plural': 'rättade ställen',
                    'ordering': ['minutes', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('minutes', 'passage'), name='passage_corrected_once')],
                },
            ),
            migrations.CreateModel(
                name='DocumentText',
                fields=[
                    ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='meetings.document')),
                    ('state', models.CharField(choices=[('read', 'Orden i filen går att söka i'), ('scanned', 'Filen är en bild eller inskannad utan text'), ('unreadable', 'Texten i filen går inte att läsa ut')], max_length=20)),
                    ('text', models.TextField(blank=True)),
                    ('stems', models.TextField(blank=True)),
                    ('is_spelled', models.BooleanField(default=False)),
                ],
                options={
                    'verbose_name': 'text i handling',
                    'verbose_name_plural': 'texter i handlingar',
                },
            ),
            migrations.CreateModel(
                name='EvaluatedPrinciple',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='punkt')),
                    ('words', models.TextField(verbose_name='lydelse')),
                    ('fully', models.PositiveSmallIntegerField(default=0, verbose_name='helt')),
                    ('mostly', models.PositiveSmallIntegerField(default=0, verbose_name='till stor del')),
                    ('partly', models.PositiveSmallIntegerField(default=0, verbose_name='till en del')),
                    ('not_at_all', models.PositiveSmallIntegerField(default=0, verbose_name='inte alls')),
                    ('unsaid', models.PositiveSmallIntegerField(default=0, verbose_name='vet inte eller vill inte svara')),
                    ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.council', verbose_name='råd')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evaluated_principles', to='meetings.meeting', verbose_name='möte')),
                ],
                options={
                    'verbose_name': 'svar på en punkt i budkavlen',
                    'verbose_name_plural': 'svar på budkavlen',
                    'ordering': ['meeting', 'council', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('meeting', 'council', 'number'), name='evaluated_principle_once'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('words'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='evaluated_principle_has_words', violation_error_message='Ange punktens lydelse.')],
                },
            ),
            migrations.CreateModel(
                name='Evaluator',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('waiting', 'har inte svarat'), ('declined', 'avstår'), ('answered', 'har svarat')], default='waiting', max_length=20, verbose_name='svar')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evaluators', to='meetings.meeting', verbose_name='möte')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='evaluations', to=settings.AUTH_USER_MODEL, verbose_name='tillfrågad')),
                ],
                options={
                    'verbose_name': 'fråga om hur ett möte var',
                    'verbose_name_plural': 'frågor om hur möten var',
                    'ordering': ['meeting', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('meeting', 'person'), name='evaluator_once_a_meeting')],
                },
            ),
            migrations.CreateModel(
                name='Feedback',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation_name', models.CharField(max_length=120, verbose_name='organisation, med dåvarande namn')),
                    ('due', models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='besked om formellt beslut senast')),
                    ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='mottaget')),
                    ('registered_at', models.DateTimeField(blank=True, null=True, verbose_name='mottaget av registratorn')),
                    ('registry_number', models.CharField(blank=True, max_length=60, verbose_name='organisationens diarienummer')),
                    ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='meetings.minutes')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='councils.organisation', verbose_name='organisation')),
                    ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='mottaget av')),
                ],
                options={
                    'verbose_name': 'återföring',
                    'verbose_name_plural': 'återföringar',
                    'ordering': ['minutes', 'organisation__order', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('minutes', 'organisation'), name='feedback_once_for_each'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('organisation_name'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='feedback_names_its_organisation', violation_error_message='Ange organisationens namn.'), models.CheckConstraint(condition=models.Q(models.Q(('received_at__isnull', False), ('received_by__isnull', False)), models.Q(('received_at__isnull', True), ('received_by__isnull', True)), _connector='OR'), name='feedback_received_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(('registry_number', ''), ('received_at__isnull', False), ('registered_at__isnull', False), _connector='OR'), name='feedback_registry_number_is_of_what_came', violation_error_message='Ett diarienummer hör till det som är mottaget.')],
                },
            ),
            migrations.CreateModel(
                name='Findable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('position', 'Ställningstagande'), ('item', 'Ärende'), ('section', 'Paragraf i protokoll'), ('document', 'Handling'), ('meeting', 'Möte'), ('goal', 'Mål'), ('area', 'Fokusområde'), ('organisation', 'Organisation'), ('consultation', 'Remiss'), ('answer', 'Remissvar')], max_length=20)),
                    ('key', models.BigIntegerField()),
                    ('part', models.TextField(blank=True)),
                    ('reading', models.CharField(blank=True, choices=[('', 'Alla som ser källan'), ('whole', 'De som läser allt'), ('open', 'De som läser det som inte är maskerat')], max_length=10)),
                    ('whole', models.TextField()),
                    ('place', models.PositiveSmallIntegerField()),
                    ('item', models.BigIntegerField(null=True)),
                    ('council', models.BigIntegerField(null=True)),
                    ('organisation', models.BigIntegerField(null=True)),
                    ('year', models.PositiveSmallIntegerField(null=True)),
                    ('day', models.PositiveIntegerField()),
                    ('outcome', models.TextField(blank=True)),
                    ('url', models.TextField()),
                    ('title', models.TextField()),
                    ('about', models.TextField(blank=True)),
                    ('text', models.TextField(blank=True)),
                    ('title_stems', models.TextField()),
                    ('stems', models.TextField()),
                ],
                options={
                    'verbose_name': 'det som kan hittas',
                    'verbose_name_plural': 'det som kan hittas',
                    'indexes': [models.Index(fields=['whole'], name='findable_whole')],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'key', 'part', 'reading'), name='findable_once')],
                },
            ),
            migrations.CreateModel(
                name='Funding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation_name', models.CharField(max_length=120, verbose_name='organisation, med dåvarande namn')),
                    ('told_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.TextField(blank=True, verbose_name='varför det togs tillbaka')),
                    ('programme', models.CharField(max_length=200, verbose_name='program eller fond')),
                    ('status', models.CharField(choices=[('planned', 'Planeras'), ('sought', 'Sökt'), ('granted', 'Beviljat'), ('declined', 'Avslaget')], default='planned', max_length=20, verbose_name='läge')),
                    ('sought', models.PositiveBigIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000000000, 'Skriv högst 1\xa0000\xa0000\xa0000\xa0000 kronor.')], verbose_name='sökt belopp')),
                    ('granted', models.PositiveBigIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000000000, 'Skriv högst 1\xa0000\xa0000\xa0000\xa0000 kronor.')], verbose_name='beviljat belopp')),
                    ('answer_on', models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='besked väntas')),
                    ('decided_on', models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='besked kom')),
                    ('link', models.URLField(blank=True, max_length=1000, verbose_name='länk')),
                    ('note', models.TextField(blank=True, verbose_name='anmärkning')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation')),
                    ('position', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='meetings.position')),
                    ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'finansiering',
                    'verbose_name_plural': 'finansiering',
                    'ordering': ['position', 'told_at', 'pk'],
                    'abstract': False,
                    'indexes': [models.Index(condition=models.Q(('withdrawn_at', None)), fields=['answer_on'], name='funding_awaited')],
                    'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('organisation_name'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='funding_names_whose_it_is', violation_error_message='Ange organisationens namn.'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), _connector='OR'), name='funding_withdrawn_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('reason'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0), _connector='OR'), name='funding_withdrawn_says_why', violation_error_message='Skriv varför det tas tillbaka.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('programme'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='funding_names_its_programme', violation_error_message='Skriv vilket program eller vilken fond.'), models.CheckConstraint(condition=models.Q(('status', 'planned'), models.Q(('sought__gt', 0), ('sought__isnull', False)), _connector='OR'), name='funding_sought_says_how_much', violation_error_message='Skriv hur mycket som är sökt, i hela kronor.'), models.CheckConstraint(condition=models.Q(models.Q(('granted__gt', 0), ('granted__isnull', False), ('status', 'granted')), models.Q(models.Q(('status', 'granted'), _negated=True), ('granted__isnull', True)), _connector='OR'), name='funding_granted_says_how_much', violation_error_message='Skriv hur mycket som är beviljat, för det som är beviljat och bara för det.'), models.CheckConstraint(condition=models.Q(('granted__isnull', True), ('granted__lte', models.F('sought')), _connector='OR'), name='funding_granted_of_what_was_sought', violation_error_message='Mer än det sökta kan inte vara beviljat. Ändra det sökta om ansökan har ändrats.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', False), ('status__in', ['granted', 'declined'])), models.Q(('decided_on__isnull', True), ('status__in', ['planned', 'sought'])), _connector='OR'), name='funding_decided_is_dated', violation_error_message='Ange vilken dag beskedet kom, för det som är beviljat eller avslaget och bara för det.')],
                },
            ),
            migrations.CreateModel(
                name='FundingShare',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation_name', models.CharField(max_length=120, verbose_name='organisation, med dåvarande namn')),
                    ('amount', models.PositiveBigIntegerField(validators=[django.core.validators.MaxValueValidator(1000000000000, 'Skriv högst 1\xa0000\xa0000\xa0000\xa0000 kronor.')], verbose_name='andel')),
                    ('funding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='meetings.funding')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation')),
                ],
                options={
                    'verbose_name': 'andel i finansiering',
                    'verbose_name_plural': 'andelar i finansiering',
                    'ordering': ['funding', 'organisation__order', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('funding', 'organisation'), name='share_once_for_each_organisation', violation_error_message='Organisationens andel är redan antecknad.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('organisation_name'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='share_names_its_organisation', violation_error_message='Ange organisationens namn.'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='share_is_of_something', violation_error_message='En andel är minst en krona.')],
                },
            ),
            migrations.CreateModel(
                name='GivenNumbers',
                fields=[
                    ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='given_numbers', serialize=False, to='meetings.meeting')),
                    ('series', models.CharField(blank=True, max_length=4, verbose_name='paragrafernas följd')),
                    ('first', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='första paragraf')),
                    ('last', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='sista paragraf')),
                    ('positions', models.JSONField(blank=True, default=dict, verbose_name='ställningstagandenas nummer')),
                ],
                options={
                    'verbose_name': 'mötets nummer',
                    'verbose_name_plural': 'mötenas nummer',
                },
            ),
            migrations.CreateModel(
                name='Movement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('came', 'kom'), ('left', 'lämnade mötet'), ('conflict', 'jäv')], max_length=20, verbose_name='vad som hände')),
                    ('noted_at', models.DateTimeField()),
                    ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='movements', to='meetings.attendance')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='meetings.agendaitem', verbose_name='från och med punkten')),
                    ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'ankomst, avfärd eller jäv',
                    'verbose_name_plural': 'ankomster, avfärder och jäv',
                    'ordering': ['item__order', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('attendance', 'item', 'kind'), name='movement_once', violation_error_message='Det är redan antecknat.')],
                },
            ),
            migrations.CreateModel(
                name='NeighbourSystem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='namn')),
                    ('address', models.URLField(max_length=1000, unique=True, verbose_name='adress')),
                    ('added_at', models.DateTimeField()),
                    ('tried_at', models.DateTimeField(editable=False, null=True)),
                    ('read_at', models.DateTimeField(editable=False, null=True)),
                    ('trouble', models.TextField(blank=True, editable=False)),
                    ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'annan regions system',
                    'verbose_name_plural': 'andra regioners system',
                    'ordering': ['name', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('name'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='neighbour_has_a_name', violation_error_message='Skriv vad systemet heter.'), models.CheckConstraint(condition=models.Q(('address__startswith', 'https://')), name='neighbour_is_asked_over_tls', violation_error_message='Adressen ska börja med https://.')],
                },
            ),
            migrations.CreateModel(
                name='NeighbourCouncil',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=1000, verbose_name='id i systemet')),
                    ('name', models.CharField(max_length=200, verbose_name='namn')),
                    ('followers', models.ManyToManyField(blank=True, related_name='neighbour_councils', to=settings.AUTH_USER_MODEL)),
                    ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='councils', to='meetings.neighboursystem')),
                ],
                options={
                    'verbose_name': 'annan regions råd',
                    'verbose_name_plural': 'andra regioners råd',
                    'ordering': ['system', 'name', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('system', 'key'), name='neighbour_council_once')],
                },
            ),
            migrations.CreateModel(
                name='NeighbourMeeting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=1000, verbose_name='id i systemet')),
                    ('name', models.CharField(blank=True, max_length=200, verbose_name='namn')),
                    ('starts', models.DateTimeField(verbose_name='börjar')),
                    ('has_clock', models.BooleanField(default=True, verbose_name='har klockslag')),
                    ('place', models.CharField(blank=True, max_length=200, verbose_name='plats')),
                    ('link', models.URLField(blank=True, max_length=1000, verbose_name='sida')),
                    ('is_cancelled', models.BooleanField(default=False, verbose_name='inställt')),
                    ('councils', models.ManyToManyField(related_name='meetings', to='meetings.neighbourcouncil')),
                    ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='meetings.neighboursystem')),
                ],
                options={
                    'verbose_name': 'annan regions möte',
                    'verbose_name_plural': 'andra regioners möten',
                    'ordering': ['starts', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('system', 'key'), name='neighbour_meeting_once')],
                },
            ),
            migrations.CreateModel(
                name='OparlNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('whole', models.TextField()),
                ],
                options={
                    'verbose_name': 'det som ska berättas på nytt',
                    'verbose_name_plural': 'det som ska berättas på nytt',
                },
            ),
            migrations.CreateModel(
                name='OparlObject',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=20)),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('whole', models.TextField()),
                    ('councils', models.TextField(blank=True)),
                    ('said', models.JSONField(blank=True, default=dict)),
                    ('created', models.DateTimeField()),
                    ('modified', models.DateTimeField()),
                    ('is_deleted', models.BooleanField(default=False)),
                ],
                options={
                    'verbose_name': 'objekt i programgränssnittet',
                    'verbose_name_plural': 'objekt i programgränssnittet',
                    'indexes': [models.Index(fields=['whole'], name='oparl_object_whole'), models.Index(fields=['kind', 'id'], name='oparl_object_kind'), models.Index(fields=['kind', 'modified'], name='oparl_object_modified')],
                },
            ),
            migrations.CreateModel(
                name='PaperRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField(verbose_name='begärd')),
                    ('text', models.TextField(blank=True, verbose_name='begäran')),
                    ('reply_to', models.EmailField(blank=True, max_length=254, verbose_name='e-postadress för svar')),
                    ('outcome', models.CharField(blank=True, choices=[('whole', 'Lämnas ut'), ('masked', 'Lämnas ut i en kopia där något är maskerat'), ('refused', 'Lämnas inte ut')], max_length=20, verbose_name='svar')),
                    ('legal_ground', models.CharField(blank=True, max_length=120, verbose_name='lagrum')),
                    ('answer', models.TextField(blank=True, verbose_name='ord till den som frågade')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='besvarad')),
                    ('forgotten_at', models.DateTimeField(blank=True, null=True, verbose_name='gallrad')),
                    ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='besvarad av')),
                    ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='requests', to='meetings.document', verbose_name='handling')),
                    ('handed', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='meetings.document', verbose_name='utlämnad handling')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_requests', to='meetings.meeting', verbose_name='möte')),
                ],
                options={
                    'verbose_name': 'begäran om handling',
                    'verbose_name_plural': 'begäranden om handlingar',
                    'ordering': ['asked_at', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='paper_request_closed_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='paper_request_is_closed_with_an_answer', violation_error_message='Välj vad svaret är.'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['masked', 'refused']), _negated=True), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('legal_ground'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0), _connector='OR'), name='paper_request_withholds_by_law', violation_error_message='Ange det lagrum som gör att handlingen inte lämnas ut, eller inte hela.'), models.CheckConstraint(condition=models.Q(('forgotten_at__isnull', True), models.Q(('answer', ''), ('closed_at__isnull', False), ('reply_to', ''), ('text', '')), _connector='OR'), name='paper_request_forgotten_is_empty', violation_error_message='Det som är gallrat är tomt.')],
                },
            ),
            migrations.CreateModel(
                name='Particulars',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('vacant', models.TextField(blank=True, verbose_name='vakanta platser')),
                    ('others', models.TextField(blank=True, verbose_name='övriga närvarande')),
                    ('kind', models.CharField(blank=True, choices=[('minutes', 'Protokoll'), ('notes', 'Minnesanteckningar')], max_length=20, verbose_name='det som förs')),
                    ('sent_to', models.CharField(blank=True, max_length=300, verbose_name='skickas till')),
                    ('kept_at', models.CharField(blank=True, max_length=200, verbose_name='förvaras hos')),
                    ('posted_on', models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='tillkännages')),
                    ('taken_down_on', models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='tillkännagivandet tas ner')),
                    ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='particulars', to='meetings.meeting')),
                ],
                options={
                    'verbose_name': 'uppgifter i protokollet',
                    'verbose_name_plural': 'uppgifter i protokollen',
                    'constraints': [models.CheckConstraint(condition=models.Q(('posted_on__isnull', True), ('taken_down_on__isnull', True), ('taken_down_on__gt', models.F('posted_on')), _connector='OR'), name='particulars_taken_down_after_posted', violation_error_message='Tillkännagivandet tas ner efter den dag då protokollet tillkännages.')],
                },
            ),
            migrations.CreateModel(
                name='Phrases',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(blank=True, verbose_name='fraser')),
                    ('council', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='phrases', to='councils.council')),
                ],
                options={
                    'verbose_name': 'fraser',
                    'verbose_name_plural': 'fraser',
                },
            ),
            migrations.CreateModel(
                name='RegistryNumber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='år')),
                    ('number', models.PositiveIntegerField(verbose_name='löpnummer')),
                    ('text', models.CharField(max_length=60, unique=True, verbose_name='diarienummer')),
                    ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registry_numbers', to='councils.council', verbose_name='råd')),
                ],
                options={
                    'verbose_name': 'diarienummer ur en serie',
                    'verbose_name_plural': 'diarienummer ur serier',
                    'ordering': ['council', 'year', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('council', 'year', 'number'), name='registry_number_once')],
                },
            ),
            migrations.CreateModel(
                name='Result',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation_name', models.CharField(max_length=120, verbose_name='organisation, med dåvarande namn')),
                    ('told_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.TextField(blank=True, verbose_name='varför det togs tillbaka')),
                    ('happened_on', models.DateField(validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='dag')),
                    ('text', models.TextField(verbose_name='resultat')),
                    ('picture', models.FileField(blank=True, upload_to=meetings.models.follow_up.picture_name, verbose_name='bild')),
                    ('picture_text', models.CharField(blank=True, max_length=300, verbose_name='vad bilden visar')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation')),
                    ('position', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='meetings.position')),
                    ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='meetings.result', verbose_name='rättar')),
                    ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'resultat',
                    'verbose_name_plural': 'resultat',
                    'ordering': ['position', 'told_at', 'pk'],
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('organisation_name'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='result_names_whose_it_is', violation_error_message='Ange organisationens namn.'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), _connector='OR'), name='result_withdrawn_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('reason'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0), _connector='OR'), name='result_withdrawn_says_why', violation_error_message='Skriv varför det tas tillbaka.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('text'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='result_says_something', violation_error_message='Skriv vad resultatet är.'), models.CheckConstraint(condition=models.Q(models.Q(('picture', ''), ('picture_text', '')), models.Q(models.Q(('picture', ''), _negated=True), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('picture_text'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), _connector='OR'), name='result_picture_is_described', violation_error_message='Beskriv vad bilden visar, för den som inte ser den.')],
                },
            ),
            migrations.CreateModel(
                name='Retelling',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.TextField(verbose_name='varifrån uppgifterna kommer')),
                    ('name', models.CharField(max_length=200, verbose_name='filens namn')),
                    ('rows', models.JSONField(default=list, verbose_name='filens rader')),
                    ('minutes_are_public', models.BooleanField(default=True, verbose_name='alla får läsa protokollen')),
                    ('added_at', models.DateTimeField()),
                    ('brought_at', models.DateTimeField(blank=True, null=True)),
                    ('undone_until', models.DateTimeField(blank=True, null=True)),
                    ('undone_at', models.DateTimeField(blank=True, null=True)),
                    ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('brought_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'införande av äldre ställningstaganden',
                    'verbose_name_plural': 'införanden av äldre ställningstaganden',
                    'ordering': ['-added_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('source'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='retelling_names_its_source', violation_error_message='Skriv varifrån uppgifterna kommer.'), models.CheckConstraint(condition=models.Q(models.Q(('brought_at__isnull', False), ('brought_by__isnull', False)), models.Q(('brought_at__isnull', True), ('brought_by__isnull', True)), _connector='OR'), name='retelling_brought_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), _connector='OR'), name='retelling_undone_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(('undone_at__isnull', True), models.Q(('brought_at__isnull', False), ('undone_at__lte', models.F('undone_until')), ('undone_until__isnull', False)), _connector='OR'), name='retelling_undone_within_its_day', violation_error_message='Ett införande kan ångras i ett dygn.')],
                },
            ),
            migrations.CreateModel(
                name='RetellingFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file', models.FileField(upload_to=meetings.models.document.stored_name, verbose_name='fil')),
                    ('name', models.CharField(max_length=200, verbose_name='filens namn')),
                    ('size', models.PositiveIntegerField(verbose_name='storlek i byte')),
                    ('retelling', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='meetings.retelling')),
                ],
                options={
                    'verbose_name': 'protokoll till ett införande',
                    'verbose_name_plural': 'protokoll till införanden',
                    'ordering': ['retelling', 'name', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('retelling', 'name'), name='retelling_file_once')],
                },
            ),
            migrations.CreateModel(
                name='Review',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reviewed_on', models.DateField(validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='sett över')),
                    ('text', models.TextField(verbose_name='vad översynen kom fram till')),
                    ('noted_at', models.DateTimeField()),
                    ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('position', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='meetings.position')),
                ],
                options={
                    'verbose_name': 'översyn',
                    'verbose_name_plural': 'översyner',
                    'ordering': ['position', 'reviewed_on', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('position', 'reviewed_on'), name='review_once_a_day', violation_error_message='Översynen den dagen är redan antecknad.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('text'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='review_says_something', violation_error_message='Skriv vad översynen kom fram till.')],
                },
            ),
            migrations.CreateModel(
                name='RoundAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(choices=[('supports', 'Stöder'), ('can_accept', 'Kan acceptera'), ('dissents', 'Avviker')], max_length=20, verbose_name='läge')),
                    ('noted_at', models.DateTimeField()),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='round', to='meetings.agendaitem', verbose_name='punkt')),
                    ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation')),
                ],
                options={
                    'verbose_name': 'svar i rundan',
                    'verbose_name_plural': 'svar i rundan',
                    'ordering': ['item', 'organisation__order', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('item', 'organisation'), name='round_answer_once')],
                },
            ),
            migrations.CreateModel(
                name='ScreenLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sha256', models.CharField(editable=False, max_length=64, unique=True)),
                    ('made_at', models.DateTimeField(verbose_name='öppnad')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='stängd')),
                    ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='den som stängde')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='den som öppnade')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='screens', to='meetings.meeting')),
                ],
                options={
                    'verbose_name': 'skärm i rummet',
                    'verbose_name_plural': 'skärmar i rummet',
                    'ordering': ['-made_at', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('meeting',), name='screen_one_in_use', violation_error_message='Mötet har redan en öppen skärm.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='screen_closed_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.')],
                },
            ),
            migrations.CreateModel(
                name='SealedPaper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('item', models.PositiveSmallIntegerField(verbose_name='punkt')),
                    ('content', models.BinaryField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='meetings.minutes')),
                    ('is_open', models.BooleanField(default=False, verbose_name='öppen version')),
                ],
                options={
                    'verbose_name': 'förseglad fil',
                    'verbose_name_plural': 'förseglade filer',
                    'ordering': ['minutes', 'item', 'is_open'],
                    'constraints': [models.UniqueConstraint(fields=('minutes', 'item', 'is_open'), name='sealed_paper_once')],
                },
            ),
            migrations.CreateModel(
                name='SearchAlert',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(max_length=254, verbose_name='e-postadress')),
                    ('query', models.TextField(verbose_name='sökning')),
                    ('asked_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(null=True)),
                    ('told', models.JSONField(blank=True, default=list)),
                ],
                options={
                    'verbose_name': 'bevakning',
                    'verbose_name_plural': 'bevakningar',
                    'constraints': [models.UniqueConstraint(fields=('email', 'query'), name='search_alert_once')],
                },
            ),
            migrations.CreateModel(
                name='Sitting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.agendaitem')),
                    ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sitting', to='meetings.meeting')),
                ],
                options={
                    'verbose_name': 'mötesdag',
                    'verbose_name_plural': 'mötesdagar',
                },
            ),
            migrations.CreateModel(
                name='Spelling',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('variant', models.TextField()),
                    ('stem', models.TextField()),
                    ('word', models.TextField()),
                ],
                options={
                    'verbose_name': 'stavning',
                    'verbose_name_plural': 'stavningar',
                    'constraints': [models.UniqueConstraint(fields=('variant', 'stem'), name='spelling_once')],
                },
            ),
            migrations.CreateModel(
                name='Statement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation_name', models.CharField(max_length=120, verbose_name='organisation, med dåvarande namn')),
                    ('text', models.TextField(verbose_name='ordagrann text')),
                    ('lodged_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lämnad')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='meetings.agendaitem', verbose_name='punkt')),
                    ('lodged_by', models.ForeignKey(help_text='Den som förde in texten.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to=settings.AUTH_USER_MODEL, verbose_name='lämnad av')),
                    ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='councils.seat', verbose_name='plats')),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'protokollsanteckning',
                    'verbose_name_plural': 'protokollsanteckningar',
                    'ordering': ['item', 'lodged_at', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('text'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='statement_says_something', violation_error_message='Skriv protokollsanteckningen.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('organisation_name'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='statement_names_its_organisation', violation_error_message='Ange organisationens namn.'), models.CheckConstraint(condition=models.Q(models.Q(('lodged_at__isnull', False), ('lodged_by__isnull', False)), models.Q(('lodged_at__isnull', True), ('lodged_by__isnull', True)), _connector='OR'), name='statement_lodged_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), _connector='OR'), name='statement_withdrawn_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.')],
                },
            ),
            migrations.CreateModel(
                name='Synonyms',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.CharField(error_messages={'unique': 'Just de orden står redan i listan.'}, help_text='Skriv orden med komma emellan, till exempel: järnväg, tåg, bana. En form av varje räcker.', max_length=300, unique=True, validators=[meetings.models.synonyms.single_words], verbose_name='ord')),
                ],
                options={
                    'verbose_name': 'ord som betyder detsamma',
                    'verbose_name_plural': 'ord som betyder detsamma',
                    'ordering': ['words', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('words__contains', ',')), name='synonyms_are_several', violation_error_message='Skriv minst två ord, med komma emellan.')],
                },
            ),
            migrations.CreateModel(
                name='TimeStamp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('item', models.PositiveSmallIntegerField(default=0, verbose_name='punkt')),
                    ('nth', models.PositiveSmallIntegerField(verbose_name='nummer')),
                    ('tail', models.BinaryField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('stamped_at', models.DateTimeField(verbose_name='tidsstämplad')),
                    ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stamps', to='meetings.minutes')),
                    ('is_open', models.BooleanField(default=False, verbose_name='öppen version')),
                ],
                options={
                    'verbose_name': 'tidsstämpel',
                    'verbose_name_plural': 'tidsstämplar',
                    'ordering': ['minutes', 'item', 'is_open', 'nth'],
                    'constraints': [models.UniqueConstraint(fields=('minutes', 'item', 'is_open', 'nth'), name='time_stamp_once')],
                },
            ),
            migrations.CreateModel(
                name='Treatment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('begun_at', models.DateTimeField(blank=True, null=True)),
                    ('wording', models.TextField(blank=True, verbose_name='lydelse på mötet')),
                    ('begun_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('item', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='treatment', to='meetings.agendaitem')),
                ],
                options={
                    'verbose_name': 'behandling',
                    'verbose_name_plural': 'behandlingar',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('begun_at__isnull', False), ('begun_by__isnull', False)), models.Q(('begun_at__isnull', True), ('begun_by__isnull', True)), _connector='OR'), name='treatment_begun_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.')],
                },
            ),
            migrations.CreateModel(
                name='Undertaking',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation_name', models.CharField(max_length=120, verbose_name='organisation, med dåvarande namn')),
                    ('told_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.TextField(blank=True, verbose_name='varför det togs tillbaka')),
                    ('what', models.TextField(verbose_name='vad')),
                    ('due', models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='klart senast')),
                    ('status', models.CharField(choices=[('planned', 'Planerat'), ('under_way', 'Pågår'), ('done', 'Klart'), ('abandoned', 'Avbrutet')], default='planned', max_length=20, verbose_name='läge')),
                    ('done_on', models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='klart den')),
                    ('note', models.TextField(blank=True, verbose_name='anmärkning')),
                    ('minuted', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undertaking', to='meetings.commitment')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation')),
                    ('position', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='meetings.position')),
                    ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'åtagande att följa',
                    'verbose_name_plural': 'åtaganden att följa',
                    'ordering': ['position', 'told_at', 'pk'],
                    'abstract': False,
                    'indexes': [models.Index(condition=models.Q(('withdrawn_at', None)), fields=['due'], name='undertaking_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('organisation_name'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='undertaking_names_whose_it_is', violation_error_message='Ange organisationens namn.'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), _connector='OR'), name='undertaking_withdrawn_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('reason'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0), _connector='OR'), name='undertaking_withdrawn_says_why', violation_error_message='Skriv varför det tas tillbaka.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('what'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='undertaking_says_what', violation_error_message='Skriv vad som ska göras.'), models.CheckConstraint(condition=models.Q(models.Q(('done_on__isnull', False), ('status', 'done')), models.Q(models.Q(('status', 'done'), _negated=True), ('done_on__isnull', True)), _connector='OR'), name='undertaking_done_is_dated', violation_error_message='Ange vilken dag det blev klart, för det som är klart och bara för det.'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'abandoned'), _negated=True), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('note'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0), _connector='OR'), name='undertaking_abandoned_says_why', violation_error_message='Skriv i anmärkningen varför det avbröts.')],
                },
            ),
            migrations.CreateModel(
                name='Unindexed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('whole', models.TextField()),
                ],
                options={
                    'verbose_name': 'det som ska indexeras',
                    'verbose_name_plural': 'det som ska indexeras',
                    'indexes': [models.Index(fields=['whole'], name='unindexed_whole')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='letter',
            name='barrier',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='meetings.barrier'),
        ),
        migrations.AddField(
            model_name='letter',
            name='feedback',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='meetings.feedback'),
        ),
        migrations.AddField(
            model_name='position',
            name='retelling',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='meetings.retelling'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('failed_at__isnull', False)), fields=['person'], name='letter_that_failed'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('sent_at__isnull', True), ('failed_at__isnull', False), _connector='OR'), fields=['meeting'], name='letter_not_arrived'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('kind', 'invitation')), fields=['person'], name='letter_of_invitation'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('dropped_at__isnull', True), models.Q(('claimed_at__isnull', True), ('sent_at__isnull', True)), _connector='OR'), name='letter_dropped_was_never_handed_over', violation_error_message='Ett brev som har lämnats till e-postservern går inte att dra tillbaka.'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('next_try_at__isnull', True), models.Q(('claimed_at__isnull', True), ('tries__gt', 0)), _connector='OR'), name='letter_tried_again_waits', violation_error_message='Bara ett brev som väntar har en tid för nästa försök.'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('guest__isnull', True), ('person__isnull', False)), models.Q(('guest__isnull', False), ('person__isnull', True)), models.Q(('feedback__isnull', False), ('guest__isnull', True), ('person__isnull', True)), models.Q(('barrier__isnull', False), ('guest__isnull', True), ('person__isnull', True)), _connector='OR'), name='letter_has_one_receiver', violation_error_message='Ett brev går till en person, en gäst, en organisations registrator eller den som svarar för tillgängligheten.'),
        ),
        migrations.AddIndex(
            model_name='position',
            index=models.Index(fields=['-adopted_on', '-year', '-number', '-id', 'published_at'], name='position_newest'),
        ),
        migrations.AddIndex(
            model_name='position',
            index=models.Index(fields=['item', 'published_at'], name='position_of_item'),
        ),
        migrations.AddIndex(
            model_name='position',
            index=models.Index(condition=models.Q(('published_at__isnull', True)), fields=['published_at'], name='position_waiting'),
        ),
        migrations.AddIndex(
            model_name='position',
            index=models.Index(condition=models.Q(('review_on__isnull', False)), fields=['review_on'], name='position_to_review'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('council_name'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='position_names_its_council', violation_error_message='Ange rådets namn.'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.UniqueConstraint(fields=('council_abbreviation', 'year', 'number'), name='position_designation_once', violation_error_message='Ett annat råd har redan ett ställningstagande med den beteckningen.'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('council_abbreviation'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='position_abbreviates_its_council', violation_error_message='Ange rådets förkortning.'),
        ),
    ]
