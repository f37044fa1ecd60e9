"""The papers of a meeting in the page: from the item through all of them, on a phone, without network."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfWriter

from meetings.workflow.document import attach_document, replace_document
from meetings.workflow.search import index_all_that_waits, read_documents
from rus_portal.demo.people import person_for
from rus_portal.demo.sheet import sheet
from tests import acts, files
from tests.browser.looking import faults, look
from tests.journeys.conftest import field, press
from tests.raw_pdf import raw_pdf

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def meeting(committed_region, regional):
    meeting = acts.plan(regional, days=10)
    first, second = (acts.add(meeting, title=title) for title in ("Järnvägen", "Vägen"))
    attach(meeting, first, "Spåret", long_pdf())
    attach(meeting, first, "Skrivelse", scan())
    attach(meeting, second, "Bron", files.pdf("Bron"))
    return acts.send(meeting)


def attach(meeting, item, title, content):
    file = ContentFile(content, name="underlag.pdf")
    return attach_document(meeting, file, item=item, by=person_for("secretary"), title=title)


def long_pdf(pages=12, begins=1):
    writer = PdfWriter()
    for number in range(begins, begins + pages):
        told = f"Sidan {number} handlar om järnvägen mellan Sundsvall och Härnösand."
        writer.append(io.BytesIO(sheet(f"Avsnitt {number}", told, *["Öster om Ådalen växlar spåret."] * 30)))
    return files.written(writer)


def scan():
    """A page that is a picture in JPEG 2000, as scanners make them."""
    picture = io.BytesIO()
    Image.linear_gradient("L").save(picture, "JPEG2000")
    facts = "/Subtype/Image/Width 256/Height 256/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/JPXDecode"
    return raw_pdf(
        "q 400 0 0 400 100 300 cm /I Do Q",
        resources="/XObject<</I 6 0 R>>",
        more=[(facts, picture.getvalue().decode("latin-1"))],
    )


def address(meeting, title):
    return meeting.url("document_reading", meeting.documents.get(title=title).pk)


def pages_of(page):
    return page.get_by_role("region", name="Handlingarnas sidor")


def faults_around(page):
    """What is wrong with the page but for what PDF.js makes of the papers' own texts and structure."""
    hide = "drawn => drawn.forEach(({ style }) => { style.visibility = 'hidden'; })"
    page.locator(".pdfViewer").evaluate_all(hide)
    return faults(page)


def test_a_member_reads_from_the_item_through_all_papers_on_a_phone(meeting, as_person):
    page = as_person(person_for("member"), viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(meeting.items.get(title="Järnvägen").url("item"))
    page.get_by_role("link", name="Spåret", exact=True).tap()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Spåret")
    expect(pages_of(page).get_by_text("Sidan 1 handlar om järnvägen")).to_be_attached()
    expect(page.locator("[data-pages]")).to_have_text("12")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    largest = "Math.max(...[...document.querySelectorAll('canvas')].map((each) => each.width * each.height))"
    assert page.evaluate(largest) <= 2**22
    for title, place in (("Skrivelse", "2 av 3"), ("Bron", "3 av 3")):
        page.get_by_role("link", name=re.compile("^Nästa Punkt")).tap()
        expect(heading).to_have_text(title)
        expect(page.get_by_role("link", name=f"Handlingarna {place}")).to_be_visible()
    for title in ("Skrivelse", "Spåret"):
        page.go_back()
        expect(heading).to_have_text(title)
    page.goto(meeting.items.get(title="Vägen").url("item"))
    expect(page.get_by_text("Öppnad", exact=True)).to_be_visible()


COMES_NEAR = """(next) => {
  const stage = next.parentElement, height = stage.clientHeight, isBelow = next.offsetTop > stage.scrollTop;
  stage.scrollTop = next.offsetTop + (isBelow ? -0.7 * height : next.offsetHeight - 0.4 * height);
  return isBelow;
}"""


def scroll(page, *titles):
    """From where one is into the next of them, down or up, and on into the one after that."""
    for title in titles:
        part = page.locator("[data-part]").filter(has=page.get_by_role("heading", level=2, name=title))
        is_below = part.evaluate(COMES_NEAR)
        expect(part).to_have_class(re.compile("is-open"))
        if is_below:
            part.evaluate("(next) => { next.parentElement.scrollTop = next.offsetTop; }")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)


def opened(page):
    """Which of the papers have their pages laid in, by their places."""
    parts = page.locator("[data-part]")
    return parts.evaluate_all("(all) => all.map((each) => each.querySelector('.page') !== null)")


def test_one_paper_goes_on_into_the_next_and_only_what_is_near_stays_open(meeting, as_person):
    attach(meeting, meeting.items.get(title="Vägen"), "Färjan", long_pdf(3))
    asked, page = [], as_person(person_for("member"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address(meeting, "Spåret"))
    expect(page.locator("[data-ready]")).to_be_attached()
    files = {url.split("/")[-2] for url in asked if url.endswith("lasning.pdf")}
    assert files == {address(meeting, "Spåret").split("/")[-3]}
    scroll(page, "Skrivelse", "Bron")
    expect(page).to_have_url(re.compile(address(meeting, "Bron")))
    expect(page).to_have_title(re.compile("^Bron"))
    expect(page.get_by_role("link", name="Handlingarna 3 av 4")).to_be_visible()
    assert opened(page)[0] is False
    page.get_by_role("button", name="Anteckningar").click()
    field(page, "Anteckning").fill("Om bron.")
    page.get_by_role("button", name="Stäng").click()
    scroll(page, "Skrivelse", "Spåret")
    expect(page.get_by_role("textbox", name="Sida")).to_have_value("12")
    assert opened(page) == [True, True, False, False]
    scroll(page, "Skrivelse", "Bron")
    page.get_by_role("button", name="Anteckningar").click()
    expect(field(page, "Anteckning")).to_have_value("Om bron.")
    press(page, "Spara anteckningen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bron")
    expect(page.locator("[data-ready]")).to_be_attached()
    assert faults_around(page) == []


def test_words_are_found_and_pages_and_sizes_are_chosen_by_keyboard(meeting, as_person):
    page = as_person(person_for("member"))
    page.goto(address(meeting, "Spåret"))
    expect(pages_of(page)).to_be_focused()
    page.keyboard.press("Control+f")
    page.keyboard.type("ådalen")
    expect(page.locator("[data-hits]")).to_have_text("1 av 360 träffar")
    page.keyboard.press("Enter")
    expect(page.locator("[data-hits]")).to_have_text("2 av 360 träffar")
    page.keyboard.press("Shift+Enter")
    expect(page.locator("[data-hits]")).to_have_text("1 av 360 träffar")
    page.get_by_role("searchbox", name="Ord att söka i handlingen").fill("adalen")  # another letter
    expect(page.locator("[data-hits]")).to_have_text("Inga träffar")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sök", exact=True)).to_be_focused()
    number = page.get_by_role("textbox", name="Sida")
    number.fill("99")
    number.press("Enter")
    expect(number).to_have_value("12")
    expect(pages_of(page).get_by_text("Sidan 12 handlar om järnvägen")).to_be_in_viewport()
    width = "document.querySelector('.page').clientWidth"
    before = page.evaluate(width)
    page.get_by_role("button", name="Större").press("Enter")
    assert page.evaluate(width) > before
    assert faults_around(page) == []


def test_words_found_in_another_paper_are_shown_where_they_stand(meeting, as_person):
    read_documents()
    page = as_person(person_for("member"))
    page.goto(address(meeting, "Bron"))
    page.locator("[data-opens=sok]").click()
    page.get_by_role("searchbox", name="Ord att söka i handlingen").fill("järnvägen")
    page.get_by_role("button", name="Sök i alla handlingar").click()
    look(page, "Läs handlingarna")
    page.get_by_role("link", name="Spåret").click()
    expect(page.locator("[data-hits]")).to_have_text("1 av 12 träffar")
    expect(page.locator(".highlight.selected")).to_have_text("järnvägen")


def test_a_paper_that_the_search_finds_opens_where_the_words_stand(meeting, as_person):
    index_all_that_waits()
    for size in ({"width": 1280, "height": 900}, PHONE):
        page = as_person(person_for("member"), viewport=size)
        page.goto("/sok/?q=Sundsvall järnväg 7&slag=document")
        page.get_by_role("main").get_by_role("link", name="Spåret", exact=True).click()
        expect(page.locator("[data-hits]")).to_have_text("1 av 1 träff")
        expect(page.locator(".highlight.selected").first).to_be_in_viewport()
        expect(page.get_by_role("textbox", name="Sida")).to_have_value("7")
        asked = page.get_by_role("searchbox", name="Ord att söka i handlingen")
        expect(asked).to_have_value("7 handlar om järnvägen mellan Sundsvall")
        asked.fill("Sundsvall järnvägen")  # which stand so nowhere
        expect(page.locator("[data-hits]")).to_have_text(re.compile(" av 24 träffar på enskilda ord"))
        asked.fill("Sundsvall rymdfart 7")
        expect(page.locator("[data-hits]")).to_have_text(re.compile(" av 12 träffar på enskilda ord"))
        asked.fill("rymdfart")
        expect(page.locator("[data-hits]")).to_have_text("Inga träffar")
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        assert faults_around(page) == []


def test_a_scan_in_jpeg_2000_is_drawn_and_said_to_be_a_scan(meeting, as_person):
    page = as_person(person_for("member"))
    page.goto(address(meeting, "Skrivelse"))
    expect(page.get_by_text("Sidorna är bilder eller tomma")).to_be_visible()
    page.wait_for_function(
        """() => { const canvas = document.querySelector(".pdfViewer canvas");
        if (!canvas) return false;
        const dot = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        dot.drawImage(canvas, canvas.width / 2, canvas.height / 2, 1, 1, 0, 0, 1, 1);
        const middle = dot.getImageData(0, 0, 1, 1);
        return middle.data[0] > 60 && middle.data[0] < 200; }"""
    )
    assert faults_around(page) == []


def test_what_cannot_be_shown_is_downloaded(meeting, as_person):
    broken = attach(meeting, None, "Trasig", b"%PDF-1.7 mer blev det inte")
    page = as_person(person_for("member"), viewport=PHONE)
    page.goto(meeting.url("document_reading", broken.pk))
    expect(page.get_by_role("alert")).to_contain_text("Handlingen går inte att visa i sidan.")
    with page.expect_download() as file:
        page.get_by_role("link", name=re.compile("^Ladda ned handlingen")).click()
    assert file.value.suggested_filename == "underlag.pdf"
    look(page, "Trasig")


def test_without_script_a_paper_is_downloaded(meeting, as_person):
    page = as_person(person_for("member"), java_script_enabled=False)
    page.goto(address(meeting, "Spåret"))
    with page.expect_download():
        page.get_by_role("link", name=re.compile("^Ladda ned handlingen")).click()
    page.get_by_role("searchbox", name="Sök i mötets handlingar").fill("tåg")
    page.get_by_role("main").get_by_role("button", name="Sök").click()
    expect(page).to_have_url(re.compile(r"/handlingar/lasning/\?q="))


def test_a_paper_opened_on_ones_own_device_is_read_there_without_network(meeting, as_person):
    page = as_person(person_for("member"))
    page.goto("/mitt/")
    page.get_by_role("button", name="Det här är min egen enhet – spara det jag öppnar").click()
    expect(page.get_by_text("Det du öppnar från och med nu går att läsa utan nät.")).to_be_visible()
    page.goto(address(meeting, "Spåret"))
    expect(page.locator("[data-ready]")).to_be_attached()
    scroll(page, "Skrivelse")
    for title in ("Spåret", "Skrivelse"):
        file = meeting.url("document_copy", meeting.documents.get(title=title).pk)
        for kept in (file, address(meeting, title)):
            page.wait_for_function("async (address) => Boolean(await caches.match(address))", arg=kept)
    page.context.set_offline(True)
    page.goto(address(meeting, "Skrivelse"))
    expect(page.locator("[data-ready]")).to_be_attached()
    page.goto(address(meeting, "Spåret"))
    expect(page.locator(".offline-banner")).to_be_visible()
    expect(pages_of(page).get_by_text("Sidan 1 handlar om järnvägen")).to_be_attached()
    page.goto(address(meeting, "Bron"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är utan nät")
    expect(page.get_by_role("link", name="Spåret")).to_have_count(1)
    page.context.set_offline(False)


def select(page, words, number=2):
    """Marks the first line of a page with these words, as somebody who draws over them."""
    page.evaluate(
        """([words, number]) => {
        const lines = [...document.querySelectorAll(`[data-page-number="${number}"] .textLayer span`)];
        const line = lines.find((each) => each.textContent.includes(words));
        const range = document.createRange(), at = line.textContent.indexOf(words);
        range.setStart(line.firstChild, at); range.setEnd(line.firstChild, at + words.length);
        getSelection().removeAllRanges(); getSelection().addRange(range); }""",
        [words, number],
    )


def marks(page):
    return page.get_by_role("button", name="Anteckning: ")


def test_a_note_at_a_place_is_read_there_and_found_again_in_the_next_version(meeting, as_person):
    page, paper = as_person(person_for("member")), meeting.documents.get(title="Spåret")
    page.goto(f"{address(meeting, 'Spåret')}#sida-2")
    expect(pages_of(page).get_by_text("Sidan 2 handlar om järnvägen")).to_be_attached()
    select(page, "Sidan 2 handlar om järnvägen")
    page.get_by_role("button", name="Anteckna om det markerade").click()
    expect(field(page, "Anteckning")).to_be_focused()
    expect(page.get_by_text("”Sidan 2 handlar om järnvägen”")).to_be_visible()
    field(page, "Anteckning").fill("Fråga om kostnaden.")
    page.get_by_label("Alla med en plats för Härnösands kommun vid mötet").check()
    press(page, "Spara anteckningen")
    expect(marks(page)).to_be_in_viewport()
    place = marks(page).bounding_box()
    words = pages_of(page).get_by_text("Sidan 2 handlar om järnvägen").bounding_box()
    assert abs(place["x"] - words["x"]) < 3
    assert abs(place["y"] - words["y"]) < 8
    marks(page).click()
    expect(page.get_by_text("Fråga om kostnaden.", exact=True)).to_be_visible()
    assert faults_around(page) == []

    # A colleague finds it from the item, in a version where it stands on another page.
    new = ContentFile(long_pdf(14, begins=-1), name="underlag.pdf")
    replace_document(paper, new, by=person_for("secretary"))
    other = as_person(person_for("opposition"), viewport=PHONE, color_scheme="dark")
    other.goto(meeting.items.get(title="Järnvägen").url("item"))
    other.get_by_role("link", name="Sida 2 i version 1", exact=True).click()
    expect(other.locator("[data-lost]")).to_be_hidden()
    expect(marks(other)).to_be_in_viewport()
    expect(other.get_by_role("textbox", name="Sida")).to_have_value("4")
    expect(other.locator(".note-quote a")).to_have_text("Sida 4")

    gone = ContentFile(files.pdf("Ett annat underlag"), name="underlag.pdf")
    replace_document(paper.replaced_by, gone, by=person_for("secretary"))
    page.goto(meeting.url("document_reading", paper.replaced_by.replaced_by.pk))
    page.get_by_role("button", name=re.compile("^Anteckningar")).click()
    expect(page.get_by_text("Platsen finns inte kvar.")).to_be_visible()
    expect(page.locator(".note-quote a")).to_have_text("Sida 2 i version 1")
    expect(page.get_by_text("Fråga om kostnaden.", exact=True)).to_be_visible()


# The dots in the margin: of whose words, how many it stands for, where it is, and the letters that it covers.
DOTS = """() => {
  const page = document.querySelector(".note-marks").parentElement;
  const letters = [], range = document.createRange();
  const walk = document.createTreeWalker(page.querySelector(".textLayer"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) for (let at = 0; at < walk.currentNode.length; at += 1) {
    range.setStart(walk.currentNode, at);
    range.setEnd(walk.currentNode, at + 1);
    if (range.toString().trim()) letters.push([range.toString(), range.getBoundingClientRect()]);
  }
  return [...document.querySelectorAll(".note-marks > button")].flatMap((words) => {
    const style = getComputedStyle(words, "::after"), around = words.getBoundingClientRect();
    if (style.content === "none") return [];
    const sides = ["left", "top", "width", "borderTopWidth"];
    const [left, top, width, edge] = sides.map((side) => parseFloat(style[side]));
    const aside = parseFloat(style.marginLeft), half = width / 2 - edge;
    const middle = [around.left + left + aside + width / 2, around.top + top + width / 2];
    const isCut = middle[0] - half < page.getBoundingClientRect().left;
    const isOver = (from, to, at) => from < at + half && to > at - half;
    const covered = letters.filter(([, box]) =>
      isOver(box.left, box.right, middle[0]) && isOver(box.top, box.bottom, middle[1]));
    const told = words.getAttribute("aria-label").replace("Anteckning: ", "");
    const wrong = covered.map(([letter]) => letter).join("") + (isCut ? " cut" : "");
    return [[told, style.content.replaceAll('"', ""), middle, wrong]];
  });
}"""
IS_THERE = """([told, x, y]) => {
  const at = document.elementFromPoint(x, y);
  return at?.matches(".note-marks > button") && at.getAttribute("aria-label") === `Anteckning: ${told}`;
}"""
ON_A_LINE = {
    "mellan Sundsvall": "Sist på raden.",
    "Öster om Ådalen": "Raden efter.",
    "Sidan 2 handlar": "Först på raden.",
    "om järnvägen": "Mitt på raden.",
}
IN_ORDER = ["Först på raden.", "Mitt på raden.", "Sist på raden.", "Raden efter."]


def test_of_notes_close_to_each_other_each_is_reached_and_no_letter_is_covered(meeting, as_person):
    """Where the margin has no room for all, a dot tells how many it stands for."""
    desk = as_person(person_for("member"), viewport={"width": 1280, "height": 900})
    desk.goto(f"{address(meeting, 'Spåret')}#sida-2")
    for words, text in ON_A_LINE.items():
        expect(pages_of(desk).get_by_text("Sidan 2 handlar om järnvägen")).to_be_attached()
        select(desk, words)
        desk.get_by_role("button", name="Anteckna om det markerade").click()
        field(desk, "Anteckning").fill(text)
        press(desk, "Spara anteckningen")
        expect(desk.locator("[data-ready]")).to_be_attached()
    touch = {"has_touch": True, "is_mobile": True}
    phone, small = (
        as_person(person_for("member"), viewport=PHONE | {"width": width}, **touch) for width in (390, 320)
    )
    dots = {
        desk: [(text, "") for text in IN_ORDER],
        phone: [("Först på raden.", ""), ("Mitt på raden.", "3")],
        small: [("Först på raden.", "4")],
    }
    for page, own in dots.items():
        page.goto(f"{address(meeting, 'Spåret')}#sida-2")
        expect(marks(page)).to_have_count(4)
        expect(page.locator("[data-ready]")).to_be_attached()
        names = [each.get_attribute("aria-label") for each in marks(page).all()]
        assert names == [f"Anteckning: {text}" for text in IN_ORDER]
        rows = page.locator("[data-placed] [data-note]").all_text_contents()
        assert [each.strip() for each in rows] == IN_ORDER
        found = page.evaluate(DOTS)
        assert [(told, count, covered) for told, count, _, covered in found] == [(*each, "") for each in own]
        for told, _, (x, y), _ in found:
            # The pages fit the window anew once the notes are closed.
            page.wait_for_function(IS_THERE, arg=[told, x, y])
            if page is desk:
                page.mouse.click(x, y)
            else:
                page.touchscreen.tap(x, y)
            expect(note_about(page, told).get_by_role("link").first).to_be_focused()
            page.get_by_role("button", name="Stäng").click()
        for text in IN_ORDER:
            page.get_by_role("button", name=f"Anteckning: {text}").press("Enter")
            expect(note_about(page, text).get_by_role("link").first).to_be_focused()
            page.get_by_role("button", name="Stäng").click()
        page.get_by_role("button", name="Anteckning: Först på raden.").focus()
        for text in IN_ORDER[1:]:
            page.keyboard.press("Tab")
            expect(page.get_by_role("button", name=f"Anteckning: {text}")).to_be_focused()


def note_about(page, text):
    return page.locator("[data-placed]").filter(has_text=text)


def test_a_line_is_chosen_and_noted_by_keyboard_alone(meeting, as_person):
    page = as_person(person_for("member"))
    page.goto(f"{address(meeting, 'Spåret')}#sida-2")
    expect(page.locator("[data-ready]")).to_be_attached()
    page.get_by_role("button", name="Anteckningar").press("Enter")
    expect(page.get_by_role("heading", name="Anteckningar")).to_be_focused()
    lines = page.get_by_role("combobox", name="Vad gäller anteckningen?")
    expect(lines.locator("optgroup")).to_have_attribute("label", "Rader på sida 2")
    for _ in range(2):  # past the button that closes
        page.keyboard.press("Tab")
    expect(lines).to_be_focused()
    page.keyboard.type("Sidan 2")
    expect(page.get_by_text("”Sidan 2 handlar om järnvägen mellan Sundsvall och Härnösand.”")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("Fråga om kostnaden.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(marks(page)).to_be_in_viewport()
    place = marks(page).bounding_box()
    words = pages_of(page).get_by_text("Sidan 2 handlar om järnvägen").bounding_box()
    assert abs(place["x"] - words["x"]) < 3
    assert abs(place["y"] - words["y"]) < 8
    assert abs(place["height"] - words["height"]) < 8
    assert faults_around(page) == []


def test_two_versions_are_read_side_by_side(meeting, as_person):
    first = meeting.documents.get(title="Spåret")
    content = ContentFile(long_pdf(14, begins=-1), name="underlag.pdf")
    new = replace_document(first, content, by=person_for("secretary"))
    read_documents()
    for size in ({"width": 1280, "height": 900}, PHONE):
        page = as_person(person_for("member"), viewport=size)
        page.goto(meeting.url("document_reading", new.pk))
        page.get_by_role("link", name="Jämför med version 1").click()
        earlier, later = (page.get_by_role("region", name=f"Sidorna i version {each}") for each in (1, 2))
        expect(earlier.get_by_text("Sidan 1 handlar om järnvägen")).to_be_visible()
        expect(later.get_by_text("Sidan -1 handlar om järnvägen")).to_be_visible()
        expect(page.locator("[data-comparison][data-ready]")).to_be_attached()
        changes = page.get_by_role("button", name="Ändringar (")
        if size == PHONE:
            changes.click()
        page.locator("#andringar ins a").first.click()
        expect(later.locator(".highlight.selected").first).to_be_in_viewport()
        page.get_by_role("button", name="Stäng").click()
        expect(changes).to_be_focused()
        earlier.hover()
        page.mouse.wheel(0, 3000)
        page.wait_for_function(
            """() => { const [one, other] = document.querySelectorAll("[data-side]");
            return one.scrollTop > 0 && Math.abs(one.scrollTop - other.scrollTop) < 5; }"""
        )
        number = page.get_by_label("Sida", exact=True)
        number.fill("9")
        number.press("Enter")
        expect(earlier.get_by_text("Sidan 9 handlar om järnvägen")).to_be_in_viewport()
        expect(later.get_by_text("Sidan 7 handlar om järnvägen")).to_be_in_viewport()
        widths = "[...document.querySelectorAll('[data-side] .page')].map((each) => each.offsetWidth)"
        before = page.evaluate(widths)
        page.get_by_role("button", name="Större").click()
        assert all(now > then for now, then in zip(page.evaluate(widths), before, strict=True))
        expect(number).to_have_value("9")
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        assert faults_around(page) == []
