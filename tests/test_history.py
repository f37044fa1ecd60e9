"""Historik: what the journal says about a thing, on its own page, for those who may read the journal."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils import journal, workflow
from rus_portal.demo.people import person_for
from tests import acts
from tests.world import ROLES

OFFICE = {"secretary", "administrator"}


@pytest.fixture
def readers(db):
    found = {role: Client() for role in ROLES}
    for role, key in ROLES.items():
        if key:
            found[role].force_login(person_for(key))
    return found


def told_to(readers, address, sentence):
    """The roles that see it on the page."""
    return {role for role, reader in readers.items() if sentence in reader.get(address).content.decode()}


def test_each_thing_tells_the_office_what_has_been_done_to_it(regional, secretary, administrator, readers):
    meeting = acts.held(regional)
    minutes = acts.published(meeting)
    item = meeting.items.get()
    seat = workflow.change_seat(regional.seats.first(), by=secretary, title="Ny titel")
    member = workflow.change_person(person_for("member"), by=administrator, name="Nytt namn")
    workflow.change_mandate([(seat, None, "")], by=secretary, first_day=dt.date(2099, 6, 1))
    pages = {
        minutes.get_absolute_url(): "Protokollet publicerades.",
        item.position.get_absolute_url(): f"”{item.title}” publicerades.",
        meeting.url("meeting_history"): "Protokollet är justerat och låst",
        regional.get_absolute_url(): "Ny mandatperiod i Regionala samverkansrådet",
        reverse("seat", args=[regional.slug, seat.pk]): f"Platsen {seat} ändrades.",
        reverse("person_facts", args=[member.pk]): "Uppgifterna om Nytt namn ändrades.",
    }
    told = {page: told_to(readers, page, sentence) for page, sentence in pages.items()}
    assert told == dict.fromkeys(pages, OFFICE)
    assert told_to(readers, item.get_absolute_url(), "Punkten ”") == {"secretary"}
    shown = readers["administrator"].get(reverse("person", args=[member.pk])).content.decode()
    assert 'id="historik"' in shown
    assert 'id="historik"' not in readers["member"].get(reverse("person", args=[member.pk])).content.decode()


def test_the_history_of_a_person_is_read_in_pieces_the_newest_first(client, member, administrator):
    for number in range(journal.LINES + 2):
        journal.log("test", member, f"Rad {number}.", by=None, at=timezone.now())
    client.force_login(administrator)
    page = reverse("person", args=[member.pk])
    newest = client.get(page).context["history"]
    older = client.get(page, {"efter": newest.after}).context["history"]
    told = [entry.sentence for entry in [*newest.rows, *older.rows]]
    assert len(newest.rows) == journal.LINES
    assert told == [f"Rad {number}." for number in reversed(range(journal.LINES + 2))]


def test_a_meetings_history_holds_what_was_done_to_all_that_belongs_to_it(regional, secretary, readers):
    meeting = acts.held(regional)
    acts.published(meeting)
    acts.published(acts.held(regional))
    shown = readers["secretary"].get(meeting.url("meeting_history")).context["page"].rows
    told = [entry.act for entry in shown]
    assert told[0] == "plan_meeting"
    assert set(told) >= {"add_item", "send_summons", "record_outcome", "publish_minutes", "publish_position"}
    assert told.count("plan_meeting") == told.count("publish_minutes") == 1
    page = readers["secretary"].get(meeting.get_absolute_url()).content.decode()
    assert f'href="{meeting.url("meeting_history")}"' in page


def test_a_long_history_is_read_in_pages_the_oldest_first(regional, secretary, readers):
    meeting = acts.plan(regional)
    for number in range(40):
        journal.log("test", meeting, f"Rad {number}.", by=secretary, at=timezone.now())
    address = meeting.url("meeting_history")
    first = readers["secretary"].get(address)
    second = readers["secretary"].get(address, {"efter": first.context["page"].after})
    told = [entry.sentence for entry in first.context["page"].rows + second.context["page"].rows]
    assert (len(first.context["page"].rows), told[1:]) == (25, [f"Rad {number}." for number in range(40)])
    assert ("Senare händelser" in first.content.decode(), second.context["page"].after) == (True, None)
    assert f'?fore={second.context["page"].before}">Tidigare händelser' in second.content.decode()
