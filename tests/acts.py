"""Steps that many tests begin with, taken by the verbs: plan, add, summon, hold, approve, publish."""

import datetime as dt
import io

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, TextField
from django.utils import timezone
from PIL import Image
from PIL.ExifTags import Base

from councils.models import Appointment, Organisation
from meetings.models import AgendaItem, Letter
from meetings.planning.invitees import homes_of
from meetings.planning.turn import out_of_turn
from meetings.workflow import minutes
from meetings.workflow.agenda import approve_agenda, ask_for_approval, order_items
from meetings.workflow.consultation import open_consultation
from meetings.workflow.dissent import lodge_dissent
from meetings.workflow.document import attach_document
from meetings.workflow.evaluation import ask_those_present, evaluate
from meetings.workflow.item import add_item
from meetings.workflow.lift import lift_item
from meetings.workflow.meeting import close_meeting, plan_meeting
from meetings.workflow.outcome import record_outcome
from meetings.workflow.proposal import (
    recommend,
    return_proposal,
    save_proposal,
    schedule_proposal,
    start_proposal,
    submit_proposal,
    take_up,
    withdraw_proposal,
)
from meetings.workflow.proposal_document import attach_to_proposal
from meetings.workflow.stance import record_stance
from meetings.workflow.summons import send_summons
from rus_portal.core.refusal import AlreadyMade
from rus_portal.core.seen import marks_of
from rus_portal.demo.people import person_for
from strategy.models import Goal, StrategyStep
from strategy.statistics.reading import read
from strategy.workflow import plan as plans
from strategy.workflow import strategy as strategies
from strategy.workflow.indicator import confirm_import, keep_reading
from tests.remembered import ledger, remembered

_FIELDS = [AgendaItem._meta.get_field(field.name) for field in AgendaItem.FIELDS]
# The free-text fields of an item, which may hold what some readers must not see.
WRITTEN = [f.name for f in _FIELDS if isinstance(f, CharField | TextField) and not f.choices]


def photo(name="bild.jpg"):
    """An upload that tells where it was taken."""
    content, told = io.BytesIO(), Image.Exif()
    told[Base.ImageDescription] = "Var den togs"
    Image.new("RGB", (40, 30), "green").save(content, "JPEG", exif=told)
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")


def goal(code="1.1"):
    return Goal.objects.get(strategy__slug="2020-2030", code=code)


def complete(**changes):
    """The texts of an item that passes the gate."""
    return {
        "type": AgendaItem.Type.POSITION,
        "title": "Samordnat påverkansarbete för Ostkustbanan",
        "summary": "Ett gemensamt budskap om järnvägen.",
        "background": "Rådet har begärt ett underlag.",
        "proposed_position": "Samverkansrådet ställer sig bakom budskapet.",
        "primary_goal": goal(),
        "how": "Ett gemensamt budskap är det samordnade påverkansarbete som målet talar om.",
    } | changes


def as_posted(form, **changes):
    """What a browser sends of the form, with what was typed in it. It sends nothing for an unticked box."""
    values = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in values.items() if value != []}
    return sent | changes


def called(form, **changes):
    """The form of attendance once the names are called: those not marked before are there."""
    sent = as_posted(form)
    there = {name: "remote" for name in sent if name.startswith("status_") and not sent[name]}
    return sent | there | changes


def seen(browser, address, form="form"):
    """What the page's form says of what it showed, for a test that types only some fields."""
    return {"seen": browser.get(address).context[form]["seen"].value()}


def shown(thing, *names):
    """What a page that is read now has seen of the thing, of all of it where no names are given."""
    return {"seen": marks_of(type(thing).objects.get(pk=thing.pk), names)}


def where(item):
    return shown(item, *AgendaItem.WHERE)


@remembered
def plan(council, *, days=None, date=None, by=None, begin="empty", **facts):
    """A meeting so many days from today, or on `date`; without either on a day of its own in the past.
    Today's is late in the evening, so that it has not begun whatever the hour."""
    if days is None:
        ledger.days += 1  # begun anew for each test
        days = -ledger.days
    date = date or timezone.localdate() + dt.timedelta(days=days)
    if date == timezone.localdate():
        facts = {"start_time": dt.time(23, 58), "end_time": dt.time(23, 59)} | facts
    return plan_meeting(council, by=by or person_for("secretary"), date=date, begin=begin, **facts)


@remembered
def add(meeting, **changes):
    """What a test adds twice is two, told apart by their contacts."""
    try:
        return add_item(meeting, by=person_for("secretary"), **complete(**changes))
    except AlreadyMade:
        own = {"contact": f"Kansliet {meeting.items.count()}"}
        return add_item(meeting, by=person_for("secretary"), **complete(**changes) | own)


@remembered
def summoned(council, *items, **facts):
    """A meeting whose summons is out, with the items described (one position item when none is)."""
    meeting = plan(council, **facts)
    for changes in items or ({},):
        add(meeting, **changes)
    return send(meeting)


def move(item, steps):
    ids = list(item.meeting.agenda_rows)
    ids.insert(ids.index(str(item.pk)) + steps, ids.pop(ids.index(str(item.pk))))
    order_items(item.meeting, ids, by=person_for("secretary"))


@remembered
def approve(meeting):
    """The chair is asked to approve the agenda as it is, and does. The letters about it are deleted: they
    have their own tests, and elsewhere would only be more to count."""
    ask_for_approval(meeting, by=person_for("secretary"))
    row = approve_agenda(meeting, by=person_for("chair"))
    meeting.letters.filter(kind=Letter.Kind.AGENDA_APPROVAL).delete()
    return row


@remembered
def send(meeting):
    """The summons, once the chair has approved the agenda."""
    approve(meeting)
    return send_summons(meeting, by=person_for("secretary"))


@remembered
def lift(item, to, by=None, **facts):
    """Off the agenda: to a meeting, or "preparation" or "dropped"."""
    return lift_item(item, to, by=by or person_for("secretary"), **facts)


def drop(item, by=None):
    return lift(item, "dropped", by).item


def line(person):
    """Names the person's line in the form of attendance, where each organisation has its own."""
    return f"{person.pk}-{person.appointments.first().seat.organisation_id}"


@remembered
def attach(meeting, item=None, title="Underlag", **facts):
    """As with `add`: the same once more is another."""
    there = meeting.documents.filter(item=item, title=title).count()
    document = ContentFile(f"%PDF-1.7 {title}{' ' * there}".encode(), name="underlag.pdf")
    return attach_document(meeting, document, item=item, by=person_for("secretary"), title=title, **facts)


@remembered
def enclose(proposal, title="Underlag", by=None, content=None, name="underlag.pdf"):
    """A document of a proposal, added by its writer."""
    file = ContentFile(content or f"%PDF-1.7 {title}".encode(), name=name)
    return attach_to_proposal(proposal, file, by=by or proposal.added_by, title=title)


@remembered
def handle(item, **changes):
    """The item handled in the way its type allows: adopted or noted."""
    adopted = (
        {"outcome": "adopted", "text": item.proposed_position} if item.is_position else {"outcome": "noted"}
    )
    return record_outcome(item, by=person_for("secretary"), **(adopted | changes))


@remembered
def held(council, *items, dissent_by=None, **facts):
    """A closed meeting with every item handled; the first carries the dissent of `dissent_by` if given."""
    meeting = summoned(council, *items, **facts)
    for item in meeting.items.order_by("order"):
        if dissent_by and item.number == 1:
            dissent(item, dissent_by)
        handle(item)
    return close(meeting)


@remembered
def close(meeting):
    """In whatever turn it comes."""
    passing = [other.pk for other in out_of_turn(meeting)]
    return close_meeting(meeting, by=person_for("secretary"), passing=passing)


def dissent_until_approval(council):
    """As a council may set; else dissent is lodged until the minutes are sent."""
    council.dissent_until_approval = True
    council.save(update_fields=["dissent_until_approval"])


@remembered
def dissent(item, person, text="Vi delar inte bedömningen.", seat=None):
    seat = seat or seat_of(person, item.meeting.council)
    return lodge_dissent(item, seat=seat, text=text, by=person)


def said(meeting, person, answer, **facts):
    """What the person answered to the summons, for each organisation, as rows: nobody gets a letter."""
    for home in homes_of(person, meeting):
        meeting.answers.create(person=person, organisation=home, answer=answer, **facts)


@remembered
def thought(item, status="supports", **facts):
    """Where the member's organisation stands before the meeting."""
    member = person_for("member")
    home = seat_of(member, item.meeting.council).organisation
    return record_stance(item, home, by=member, status=status, **facts)


def seat_of(person, council):
    return Appointment.objects.current().get(person=person, seat__council=council).seat


def at_home(council, slug):
    """Somebody who looks after in that organisation what the council has said."""
    held = Appointment.objects.at_home(timezone.localdate()).filter(seat__council=council)
    return held.filter(seat__organisation__slug=slug).order_by("pk").select_related("person")[0].person


def members(council, count):
    """So many different people who hold a seat in it."""
    held = Appointment.objects.current().filter(seat__council=council, seat__capacity="member")
    return list(dict.fromkeys(each.person for each in held.order_by("pk").select_related("person")))[:count]


def attend(meeting, *people, status="on_site", **facts):
    for person in people:
        seat = seat_of(person, meeting.council)
        own = {"person": person, "organisation": seat.organisation, "seat": seat}
        meeting.attendances.create(status=status, **own | facts)


def ask(meeting, *people):
    """About a closed meeting, as if they had been noted as present before."""
    attend(meeting, *people)
    ask_those_present(meeting, at=timezone.now())


def answer(asked, word="mostly", *, by=None, **facts):
    """The same on each principle."""
    principles = asked.meeting.evaluated_principles.values_list("pk", flat=True)
    return evaluate(asked, by=by or asked.person, answers=dict.fromkeys(principles, word), **facts)


@remembered
def approved(meeting):
    """The minutes of a closed meeting, sent and approved by all who were asked."""
    record = minutes.send_minutes(meeting.minutes.whole().get(), by=person_for("secretary"))
    for approval in record.approvals.all():
        record = minutes.approve_minutes(record, by=approval.person)
    return record


@remembered
def published(meeting):
    return minutes.publish_minutes(approved(meeting), by=person_for("secretary"))


@remembered
def drafted(council, by=None, **changes):
    """A draft of the official's (or of `by`) with all that the gate asks for."""
    by = by or person_for("official")
    facts = complete(**changes)
    organisation = by.standing.appointments[0].seat.organisation
    draft = start_proposal(council, by=by, organisation=organisation, title=facts.pop("title"))
    return save_proposal(draft, by=by, **facts)


@remembered
def proposed(council, stage="proposed", by=None, **changes):
    """A proposal taken as far as `stage`; "scheduled" and "on_agenda" on a meeting a month from today."""
    item, preparer = drafted(council, by, **changes), person_for("preparatory")
    if stage == "draft":
        return item
    item = submit_proposal(item, by=item.added_by)
    if stage == "in_preparation":
        return take_up(item, by=preparer)
    if stage == "returned":
        return return_proposal(item, by=preparer, text="Skriv mer om kostnaden.")
    if stage == "withdrawn":
        return withdraw_proposal(item, by=item.added_by)
    if stage == "proposed":
        return item
    item = recommend(item, by=preparer)
    if stage == "ready":
        return item
    meeting = plan(council, days=30)
    item = schedule_proposal(item, meeting, by=preparer)
    if stage == "on_agenda":
        send(meeting)
        item.refresh_from_db()
    return item


def read_file(indicator, file):
    return keep_reading(indicator, by=person_for("secretary"), reading=read(file))


def measured(indicator, file):
    return confirm_import(read_file(indicator, file), by=person_for("secretary"))


def consultation(*homes, by=None, files=(), **facts):
    """On a step of the region's own strategy, open for ten days to come; of Timrå and Härnösand."""
    step = StrategyStep.objects.filter(strategy__is_own=True).first()
    told = {"step": step, "title": "Ny strategi", "text": "Vad tycker ni?"}
    told["last_day"] = timezone.localdate() + dt.timedelta(days=10)
    asked = list(Organisation.objects.filter(slug__in=homes or ("timra", "harnosand")).order_by("order"))
    return open_consultation(
        by=by or person_for("secretary"), organisations=asked, files=files, another=True, **told | facts
    )


@remembered
def begin_strategy(before, *, by, **years):
    return strategies.begin_strategy(before, by=by, **years)


@remembered
def begin_edition(before, *, by, year):
    return plans.begin_edition(before, by=by, year=year)


def adopt_edition(plan, *, by, **facts):
    """The draft of the plan is in force from today, where nothing else is said."""
    today = timezone.localdate()
    facts = {"adopted_on": today, "adopted_by": "Regionala samverkansrådet", "applies_from": today} | facts
    return plans.adopt_edition(plan, by=by, **facts)
