"""What was there in 0.2.0 as it is from now on. Each step finds what those before it have left."""

import datetime as dt
import hashlib
import unicodedata
from contextlib import suppress

from django.db import IntegrityError, migrations, models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone

from rus_portal.core.inflection import stems

LIVE = ("proposed", "in_preparation", "ready", "on_agenda")
# As `councils.capacity` has it: those who read, and so speak for their organisation at a meeting.
READS = ["chair", "vice_chair", "member", "substitute", "co_opted", "right_to_speak"]
# What was said, sent or sealed stays letter by letter as it was.
KEPT = {
    *("journalentry", "journalanchor", "sealedfile", "agendaversion", "agendaapproval", "letter"),
    *("position", "dissentingopinion", "stance", "summonsanswer"),
}
# By which field a row is found to be of a meeting.
OF_MEETING = {"meeting": "pk__in", "agendaitem": "meeting__in"}
# As `rus_portal.core.rich` knows a rich text. No plain one begins so from here on.
RICH = r"^<(p|h3|h4|ul|ol|table)>"


def lead_on(apps, schema_editor):
    """Until now a cancelled meeting kept its items. They go back to preparation, as they do now in the same
    act."""
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


def mark_stances(apps, schema_editor):
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


def name_as_of_the_day(apps, schema_editor):
    """With the names of today: until now they could not be changed but in the administration."""
    model = apps.get_model
    organisations, councils = model("councils", "Organisation").objects, model("councils", "Council").objects
    each_seat = organisations.filter(seats=OuterRef("seat")).values("name")[:1]
    each_own = organisations.filter(pk=OuterRef("organisation")).values("name")[:1]
    each_council = councils.filter(pk=OuterRef("council")).values("name")[:1]
    _switch(schema_editor, "DISABLE")
    model("meetings", "DissentingOpinion").objects.update(organisation_name=Subquery(each_seat))
    model("meetings", "FormalDecision").objects.update(organisation_name=Subquery(each_own))
    model("meetings", "Position").objects.update(council_name=Subquery(each_council))
    _switch(schema_editor, "ENABLE")


def abbreviate_as_of_the_day(apps, schema_editor):
    """With the abbreviations of today, which are the first, and found by them."""
    councils = apps.get_model("councils", "Council").objects
    positions = apps.get_model("meetings", "Position").objects
    own = councils.filter(pk=OuterRef("council")).values("abbreviation")[:1]
    _switch(schema_editor, "DISABLE")
    positions.update(council_abbreviation=Subquery(own))
    found = Concat(F("search_stems"), Value(" "), Lower("council_abbreviation"))
    positions.exclude(search_stems="").update(search_stems=found)
    _switch(schema_editor, "ENABLE")


def _switch(schema_editor, word):
    """What holds sealed dissents or published positions is in the way on PostgreSQL, where triggers may be
    there during migrations."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.connection.check_constraints()  # a table is not altered while any wait
        for table in ("meetings_dissentingopinion", "meetings_position"):
            schema_editor.execute(f"ALTER TABLE {table} {word} TRIGGER USER")


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


def hash_tokens(apps, schema_editor):
    """The addresses that people have given to their calendars go on working; they are shown no more."""
    for key in apps.get_model("meetings", "CalendarKey").objects.all():
        key.sha256 = hashlib.sha256(key.sha256.encode()).hexdigest()
        key.save(update_fields=["sha256"])


def follow_the_seat(apps, schema_editor):
    """Whoever had the chair's seat when the meeting was planned was stored as its chair, and stayed so when
    the seat changed hands. From now on only somebody chosen to lead it instead is stored, as one who had left
    that seat before the meeting was planned must have been. What is in approved minutes stands as it is."""
    meetings = apps.get_model("meetings", "Meeting").objects.filter(chair__isnull=False, source="")
    chairs = apps.get_model("councils", "Appointment").objects.filter(seat__capacity="chair")
    for meeting in meetings.exclude(minutes__approved_at__isnull=False):
        own = chairs.filter(seat__council=meeting.council_id, person=meeting.chair_id)
        if own.filter(Q(ends=None) | Q(ends__gte=timezone.localdate(meeting.planned_at))).exists():
            meeting.chair = None
            meeting.save(update_fields=["chair"])


def shorten(apps, schema_editor):
    """Nothing held a meeting to an end: a last day years after the first was a slip of the pen."""
    meetings = apps.get_model("meetings", "Meeting").objects.filter(end_date__gt=F("date"))
    for meeting in meetings.order_by("pk").only("date", "end_date"):
        last = meeting.date + dt.timedelta(days=3)
        if meeting.end_date > last:
            meeting.end_date = last
            meeting.save(update_fields=["end_date"])


def compose(apps, schema_editor):
    """Text from before it was kept in NFC, but for what approved minutes tell of."""
    minutes = apps.get_model("meetings", "Minutes").objects.filter(approved_at__isnull=False)
    approved = {*minutes.values_list("meeting", flat=True)}
    for label in ("councils", "strategy", "meetings"):
        for model in apps.get_app_config(label).get_models():
            if model._meta.model_name not in KEPT:
                compose_rows(model, approved)


def compose_rows(model, approved):
    fields = model._meta.concrete_fields
    texts = [each.name for each in fields if isinstance(each, models.CharField | models.TextField)]
    rows = model._default_manager.order_by("pk")
    if found := of_meeting(model):
        rows = rows.exclude(**{found: approved})
    for row in rows.values("pk", *texts) if texts else ():
        key = row.pop("pk")
        composed = {
            name: unicodedata.normalize("NFC", text)
            for name, text in row.items()
            if text and not unicodedata.is_normalized("NFC", text)
        }
        if composed:
            # What would then have the name or address of another stays as it was.
            with suppress(IntegrityError), transaction.atomic():
                model._default_manager.filter(pk=key).update(**composed)


def of_meeting(model):
    own = {each.name for each in model._meta.concrete_fields if each.is_relation}
    if model._meta.model_name in OF_MEETING:
        return OF_MEETING[model._meta.model_name]
    paths = {"meeting": "meeting__in", "item": "item__meeting__in", "minutes": "minutes__meeting__in"}
    return next((path for name, path in paths.items() if name in own), None)


def set_apart(apps, schema_editor):
    """A text from before the editor that happens to begin as a rich one gets a space, which nobody sees. What
    sealed minutes say is in their record, and stays."""
    item, formality = apps.get_model("meetings", "AgendaItem"), apps.get_model("meetings", "Formality")
    texts = [(item, name) for name in ("discussion", "minutes_note", "further_handling")]
    for model, name in [*texts, (formality, "text")]:
        for row in model.objects.filter(**{f"{name}__regex": RICH}).order_by("pk"):
            model.objects.filter(pk=row.pk).update(**{name: f" {getattr(row, name)}"})


def list_wishes(apps, schema_editor):
    """What an approver wants changed in minutes that are not approved yet, so that it can be answered."""
    approvals = apps.get_model("meetings", "MinutesApproval").objects.exclude(change_wanted="")
    wishes = apps.get_model("meetings", "ChangeWish").objects
    sent = approvals.filter(minutes__approved_at=None, minutes__sent_at__isnull=False)
    for row in sent.annotate(sent_at=F("minutes__sent_at")).order_by("pk"):
        facts = {"text": row.change_wanted, "wished_at": row.sent_at, "wished_by_id": row.person_id}
        wishes.create(minutes_id=row.minutes_id, **facts)


def keep_council(apps, schema_editor):
    """Those that may still come back do so as they are: what was proposed keeps the council it was proposed
    to."""
    lifts = apps.get_model("meetings", "Lift").objects
    own = apps.get_model("meetings", "AgendaItem").objects.filter(pk=OuterRef("item"))
    may_return = lifts.filter(returned_at=None).exclude(meeting__minutes__approved_at__isnull=False)
    may_return.update(council=Subquery(own.values("council")[:1]))


def take_stems(apps, schema_editor):
    """What is asked for is understood by the rules of today, and so is what was written before."""
    positions = apps.get_model("meetings", "Position").objects
    dissents = apps.get_model("meetings", "DissentingOpinion").objects.filter(withdrawn_at=None)
    published = positions.exclude(published_at=None).select_related("item").order_by("pk")
    for position in published.iterator(chunk_size=500):
        item = position.item
        told = [item.title, item.summary, item.how, position.text, position.council_name]
        told.append(f"{position.council_abbreviation} {position.number}/{position.year}")
        told += [f"{goal['code']} {goal['title']}" for goal in position.goals]
        for dissent in dissents.filter(item=item).order_by("pk"):
            told.append(f"{dissent.organisation_name} {dissent.text}")
        positions.filter(pk=position.pk).update(search_stems=" ".join(stems(" ".join(told))))


def bring_along(apps, schema_editor):
    for step in STEPS:
        step(apps, schema_editor)


STEPS = (
    lead_on,
    mark_stances,
    name_as_of_the_day,
    answer_for_each,
    mark_what_fell,
    hash_tokens,
    abbreviate_as_of_the_day,
    follow_the_seat,
    shorten,
    compose,
    set_apart,
    list_wishes,
    keep_council,
    take_stems,
)


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0003_bring_along"),
        ("strategy", "0002_make_room"),
        ("meetings", "0002_make_room"),
    ]

    operations = [migrations.RunPython(bring_along)]
