"""Every page that a role may see, for whoever sees it in another way: by the keyboard, without motion, with
the text twice as large, in the colours of the own system."""

from pathlib import Path

import pytest

from tests.browser.looking import out_of_place
from tests.browser.test_every_page import BREAK, DESK, everything, make_world, opened, sign_in
from tests.world import ROLES

WAYS = Path(__file__).with_name("ways.js").read_text()
# What a reader chooses in the browser, of sixteen.
TWICE = {"fontSizes": {"standard": 32, "fixed": 26}}


@pytest.fixture
def world(committed_region):
    return make_world()


def lost(page, way):
    if page.evaluate("typeof ways") == "undefined":
        page.evaluate(WAYS)
    return sorted({tuple(each) for each in page.evaluate(f"ways.{way}()")})


def by_keyboard(page):
    page.keyboard.press("Tab")  # or the browser takes it that a pointer is used
    return lost(page, "focus") + lost(page, "motion")


def in_own_colours(page):
    found = []
    for colours in ("light", "dark"):
        page.emulate_media(forced_colors="active", color_scheme=colours, reduced_motion="reduce")
        found += lost(page, "colours")
    page.emulate_media(forced_colors="none", color_scheme="light", reduced_motion="reduce")
    return sorted({*found})


def with_large_text(page, settings):
    settings.send("Page.setFontSizes", TWICE)
    spill = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [*lost(page, "cut"), *out_of_place(page), *([("spill", spill)] if spill else [])]
    settings.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    return found


@pytest.mark.evidence
@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_lost_on_any_page_to_whoever_sees_it_in_another_way(world, page, base_url, role):
    sign_in(page, base_url, role)
    page.set_viewport_size(DESK)
    page.emulate_media(reduced_motion="reduce")
    settings, told = page.context.new_cdp_session(page), {}
    for address in everything(world, role):
        if opened(page, address):
            told[address] = [*by_keyboard(page), *in_own_colours(page), *with_large_text(page, settings)]
    assert {place: wrong for place, wrong in told.items() if wrong} == {}
    assert told


DECIDED = ("decided", "planned", "declined", "late", "not_answered", "not_needed")
# What is told by its looks alone: its stylesheet, what it stands in, how each is written, which there are.
DRAWN = {
    "squares": ("portal", '<ul class="strip">{}</ul>', '<li class="strip-{}"></li>', DECIDED),
    "marks": (
        *("follow_up", "<p>{}</p>", '<span class="mark mark-{}"></span> '),
        (*DECIDED, "unknown"),
    ),
    "outcomes": (
        *("portal", "<p>{}</p>", '<span class="outcome outcome-{}"></span>'),
        ("consensus", "dissent", "no-consensus", "postponed", "referred-back", "noted"),
    ),
    "stages": (
        *("portal", "<p>{}</p>", '<span class="stage stage-{}"></span>'),
        ("planned", "convened", "held", "cancelled"),
    ),
    "seats": (
        *("council", '<ul class="seat-dots">{}</ul>', '<li class="{}"></li>'),
        ("seat-member", "seat-chair", "seat-substitute", "is-vacant"),
    ),
    "bars": (
        *("preparation", '<svg class="stances-bar" viewBox="0 0 80 10">{}</svg>'),
        '<rect class="bar-{0}" x="0" width="20" height="10"></rect>',
        ("supports", "accepts", "dissents", "announced", "missing"),
    ),
}

DRAW = "(html) => { document.querySelector('main').innerHTML = html; }"


@pytest.mark.evidence
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("kind", DRAWN)
def test_what_is_drawn_is_told_apart_in_the_colours_of_the_own_system(
    page, base_url, committed_region, kind, colours
):
    style, around, each, names = DRAWN[kind]
    page.goto("/om/")
    page.add_style_tag(url=f"/static/css/{style}.css")
    page.emulate_media(forced_colors="active", color_scheme=colours, reduced_motion="reduce")
    seen = {}
    for name in names:
        page.evaluate(DRAW, around.format(each.format(name)))
        seen.setdefault(page.locator("main > *").screenshot(), []).append(name)
    assert [alike for alike in seen.values() if len(alike) > 1] == []


LOST = {
    "focus": ("focus unseen", '<a href="/" data-style="outline: none">Vart?</a>'),
    "motion": ("moves", '<p data-style="transition: color 1s">Blek</p>'),
    "cut": (
        "cut off",
        '<p data-style="width: 2rem; overflow: hidden; white-space: nowrap">Det är för långt</p>',
    ),
    "colours": ("drawn unseen", '<svg><rect width="9" height="9" data-style="fill: Canvas"></rect></svg>'),
}


@pytest.mark.evidence
def test_what_is_lost_in_another_way_would_be_noticed(page, base_url, committed_region):
    page.goto("/om/")
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.keyboard.press("Tab")
    for way, (rule, broken) in LOST.items():
        assert lost(page, way) == []
        page.evaluate(BREAK, broken)
        assert {found for found, _ in lost(page, way)} == {rule}
        page.evaluate("document.querySelector('main > :last-child').remove()")
