from django.db import migrations
from django.db.models import F


def list_wishes(apps, schema_editor):
    """What an approver wants changed in minutes that are not approved yet, so that it can be answered."""
    approvals = apps.get_model("meetings", "MinutesApproval").objects.exclude(change_wanted="")
    wishes = apps.get_model("meetings", "ChangeWish").objects
    sent = approvals.filter(minutes__approved_at=None, minutes__sent_at__isnull=False)
    for row in sent.annotate(sent_at=F("minutes__sent_at")).order_by("pk"):
        facts = {"text": row.change_wanted, "wished_at": row.sent_at, "wished_by_id": row.person_id}
        wishes.create(minutes_id=row.minutes_id, **facts)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0041_keep_what_approvers_want_and_saw")]

    operations = [migrations.RunPython(list_wishes, migrations.RunPython.noop)]
