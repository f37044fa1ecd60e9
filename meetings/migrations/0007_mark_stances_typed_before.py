from django.db import migrations
from django.db.models import Exists, OuterRef, Q

# As `councils.capacity` has it: those who read, and so speak for their organisation at a meeting.
READS = ["chair", "vice_chair", "member", "substitute", "co_opted", "right_to_speak"]


def mark(apps, schema_editor):
    """Whoever recorded a stance without a seat for the organisation at the meeting did it for another."""
    Appointment = apps.get_model("councils", "Appointment")
    Meeting = apps.get_model("meetings", "Meeting")
    Stance = apps.get_model("meetings", "Stance")
    together = Meeting.joint_with.through.objects.filter(
        meeting=OuterRef(OuterRef("item__meeting")), council=OuterRef("seat__council")
    )
    own = Appointment.objects.filter(
        Q(ends=None) | Q(ends__gte=OuterRef("item__meeting__date")),
        Q(seat__council=OuterRef("item__meeting__council")) | Exists(together),
        person=OuterRef("recorded_by"),
        seat__organisation=OuterRef("organisation"),
        seat__capacity__in=READS,
        begins__lte=OuterRef("item__meeting__date"),
    )
    typed = Stance.objects.filter(~Exists(own), confirmed_at=None)
    Stance.objects.filter(pk__in=list(typed.values_list("pk", flat=True))).update(on_behalf=True)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_mark_what_the_secretariat_typed"), ("councils", "0001_first_release")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
