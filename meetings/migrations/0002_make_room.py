import datetime
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import meetings.models.document
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0002_make_room'),
        ('meetings', '0001_first_release'),
        ('strategy', '0002_make_room'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='calendarkey',
            options={'ordering': ['-made_at', '-pk'], 'verbose_name': 'hemlig kalenderadress', 'verbose_name_plural': 'hemliga kalenderadresser'},
        ),
        migrations.AlterModelOptions(
            name='formerdate',
            options={'ordering': ['moved_at', 'pk'], 'verbose_name': 'tidigare mötesdag', 'verbose_name_plural': 'tidigare mötesdagar'},
        ),
        migrations.AlterModelOptions(
            name='mailchoice',
            options={'verbose_name': 'val av utskick', 'verbose_name_plural': 'val av utskick'},
        ),
        migrations.RemoveConstraint(
            model_name='attendance',
            name='attendance_once',
        ),
        migrations.RemoveConstraint(
            model_name='letter',
            name='letter_has_one_receiver',
        ),
        migrations.RemoveConstraint(
            model_name='meeting',
            name='meeting_one_a_day',
        ),
        migrations.RemoveConstraint(
            model_name='minutes',
            name='minutes_version_once',
        ),
        migrations.RemoveConstraint(
            model_name='minutes',
            name='minutes_stage_has_its_facts',
        ),
        migrations.RemoveConstraint(
            model_name='summonsanswer',
            name='answer_once',
        ),
        migrations.RemoveIndex(
            model_name='position',
            name='position_newest',
        ),
        migrations.RemoveField(
            model_name='meeting',
            name='attendance_revision',
        ),
        migrations.RemoveField(
            model_name='meeting',
            name='formalities_revision',
        ),
        migrations.RemoveField(
            model_name='meeting',
            name='revision',
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='sent_to',
            field=models.CharField(blank=True, max_length=300, verbose_name='skickas till'),
        ),
        migrations.AddField(
            model_name='dissentingopinion',
            name='fell',
            field=models.CharField(blank=True, choices=[('let_fall', 'Den som hade platsen på mötesdagen stod inte för den'), ('unclaimed', 'Ingen hade tagit över den när protokollet justerades')], editable=False, max_length=20, verbose_name='föll'),
        ),
        migrations.AddField(
            model_name='dissentingopinion',
            name='joins',
            field=models.ForeignKey(blank=True, help_text='Samma ord, från en annan plats. Den som instämmer står för dem som för egna.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joiners', to='meetings.dissentingopinion', verbose_name='instämmer i'),
        ),
        migrations.AddField(
            model_name='dissentingopinion',
            name='organisation_name',
            field=models.CharField(default='', max_length=120, verbose_name='organisation, med dåvarande namn'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='dissentingopinion',
            name='retold_for',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='retold_dissents', to='councils.organisation'),
        ),
        migrations.AddField(
            model_name='dissentingopinion',
            name='taken_over_from',
            field=models.ForeignKey(blank=True, help_text='Samma ord, lämnade av den som hade platsen tidigare.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_over_as', to='meetings.dissentingopinion', verbose_name='övertagen från'),
        ),
        migrations.AddField(
            model_name='document',
            name='carried',
            field=models.JSONField(blank=True, default=dict, verbose_name='vad filen bär på'),
        ),
        migrations.AddField(
            model_name='document',
            name='copy',
            field=models.FileField(blank=True, upload_to=meetings.models.document.stored_name, verbose_name='läskopia'),
        ),
        migrations.AddField(
            model_name='document',
            name='copy_size',
            field=models.PositiveIntegerField(default=0, verbose_name='läskopians storlek i byte'),
        ),
        migrations.AddField(
            model_name='document',
            name='copy_stage',
            field=models.CharField(blank=True, choices=[('awaited', 'görs'), ('made', 'gjord'), ('failed', 'gick inte att göra')], max_length=10, verbose_name='läskopian'),
        ),
        migrations.AddField(
            model_name='document',
            name='copy_tried_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='senaste försöket'),
        ),
        migrations.AddField(
            model_name='document',
            name='copy_tries',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='försök att göra läskopian'),
        ),
        migrations.AddField(
            model_name='document',
            name='shares_original',
            field=models.BooleanField(default=False, verbose_name='läsarna får originalet'),
        ),
        migrations.AddField(
            model_name='formaldecision',
            name='organisation_name',
            field=models.CharField(default='', max_length=120, verbose_name='organisation, med dåvarande namn'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='formerdate',
            name='nth',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='letter',
            name='dropped_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='letter',
            name='facts',
            field=models.JSONField(blank=True, default=dict, verbose_name='mötets uppgifter i brevet'),
        ),
        migrations.AddField(
            model_name='letter',
            name='next_try_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='letter',
            name='sending',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='utskick i ordningen'),
        ),
        migrations.AddField(
            model_name='letter',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='försök som servern har skjutit upp'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='evaluated_until',
            field=models.DateField(editable=False, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='svar om mötet till och med'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='nth',
            field=models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='den vilken i ordningen med dagen i sin adress'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='sequence',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='kalenderns ordningstal'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='sequence_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='meeting',
            name='source',
            field=models.TextField(blank=True, editable=False, verbose_name='återgivet i efterhand efter'),
        ),
        migrations.AddField(
            model_name='minutes',
            name='corrected_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='minutes',
            name='corrected_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='minutes',
            name='correction_why',
            field=models.TextField(blank=True, verbose_name='varför det rättats'),
        ),
        migrations.AddField(
            model_name='minutes',
            name='is_masked',
            field=models.BooleanField(default=False, verbose_name='har en öppen version'),
        ),
        migrations.AddField(
            model_name='minutes',
            name='item',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sheet', to='meetings.agendaitem', verbose_name='punkt som justeras för sig'),
        ),
        migrations.AddField(
            model_name='minutes',
            name='open_record',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='minutesapproval',
            name='instead_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='i stället för'),
        ),
        migrations.AddField(
            model_name='minutesapproval',
            name='looked',
            field=models.JSONField(blank=True, default=dict, verbose_name='det som den som justerar såg senast'),
        ),
        migrations.AddField(
            model_name='minutesapproval',
            name='replaced_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='minutesapproval',
            name='replaced_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='note',
            name='page',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='sida'),
        ),
        migrations.AddField(
            model_name='note',
            name='quote',
            field=models.CharField(blank=True, max_length=1000, verbose_name='markerad text'),
        ),
        migrations.AddField(
            model_name='note',
            name='quote_after',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name='note',
            name='quote_before',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name='note',
            name='rects',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='note',
            name='sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='position',
            name='council_abbreviation',
            field=models.CharField(default='', max_length=10, verbose_name='rådets dåvarande förkortning'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='position',
            name='council_name',
            field=models.CharField(default='', max_length=120, verbose_name='råd, med dåvarande namn'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='stance',
            name='former',
            field=models.JSONField(blank=True, default=list, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AddField(
            model_name='stance',
            name='in_own_words',
            field=models.TextField(blank=True, verbose_name='så tänkte vi'),
        ),
        migrations.AddField(
            model_name='stance',
            name='on_behalf',
            field=models.BooleanField(default=False, verbose_name='antecknat av kansliet åt organisationen'),
        ),
        migrations.AddField(
            model_name='stance',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='stance',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='summonsanswer',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation'),
        ),
        migrations.RenameField(
            model_name='calendarkey',
            old_name='token',
            new_name='sha256',
        ),
        migrations.AlterField(
            model_name='calendarkey',
            name='sha256',
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name='agendaitem',
            name='stage',
            field=models.CharField(choices=[('draft', 'Utkast'), ('proposed', 'Föreslagen'), ('in_preparation', 'Under beredning'), ('ready', 'Klar'), ('on_agenda', 'På dagordningen'), ('handled', 'Behandlad'), ('returned', 'Återlämnad'), ('withdrawn', 'Utgår'), ('postponed', 'Framflyttad')], default='in_preparation', editable=False, max_length=20, verbose_name='skede'),
        ),
        migrations.AlterField(
            model_name='dissentingopinion',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dissents', to=settings.AUTH_USER_MODEL, verbose_name='lämnad av'),
        ),
        migrations.AlterField(
            model_name='dissentingopinion',
            name='seat',
            field=models.ForeignKey(help_text='Platsen säger vilken organisation synpunkten gäller.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dissents', to='councils.seat', verbose_name='plats'),
        ),
        migrations.AlterField(
            model_name='formaldecision',
            name='decided_on',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='beslutsdag'),
        ),
        migrations.AlterField(
            model_name='formaldecision',
            name='link',
            field=models.URLField(blank=True, max_length=1000, verbose_name='länk till beslutet'),
        ),
        migrations.AlterField(
            model_name='formaldecision',
            name='planned_on',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='planerad dag'),
        ),
        migrations.AlterField(
            model_name='formerdate',
            name='date',
            field=models.DateField(validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='datum'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('summons', 'Kallelse'), ('agenda_approval', 'Godkännande av dagordning'), ('minutes', 'Justering av protokoll'), ('change', 'Ändrat möte'), ('update', 'Ändrad dagordning'), ('cancellation', 'Inställt möte'), ('release', 'Inte längre kallad'), ('guest', 'Inbjudan till gäst'), ('substitute', 'Till ersättare'), ('takeover', 'Om det någon lämnat'), ('proposal', 'Om ett förslag'), ('reminder', 'Påminnelse'), ('digest', 'Dagens sammandrag'), ('invitation', 'Inbjudan att logga in'), ('feedback', 'Återföring'), ('barrier', 'Anmält hinder'), ('consultation', 'Remiss')], max_length=20, verbose_name='slag'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='date',
            field=models.DateField(validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='datum'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='end_date',
            field=models.DateField(validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='sista dag'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='link',
            field=models.URLField(blank=True, max_length=1000, verbose_name='länk till det digitala mötet'),
        ),
        migrations.AlterField(
            model_name='minutes',
            name='stage',
            field=models.CharField(choices=[('draft', 'Utkast'), ('sent', 'Utsänt för justering'), ('approved', 'Justerat'), ('published', 'Publicerat'), ('withdrawn', 'Justeras med hela protokollet')], default='draft', max_length=20, verbose_name='skede'),
        ),
        migrations.AlterField(
            model_name='position',
            name='adopted_on',
            field=models.DateField(validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='antaget'),
        ),
        migrations.AlterField(
            model_name='position',
            name='review_on',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='ses över'),
        ),
        migrations.AlterField(
            model_name='stance',
            name='held_on',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='dag'),
        ),
        migrations.CreateModel(
            name='ChangeWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='gäller')),
                ('anchor', models.CharField(blank=True, editable=False, max_length=60)),
                ('text', models.TextField(verbose_name='önskad ändring')),
                ('wished_at', models.DateTimeField(verbose_name='önskat')),
                ('is_done', models.BooleanField(blank=True, null=True, verbose_name='ändrat')),
                ('answer', models.TextField(blank=True, verbose_name='svar')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='besvarat')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='meetings.minutes')),
                ('wished_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='önskat av')),
            ],
            options={
                'verbose_name': 'ändringsönskemål',
                'verbose_name_plural': 'ändringsönskemål',
                'ordering': ['minutes', 'wished_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('text'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), name='change_wish_says_something', violation_error_message='Skriv vad som ska ändras.'), models.CheckConstraint(condition=models.Q(models.Q(('wished_at__isnull', False), ('wished_by__isnull', False)), models.Q(('wished_at__isnull', True), ('wished_by__isnull', True)), _connector='OR'), name='change_wish_wished_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), _connector='OR'), name='change_wish_answered_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('is_done__isnull', True)), models.Q(('answered_at__isnull', False), ('is_done__isnull', False), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('answer'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0)), _connector='OR'), name='change_wish_answer_has_words', violation_error_message='Ett svar säger om ändringen är gjord, med ord.')],
            },
        ),
        migrations.CreateModel(
            name='Lift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='punkt')),
                ('order', models.PositiveSmallIntegerField(verbose_name='ordning')),
                ('stage', models.CharField(choices=[('draft', 'Utkast'), ('proposed', 'Föreslagen'), ('in_preparation', 'Under beredning'), ('ready', 'Klar'), ('on_agenda', 'På dagordningen'), ('handled', 'Behandlad'), ('returned', 'Återlämnad'), ('withdrawn', 'Utgår'), ('postponed', 'Framflyttad')], max_length=20, verbose_name='skede')),
                ('late_at', models.DateTimeField(blank=True, null=True, verbose_name='på dagordningen efter kallelsen')),
                ('added_at', models.DateTimeField(verbose_name='kom till mötet')),
                ('documents', models.JSONField(blank=True, default=dict, verbose_name='när dess handlingar kom till mötet')),
                ('title', models.CharField(max_length=200, verbose_name='rubrik, som den var')),
                ('way', models.CharField(choices=[('meeting', 'Till ett annat möte'), ('preparation', 'Tillbaka till beredningen'), ('dropped', 'Utgår')], max_length=20, verbose_name='vart')),
                ('reason', models.TextField(blank=True, verbose_name='skäl')),
                ('lifted_at', models.DateTimeField()),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lifts', to='meetings.agendaitem', verbose_name='ärende')),
                ('lifted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lifts', to='meetings.meeting', verbose_name='möte')),
                ('returned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.meeting', verbose_name='till mötet')),
                ('council', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.council', verbose_name='råd den var riktad till')),
            ],
            options={
                'verbose_name': 'avlyft punkt',
                'verbose_name_plural': 'avlyfta punkter',
                'ordering': ['meeting', 'order', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('returned_at__isnull', True)), fields=('item', 'meeting'), name='lift_one_standing'), models.CheckConstraint(condition=models.Q(models.Q(('to__isnull', False), ('way', 'meeting')), models.Q(('to__isnull', True), ('way__in', ['preparation', 'dropped'])), _connector='OR'), name='lift_leads_somewhere', violation_error_message='Välj vart ärendet ska.'), models.CheckConstraint(condition=models.Q(models.Q(('returned_at__isnull', False), ('returned_by__isnull', False)), models.Q(('returned_at__isnull', True), ('returned_by__isnull', True)), _connector='OR'), name='lift_returned_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.')],
            },
        ),
    ]
