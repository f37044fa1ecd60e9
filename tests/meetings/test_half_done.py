"""The process is killed after each write in turn of what must be done whole or not at all: closing,
approving, publishing. At random moments, for real: `test_killed.py`."""

import pytest
from django.db import connection

from councils.models import JournalEntry
from meetings.models import Formality, Minutes, MinutesApproval, Position, SealedFile, SealedPaper
from meetings.workflow import minutes
from meetings.workflow.meeting import close_meeting
from tests import acts


class Killed(BaseException):
    pass


WRITES, ANY = ("INSERT", "UPDATE", "DELETE"), ("INSERT", "UPDATE", "DELETE", "SELECT")


def killed_after(nth, statements):
    count = 0

    def execute(run, sql, *args):
        nonlocal count
        answer = run(sql, *args)
        count += sql.startswith(statements)
        if count == nth:
            raise Killed
        return answer

    return execute


@pytest.fixture(params=[WRITES, pytest.param(ANY, marks=pytest.mark.evidence)], ids=["write", "statement"])
def after_each(request):
    """The process is killed after each statement in turn until the act gets through. All is as it was after
    the last that wrote."""

    def killed(act, untouched):
        for nth in range(1, 400):
            try:
                with connection.execute_wrapper(killed_after(nth, request.param)):
                    done = act()
            except Killed:
                assert untouched()
            else:
                assert nth > 5
                return done
        raise AssertionError("never done")

    return killed


def nothing_sealed():
    """And nothing told of it."""
    told = JournalEntry.objects.filter(act="seal_minutes")
    rows = (SealedFile.objects, SealedPaper.objects, MinutesApproval.objects.exclude(approved_at=None), told)
    return not any(each.exists() for each in rows)


def test_whoever_is_killed_while_a_meeting_is_closed_leaves_no_number(
    regional, secretary, member, after_each
):
    meeting = acts.summoned(regional, {}, {})
    acts.dissent(meeting.items.get(number=1), member)
    for item in meeting.items.all():
        acts.handle(item)
    minutes.ask_at_once(meeting.items.get(number=1), by=secretary)

    def untouched():
        meeting.refresh_from_db()
        given = [*meeting.items.values_list("paragraph", flat=True)]
        given += Formality.objects.values_list("paragraph", flat=True)
        given += Position.objects.values_list("number", flat=True)
        stages = [*meeting.minutes.values_list("stage", flat=True)]
        return (meeting.stage, {*given}, stages, meeting.letters.filter(kind="minutes").count()) == (
            "convened",
            {None},
            ["draft"],
            0,
        )

    after_each(lambda: close_meeting(meeting, by=secretary), untouched)
    numbers = Position.objects.order_by("number").values_list("number", flat=True)
    assert ([*numbers], sorted(meeting.minutes.values_list("stage", flat=True))) == (
        [1, 2],
        ["draft", "sent"],
    )
    assert meeting.letters.filter(kind="minutes").count() == 1


def test_whoever_is_killed_while_minutes_are_approved_leaves_nothing_half_done(
    regional, secretary, chair, after_each
):
    sent = minutes.send_minutes(acts.held(regional).minutes.get(), by=secretary)
    before = JournalEntry.objects.count()

    def untouched():
        whole = Minutes.objects.get().stage == "sent" and JournalEntry.objects.count() == before
        return whole and nothing_sealed()

    done = after_each(lambda: minutes.approve_minutes(sent, by=chair), untouched)
    assert (done.stage, done.papers.count(), SealedFile.objects.count()) == ("approved", 1, 1)


def test_whoever_is_killed_while_a_paragraph_is_approved_by_itself_leaves_nothing_half_done(
    regional, secretary, chair, member, after_each
):
    meeting = acts.held(regional, {}, {}, dissent_by=member)
    sheet = minutes.ask_at_once(meeting.items.get(number=1), by=secretary)
    before = JournalEntry.objects.count()

    def untouched():
        stages = sorted(meeting.minutes.values_list("stage", flat=True))
        return (stages, JournalEntry.objects.count()) == (["draft", "sent"], before) and nothing_sealed()

    done = after_each(lambda: minutes.approve_minutes(sheet, by=chair), untouched)
    [section] = done.record["sections"]
    assert (done.stage, SealedFile.objects.get().minutes, len(section["dissents"])) == ("approved", done, 1)


def test_whoever_is_killed_while_minutes_are_published_leaves_nothing_half_done(
    regional, secretary, member, after_each
):
    made = acts.approved(acts.held(regional, {}, {}, dissent_by=member))

    def untouched():
        published = Position.objects.exclude(published_at=None).exists()
        return (Minutes.objects.get().stage, published) == ("approved", False)

    after_each(lambda: minutes.publish_minutes(made, by=secretary), untouched)
    public = Position.objects.exclude(published_at=None).order_by("number")
    assert (Minutes.objects.get().stage, [len(each.dissents) for each in public]) == ("published", [1, 0])
