"""The fields of an item's texts, each of them everywhere it is used: a forgotten one fails here."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import CharField, TextField
from django.test.utils import CaptureQueriesContext

from councils.journal import history_of
from councils.models import Organisation
from meetings.agenda.marks import minutes_to_read
from meetings.agenda.versions import changes_since_last_sent
from meetings.forms.item import ItemForm
from meetings.forms.proposal import ProposalForm
from meetings.models import AgendaItem, RecurringItem
from meetings.workflow.item import continue_item, edit_item
from meetings.workflow.proposal import save_proposal
from meetings.workflow.recurring import add_recurring
from strategy.models import FocusArea, Goal
from tests import acts
from tests.acts import as_posted
from tests.meetings.proposals.conftest import autosave

META = AgendaItem._meta
# What can be written on an item and is none of its texts, and why.
NO_TEXTS = {
    "council": "says where a proposal is going",
    "meeting": "says where the item is taken up",
    "continues": "is set when a matter is taken up again",
    "merged_into": "is set when two proposals become one",
    "discussion": "is recorded at the meeting",
    "minutes_note": "is recorded at the meeting",
    "further_handling": "is recorded at the meeting",
    "sent_to": "is recorded at the meeting",
}
WRITABLE = [f for f in (*META.concrete_fields, *META.many_to_many) if f.editable and not f.primary_key]
TEXTS = {field.name: field for field in WRITABLE if field.name not in NO_TEXTS}
IN_WORDS = [
    name for name, field in TEXTS.items() if isinstance(field, CharField | TextField) and not field.choices
]
TOLD = {field.name: field.told for field in AgendaItem.FIELDS}
RECURRING = TEXTS.keys() & {field.name for field in RecurringItem._meta.concrete_fields}


@pytest.fixture
def filled(regional):
    """A value of its own for each text, different from a new item's and that of `acts.complete`."""
    return {name: f"Ord om {name}." for name in IN_WORDS} | {
        "type": "information",
        "primary_goal": acts.goal("1.2"),
        "goals": [acts.goal("2.1"), acts.goal("3.1")],
        "focus_areas": [FocusArea.objects.get(slug="paverkansagenda")],
        "minutes_needed": 25,
        "proposed_by": Organisation.objects.get(slug="harnosand"),
    }


def stored(item):
    item = AgendaItem.objects.get(pk=item.pk)
    values = {name: getattr(item, name) for name in TEXTS}
    return values | {name: list(values[name].all()) for name in TEXTS if TEXTS[name].many_to_many}


def test_every_field_that_can_be_written_is_one_of_the_texts_or_has_its_reason():
    texts = [field.name for field in AgendaItem.FIELDS]
    assert sorted([*texts, *NO_TEXTS]) == sorted(field.name for field in WRITABLE)


def test_every_text_is_stored(regional, filled):
    assert stored(acts.add(acts.plan(regional), **filled)) == filled


def test_a_matter_that_is_taken_up_again_brings_every_text(regional, secretary, filled):
    item = acts.summoned(regional, filled).items.get()
    acts.handle(item, outcome="postponed")
    item.refresh_from_db()
    assert stored(continue_item(item, acts.plan(regional, days=20), by=secretary)) == filled


def test_a_change_of_many_goals_asks_as_little_as_of_one(regional, secretary):
    """And the journal names the strategy of each, since codes come again."""
    item, asked = acts.add(acts.plan(regional)), []
    chosen = [acts.goal(code) for code in ("1.1", "1.2", "2.1", "3.1")]
    for goals in chosen[:1], chosen:
        edit_item(item, by=secretary, goals=[])
        with CaptureQueriesContext(connection) as queries:
            edit_item(item, by=secretary, goals=Goal.objects.filter(pk__in=[each.pk for each in goals]))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    told = sorted(f"{each.coded} ({each.strategy})" for each in chosen)
    assert history_of(item).last().after == {"goals": told}


@pytest.mark.parametrize("name", TEXTS)
def test_a_change_of_any_text_is_told_with_what_it_now_says(regional, secretary, filled, name):
    meeting = acts.summoned(regional, days=20)
    item = edit_item(meeting.items.get(), by=secretary, **{name: filled[name]})
    value = (filled | {"type": "Information", "minutes_needed": "25 minuter"})[name]
    said = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    [change] = changes_since_last_sent(meeting)
    assert (change.sentence, change.after) == (f"Punkt 1 ”{item.title}”: {TOLD[name]}.", said)


def test_no_two_texts_are_told_in_the_same_words():
    assert len(set(TOLD.values())) == len(AgendaItem.FIELDS)


def test_the_minutes_are_compared_with_those_of_versions_long_since_sent(regional):
    """They are kept under the name used in every version already sent, which is never rewritten."""
    meeting = acts.summoned(regional, {"minutes_needed": 25})
    [item] = meeting.agenda_versions.get().content["items"]
    assert item["minutes"] == "25 minuter"


def test_each_of_the_long_texts_counts_in_the_time_it_takes_to_read():
    pages = {name: AgendaItem(**{name: "ord " * 400}) for name in IN_WORDS}
    long = {name for name, field in TEXTS.items() if isinstance(field, TextField)}
    assert {name: minutes_to_read([item]) for name, item in pages.items()} == {
        name: 2 if name in long else 0 for name in IN_WORDS
    }


@pytest.mark.parametrize("begin", ["template", "last"])
def test_a_new_agenda_begins_with_the_texts_that_recur_and_no_other(regional, secretary, filled, begin):
    recurring = {name: filled[name] for name in RECURRING}
    if begin == "template":
        add_recurring(regional, by=secretary, **recurring)
    else:
        acts.summoned(regional, filled, days=-3)
    empty = {name: [] if field.many_to_many else field.get_default() for name, field in TEXTS.items()}
    item = acts.plan(regional, days=30, begin=begin).items.get()
    assert stored(item) == empty | recurring


# The forms


def test_every_text_is_written_in_the_form_of_an_item(office, regional, filled):
    meeting, other = acts.plan(regional, days=20), acts.plan(regional, days=40)
    shown = as_posted(ItemForm(saved=acts.add(other, **filled)))
    office.post(meeting.url("item_new"), shown | {"same_number": filled["registry_number"]})
    assert stored(meeting.items.get()) == filled


def test_an_item_that_is_saved_as_it_is_shown_stays_as_it_is(office, regional, filled):
    item = acts.add(acts.plan(regional, days=20), **filled)
    form = office.get(item.url("item_texts")).context["form"]
    assert office.post(item.url("item_texts"), as_posted(form, summary="Nytt.")).status_code == 302
    assert stored(item) == filled | {"summary": "Nytt."}


@pytest.fixture
def writer(client, official):
    client.force_login(official)
    return client


def test_a_proposer_writes_every_text_but_two_that_the_office_keeps(writer, official, regional, filled):
    full, blank = acts.drafted(regional), acts.drafted(regional, title="Ett annat")
    full = save_proposal(full, by=official, **filled)
    shown = as_posted(ProposalForm(saved=full), seen=ProposalForm(saved=blank)["seen"].value())
    assert writer.post(f"/forslag/{blank.pk}/underlag/", shown).status_code == 302
    kept = {"proposed_by": blank.proposed_by, "registry_number": ""}
    assert stored(blank) == filled | kept


def test_what_a_proposer_saves_empties_nothing(writer, official, regional, filled):
    draft = acts.drafted(regional)
    draft = save_proposal(draft, by=official, **filled)
    assert autosave(writer, draft, summary="Nytt.").status_code == 200
    assert stored(draft) == filled | {"summary": "Nytt."}


def test_a_form_that_does_not_show_all_it_has_takes_nothing(regional, filled):
    class Short(ItemForm):
        def layout(self):
            return ["title"]

    form = Short({"title": "Bara rubriken", "seen": ""}, saved=acts.add(acts.plan(regional), **filled))
    with pytest.raises(ImproperlyConfigured, match=r"Short\.layout leaves out type, summary"):
        form.is_valid()
