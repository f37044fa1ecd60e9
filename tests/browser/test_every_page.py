"""Every page that exists, as the roles that see most of it: accessible at a desk or on a phone, fits both."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error

from meetings.workflow.attendance import call_out
from meetings.workflow.round import answer_round
from rus_portal.demo.people import person_for
from tests import acts
from tests.browser.looking import CHANGING, faults, on_paper, out_of_place
from tests.test_addresses import EXPECTED
from tests.world import ROLES, addresses, make_world, routes

DESK, TABLET, PHONE = ({"width": width, "height": 900} for width in (1280, 768, 320))
# A page is looked at by the first who may.
LOOKING = ("public", "secretary", "chair", "member", "official", "preparer", "administrator")


@pytest.fixture
def world(committed_region):
    return make_world()


def pages(world, role):
    """The addresses that the role is the first to see."""
    place = list(ROLES).index(role)
    for name in routes():
        for stage, address in addresses(world, name).items():
            answers = EXPECTED[name, stage]
            if 200 in answers and answers.index(200) == place:
                yield address
                if name not in CHANGING:
                    break


def everything(world, role):
    """All that the role may see, each once, but what changes at every stage."""
    place = list(ROLES).index(role)
    for name in routes():
        for stage, address in addresses(world, name).items():
            if EXPECTED[name, stage][place] == 200:
                yield address
                if name not in CHANGING:
                    break


def opened(page, address):
    """Whether it is a page: not a download, nor a file for another program."""
    try:
        return page.goto(address).headers["content-type"].startswith("text/html")
    except Error as no:
        if "Download is starting" not in no.message:
            raise
        return False


def test_everyone_who_is_first_to_see_a_page_looks():
    roles = list(ROLES)
    assert {roles[answers.index(200)] for answers in EXPECTED.values() if 200 in answers} <= {*LOOKING}


def sign_in(page, base_url, role):
    key = ROLES.get(role, role)
    sign_in_as(page, base_url, key and person_for(key))


def sign_in_as(page, base_url, person):
    page.context.clear_cookies()
    if person:
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])


# By turns: what all pages share is seen in both, and the evidence sees each page in both.
WAYS = [(DESK, "light"), (PHONE, "dark")]


def look(page, address, way):
    """What is wrong with it in one of the two ways, and with its layout in the other too."""
    if not opened(page, address):
        return None
    found = on_paper(page)
    for size, colours in (way, *(each for each in WAYS if each != way)):
        page.set_viewport_size(size)
        # No colour on its way to another.
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        found += faults(page) if (size, colours) == way else out_of_place(page)
        spill = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [("spill", spill)] if spill and size == PHONE else []
    return found


@pytest.mark.parametrize(
    "roles", [LOOKING[:1], LOOKING[1:2], LOOKING[2:]], ids=["public", "secretary", "others"]
)
def test_every_page_is_accessible_and_fits_a_phone(world, page, base_url, roles):
    told = {}
    for role in roles:
        sign_in(page, base_url, role)
        for nth, address in enumerate(pages(world, role)):
            told[role, address] = look(page, address, WAYS[nth % 2])
    assert {place: wrong for place, wrong in told.items() if wrong} == {}
    assert told


@pytest.mark.evidence
@pytest.mark.parametrize("role", ROLES)
def test_everything_has_its_place_on_every_page_of_every_role(world, page, base_url, role):
    sign_in(page, base_url, role)
    place, told = list(ROLES).index(role), {}
    for name in routes():
        for stage, address in addresses(world, name).items():
            if EXPECTED[name, stage][place] == 200 and opened(page, address):
                for size in (DESK, TABLET, PHONE):
                    page.set_viewport_size(size)
                    told[address, size["width"]] = out_of_place(page)
    assert {place: wrong for place, wrong in told.items() if wrong} == {}
    assert told


@pytest.mark.evidence
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_to_every_role_on_a_desk_and_a_phone(world, page, base_url, role, colours):
    sign_in(page, base_url, role)
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    told = {}
    for address in everything(world, role):
        if opened(page, address):
            for size in (DESK, PHONE):
                page.set_viewport_size(size)
                told[address, size["width"]] = faults(page)
    assert {place: wrong for place, wrong in told.items() if wrong} == {}
    assert told


def test_what_people_write_without_spaces_fits_a_phone(page, base_url, committed_region, regional):
    word = "Strukturfondspartnerskapet" + "x" * 150
    meeting = acts.plan(regional, days=30, place=word)
    item = acts.add(meeting, title=word, contact=word, presenters=word)
    acts.attach(meeting, item, title=word)
    page.set_viewport_size({"width": 320, "height": 800})
    sign_in(page, base_url, "secretary")
    for address in (meeting.get_absolute_url(), item.url("item"), meeting.url("agenda")):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address


def test_on_paper_the_round_is_what_each_said(page, base_url, committed_region, regional):
    meeting, by = acts.summoned(regional, days=0), person_for("secretary")
    seat = acts.seat_of(person_for("member"), regional)
    own = {"person": person_for("member"), "organisation": seat.organisation, "seat": seat}
    call_out(meeting, [own | {"status": "on_site", "substitutes_for": None}], by=by)
    item = meeting.items.get()
    answer_round(item, {seat.organisation: "supports"}, by=by)
    sign_in(page, base_url, "secretary")
    page.goto(item.url("sitting_item"))
    assert page.locator(".say").filter(visible=True).count() > 1
    assert on_paper(page) == []
    page.emulate_media(media="print")
    said = [each.get_attribute("id") for each in page.locator(".say").filter(visible=True).all()]
    assert said == [f"runda-{seat.organisation_id}-supports"]


def test_on_paper_each_picture_has_its_table(world, page, base_url):
    sign_in(page, base_url, "secretary")
    pictures = 0
    for address in ("strategi/indikatorer", "strategi/mal/1.1", "rad/regionala-samverkansradet/budkavlen"):
        page.goto(f"/{address}/")
        pictures += page.locator("main svg[role=img]").count()
        assert on_paper(page) == [], address
    assert pictures > 3


def test_a_list_squeezed_by_its_filter_would_be_noticed(world, page, base_url):
    """As the register's once was: its results had 272 px beside a filter of 848."""
    sign_in(page, base_url, "secretary")
    page.set_viewport_size(DESK)
    page.goto("/kansli/journal/")
    assert out_of_place(page) == []
    page.evaluate(
        """() => { const sheet = [...document.styleSheets].find((each) => each.href.includes("portal"));
        for (const rule of [
          ".with-aside:has(> aside + div) { grid-template-rows: auto 1fr; row-gap: 0; }",
          ".with-aside:has(> aside + div) > aside { grid-area: 1 / 2 / span 2; }",
        ]) sheet.insertRule(rule, sheet.cssRules.length); }"""
    )
    widths = "[...document.querySelectorAll('.with-aside > *')].map((each) => each.clientWidth)"
    assert page.evaluate(widths) == [848, 272]
    assert "squeezed column" in {rule for rule, _ in out_of_place(page)}


OUT_OF_PLACE = {
    "narrow column": '<div data-style="display: grid; grid-template-columns: 5rem 20rem">'
    "<p>Ett stycke som får för lite plats bredvid det som är tomt</p><div></div></div>",
    "overlapping": '<p>Ett stycke</p><p data-style="margin-top: -2.2rem">Ett till</p>',
    "broken word": '<p data-style="width: 4rem">Regionalutvecklingsstrategi</p>',
    "broken time": '<p data-style="width: 1.5rem; overflow-wrap: anywhere">09.00</p>',
    "broken day": '<h2 data-style="width: 8rem">Mötet den 11 september</h2>',
    "broken code": '<p data-style="width: 4rem"><code>If-None-Match</code></p>',
    "broken number": '<table><tr><td data-style="width: 3rem">RSR 12/2026</td></tr></table>',
    "mark away from its words": '<p data-style="width: 5rem">'
    '<span class="mark" data-style="display: inline-block; width: 1rem; height: 1rem"></span> '
    '<span class="mark-words" data-style="display: inline-block; width: 5rem">Planerat</span></p>',
    "rule above nothing": '<section class="section"><div></div></section>',
    "fields out of line": '<form class="filter-row"><div class="filter-field"><input class="form-control">'
    '<p data-style="margin: 0; font-size: 0.5rem; line-height: 1">Räknat</p></div>'
    "<button>Visa</button></form>",
    "words in from the edge": '<p><a class="btn btn-quiet" data-style="padding-left: 0.75rem">Avbryt</a></p>',
    "mark that begins a line": '<p data-style="width: 6rem">'
    '<a data-style="display: inline-block; width: 6rem">En sida</a>, och en till</p>',
    "outside the page": '<p data-style="position: relative; left: 90rem">Långt bort</p>',
    "form without a button": "<form><input></form>",
    "link to a form's address": '<a href="/rad/regionala-samverkansradet/moten/2026-01-01/lasning/">Läst</a>',
}
BREAK = """(html) => {
  const broken = document.querySelector("main").appendChild(document.createElement("section"));
  broken.innerHTML = html;
  for (const each of broken.querySelectorAll("[data-style]")) each.style.cssText = each.dataset.style;
}"""


def test_what_is_out_of_place_would_be_noticed(page, base_url, committed_region):
    page.goto("/om/")
    for rule, broken in OUT_OF_PLACE.items():
        assert out_of_place(page) == []
        page.evaluate(BREAK, broken)
        assert rule in {found for found, _ in out_of_place(page)}
        page.evaluate("document.querySelector('main > :last-child').remove()")


def test_a_look_would_notice(page, base_url, committed_region):
    """The same check fails for a page without a language, with a picture without text, with a box on top of
    its heading, with a column narrower than its aside and with a text paler than any that was looked at."""
    page.goto("/om/")
    assert faults(page) == []
    page.evaluate("document.documentElement.lang = ''; document.body.append(new Image())")
    page.evaluate(
        "() => { const box = document.querySelector('main').appendChild(document.createElement('input'));"
        " Object.assign(box.style, { position: 'absolute', inset: 0 }); }"
    )
    page.evaluate(
        "() => { const columns = document.querySelector('main').appendChild(document.createElement('div'));"
        " columns.append(Object.assign(document.createElement('p'), { textContent: 'Smal' }),"
        " Object.assign(document.createElement('aside'), { textContent: 'Bred' }));"
        " Object.assign(columns.style, { display: 'grid', gridTemplateColumns: '5rem 10rem' });"
        " columns.firstChild.style.color = '#bbb'; }"
    )
    noticed = {rule for rule, _ in faults(page)}
    assert noticed >= {"html-has-lang", "image-alt", "color-contrast", "covered words", "squeezed column"}
