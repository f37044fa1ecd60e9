"""What came of positions, in every channel: for all to read where the position is, and nowhere before."""

import csv
import io
import json

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate as today
from openpyxl import load_workbook
from PIL import Image

from councils.models import Organisation
from meetings.models import AgendaItem, Commitment, Funding, Position, Result, Review, Undertaking
from meetings.positions.share_picture import picture_of, words_of
from meetings.workflow import follow_up as verbs
from meetings.workflow.decision import record_decision
from meetings.workflow.item import continue_item
from meetings.workflow.search import index_all_that_waits
from rus_portal.core.share_picture import SANS, SERIF, shortened, wrapped
from rus_portal.demo.people import person_for
from tests import acts

WORDS = ("Vi räknar på det.", "Tågen går till kusten.", "Fonden för tåg")


def follow(position, number=1):
    secretary = person_for("secretary")
    timra = Organisation.objects.get(slug="timra")
    for nth in range(number):
        what, text, programme = (word + " igen" * nth for word in WORDS[:3])  # the same is kept once
        verbs.undertake(position, timra, by=secretary, what=what, due=today())
        picture = {"picture": acts.photo(), "picture_text": "Ett grönt fält."}
        told = {"text": text, "happened_on": today()}
        verbs.tell_result(position, timra, by=secretary, **told, **picture)
        facts = {"programme": programme, "status": "sought", "sought": 1000, "shares": [(timra, 5)]}
        verbs.record_funding(position, by=secretary, **facts)


@pytest.fixture
def public(regional, opposition):
    return acts.published(acts.held(regional, dissent_by=opposition)).meeting.items.get().position


@pytest.fixture
def hidden(regional):
    """Its minutes are approved, so that it is followed up, but not published."""
    return acts.approved(acts.held(regional)).meeting.items.get().position


def channels(position):
    names = ("positions_atom", "positions_json", "positions_csv", "positions_xlsx", "positions", "start")
    yield from (reverse(name) for name in names)
    yield from (position.get_absolute_url(), f"{position.get_absolute_url().rstrip('/')}.pdf")
    yield from ("/strategi/mal/1.1/", "/organisationer/timra/", position.item.get_absolute_url())
    yield f"/sok/?q={WORDS[1]}"


def text(client, address):
    answer = client.get(address)
    content = b"".join(answer)
    if "spreadsheet" in answer["Content-Type"]:
        sheets = load_workbook(io.BytesIO(content)).worksheets
        return " ".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)
    return content.decode(errors="replace")


def test_what_came_of_a_position_that_is_not_published_is_in_no_channel(client, hidden):
    follow(hidden)
    found = [(place, word) for place in channels(hidden) for word in WORDS if word in text(client, place)]
    assert found == [(f"/sok/?q={WORDS[1]}", WORDS[1])], "only in the field of the search itself"
    for place in (hidden.url("position_picture"), hidden.url("result_picture", Result.objects.get().pk)):
        assert client.get(place).status_code == 404
    client.force_login(person_for("member"))
    assert client.get(hidden.url("result_picture", Result.objects.get().pk)).status_code == 200
    assert client.get(hidden.url("position_picture")).status_code == 404


def test_the_goal_tells_it_with_the_position_and_its_dissent(client, public):
    follow(public)
    verbs.review_position(public, by=person_for("secretary"), review_on=today())
    page = client.get("/strategi/mal/1.1/")
    after = page.content.decode().partition('id="resultat"')[2]
    assert [word for word in WORDS if word not in after] == []
    assert after.count(f"med avvikande synpunkt från {public.dissents[0].whose}") == 4


def test_the_json_has_all_of_it(client, public):
    follow(public)
    [told] = json.loads(text(client, reverse("positions_json")))["positions"]
    [commitment], [result], [funding] = told["commitments"], told["results"], told["financing"]
    assert (commitment["what"], commitment["status"]) == (WORDS[0], "planned")
    assert (result["text"], result["picture_text"]) == (WORDS[1], "Ett grönt fält.")
    assert result["picture"].endswith(public.url("result_picture", Result.objects.get().pk))
    assert (funding["sought"], funding["shares"]) == (1000, [{"organisation": "Timrå kommun", "amount": 5}])


def test_own_shares_are_numbers_to_programs_and_words_to_people(client, public):
    timra = Organisation.objects.get(slug="timra")
    facts = {"programme": "Fonden", "status": "sought", "sought": 9_000_000, "shares": [(timra, 1_200_000)]}
    verbs.record_funding(public, by=person_for("secretary"), **facts)
    [told] = json.loads(b"".join(client.get("/uppfoljning.json")))["financing"]
    assert told["shares"] == [{"organisation": "Timrå kommun", "amount": 1_200_000}]
    table = b"".join(client.get("/uppfoljning/finansiering.csv")).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(table), delimiter=";")
    assert row["Egna andelar, kr"] == "Timrå kommun: 1200000"
    assert "Timrå kommun: 1\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}000" in (
        client.get("/uppfoljning/finansiering/").content.decode()
    )


def test_the_workbook_has_a_sheet_of_each_and_the_csv_a_cell(client, public):
    follow(public)
    book = load_workbook(io.BytesIO(b"".join(client.get(reverse("positions_xlsx")))))
    rows = {sheet.title: list(sheet.values)[1] for sheet in book}
    assert list(rows) == ["Ställningstaganden", "Åtaganden", "Resultat", "Finansiering"]
    assert rows["Finansiering"] == (
        *(public.designation, WORDS[2], "Sökt", 1000, None, None),
        *("Timrå kommun", 5, None, None),
    )
    lines = csv.DictReader(
        io.StringIO(text(client, reverse("positions_csv")).lstrip("\ufeff")), delimiter=";"
    )
    [row] = lines
    assert (row["åtaganden"], row["finansiering"]) == (
        f"Timrå kommun: {WORDS[0]} (Planerat)",
        f"{WORDS[2]}: Sökt",
    )


FOUND = {  # asked for in another form than the words have
    "kustens": ("Resultat från Timrå kommun: Tågen går till ", "kusten"),
    "räkna": ("Åtagande från Timrå kommun: Vi ", "räknar"),
    "fonder": ("Finansiering: ", "Fonden"),
}


@pytest.mark.both
@pytest.mark.parametrize("asked", FOUND)
def test_a_position_is_found_by_what_came_of_it_with_its_dissent(client, public, asked):
    index_all_that_waits()
    follow(public)
    [hit] = client.get("/sok/", {"q": asked}).context["found"].hits
    assert tuple(text for text, _ in hit.position.passage[:2]) == FOUND[asked]
    assert hit.position.dissents[0][0] == public.dissents[0].whose


@pytest.mark.both
def test_a_position_is_found_by_no_result_that_is_corrected_or_withdrawn(client, public):
    index_all_that_waits()
    follow(public)
    secretary = person_for("secretary")
    told = {"text": "Bussar går dit.", "happened_on": today(), "picture_text": "Ett grönt fält."}
    corrected = verbs.correct_result(Result.objects.get(), by=secretary, **told)
    found = {word: len(client.get("/sok/", {"q": word}).context["found"].hits) for word in ("kusten", "buss")}
    assert found == {"kusten": 0, "buss": 1}
    verbs.withdraw_told(corrected, by=secretary, reason="Fel år.")
    assert not client.get("/sok/", {"q": "buss"}).context["found"].hits


@pytest.fixture
def paper(client, public, monkeypatch):
    """What its PDF is printed from."""
    said = []
    monkeypatch.setattr("rus_portal.core.pdf._printed", lambda html: said.append(html) or b"%PDF-")

    def printed():
        client.get(f"{public.get_absolute_url().rstrip('/')}.pdf")
        return said[-1]

    return printed


def test_the_paper_tells_it_as_the_page_does(public, paper):
    follow(public)
    secretary = person_for("secretary")
    verbs.review_position(public, by=secretary, review_on=None, reviewed_on=today(), text="Det gäller än.")
    told = ("Ett grönt fält.", "Sökt: 1\N{NO-BREAK SPACE}000", "Timrå kommun: 5", "Det gäller än.")
    assert [words for words in (*WORDS, *told) if words not in paper()] == []


def test_the_paper_tells_nothing_of_what_is_withdrawn(public, paper):
    follow(public)
    for row in (Undertaking.objects.get(), Result.objects.get(), Funding.objects.get()):
        verbs.withdraw_told(row, by=person_for("secretary"), reason="Fel år.")
    assert [word for word in WORDS if word in paper()] == []


def test_whoever_refers_to_a_position_names_who_dissents(client, public, paper):
    told = f", med avvikande synpunkt från {public.dissents[0].whose}."
    assert public.citation.endswith(told)
    assert public.citation in paper()
    assert public.citation in client.get(public.get_absolute_url()).content.decode()


def test_what_is_withdrawn_is_in_no_file(client, public):
    follow(public)
    for row in (Undertaking.objects.get(), Result.objects.get(), Funding.objects.get()):
        verbs.withdraw_told(row, by=person_for("secretary"), reason="Fel år.")
    found = [(place, word) for place in channels(public) for word in WORDS if word in text(client, place)]
    assert found == [(f"/sok/?q={WORDS[1]}", WORDS[1])]


@pytest.mark.parametrize("number", [1, 6])
@pytest.mark.parametrize(("who", "queries"), [(None, 15), ("secretary", 20)])
def test_the_page_asks_the_same_however_much_came_of_it(
    public, who, queries, number, django_assert_num_queries
):
    follow(public, number)
    client = Client()
    if who:
        client.force_login(person_for(who))
    client.get(public.get_absolute_url())
    with django_assert_num_queries(queries):
        client.get(f"{public.get_absolute_url()}?sida=1")


# The thread of the matter


def told(client, position):
    return [step.told for step in client.get(position.get_absolute_url()).context["thread"]]


def test_the_thread_leads_from_when_it_was_raised_to_what_came_of_it(client, regional, secretary, opposition):
    first = acts.summoned(regional, {"title": "Tåg"})
    acts.handle(first.items.get(), outcome="referred_back", text="")
    first = acts.close(first)
    earlier = first.items.get()
    meeting = acts.plan(regional, days=0)
    item = continue_item(earlier, meeting, by=secretary)
    acts.send(meeting)
    acts.dissent(item, opposition)
    acts.handle(AgendaItem.objects.get(pk=item.pk))
    position = acts.published(acts.close(meeting)).meeting.items.get().position
    timra = Organisation.objects.get(slug="timra")
    record_decision(position, timra, by=secretary, status="decided", decided_on=today())
    whose = position.dissents[0].whose
    taken = f"Rådet tog ställning, med avvikande synpunkt från {whose}"
    decided = "Timrå kommun fattade formellt beslut"
    assert told(client, position) == [taken, decided], "the earlier meeting is not open to everyone"
    acts.published(first)
    assert told(client, position) == ["Frågan återfördes till beredning", taken, decided]


# The share picture


def test_the_picture_is_of_the_right_size_and_made_once(client, public, settings, tmp_path):
    settings.PAPERS = tmp_path
    answer = client.get(public.url("position_picture"))
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    [kept] = tmp_path.glob("*.png")
    kept.write_bytes(b"kept")
    assert picture_of(public) == b"kept"


def test_the_picture_and_its_words_name_those_who_dissent(client, public):
    words = words_of(public)
    assert words.note == f"Med avvikande synpunkt från {public.dissents[0].whose}"
    page = client.get(public.get_absolute_url()).content.decode()
    for name in ("og:description", "og:image:alt"):
        tag = page.partition(f'<meta property="{name}" content="')[2].partition('"')[0]
        assert words.note in tag
    assert f'content="http://testserver{public.url("position_picture")}"' in page


def test_what_is_not_public_has_no_picture_to_share(client, hidden, member):
    client.force_login(member)
    assert "og:image" not in client.get(hidden.get_absolute_url()).content.decode()


def test_a_long_title_is_wrapped_and_never_cut_without_saying_so():
    title = "Gemensam kompetensförsörjning " * 30
    assert " ".join(wrapped(title, SERIF, 64)) == title.strip()
    lines = shortened(title, SERIF, 42, 5)
    assert (len(lines), lines[-1][-2:]) == (5, " …")
    assert shortened("Kort", SANS, 34, 1) == ["Kort"]
    assert "".join(wrapped("x" * 300, SERIF, 64)) == "x" * 300


# What the database refuses

REFUSED = pytest.raises((IntegrityError, InternalError), match="frozen")


def change(row, **facts):
    with REFUSED, transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**facts)


@pytest.mark.both
def test_what_is_told_is_neither_deleted_nor_given_to_another(public):
    follow(public)
    for row in (Undertaking.objects.get(), Result.objects.get(), Funding.objects.get()):
        change(row, organisation=Organisation.objects.get(slug="ange"))
        with REFUSED, transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")


@pytest.mark.both
def test_a_result_is_not_rewritten_and_nothing_withdrawn_is_changed(public):
    follow(public)
    change(Result.objects.get(), text="Annat.")
    for row in (Undertaking.objects.get(), Result.objects.get(), Funding.objects.get()):
        verbs.withdraw_told(row, by=person_for("secretary"), reason="Fel år.")
        change(row, reason="Annat.")
    change(Funding.objects.get().shares.get(), amount=7)


@pytest.mark.both
def test_a_review_stands(public):
    verbs.review_position(
        public, by=person_for("secretary"), review_on=None, reviewed_on=today(), text="Det står kvar."
    )
    change(Review.objects.get(), text="Annat.")


@pytest.mark.both
def test_nothing_comes_of_what_is_not_approved_nor_of_another_matter(regional, public):
    follow(public)
    other = acts.held(regional).items.get()
    change(Undertaking.objects.get(), position=other.position)
    noted = {"noted_at": timezone.now(), "noted_by": person_for("secretary")}
    change(
        Undertaking.objects.get(), minuted=Commitment.objects.create(item=other, who="A", what="B", **noted)
    )


@pytest.mark.both
def test_no_position_takes_its_own_place(public, regional):
    change(public, superseded_by=public)
    other = acts.published(acts.held(regional)).meeting.items.get().position
    Position.objects.filter(pk=public.pk).update(superseded_by=other)
    change(other, superseded_by=public)


@pytest.mark.both
def test_no_position_takes_the_place_of_another_councils(public, regional, grand):
    other = acts.published(acts.held(grand)).meeting.items.get().position
    change(public, superseded_by=other)
    earlier, later = [acts.held(regional, {"title": each}).items.get().position for each in ("Ett", "Två")]
    Position.objects.filter(pk=earlier.pk).update(superseded_by=later)
    change(later, council=grand)
