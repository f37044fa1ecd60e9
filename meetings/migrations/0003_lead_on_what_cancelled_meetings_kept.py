"""Until now a cancelled meeting kept its items. They go back to preparation, as they do now in the same act."""

from django.db import migrations
from django.db.models import F

LIVE = ("proposed", "in_preparation", "ready", "on_agenda")


def lead_on(apps, schema_editor):
    items = apps.get_model("meetings", "AgendaItem").objects
    lifts = apps.get_model("meetings", "Lift").objects
    kept = items.filter(meeting__cancelled_at__isnull=False, stage__in=LIVE).select_related("meeting")
    for item in kept.order_by("pk"):
        meeting = item.meeting
        documents = item.documents.all()
        lifts.create(
            item=item,
            meeting=meeting,
            number=item.number,
            order=item.order,
            stage=item.stage,
            late_at=item.late_at,
            added_at=item.added_at,
            documents={str(each.pk): each.added_at.isoformat() for each in documents},
            title=item.title,
            way="preparation",
            lifted_at=meeting.cancelled_at,
            lifted_by=meeting.cancelled_by,
        )
        item.council_id = item.council_id or meeting.council_id
        item.stage = "in_preparation" if item.stage == "on_agenda" else item.stage
        item.stage_at, item.stage_by = meeting.cancelled_at, meeting.cancelled_by
        item.meeting, item.number, item.order, item.late_at = None, None, 0, None
        item.save()
        documents.update(meeting=None)


def back(apps, schema_editor):
    """To where they were, those that are still on their way."""
    items = apps.get_model("meetings", "AgendaItem").objects
    for lift in apps.get_model("meetings", "Lift").objects.filter(
        returned_at=None, lifted_at=F("meeting__cancelled_at"), item__meeting=None
    ):
        place = {"number": lift.number, "order": lift.order, "late_at": lift.late_at}
        items.filter(pk=lift.item_id).update(meeting=lift.meeting, stage=lift.stage, **place)
        lift.item.documents.update(meeting=lift.meeting)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_lift_off_agendas_and_free_cancelled_days")]

    operations = [migrations.RunPython(lead_on, back)]
