"""What comes in of positions from before the portal, and where it stands."""

import io
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse
from openpyxl import load_workbook

from councils.models import Organisation
from meetings.models import (
    AgendaItem,
    Document,
    FormalDecision,
    Meeting,
    Position,
)
from meetings.positions.register import look_up
from meetings.retellings.review import review
from meetings.workflow.retelling import bring_in
from meetings.workflow.search import index_all_that_waits
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from tests import acts
from tests.meetings.retellings.rows import (
    DECISION,
    DISSENT,
    SOURCE,
    brought,
    errors,
    kept,
    minutes_file,
    objects,
    row,
)


def test_all_of_a_row_comes_in_and_is_marked(client, secretary, regional):
    facts = {"Diarienummer": "0042", "Protokoll": "2019-05-03", "Rådets dåvarande namn": "Politiska rådet"}
    brought(row(**facts, **DISSENT, **DECISION), files=[minutes_file()])
    position = Position.objects.get()
    assert (position.designation, position.council_name, position.points) == (
        "RSR 3/2019",
        "Politiska rådet",
        ["Vi bygger.", "Vi kör."],
    )
    assert position.item.registry_number == "0042"
    [dissent] = position.dissents
    assert (dissent.whose, dissent.text, dissent.author) == (
        "Timrå kommun",
        DISSENT["Avvikande synpunkt"],
        "",
    )
    decision = FormalDecision.objects.get()
    assert (decision.organisation_name, decision.status, decision.registry_number) == (
        "Sundsvalls kommun",
        "decided",
        "0042",
    )
    page = client.get(position.get_absolute_url()).content.decode()
    for told in (
        "Infört i efterhand",
        f"av {secretary}",
        SOURCE,
        "Vi avstår.",
        "Det är för dyrt.",
        "Sundsvalls kommun",
    ):
        assert told in page, told
    answer = client.get(Document.objects.get().get_absolute_url())
    assert b"".join(answer).startswith(b"%PDF-")


PUBLIC = ("positions", "positions_atom", "positions_json", "positions_csv")


def test_it_stands_in_the_register_the_search_the_feeds_and_the_open_data(client, db):
    brought(row(**DISSENT))
    for name in PUBLIC:
        told = b"".join(client.get(reverse(name))).decode()
        assert ("Tåg till kusten" in told, "Timrå" in told) == (True, True), name
    index_all_that_waits()
    found = client.get(reverse("search"), {"q": "tåget"}).content.decode()
    assert Position.objects.get().get_absolute_url() in found
    [told] = json.loads(b"".join(client.get(reverse("positions_json"))))["positions"]
    assert (told["brought_in_afterwards"], told["source"].splitlines()[-1]) == (True, SOURCE)
    assert "citation" in client.get(Position.objects.get().get_absolute_url()).content.decode()


def test_the_interface_for_programs_knows_no_clock_of_it_and_tells_its_source(client, db):
    brought(row())
    [meeting], [paper] = objects(client, "meeting"), objects(client, "paper")
    told = [meeting.get(term) for term in ("meetingState", "start", "end", "samverkansportalen:source")]
    assert told == ["durchgeführt", None, None, SOURCE]
    assert paper["samverkansportalen:source"] == Position.objects.get().source
    assert "number" not in meeting["agendaItem"][0]


def test_its_dissent_is_counted_and_found_by_its_organisation(db):
    brought(row(), row(Nummer="4/2019", Rubrik="Vatten", **DISSENT))
    found = look_up(QueryDict("avviker=timra"), AnonymousUser())
    assert [each.title for each in found.rows] == ["Vatten"]
    [homes] = [each for each in found.choices if each.name == "avviker"]
    assert homes.groups == (("", (("timra", "Timrå kommun (1)"),)),)


def test_its_dissent_is_in_the_report_of_its_organisation(client, db):
    brought(row(**DISSENT))
    sheets = load_workbook(io.BytesIO(client.get("/uppfoljning/rapport.xlsx?ar=2019&org=timra").content))
    told = " ".join(str(cell.value) for [cell] in sheets["Sammanfattning"].iter_rows(max_col=1))
    assert "Vid 1 av dem lämnades en avvikande synpunkt därifrån." in told


@pytest.mark.both
def test_the_register_is_narrowed_to_whose_dissent_is_retold(client, db):
    brought(row(**DISSENT), row(Nummer="4/2019", Rubrik="Buss"))
    timra = Organisation.objects.get(slug="timra")
    page = client.get(reverse("positions"), {"avviker": timra.slug})
    found = page.context["found"]
    [choice] = [choice for choice in found.choices if choice.name == "avviker"]
    assert choice.groups[0][1] == ((timra.slug, f"{timra.name} (1)"),)
    assert [told.title for told in found.rows] == ["Tåg till kusten"]


def test_an_organisations_report_tells_of_its_dissent_that_is_retold(client, db):
    brought(row(**DISSENT))
    content = b"".join(client.get("/uppfoljning/rapport.xlsx?ar=2019&org=timra"))
    told = " ".join(str(row[0]) for sheet in load_workbook(io.BytesIO(content)) for row in sheet.values)
    assert "Vid 1 av dem lämnades en avvikande synpunkt därifrån." in told


@pytest.mark.parametrize("reader", [None, "secretary", "member", "preparatory"])
def test_every_page_of_it_opens_for_everyone(client, db, reader, regional):
    brought(row(**DISSENT, **DECISION))
    if reader:
        client.force_login(person_for(reader))
    item = AgendaItem.objects.get(position__isnull=False)
    timra = Organisation.objects.get(slug="timra")
    pages = [item.get_absolute_url(), item.meeting.get_absolute_url(), timra.get_absolute_url()]
    pages += [reverse("council_meetings", args=[regional.slug]), reverse("start")]
    assert [client.get(page).status_code for page in pages] == [200] * 5
    assert "Vi avstår." in client.get(pages[0]).content.decode()


def test_the_same_file_twice_changes_nothing(office):
    brought(row(**DISSENT), row(Nummer="", Rubrik="Annat"))
    retelling = kept(row(**DISSENT), row(Nummer="", Rubrik="Annat"))
    found = review(retelling, person_for("secretary"))
    assert (len(found.existing), found.new, found.faulty) == (2, [], [])
    assert "Allt i filen finns redan i registret" in office.get(retelling.get_absolute_url()).content.decode()
    with pytest.raises(Refused):
        bring_in(retelling, by=person_for("secretary"), seen=found.state)
    assert Position.objects.count() == 2


def test_what_is_in_the_register_is_never_said_otherwise(db):
    brought(row(**DISSENT))
    assert errors(row()) == [(2, "Nummer")]  # without its dissent
    assert errors(row(**DISSENT) | {"Ställningstagande": "Annat."}) == [(2, "Nummer")]
    assert errors(row(Nummer="9", **DISSENT)) == [(2, "Nummer")]


def test_more_of_a_day_joins_the_meeting_that_is_there(db):
    brought(row())
    brought(row(), row(Nummer="4", Rubrik="Annat"))
    assert list(
        Meeting.objects.exclude(source="").get().items.values_list("number", "title").order_by("number")
    ) == [
        (1, "Tåg till kusten"),
        (2, "Annat"),
    ]


def test_the_same_title_and_number_in_two_councils_get_an_address_each(db):
    brought(row(), row(Råd="SSR"))
    assert len({each.get_absolute_url() for each in Position.objects.all()}) == 2


def test_the_next_position_of_the_year_goes_on_from_what_came_in(regional):
    acts.published(acts.held(regional))
    position = Position.objects.get()
    brought(row(Antaget=f"{position.year}-01-02", Nummer=f"{position.number + 5}"))
    acts.published(acts.held(regional))
    assert Position.objects.latest("pk").number == position.number + 6


def test_all_comes_in_or_nothing_and_only_what_was_seen(db):
    retelling = kept(row(Nummer="9"))
    with pytest.raises(Refused, match="Granska den igen"):
        bring_in(retelling, by=person_for("secretary"), seen="annat")
    brought(row())
    state = review(
        wrong := kept(row(Nummer="4", Rubrik="B"), row(Nummer="5", Mål="")), person_for("secretary")
    ).state
    with pytest.raises(Refused, match="måste rättas"):
        bring_in(wrong, by=person_for("secretary"), seen=state)
    assert Position.objects.count() == 1
