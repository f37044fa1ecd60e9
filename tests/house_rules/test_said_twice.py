"""Rules that are written twice, once for one person and once as a database query, agree.

Tried with the whole cast: at a council's own meetings, at joint ones and at another council's, led by all
sorts of people, before the mandates change and after.
"""

import datetime as dt
from itertools import chain

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from councils.models import Appointment, Council, Organisation, Person, read_standings
from meetings.agenda.approval import chairing
from meetings.models import (
    AgendaApproval,
    AgendaItem,
    Attendance,
    DissentingOpinion,
    Document,
    Lift,
    Meeting,
    Minutes,
    Position,
    Stance,
)
from meetings.models.meeting import with_councils
from meetings.models.visibility import approves, read_by, speaks_for
from meetings.triggers import HAS_LEFT, TAKES_NO_POSITION, uninstall
from rus_portal.core.standing import chairs, seats_that_read
from rus_portal.demo.people import person_for
from tests import acts


@pytest.fixture
def meetings(regional, grand, chair, member, outsider, substitute):
    """Each with an item. The outsider sits in the Grand council alone, and leads only where it meets."""
    together = {"joint_with": [grand]}
    planned = [
        acts.plan(regional, days=20),
        acts.plan(regional, days=21, chair=None),
        acts.plan(regional, days=22, chair=outsider),
        acts.plan(regional, days=23, chair=substitute),
        acts.plan(regional, days=24, chair=outsider, **together),
        acts.plan(regional, days=25, chair=person_for("official"), **together),
        acts.plan(grand, days=26, chair=outsider),
        acts.plan(grand, days=27, chair=member, joint_with=[regional]),
        acts.plan(grand, days=28, chair=person_for("secretary")),
    ]
    for meeting in planned:
        acts.add(meeting)
    planned.append(acts.summoned(regional, days=29, **together))
    found = Meeting.objects.filter(pk__in=[meeting.pk for meeting in planned])
    return with_councils(found.select_related("council").order_by("pk"))


@pytest.fixture
def past(regional, grand):
    """Meetings before the mandates change: summoned, closed, and with published minutes."""
    summoned, closed = acts.summoned(grand, days=-5), acts.held(regional, days=-4)
    done = acts.held(regional, {}, {"type": "information"})
    acts.published(done)
    return with_councils([summoned, closed, done])


@pytest.fixture(params=["before", "after"])
def cast(request, meetings, past):
    if request.param == "after":
        change_mandates()
    people = list(Person.objects.all())
    read_standings(people)
    return people


def change_mandates():
    """Of every three appointments one ends yesterday, one today, one goes on; vice chairs cannot sign in."""
    today = timezone.localdate()
    for nth, held in enumerate(Appointment.objects.select_related("seat").order_by("pk")):
        if nth % 3 < 2:
            last = today - dt.timedelta(days=1 - nth % 3)
            Appointment.objects.filter(pk=held.pk).update(ends=last)
            heir = Person.objects.create(name=f"Efterträdare {nth}", email=f"efter-{nth}@demo.example")
            Appointment.objects.create(seat=held.seat, person=heir, begins=last + dt.timedelta(days=1))
    leading = Appointment.objects.current().filter(seat__capacity="vice_chair").values("person")
    Person.objects.filter(pk__in=leading).update(is_active=False)


def test_who_chairs_a_meeting(cast, meetings):
    for meeting in meetings:
        assert {person for person in cast if chairs(person, meeting)} == set(chairing(meeting))


def test_who_sees_an_agenda_that_waits_to_be_approved(cast, meetings, secretary):
    now = timezone.now()
    for meeting in meetings:
        AgendaApproval.objects.create(meeting=meeting, asked_at=now, asked_by=secretary, content={})
    items = AgendaItem.objects.filter(meeting__in=meetings)
    for person in cast:
        led = {meeting.pk for meeting in meetings if chairs(person, meeting)}
        assert set(items.filter(approves(person)).values_list("meeting", flat=True)) == led


def test_who_reads_a_meeting(cast, meetings, past):
    every = [*meetings, *past]
    for person in cast:
        seen = set(Meeting.objects.filter(read_by(person, "")))
        assert seen == {meeting for meeting in every if seats_that_read(person, meeting)}


def test_for_which_organisations_a_person_speaks(cast, meetings, secretary):
    facts = {"status": "supports", "recorded_at": timezone.now(), "recorded_by": secretary}
    Stance.objects.bulk_create(
        Stance(item=item, organisation=organisation, **facts)
        for item in AgendaItem.objects.filter(meeting__in=meetings)
        for organisation in Organisation.objects.all()
    )
    for person in cast:
        own = {(each.pk, seat.organisation_id) for each in meetings for seat in seats_that_read(person, each)}
        spoken = Stance.objects.filter(speaks_for(person, "item__meeting"))
        assert set(spoken.values_list("item__meeting", "organisation")) == own


def of_each_sort(cast, meetings):
    """One person for each set of seats: council, capacity, and whether they are held today; those named to
    lead apart from the others."""
    today, named = timezone.localdate(), {meeting.chair_id for meeting in meetings}
    sorts = {
        (
            each.pk in named,
            *sorted((a.seat.council_id, a.seat.capacity, a.is_in_force_on(today)) for a in each.held),
        ): each
        for each in cast
    }
    return [AnonymousUser(), *sorts.values()]


def test_what_is_visible_of_one_meeting(cast, meetings, past, grand, secretary, member):
    """Asked of the meeting itself it is the same as picked from all that is visible."""
    Council.objects.filter(pk=grand.pk).update(office=None, prepared_by=None, stances_sealed=True)
    led, sent, called, closed, done = [*meetings[4:5], meetings[-1], *past]
    every = [led, meetings[5], meetings[7], sent, called, closed, done]
    fill(every, by=secretary, seat=member.held[0].seat)
    models = {AgendaItem: "meeting", Document: "meeting", Minutes: "meeting", Position: "item__meeting"}
    models |= {Stance: "item__meeting", DissentingOpinion: "item__meeting", Lift: "meeting"}
    fetched = Meeting.objects.filter(pk__in=[each.pk for each in every])
    fetched = list(fetched.select_related("council").prefetch_related("joint_with"))
    seen = set()
    for person in of_each_sort(cast, every):
        for model, path in models.items():
            asked = (
                model.objects.visible_to(person).filter(**{f"{path}__in": every}).values_list("pk", flat=True)
            )
            known = [model.objects.visible_to(person, each).values_list("pk", flat=True) for each in fetched]
            assert sorted(chain(*known)) == sorted(asked), (person, model)
            seen |= {model} if known else set()
    assert seen == models.keys()


def fill(meetings, *, by, seat):
    """One of each thing on every meeting, whether it could come to be there or not."""
    now, first = timezone.now(), [meeting.items.order_by("pk").first() for meeting in meetings]
    kept = {"file": "f", "name": "f.pdf", "size": 1, "added_by": by}
    AgendaApproval.objects.bulk_create(
        AgendaApproval(meeting=meeting, asked_at=now, asked_by=by, content={}) for meeting in meetings[::2]
    )
    Stance.objects.bulk_create(
        Stance(item=item, organisation=seat.organisation, status="supports", recorded_at=now, recorded_by=by)
        for item in first
    )
    Document.objects.bulk_create(
        Document(meeting=item.meeting, item=about, visibility=visibility, legal_ground="15:1", **kept)
        for item in first
        for about in (item, None)
        for visibility in Document.Visibility
    )
    place = {"number": 9, "order": 9, "stage": "on_agenda", "added_at": now, "way": "dropped"}
    Lift.objects.bulk_create(
        Lift(item=item, meeting=item.meeting, lifted_at=now, lifted_by=by, **place)
        for item in first
        if not item.meeting.is_minuted
    )
    DissentingOpinion.objects.bulk_create(
        DissentingOpinion(
            item=item,
            seat=seat,
            person=held.person,
            text="Nej.",
            lodged_at=now,
            lodged_by=by,
            organisation_name="X",
        )
        for item in first
        if item.is_on_agenda and not item.meeting.is_minuted
        for held in item.meeting.taking_position(seat.appointments.select_related("seat"))
    )


def answered(meeting, member, substitute):
    acts.said(meeting, member, "substitute", substitute=substitute)


def answered_and_declined(meeting, member, substitute):
    answered(meeting, member, substitute)
    acts.said(meeting, substitute, "excused")


def attended(meeting, member, substitute, instead_of=None):
    seat = substitute.appointments.first().seat
    own = {"person": substitute, "organisation": seat.organisation, "seat": seat, "status": "on_site"}
    Attendance.objects.create(meeting=meeting, substitutes_for=instead_of, **own)


def attended_but_did_not_serve(meeting, member, substitute):
    answered(meeting, member, substitute)
    attended(meeting, member, substitute)


def served(meeting, member, substitute):
    attended(meeting, member, substitute, instead_of=member.appointments.order_by("pk").first().seat)


@pytest.mark.both  # the triggers say it too, in SQL of our own
@pytest.mark.parametrize(
    ("happens", "serves", "is_replaced"),
    [
        (None, False, False),
        (answered, True, True),
        (answered_and_declined, False, False),
        (attended_but_did_not_serve, False, False),
        (served, True, True),
    ],
)
def test_who_takes_position_at_a_meeting(meetings, member, substitute, happens, serves, is_replaced):
    own = meetings[0]
    if happens:
        happens(own, member, substitute)
    held = list(Appointment.objects.select_related("seat"))
    for meeting in meetings:
        taking = {(each.seat_id, each.person_id) for each in meeting.taking_position(held)}
        assert taking_by_the_triggers(meeting) == taking
    seat = acts.seat_of(substitute, own.council)
    assert ((seat.pk, substitute.pk) in taking_by_the_triggers(own)) is serves
    seat = acts.seat_of(member, own.council)
    assert ((seat.pk, member.pk) in taking_by_the_triggers(own)) is not is_replaced
    lodged = lodged_by_each(own, held)
    left = {each.pk for each in lodged.with_author() if each.is_left}
    assert {substitute.pk: serves, member.pk: not is_replaced}.items() <= {
        each.person_id: each.pk not in left for each in lodged
    }.items()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT d.id FROM meetings_dissentingopinion d WHERE {HAS_LEFT.format(row='d')}")
        assert {key for (key,) in cursor.fetchall()} == left


@pytest.mark.both
def test_who_takes_position_after_the_mandates_change(meetings, member, substitute):
    for meeting in meetings:
        answered(meeting, member, substitute)
    change_mandates()
    held = list(Appointment.objects.select_related("seat"))
    for meeting in meetings:
        taking = {(each.seat_id, each.person_id) for each in meeting.taking_position(held)}
        assert taking_by_the_triggers(meeting) == taking


@pytest.mark.both
def test_whoever_left_the_seat_that_a_substitute_serves_for_takes_position_from_another(
    meetings, member, substitute
):
    own = meetings[0]
    before = Appointment.objects.get(person=member, seat__council=own.council)
    home, last = before.seat.organisation, own.date - dt.timedelta(days=1)
    other = own.council.seats.get(organisation=home, side="opposition")
    for held in (before, other.appointments.get()):
        Appointment.objects.filter(pk=held.pk).update(ends=last)
    Appointment.objects.create(seat=other, person=member, begins=own.date)
    own.attendances.create(
        person=substitute, organisation=home, status="on_site", substitutes_for=before.seat
    )
    held = list(Appointment.objects.select_related("seat"))
    taking = {(each.seat_id, each.person_id) for each in own.taking_position(held)}
    assert (other.pk, member.pk) in taking
    assert taking_by_the_triggers(own) == taking
    lodged = lodged_by_each(own, held).with_author().get(person=member, seat=other)
    assert not lodged.is_left


def lodged_by_each(meeting, held):
    """A dissent from every appointment to a seat of the council, whoever may; taken back, for one stands."""
    uninstall()
    now, item = timezone.now(), meeting.items.get()
    own = [each for each in held if each.seat.council_id == meeting.council_id]
    DissentingOpinion.objects.bulk_create(
        DissentingOpinion(
            item=item, seat=each.seat, person_id=each.person_id, lodged_by_id=each.person_id, lodged_at=now,
            organisation_name="X", text="X", withdrawn_at=now, withdrawn_by_id=each.person_id,
        )
        for each in own
    )  # fmt: skip
    return DissentingOpinion.objects.filter(item=item)


def taking_by_the_triggers(meeting):
    """The pairs of seat and person whose dissent on the meeting's item the triggers accept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT held.seat_id, held.person_id FROM"
            " (SELECT i.id AS item_id, a.seat_id, a.person_id FROM meetings_agendaitem i"
            f" CROSS JOIN councils_appointment a WHERE i.id = {meeting.items.get().pk}) held"
            f" WHERE NOT ({TAKES_NO_POSITION.format(row='held')})"
        )
        return set(cursor.fetchall())
