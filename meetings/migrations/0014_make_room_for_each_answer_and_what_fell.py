import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0001_first_release'),
        ('meetings', '0013_let_dissent_be_taken_over'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='summonsanswer',
            name='answer_once',
        ),
        migrations.AddField(
            model_name='summonsanswer',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='dissentingopinion',
            name='fell',
            field=models.CharField(blank=True, choices=[('let_fall', 'Den som hade platsen på mötesdagen stod inte för den'), ('unclaimed', 'Ingen hade tagit över den när protokollet justerades')], default='', editable=False, max_length=20, verbose_name='föll'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='stance',
            name='former',
            field=models.JSONField(blank=True, default=list, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('summons', 'Kallelse'), ('agenda_approval', 'Godkännande av dagordning'), ('minutes', 'Justering av protokoll'), ('change', 'Ändrat möte'), ('update', 'Ändrad dagordning'), ('cancellation', 'Inställt möte'), ('release', 'Inte längre kallad'), ('guest', 'Inbjudan till gäst'), ('substitute', 'Till ersättare'), ('takeover', 'Om det någon lämnat'), ('proposal', 'Om ett förslag'), ('reminder', 'Påminnelse'), ('digest', 'Dagens sammandrag'), ('invitation', 'Inbjudan att logga in')], max_length=20, verbose_name='slag'),
        ),
    ]
