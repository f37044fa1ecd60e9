"""The lists of the follow-up as files: the same rows, and nothing that not everyone may read."""

import csv
import io
import json
import re
from html import unescape
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from meetings.follow_up.lists import LISTINGS
from meetings.views import follow_up_overview as views
from strategy.models import FocusArea
from tests import acts
from tests.meetings.follow_up.conftest import book, by_heading, decide


def table(client, listing, query=""):
    answer = client.get(f"/uppfoljning/{listing}.csv?{query}")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))


def whole(client, query=""):
    return json.loads(client.get(f"/uppfoljning.json?{query}").getvalue())


def test_a_formal_decision_never_comes_without_the_dissent(client, decided, train):
    _, row = table(client, "formella-beslut", "org=timra&lage=fattat")
    assert row == {
        "Beteckning": train.designation,
        "Ställningstagande": "Tåg",
        "Avvikande synpunkt från": "oppositionen i Härnösands kommun",
        "Organisation": "Timrå kommun",
        "Läge": "Beslutat",
        "Organ": "Kommunstyrelsen",
        "Planerad dag": "",
        "Fattat den": str(train.adopted_on.replace(month=4, day=9)),
        "Om dagen": "",
        "Paragraf": "",
        "Diarienummer": "",
        "Länk": "",
        "Anmärkning": "",
        "Rättat eller ändrat av": "",
        "Rättat den": "",
        "Adress": f"http://testserver{train.get_absolute_url()}",
    }


@pytest.mark.pdf
def test_the_remark_of_a_formal_decision_is_in_every_file_as_on_the_page(client, train):
    note = "Med ändringen att båtarna också tas med."
    decide(train, "timra", "decided", decided_on=train.adopted_on, note=note)
    assert note in client.get(train.get_absolute_url()).content.decode()
    [row, *_] = table(client, "formella-beslut", "org=timra")
    assert row["Anmärkning"] == note
    positions = json.loads(b"".join(client.get("/stallningstaganden.json")))["positions"]
    of_positions = [row for each in positions for row in each["formal_decisions"]]
    for told in (of_positions, whole(client)["formal_decisions"]):
        noted = [(each["organisation"], each["note"]) for each in told if each["note"]]
        assert noted == [("Timrå kommun", note)]
    sheet = book(client, f"ar={train.year}&org=timra")["Formella beslut"]
    assert note in sheet[1][-1]
    decide(train, "ange", "not_needed", note="Vi är redan med.")
    paper = PdfReader(io.BytesIO(client.get(train.url("position_pdf")).getvalue()))
    words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert note in words
    assert "Ånge kommun (Vi är redan med.)" in words


def test_an_item_says_its_goal_in_the_words_of_then(client, meeting):
    goal = acts.goal("1.1")
    goal.title = "Nya ord"
    goal.save()
    rows = {row["Ärende"]: row for row in table(client, "arenden")}
    assert rows["Tåg"]["Mål"] == "1.1 Samordnat påverkansarbete gentemot nationell och internationell nivå"
    assert [rows["Tåg"][name] for name in ("Social", "Ekologisk", "Ekonomisk")] == ["Ja", "Ja", "Nej"]
    assert rows["Läget"]["Mål"] == "1.1 Nya ord"
    page = client.get("/uppfoljning/arenden/").content.decode()
    # On the page, which has less room, the three are one.
    told = "Social och ekologisk</td>", ">Hållbarhet</th>", ">Ekologisk</th>"
    assert [page.count(words) for words in told] == [1, 1, 0]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("utfall=antaget", {"Tåg", "Skola"}),
        ("utfall=samsyn", {"Skola"}),
        ("utfall=avvikande", {"Tåg"}),
        ("utfall=ingen-samsyn", {"Hamn"}),
        ("utfall=noterat", {"Läget"}),
        ("utfall=stallning", {"Tåg", "Skola", "Hamn"}),
        ("mal=1", {"Tåg", "Skola", "Läget"}),
        ("mal=1.2", {"Skola"}),
        ("av=timra", {"Tåg"}),
        ("av=ingen", {"Skola", "Hamn"}),
        ("saknas=social", {"Skola", "Hamn"}),
        ("saknas=ekonomisk", {"Tåg", "Skola", "Hamn"}),
    ],
)
def test_the_items_are_narrowed_by_what_the_address_asks_for(client, meeting, query, titles):
    assert {row["Ärende"] for row in table(client, "arenden", query)} == titles


def test_the_file_of_all_lists_has_the_rows_of_each(client, decided, last_year):
    told = whole(client, f"ar={last_year}")
    lists = {each.key: len(table(client, each.name, f"ar={last_year}")) for each in LISTINGS.values()}
    assert {key: len(told[key]) for key in lists} == lists
    assert lists["formal_decisions"] == 18


def test_those_of_whom_nothing_is_recorded_are_the_last_rows(client, decided, last_year, monkeypatch):
    states = [row["Läge"] for row in table(client, "formella-beslut", f"ar={last_year}")]
    silent = states.count("Ej antecknat")
    assert 0 < silent < len(states)
    assert set(states[-silent:]) == {"Ej antecknat"}
    assert len(table(client, "formella-beslut", f"ar={last_year}&lage=ej-antecknat")) == silent
    monkeypatch.setattr(views, "PAGE", 5)
    told = []
    for page in range(1, 2 + len(states) // 5):
        answer = client.get(f"/uppfoljning/formella-beslut/?ar={last_year}&sida={page}")
        assert f"{len(states)} rader" in answer.content.decode()
        told += [by_heading(row)["Läge"] for row in answer.context["rows"]]
    assert told == states
    one = [row["Läge"] for row in table(client, "formella-beslut", f"ar={last_year}&org=timra")]
    assert client.get(f"/uppfoljning/formella-beslut/?ar={last_year}&org=timra").context[
        "page"
    ].paginator.count == len(one)


def test_the_items_of_a_goal_say_that_they_serve_it(client, meeting):
    found = table(client, "arenden", "mal=1.2")
    assert [(row["Ärende"], row["Fler mål"][:4]) for row in found] == [("Skola", "1.2 ")]
    for row in table(client, "arenden"):
        assert bool(row["Fler mål"]) == (row["Ärende"] == "Skola")
    [row] = client.get("/uppfoljning/arenden/?mal=1.2").context["rows"]
    shown = by_heading(row)
    assert "Fler mål" not in shown
    assert str(shown["Mål"]).splitlines()[1].startswith("Även 1.2")


def test_the_workbook_has_a_sheet_for_each_list(client, decided, last_year):
    book = load_workbook(io.BytesIO(client.get(f"/uppfoljning.xlsx?ar={last_year}").content))
    told = {sheet.title: sheet.max_row - 1 for sheet in book}
    assert told == {
        each.title: len(table(client, each.name, f"ar={last_year}")) for each in LISTINGS.values()
    }


def test_a_workbook_that_would_be_too_large_is_refused_with_a_sentence(client, decided, monkeypatch):
    monkeypatch.setattr(views, "MOST_IN_A_WORKBOOK", 3)
    answer = client.get("/uppfoljning.xlsx")
    assert (answer.status_code, "Hämta ett år, eller CSV." in answer.content.decode()) == (400, True)


def told_in(answer):
    """The content; of a file of Word's the text, since the archive around it says when it was made."""
    content = answer.getvalue()
    return ZipFile(io.BytesIO(content)).read("word/document.xml") if content[:2] == b"PK" else content


@pytest.mark.parametrize(
    "address", ["/uppfoljning/arenden.csv", "/uppfoljning.json", "/uppfoljning/rapport.pdf"]
)
def test_a_file_is_the_same_whoever_asks(client, regional, meeting, secretary, address):
    acts.held(regional, {"title": "Ännu hemligt"})
    before = told_in(client.get(f"{address}?ar={meeting.date.year}"))
    client.force_login(secretary)
    assert told_in(client.get(f"{address}?ar={meeting.date.year}")) == before
    assert "Ännu hemligt" not in client.get("/uppfoljning/arenden.csv").getvalue().decode()


def test_a_list_that_is_not_there_is_not_found(client, db):
    for address in ("/uppfoljning/annat/", "/uppfoljning/annat.csv", "/uppfoljning/arenden/?utfall=nej"):
        assert client.get(address).status_code == 404


def test_a_list_has_no_column_in_which_nothing_stands_on_the_page_but_whose_dissent_a_position_has(
    client, decided
):
    def columns(query):
        shown = client.get(f"/uppfoljning/formella-beslut/?{query}").content.decode()
        return re.findall(r'<th scope="col"[^>]*>([^<]+)<', shown)

    always = ["Beteckning", "Ställningstagande", "Avvikande synpunkt från", "Organisation", "Läge"]
    assert columns("org=timra") == [*always, "Organ", "Fattat den"]
    assert columns("org=ange&lage=behovs-inte") == always


def test_the_areas_of_an_item_have_a_line_each_on_the_page_and_their_edition_in_the_file(client, regional):
    areas = [*FocusArea.objects.filter(code__in=("F2", "F4"))]
    acts.published(acts.held(regional, {"title": "Tåg och pengar", "focus_areas": areas}))
    shown = [by_heading(row) for row in client.get("/uppfoljning/arenden/").context["rows"]]
    [cell] = [row["Fokusområden"] for row in shown if str(row["Ärende"]) == "Tåg och pengar"]
    assert str(cell).splitlines() == [each.coded for each in areas]
    [told] = [row["Fokusområden"] for row in table(client, "arenden") if row["Ärende"] == "Tåg och pengar"]
    assert told.split("; ") == [each.in_edition for each in areas]
    lines = "".join(f"<li>{each.coded}</li>" for each in areas)
    assert f'<ul class="plain follow-lines">{lines}</ul>' in unescape(
        client.get("/uppfoljning/arenden/").content.decode()
    )
    [item] = [each for each in whole(client)["items"] if each["title"] == "Tåg och pengar"]
    assert item["focus_areas"] == [each.in_edition for each in areas]
    assert item["further_goals"] == []
