"""A dissent from the opposition is named as such wherever it stands, whatever its author is called."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from councils.models import JournalEntry, Person
from meetings.models import Feedback, Position
from meetings.pdf import position_pdf
from meetings.workflow.dissent import withdraw_dissent
from tests import acts

OWN = "Oppositionen i Härnösands kommun"


@pytest.fixture
def named(opposition):
    Person.objects.filter(pk=opposition.pk).update(name="Anna Åsell")
    return Person.objects.get(pk=opposition.pk)


@pytest.fixture
def position(regional, named):
    acts.published(acts.held(regional, dissent_by=named))
    return Position.objects.get()


def test_pages_and_papers_name_it_at_its_author(client, position):
    for place, told in (
        (position.get_absolute_url(), "</strong>, Anna Åsell, opposition</p>"),
        (position.item.get_absolute_url(), "</strong>, Anna Åsell, opposition</p>"),
        (position.item.meeting.url("minutes"), "</strong>, Anna Åsell, Ledamot, opposition</p>"),
    ):
        assert told in client.get(place).content.decode(), place
    assert "Anna Åsell, opposition" in PdfReader(BytesIO(position_pdf(position))).metadata["/Subject"]


def test_the_register_lists_it_as_the_oppositions(client, position):
    page = client.get("/stallningstaganden/").content.decode()
    told = [
        f"Avvikande synpunkt från {whose}:" in page
        for whose in (OWN[0].lower() + OWN[1:], "Härnösands kommun")
    ]
    assert told == [True, False]


def test_an_organisation_has_dissented_itself_only_where_its_line_was(client, position):
    page = client.get("/organisationer/harnosand/")
    assert [count for count, _ in page.context["dissented"]] == [0, 1]
    assert "Organisationen har inte lämnat någon avvikande synpunkt" in page.content.decode()


def test_what_it_takes_home_names_it_as_the_oppositions(client, position, named):
    client.force_login(named)
    page = client.get(Feedback.objects.get(organisation__slug="harnosand").get_absolute_url())
    assert "Er avvikande synpunkt" not in page.content.decode()
    assert "<h2>Avvikande synpunkt från oppositionen i Härnösands kommun om ”" in page.content.decode()
    told = "Avvikande synpunkt från oppositionen i Härnösands kommun (Anna Åsell) står ordagrant"
    assert told in page.context["package"].text


def test_whoever_lodges_one_is_told_whose_it_is_and_so_is_the_journal(client, regional, named):
    item = acts.summoned(regional, days=-1).items.get()
    client.force_login(named)
    told = "<strong>oppositionen i Härnösands kommun</strong>. Den är din egen och ändrar inte"
    assert told in client.get(item.url("item_dissent")).content.decode()
    lodged = acts.dissent(item, named)
    withdraw_dissent(lodged, by=named)
    entries = JournalEntry.objects.filter(act__endswith="_dissent").order_by("pk")
    assert [each.sentence for each in entries] == [
        f"{OWN} lämnade en avvikande synpunkt.",
        f"{OWN} tog tillbaka sin avvikande synpunkt.",
    ]
