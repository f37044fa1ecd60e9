"""The gate: type, goal with the sentence how, background or questions; else no place on a sent agenda."""

import io
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from meetings import triggers
from meetings.agenda import gate
from meetings.models import AgendaItem, RecurringItem
from meetings.workflow.agenda import approve_agenda, ask_for_approval
from meetings.workflow.item import continue_item, edit_item, put_on_agenda
from meetings.workflow.lift import return_item
from meetings.workflow.summons import send_summons
from rus_portal.core.constraints import BLANK
from rus_portal.core.refusal import Refused
from strategy.models import FocusArea, FocusAreaGoal, Goal, Level, Strategy
from tests import acts

LACKS = [
    ({"type": ""}, "type", "Välj om punkten avser information eller ställningstagande."),
    (
        {"primary_goal": None, "how": ""},
        "primary_goal",
        "Välj det mål i RUS som ärendet tjänar, och skriv en mening om hur.",
    ),
    ({"how": "  "}, "how", "Skriv en mening om hur ärendet tjänar målet."),
    (
        {"background": "", "questions": ""},
        "background",
        "Skriv en bakgrund eller de frågor som ska förberedas.",
    ),
]


@pytest.mark.parametrize(("lacking", "field", "sentence"), LACKS)
def test_a_summons_is_stopped_by_an_item_that_lacks_something(regional, secretary, lacking, field, sentence):
    meeting = acts.plan(regional)
    item = acts.add(meeting, **lacking)

    with pytest.raises(Refused) as stopped:
        send_summons(meeting, by=secretary)

    assert [(it.pk, need.field, need.sentence) for it, need in stopped.value.missing] == [
        (item.pk, field, sentence)
    ]
    meeting.refresh_from_db()
    assert meeting.stage == "planned"


@pytest.mark.both
@pytest.mark.parametrize(("lacking", "field", "sentence"), LACKS)
@pytest.mark.parametrize("stage", ["on_agenda", "postponed"])
def test_the_database_refuses_an_incomplete_item_on_an_agenda(regional, lacking, field, sentence, stage):
    item = acts.add(acts.plan(regional), **lacking)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(stage=stage)


@pytest.mark.both
@pytest.mark.parametrize(("lacking", "field", "sentence"), LACKS)
def test_a_sent_item_cannot_be_emptied_of_what_the_gate_asks_for(
    regional, secretary, lacking, field, sentence
):
    item = acts.summoned(regional).items.get()
    with pytest.raises(Refused, match=sentence.replace(".", r"\.")):
        edit_item(item, by=secretary, **lacking)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(**lacking)


def refused_by_database(item, **values):
    try:
        with transaction.atomic():
            AgendaItem.objects.filter(pk=item.pk).update(**values)
    except IntegrityError:
        return True
    return False


@pytest.mark.both
def test_what_looks_empty_is_empty_to_the_database_too(regional):
    item = acts.summoned(regional).items.get()
    let_through = [f"U+{ord(each):04X}" for each in BLANK if not refused_by_database(item, how=f" {each}\n")]
    assert let_through == []
    assert {" ", "\t", "\n", "\r", "\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}"} <= set(BLANK)
    assert not refused_by_database(item, how="\N{NO-BREAK SPACE}Så.\n")


@pytest.mark.parametrize("field", ["title", "how", "background"])
def test_what_has_no_width_is_empty_too(office, regional, field):
    item = acts.summoned(regional).items.get()
    page = office.get(item.url("item_texts"))
    posted = acts.as_posted(page.context["form"], **{field: "\u200b \ufeff", "questions": ""})
    assert field in office.post(item.url("item_texts"), posted).context["form"].errors


@pytest.mark.both
def test_the_database_takes_nothing_of_no_width_either(regional):
    assert refused_by_database(acts.summoned(regional).items.get(), how="\u200b")


@pytest.mark.both
def test_an_item_is_for_information_or_for_a_position_and_nothing_else(regional):
    item = acts.add(acts.plan(regional))
    kinds = ["", "information", "position", "decision", "Position", " "]
    assert [kind for kind in kinds if not refused_by_database(item, type=kind)] == kinds[:3]


@pytest.fixture
def theirs(db):
    """A goal of another region's strategy, which is here for comparison."""
    strategy = Strategy.objects.create(
        slug="grannens",
        title="RUS",
        short_title="RUS",
        region_name="X",
        is_own=False,
        year_from=2020,
        year_to=2030,
    )
    level = Level.objects.create(strategy=strategy, key="mal", singular="Mål", plural="Mål")
    return Goal.objects.create(strategy=strategy, level=level, code="1", slug="1-x", title="Deras mål")


@pytest.mark.both
def test_what_served_another_regions_goal_before_the_rule_is_put_right(regional, theirs):
    item = acts.add(acts.plan(regional))
    own = item.primary_goal
    with patch.object(triggers.laying, "RULES", ()):
        triggers.install()
    AgendaItem.objects.filter(pk=item.pk).update(primary_goal=theirs)
    triggers.install()
    AgendaItem.objects.filter(pk=item.pk).update(primary_goal=own)
    item.refresh_from_db()
    assert item.primary_goal == own


@pytest.mark.both
def test_what_a_matter_serves_is_a_goal_of_our_own(regional, theirs):
    item = acts.add(acts.plan(regional))
    recurs = RecurringItem.objects.create(council=regional, title="Rapport")
    area = FocusArea.objects.first()
    for serve in (
        lambda: AgendaItem.objects.filter(pk=item.pk).update(primary_goal=theirs),
        lambda: item.goals.add(theirs),
        lambda: RecurringItem.objects.filter(pk=recurs.pk).update(primary_goal=theirs),
        lambda: FocusAreaGoal.objects.create(focus_area=area, goal=theirs),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            serve()


@pytest.mark.both
def test_a_goal_that_is_served_does_not_become_another_regions(regional, theirs):
    goal = acts.add(acts.plan(regional)).primary_goal
    for give_away in (
        lambda: Strategy.objects.filter(pk=goal.strategy_id).update(is_own=False),
        lambda: Goal.objects.filter(pk=goal.pk).update(strategy=theirs.strategy),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            give_away()


def test_a_position_item_without_a_proposed_position_may_go_out_and_is_told_everywhere(
    regional, secretary, chair, member
):
    meeting = acts.plan(regional, days=20)
    item = acts.add(meeting, proposed_position=" ")
    assert (gate.passes(item), [need.field for need in gate.lacking(item)]) == (True, ["proposed_position"])
    ask_for_approval(meeting, by=secretary)
    told = "örslag till ställningstagande saknas"
    kept = ["agenda", "summons"]
    pages = [(secretary, meeting.url(name)) for name in kept] + [(chair, meeting.url("agenda_approval"))]
    pages += [(who, item.get_absolute_url()) for who in (secretary, chair)] + [(secretary, "/kansli/")]
    for who, address in pages:
        page = opened(who, address).content.decode()
        assert told in page or "Skriv ett förslag till ställningstagande." in page, address
    summons = io.BytesIO(opened(secretary, meeting.url("summons_pdf")).content)
    assert told in PdfReader(summons).metadata.subject
    approve_agenda(meeting, by=chair)
    send_summons(meeting, by=secretary)
    item.refresh_from_db()
    for address in (meeting.get_absolute_url(), item.get_absolute_url(), item.url("item_stance")):
        assert told in opened(member, address).content.decode(), address


def opened(person, address):
    browser = Client()
    browser.force_login(person)
    return browser.get(address)


def test_what_waits_on_the_board_says_that_it_lacks_a_proposed_position(regional, preparer):
    acts.proposed(regional, proposed_position="")
    assert "Förslag till ställningstagande saknas" in opened(preparer, "/beredning/").content.decode()


def test_information_lacks_no_proposed_position(regional):
    item = acts.add(acts.plan(regional), type="information", proposed_position="")
    assert gate.lacking(item) == []


def test_questions_do_in_place_of_a_background(regional):
    item = acts.add(acts.plan(regional), background="", questions="Vad krävs av er organisation?")
    assert gate.passes(item)


def test_a_late_item_must_pass_the_gate_too(regional, secretary):
    meeting = acts.summoned(regional)
    late = acts.add(meeting, how="")
    with pytest.raises(Refused):
        put_on_agenda(late, by=secretary)
    edit_item(late, by=secretary, how="Det tjänar målet så här.")
    assert put_on_agenda(late, by=secretary).stage == "on_agenda"


def test_an_item_taken_up_again_must_pass_the_gate_anew(regional, secretary):
    item = acts.summoned(regional).items.get()
    acts.handle(item, outcome="postponed")
    item.refresh_from_db()
    again = continue_item(item, acts.plan(regional, days=10), by=secretary)
    assert (again.stage, again.continues_id, gate.passes(again)) == ("in_preparation", item.pk, True)


def test_an_empty_agenda_is_not_sent(regional, secretary):
    with pytest.raises(Refused, match="Dagordningen är tom"):
        send_summons(acts.plan(regional), by=secretary)


def test_what_was_dropped_does_not_stop_the_summons_and_comes_back_to_wait(regional, secretary):
    meeting = acts.plan(regional)
    dropped = acts.add(meeting, how="")
    kept = acts.add(meeting)
    lift = acts.lift(dropped, "dropped")
    acts.send(meeting)
    numbers = dict(meeting.items.values_list("pk", "number"))
    assert numbers == {kept.pk: 1, dropped.pk: 2}
    back = return_item(lift, by=secretary)
    assert (back.stage, back.number, back.order) == ("in_preparation", 2, 1)
