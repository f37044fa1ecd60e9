"""What an attacker may send: strange days and characters, others' things, forged addresses."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from councils import sheets
from councils.models import Person
from meetings.models import Document
from meetings.workflow.document import attach_document
from tests import acts

DAYS = ["0001-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "20260301", "-1", "1e9", " ", "'--"]
ASKING_FOR_A_DAY = ["/rad/regionala-samverkansradet/", "/kansli/platser/"]


@pytest.mark.parametrize("day", DAYS)
def test_no_day_asked_for_breaks_a_page(client, secretary, day):
    client.force_login(secretary)
    assert [client.get(page, {"dag": day}).status_code for page in ASKING_FOR_A_DAY] == [200, 200]


def test_the_public_is_told_that_a_day_to_come_is_not_shown(client, db):
    page = client.get(ASKING_FOR_A_DAY[0], {"dag": "9999-12-31"})
    assert "Välj en dag som har varit" in page.content.decode()


@pytest.mark.parametrize("words", ["ord " * 900, "x" * 70_000, "a-" * 150 + "a", "å" * 301])
@pytest.mark.parametrize("place", ["/stallningstaganden/", "/kansli/personer/", "/kansli/inloggningar/"])
def test_what_nobody_can_look_for_is_told_in_a_sentence(client, administrator, place, words):
    client.force_login(administrator)
    answer = client.get(place, {"q": words})
    assert (answer.status_code, "Skriv högst 20 ord." in answer.content.decode()) == (200, True)


@pytest.mark.parametrize(
    "place", ["/stallningstaganden/", "/kansli/personer/", "/kansli/inloggningar/", "/kansli/journal/"]
)
def test_no_more_can_be_looked_for_than_an_address_holds(client, administrator, place):
    client.force_login(administrator)
    forms = re.findall(r'<form[^>]*method="get".*?</form>', client.get(place).text, re.DOTALL)
    fields = re.findall(r'<input[^>]*type="(?:search|text)"[^>]*>', "".join(forms))
    assert fields
    assert [field for field in fields if 'maxlength="300"' not in field] == []


@pytest.mark.parametrize(
    ("address", "status"),
    [("/stallningstaganden/?q=%00", 200), ("/strategi/mal/%00/", 404), ("/kansli/personer/?q=%00", 200)],
)
def test_a_null_character_never_reaches_the_database(client, secretary, address, status):
    client.force_login(secretary)
    answer = client.get(address)
    is_told = "tecken som inte går att läsa" in answer.content.decode()
    assert (answer.status_code, is_told) == (status, status == 200)


def test_nobody_reads_about_another_person_by_guessing_a_number(
    client, db, chair, member, opposition, official
):
    for reader in (chair, member, opposition, official):
        client.force_login(reader)
        people = Person.objects.order_by("pk").values_list("pk", flat=True)
        open_to = {pk for pk in people[:40] if client.get(reverse("person", args=[pk])).status_code == 200}
        assert open_to <= {reader.pk}


def test_a_document_is_not_reached_by_way_of_another_meeting(client, regional, grand, secretary, outsider):
    """The number of a document counts only below its own meeting, also where the reader may read that one."""
    hidden = acts.summoned(regional)
    document = ContentFile(b"hemligt", name="a.pdf")
    attach_document(hidden, document, item=hidden.items.get(), by=secretary, title="Hemlig")
    readable = acts.summoned(grand)
    document = Document.objects.get()
    client.force_login(outsider)
    for meeting in (hidden, readable):
        assert client.get(meeting.url("document", document.pk)).status_code == 404
    client.force_login(secretary)
    mine = client.get(hidden.url("document", document.pk))
    assert (mine.status_code, mine.getvalue()) == (200, b"hemligt")
    assert client.get(readable.url("document", document.pk)).status_code == 404
    client.post(readable.url("document_removal", document.pk))
    assert Document.objects.filter(pk=document.pk).exists()


def test_a_dissent_is_not_withdrawn_by_another_nor_by_way_of_another_meeting(
    client, regional, grand, member, opposition
):
    meeting, other = acts.summoned(regional), acts.summoned(grand)
    dissent = acts.dissent(meeting.items.get(), opposition)
    for person, through in ((member, meeting), (opposition, other)):
        client.force_login(person)
        answer = client.post(through.url("dissent_withdrawal", dissent.pk))
        assert answer.status_code in (403, 404)
    dissent.refresh_from_db()
    assert dissent.withdrawn_at is None


def test_a_seat_is_not_reached_by_way_of_another_council(client, regional, grand, secretary):
    client.force_login(secretary)
    seat = regional.seats.first()
    assert client.get(reverse("seat", args=[regional.slug, seat.pk])).status_code == 200
    assert client.get(reverse("seat", args=[grand.slug, seat.pk])).status_code == 404


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:///evil.example",
    ],
)
def test_no_answer_leads_out_of_the_portal(client, member, there):
    client.force_login(member)
    assert client.post("/logga-ut/", {"next": there}).url == "/"


def test_a_forged_host_is_refused_and_never_repeated(client, settings, db):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert (
        "evil.example" not in client.get("/", headers={"x-forwarded-host": "evil.example"}).content.decode()
    )


def test_a_session_that_somebody_else_chose_is_not_signed_in(settings, db):
    settings.DEMO = True
    victim = Client()
    victim.cookies["sessionid"] = "chosen" * 5 + "ab"
    victim.post("/demo/", {"role": "member"})
    assert victim.cookies["sessionid"].value != "chosen" * 5 + "ab"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_written_as_a_formula(start):
    assert sheets.safe(f"{start}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])  # no name has a line break
def test_no_cell_of_a_file_is_taken_for_a_formula(client, secretary, administrator, start):
    Person.objects.filter(pk=secretary.pk).update(name=f"{start}HYPERLINK(1)")
    client.force_login(administrator)
    client.post(reverse("person_export", args=[secretary.pk]))
    told = b"".join(client.get(reverse("journal_csv")).streaming_content).decode("utf-8-sig")
    assert not re.search(r'(^|;)"?[=+\-@\t\r]', told, re.MULTILINE)
