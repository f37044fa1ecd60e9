"""Never a false reminder: a walk through what may happen before a meeting, and at every step each person is
reminded exactly of what that person has left to do, worked out here in another way."""

import datetime as dt

import pytest
from django.utils import timezone

from councils.models import Appointment, Organisation
from meetings.models import DissentingOpinion, Letter, MailChoice, SummonsAnswer
from meetings.todo.reminders import reminders
from meetings.workflow.answer import answer_summons
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.item import put_on_agenda
from meetings.workflow.letter import remind, renew_reminders, send_waiting
from meetings.workflow.meeting import cancel_meeting, change_meeting
from meetings.workflow.stance import record_stance
from tests import acts


@pytest.fixture
def harnosand(db):
    return Organisation.objects.get(slug="harnosand")


def say(item, organisation, by, status, text=""):
    return record_stance(item, organisation, by=by, status=status, dissent_text=text)


def told():
    """{(name, what)} of today's reminders."""
    kinds = {"remind-answer": "answer", "remind-stance": "prepare"}
    return {(each.person.name, kinds[each.key.partition(":")[0]]) for each in reminders(timezone.localdate())}


def left(people, answer=(), prepare=()):
    return {(people[name].name, "answer") for name in answer} | {
        (people[name].name, "prepare") for name in prepare
    }


def test_at_every_step_each_one_is_reminded_of_what_is_left_and_of_nothing_else(
    four, regional, chair, member, opposition, substitute, secretary, harnosand
):
    """Chair: the Region. Member, opposition and substitute: Härnösand."""
    who = {"chair": chair, "member": member, "opposition": opposition, "substitute": substitute}
    home, region = ["member", "opposition"], Organisation.objects.get(slug="region-vasternorrland")
    meeting = acts.plan(regional, days=3)
    for title in ("Första", "Andra"):
        acts.add(meeting, title=title)
    acts.add(meeting, title="Till kännedom", type="information", proposed_position="")
    assert told() == set()  # not called yet

    acts.send(meeting)
    first, second, _ = meeting.items.order_by("order")
    assert told() == left(who, ["chair", "member", "opposition"], ["chair", *home])

    answer_summons(meeting, by=chair, answer="on_site")
    answer_summons(meeting, by=opposition, answer="excused")
    assert told() == left(who, ["member"], ["chair", *home])

    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    assert told() == left(who, ["substitute"], ["chair", *home, "substitute"])
    answer_summons(meeting, by=substitute, answer="excused")
    assert told() == left(who, ["member"], ["chair", *home])  # anew
    answer_summons(meeting, by=member, answer="on_site")
    assert told() == left(who, [], ["chair", *home])

    say(first, harnosand, member, "under_way")
    say(second, harnosand, member, "supports")
    assert told() == left(who, [], ["chair", *home])
    say(first, harnosand, member, "will_dissent", "Vi vill dela kostnaden.")
    assert told() == left(who, [], ["chair"])

    withdraw_dissent(DissentingOpinion.objects.get(), by=member)  # open again
    assert told() == left(who, [], ["chair", *home])
    acts.drop(first, by=secretary)  # the only one left for them
    assert told() == left(who, [], ["chair"])

    late = acts.add(meeting, title="Sen")
    assert told() == left(who, [], ["chair"])  # on no agenda yet
    put_on_agenda(late, by=secretary)
    assert told() == left(who, [], ["chair", *home])

    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Appointment.objects.filter(person=opposition).update(ends=yesterday)
    assert told() == left(who, [], ["chair", "member"])

    for item in (second, late):
        say(item, region, chair, "can_accept")
        say(item, harnosand, member, "supports")
    assert told() == set()

    SummonsAnswer.objects.all().delete()
    assert told() == left(who, ["chair", "member"])
    moved = meeting.date + dt.timedelta(days=20)
    change_meeting(meeting, by=secretary, date=moved, end_date=moved)
    assert told() == set()  # long until then
    cancel_meeting(meeting, by=secretary, reason="Storm.")
    assert told() == set()


def later(hours):
    return timezone.now() + dt.timedelta(hours=hours)


@pytest.mark.parametrize("often", ["at_once", "daily"])
def test_a_reminder_that_waited_for_the_mail_server_asks_for_nothing_done_meanwhile(
    often, four, regional, chair, member, opposition, postbox, settings
):
    meetings_near = [acts.summoned(regional, {"type": "information"}, days=days) for days in (3, 4)]
    for person in (chair, opposition):
        MailChoice.objects.create(person=person, often="none")
    MailChoice.objects.create(person=member, often=often)
    Letter.objects.all().delete()
    remind()
    answer_summons(meetings_near[0], by=member, answer="on_site")
    renew_reminders(at=later(2))
    send_waiting()
    [mail] = postbox.to(member)
    text = mail.get_body(["plain"]).get_content()
    assert meetings_near[0].url("answer") not in text
    assert meetings_near[1].url("answer") in text
    renew_reminders(at=later(4))
    remind()
    send_waiting()
    assert len(postbox.to(member)) == 1
