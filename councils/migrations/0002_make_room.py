import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0001_first_release'),
    ]

    operations = [
        migrations.AddField(
            model_name='council',
            name='abbreviation',
            field=models.CharField(blank=True, help_text='Står före numret på rådets ställningstaganden, som i RSR 2/2026. De som redan är tagna behåller sin.', max_length=10, validators=[django.core.validators.RegexValidator('^[A-ZÅÄÖ0-9]{2,10}\\Z', 'Skriv två till tio stora bokstäver eller siffror.')], verbose_name='förkortning'),
        ),
        migrations.AddField(
            model_name='council',
            name='appendices',
            field=models.CharField(choices=[('per_paragraph', 'Efter sin paragraf: Bilaga 12.1'), ('letters', 'Med bokstäver genom protokollet: Bilaga A')], default='per_paragraph', max_length=20, verbose_name='bilagornas beteckning'),
        ),
        migrations.AddField(
            model_name='council',
            name='decisions_days_after',
            field=models.PositiveSmallIntegerField(default=90, help_text='Så länge har varje organisation på sig att berätta om sitt formella beslut.', verbose_name='besked om formella beslut, dagar efter justeringen'),
        ),
        migrations.AddField(
            model_name='council',
            name='dissent_until_approval',
            field=models.BooleanField(default=False, help_text='Annars till dess att protokollet skickas för justering. En som kommer efter att någon har justerat gör att alla får justera på nytt.', verbose_name='avvikande synpunkt får lämnas tills protokollet är justerat'),
        ),
        migrations.AddField(
            model_name='council',
            name='email',
            field=models.EmailField(blank=True, help_text='Bara för ett kansli: dit går svaren på portalens brev om rådens möten.', max_length=254, verbose_name='e-postadress för svar'),
        ),
        migrations.AddField(
            model_name='council',
            name='minutes_kept_at',
            field=models.CharField(blank=True, help_text='Står från början i varje protokolls uppgifter, under Formalia.', max_length=200, verbose_name='protokollet förvaras hos'),
        ),
        migrations.AddField(
            model_name='council',
            name='minutes_kind',
            field=models.CharField(default='minutes', max_length=20, verbose_name='det som förs på mötena'),
        ),
        migrations.AddField(
            model_name='council',
            name='minutes_sent_to',
            field=models.CharField(blank=True, help_text='Står från början i varje protokolls uppgifter, under Formalia.', max_length=300, verbose_name='protokollet skickas till'),
        ),
        migrations.AddField(
            model_name='council',
            name='registry_pattern',
            field=models.CharField(blank=True, help_text='Till exempel RSR-{år}-{nr:4}, som ger RSR-2027-0001. Varje möte som planeras och varje ärende som kommer in eller läggs till får då nästa nummer. Lämnas det tomt skrivs numren för hand.', max_length=40, validators=[django.core.validators.RegexValidator('^[^{}]*(\\{år\\}[^{}]*\\{nr(:[1-6])?\\}|\\{nr(:[1-6])?\\}[^{}]+\\{år\\})[^{}]*\\Z', 'Skriv mönstret med {år} och {nr}, eller {nr:4} för fyra siffror, till exempel RSR-{år}-{nr:4}.')], verbose_name='mönster för diarienummer'),
        ),
        migrations.AddField(
            model_name='council',
            name='titles_ahead',
            field=models.BooleanField(default=False, help_text='Mötets dag och plats är alltid öppna. En punkt med en handling som bara rådet får läsa visas inte. Möter rådet tillsammans med ett annat gäller det när båda har valt så.', verbose_name='punkternas rubriker visas för alla när kallelsen har gått ut'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='is_own',
            field=models.BooleanField(default=True, editable=False, verbose_name='den egna regionens'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='succeeded_on',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='från och med'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='successor',
            field=models.ForeignKey(blank=True, help_text='Den nya, när organisationen har bytt namn eller gått upp i en annan.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='councils.organisation', verbose_name='efterträds av'),
        ),
        migrations.AddField(
            model_name='person',
            name='closed_hints',
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name='tips som är stängda'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='begins',
            field=models.DateField(default=django.utils.timezone.localdate, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='från och med'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='ends',
            field=models.DateField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='till och med'),
        ),
        migrations.AlterField(
            model_name='council',
            name='composition',
            field=models.TextField(blank=True, verbose_name='sammansättning'),
        ),
        migrations.AlterField(
            model_name='seat',
            name='retired_on',
            field=models.DateField(blank=True, help_text='Första dagen då platsen inte längre finns.', null=True, validators=[django.core.validators.MinValueValidator(datetime.date(1900, 1, 1), 'Välj en dag från och med år 1900.'), django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31), 'Välj en dag till och med år 2199.')], verbose_name='dras in'),
        ),
    ]
