import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0003_bring_along'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['by', '-at'], name='journal_of_person'),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['act', '-at'], name='journal_of_act'),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.UniqueConstraint(condition=models.Q(('abbreviation', ''), _negated=True), fields=('abbreviation',), name='council_abbreviation_once', violation_error_message='Ett annat råd har redan den förkortningen.'),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'council'), _negated=True), django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length(models.Func(models.F('abbreviation'), models.Value('\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), function='TRIM', output_field=models.TextField())), 0), _connector='OR'), name='council_has_its_abbreviation', violation_error_message='Ange samverkansrådets förkortning, som RSR.'),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.CheckConstraint(condition=models.Q(('email', ''), ('kind', 'office'), _connector='OR'), name='council_address_is_an_offices', violation_error_message='Bara ett kansli har en e-postadress för svar.'),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.UniqueConstraint(condition=models.Q(('registry_pattern', ''), _negated=True), fields=('registry_pattern',), name='council_registry_pattern_once', violation_error_message='Ett annat råd har redan det mönstret för sina diarienummer.'),
        ),
        migrations.AddConstraint(
            model_name='council',
            constraint=models.CheckConstraint(condition=models.Q(('registry_pattern', ''), models.Q(('registry_pattern__contains', '{år}'), ('registry_pattern__contains', '{nr')), _connector='OR'), name='council_registry_pattern_counts', violation_error_message='Skriv mönstret med {år} och {nr}, eller {nr:4} för fyra siffror, till exempel RSR-{år}-{nr:4}.'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('succeeded_on__isnull', True), ('successor__isnull', True)), models.Q(('succeeded_on__isnull', False), ('successor__isnull', False)), _connector='OR'), name='organisation_succession_is_dated', violation_error_message='Ange både vem som efterträder organisationen och från vilken dag.'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('successor', models.F('pk')), _negated=True), name='organisation_does_not_succeed_itself', violation_error_message='En organisation efterträder inte sig själv.'),
        ),
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='när')),
                ('key', models.CharField(max_length=40, verbose_name='rad i gallringsplanen')),
                ('count', models.PositiveIntegerField(verbose_name='antal')),
            ],
            options={
                'verbose_name': 'gallring',
                'verbose_name_plural': 'gallringar',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('slug', models.CharField(max_length=80, verbose_name='tidigare adress')),
                ('thing', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'tidigare adress',
                'verbose_name_plural': 'tidigare adresser',
                'ordering': ['kind', 'slug', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'slug'), name='former_slug_once')],
            },
        ),
        migrations.CreateModel(
            name='Integration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='namn')),
                ('sha256', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='gjord')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='indragen')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='senast använd')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gjord av')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='indragen av')),
            ],
            options={
                'verbose_name': 'integration',
                'verbose_name_plural': 'integrationer',
                'ordering': ['made_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), _connector='OR'), name='integration_revoked_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.')],
            },
        ),
    ]
