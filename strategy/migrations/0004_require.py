import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import strategy.models.indicator
from django.conf import settings
from django.db import migrations, models

from rus_portal.core.migrating import CreateModels


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0001_first_release'),
        ('strategy', '0003_bring_along'),
    ]

    operations = [
        migrations.AlterField(
            model_name='perspective',
            name='slug',
            field=models.SlugField(max_length=80, unique=True, verbose_name='adress'),
        ),
        migrations.AddConstraint(
            model_name='strategicplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('frozen_at__isnull', False), ('frozen_by__isnull', False)), models.Q(('frozen_at__isnull', True), ('frozen_by__isnull', True)), _connector='OR'), name='plan_frozen_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'),
        ),
        migrations.AddConstraint(
            model_name='strategicplan',
            constraint=models.CheckConstraint(condition=models.Q(('is_draft', False), ('frozen_at__isnull', True), _connector='OR'), name='plan_draft_is_not_frozen', violation_error_message='Ett utkast ligger inte fast.'),
        ),
        migrations.AddConstraint(
            model_name='strategy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_draft', False), ('made_from__isnull', True)), models.Q(('is_own', True), ('made_from__isnull', False)), _connector='OR'), name='strategy_draft_is_made_of_our_own', violation_error_message='Ett utkast görs av regionens egen strategi.'),
        ),
        CreateModels([
            migrations.CreateModel(
                name='AdvocacyIssue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200, verbose_name='fråga')),
                    ('about', models.TextField(blank=True, verbose_name='vad vi vill')),
                    ('addressee', models.CharField(help_text='Till exempel Infrastrukturdepartementet eller EU-kommissionen.', max_length=200, verbose_name='adressat')),
                    ('sent_on', models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='framförd')),
                    ('sent_how', models.TextField(blank=True, verbose_name='hur den framfördes')),
                    ('answered_on', models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='besvarad')),
                    ('answer', models.TextField(blank=True, verbose_name='svaret')),
                    ('result', models.TextField(blank=True, verbose_name='resultat')),
                    ('order', models.PositiveSmallIntegerField(default=0, verbose_name='ordning')),
                    ('goals', models.ManyToManyField(blank=True, related_name='advocacy_issues', to='strategy.goal', verbose_name='mål')),
                ],
                options={
                    'verbose_name': 'påverkansfråga',
                    'verbose_name_plural': 'påverkansfrågor',
                    'ordering': ['order', 'title', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('answered_on__isnull', True), models.Q(('answered_on__gte', models.F('sent_on')), ('sent_on__isnull', False)), _connector='OR'), name='advocacy_answered_was_sent', violation_error_message='Ett svar kommer efter att frågan framfördes. Ange också vilken dag det var.')],
                },
            ),
            migrations.CreateModel(
                name='FocusAreaSuccession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('after', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='successions_back', to='strategy.focusarea')),
                    ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_on', to='strategy.focusarea')),
                ],
                options={
                    'verbose_name': 'hur ett fokusområde går vidare',
                    'verbose_name_plural': 'hur fokusområden går vidare',
                    'ordering': ['after', 'before', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('before', 'after'), name='focus_area_succession_once')],
                },
            ),
            migrations.CreateModel(
                name='GoalSuccession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('after', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='successions_back', to='strategy.goal')),
                    ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_on', to='strategy.goal')),
                ],
                options={
                    'verbose_name': 'hur ett mål går vidare',
                    'verbose_name_plural': 'hur mål går vidare',
                    'ordering': ['after', 'before', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('before', 'after'), name='goal_succession_once')],
                },
            ),
            migrations.CreateModel(
                name='Indicator',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=80, unique=True)),
                    ('title', models.CharField(max_length=200, verbose_name='namn')),
                    ('unit', models.CharField(help_text='Till exempel procent, antal eller kronor.', max_length=60, verbose_name='enhet')),
                    ('about', models.TextField(blank=True, verbose_name='vad den mäter')),
                    ('source', models.CharField(blank=True, max_length=300, verbose_name='källa')),
                    ('area', models.CharField(blank=True, help_text='Till exempel 22 för Västernorrlands län. Lämnas den tom väljs det första området i filen.', max_length=20, verbose_name='områdeskod som visas först')),
                    ('baseline_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='utgångsår')),
                    ('baseline', models.CharField(blank=True, max_length=30, validators=[strategy.models.indicator.is_number], verbose_name='utgångsvärde')),
                    ('target_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='målår')),
                    ('target', models.CharField(blank=True, max_length=30, validators=[strategy.models.indicator.is_number], verbose_name='målvärde')),
                    ('order', models.PositiveSmallIntegerField(default=0, verbose_name='ordning')),
                    ('goals', models.ManyToManyField(blank=True, related_name='indicators', to='strategy.goal', verbose_name='mål')),
                ],
                options={
                    'verbose_name': 'indikator',
                    'verbose_name_plural': 'indikatorer',
                    'ordering': ['order', 'title', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('baseline', ''), ('baseline_year__isnull', False), _connector='OR'), name='indicator_baseline_has_year', violation_error_message='Skriv vilket år utgångsvärdet gäller.'), models.CheckConstraint(condition=models.Q(('target', ''), ('target_year__isnull', False), _connector='OR'), name='indicator_target_has_year', violation_error_message='Skriv vilket år målvärdet gäller.'), models.CheckConstraint(condition=models.Q(('target_year__isnull', True), ('baseline_year__isnull', True), ('target_year__gte', models.F('baseline_year')), _connector='OR'), name='indicator_target_comes_after_baseline', violation_error_message='Målåret kan inte vara före utgångsåret.')],
                },
            ),
            migrations.CreateModel(
                name='IndicatorImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file_name', models.CharField(max_length=200, verbose_name='fil')),
                    ('file_hash', models.CharField(max_length=64)),
                    ('note', models.TextField(blank=True, verbose_name='ur filen')),
                    ('remarks', models.JSONField(default=list, verbose_name='anmärkningar')),
                    ('cells', models.JSONField(default=list, verbose_name='värden')),
                    ('read_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='inläst')),
                    ('confirmed_at', models.DateTimeField(null=True, verbose_name='sparad')),
                    ('withdrawn_at', models.DateTimeField(null=True, verbose_name='ångrad')),
                    ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='strategy.indicator')),
                    ('read_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'inläst fil',
                    'verbose_name_plural': 'inlästa filer',
                    'ordering': ['-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), _connector='OR'), name='indicator_import_confirmed_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), _connector='OR'), name='indicator_import_withdrawn_at_has_by', violation_error_message='Det ska framgå både när det gjordes och av vem.'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('confirmed_at__isnull', False), _connector='OR'), name='indicator_import_withdrawn_was_confirmed', violation_error_message='Bara det som är sparat kan ångras.')],
                },
            ),
            migrations.CreateModel(
                name='IndicatorValue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.CharField(max_length=200)),
                    ('area_code', models.CharField(blank=True, max_length=20, verbose_name='områdeskod')),
                    ('area', models.CharField(max_length=200, verbose_name='område')),
                    ('sex', models.CharField(choices=[('total', 'Totalt'), ('women', 'Kvinnor'), ('men', 'Män')], max_length=10, verbose_name='kön')),
                    ('period', models.CharField(max_length=40, verbose_name='period')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='år')),
                    ('value', models.CharField(blank=True, max_length=60, verbose_name='värde')),
                    ('mark', models.CharField(blank=True, max_length=40, verbose_name='markering')),
                    ('status', models.CharField(blank=True, max_length=40, verbose_name='status')),
                    ('came_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='brought', to='strategy.indicatorimport')),
                    ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='strategy.indicator')),
                    ('left_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='took_away', to='strategy.indicatorimport')),
                ],
                options={
                    'verbose_name': 'värde',
                    'verbose_name_plural': 'värden',
                    'ordering': ['indicator', 'place', 'sex', 'year', 'period', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('left_with__isnull', True)), fields=('indicator', 'place', 'sex', 'period'), name='indicator_value_once'), models.CheckConstraint(condition=models.Q(models.Q(('value', ''), models.Q(('mark', ''), _negated=True)), models.Q(('mark', ''), models.Q(('value', ''), _negated=True)), _connector='OR'), name='indicator_value_or_mark', violation_error_message='Ett värde är antingen ett tal eller en markering.')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='focusarea',
            name='came_from',
            field=models.ManyToManyField(related_name='led_to', through='strategy.FocusAreaSuccession', through_fields=('after', 'before'), to='strategy.focusarea'),
        ),
        migrations.AddField(
            model_name='goal',
            name='came_from',
            field=models.ManyToManyField(related_name='led_to', through='strategy.GoalSuccession', through_fields=('after', 'before'), to='strategy.goal'),
        ),
    ]
