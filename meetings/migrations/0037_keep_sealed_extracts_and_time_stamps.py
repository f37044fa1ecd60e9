import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0036_open_a_screen_in_the_room'),
    ]

    operations = [
        migrations.CreateModel(
            name='SealedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.PositiveSmallIntegerField(verbose_name='punkt')),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='meetings.minutes')),
            ],
            options={
                'verbose_name': 'förseglad fil',
                'verbose_name_plural': 'förseglade filer',
                'ordering': ['minutes', 'item'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'item'), name='sealed_paper_once')],
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
            ],
            options={
                'verbose_name': 'tidsstämpel',
                'verbose_name_plural': 'tidsstämplar',
                'ordering': ['minutes', 'item', 'nth'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'item', 'nth'), name='time_stamp_once')],
            },
        ),
    ]
