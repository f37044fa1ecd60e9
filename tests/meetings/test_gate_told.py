"""What the gate says of an item and of a whole agenda, to whoever is to mend it. Nothing asks a database."""

import datetime as dt

import pytest

from councils.models import Council
from meetings.agenda import gate
from meetings.models import AgendaItem, Meeting

WHOLE = {"type": "information", "primary_goal_id": 1, "how": "Så.", "background": "Bakgrund."}
TYPE = "Välj om punkten avser information eller ställningstagande."
GOAL = "Välj det mål i RUS som ärendet tjänar, och skriv en mening om hur."
HOW = "Skriv en mening om hur ärendet tjänar målet."
TEXTS = "Skriv en bakgrund eller de frågor som ska förberedas."
PROPOSAL = "Skriv ett förslag till ställningstagande."


def matter(number=1, **facts):
    meeting = Meeting(council=Council(slug="radet"), date=dt.date(2026, 3, 12))
    return AgendaItem(meeting=meeting, number=number, **WHOLE | facts)


def told(met, stops, label, problem, field):
    return {"met": met, "stops": stops, "label": label, "problem": problem, "url": f"/t/#id_{field}"}


def test_each_requirement_is_told_with_the_field_where_it_is_met():
    goal, texts = "Mål i RUS och hur ärendet tjänar det", "Bakgrund eller frågor att förbereda"
    kind = "Information eller ställningstagande"
    item = matter(type="", primary_goal_id=None, background=" ")
    assert gate.checks(item, "/t/") == [
        told(False, True, kind, TYPE, "type"),
        told(False, True, goal, GOAL, "primary_goal"),
        told(False, True, texts, TEXTS, "background"),
    ]
    item = matter(type="position", proposed_position="")
    assert gate.checks(item, "/t/") == [
        told(True, True, kind, TYPE, "type"),
        told(True, True, goal, HOW, "how"),
        told(True, True, texts, TEXTS, "background"),
        told(False, False, "Förslag till ställningstagande", PROPOSAL, "proposed_position"),
    ]
    proposed = matter(type="position", proposed_position="Rådet ställer sig bakom.")
    assert [each["met"] for each in gate.checks(proposed, "/t/")] == [True] * 4


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, ""),
        ({"type": "position", "proposed_position": ""}, ""),
        ({"type": "", "how": ""}, "#id_type"),
        ({"how": " "}, "#id_how"),
        ({"primary_goal_id": None, "background": ""}, "#id_primary_goal"),
        ({"background": "\n", "questions": " "}, "#id_background"),
        ({"background": "", "questions": "Vad krävs?"}, ""),
    ],
)
def test_one_is_led_to_the_first_field_that_stops_it(facts, field):
    item = matter(**facts)
    assert gate.mend(item) == f"{item.url('item_texts')}{field}"
    assert gate.passes(item) == (not field)


def test_of_a_whole_agenda_each_item_that_lacks_something_is_told_with_that_alone():
    there, open_one = matter(), matter(2, type="position", proposed_position="")
    stopped = matter(3, how="", background="")
    assert gate.heading([there, open_one, stopped]) == "Det här fattas före kallelsen"
    assert gate.heading([there, open_one]) == "Det här fattas, men hindrar inte kallelsen"
    assert gate.heading([there]) == "Allt som ska framgå finns med"
    found = gate.lacking_of([there, open_one, stopped])
    assert [(item.number, [check["problem"] for check in checks]) for item, checks in found] == [
        (2, [PROPOSAL]),
        (3, [HOW, TEXTS]),
    ]
    assert found[0][1][0]["url"] == f"{open_one.url('item_texts')}#id_proposed_position"


def test_the_next_that_is_stopped_comes_after_the_one_that_was_mended_and_then_from_the_beginning():
    first, mended, there, last = matter(1, how=""), matter(2), matter(3), matter(4, how="")
    agenda = [first, mended, there, last]
    assert gate.next_lacking(agenda, mended) is last
    assert gate.next_lacking([mended, first, last], mended) is first
    assert gate.next_lacking(agenda, last) is first
    assert gate.next_lacking(agenda, None) is first
    assert gate.next_lacking([first, mended], first) is first
    assert gate.next_lacking([mended, there], mended) is None
