"""Registry numbers: typed by hand, or out of the council's own series."""

import datetime as dt
from functools import partial
from importlib import import_module

import pytest
from crispy_forms.utils import render_crispy_form
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from councils.journal import history_of
from councils.journal_changes import changes_of
from councils.models import Council, JournalEntry
from councils.personal_data import export
from councils.workflow import change_basics, remove_basics
from meetings.forms.item import ItemForm
from meetings.models import AgendaItem, Consultation, Meeting, RegistryNumber
from meetings.triggers import uninstall
from meetings.workflow.consultation import close_consultation
from meetings.workflow.item import add_item, continue_item, edit_item
from meetings.workflow.locks import locked_council
from meetings.workflow.proposal import return_proposal, submit_proposal, withdraw_proposal
from meetings.workflow.registry import register
from rus_portal.core.acting import attempt
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from tests import acts
from tests.meetings import test_at_once

PATTERN = "RSR-{år}-{nr:4}"
YEAR = timezone.localdate().year
ROUNDS = 3


@pytest.fixture
def series(regional, secretary):
    return change_basics(regional, by=secretary, registry_pattern=PATTERN)


def given():
    return list(RegistryNumber.objects.order_by("pk").values_list("text", flat=True))


def nth(number):
    return f"RSR-{YEAR}-{number:04}"


def test_without_a_series_numbers_are_typed_in(regional):
    assert (acts.plan(regional).registry_number, given()) == ("", [])


def test_a_meeting_is_numbered_when_it_is_planned_and_a_matter_when_it_is_added(series):
    meeting = acts.plan(series)
    item = acts.add(meeting)
    assert [meeting.registry_number, item.registry_number] == given() == [nth(1), nth(2)]


def test_what_recurs_on_a_new_agenda_is_numbered_too(series, secretary):
    acts.add(earlier := acts.plan(series))
    acts.send(earlier)
    meeting = acts.plan(series, days=30, begin="last")
    assert meeting.items.get().registry_number == nth(4)


def test_a_proposal_that_went_to_another_council_meanwhile_is_not_numbered_in_this_ones_series(series, grand):
    draft = acts.proposed(series, "draft")
    AgendaItem.objects.filter(pk=draft.pk).update(council=grand)
    with pytest.raises(Refused, match="Det flyttades"):
        submit_proposal(draft, by=draft.added_by)
    assert given() == []


def test_a_proposal_is_numbered_when_it_is_handed_in_and_once(series):
    proposal = acts.proposed(series)
    assert (proposal.registry_number, given()) == (nth(1), [nth(1)])
    returned = return_proposal(proposal, by=person_for("preparatory"), text="Skriv mer.")
    again = submit_proposal(returned, by=proposal.added_by)
    assert (again.registry_number, given()) == (nth(1), [nth(1)])


def test_a_matter_that_is_taken_up_again_keeps_its_number(series, secretary):
    meeting = acts.summoned(series)
    acts.handle(meeting.items.get(), outcome="postponed")
    new = continue_item(meeting.items.get(), acts.plan(series, days=30), by=secretary)
    assert new.registry_number == nth(2)


def test_a_number_that_is_typed_is_not_given_and_takes_none(series, secretary):
    item = acts.add(acts.plan(series), registry_number=nth(2))
    assert (item.registry_number, given()) == (nth(2), [nth(1)])
    assert acts.add(item.meeting).registry_number == nth(3)
    acts.consultation(registry_number=nth(4))
    assert acts.add(item.meeting).registry_number == nth(5)


def test_a_number_that_is_changed_by_hand_or_withdrawn_is_never_given_again(series, secretary):
    proposal = acts.proposed(series)
    withdraw_proposal(proposal, by=proposal.added_by)
    item = acts.add(acts.plan(series))
    edit_item(item, by=secretary, registry_number="RS 2026-7")
    assert acts.add(item.meeting).registry_number == nth(4)
    assert history_of(item).last().before == {"registry_number": nth(3)}


def test_the_journal_says_which_number_was_given(series):
    meeting = acts.plan(series)
    told = history_of(meeting).get(act="give_registry_number")
    assert told.sentence.endswith(f"fick diarienummer {nth(1)}.")
    assert told.after == {"registry_number": nth(1)}


def test_each_year_begins_anew_by_the_day_the_number_is_given(series, secretary):
    acts.plan(series)
    next_year = dt.datetime(YEAR, 12, 31, 23, 30, tzinfo=dt.UTC)
    meeting = acts.plan(series, days=400, at=next_year)
    assert meeting.registry_number == f"RSR-{YEAR + 1}-0001"


def test_a_new_pattern_goes_on_in_the_same_count(series, secretary):
    acts.plan(series)
    changed = change_basics(series, by=secretary, registry_pattern="RS {nr}-{år}")
    assert acts.plan(changed).registry_number == f"RS 2-{YEAR}"


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("RUN/{nr}/{år}", "RUN/7/2027"),
        ("KS {år}/{nr:3}", "KS 2027/007"),
        ("KSN-{år}-{nr:4}", "KSN-2027-0007"),
    ],
)
def test_a_pattern_writes_year_and_number_where_it_says(pattern, written):
    assert Council(registry_pattern=pattern).registry_number(2027, 7) == written


@pytest.mark.parametrize(
    "pattern", ["RSR", "RSR-{år}", "RSR-{nr}", "{år}-{nr:9}", "{nr}{år}", "{år}-{nr}-{nr}"]
)
def test_a_pattern_without_its_year_and_number_is_refused(regional, secretary, pattern):
    with pytest.raises(ValidationError, match="Skriv mönstret med"):
        change_basics(regional, by=secretary, registry_pattern=pattern)


def test_two_councils_have_not_the_same_series(series, grand, secretary):
    with pytest.raises(ValidationError, match="Ett annat råd har redan"):
        change_basics(grand, by=secretary, registry_pattern=PATTERN)


@pytest.mark.both
@pytest.mark.parametrize(
    "pattern", ["rsr-{år}-{nr:4}", "RSR–{år}–{nr:4}", "RSR - {år} - {nr}", "RSR\u2212{år}-{nr:6}"]
)
def test_nor_the_same_written_otherwise_which_the_database_holds_too(series, grand, secretary, pattern):
    """Neither another case or dash, nor more zeros, makes it another series."""
    with pytest.raises(ValidationError, match="Ett annat råd har redan") as no:
        change_basics(grand, by=secretary, registry_pattern=pattern)
    assert list(no.value.message_dict) == ["registry_pattern"]
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Council.objects.filter(pk=grand.pk).update(registry_pattern=pattern)
    changed = change_basics(series, by=secretary, registry_pattern=pattern)
    assert change_basics(grand, by=secretary, registry_pattern=f"SSR {pattern}").registry_pattern
    assert changed.registry_pattern == pattern


@pytest.mark.both
@pytest.mark.parametrize(
    "pattern", ["ＲＳＲ-{år}-{nr:4}", "RSR\uff0d{år}-{nr:3}", "R\u2060SR-{år}\u3000-{nr}"]
)
def test_the_database_knows_as_much_of_letters_and_dashes_as_the_portal(series, grand, pattern):
    with pytest.raises(IntegrityError), transaction.atomic():
        Council(slug="annat", name="Annat", abbreviation="AR", registry_pattern=pattern).save()


@pytest.mark.both
def test_an_upgrade_says_which_patterns_are_alike_and_what_to_do(series, grand):
    Council.objects.filter(pk=grand.pk).update(registry_pattern="ＲＳＲ-{år}-{nr}", registry_series="X")
    both = {series.pk: f"”{PATTERN}” ({series})", grand.pk: f"”ＲＳＲ-{{år}}-{{nr}}” ({grand})"}
    alike = f"{both[min(both)]} och {both[max(both)]}"
    mend = f"UPDATE councils_council SET registry_pattern = '' WHERE id = {max(both)};"
    with pytest.raises(CommandError) as no:
        import_module("councils.migrations.0009_tell_series_apart").tell_apart(apps, None)
    assert (alike in str(no.value), mend in str(no.value)) == (True, True)


@pytest.mark.both
def test_an_upgrade_says_which_numbers_are_alike_and_what_to_do(series, grand):
    acts.plan(series)
    uninstall()  # the rollback brings them back
    other = RegistryNumber.objects.create(council=grand, year=YEAR, number=1, text="X")
    RegistryNumber.objects.filter(pk=other.pk).update(text=nth(1).lower(), registry_key="X")
    alike = f"”{nth(1)}” ({series}) och ”{nth(1).lower()}” ({grand})"
    mend = f"DELETE FROM meetings_registrynumber WHERE id = {other.pk};"
    with pytest.raises(CommandError) as no:
        import_module("meetings.migrations.0021_find_numbers_however_they_are_written").find(apps, None)
    assert (alike in str(no.value), mend in str(no.value)) == (True, True)


@pytest.mark.both
def test_the_database_gives_no_number_twice_and_takes_none_back(series):
    acts.plan(series)
    for number, text in (1, "Ett annat"), (2, nth(1)), (2, nth(1).lower().replace("-", "–")):
        with pytest.raises(IntegrityError), transaction.atomic():
            RegistryNumber.objects.create(council=series, year=YEAR, number=number, text=text)
    for act in (RegistryNumber.objects.all().delete, lambda: RegistryNumber.objects.update(number=9)):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            act()
    assert given() == [nth(1)]


@pytest.fixture
def at_once(committed_region):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer, so nothing is at once there.")
    return test_at_once.at_once


@pytest.mark.both
def test_two_who_add_at_once_get_a_number_each(at_once, series):
    meetings = [acts.plan(series), acts.plan(series, days=30)]
    for _ in range(ROUNDS):
        assert at_once(*(partial(acts.add, each) for each in meetings)) == [True, True]
    numbers = AgendaItem.objects.order_by("registry_number").values_list("registry_number", flat=True)
    assert list(numbers) == [nth(number) for number in range(3, 3 + 2 * ROUNDS)]


@pytest.mark.both
def test_two_councils_that_write_alike_give_no_number_twice_at_once(at_once, regional, grand):
    """The eleventh of the one is written as the first of the other, and so on."""
    def give(meeting):
        with transaction.atomic():
            council = locked_council(meeting.council)
            register(meeting, council, "Mötet", by=person_for("secretary"), at=timezone.now())

    rounds = range(1, 1 + ROUNDS)
    meetings = [[acts.plan(council, days=20 * nth) for council in (regional, grand)] for nth in rounds]
    for council, pattern in (regional, "RS {år}-{nr}"), (grand, "RS {år}-1{nr}"):
        change_basics(council, by=person_for("secretary"), registry_pattern=pattern)
    for number in range(1, 11):
        text = f"RS {YEAR}-{number}"
        RegistryNumber.objects.create(council=regional, year=YEAR, number=number, text=text)
    for pair in meetings:
        assert at_once(*(partial(give, each) for each in pair)) == [True, True]
    assert sorted(given()[10:]) == [f"RS {YEAR}-{number}" for number in range(11, 11 + 2 * ROUNDS)]


def test_the_secretariat_chooses_the_series_among_the_councils_facts(client, series):
    client.force_login(person_for("secretary"))
    page = client.get(f"/kansli/grunduppgifter/rad/{series.pk}/").content.decode()
    assert f'value="{PATTERN}"' in page


@pytest.mark.parametrize("what", ["matter", "meeting", "consultation", "closed consultation"])
def test_a_number_that_something_else_has_is_told_at_the_field_and_may_be_shared(
    client, series, secretary, what
):
    """Also where it is typed with another case or another space, and where a series gave it."""
    taken = acts.add(acts.plan(series))
    meeting = acts.plan(series, days=30)
    if what == "matter":
        thing = acts.add(meeting)
        page = thing.url("item_texts")
    elif what == "meeting":
        thing, page = meeting, meeting.url("meeting_facts")
    else:
        thing = acts.consultation()
        page = f"{thing.get_absolute_url()}andring/"
        if what.startswith("closed"):
            close_consultation(thing, by=secretary, reason="Klart.")
    client.force_login(secretary)

    def typed(number, **more):
        form = client.get(page).context["form"]
        answer = client.post(page, acts.as_posted(form, registry_number=number, **more))
        thing.refresh_from_db()
        errors = answer.context["form"].errors if answer.context else {}
        return answer.content.decode(), errors.get("registry_number", [])

    before, number = thing.registry_number, taken.registry_number
    shown, [told] = typed(f" {number.lower()} ")
    assert f'value="{number}"' in shown
    assert "har redan getts till ett annat ärende. Skriv ett annat, eller kryssa" in told
    assert 'name="same_number"' in shown
    assert thing.registry_number == before
    assert typed(number, same_number=number)[1] == []
    assert thing.registry_number == number
    assert typed(number)[1] == []  # what stands there is not asked about again
    assert typed("RS 9")[1] == []
    assert thing.registry_number == "RS 9"


def test_a_number_that_was_given_and_then_changed_is_told_of_too(client, series, secretary):
    item = acts.add(acts.plan(series))
    edit_item(item, by=secretary, registry_number="RS 9")
    client.force_login(secretary)
    page = item.meeting.url("item_new")
    form = client.get(page).context["form"]
    answer = client.post(page, acts.as_posted(form, title="Nytt", registry_number=nth(2)))
    [told] = answer.context["form"].errors["registry_number"]
    assert "har redan getts till något som sedan fick ett annat" in told


def filled_in(meeting, number):
    form = ItemForm(None, meeting=meeting)
    form = ItemForm(acts.as_posted(form, title="Nytt", registry_number=number), meeting=meeting)
    assert form.is_valid(), form.errors
    return form


def test_a_number_that_something_got_since_the_form_looked_is_told_of_and_may_be_shared(regional, secretary):
    """The verb looks, with the council held: also where nothing had it when the form was sent."""
    meeting = acts.plan(regional)
    form = filled_in(meeting, "rs 9")
    acts.add(meeting, registry_number="RS 9")
    assert attempt(form, add_item, meeting, by=secretary, **form.cleaned_data) is None
    assert "RS 9 har redan getts till ett annat ärende" in form.errors["registry_number"][0]
    assert 'name="same_number"' in render_crispy_form(form)


def test_a_number_that_nothing_has_any_more_is_free(regional, secretary):
    meeting = acts.plan(regional)
    item = acts.add(meeting, registry_number="RS 9")
    form = filled_in(meeting, "RS 9")
    edit_item(item, by=secretary, registry_number="")
    facts = form.cleaned_data
    form.take_up(ValidationError("Något annat."))
    assert 'name="same_number"' not in render_crispy_form(form)
    assert attempt(form, add_item, meeting, by=secretary, **facts).registry_number == "RS 9"


def typed_in(office, item, number, **more):
    """What the form of the item says of its number, and what is saved."""
    page = item.url("item_texts")
    answer = office.post(page, acts.as_posted(ItemForm(saved=item), registry_number=number, **more))
    form = answer.context and answer.context["form"]
    item.refresh_from_db()
    return form, item.registry_number


def test_a_tick_for_one_number_says_nothing_of_another(office, regional):
    meeting = acts.plan(regional)
    for number in "DEMO 08", "DEMO 09":
        acts.add(meeting, registry_number=number)
    item = acts.add(meeting)
    form, saved = typed_in(office, item, "DEMO 09", same_number="DEMO 08")
    assert "DEMO 09 har redan getts till ett annat ärende" in form.errors["registry_number"][0]
    assert (form["same_number"].value(), saved) == (False, "")
    assert typed_in(office, item, "DEMO 09", same_number="DEMO 09") == (None, "DEMO 09")


@pytest.mark.both
@pytest.mark.parametrize(
    "typed",
    [
        *("demo-å 09", "Demo-Å  09", "DEMO–Å\u00a009", "demo-å09"),
        *("DEMO\u2014Å 09", "DEMO\u2212Å 09", "DEMO\u2010Å 09", "DEMO-Å\u202f09"),
        *("DEMO\u2012Å 09", "DEMO\u2015Å 09", "DEMO\ufe63Å 09", "DEMO\uff0dÅ 09", "ＤＥＭＯ-Å ０９"),
        *("DE\u00adMO-Å 09", "DEMO-\u200bÅ 09", "\ufeffDEMO-Å 09", "DEMO-Å\u3000\u206009", "DEMO-A\u030a 09"),
        "DEMO\ufe0f-Å\u2800 09",
    ],
)
def test_a_number_that_is_typed_in_another_way_is_the_same_and_written_as_it_was(office, regional, typed):
    meeting = acts.plan(regional)
    acts.add(meeting, registry_number="DEMO-Å 09")
    item = acts.add(meeting)
    form, _ = typed_in(office, item, typed)
    assert "DEMO-Å 09 har redan getts till ett annat ärende" in form.errors["registry_number"][0]
    assert typed_in(office, item, typed, same_number="DEMO-Å 09") == (None, "DEMO-Å 09")


def test_a_number_is_kept_without_what_nobody_sees(office, regional):
    item = acts.add(acts.plan(regional))
    assert typed_in(office, item, "\ufeffDEMO\u00ad-\u200b07 ２") == (None, "DEMO-07 2")


def test_a_number_that_is_shared_stays_written_as_it_is(office, regional):
    """Whoever shares it writes it anew for none of them alone; who has it alone may."""
    meeting = acts.plan(regional)
    first = acts.add(meeting, registry_number="DEMO 06:4")
    item = acts.add(meeting)
    assert typed_in(office, item, "demo 06:4", same_number="DEMO 06:4") == (None, "DEMO 06:4")
    assert typed_in(office, item, "demo 06:4") == (None, "DEMO 06:4")
    assert typed_in(office, first, "Demo\u00a006:4") == (None, "DEMO 06:4")


def test_of_a_removed_council_the_journal_has_its_pattern_and_not_what_follows_from_it(administrator):
    council = Council.objects.create(slug="annat", name="Annat", abbreviation="AR", registry_pattern=PATTERN)
    remove_basics(council, by=administrator)
    [(_, told)] = changes_of(JournalEntry.objects.filter(act="remove_basics"), administrator)
    assert [before for _, before, _ in told if "RSR" in before] == [PATTERN]


def test_whoever_takes_out_what_is_kept_of_them_reads_each_number_once(series, secretary):
    acts.add(acts.plan(series), added_by=secretary)
    told = "".join(export(secretary, by=secretary))
    assert (f'"diarienummer": "{nth(2)}"' in told, "hur det än skrivs" in told) == (True, False)


@pytest.mark.both
@pytest.mark.parametrize("model", [AgendaItem, Meeting, Consultation, RegistryNumber])
def test_what_ways_to_write_a_number_have_in_common_is_kept_beside_it(series, secretary, model):
    """Whoever gave it, and however it was saved; and found by an index."""
    meeting = acts.plan(series)
    item = acts.add(meeting, registry_number="demo–06:4")
    acts.consultation(registry_number="Demo 07")
    rows = model._base_manager.exclude(registry_key="")
    kept = {
        AgendaItem: ["DEMO-06:4"],
        Meeting: [nth(1)],
        Consultation: ["DEMO07"],
        RegistryNumber: [nth(1)],
    }
    assert list(rows.values_list("registry_key", flat=True)) == kept[model]
    edit_item(item, by=secretary, registry_number="demo 08")
    assert AgendaItem.objects.filter(registry_key="DEMO08").get() == item
    if connection.vendor == "sqlite":
        assert "registry_key=?" in model._base_manager.filter(registry_key="DEMO08").explain()


@pytest.mark.both
def test_the_database_takes_no_number_without_what_it_has_in_common(series):
    meeting, item = acts.plan(series), acts.add(acts.plan(series, days=30))
    consultation = acts.consultation()
    AgendaItem.objects.filter(pk=item.pk).update(registry_number="", registry_key="")
    for each, number in (item, "DEMO 09"), (consultation, "DEMO 09"), (meeting, ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(each).objects.filter(pk=each.pk).update(registry_number=number)


def test_a_number_of_which_nothing_is_seen_is_refused(office, regional):
    item = acts.add(acts.plan(regional))
    item.registry_number = "\x07"
    with pytest.raises(ValidationError, match="Skriv det med bokstäver eller siffror"):
        item.full_clean()


@pytest.mark.both
def test_a_series_goes_past_a_number_that_was_typed_in_another_way(series):
    acts.add(acts.plan(series), registry_number=nth(2).lower().replace("-", "–"))
    assert acts.plan(series, days=30).registry_number == nth(3)


def test_a_number_of_a_series_is_written_as_the_series_writes_it(office, series):
    item = acts.add(acts.plan(series))
    assert typed_in(office, item, f"rsr – {YEAR} – 40") == (None, nth(40))
    assert typed_in(office, item, "Fi2022/02011") == (None, "Fi2022/02011")


def test_ones_own_number_is_put_right_without_a_question(office, regional):
    item = acts.add(acts.plan(regional), registry_number="demo 09")
    assert typed_in(office, item, "DEMO 09") == (None, "DEMO 09")
