"""The process is killed at each statement in turn of what must be done whole or not at all: closing,
approving, publishing. At random moments, for real: `test_killed.py`."""

from django.db import connection

from councils.models import JournalEntry
from meetings.models import Formality, Minutes, MinutesApproval, Position, SealedFile, SealedPaper
from meetings.workflow import minutes
from meetings.workflow.meeting import close_meeting
from tests import acts


class Killed(BaseException):
    pass


def killed_at(nth):
    count = 0

    def execute(run, sql, *args):
        nonlocal count
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):  # these are the test's own
            count += 1
            if count == nth:
                raise Killed
        return run(sql, *args)

    return execute


def at_each_statement(act, untouched):
    """The process is killed at each statement in turn until the act gets through."""
    for nth in range(1, 400):
        try:
            with connection.execute_wrapper(killed_at(nth)):
                return act()
        except Killed:
            assert untouched()
    raise AssertionError("never done")


def nothing_sealed():
    """And nothing told of it."""
    told = JournalEntry.objects.filter(act="seal_minutes")
    rows = (SealedFile.objects, SealedPaper.objects, MinutesApproval.objects.exclude(approved_at=None), told)
    return not any(each.exists() for each in rows)


def test_whoever_is_killed_while_a_meeting_is_closed_leaves_no_number(regional, secretary, member):
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

    at_each_statement(lambda: close_meeting(meeting, by=secretary), untouched)
    numbers = Position.objects.order_by("number").values_list("number", flat=True)
    assert ([*numbers], sorted(meeting.minutes.values_list("stage", flat=True))) == (
        [1, 2],
        ["draft", "sent"],
    )
    assert meeting.letters.filter(kind="minutes").count() == 1


def test_whoever_is_killed_while_minutes_are_approved_leaves_nothing_half_done(regional, secretary, chair):
    sent = minutes.send_minutes(acts.held(regional).minutes.get(), by=secretary)
    before = JournalEntry.objects.count()

    def untouched():
        whole = Minutes.objects.get().stage == "sent" and JournalEntry.objects.count() == before
        return whole and nothing_sealed()

    done = at_each_statement(lambda: minutes.approve_minutes(sent, by=chair), untouched)
    assert (done.stage, done.papers.count(), SealedFile.objects.count()) == ("approved", 1, 1)


def test_whoever_is_killed_while_a_paragraph_is_approved_by_itself_leaves_nothing_half_done(
    regional, secretary, chair, member
):
    meeting = acts.held(regional, {}, {}, dissent_by=member)
    sheet = minutes.ask_at_once(meeting.items.get(number=1), by=secretary)
    before = JournalEntry.objects.count()

    def untouched():
        stages = sorted(meeting.minutes.values_list("stage", flat=True))
        return (stages, JournalEntry.objects.count()) == (["draft", "sent"], before) and nothing_sealed()

    done = at_each_statement(lambda: minutes.approve_minutes(sheet, by=chair), untouched)
    [section] = done.record["sections"]
    assert (done.stage, SealedFile.objects.get().minutes, len(section["dissents"])) == ("approved", done, 1)


def test_whoever_is_killed_while_minutes_are_published_leaves_nothing_half_done(regional, secretary, member):
    made = acts.approved(acts.held(regional, {}, {}, dissent_by=member))

    def untouched():
        published = Position.objects.exclude(published_at=None).exists()
        return (Minutes.objects.get().stage, published) == ("approved", False)

    at_each_statement(lambda: minutes.publish_minutes(made, by=secretary), untouched)
    public = Position.objects.exclude(published_at=None).order_by("number")
    assert (Minutes.objects.get().stage, [len(each.dissents) for each in public]) == ("published", [1, 0])
