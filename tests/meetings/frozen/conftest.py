"""What the tests of the frozen share: a meeting with something frozen in every table, and raw statements."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from councils.models import Organisation
from meetings.models import Particulars
from meetings.workflow.meeting import close_meeting
from rus_portal.demo.people import person_for
from strategy.models import FocusArea
from tests import acts
from tests.remembered import remembered

REFUSED_BY_DATABASE = pytest.raises((IntegrityError, InternalError), match="frozen")


@pytest.fixture
def meeting(regional, grand, opposition, member):
    """Held by two councils, with all that can be told of a meeting: something frozen in every table."""
    return told_of(regional, grand, opposition, member)


@remembered
def told_of(regional, grand, opposition, member):
    texts = {"goals": [acts.goal("1.2")], "focus_areas": [FocusArea.objects.order_by("pk").first()]}
    meeting = acts.summoned(regional, texts, {}, {}, place="Ånge", joint_with=[grand], approvers=[member])
    first = meeting.items.order_by("number").first()
    acts.attach(meeting, first, visibility="public")
    acts.dissent(first, opposition)
    said = {"recorded_at": timezone.now(), "recorded_by": opposition, "status": "supports"}
    first.stances.create(organisation=Organisation.objects.get(slug="timra"), **said)
    seat = acts.seat_of(opposition, regional)
    meeting.answers.create(person=opposition, organisation=seat.organisation, answer="remote")
    acts.drop(meeting.items.get(number=3))
    for item in meeting.items.on_the_agenda():
        acts.handle(item)
    own = {"person": opposition, "organisation": seat.organisation, "seat": seat}
    spoken = {"organisation_name": seat.organisation.name, "lodged_by": opposition}
    first.statements.create(person=opposition, seat=seat, text="Till protokollet.", **spoken)
    attendance = meeting.attendances.create(status="remote", **own)
    noted = {"noted_at": timezone.now(), "noted_by": person_for("secretary")}
    attendance.movements.create(item=first, kind="came", **noted)
    meeting.adjournments.create(begins=meeting.starts, ends=meeting.ends, **noted)
    first.commitments.create(who="Kansliet", what="Räknar.", **noted)
    Particulars.objects.create(meeting=meeting, others="Eva Ek, politisk sekreterare")
    first.round.create(organisation=seat.organisation, status="supports", **noted)
    closed = close_meeting(meeting, by=person_for("secretary"))
    acts.answer(closed.evaluators.get())
    return closed


@pytest.fixture
def approved(meeting):
    return acts.approved(meeting)


@pytest.fixture
def published(meeting):
    by, draft = person_for("secretary"), meeting.minutes.get()
    draft.corrected_passages.create(passage="x", corrected_by=by)
    answered = {"is_done": True, "answer": "Ändrat.", "answered_at": timezone.now(), "answered_by": by}
    draft.wishes.create(text="Rätta.", wished_at=timezone.now(), wished_by=by, **answered)
    done = acts.published(meeting)
    done.stamps.create(nth=1, tail=b"stamp", sha256="0" * 64, stamped_at=done.approved_at)
    return done


def execute(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def change(row, column, sql):
    """Gives the column of the row what the SQL says."""
    key = row._meta.pk.column
    execute(f'UPDATE {row._meta.db_table} SET "{column}" = {sql} WHERE {key} = %s', row.pk)


def replace(row, column, sql):
    """Writes a row anew in the place of one with the same key, with something else in the column."""
    table, key = row._meta.db_table, row._meta.pk.column
    columns = [field.column for field in row._meta.concrete_fields]
    names = ", ".join(f'"{each}"' for each in columns)
    values = ", ".join(sql if each == column else f'"{each}"' for each in columns)
    written = f"INTO {table} ({names}) SELECT {values} FROM {table} WHERE {key} = %s"
    if connection.vendor == "sqlite":
        execute(f"INSERT OR REPLACE {written}", row.pk)
    else:
        execute(
            f'INSERT {written} ON CONFLICT ({key}) DO UPDATE SET "{column}" = excluded."{column}"', row.pk
        )


ANOTHER = {
    "BinaryField": "'annat'",
    "CharField": "'annat'",
    "DateField": "'2019-01-01'",
    "DateTimeField": "'2019-01-01 00:00:00+00'",
    "JSONField": "'[]'",
    "SlugField": "'annat'",
    "TextField": "'Annat.'",
    "TimeField": "'01:00'",
}


def let_through(row, *columns):
    """Those of the columns that could be given another value."""
    fields = {field.column: field for field in row._meta.concrete_fields}
    return {column for column in columns if goes_through(row, fields[column])}


def goes_through(row, field):
    other = ANOTHER.get(field.get_internal_type(), f'coalesce("{field.column}", 0) + 1')
    try:
        change(row, field.column, other)
    except (IntegrityError, InternalError) as no:
        return "frozen" not in str(no)
    return True
