"""How the pages are filled: no half of one is left empty, and no row of a table stands alone."""

import pytest

from meetings import pdf
from meetings.positions.follow_up import CameOfIt
from tests import acts
from tests.pdf.records import agenda, formality, item, pages, position_item, read, record, seat

pytestmark = pytest.mark.pdf
PARAGRAPH = (
    "Samverkansrådet har tagit del av lägesbilden och ser att parterna behöver dra åt samma håll. " * 3
)


def lowest(page):
    """How far down the text of a page reaches: 0 at its head, 1 where the foot begins."""
    heights = []

    def see(text, cm, tm, font, size):
        if text.strip():
            heights.append(tm[5] * cm[3] + cm[5])

    page.extract_text(visitor_text=see)
    top, *_, foot = sorted({round(each) for each in heights}, reverse=True)
    body = [each for each in heights if each > foot + 12]
    return (top - min(body)) / (top - foot)


def first_on(page):
    """The text that stands highest below the running head."""
    seen = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, font, size: seen.append((-tm[5] * cm[3] - cm[5], text.strip()))
    )
    (head, _), *body = sorted(each for each in seen if each[1])
    return next(text for height, text in body if height > head + 12)


def test_a_position_with_long_dissents_leaves_no_page_half_empty():
    dissents = [
        {
            "organisation": "Timrå kommun",
            "person": f"Bo {n}",
            "role": "Ledamot, opposition",
            "text": PARAGRAPH * 3,
        }
        for n in range(3)
    ]
    items = [position_item(n, summary="\n\n".join([PARAGRAPH] * 3), dissents=dissents) for n in range(1, 5)]
    *sheets, _ = read(pdf.minutes_pdf(record(*items))).pages
    assert len(sheets) > 4
    assert min(lowest(page) for page in sheets) > 0.7


@pytest.mark.parametrize("count", [16, 57])
def test_no_row_of_those_who_were_there_stands_alone(count):
    people = [seat(f"Organisation {n}", f"Namn {n}") for n in range(count)]
    texts = pages(
        pdf.minutes_pdf(record(formality(1), attendance=[{"heading": "Ledamöter", "people": people}]))
    )
    assert not {sum(f"Namn {n}:" in text for n in range(count)) for text in texts} & {1, 2}


def test_a_proposed_position_of_many_points_leaves_no_page_half_empty(regional):
    points = "\n".join(
        ["Samverkansrådet ställer sig bakom en gemensam modell för länets alla kommuner. " * 3] * 6
    )
    texts = {"background": PARAGRAPH * 3, "proposed_position": points}
    meeting = acts.summoned(regional, *({"title": f"Ärende {n}", **texts} for n in range(4)), days=14)
    *sheets, _ = read(pdf.summons_pdf(meeting, agenda(meeting), whom_to_ask=True)).pages[1:]
    assert min(lowest(page) for page in sheets) > 0.65


def test_a_summons_of_eight_items_keeps_its_agenda_on_the_first_page(regional):
    texts = {"background": PARAGRAPH * 3, "presenters": "Chef för projektfinansiering, Region Västernorrland"}
    meeting = acts.summoned(
        regional,
        *({"title": f"Ärende {n} om gemensam etablering i länet, uppdrag", **texts} for n in range(8)),
        days=14,
    )
    sheets = pages(pdf.summons_pdf(meeting, agenda(meeting), whom_to_ask=True))
    assert "Mötets avslutande" in sheets[0]


def test_the_grid_of_a_draft_begins_on_the_first_page_and_breaks_no_name_in_the_middle():
    name = "Strukturfondspartnerskapet"
    told = {"moved": "kom till § 12 och lämnade mötet före § 14"}
    people = [
        seat(f"{name} {n}", f"Ledamot, {side}, {name}", role=f"Ledamot, {side}", **told)
        for n in range(8)
        for side in pdf.SIDES
    ]
    unapproved = record(approvals=[], attendance=[{"heading": "Ledamöter", "people": people}])
    first, second, *_ = pages(pdf.minutes_pdf(unapproved, draft=True))
    assert [first.count(f"{name} {n}") for n in range(3)] == [1, 1, 0]
    assert first.count(name) + second.count(name) == 8 * 3


def _position(regional):
    position = acts.held(regional).items.get().position
    for count in range(12, 30):
        position.goals = [{"code": "1.1", "title": "Ett mål", "primary": False}] * count
        yield pdf.position_pdf(position, came=CameOfIt([], [], [], []))


def _minutes(regional):
    mark = pdf.verification_mark("https://exempel.se/verifiera/1/", "")
    for count in range(18):
        told = record(formality(1), item(2, discussion="\n\n".join(["Kort."] * count)), formality(3))
        yield pdf.minutes_pdf(told, mark=mark)


@pytest.mark.parametrize(("papers", "box"), [(_position, "Källa"), (_minutes, "Kontrollera filen")])
def test_a_box_that_ends_the_paper_stands_on_no_page_by_itself(regional, papers, box):
    """With a line more each time, until it has come over to another page and on from there."""
    sheets = [read(content).pages for content in papers(regional)]
    assert len({len(each) for each in sheets}) > 1
    assert [place for place, each in enumerate(sheets) if first_on(each[-1]) == box] == []
    assert min(lowest(page) for each in sheets for page in each[:-1]) > 0.6


def test_the_mark_of_a_draft_stands_above_the_running_head():
    page, heights = read(pdf.minutes_pdf(record(approvals=[]), draft=True)).pages[1], {}

    def see(text, cm, tm, font, size):
        heights.setdefault(text.strip()[:6], tm[5] * cm[3] + cm[5])

    page.extract_text(visitor_text=see)
    assert heights["UTKAST"] - heights["Region"] > 11
