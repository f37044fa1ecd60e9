"""The process that `tests/meetings/test_killed.py` kills. It reads one order a line, and for each makes a
process of its own, which says its number when it begins, and what it found when it is done.

`act 7` takes meeting 7 from where it stands to its publication, by the verbs, as the server does. `look 7`
tells what is half done of it, and `look 0` of all together. Nothing is printed on paper: it would take nearly
all the time, and nothing is written then.
"""

import json
import os
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402  Django first
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from councils.models import JournalEntry  # noqa: E402
from meetings.models import AgendaItem, Formality, Meeting, Minutes, Position, SealedFile  # noqa: E402
from meetings.planning.turn import out_of_turn  # noqa: E402
from meetings.sealed import forged  # noqa: E402
from meetings.workflow.meeting import close_meeting  # noqa: E402
from meetings.workflow.minutes import (  # noqa: E402
    approve_minutes,
    ask_at_once,
    publish_minutes,
    send_minutes,
)
from rus_portal.core import pdf  # noqa: E402
from rus_portal.demo.people import person_for  # noqa: E402
from tests.conftest import unprinted  # noqa: E402
from tests.postbox import DUMMY, lead  # noqa: E402


def act(key):
    meeting, secretary = Meeting.objects.get(pk=key), person_for("secretary")
    item = meeting.items.get(number=1)
    if meeting.stage == Meeting.Stage.CONVENED:
        if not Minutes.objects.filter(item=item).exists():
            ask_at_once(item, by=secretary)
        close_meeting(meeting, by=secretary, passing=[other.pk for other in out_of_turn(meeting)])
    for minutes in (Minutes.objects.get(item=item), meeting.minutes.whole().get()):
        if minutes.stage == Minutes.Stage.DRAFT:
            send_minutes(minutes, by=secretary)
        for approval in minutes.approvals.filter(approved_at=None):
            approve_minutes(minutes, by=approval.person)
    if Minutes.objects.get(pk=minutes.pk).stage == Minutes.Stage.APPROVED:
        publish_minutes(minutes, by=secretary)


def look(key):
    return [*half_done(Meeting.objects.get(pk=key))] if key else [*numbered_twice()]


def half_done(meeting):
    positions = Position.objects.filter(item__meeting=meeting)
    paragraphs = [*meeting.items.values_list("paragraph", flat=True)]
    given = [*paragraphs, *meeting.formalities.values_list("paragraph", flat=True)]
    given += positions.values_list("number", flat=True)
    closed = {number is not None for number in given} | {meeting.minutes.whole().exists()}
    if closed != {meeting.held_at is not None}:
        yield f"closed by half: {given}"
    for minutes in meeting.minutes.all():
        seals = JournalEntry.objects.filter(act="seal_minutes", subject_id=minutes.pk)
        asked = minutes.approvals.count()
        done = {
            bool(minutes.record),
            SealedFile.objects.filter(minutes=minutes).exists(),
            seals.count() == 1,
            asked > 0 and not minutes.approvals.filter(approved_at=None).exists(),
            minutes.papers.count() == (0 if minutes.item_id else len(paragraphs)) and minutes.is_sealed,
        }
        if done != {minutes.is_sealed}:
            yield f"{minutes} approved by half"
    public = {position.published_at is not None for position in positions}
    if public != {meeting.minutes.filter(published_at__isnull=False).exists()}:
        yield "published by half"
    if [[dissent.text for dissent in each.dissents] for each in positions.order_by("item__number")] != [
        ["Vi delar inte bedömningen."],
        [],
    ]:
        yield "a position without its dissent"
    for minutes in meeting.minutes.filter(approved_at__isnull=False):
        told = [each["dissents"] for each in minutes.record["sections"] if each.get("item") == 1]
        if [dissent["text"] for dissent in told[0]] != ["Vi delar inte bedömningen."]:
            yield f"{minutes} without its dissent"


def numbered_twice():
    """All meetings are done: the numbers of each year run from the first to the last."""
    for year in {date.year for date in Meeting.objects.values_list("date", flat=True)}:
        ours = {"meeting__date__year": year, "paragraph__isnull": False}
        rows = [*AgendaItem.objects.filter(**ours), *Formality.objects.filter(**ours)]
        paragraphs = sorted(row.paragraph for row in rows)
        numbers = sorted(Position.objects.filter(year=year).values_list("number", flat=True))
        for found in (paragraphs, numbers):
            if found != [*range(1, len(found) + 1)]:
                yield f"{year}: {found}"
    yield from (f"{minutes} forged" for minutes in forged())
    call_command("verify_journal")


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def obey(line):
    order, key = line.split()
    say(os.getpid())
    told = {"act": act, "look": look}[order](int(key))
    say(json.dumps(told))


def apart(line):
    child = os.fork()
    if child == 0:
        try:
            obey(line)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


if __name__ == "__main__":
    pdf._printed = unprinted
    lead(settings, codes=DUMMY, letters=None)
    for nth, line in enumerate(sys.stdin):
        if nth:
            apart(line)
        else:
            obey(line)  # so that what all need is loaded before the others begin
        connections.close_all()
        say("over")
