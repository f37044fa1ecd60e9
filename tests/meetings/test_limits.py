"""What is written is kept as it is meant: within a limit from the domain, on one line where there is one, and
with letters that are found again."""

import copy
import re
from importlib import import_module

import pytest
from django import forms
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import rus_portal.urls  # noqa: F401  all views, and with them all forms
from councils import journal
from meetings.agenda.versions import changes, content_of
from meetings.forms.item import ItemForm
from meetings.forms.outcome import OutcomeForm
from meetings.models import AgendaItem, Letter
from meetings.sealed import record_of
from rus_portal.core.forms import InOurWords, Line, PortalForm, Text, in_our_words
from rus_portal.core.limits import WORDS
from tests import acts

ARE = "A\u030are"


class Written(PortalForm):
    line = Line(label="Rad")
    text = Text(label="Text", holds="summary")


@pytest.fixture
def item(regional):
    return acts.add(acts.plan(regional, days=30))


def test_a_text_that_is_too_long_is_refused_with_a_sentence_and_stands_where_it_was():
    form = Written({"line": "x" * 201, "text": "ord " * 301})
    assert form.errors == {
        "line": ["Korta texten till 200 tecken. Nu är den 201 tecken."],
        "text": ["Korta texten till 300 ord. Nu är den 301 ord."],
    }
    assert form["text"].value() == "ord " * 301
    assert "maxlength" not in form.as_p()


def test_what_is_just_within_the_limits_is_taken():
    assert Written({"line": "x" * 200, "text": "ord " * 300}).is_valid()


def test_one_line_is_one_line_and_every_letter_is_composed():
    form = Written({"line": "A\u030are\r\n2026\t1 200", "text": "A\u030are\rrad"})
    assert form.is_valid()
    assert form.cleaned_data == {"line": "Åre 2026 1 200", "text": "Åre\nrad"}


def forms_of(base):
    for each in base.__subclasses__():
        yield each
        yield from forms_of(each)


def test_every_text_on_a_form_has_a_limit():
    loose = [
        f"{form.__name__}.{name}"
        for form in forms_of(PortalForm)
        if not form.__module__.startswith("tests.")
        for name, field in form.base_fields.items()
        if type(field.widget) in (forms.Textarea, forms.TextInput)
        and not (hasattr(field, "most") or field.max_length)
        and not isinstance(field, forms.DateField | forms.TimeField)
    ]
    assert loose == []


ODD = (
    "",
    "x" * 3000,
    "1" * 30,
    "-1",
    "12,5",
    "ftp://x",
    "a@b",
    "n@" + "x" * 400 + ".se",
    "\0",
    ["inte i listan"],
)
DJANGOS = re.compile(r"Säkerställ|Fyll i (ett|en) |Detta fält|giltig|Null|Ingen fil")


@pytest.mark.parametrize(
    "form",
    [each for base in (PortalForm, InOurWords) for each in forms_of(base)],
    ids=lambda form: form.__name__,
)
def test_no_field_speaks_in_the_words_of_django(form):
    said = []
    for name, field in copy.deepcopy(form.base_fields).items():
        in_our_words(field)
        for value in ODD:
            try:
                field.clean(value)
            except forms.ValidationError as no:
                said += [(name, sentence) for sentence in no.messages if DJANGOS.search(sentence)]
            except (AttributeError, TypeError):  # a file is no text, and a text no list
                continue
    assert said == []


@pytest.mark.parametrize(
    ("field", "words"), [("background", 5000), ("summary", 300), ("proposed_position", 1000), ("how", 100)]
)
def test_an_item_holds_what_a_paper_holds(field, words):
    assert ItemForm.base_fields[field].most == words


def test_a_dissent_holds_three_thousand_words():
    assert (WORDS["dissent"], OutcomeForm.base_fields["dissent_text"].most) == (3000, 3000)


def test_the_form_says_how_many_points_it_understood(office, item):
    AgendaItem.objects.filter(pk=item.pk).update(proposed_position="1. Ett\n2. Två\nrader\n3. Tre")
    page = office.get(item.url("item_texts")).content.decode()
    assert "Förstås som 3 punkter." in page


def test_what_is_saved_says_how_many_points_it_is(office, item):
    answers = acts.as_posted(ItemForm(saved=item), proposed_position="1. Ett\n2. Två\nrader\n3. Tre")
    page = office.post(item.url("item_texts"), answers, follow=True).text
    assert "är sparad. ”Förslag till ställningstagande” förstås som 3 punkter." in page
    assert "”Frågor att förbereda” förstås" not in page


def test_points_are_numbered_once(office, item):
    AgendaItem.objects.filter(pk=item.pk).update(proposed_position="1. Ett\n2) Två")
    item.refresh_from_db()
    assert item.proposed_points == ["Ett", "Två"]


@pytest.mark.both
@pytest.mark.parametrize("broken", ["Två\nrader", "Två\rrader"])
def test_no_row_holds_a_line_break_where_there_is_one_line(item, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(title=broken)
    item.pk, item.number, item.title = None, None, broken
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.bulk_create([item])


@pytest.mark.both
def test_what_is_stored_and_what_is_looked_for_have_the_same_letters(item):
    AgendaItem.objects.filter(pk=item.pk).update(title="A\u030aretrafiken")
    assert AgendaItem.objects.values_list("title", flat=True).get(pk=item.pk) == "Åretrafiken"
    assert AgendaItem.objects.get(title="A\u030aretrafiken") == item
    assert AgendaItem.objects.get(title__startswith="A\u030are") == item


def write_as_before(row, **texts):
    """As an earlier version did, past the wrapper that composes what goes to the database."""
    for column, text in texts.items():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = '{text}' WHERE id = {row.pk}")


def as_stored(row, column):
    return type(row).objects.values_list(column, flat=True).get(pk=row.pk)


@pytest.mark.both
def test_text_from_before_is_composed_but_for_what_was_sealed(item, regional):
    meeting = acts.held(regional)
    sealed = meeting.items.get()
    for row in (item, sealed):
        write_as_before(row, title=ARE)
    minutes = acts.approved(meeting)
    compose = import_module("meetings.migrations.0003_bring_along").compose
    compose(apps, None)
    assert [as_stored(row, "title") for row in (item, sealed)] == ["Åre", ARE]
    assert ARE not in str(record_of(minutes))  # sealed in the letters of all records
    assert "Åre" in str(record_of(minutes))


@pytest.mark.both
def test_what_is_kept_as_json_has_the_letters_and_lines_of_all_text(item, secretary):
    said = {ARE: [f"{ARE}\r\nen rad\ttill\0"], "tal": 7}
    meant = {"Åre": ["Åre\nen rad\ttill"], "tal": 7}
    entry = journal.log("try", item, ARE, by=secretary, at=timezone.now(), after=said)
    entry.refresh_from_db()
    assert (entry.sentence, entry.after) == ("Åre", meant)
    assert journal.verify() is None
    letter = Letter.objects.create(
        key="x", kind="digest", person=secretary, subject="x", text="x", facts=said
    )
    assert as_stored(letter, "facts") == meant
    Letter.objects.update(facts={})
    Letter.objects.update(facts=said)
    assert as_stored(letter, "facts") == meant


@pytest.mark.both
def test_an_agenda_sent_before_letters_were_composed_has_not_changed(item, secretary):
    before = content_of(item.meeting)
    before["items"][0]["title"], before["facts"]["note"] = ARE, f"{ARE}\r\nkl. 9"
    AgendaItem.objects.filter(pk=item.pk).update(title="Åre")
    item.meeting.note = "Åre\nkl. 9"
    assert changes(before, content_of(item.meeting)) == []
