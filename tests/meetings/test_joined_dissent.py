"""A dissent that others join: one text, in the names of several organisations."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction

from councils.models import Appointment, Person, Seat
from meetings.minutes.record import compile_record
from meetings.models import AgendaItem, DissentingOpinion, Position
from meetings.reader.minutes_changes import changed_since
from meetings.workflow import minutes
from meetings.workflow.dissent import OWN_VOICE, join_dissent, withdraw_dissent
from meetings.workflow.meeting import close_meeting
from rus_portal.core.refusal import Refused
from rus_portal.core.voices import voices
from rus_portal.core.words import day
from tests import acts

REFUSED_BY_DATABASE = pytest.raises((IntegrityError, InternalError))
TEXT = "Vi delar inte bedömningen:\n\n1. ”Kostnaden”\n  a) bärs inte\n- av oss."


@pytest.fixture
def item(regional):
    return acts.summoned(regional, days=-1).items.get()


@pytest.fixture
def first(item, opposition):
    return acts.dissent(item, opposition, TEXT)


def join(dissent, person, **facts):
    return join_dissent(dissent, seat=acts.seat_of(person, dissent.item.meeting.council), by=person, **facts)


def told(item):
    """(who, those who joined) as the pages and the papers group them."""
    dissents = item.dissents.standing().with_author()
    return [(each.person, [other["person"] for other in joined]) for each, joined in voices(dissents)]


def test_whoever_joins_has_the_same_words_of_their_own(item, first, chair):
    joined = join(first, chair)
    assert (joined.text, joined.joins, joined.person) == (TEXT, first, chair)
    assert told(item) == [(first.person, [chair.name])]


def test_to_join_one_who_joined_is_to_join_the_first(item, first, chair, member):
    join(join(first, chair), member)
    assert [each.joins for each in DissentingOpinion.objects.order_by("pk")] == [None, first, first]


@pytest.mark.parametrize("who", ["official", "outsider", "secretary", "administrator"])
def test_nobody_joins_who_may_not_lodge(first, opposition, who, request):
    with pytest.raises(PermissionDenied):
        join_dissent(first, seat=first.seat, by=request.getfixturevalue(who))


def test_nobody_joins_from_anothers_seat_nor_twice(first, chair, member):
    with pytest.raises(Refused, match="inte den platsen"):
        join_dissent(first, seat=acts.seat_of(member, first.item.meeting.council), by=chair)
    join(first, chair)
    with pytest.raises(Exception, match="redan en avvikande synpunkt"):
        join(first, chair)


@pytest.fixture
def beside(first):
    """The holder of a seat beside the one that the first was lodged from."""
    seat = Seat.objects.get(pk=first.seat_id)
    seat.pk, seat.order = None, 97
    seat.save()
    person = Person.objects.create(name="Den bredvid", email="bredvid@demo.example")
    Appointment.objects.create(seat=seat, person=person, begins="2015-01-01")
    return person


def test_nobody_joins_the_own_voice(client, item, first, beside, chair):
    with pytest.raises(Refused, match="Oppositionen i Härnösands kommun står redan för synpunkten"):
        join(first, beside)
    with pytest.raises(Refused, match="Oppositionen i Härnösands kommun står redan för synpunkten"):
        join(join(first, chair), beside)
    client.force_login(beside)
    assert "Instäm" not in client.get(item.url("item_dissent")).text


def test_the_secretariat_does_not_note_that_somebody_joins_the_own_voice(office, item, first, beside):
    held = beside.appointments.get()
    form = office.get(item.url("item_outcome")).context["form"]
    typed = acts.as_posted(form, outcome="", dissent_from=held.pk, dissent_joins=first.pk)
    form = office.post(item.url("item_outcome"), typed).context["form"]
    assert form.errors == {"dissent_joins": [OWN_VOICE]}


@pytest.mark.both
def test_the_database_lets_nobody_join_the_own_voice(item, first, beside, member):
    other = join(first, member)
    assert (other.organisation, other.seat.side) == (first.organisation, "majority")
    facts = {"item": item, "seat": beside.appointments.get().seat, "person": beside, "lodged_by": beside}
    facts |= {"text": TEXT, "organisation_name": "Härnösands kommun", "joins": first}
    with REFUSED_BY_DATABASE, transaction.atomic():
        DissentingOpinion.objects.create(**facts)


def test_the_secretariat_notes_that_somebody_joins_at_the_meeting(item, first, chair, secretary):
    seat = acts.seat_of(chair, item.meeting.council)
    noted = join_dissent(first, seat=seat, person=chair, by=secretary)
    assert (noted.typed_by, told(item)) == (secretary, [(first.person, [chair.name])])


def test_only_who_joined_takes_it_back_and_the_first_leaves_the_words_to_the_others(
    item, first, chair, member
):
    joined = join(first, chair)
    with pytest.raises(PermissionDenied):
        withdraw_dissent(joined, by=first.person)
    join(first, member)
    withdraw_dissent(first, by=first.person)
    assert told(item) == [(member, [chair.name])]
    with pytest.raises(Refused, match="återtagen"):
        join(first, first.person)


def test_joining_after_an_approval_voids_it(item, first, chair, member, secretary):
    acts.dissent_until_approval(item.meeting.council)
    item.meeting.approvers.set([member])
    acts.handle(item)
    sent = minutes.send_minutes(close_meeting(item.meeting, by=secretary).minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=member)
    join(first, chair)
    why = "instämde i den avvikande synpunkten från oppositionen i Härnösands kommun på"
    assert why in sent.approvals.get(person=member).fell_because


def test_a_joining_taken_back_is_told_as_that_and_the_dissent_stands(item, first, chair, member, secretary):
    joined = join(first, chair)
    acts.dissent_until_approval(item.meeting.council)
    item.meeting.approvers.set([member])
    acts.handle(item)
    sent = minutes.send_minutes(close_meeting(item.meeting, by=secretary).minutes.get(), by=secretary)
    before = compile_record(sent)
    minutes.approve_minutes(sent, by=member)
    withdraw_dissent(joined, by=chair)
    [(_, _, pieces)] = changed_since(before, compile_record(sent))
    row = joined.organisation_name, chair.name, joined.seat.label, day(joined.lodged_at)
    assert [(kind, text) for kind, text in pieces if kind != "same"] == [
        ("removed", f"Instämmer: {', '.join(row)}\n")
    ]
    whose = "den avvikande synpunkten från oppositionen i Härnösands kommun"
    why = f"tog tillbaka sitt instämmande i {whose} på"
    assert f"{joined.organisation_name} {why}" in sent.approvals.get(person=member).fell_because


def test_the_page_of_whoever_joined_takes_back_that_alone(client, item, first, chair):
    join(first, chair)
    client.force_login(chair)
    page = client.get(item.url("item_dissent")).content.decode()
    joins = "Du instämmer i den avvikande synpunkten från oppositionen i Härnösands kommun."
    assert (joins in page, "Ta tillbaka instämmandet" in page) == (True, True)
    [own] = item.dissents.filter(person=chair)
    done = client.post(item.meeting.url("dissent_withdrawal", own.pk), follow=True).content.decode()
    assert ("Instämmandet är återtaget." in done, told(item)) == (True, [(first.person, [])])


def test_dissent_is_lodged_and_joined_until_the_minutes_are_sent_or_as_the_council_says_until_approval(
    item, first, chair, member, secretary
):
    acts.handle(item)
    minutes.send_minutes(close_meeting(item.meeting, by=secretary).minutes.get(), by=secretary)
    with pytest.raises(PermissionDenied, match="utsänt för justering"):
        acts.dissent(AgendaItem.objects.get(), member)
    with pytest.raises(PermissionDenied, match="utsänt för justering"):
        join(first, chair)
    acts.dissent_until_approval(item.meeting.council)
    assert join(first, chair).joins == first


@pytest.mark.both
def test_the_database_takes_no_dissent_once_the_minutes_are_sent(item, first, chair, secretary):
    acts.handle(item)
    minutes.send_minutes(close_meeting(item.meeting, by=secretary).minutes.get(), by=secretary)
    facts = {"item": item, "seat": acts.seat_of(chair, item.meeting.council), "person": chair}
    with REFUSED_BY_DATABASE, transaction.atomic():
        DissentingOpinion.objects.create(text="Sent.", lodged_by=chair, organisation_name="Region", **facts)


def test_the_record_says_who_joined_and_when_with_the_words_letter_by_letter(item, first, chair):
    join(first, chair)
    acts.handle(item)
    record = compile_record(acts.close(item.meeting).minutes.get())
    section = next(each for each in record["sections"] if each["is_item"])
    assert [(each["person"], each["text"], "joined" in each) for each in section["dissents"]] == [
        (first.person.name, TEXT, False),
        (chair.name, TEXT, True),
    ]
    [(shown, joined)] = voices(section["dissents"])
    assert (shown["person"], [each["person"] for each in joined]) == (first.person.name, [chair.name])


@pytest.mark.pdf
def test_page_position_and_register_tell_who_joined(client, item, first, chair):
    join(first, chair)
    acts.handle(item)
    acts.published(acts.close(item.meeting))
    position = Position.objects.get()
    for address in (item.get_absolute_url(), position.get_absolute_url(), item.meeting.url("minutes")):
        page = " ".join(client.get(address).content.decode().partition("<main")[2].split())
        assert (
            page.count("bärs inte"),
            page.count(f"Instämmer: <strong>Region Västernorrland</strong>, {chair}"),
        ) == (
            1,
            1,
        )


@pytest.mark.both
def test_the_database_lets_nobody_join_other_words_or_what_does_not_stand(item, first, chair, opposition):
    facts = {"item": item, "seat": acts.seat_of(chair, item.meeting.council), "person": chair}
    facts |= {"lodged_by": chair, "organisation_name": "Region Västernorrland", "joins": first}
    with REFUSED_BY_DATABASE, transaction.atomic():
        DissentingOpinion.objects.create(text="Andra ord.", **facts)
    joined = join(first, chair)
    with REFUSED_BY_DATABASE, transaction.atomic():
        DissentingOpinion.objects.filter(pk=joined.pk).update(joins=None)
    with REFUSED_BY_DATABASE, transaction.atomic():
        DissentingOpinion.objects.filter(pk=joined.pk).update(
            withdrawn_at=joined.lodged_at, withdrawn_by=opposition
        )
    withdraw_dissent(joined, by=chair)
    withdraw_dissent(first, by=opposition)
    with REFUSED_BY_DATABASE, transaction.atomic():
        DissentingOpinion.objects.create(text=TEXT, **facts)
