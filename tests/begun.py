"""What the cases of `tests/test_rights.py` begin with."""

import datetime as dt

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.utils import timezone

from councils import workflow as seats
from councils.models import Appointment, Council, Organisation, Person
from meetings.models import ChangeWish, Letter, RecurringItem
from meetings.retellings.review import review
from meetings.workflow import consultation, follow_up
from meetings.workflow.agenda import ask_for_approval
from meetings.workflow.correction import begin_correction
from meetings.workflow.dissent import lodge_dissent, withdraw_dissent
from meetings.workflow.document import (
    attach_document,
    new_document,
    stored,
)
from meetings.workflow.guest import invite_guest
from meetings.workflow.item import (
    put_on_agenda,
)
from meetings.workflow.meeting import (
    cancel_meeting,
    plan_meeting,
)
from meetings.workflow.note import write_note
from meetings.workflow.retelling import bring_in, save_retelling
from meetings.workflow.stance import (
    record_stance,
)
from meetings.workflow.statement import lodge_statement
from rus_portal.core.standing import standing_of
from rus_portal.demo.people import person_for
from strategy.models import FocusArea, Indicator, StrategicPlan, Strategy
from strategy.workflow import plan as plans
from strategy.workflow import strategy as strategies
from tests import acts
from tests.remembered import remembered

LATER = dt.date(2099, 6, 1)
OLD = {"Råd": "RSR", "Antaget": "1999-05-03", "Rubrik": "Tåg", "Ställningstagande": "Vi.", "Mål": "1.1"}
RESULT = {"text": "Tågen går.", "happened_on": timezone.localdate(), "picture_text": ""}


def item(meeting):
    return meeting.items.order_by("pk").first()


def correcting(meeting):
    """Begun by the secretary where the minutes are approved; else they are as they are."""
    made = meeting.minutes.get()
    said = {"by": person_for("secretary"), "what": "§ 1.", "why": "Fel."}
    return begin_correction(made, **said) if made.is_sealed else made


@remembered
def document(meeting):
    return attach_document(
        meeting, ContentFile(b"x", name="a.pdf"), by=person_for("secretary"), title="Sent papper"
    )


@remembered
def late(meeting):
    return acts.add(meeting)


@remembered
def with_late_item(meeting):
    return put_on_agenda(late(meeting), by=person_for("secretary")).meeting


@remembered
def cancelled(meeting):
    return cancel_meeting(meeting, by=person_for("secretary"), reason="Sjukdom.")


@remembered
def lifted(meeting):
    return acts.lift(item(meeting), "dropped")


@remembered
def asked_of(meeting):
    ask_for_approval(meeting, by=person_for("secretary"))
    return meeting


@remembered
def approved(meeting):
    return acts.approve(meeting).meeting


@remembered
def postponed(meeting):
    return acts.handle(item(meeting), outcome="postponed")


def told_to_nobody(meeting):
    """The minutes, before any organisation was told of what it takes home."""
    meeting.letters.filter(kind=Letter.Kind.FEEDBACK).delete()
    return meeting.minutes.get()


def failed_letter(meeting):
    letter = meeting.letters.order_by("pk").first() or Letter(meeting=meeting, person=person_for("member"))
    letter.claimed_at = letter.failed_at = timezone.now()
    letter.sent_at, letter.failure, letter.key = None, "Adressen finns inte.", letter.key or "prov"
    letter.save()
    return letter


@remembered
def guest_of(meeting):
    link, _ = invite_guest(item(meeting), by=person_for("secretary"), name="Forskare")
    return link


@remembered
def note_of(meeting):
    return write_note(item(meeting), by=person_for("member"), text="Fråga om kostnaden.")


def announced_dissent(meeting):
    """What the official of Timrå has announced waits for the elected of Timrå."""
    return announce(meeting, "timra", "official")


@remembered
def announce(meeting, home, role):
    return record_stance(
        item(meeting),
        Organisation.objects.get(slug=home),
        by=person_for(role),
        status="will_dissent",
        dissent_text="Vi delar inte bedömningen.",
    )


def dissent_of(meeting):
    return item(meeting).dissents.get()


@remembered
def statement_of(meeting):
    seat = acts.seat_of(person_for("member"), meeting.council)
    return lodge_statement(item(meeting), seat=seat, text="Vi noterar.", by=person_for("member"))


def wish_of(meeting):
    """What the chair wants changed, also in minutes that were approved without."""
    record, chair = meeting.minutes.get(), person_for("chair")
    facts = {"minutes": record, "text": "Rätta.", "wished_at": timezone.now(), "wished_by": chair}
    return ChangeWish(**facts) if record.is_sealed else ChangeWish.objects.create(**facts)


@remembered
def typed_in(meeting):
    """What the secretary noted for the opposition of Härnösand: its dissent, its answer and its stance."""
    if not meeting.convened_at or meeting.is_minuted:
        raise ObjectDoesNotExist("There is nothing yet, or it is frozen.")
    by, person = person_for("secretary"), person_for("opposition")
    seat, now = acts.seat_of(person, meeting.council), timezone.now()
    facts = {"person": person, "text": "Vi avstar.", "lodged_by": by}
    council = Council.objects.filter(pk=meeting.council_id)
    council.update(dissent_until_approval=True)  # noted before the minutes were sent
    item(meeting).dissents.filter(seat=seat).first() or item(meeting).dissents.create(seat=seat, **facts)
    council.update(dissent_until_approval=False)
    acts.said(meeting, person, "excused", noted_by=by)
    facts = {"status": "supports", "recorded_at": now, "recorded_by": by, "on_behalf": True}
    return item(meeting).stances.create(organisation=seat.organisation, **facts)


def afresh(by):
    """With the seats held after they changed hands."""
    return Person.objects.get(pk=by.pk) if by.pk else by


@remembered
def left_dissent(meeting):
    """The member's, whose seat the opposition has come to hold too."""
    hand_over("member", "opposition", meeting)
    return dissent_of(meeting)


@remembered
def thought(meeting):
    """Where the member's organisation stood, long ago or now."""
    harnosand = Organisation.objects.get(slug="harnosand")
    facts = {"status": "supports", "recorded_at": timezone.now(), "recorded_by": person_for("member")}
    found = item(meeting).stances.filter(organisation=harnosand).first()
    return found or item(meeting).stances.create(organisation=harnosand, **facts)


def left_stance(meeting):
    """In the same way that of the official of Timrå, whose seat the chair has come to hold."""
    stance = announced_dissent(meeting)
    hand_over("official", "chair", meeting)
    return stance


def hand_over(role, heir, meeting):
    """The seat changes hands on the day of the meeting."""
    for held in person_for(role).appointments.filter(seat__council=meeting.council):
        Appointment.objects.filter(pk=held.pk).update(ends=meeting.date - dt.timedelta(days=1))
        Appointment.objects.create(seat=held.seat, person=person_for(heir), begins=meeting.date)


@remembered
def called(meeting):
    """The member, called out and there."""
    if meeting.is_minuted:
        raise ObjectDoesNotExist("The list is frozen.")
    seat = acts.seat_of(person_for("member"), meeting.council)
    own = {"person": person_for("member"), "organisation": seat.organisation, "seat": seat}
    return meeting.attendances.filter(**own).first() or meeting.attendances.create(**own, status="on_site")


@remembered
def moved(meeting):
    attendance = called(meeting)
    facts = {"noted_at": timezone.now(), "noted_by": person_for("secretary")}
    return attendance.movements.create(item=item(meeting), kind="left", **facts)


@remembered
def committed(meeting):
    if meeting.is_minuted:
        raise ObjectDoesNotExist("They are frozen.")
    facts = {"noted_at": timezone.now(), "noted_by": person_for("secretary")}
    return item(meeting).commitments.create(who="Kansliet", what="Räknar.", **facts)


@remembered
def paused(meeting):
    if meeting.is_minuted:
        raise ObjectDoesNotExist("They are frozen.")
    facts = {"noted_at": timezone.now(), "noted_by": person_for("secretary")}
    return meeting.adjournments.create(begins=meeting.starts, **facts)


def own_seat(meeting, by):
    """Another's where nobody has signed in."""
    return acts.seat_of(by if by.is_authenticated else person_for("member"), meeting.council)


def own_dissent(meeting, by):
    """From one's own seat, or from another's by those who have none."""
    seat = [held.seat for held in meeting.taking_position(standing_of(by).appointments)] or [
        acts.seat_of(person_for("opposition"), meeting.council)
    ]
    for earlier in item(meeting).dissents.standing().filter(person=by.pk):
        withdraw_dissent(earlier, by=by)
    return lodge_dissent(item(meeting), seat=seat[0], text="Vi avstår.", by=by)


@remembered
def undertaken(meeting):
    timra = Organisation.objects.get(slug="timra")
    return follow_up.undertake(item(meeting).position, timra, by=person_for("secretary"), what="Räknar.")


@remembered
def in_a_month(council):
    return plan_meeting(council, by=person_for("secretary"), date=LATER)


@remembered
def enclosed(proposal):
    """A document of the proposal's, at whatever stage it is."""
    file, facts = ContentFile(b"x", name="a.pdf"), {"title": "Papper", "added_by": proposal.added_by}
    with stored(file) as [kept]:
        return new_document(proposal.meeting, kept, item=proposal, **facts)


@remembered
def vacant_seat(council):
    return seats.add_seat(
        council,
        by=person_for("admin"),
        organisation=Organisation.objects.get(slug="timra"),
        capacity="co_opted",
        title="Provisorisk",
    )


@remembered
def recurs(council):
    return RecurringItem.objects.create(council=council, title="Rapport")


def appointment(council):
    return council.seats.order_by("pk").first().appointments.get()


@remembered
def kept_retelling(by=None):
    """A file with one old position of the Regional council."""
    rows = [(1, list(OLD)), (2, list(OLD.values()))]
    by = by or person_for("secretary")
    return save_retelling(None, [], by=by, source="Pärmen.", name="a.csv", rows=rows)


def brought_in(by=None):
    retelling, by = kept_retelling(), by or person_for("secretary")
    return bring_in(retelling, by=by, seen=review(retelling, by).state)


@remembered
def indicator():
    return Indicator.objects.create(title="Andel", unit="procent", slug="andel")


@remembered
def edition():
    """A draft of the plan for next year."""
    made = StrategicPlan.with_drafts.filter(is_draft=True).first()
    office = person_for("secretary")
    return made or plans.begin_edition(StrategicPlan.objects.get(), by=office, year=2027)


def area(nth=0):
    return edition().focus_areas.order_by("order")[nth]


@remembered
def ended_area():
    plans.end_area(area(), by=person_for("secretary"))
    return FocusArea.objects.order_by("order").first()


@remembered
def new_strategy():
    """A draft of a strategy."""
    made = Strategy.with_drafts.filter(is_draft=True).first()
    before, office = Strategy.objects.get(is_own=True), person_for("secretary")
    return made or strategies.begin_strategy(before, by=office, year_from=2027, year_to=2037)


def new_goal(code="1.1"):
    return new_strategy().goals.get(code=code)


@remembered
def ended_goal():
    strategies.end_goal(new_goal(), by=person_for("secretary"))
    return acts.goal("1.1")


def measured_indicator():
    made = indicator()
    made.goals.add(acts.goal("1.1"))
    return made


def closed_consultation():
    return consultation.close_consultation(acts.consultation(), by=person_for("secretary"), reason="Klart.")


def known_at_work():
    """Somebody who has come in by the service of their organisation."""
    person = person_for("member")
    SocialAccount.objects.create(user=person, provider="harnosand", uid="x")
    return person


def left_long_ago():
    return Person.objects.create(name="Utan uppdrag", email="utan@x.example")
