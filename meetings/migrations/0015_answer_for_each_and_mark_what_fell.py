from django.db import migrations
from django.db.models import F, Q


def answer_for_each(apps, schema_editor):
    """What was one answer for all organisations that somebody came for becomes one for each."""
    Answer = apps.get_model("meetings", "SummonsAnswer")
    for answer in Answer.objects.filter(organisation=None).order_by("pk"):
        for nth, (home, said, substitute) in enumerate(list(parts_of(apps, answer))):
            answer.pk = None if nth else answer.pk
            answer.organisation_id, answer.answer, answer.substitute_id = home, said, substitute
            answer.save()


def parts_of(apps, answer):
    """(organisation, answer, substitute) for each organisation. The substitute that was named comes for those
    where the substitute has a seat; for the others the writer is absent."""
    appointments = apps.get_model("councils", "Appointment").objects
    seats = apps.get_model("councils", "Seat").objects
    meeting = apps.get_model("meetings", "Meeting").objects.get(pk=answer.meeting_id)
    councils = [meeting.council_id, *meeting.joint_with.values_list("pk", flat=True)]
    held = appointments.filter(seat__council__in=councils)
    there = held.filter(Q(ends=None) | Q(ends__gte=meeting.date), begins__lte=meeting.date)
    own = there.filter(person=answer.person_id).order_by("seat__order", "seat__organisation__order", "pk")
    homes = list(dict.fromkeys(own.values_list("seat__organisation", flat=True)))
    if not homes:  # the seat has changed hands since, or is gone: nor is the answer counted
        had = appointments.filter(person=answer.person_id).order_by("-begins", "-pk")
        places = (
            had.filter(seat__council__in=councils).values_list("seat__organisation", flat=True),
            seats.filter(council__in=councils).order_by("order", "pk").values_list("organisation", flat=True),
            had.values_list("seat__organisation", flat=True),
            apps.get_model("councils", "Organisation").objects.order_by("pk").values_list("pk", flat=True),
        )
        homes = next((list(found[:1]) for found in places if found), [])
    sent = there.filter(person=answer.substitute_id, seat__capacity="substitute")
    able = set(sent.values_list("seat__organisation", flat=True))
    for home in list(homes):
        is_as_said = answer.substitute_id is None or home in able or not able
        yield (home, answer.answer, answer.substitute_id) if is_as_said else (home, "excused", None)


def mark_what_fell(apps, schema_editor):
    """What another than its author took back, without taking it over, and that the secretariat had not typed
    in: it was let fall. What is sealed stays as it is."""
    DissentingOpinion = apps.get_model("meetings", "DissentingOpinion")
    Minutes = apps.get_model("meetings", "Minutes")
    sealed = Minutes.objects.filter(approved_at__isnull=False).values("meeting")
    others = DissentingOpinion.objects.filter(withdrawn_at__isnull=False, lodged_by=F("person"))
    others = others.exclude(withdrawn_by=F("person")).filter(taken_over_as=None)
    open_ones = others.exclude(item__meeting__in=sealed).exclude(item__position__published_at__isnull=False)
    DissentingOpinion.objects.filter(pk__in=list(open_ones.values_list("pk", flat=True))).update(
        fell="let_fall"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0014_make_room_for_each_answer_and_what_fell'),
    ]

    operations = [
        migrations.RunPython(answer_for_each, migrations.RunPython.noop),
        migrations.RunPython(mark_what_fell, migrations.RunPython.noop),
    ]
