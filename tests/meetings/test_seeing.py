"""Who sees what: only `visible_to` decides, on every model with readers."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from councils.models import Person
from meetings.models import AgendaItem, DissentingOpinion, Document, Minutes, Position
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.document import attach_document
from tests import acts

PUBLIC = AnonymousUser()


@pytest.fixture
def readers(secretary, chair, member, opposition, official, preparer, outsider, administrator):
    return {
        "secretary": secretary,
        "chair": chair,
        "member": member,
        "opposition": opposition,
        "official": official,
        "preparer": preparer,
        "outsider": outsider,
        "administrator": administrator,
        "public": PUBLIC,
    }


COUNCIL = {"secretary", "chair", "member", "opposition", "official"}
EVERYONE = COUNCIL | {"preparer", "outsider", "administrator", "public"}


def who_sees(queryset, thing, readers):
    return {
        name for name, person in readers.items() if queryset.visible_to(person).filter(pk=thing.pk).exists()
    }


def test_a_drafted_item_is_for_the_secretariat_and_the_preparatory_group(regional, readers):
    item = acts.add(acts.plan(regional))
    assert who_sees(AgendaItem.objects, item, readers) == {"secretary", "preparer"}


def test_an_item_on_a_sent_agenda_is_for_the_council_too(regional, readers):
    item = acts.summoned(regional).items.get()
    assert who_sees(AgendaItem.objects, item, readers) == COUNCIL | {"preparer"}


def test_an_item_is_public_once_the_minutes_are_published(regional, readers):
    meeting = acts.held(regional)
    item = meeting.items.get()
    assert who_sees(AgendaItem.objects, item, readers) == COUNCIL | {"preparer"}
    acts.published(meeting)
    assert who_sees(AgendaItem.objects, item, readers) == EVERYONE


def test_a_joint_meeting_is_read_in_both_councils(grand, regional, readers):
    item = acts.summoned(grand, joint_with=[regional]).items.get()
    assert who_sees(AgendaItem.objects, item, readers) == COUNCIL | {"preparer", "outsider"}


def test_a_struck_item_stays_unread_even_when_the_minutes_are_out(regional, secretary, readers):
    meeting = acts.plan(regional)
    struck = acts.add(meeting, title="Struken")
    acts.drop(struck, by=secretary)
    meeting = acts.held(regional, {"title": "Kvar"}, days=-400)
    acts.published(meeting)
    assert who_sees(AgendaItem.objects, struck, readers) == {"secretary", "preparer"}


def test_a_position_is_everyones_when_published_and_not_before(regional, readers):
    meeting = acts.held(regional)
    position = Position.objects.get(item__meeting=meeting)
    assert who_sees(Position.objects, position, readers) == COUNCIL | {"preparer"}
    acts.published(meeting)
    assert who_sees(Position.objects, position, readers) == EVERYONE


def test_minutes_are_the_secretariats_until_sent_and_everyones_when_published(regional, readers):
    meeting = acts.held(regional)
    draft = meeting.minutes.get()
    assert who_sees(Minutes.objects, draft, readers) == {"secretary"}
    acts.approved(meeting)
    assert who_sees(Minutes.objects, draft, readers) == COUNCIL


def test_published_minutes_are_everyones(regional, readers):
    minutes = acts.published(acts.held(regional))
    assert who_sees(Minutes.objects, minutes, readers) == EVERYONE


def test_a_dissent_follows_its_position_and_a_withdrawn_one_is_its_authors_alone(regional, member, readers):
    meeting = acts.summoned(regional)
    item = meeting.items.get()
    dissent = acts.dissent(item, member)
    assert who_sees(DissentingOpinion.objects, dissent, readers) == COUNCIL
    withdraw_dissent(dissent, by=member)
    assert who_sees(DissentingOpinion.objects, dissent, readers) == {"member"}


@pytest.mark.parametrize(
    ("visibility", "before", "after"),
    [
        ("public", COUNCIL | {"preparer"}, EVERYONE),
        ("council", COUNCIL | {"preparer"}, COUNCIL | {"preparer"}),
        ("restricted", COUNCIL, COUNCIL),
    ],
)
def test_a_document_is_read_by_those_its_visibility_names(
    regional, secretary, readers, visibility, before, after
):
    from django.core.files.base import ContentFile

    meeting = acts.plan(regional)
    item = acts.add(meeting)
    document = attach_document(
        meeting,
        ContentFile(b"x", name="underlag.pdf"),
        item=item,
        by=secretary,
        title="Underlag",
        visibility=visibility,
        legal_ground="OSL 19 kap. 3 §" if visibility == "restricted" else "",
    )
    assert who_sees(Document.objects, document, readers) <= {"secretary", "preparer"}
    acts.send(meeting)
    assert who_sees(Document.objects, document, readers) == before
    acts.handle(meeting.items.get())
    acts.published(acts.close_meeting(meeting, by=secretary))
    assert who_sees(Document.objects, document, readers) == after


def test_rights_end_with_the_seat_but_at_the_meetings_that_were_held_before_their_minutes_are_approved(
    regional, member
):
    past, coming = acts.held(regional, dissent_by=member), acts.summoned(regional, days=20)
    member.appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    former = Person.objects.get(pk=member.pk)
    assert [item.meeting for item in AgendaItem.objects.visible_to(former)] == [past]
    assert coming.items.exists()
    acts.approved(past)
    assert not AgendaItem.objects.visible_to(former).exists()
    assert DissentingOpinion.objects.visible_to(former).get().person == member
