"""Notes to the minutes (protokollsanteckningar): by all who may speak, word for word, at their item."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction

from meetings.minutes.record import compile_record
from meetings.models import Statement
from meetings.workflow import minutes
from meetings.workflow.meeting import close_meeting
from meetings.workflow.statement import lodge_statement, withdraw_statement
from rus_portal.core.refusal import Refused
from tests import acts

REFUSED_BY_DATABASE = pytest.raises((IntegrityError, InternalError))
TEXT = "Timrå kommun noterar:\n\n1) ”etapp två”\n- ska prövas."


@pytest.fixture
def item(regional):
    return acts.summoned(regional, days=-1).items.get()


def lodge(item, author, **facts):
    own = {"text": TEXT, "by": author}
    if "seat" not in facts:
        own["seat"] = acts.seat_of(author, item.meeting.council)
    return lodge_statement(item, **own | facts)


@pytest.mark.parametrize("who", ["chair", "member", "opposition", "official"])
def test_all_who_may_speak_lodge_one(item, who, request):
    person = request.getfixturevalue(who)
    lodged = lodge(item, person)
    assert (lodged.text, lodged.person, lodged.organisation_name) == (TEXT, person, lodged.organisation.name)


@pytest.mark.parametrize("who", ["secretary", "outsider", "administrator", "substitute"])
def test_nobody_else_does(item, official, who, request):
    with pytest.raises(PermissionDenied):
        lodge(item, request.getfixturevalue(who), seat=acts.seat_of(official, item.meeting.council))


def test_nobody_lodges_from_anothers_seat(item, official, member):
    with pytest.raises(Refused, match="rätt att yttra sig"):
        lodge(item, official, seat=acts.seat_of(member, item.meeting.council))


def test_the_secretariat_notes_one_at_the_meeting_and_may_put_it_right_until_the_minutes_are_sent(
    item, official, secretary
):
    seat = acts.seat_of(official, item.meeting.council)
    noted = lodge(item, official, by=secretary, person=official, seat=seat)
    assert noted.typed_by == secretary
    withdraw_statement(noted, by=secretary)
    noted = lodge(item, official, by=secretary, person=official, seat=seat)
    acts.handle(item)
    minutes.send_minutes(close_meeting(item.meeting, by=secretary).minutes.get(), by=secretary)
    with pytest.raises(PermissionDenied, match="ligger fast"):
        withdraw_statement(noted, by=secretary)


def test_only_its_author_takes_it_back_and_only_until_the_minutes_are_approved(item, official, chair):
    lodged = lodge(item, official)
    with pytest.raises(PermissionDenied, match="Bara den som lämnat"):
        withdraw_statement(lodged, by=chair)
    acts.handle(item)
    acts.approved(acts.close(item.meeting))
    with pytest.raises(PermissionDenied, match="ligger fast"):
        withdraw_statement(Statement.objects.get(), by=official)
    with pytest.raises(PermissionDenied, match="inte längre läggas till"):
        lodge(type(item).objects.get(), official)


def test_one_lodged_after_an_approval_voids_it(item, official, member, secretary):
    item.meeting.approvers.set([member])
    acts.handle(item)
    sent = minutes.send_minutes(close_meeting(item.meeting, by=secretary).minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=member)
    lodge(item, official)
    assert "lämnade en protokollsanteckning" in sent.approvals.get(person=member).fell_because


def test_the_minutes_say_it_word_for_word_with_name_and_organisation_and_count_no_dissent(item, official):
    lodge(item, official)
    acts.handle(item)
    record = compile_record(acts.close(item.meeting).minutes.get())
    section = next(each for each in record["sections"] if each["is_item"])
    [told] = section["statements"]
    assert (told["text"], told["person"], told["organisation"]) == (TEXT, official.name, "Timrå kommun")
    assert (section["outcome"], section["dissents"]) == ("consensus", [])


def test_it_is_lodged_read_and_taken_back_on_its_page(client, item, official, outsider):
    client.force_login(official)
    page = item.url("item_statement")
    assert page in client.get(item.get_absolute_url()).content.decode()
    held = official.appointments.get(seat__council=item.meeting.council)
    answer = client.post(page, {"holder": held.pk, "text": TEXT}, follow=True)
    assert "”etapp två”" in answer.content.decode()
    client.post(item.meeting.url("statement_withdrawal", Statement.objects.get().pk))
    assert Statement.objects.get().withdrawn_by == official
    client.force_login(outsider)
    assert client.get(page).status_code == 404


@pytest.mark.both
def test_the_database_knows_who_may_speak_and_keeps_the_words(item, official, outsider, chair):
    lodged = lodge(item, official)
    seat, at = lodged.seat, lodged.lodged_at
    for person in (outsider, chair):
        with REFUSED_BY_DATABASE, transaction.atomic():
            Statement.objects.create(
                item=item,
                seat=seat,
                person=person,
                lodged_by=person,
                text="Annat.",
                organisation_name="Timrå",
            )
    for change in ({"text": "Annat."}, {"person": chair}, {"withdrawn_at": at, "withdrawn_by": chair}):
        with REFUSED_BY_DATABASE, transaction.atomic():
            Statement.objects.update(**change)
    acts.handle(item)
    acts.approved(acts.close(item.meeting))
    with REFUSED_BY_DATABASE, transaction.atomic():
        Statement.objects.update(withdrawn_at=at, withdrawn_by=official)
