"""What has changed is told anew, and what is gone leaves a word that it was."""

import datetime as dt
import io
import json
import re

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.models import Appointment, Organisation, Person
from councils.workflow import change_basics
from meetings.models import Document, Minutes, OparlNote, OparlObject, Position
from meetings.oparl import telling
from meetings.triggers import LAID
from meetings.triggers.untold import WHOLES
from meetings.workflow import minutes
from meetings.workflow import oparl as telling_verb
from meetings.workflow.correction import begin_correction, correct_passage
from meetings.workflow.decision import record_decision
from meetings.workflow.document import change_document
from meetings.workflow.meeting import change_meeting
from meetings.workflow.minutes import publish_minutes
from rus_portal.demo.people import person_for
from tests import acts
from tests.meetings.oparl.asking import OWN, ROOT, get, names, said
from tests.oparl import OparlClient

READ = re.compile(r'(?:FROM|JOIN) "(\w+)"')
# Read in passing: whether the author of a dissent has left, and
# whether what is sealed is what it was. None of it is told.
IN_PASSING = {"meetings_attendance", "meetings_summonsanswer"}
IN_PASSING |= {"meetings_sealedfile", "councils_journalentry"}


@pytest.mark.both
def test_every_table_that_is_told_of_has_its_triggers(db):
    with connection.cursor() as cursor:
        cursor.execute(LAID[connection.vendor])
        laid = {name.split()[0] for (name,) in cursor.fetchall() if name.startswith("untold_")}
    events = ("insert", "update", "delete")
    assert laid == {f"untold_{table}_{event}" for table in WHOLES for event in events}


def test_what_is_told_is_read_from_tables_that_tell_of_their_changes(public):
    said("")
    OparlNote.objects.bulk_create(OparlNote(whole=row.whole) for row in OparlObject.objects.all())
    caches["pages"].clear()  # a note without a change makes none of them fall
    with CaptureQueriesContext(connection) as queries:
        said("")
    read = {table for query in queries for table in READ.findall(query["sql"])}
    own = {"meetings_oparlnote", "meetings_oparlobject"}
    assert read - own - WHOLES.keys() == IN_PASSING


def moment_of(row):
    return timezone.localtime(row.modified).isoformat(timespec="seconds").replace("+", "%2B")


def changed_by(act):
    """The names of what an incremental sync is told after that, and which of it is gone."""
    OparlClient().get(ROOT)
    long_ago = timezone.now() - dt.timedelta(days=1)
    OparlObject.objects.update(modified=long_ago)
    act()
    since = (timezone.now() - dt.timedelta(hours=1)).astimezone(dt.UTC).isoformat(timespec="seconds")
    client, found = OparlClient(), []
    for kind in ("organization", "person", "meeting", "paper", "agendaitem", "consultation", "file"):
        found += client.list(f"{ROOT}{kind}/", modified_since=since, omit_internal="true")
    found += client.list(f"{ROOT}membership/", modified_since=since)
    for each in found:
        assert client.get(each["id"])["modified"] == each["modified"]
    gone = names(each for each in found if each.get("deleted"))
    return names(found) - gone, gone


@pytest.mark.both
def test_a_formal_decision_changes_the_paper_alone(public, secretary):
    position = Position.objects.get(item__meeting=public)
    timra = Organisation.objects.get(slug="timra")
    changed = changed_by(lambda: record_decision(position, timra, by=secretary, status="planned"))
    assert changed == ({f"paper/{position.item_id}"}, set())


@pytest.mark.both
def test_a_renamed_organisation_is_changed_and_what_it_was_called_then_stays(public, administrator):
    harnosand = Organisation.objects.get(slug="harnosand")
    changed = changed_by(lambda: change_basics(harnosand, by=administrator, name="Härnösands stad"))
    assert changed == ({f"organization/organisation-{harnosand.pk}"}, set())


@pytest.mark.both
def test_a_renamed_person_is_changed_with_the_dissent_that_names_her(public, opposition):
    item = public.items.get(number=1)
    changed, gone = changed_by(lambda: Person.objects.filter(pk=opposition.pk).update(name="Eva Ek"))
    of_hers = {f"person/{opposition.pk}", f"paper/{item.pk}", f"agendaitem/{item.pk}", f"meeting/{public.pk}"}
    assert (changed, gone) == (of_hers, set())


def test_signing_in_changes_nothing(public, opposition):
    def sign_in():
        opposition.last_login = timezone.now()
        opposition.save(update_fields=["last_login"])

    assert changed_by(sign_in) == (set(), set())


@pytest.mark.both
def test_a_paper_that_is_withdrawn_leaves_a_word_that_it_was(public, secretary):
    document = Document.objects.get(title="Öppen karta")
    changed, gone = changed_by(lambda: change_document(document, by=secretary, visibility="council"))
    item, name = public.items.get(number=1), f"file/document-{document.pk}"
    assert gone == {name}
    # The sealed file of the minutes, in which it lies, is no longer handed out either.
    around = {
        f"paper/{item.pk}",
        f"agendaitem/{item.pk}",
        f"meeting/{public.pk}",
        f"file/minutes-{public.pk}",
    }
    assert changed == around
    left = said(f"{name}/")
    assert left.keys() == {"id", "type", "created", "modified", "deleted"}
    assert left["deleted"] is True
    assert name not in names(said("file/?limit=100")["data"])
    assert OparlObject.objects.get(name=name).said == {}


def test_what_is_public_again_is_there_again_and_as_old_as_it_was(public, secretary):
    document = Document.objects.get(title="Öppen karta")
    before = said(f"file/document-{document.pk}/")
    change_document(document, by=secretary, visibility="council")
    said("")
    change_document(Document.objects.get(pk=document.pk), by=secretary, visibility="public")
    after = said(f"file/document-{document.pk}/")
    assert after["created"] == before["created"]
    assert after["name"] == "Öppen karta"


def test_a_correction_changes_the_minutes(public, secretary):
    def correct():
        begun = begin_correction(
            Minutes.objects.get(meeting=public), by=secretary, what="§ 1.", why="Fel namn."
        )
        correct_passage(begun, "p-1.summary", "Rättad.", by=secretary)
        sent = minutes.send_minutes(Minutes.objects.get(pk=begun.pk), by=secretary)
        made = minutes.approve_minutes(sent, by=person_for("chair"))
        publish_minutes(made, by=secretary)

    changed, gone = changed_by(correct)
    assert (changed, gone) == ({f"meeting/{public.pk}", f"file/minutes-{public.pk}"}, set())


def test_a_publication_adds_all_that_becomes_public(regional, secretary):
    meeting = acts.held(regional)
    made = acts.approved(meeting)
    changed, gone = changed_by(lambda: publish_minutes(made, by=secretary))
    key, item, position = meeting.pk, meeting.items.get().pk, Position.objects.get().pk
    added = {f"{kind}/{item}" for kind in ("paper", "agendaitem", "consultation")}
    added |= {f"file/{name}" for name in (f"minutes-{key}", f"akn-{key}", f"summons-{key}")}
    assert changed == added | {f"file/position-{position}", f"meeting/{key}"}
    assert gone == set()
    published = Position.objects.get().published_at
    assert said(f"paper/{item}/")["created"] == timezone.localtime(published).isoformat(timespec="seconds")


def test_what_is_done_before_publication_changes_nothing(regional, secretary, opposition):
    meeting = acts.summoned(regional)

    def go_on():
        acts.dissent(meeting.items.get(), opposition)
        acts.attach(meeting, meeting.items.get(), visibility="public")
        acts.handle(meeting.items.get())

    assert changed_by(go_on) == (set(), set())


def test_a_meeting_that_is_moved_is_changed(regional, secretary):
    meeting = acts.plan(regional, days=20)
    day = meeting.date + dt.timedelta(days=1)
    facts = {"date": day, "end_date": day, "reason": "Krock."}
    changed = changed_by(lambda: change_meeting(meeting, by=secretary, **facts))
    assert changed == ({f"meeting/{meeting.pk}"}, set())
    assert said(f"meeting/{meeting.pk}/")["start"].startswith(f"{day}T")


@pytest.mark.both
def test_a_later_position_changes_the_one_it_takes_the_place_of(public, regional):
    earlier = Position.objects.get(item__meeting=public)
    later = acts.published(acts.held(regional)).meeting.items.get().position
    changed, _ = changed_by(lambda: Position.objects.filter(pk=earlier.pk).update(superseded_by=later))
    assert changed == {f"paper/{earlier.item_id}", f"paper/{later.item_id}"}
    assert said(f"paper/{earlier.item_id}/")[OWN + "supersededBy"] == said(f"paper/{later.item_id}/")["id"]


@pytest.mark.both
def test_an_appointment_is_there_on_its_first_day_though_nobody_wrote(regional, monkeypatch):
    seat = acts.seat_of(person_for("opposition"), regional)
    today = timezone.localdate()
    Appointment.objects.filter(seat=seat).update(ends=today)
    term = Appointment.objects.create(
        seat=seat, person=Person.objects.create(name="Ny Ledamot"), begins=today + dt.timedelta(days=1)
    )
    name = f"membership/{term.pk}/"
    assert get(name).status_code == 404
    monkeypatch.setattr(timezone, "localdate", lambda at=None: today + dt.timedelta(days=1))
    assert said(name)["startDate"] == str(term.begins)
    assert said(name)["id"] in said(f"organization/council-{regional.pk}/")["membership"]


def test_nothing_is_answered_before_all_who_begin_on_one_day_are_told(regional, monkeypatch):
    said("")
    monkeypatch.setattr(telling_verb, "AT_ONCE", 2)
    day = timezone.localdate() + dt.timedelta(days=400)
    for number, seat in enumerate(regional.seats.filter(capacity="member").order_by("pk")[:3]):
        seat.appointments.update(ends=day - dt.timedelta(days=1))
        person = Person.objects.create(name=f"Ny {number}")
        Appointment.objects.create(seat=seat, person=person, begins=day)
    OparlNote.objects.all().delete()
    monkeypatch.setattr(timezone, "localdate", lambda at=None: day)
    assert [telling_verb.told_all() for _ in range(3)] == [False, False, True]


def test_who_has_left_stays_with_the_last_day_and_who_never_sat_is_withdrawn(regional):
    term = Appointment.objects.get(seat=acts.seat_of(person_for("opposition"), regional))
    ends = timezone.localdate() - dt.timedelta(days=1)
    Appointment.objects.filter(pk=term.pk).update(ends=ends)
    assert said(f"membership/{term.pk}/")["endDate"] == str(ends)
    others = Appointment.objects.filter(person=term.person_id).exclude(pk=term.pk)
    name, gone = f"membership/{term.pk}", {f"membership/{each.pk}" for each in others}
    _, withdrawn = changed_by(lambda: Appointment.objects.filter(person=term.person_id).delete())
    assert withdrawn == {name, f"person/{term.person_id}", *gone}


def test_what_cannot_be_told_is_withdrawn_and_silences_no_other(public, monkeypatch, caplog):
    said("")

    def broken(key):
        raise ValueError("ett fel")

    monkeypatch.setitem(telling.WHOLES, "meeting", broken)
    Person.objects.filter(pk=person_for("opposition").pk).update(name="Eva Ek")
    left = said(f"meeting/{public.pk}/")
    assert left["deleted"] is True
    assert get("").status_code == 200
    assert "cannot be told" in caplog.text


def test_nothing_is_said_while_something_is_left_to_tell(public, monkeypatch):
    monkeypatch.setattr("meetings.workflow.oparl.AT_ONCE", 1)
    answer = get("meeting/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert json.loads(answer.content)["type"] == "https://schema.oparl.org/1.1/Error"


def test_the_command_tells_all_that_waits(public):
    call_command("tell_programs", stdout=io.StringIO())
    assert not OparlNote.objects.exists()
    assert OparlObject.objects.filter(kind="paper").count() == 2
