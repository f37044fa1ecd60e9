"""A verb undoes nothing that its caller had not seen: as a page has marked it, or as the row it is given."""

import datetime as dt

import pytest

from councils.workflow import change_appointment, change_person, end_appointment
from meetings.forms.minutes import ChangeForm
from meetings.workflow.document import change_document
from rus_portal.core.acting import attempt
from rus_portal.core.refusal import Conflict
from rus_portal.core.seen import marks, require_seen
from tests import acts

GROUND = {"visibility": "restricted", "legal_ground": "OSL 21 kap. 1 §"}


@pytest.fixture
def held(member, regional):
    return acts.seat_of(member, regional).appointments.get()


def test_a_document_restricted_meanwhile_is_not_made_public(regional, secretary):
    before = acts.attach(acts.plan(regional, days=9), visibility="public")
    change_document(before, by=secretary, **GROUND)
    with pytest.raises(Conflict) as conflict:
        change_document(before, by=secretary, visibility="public", legal_ground="")
    assert conflict.value.saved.visibility == "restricted"
    before.refresh_from_db()
    assert before.visibility == "restricted"


def test_a_seat_ended_meanwhile_is_not_brought_back_to_life(held, secretary):
    end_appointment(held, by=secretary, ends=dt.date(2026, 12, 31))
    with pytest.raises(Conflict):
        change_appointment(held, by=secretary, begins=held.begins, ends=None, party="S")
    with pytest.raises(Conflict):
        end_appointment(held, by=secretary, ends=dt.date(2030, 12, 31))
    held.refresh_from_db()
    assert (held.ends, held.party) == (dt.date(2026, 12, 31), "")


def test_an_address_changed_meanwhile_does_not_come_back(member, secretary):
    old = member.email
    change_person(member, by=secretary, email="ny@demo.example")
    with pytest.raises(Conflict):
        change_person(member, by=secretary, email=old)
    member.refresh_from_db()
    assert member.email == "ny@demo.example"


def test_a_verb_asks_only_about_what_it_changes(member, secretary):
    change_person(member, by=secretary, email="ny@demo.example")
    changed = change_person(member, by=secretary, name="Ny Namnsson")
    assert (changed.name, changed.email) == ("Ny Namnsson", "ny@demo.example")


def test_a_form_without_versions_says_of_a_conflict_that_something_has_changed(held):
    def overtaken():
        raise Conflict(held)

    form = ChangeForm({"text": "§ 2"}, record={"sections": []})
    attempt(form, overtaken)
    assert form.non_field_errors() == [
        "Uppgifterna har ändrats sedan du öppnade sidan. Inget av ditt har gått förlorat."
    ]
    assert form.conflict is None


NOW = {"title": "Nu", "ends": None}


@pytest.mark.parametrize(
    ("facts", "seen"),
    [
        ({"title": "Mitt"}, marks(NOW)),
        ({"title": "Mitt", "ends": None}, marks({"title": "Nu", "ends": "", "order": 3})),
        ({"title": "Nu", "ends": None}, marks({"title": "Förut", "ends": None})),
        ({"title": "Mitt"}, None),
    ],
    ids=["seen", "seen with more", "saved already", "replaces whatever there is"],
)
def test_what_was_seen_or_is_saved_already_goes_through(facts, seen):
    require_seen(None, facts, seen, now=NOW)


@pytest.mark.parametrize(
    "seen", [marks({"title": "Förut", "ends": None}), marks({"ends": None}), "", "x", "title:", ":::"]
)
def test_what_was_not_seen_is_a_conflict(seen):
    with pytest.raises(Conflict):
        require_seen(None, {"title": "Mitt"}, seen, now=NOW)
