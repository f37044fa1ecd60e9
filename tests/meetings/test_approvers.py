"""One of those asked cannot approve the minutes and the secretary asks another: who, when, what it says."""

import datetime as dt
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from councils.journal import history_of
from councils.models import Appointment, Person
from meetings.mail.text import read
from meetings.models import Letter, Minutes, MinutesApproval
from meetings.planning.approvers import approvers_away, possible_approvers
from meetings.workflow import minutes
from meetings.workflow.meeting import reopen_meeting
from meetings.workflow.wish import want_change
from rus_portal.core.permissions import may_approve_agenda, may_approve_minutes
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
from tests import acts

WHY = "Har flyttat."


@pytest.fixture
def sent(regional, member, secretary):
    """To the chair and to the member."""
    return minutes.send_minutes(acts.held(regional, approvers=[member]).minutes.get(), by=secretary)


def approval_of(person):
    return MinutesApproval.objects.get(person=person)


def replace(whom, with_whom, by, why=WHY):
    return minutes.replace_approver(approval_of(whom), with_whom, by=by, why=why)


def text(response):
    return unescape(response.content.decode())


def test_the_sealed_minutes_say_whom_the_meeting_chose_and_who_approved_instead(
    sent, member, opposition, chair, secretary
):
    replace(member, opposition, secretary)
    minutes.approve_minutes(sent, by=chair)
    sealed = minutes.approve_minutes(sent, by=opposition)
    told = [(approval["name"], approval["role"]) for approval in sealed.record["approvals"]]
    assert told == [
        (chair.name, "Ordförande"),
        (opposition.name, f"Justerare i stället för {member}"),
    ]
    assert sealed.record["approvers"] == [member.name]


def test_an_approver_who_was_not_there_is_named_at_the_closing_and_at_the_sending(
    office, regional, member, chair
):
    meeting = acts.summoned(regional, approvers=[member])
    acts.handle(meeting.items.get())
    acts.attend(meeting, chair)
    told = f"inte antecknad som närvarande: {member}. "
    assert told in text(office.get(meeting.url("closing")))
    assert told in text(office.get(acts.close(meeting).url("minutes")))


def test_an_approver_who_was_there_or_whose_attendance_nobody_noted_is_not_named(regional, member, chair):
    meeting = acts.plan(regional, approvers=[member])
    assert approvers_away(meeting) == ""
    acts.attend(meeting, chair, member)
    assert approvers_away(meeting) == ""


def test_those_who_are_not_asked_are_told_who_may(sent, outsider):
    with pytest.raises(PermissionDenied, match="Bara de som är ombedda att justera protokollet kan"):
        minutes.approve_minutes(sent, by=outsider)


def test_what_another_has_approved_stands(sent, member, opposition, chair, secretary):
    minutes.approve_minutes(sent, by=chair)
    replace(member, opposition, secretary)
    assert approval_of(chair).approved_at
    assert minutes.approve_minutes(sent, by=opposition).is_sealed


def test_both_get_a_letter_with_the_reason_and_the_history_tells(sent, member, opposition, secretary):
    replace(member, opposition, secretary, " Har flyttat. ")
    letters = {letter.person: letter for letter in Letter.objects.filter(kind="minutes")}
    subjects = {person: letter.subject.partition(":")[0] for person, letter in letters.items()}
    assert subjects == {
        opposition: "Justera protokollet",
        member: "Du behöver inte justera protokollet",
    }
    assert all("Skäl: Har flyttat." in letter.text for letter in letters.values())
    assert all(f"den {day(sent.meeting.date)}" in read(letter)[1] for letter in letters.values())
    assert sent.meeting.url("minutes") in read(letters[opposition])[1]
    entry = history_of(sent).last()
    told = f"{opposition} justerar protokollet i stället för {member}. Har flyttat."
    assert (entry.act, entry.by, entry.sentence) == ("replace_approver", secretary, told)


def test_the_one_replaced_approves_no_longer(sent, member, opposition, secretary):
    replace(member, opposition, secretary)
    with pytest.raises(PermissionDenied, match=f"{opposition} är ombedd att justera"):
        minutes.approve_minutes(sent, by=member)


def test_what_the_one_replaced_wanted_changed_is_not_lost(sent, member, opposition, secretary):
    want_change(sent, "Rätt namn på nämnden.", by=member)
    replace(member, opposition, secretary)
    assert approval_of(opposition).change_wanted == ""
    assert f"{member} hade bett om en ändring: ”Rätt namn på nämnden.”" in history_of(sent).last().sentence


def test_a_successor_is_replaced_in_turn_and_the_first_may_come_back(
    sent, member, opposition, secretary, regional
):
    third = Appointment.objects.current().get(seat__council=regional, seat__order=5).person
    replace(member, opposition, secretary)
    assert replace(opposition, third, secretary).instead_of == member
    back = replace(third, member, secretary)
    assert (back.person, back.instead_of, back.replaced_at) == (member, None, None)


@pytest.mark.parametrize("who", ["official", "outsider", "secretary", "chair", "member"])
def test_only_one_who_took_part_in_the_positions_and_is_not_asked_already(
    sent, member, who, request, secretary
):
    with pytest.raises(Refused, match=r"kan inte justera\. Välj någon som tog del"):
        replace(member, request.getfixturevalue(who), secretary)


def test_only_one_who_was_there_and_can_sign_in(sent, member, opposition, substitute, secretary, regional):
    def row(person, status, **facts):
        seat = acts.seat_of(person, regional)
        return sent.meeting.attendances.create(
            person=person, seat=seat, organisation=seat.organisation, status=status, **facts
        )

    row(opposition, "excused")
    row(substitute, "on_site", substitutes_for=acts.seat_of(opposition, regional))
    assert {held.person for held in possible_approvers(sent)} == {substitute}
    Person.objects.filter(pk=substitute.pk).update(email=None)
    assert possible_approvers(sent) == []


def test_an_approval_already_given_is_nobody_elses(sent, member, opposition, secretary):
    minutes.approve_minutes(sent, by=member)
    with pytest.raises(PermissionDenied, match="har redan justerat"):
        replace(member, opposition, secretary)


@pytest.mark.both
def test_the_database_gives_no_approval_to_another(sent, member, opposition, secretary):
    minutes.approve_minutes(sent, by=member)
    facts = {"instead_of": member, "replaced_at": timezone.now(), "replaced_by": secretary}
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        MinutesApproval.objects.filter(person=member).update(person=opposition, **facts)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        MinutesApproval.objects.exclude(person=member).update(instead_of=opposition)


@pytest.mark.parametrize("stage", ["draft", "approved"])
def test_nobody_is_replaced_before_the_minutes_are_sent_or_after_they_are_approved(
    sent, chair, member, opposition, secretary, stage
):
    if stage == "draft":
        minutes.recall_minutes(sent, by=secretary)
    else:
        for person in (chair, member):
            minutes.approve_minutes(sent, by=person)
    with pytest.raises(PermissionDenied, match="medan protokollet är utsänt"):
        replace(member, opposition, secretary)


def test_a_reason_is_asked_for(sent, member, opposition, secretary):
    with pytest.raises(Refused, match="Skriv varför"):
        replace(member, opposition, secretary, " ")


def test_minutes_recalled_and_sent_again_go_to_the_one_who_was_asked_instead(
    sent, member, opposition, chair, secretary
):
    replace(member, opposition, secretary)
    minutes.recall_minutes(sent, by=secretary)
    minutes.send_minutes(sent, by=secretary)
    assert {each.person: each.instead_of for each in sent.approvals.all()} == {
        chair: None,
        opposition: member,
    }


def test_the_secretary_does_it_on_a_page_and_nobody_else(client, sent, member, opposition, chair, secretary):
    address = sent.meeting.url("minutes_approver", approval_of(member).pk)
    for person in (chair, member):
        client.force_login(person)
        assert client.post(address, {"person": opposition.pk, "why": WHY}).status_code == 403
        assert address not in text(client.get(sent.get_absolute_url()))
    client.force_login(secretary)
    assert address in text(client.get(sent.get_absolute_url()))
    empty = client.post(address)
    assert empty.status_code == 422
    assert {"person", "why"} == {*empty.context["form"].errors}
    typed = {"person": opposition.pk, "why": WHY} | acts.seen(client, address)
    page = text(client.post(address, typed, follow=True))
    assert f"{opposition} är ombedd att justera." in page
    assert f"I stället för {member}" in page
    client.force_login(opposition)
    assert "Ja, jag justerar" in text(client.get(sent.get_absolute_url()))


def test_the_secretary_is_told_where_the_paragraph_names_another_than_who_is_to_approve(
    office, regional, member, opposition
):
    meeting = acts.held(regional, approvers=[member, opposition])
    told = f"Paragrafen om val av justerare nämner inte {opposition}, som"
    assert told not in text(office.get(meeting.url("minutes")))
    meeting.formalities.filter(kind="approvers").update(text=f"Att justera utses {member.name}.")
    assert told in text(office.get(meeting.url("minutes")))
    reopen_meeting(meeting, by=meeting.secretary)
    assert told in text(office.get(meeting.url("closing")))


def test_one_who_has_left_reads_what_was_approved_and_approves_nothing_more(regional, chair):
    meeting = acts.held(regional)
    record = acts.approved(meeting)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    chair.appointments.update(ends=yesterday)
    left = type(chair).objects.get(pk=chair.pk)
    assert Minutes.objects.visible_to(left).filter(pk=record.pk).exists()
    assert may_approve_minutes(left, record).reason == "Protokollet är redan justerat."
    assert not may_approve_agenda(left, meeting)
