"""The journal says what has changed in words: of choices, fields and what a row refers to, in every model."""

from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import ForeignKey
from django.utils import timezone

from councils.journal import history_of
from councils.journal_changes import HIDDEN, LABELS, OF_ACT, changes_of
from councils.models import JournalEntry, Organisation
from councils.office_views.journal import ACTS
from meetings.models import Position
from meetings.workflow import follow_up
from meetings.workflow.decision import record_decision
from meetings.workflow.formality import record_formalities
from meetings.workflow.recurring import add_recurring, change_recurring
from meetings.workflow.sitting import change_phrases
from rus_portal.core.words import day as in_words
from tests import acts
from tests.house_rules.reading import OWN_MODELS as MODELS


def entry_of(model, before, after, act="change"):
    return JournalEntry(act=act, subject_type=model._meta.label_lower, before=before, after=after)


def changes(entry, reader=None):
    [(_, told)] = changes_of([entry], reader or AnonymousUser())
    return told


def told_by(model):
    """Acts whose line names the fields of the model, and what the line is of."""
    yield "change", model
    for act, label in OF_ACT.items():
        if label == model._meta.label_lower:
            yield act, Position


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_a_choice_is_told_in_the_words_of_its_field(model):
    wrong = []
    for field in model._meta.concrete_fields:
        choices = [each for each in field.flatchoices if each[0]]
        for (value, words), (other, others) in pairwise(choices):
            for act, subject in told_by(model):
                entry = entry_of(subject, {field.name: value}, {field.name: other}, act)
                if [each[1:] for each in changes(entry)] != [(str(words), str(others))]:
                    wrong.append((act, field.name, value, changes(entry)))
    assert wrong == []


@pytest.mark.django_db
def test_what_is_referred_to_is_told_by_its_designation_or_title(regional, secretary):
    rows = {"councils.organisation": Organisation.objects.first(), "councils.person": secretary}
    rows |= {"councils.council": regional}
    for model in MODELS:
        for field in model._meta.concrete_fields:
            row = rows.get(field.related_model._meta.label_lower) if isinstance(field, ForeignKey) else None
            if row:
                entry = entry_of(model, {field.name: ""}, {field.name: str(row.pk)})
                assert [each[1:] for each in changes(entry)] == [("–", str(row))]


def test_no_two_events_have_the_same_name():
    assert sorted(ACTS.values()) == sorted(set(ACTS.values()))


@pytest.mark.django_db
def test_decisions_reviews_and_financing_are_told_in_words(
    regional, official, secretary, django_assert_num_queries
):
    position, later = (
        acts.published(acts.held(regional, days=-days)).meeting.items.get().position for days in (9, 2)
    )
    timra = Organisation.objects.get(slug="timra")
    day = timezone.localdate()
    record_decision(position, timra, by=official, status="planned", planned_on=day)
    taken = {"status": "declined", "decided_on": day, "body": "Fullmäktige", "paragraph": "§ 1"}
    record_decision(position, timra, by=official, **taken, link="https://timra.example/1")
    follow_up.review_position(position, by=secretary, review_on=day)
    follow_up.review_position(position, by=secretary, review_on=day, superseded_by=later)
    facts = {"programme": "Fonden", "status": "sought", "sought": 5}
    funding = follow_up.record_funding(position, by=secretary, **facts)
    follow_up.change_funding(funding, by=secretary, shares=[(timra, 20)], **facts | {"sought": 6})
    entries = list(history_of(position).exclude(before={}, after={}))
    with django_assert_num_queries(3):
        told = [told for _, told in changes_of(entries, secretary)]
    assert ("ersatt av", "–", later.designation) in told[3]
    assert told[2] == [("ses över", "–", str(day))]
    assert len(told[3]) == 1
    assert ("läge", "Planerat", "Avslaget") in told[1]
    assert ("länk till beslutet", "–", "https://timra.example/1") in told[1]
    assert ("egen andel, Timrå kommun", "–", "20") in told[4]
    assert set(LABELS).isdisjoint(label for lines in told for label, *_ in lines)


@pytest.mark.django_db
def test_no_reader_learns_the_name_of_what_is_hidden_from_it(regional, member, secretary):
    """As a position that is not published, which has taken the place of one that is."""
    position = acts.published(acts.held(regional, days=-9)).meeting.items.get().position
    later = acts.approved(acts.held(regional, days=-2)).meeting.items.get().position
    entry = entry_of(Position, {"superseded_by": ""}, {"superseded_by": str(later.pk)}, "review_position")
    assert position != later
    told = {each: changes(entry, each)[0][2] for each in (AnonymousUser(), secretary)}
    assert told == {AnonymousUser(): HIDDEN, secretary: later.designation}


@pytest.mark.django_db
def test_what_came_of_a_position_is_told_with_a_verb_and_once(regional, official, secretary):
    """What is saved as it stood is no act."""
    position = acts.published(acts.held(regional)).meeting.items.get().position
    timra, day = Organisation.objects.get(slug="timra"), timezone.localdate()
    row = follow_up.undertake(position, timra, by=official, what="Räkna på tåg")
    follow_up.change_undertaking(row, by=official, what="Räkna på tåg")
    follow_up.change_undertaking(row, by=official, what="Räkna på bussar")
    told = {"text": "Tågen går.", "happened_on": day}
    result = follow_up.tell_result(position, timra, by=official, **told)
    follow_up.correct_result(result, by=official, **told | {"text": "De går ofta.", "picture_text": ""})
    facts = {"programme": "Fonden", "status": "sought", "sought": 5}
    funding = follow_up.record_funding(position, by=secretary, shares=[(timra, 20)], **facts)
    follow_up.change_funding(funding, by=secretary, shares=[(timra, 20)], **facts)
    follow_up.change_funding(funding, by=secretary, shares=[(timra, 30)], **facts)
    for _ in range(2):
        record_decision(position, timra, by=official, status="planned", planned_on=day)
        follow_up.review_position(position, by=secretary, review_on=day)
    acts_of = {"undertake", "tell_result", "record_funding", "record_decision", "review_position"}
    acts_of |= {"change_undertaking", "correct_result", "change_funding"}
    council = position.council_name
    assert list(history_of(position).filter(act__in=acts_of).values_list("sentence", flat=True)) == [
        "Timrå kommun: ett åtagande antecknades. Räkna på tåg",
        "Timrå kommun: åtagandet ändrades. Räkna på bussar",
        "Timrå kommun: ett resultat berättades. Tågen går.",
        "Timrå kommun: resultatet rättades. De går ofta.",
        f"{council}: finansiering antecknades. Fonden: sökt",
        f"{council}: finansieringen ändrades. Fonden: sökt",
        "Timrå kommun: planerat.",
        f"Ses över den {in_words(day)}.",
    ]


@pytest.mark.django_db
def test_what_is_saved_as_it_stood_leaves_no_line(regional, secretary):
    meeting = acts.summoned(regional, days=0)
    row = add_recurring(regional, by=secretary, title="Rapport")
    saved = [
        (row, lambda: change_recurring(row, by=secretary, title="Rapporter")),
        (regional, lambda: change_phrases(regional, "Rådet tackar.", by=secretary)),
        (meeting, lambda: record_formalities(meeting, {"opening": "Mötet öppnades."}, by=secretary)),
    ]
    for thing, save in saved:
        lines = []
        for _ in range(2):
            save()
            lines.append(history_of(thing).count())
        assert lines == [lines[0]] * 2
        assert history_of(thing).last().by == secretary


def test_what_has_changed_stands_as_in_the_form_in_whatever_order_it_is_kept(db):
    names = ("source", "year", "number")
    in_order = [str(Position._meta.get_field(name).verbose_name) for name in ("year", "number", "source")]
    for before in (names, names[::-1]):
        for after in (names, names[::-1]):
            entry = entry_of(Position, dict.fromkeys(before, "1"), dict.fromkeys(after, "2"))
            assert [label for label, *_ in changes(entry)] == in_order


def test_what_is_named_by_what_points_to_it_comes_after_the_fields(db):
    entry = entry_of(Position, {}, {"decisions": "1", "year": "2"})
    first, *_ = (label for label, *_ in changes(entry))
    assert first == "år"
