import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0001_first_release'),
        ('strategy', '0001_first_release'),
    ]

    operations = [
        migrations.AlterModelManagers(
            name='focusarea',
            managers=[
                ('with_drafts', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AlterModelManagers(
            name='goal',
            managers=[
                ('with_drafts', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AlterModelManagers(
            name='strategicplan',
            managers=[
                ('with_drafts', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AlterModelManagers(
            name='strategy',
            managers=[
                ('with_drafts', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='perspective',
            name='came_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='led_to', to='strategy.perspective', verbose_name='föregångare'),
        ),
        migrations.AddField(
            model_name='perspective',
            name='goals',
            field=models.ManyToManyField(blank=True, related_name='perspectives', to='strategy.goal', verbose_name='mål'),
        ),
        migrations.AddField(
            model_name='perspective',
            name='is_of_dimensions',
            field=models.BooleanField(default=False, verbose_name='bärs av ärendenas meningar om hållbarhet'),
        ),
        migrations.AddField(
            model_name='perspective',
            name='slug',
            field=models.SlugField(max_length=80, null=True, verbose_name='adress'),
        ),
        migrations.AddField(
            model_name='strategicplan',
            name='frozen_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='ligger fast sedan'),
        ),
        migrations.AddField(
            model_name='strategicplan',
            name='frozen_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='strategicplan',
            name='is_draft',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='strategicplan',
            name='made_from',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_edition', to='strategy.strategicplan', verbose_name='föregående utgåva'),
        ),
        migrations.AddField(
            model_name='strategy',
            name='is_draft',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='strategy',
            name='made_from',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_edition', to='strategy.strategy', verbose_name='föregående strategi'),
        ),
        migrations.AlterField(
            model_name='focusareagoal',
            name='confirmed_on',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='bekräftad'),
        ),
        migrations.AlterField(
            model_name='goal',
            name='retired_on',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='gäller inte längre från'),
        ),
        migrations.AlterField(
            model_name='strategy',
            name='adopted_on',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='fastställd'),
        ),
        migrations.AlterField(
            model_name='strategystep',
            name='begins',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='började'),
        ),
        migrations.AlterField(
            model_name='strategystep',
            name='ends',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='slutade'),
        ),
    ]
