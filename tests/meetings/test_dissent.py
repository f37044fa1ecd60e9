"""Avvikande synpunkt: only from a seat that takes positions, for its organisation, locked at approval."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction

from councils.models import Appointment, Organisation, Seat
from meetings.models import DissentingOpinion
from meetings.workflow.answer import answer_summons
from meetings.workflow.attendance import record_attendance
from meetings.workflow.dissent import lodge_dissent, withdraw_dissent
from rus_portal.core.refusal import Refused
from tests import acts


@pytest.fixture
def item(regional):
    return acts.summoned(regional).items.get()


def test_a_member_lodges_dissent_for_the_organisation_of_the_seat(item, opposition):
    dissent = acts.dissent(item, opposition, "Vi vill se en annan finansiering.")
    assert dissent.organisation.slug == "harnosand"
    assert (dissent.person, dissent.text) == (opposition, "Vi vill se en annan finansiering.")


@pytest.mark.parametrize("who", ["official", "outsider", "administrator", "preparer", "secretary"])
def test_no_one_without_a_seat_that_takes_positions_lodges_dissent(item, member, who, request):
    person = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        lodge_dissent(item, seat=acts.seat_of(member, item.meeting.council), text="Nej.", by=person)


def test_no_one_lodges_dissent_from_another_persons_seat(item, member, opposition):
    with pytest.raises(Refused, match="Du har inte den platsen"):
        lodge_dissent(item, seat=acts.seat_of(opposition, item.meeting.council), text="Nej.", by=member)


def attends(item, person, seat, status="on_site", instead_of=None):
    return {
        "person": person,
        "organisation": seat.organisation,
        "seat": seat,
        "status": status,
        "substitutes_for": instead_of,
    }


def test_a_substitute_dissents_while_serving_and_the_list_of_attendance_has_the_last_word(
    regional, member, substitute, secretary
):
    item = acts.summoned(regional, days=0).items.get()
    seat, own = acts.seat_of(member, regional), acts.seat_of(substitute, regional)

    def refused():
        with pytest.raises(PermissionDenied, match="ersättare som tjänstgör"):
            acts.dissent(item, substitute)
        with pytest.raises(Refused, match="tjänstgör inte för någon"):
            lodge_dissent(item, seat=own, person=substitute, text="Nej.", by=secretary)
        return True

    def lodged():
        opinion = acts.dissent(item, substitute)
        withdraw_dissent(opinion, by=substitute)
        return opinion.organisation == seat.organisation

    assert refused()
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    assert lodged()
    answer_summons(item.meeting, by=substitute, answer="excused")
    assert refused()
    came = [attends(item, member, seat), attends(item, substitute, own)]
    record_attendance(item.meeting, came, by=secretary)
    assert refused()
    served = [attends(item, member, seat, "excused"), attends(item, substitute, own, instead_of=seat)]
    record_attendance(item.meeting, served, by=secretary)
    assert lodged()
    assert lodge_dissent(item, seat=own, person=substitute, text="Nej.", by=secretary)


@pytest.mark.both
def test_the_database_takes_no_dissent_from_a_substitute_who_does_not_serve(regional, member, substitute):
    item = acts.summoned(regional, days=10).items.get()
    opinion = {
        "item": item,
        "seat": acts.seat_of(substitute, item.meeting.council),
        "person": substitute,
        "text": "Nej.",
        "lodged_by": substitute,
    }
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        DissentingOpinion.objects.create(**opinion)
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    assert DissentingOpinion.objects.create(**opinion)


@pytest.mark.both
def test_whoever_is_excused_for_a_substitute_who_serves_does_not_dissent_beside_that_one(
    client, regional, member, opposition, substitute, secretary
):
    item = acts.summoned(regional, days=0).items.get()
    seat, own = acts.seat_of(member, regional), acts.seat_of(substitute, regional)

    def refused():
        with pytest.raises(PermissionDenied, match="Din ersättare tjänstgör för dig"):
            acts.dissent(item, member)
        with pytest.raises(Refused, match="Bara den som tar del i ställningstagandet"):
            lodge_dissent(item, seat=seat, person=member, text="Nej.", by=secretary)
        with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
            DissentingOpinion.objects.create(
                item=item, seat=seat, person=member, lodged_by=member, text="Nej."
            )
        client.force_login(member)
        assert client.get(item.url("item_dissent")).status_code == 403
        assert client.get(item.get_absolute_url()).context["may"].dissent.reason.startswith("Din ersättare")
        return True

    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    assert refused()
    served = [attends(item, member, seat, "excused"), attends(item, substitute, own, instead_of=seat)]
    record_attendance(item.meeting, served, by=secretary)
    assert refused()
    came = [attends(item, member, seat, "excused"), attends(item, substitute, own)]
    record_attendance(item.meeting, came, by=secretary)
    assert acts.dissent(item, member)
    record_attendance(item.meeting, served, by=secretary)
    assert acts.dissent(item, substitute)
    assert acts.dissent(item, opposition)


@pytest.mark.both
def test_the_database_takes_dissent_only_on_a_position_and_from_the_holder_of_a_seat_where_it_is_taken(
    regional, grand, member, opposition, outsider, official
):
    meeting = acts.summoned(regional, {}, {"type": "information"}, days=10)
    position, information = meeting.items.order_by("number")
    own, another = acts.seat_of(member, regional), acts.seat_of(outsider, grand)
    Appointment.objects.filter(person=opposition).update(ends=meeting.date - dt.timedelta(days=1))
    for item, seat, person in (
        (information, own, member),
        (position, own, opposition),
        (position, own, official),
        (position, another, outsider),
        (position, acts.seat_of(opposition, regional), opposition),
    ):
        with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
            DissentingOpinion.objects.create(
                item=item, seat=seat, person=person, lodged_by=person, text="Nej."
            )
    assert DissentingOpinion.objects.create(
        item=position, seat=own, person=member, lodged_by=member, text="Nej."
    )


def test_the_author_reads_the_own_words_also_once_a_substitute_serves(
    client, regional, member, substitute, secretary
):
    item = acts.summoned(regional, days=0).items.get()
    dissent = acts.dissent(item, member, "Vi vill vänta.")
    seat, own = acts.seat_of(member, regional), acts.seat_of(substitute, regional)
    served = [attends(item, member, seat, "excused"), attends(item, substitute, own, instead_of=seat)]
    record_attendance(item.meeting, served, by=secretary)
    client.force_login(member)
    page = client.get(item.url("item_dissent"))
    told = page.content.decode()
    assert (page.status_code, page.context["seats"], "Vi vill vänta." in told) == (200, [], True)
    assert ("avgör om synpunkten står kvar" in told, "Din ersättare tjänstgör för dig" in told) == (
        True,
        True,
    )
    assert item.meeting.url("dissent_withdrawal", dissent.pk) not in told
    assert client.post(item.url("item_dissent"), {"text": "Mer."}).status_code == 403


def test_information_is_not_dissented_from(regional, member):
    item = acts.summoned(regional, {"type": "information"}).items.get()
    with pytest.raises(PermissionDenied, match="bara på punkter för ställningstagande"):
        acts.dissent(item, member)


def test_what_is_not_on_a_sent_agenda_is_not_dissented_from(item, regional, member, secretary):
    """As what waits, came late and is not placed yet, or was dropped."""
    seat, planned = acts.seat_of(member, regional), acts.add(acts.plan(regional, days=9))
    late, dropped = acts.add(item.meeting, title="Sent"), acts.drop(acts.add(item.meeting, title="Annat"))
    for off in (planned, late, dropped):
        with pytest.raises(PermissionDenied, match="inte på någon utsänd dagordning"):
            acts.dissent(off, member)
    for off in (late, dropped):
        with pytest.raises(Refused, match="inte på någon utsänd dagordning"):
            lodge_dissent(off, seat=seat, person=member, text="Nej.", by=secretary)


def test_the_secretariat_enters_dissent_for_the_one_who_held_the_seat(item, member, secretary):
    seat = acts.seat_of(member, item.meeting.council)
    dissent = lodge_dissent(item, seat=seat, person=member, text="Vi avstår.", by=secretary)
    assert (dissent.person, dissent.lodged_by) == (member, secretary)


def test_the_secretariat_cannot_enter_dissent_for_one_who_only_has_the_right_to_speak(
    item, official, secretary
):
    seat = acts.seat_of(official, item.meeting.council)
    with pytest.raises(Refused, match="Bara den som tar del i ställningstagandet"):
        lodge_dissent(item, seat=seat, person=official, text="Nej.", by=secretary)


def test_one_seat_has_one_dissent_on_an_item(item, member):
    acts.dissent(item, member)
    with pytest.raises(ValidationError, match="Det finns redan en avvikande synpunkt"):
        acts.dissent(item, member, "Vi säger något annat.")


def test_only_its_author_withdraws_a_dissent(item, member, opposition, secretary):
    dissent = acts.dissent(item, member)
    for other in (opposition, secretary):
        with pytest.raises(PermissionDenied, match="Bara den som lämnat"):
            withdraw_dissent(dissent, by=other)
    assert withdraw_dissent(dissent, by=member).withdrawn_by == member


@pytest.mark.both
def test_after_approval_no_dissent_is_added_changed_withdrawn_or_removed(regional, member, opposition):
    meeting = acts.held(regional, dissent_by=member)
    acts.approved(meeting)
    item, dissent = meeting.items.get(), DissentingOpinion.objects.get()
    with pytest.raises(PermissionDenied, match="justerat"):
        acts.dissent(item, opposition)
    with pytest.raises(PermissionDenied, match="justerat"):
        withdraw_dissent(dissent, by=member)
    for change in (
        lambda: DissentingOpinion.objects.update(text="Annat."),
        lambda: DissentingOpinion.objects.all().delete(),
        lambda: DissentingOpinion.objects.create(
            item=item,
            seat=Seat.objects.filter(council=regional, capacity="member").last(),
            person=opposition,
            lodged_by=opposition,
            text="Sent.",
        ),
    ):
        with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
            change()


@pytest.mark.both
def test_the_database_refuses_dissent_from_a_seat_that_takes_no_position(item, official):
    seat = acts.seat_of(official, item.meeting.council)
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        DissentingOpinion.objects.create(
            item=item, seat=seat, person=official, lodged_by=official, text="Nej."
        )


@pytest.mark.both
def test_the_words_of_a_dissent_are_never_edited(item, member):
    acts.dissent(item, member)
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        DissentingOpinion.objects.update(text="Något annat.")


@pytest.mark.both
def test_standing_dissent_is_read_with_its_author_in_one_query(
    item, member, opposition, django_assert_num_queries
):
    withdraw_dissent(acts.dissent(item, member), by=member)
    acts.dissent(item, opposition)
    acts.dissent(item, member, "Vi vill vänta.")
    with django_assert_num_queries(1):
        told = {(each.organisation.slug, each.person.name) for each in item.dissents.standing().with_author()}
    assert told == {("harnosand", member.name), ("harnosand", opposition.name)}


def test_a_meeting_closes_where_dissent_was_taken_back_and_lodged_anew_from_the_same_seat(
    regional, opposition
):
    item = acts.summoned(regional, days=0).items.get()
    first = acts.dissent(item, opposition, "Nej.")
    withdraw_dissent(first, by=opposition)
    acts.dissent(item, opposition, "Nej tack.")
    acts.handle(item)
    Organisation.objects.filter(pk=first.organisation.pk).update(name="Härnösands stad")
    acts.close(item.meeting)
    named = item.dissents.order_by("pk").values_list("text", "organisation_name")
    assert list(named) == [("Nej.", "Härnösands kommun"), ("Nej tack.", "Härnösands stad")]
