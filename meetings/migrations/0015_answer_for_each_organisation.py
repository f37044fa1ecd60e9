from django.db import migrations
from django.db.models import Q


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
    if not homes:  # the seat has changed hands since: nor is the answer counted
        had = held.filter(person=answer.person_id).order_by("-begins", "-pk")
        its = seats.filter(council__in=councils).order_by("order", "pk")
        homes = had.values_list("seat__organisation", flat=True)[:1]
        homes = homes or its.values_list("organisation", flat=True)[:1]
    sent = there.filter(person=answer.substitute_id, seat__capacity="substitute")
    able = set(sent.values_list("seat__organisation", flat=True))
    for home in list(homes):
        is_as_said = answer.substitute_id is None or home in able or not able
        yield (home, answer.answer, answer.substitute_id) if is_as_said else (home, "excused", None)


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0014_make_room_for_answers_of_each_organisation'),
    ]

    operations = [
        migrations.RunPython(answer_for_each, migrations.RunPython.noop),
    ]
