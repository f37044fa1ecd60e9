"""What the register tells of the positions beside their list: how many of each kind, along time, why somebody
dissents and how far the organisations have come."""

import csv
import datetime as dt
import io
import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from councils.models import Organisation
from meetings.models import AgendaItem, Position
from meetings.positions.axis import axis
from meetings.positions.counts import _hits, _told_of_hits
from meetings.positions.register import look_up
from meetings.triggers.generation import read
from rus_portal.core.words import MORE
from tests import acts

pytestmark = pytest.mark.both
REGISTER = "/stallningstaganden/"


def asked(query="", person=None):
    return look_up(QueryDict(query), person or AnonymousUser())


def offered(found):
    """The chips, and of each list what it offers."""
    lists = {each.name: [text for _, options in each.groups for _, text in options] for each in found.choices}
    return [(text, number) for text, number, _ in found.chips], lists


def test_what_there_is_is_offered_with_how_much_there_is_of_it(three):
    chips, lists = offered(asked())
    councils = [("Regionala samverkansrådet", 2), ("Stora samverkansrådet", 1)]
    assert chips == [("I samsyn", 2), ("Med avvikande synpunkt", 1), *councils]
    assert [text.rsplit(" ", 1)[1] for text in lists["mal"] if "Allt under" not in text] == ["(1)"] * 4
    assert lists["fokus"] == ["Matchning på arbetsmarknaden (1)"]
    assert lists["avviker"] == ["Härnösands kommun (1)"]


def test_each_kind_is_counted_under_what_is_chosen_of_the_others(three):
    chips, lists = offered(asked("ar=2024&avviker=harnosand"))
    assert chips == []  # what all have is no choice
    assert lists["avviker"] == ["Härnösands kommun (1)"]
    found = asked("utfall=samsyn")
    assert offered(found)[0] == [("Regionala samverkansrådet", 1), ("Stora samverkansrådet", 1)]
    assert offered(found)[1]["avviker"] == []
    [(_, _, one), *_] = found.chips
    assert one == "utfall=samsyn&rad=regionala-samverkansradet"


def test_nothing_is_counted_that_the_reader_may_not_see(three, regional, member):
    acts.held(regional, {"title": "Hemlig"}, date=dt.date(2023, 3, 1))
    assert dict(offered(asked())[0])["Regionala samverkansrådet"] == 2
    assert [column.label for column in dict(asked().axis)["år"]] == ["2024", "2025"]
    assert dict(offered(asked(person=member))[0])["Regionala samverkansrådet"] == 3
    assert [column.label for column in dict(asked(person=member).axis)["år"]] == ["2023", "2024", "2025"]
    assert dict(offered(asked())[0])["Regionala samverkansrådet"] == 2


def test_what_is_counted_is_counted_anew_when_something_is_written(three, django_assert_num_queries):
    asked()
    with django_assert_num_queries(4):
        asked()
    Organisation.objects.filter(slug="timra").update(name="Timrå")
    with django_assert_num_queries(6):
        asked()


def told(columns):
    return [(column.label, column.told, column.query, column.dots) for column in columns]


def test_the_years_have_a_dot_for_each_position_half_filled_where_there_is_dissent(three):
    assert [of_what for of_what, _ in asked().axis] == ["år"]
    assert told(dict(asked().axis)["år"]) == [
        ("2024", "2024: 2 ställningstaganden, 1 med avvikande synpunkt", "ar=2024", ((18, False), (6, True))),
        ("2025", "2025: 1 ställningstagande", "ar=2025", ((18, False),)),
    ]


def test_a_year_shows_its_months_which_narrow_the_list_too(client, three):
    found = asked("ar=2024&sida=2")
    months = dict(found.axis)["månad under 2024"]
    assert [column.label for column in months][:3] == ["Jan", "Feb", "Mar"]
    assert len(months) == 12
    assert (months[0].told, months[0].query) == ("januari 2024: inget ställningstagande", "")
    assert months[2].query == "ar=2024-03"
    found = asked("ar=2024-03&utfall=samsyn")
    assert [row.title for row in found.rows] == ["Skola"]
    assert found.in_effect[0] == ("År: mars 2024", "utfall=samsyn")
    assert [column.label for column in dict(found.axis)["år"] if column.is_chosen] == ["2024"]
    assert asked("ar=2024-04").rows == []
    page = client.get(f"{REGISTER}?ar=2024").content.decode()
    assert 'href="?ar=2024-03"' in page
    assert "mars 2024: 2 ställningstaganden, 1 med avvikande synpunkt" in page


def test_a_month_that_is_none_is_no_filter(client, three):
    assert len(asked("ar=2024-13").rows) == 3
    assert client.get("/stallningstaganden.csv?ar=2024-13").status_code == 404


def test_where_they_are_many_bars_stand_for_the_dots():
    counts = {f"{year}-03": (year - 1990, year % 2) for year in range(2000, 2030)}
    [(_, years)] = axis(QueryDict(), "", counts)
    assert {column.dots for column in years} == {()}
    assert (years[0].number, years[0].bars) == (10, ((71, 25, False),))
    assert (years[-1].number, years[-1].bars) == (39, ((0, 2, True), (2, 94, False)))


def test_years_without_anything_stand_between_others_and_as_one_where_they_are_many():
    both = dict(axis(QueryDict(), "2024", {"2026-05": (1, 1)}))
    assert [(each.label, each.is_chosen) for each in both["år"]][::2] == [("2024", True), ("2026", False)]
    far = list(axis(QueryDict(), "", {"1901-05": (1, 0), "2026-05": (1, 0)}))
    near = axis(QueryDict(), "", {"2019-05": (1, 0), "2022-05": (1, 0)})
    assert [(column.told, column.is_break) for column in dict(far)["år"]][1:] == [
        ("1902–2025: inget ställningstagande", True),
        ("2026: 1 ställningstagande", False),
    ]
    assert [[column.label for column in columns] for _, columns in (*far, *near)] == [
        ["1901", "1902–2025", "2026"],
        ["2019", "2020", "2021", "2022"],
    ]


def test_whoever_sees_more_than_everyone_is_told_what_the_files_have(client, regional, member):
    acts.published(acts.held(regional))
    told = "Flödet och filerna har det som är publicerat."
    assert told not in client.get("/stallningstaganden/").content.decode()
    client.force_login(member)
    assert told in client.get("/stallningstaganden/").content.decode()


@pytest.fixture
def why(regional, opposition):
    """Of a position on railways from 2024."""
    text = f"Vi ser det så här.\n\n{' '.join(['Ty'] * 60)}"
    meeting = acts.summoned(regional, {"title": "Järnväg"}, date=dt.date(2024, 3, 1))
    acts.dissent(meeting.items.get(), opposition, text)
    acts.handle(meeting.items.get())
    acts.published(acts.close(meeting))
    return text


def test_a_row_says_who_dissents_and_the_first_line_of_why(client, why):
    [row] = asked("q=järnväg").rows
    assert row.dissents == (("oppositionen i Härnösands kommun", f"Vi ser det så här.{MORE}", True),)
    for page in ("/", REGISTER, "/strategi/mal/1.1/", "/rad/regionala-samverkansradet/"):
        told, more = client.get(page).content.decode(), f'href="{row.url}#avvikande">Läs hela'
        assert f'Vi ser det så här.{MORE} <a class="nowrap onward" {more}' in told, page
    assert 'id="avvikande"' in client.get(row.url).content.decode()


def test_whoever_asks_for_dissent_reads_all_of_it(client, why):
    for query in ("utfall=avvikande&ar=2024", "avviker=harnosand"):
        [row] = asked(query).rows
        assert row.dissents == (("oppositionen i Härnösands kommun", why, False),), query
        content = b"".join(client.get(f"/stallningstaganden.csv?{query}"))
        [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        assert row["avvikande synpunkter"] == f"oppositionen i Härnösands kommun: {why}", query


def test_words_that_several_stand_for_are_told_once():
    position = Position(item=AgendaItem())
    told = {"Härnösands kommun": "Nej.", "Timrå kommun": "Av andra skäl.", "Ånge kommun": "Nej."}
    position.item.dissent = [SimpleNamespace(whose=whose, text=text) for whose, text in told.items()]
    whose = (("Härnösands kommun och Ånge kommun", "Nej.", False), ("Timrå kommun", "Av andra skäl.", False))
    assert position.told_dissents() == whose


def test_a_row_says_how_many_have_taken_their_formal_decision(client, three):
    position = Position.objects.get(item__title="Skola")
    answers = {"timra": "decided", "ange": "not_answered", "kramfors": "declined", "sundsvall": "not_needed"}
    for slug, status in answers.items():
        home = Organisation.objects.get(slug=slug)
        on = "" if status == "not_needed" else "förra året"
        position.decisions.create(organisation=home, status=status, decided_note=on)
    told = {row.title: row.taken for row in asked().rows}
    assert told == {"Forskning": (), "Skola": (1, 3, 5), "Järnväg": ()}
    page = client.get(REGISTER).content.decode()
    assert page.count("1 av 3 har fattat formellt beslut, 5 ej antecknade") == 1


def test_the_form_sends_along_what_is_chosen_outside_it(client, three):
    page = client.get(f"{REGISTER}?utfall=avvikande&ar=2024&mal=1.1").content.decode()
    assert '<input type="hidden" name="utfall" value="avvikande">' in page
    assert '<input type="hidden" name="ar" value="2024">' in page
    assert page.count('name="mal"') == 1


def test_what_is_counted_reads_nothing_that_moves_no_generation(secretary, member, official, outsider):
    for person in (AnonymousUser(), secretary, member, official, outsider):
        sql, _ = _hits.told(Position.objects.shown_to(person))
        told = " ".join([sql, *_told_of_hits({})])
        tables = set(re.findall(r"(?:FROM|JOIN) \"?(\w+_\w+)", told))
        assert tables - read().keys() == set(), person
        assert {"meetings_position", "meetings_dissentingopinion", "councils_seat"} <= tables
