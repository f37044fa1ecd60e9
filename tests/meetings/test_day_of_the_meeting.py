"""Who is who on the day of the meeting: a seat changes hands before it, or after (docs/adr/0015)."""

import datetime as dt

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.invitations import invite
from councils.models import Appointment, Council, Organisation, Person, Seat
from meetings.models import AgendaItem, DissentingOpinion, Document, Meeting, Minutes, Stance
from meetings.models.letter import last_invitation
from meetings.planning import calendar
from meetings.positions.expected import expected_organisations
from meetings.stances import matrix_for
from meetings.workflow import letter as letters
from meetings.workflow import minutes as verbs
from meetings.workflow.agenda import approve_agenda, ask_for_approval
from meetings.workflow.answer import answer_for, answer_summons
from meetings.workflow.dissent import lodge_dissent, withdraw_dissent
from meetings.workflow.meeting import change_meeting
from meetings.workflow.read_mark import mark_read
from meetings.workflow.stance import record_stance
from meetings.workflow.summons import send_summons
from rus_portal.core.permissions import (
    may_approve_agenda,
    may_invite,
    may_keep,
    may_lodge_dissent,
    may_take_part,
    require,
)
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import home_seats
from rus_portal.core.words import day as in_words
from tests import acts

LINK = "https://video.example/1"


def day(days):
    return timezone.localdate() + dt.timedelta(days=days)


def hand_over(person, *, on):
    """Another has the person's seats from that day on."""
    heir = Person.objects.create(name="Efterträdaren", email="heir@demo.example")
    person.appointments.update(ends=on - dt.timedelta(days=1))
    for held in person.appointments.all():
        Appointment.objects.create(seat=held.seat, person=heir, begins=on)
    return heir


def afresh(person):
    return Person.objects.get(pk=person.pk)


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def statuses(person, *addresses):
    client, found = browser(person), []
    for address in addresses:
        response = client.get(address)
        found.append(response.status_code)
        if response.streaming:
            b"".join(response.streaming_content)  # a file is closed by whoever has read it
    return found


@pytest.fixture
def coming(regional):
    """A meeting three weeks from now, with a document."""
    meeting = acts.plan(regional, days=21, link=LINK)
    acts.attach(meeting, acts.add(meeting))
    return meeting


def home(person):
    return person.appointments.first().seat.organisation


# The seat changes hands between the summons and the meeting


def test_whoever_has_the_seat_on_the_day_gets_the_summons_with_paper_and_link(
    four, coming, opposition, postbox
):
    heir = hand_over(opposition, on=day(15))
    acts.send(coming)
    letters.send_waiting()
    mail, _ = postbox.to(heir)
    [paper] = mail.iter_attachments()
    assert paper.get_filename() == f"kallelse-{coming.file_stem}.pdf"
    assert LINK in mail.get_body(["plain"]).get_content()
    assert postbox.to(opposition) == []


def test_whoever_has_the_seat_on_the_day_reads_answers_and_prepares_from_the_summons_on(coming, member):
    heir = hand_over(member, on=day(15))
    assert not Meeting.objects.concerning(heir).exists()
    assert not AgendaItem.objects.visible_to(heir).exists()
    assert LINK not in browser(heir).get(coming.get_absolute_url()).content.decode()
    meeting, heir = acts.send(coming), afresh(heir)
    item, document = meeting.items.get(), Document.objects.get()
    papers = [meeting.url("summons_pdf"), meeting.url("answer"), meeting.url("stances")]
    places = [item.get_absolute_url(), document.get_absolute_url(), *papers, item.url("item_dissent")]
    assert statuses(heir, *places) == [200] * 6
    page = browser(heir).get("/mitt/")
    assert page.context["has_seat"] is True
    assert [meeting for meeting, *_ in page.context["meetings"]] == [meeting]
    assert [each.label for each in page.context["expected"]] == ["Förankra", "Svara på kallelsen"]
    assert LINK in calendar.feed_of(heir).decode().replace("\r\n ", "")
    assert answer_summons(meeting, by=heir, answer="remote").person == heir
    assert record_stance(item, home(heir), by=heir, status="supports").recorded_by == heir
    assert acts.dissent(item, heir, seat=heir.held[0].seat).person == heir


def told_how_to_sign_in(person):
    return [letter.text for letter in person.letters.filter(kind="invitation")]


def test_whoever_has_no_seat_until_the_day_is_told_how_to_sign_in_once_the_summons_asks_for_something(
    coming, secretary, member, opposition
):
    heir = hand_over(member, on=day(15))
    seat = acts.seat_of(opposition, coming.council)
    opposition.appointments.update(ends=day(14))
    Appointment.objects.create(seat=seat, person=opposition, begins=day(15))
    assert told_how_to_sign_in(heir) == []
    acts.send(coming)
    [text] = told_how_to_sign_in(heir)
    assert f"Ledamot, majoritet, {coming.council}, från och med den {in_words(day(15))}" in text
    assert told_how_to_sign_in(opposition) == []
    invite(heir, at=timezone.now() + dt.timedelta(days=16))
    assert len(told_how_to_sign_in(heir)) == 1
    assert may_invite(secretary, heir, last_invitation(heir), timezone.now() + dt.timedelta(days=2))


def test_whoever_is_called_by_a_move_or_asked_to_approve_ahead_of_the_seat_is_told_how_to_sign_in(
    coming, secretary, chair, opposition
):
    new_chair = hand_over(chair, on=day(15))
    ask_for_approval(coming, by=secretary)
    assert len(told_how_to_sign_in(new_chair)) == 1
    approve_agenda(coming, by=new_chair)
    send_summons(coming, by=secretary)
    newest = Person.objects.create(name="Den nya", email="ny@demo.example")
    seat = acts.seat_of(opposition, coming.council)
    opposition.appointments.update(ends=day(24))
    Appointment.objects.create(seat=seat, person=newest, begins=day(25))
    assert told_how_to_sign_in(newest) == []
    change_meeting(coming, by=secretary, date=day(28), end_date=day(28))
    assert len(told_how_to_sign_in(newest)) == 1


def test_sealed_stances_are_open_to_whoever_chairs_on_the_day(regional, chair, member, secretary):
    Council.objects.filter(pk=regional.pk).update(stances_sealed=True)
    meeting = acts.summoned(regional, days=21)
    for organisation in expected_organisations(meeting):
        record_stance(meeting.items.get(), organisation, by=secretary, status="supports")
    everything = Stance.objects.count()
    assert Stance.objects.visible_to(afresh(chair)).count() == everything > 1
    heir = hand_over(chair, on=day(15))
    seen = [Stance.objects.visible_to(afresh(each)).count() for each in (chair, heir, member)]
    assert seen == [1, everything, 1]


def test_whoever_goes_over_to_another_organisation_sees_the_sealed_stances_of_both(
    regional, member, secretary
):
    Council.objects.filter(pk=regional.pk).update(stances_sealed=True)
    meeting = acts.summoned(regional, days=21)
    for organisation in expected_organisations(meeting):
        record_stance(meeting.items.get(), organisation, by=secretary, status="supports")
    hand_over(member, on=day(15))
    timra = regional.seats.get(organisation__slug="timra", capacity="member", side="opposition")
    timra.appointments.update(ends=day(14))
    Appointment.objects.create(seat=timra, person=member, begins=day(15))
    member = afresh(member)
    told = {each.slug for each in matrix_for(member, meeting).organisations}
    seen = Stance.objects.visible_to(member).values_list("organisation__slug", flat=True)
    assert told == set(seen) == {"harnosand", "timra"}


def test_the_secretary_answers_for_those_who_are_called_and_for_the_organisation_they_come_for(
    coming, member, secretary
):
    meeting, heir = acts.send(coming), hand_over(member, on=day(15))
    timra = Organisation.objects.get(slug="timra")
    for person, facts in ((member, {}), (heir, {"organisation": timra})):
        with pytest.raises(PermissionDenied, match="är inte kallad till mötet"):
            answer_for(meeting, person, by=secretary, answer="remote", **facts)
    assert answer_for(meeting, heir, by=secretary, answer="remote").person == heir


def test_whoever_has_a_seat_on_the_day_is_told_of_no_day(coming, member):
    told = "Dagordningen godkänns av den som leder mötet eller av rådets ordförande."
    assert may_approve_agenda(member, coming).reason == told


def test_a_seat_that_reads_nothing_is_no_seat_at_the_meeting(regional, outsider, secretary):
    """As of somebody around the councils, who was given a seat in one by mistake."""
    own = outsider.appointments.get().seat
    seat = Seat.objects.create(council=regional, organisation=own.organisation, capacity="preparer")
    Appointment.objects.create(seat=seat, person=outsider, begins=day(-1))
    meeting, outsider = acts.summoned(regional, days=21), afresh(outsider)
    with pytest.raises(PermissionDenied, match="Bara den som är kallad"):
        answer_summons(meeting, by=outsider, answer="remote")
    with pytest.raises(PermissionDenied, match="är inte kallad"):
        answer_for(meeting, outsider, by=secretary, answer="remote", organisation=own.organisation)
    assert statuses(outsider, meeting.items.get().get_absolute_url()) == [404]
    assert not meeting.letters.filter(person=outsider).exists()


def test_whoever_chairs_on_the_day_has_the_approval_of_the_agenda_on_the_work_list(
    regional, chair, secretary
):
    meeting = acts.plan(regional, days=21)
    acts.add(meeting)
    heir = hand_over(chair, on=day(15))
    ask_for_approval(meeting, by=secretary)
    assert statuses(heir, meeting.url("agenda_approval")) == [200]
    [expected] = browser(afresh(heir)).get("/mitt/").context["expected"]
    assert (expected.label, expected.url) == ("Läs och godkänn", meeting.url("agenda_approval"))


@pytest.mark.parametrize("place", ["meeting", "item"])
def test_a_seat_on_the_day_alone_costs_a_page_no_query_more(regional, member, place):
    meeting = acts.summoned(regional, days=21)
    address = meeting.get_absolute_url() if place == "meeting" else meeting.items.get().get_absolute_url()

    def asked(person):
        client = browser(person)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    today = asked(member)
    assert asked(hand_over(member, on=day(15))) == today


def test_whoever_leaves_before_the_meeting_reads_on_and_is_told_of_the_day(coming, member):
    meeting = acts.send(coming)
    hand_over(member, on=day(15))
    member, item = afresh(member), meeting.items.get()
    [document] = Document.objects.visible_to(member)
    assert statuses(member, item.get_absolute_url(), document.get_absolute_url(), meeting.url("stances")) == [
        200,
        200,
        200,
    ]
    told = f"Din plats i rådet gäller inte den {in_words(meeting.date)}."
    for refused in (
        lambda: answer_summons(meeting, by=member, answer="remote"),
        lambda: record_stance(item, home(member), by=member, status="supports"),
        lambda: acts.dissent(item, member),
    ):
        with pytest.raises(PermissionDenied, match=told):
            refused()
    client = browser(member)
    for address in (meeting.url("answer"), item.url("item_stance"), item.url("item_dissent")):
        response = client.get(address)
        assert (response.status_code, told in response.content.decode()) == (403, True)
    page = client.get("/mitt/")
    assert page.context["expected"] == []
    assert LINK not in client.get(meeting.get_absolute_url()).content.decode()


@pytest.mark.parametrize("seat", ["the same seat", "another seat"])
def test_whoever_is_appointed_anew_goes_on_as_before(coming, official, member, seat):
    own = official.appointments.get(seat__council=coming.council)
    Appointment.objects.filter(pk=own.pk).update(ends=day(14))
    if seat == "another seat":
        own.seat.pk, own.seat.order = None, own.seat.order + 50
        own.seat.save()
    Appointment.objects.create(seat=own.seat, person=official, begins=day(15))
    meeting, official = acts.send(coming), afresh(official)
    assert meeting.letters.filter(person=official, kind="summons").count() == 1
    assert answer_summons(meeting, by=official, answer="remote").person == official
    assert record_stance(meeting.items.get(), home(official), by=official, status="supports")
    assert letters.sync_invitees() == 0


# The seat changes hands after the meeting


def test_whoever_had_the_seat_on_the_day_reads_until_the_minutes_are_approved(regional, secretary, member):
    meeting = acts.held(regional, approvers=[], days=-12)
    acts.dissent_until_approval(meeting.council)
    heir = hand_over(member, on=day(0))
    item, sent = meeting.items.get(), verbs.send_minutes(meeting.minutes.get(), by=secretary)
    places = [item.get_absolute_url(), meeting.url("minutes"), meeting.url("minutes_pdf")]
    assert statuses(member, *places) == statuses(heir, *places) == [200] * 3
    assert may_lodge_dissent(afresh(member), item)
    refused = may_lodge_dissent(heir, item)
    assert refused.reason == f"Din plats i rådet gäller inte den {in_words(meeting.date)}."
    for approval in sent.approvals.all():
        verbs.approve_minutes(sent, by=approval.person)
    assert statuses(member, *places) == [404] * 3
    assert statuses(heir, *places) == [200] * 3


@pytest.mark.both
def test_dissent_belongs_to_whoever_had_the_seat_on_the_day_of_the_meeting(regional, secretary, member):
    meeting = acts.summoned(regional, days=-12)
    heir = hand_over(member, on=day(0))
    item, seat, member = meeting.items.get(), acts.seat_of(heir, regional), afresh(member)
    with pytest.raises(PermissionDenied, match="Din plats i rådet gäller inte den"):
        acts.dissent(item, heir)
    with pytest.raises(Refused, match="Bara den som tar del i ställningstagandet"):
        lodge_dissent(item, seat=seat, person=heir, text="Nej.", by=secretary)
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        DissentingOpinion.objects.create(item=item, seat=seat, person=heir, lodged_by=heir, text="Nej.")
    address = item.url("item_dissent")
    assert (statuses(heir, address), statuses(member, address)) == ([403], [200])
    sent = browser(member).post(address, {"text": "Vi delar inte bedömningen."})
    assert sent.url == item.get_absolute_url()
    opinion = item.dissents.get()
    assert (opinion.person, opinion.seat) == (member, seat)
    with pytest.raises(PermissionDenied, match="Bara den som lämnat"):
        withdraw_dissent(opinion, by=heir)
    assert withdraw_dissent(opinion, by=member).withdrawn_by == member


def test_whoever_is_asked_to_approve_does_so_and_reads_on_whatever_became_of_the_seat(
    regional, secretary, member
):
    meeting = acts.held(regional, approvers=[member])
    Appointment.objects.filter(person=member).update(ends="2016-01-01")
    sent = verbs.send_minutes(meeting.minutes.get(), by=secretary)
    member, client = afresh(member), browser(member)
    assert list(Minutes.objects.visible_to(member)) == [sent]
    assert statuses(member, meeting.url("minutes"), meeting.url("minutes_pdf")) == [200, 200]
    assert [each.label for each in client.get("/mitt/").context["expected"]] == ["Läs och justera"]
    assert letters.remind() >= 1
    for approval in sent.approvals.exclude(person=member):
        verbs.approve_minutes(sent, by=approval.person)
    seen = client.get(meeting.url("minutes")).context["seen"]
    done = client.post(meeting.url("minutes_approval"), {"seen": seen}, follow=True)
    assert (done.status_code, done.redirect_chain[-1][0]) == (200, meeting.url("minutes"))
    assert Minutes.objects.get().is_sealed
    assert list(Minutes.objects.visible_to(member)) == [sent]


def test_whoever_sat_there_before_the_day_is_nobody_at_the_meeting(regional, member):
    heir = hand_over(member, on=day(-30))
    meeting = acts.summoned(regional, days=-10)
    assert not AgendaItem.objects.visible_to(afresh(member)).exists()
    assert list(AgendaItem.objects.visible_to(heir)) == [meeting.items.get()]


# Every role, before and after the mandates change

LAST = dt.date(2026, 12, 31)
SEATED = ("chair", "member", "opposition", "substitute", "official")
AROUND = ("secretary", "preparer", "administrator")
ELECTED = {"chair", "member", "opposition"}
TAKING_PART = {"read", "take part", "answer", "prepare", "mark"}


def home_seat(person, meeting):
    return home_seats(person, meeting)[0]


# what is tried → on an item of the meeting, by a person
TRIED = {
    "read": lambda item, by: AgendaItem.objects.visible_to(by).get(pk=item.pk),
    "take part": lambda item, by: require(may_take_part(by, item.meeting)),
    "answer": lambda item, by: answer_summons(item.meeting, by=by, answer="excused"),
    "prepare": lambda item, by: record_stance(item, home(by), by=by, status="supports"),
    "mark": lambda item, by: mark_read(item.meeting, by=by, items=[item]),
    "dissent": lambda item, by: acts.dissent(item, by, seat=home_seat(by, item.meeting)),
    "change": lambda item, by: require(may_keep(by, item.meeting.council)),
}


def tried(item, person):
    """What goes through; all of it is undone."""
    found = set()
    for name, act in TRIED.items():
        try:
            with transaction.atomic():
                act(AgendaItem.objects.get(pk=item.pk), afresh(person))
                found.add(name)
                transaction.set_rollback(True)
        except (PermissionDenied, Refused, ObjectDoesNotExist, IndexError):
            continue
    return found


@pytest.fixture
def clock(monkeypatch):
    def stop(on):
        noon = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
        monkeypatch.setattr(timezone, "now", lambda: noon)

    return stop


@pytest.fixture
def cast(request, clock):
    """Role → the one who leaves with the mandate, and the one who comes."""
    clock(LAST - dt.timedelta(days=13))
    leave = {role: request.getfixturevalue(role) for role in (*SEATED, *AROUND, "outsider")}
    come = {}
    for role, person in leave.items():
        come[role] = Person.objects.create(name=f"Ny: {role}", email=f"ny-{role}@demo.example")
        person.appointments.update(ends=LAST)
        for held in person.appointments.all():
            Appointment.objects.create(seat=held.seat, person=come[role], begins=LAST + dt.timedelta(days=1))
    return {"leaves": leave, "comes": come}


def expected_of_january(when, who, role):
    """By the day of the meeting; before the change those who leave still read."""
    comes = who == "comes"
    if role in SEATED and comes:
        return TAKING_PART | ({"dissent"} if role in ELECTED else set())
    today = comes == (when == "after")
    if role in SEATED and today:
        return {"read", "mark"}
    kept = {"read", "take part", "prepare", "change"}
    of_today = {"secretary": kept, "preparer": {"read", "mark"}}
    return of_today.get(role, set()) if today else set()


def expected_of_december(when, who, role):
    """By the day of the meeting; after the change those who came read it too."""
    comes = who == "comes"
    if role in SEATED and not comes:
        return {"read", "take part", "mark"} | ({"dissent"} if role in ELECTED else set())
    if role in SEATED:
        return {"read", "mark"} if when == "after" else set()
    return expected_of_january(when, who, role) - {"prepare"}


@pytest.mark.parametrize(("when", "today"), [("before", 20), ("after", 36)])
def test_every_role_on_both_sides_of_a_mandate_change(regional, cast, clock, when, today):
    coming = acts.plan(regional, date=dt.date(2027, 1, 21))
    january = acts.add(coming)
    ask_for_approval(coming, by=cast["leaves"]["secretary"])
    with pytest.raises(PermissionDenied, match="gäller inte den 21 januari 2027"), transaction.atomic():
        approve_agenda(coming, by=afresh(cast["leaves"]["chair"]))
    approve_agenda(coming, by=cast["comes"]["chair"])
    send_summons(coming, by=cast["leaves"]["secretary"])
    december = acts.held(regional, date=dt.date(2026, 12, 16)).items.get()
    clock(dt.date(2026, 12, 1) + dt.timedelta(days=today - 1))
    found, told = {}, {}
    for who, people in cast.items():
        for role, person in people.items():
            found[who, role] = tried(january, person), tried(december, person)
            told[who, role] = expected_of_january(when, who, role), expected_of_december(when, who, role)
    assert found == told
