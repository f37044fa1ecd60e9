"""The help says what the portal has, with pictures of it, and hints are told one at a time until they are
closed."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image

from councils.hints import close_hint
from councils.models import Person
from rus_portal.hints import HINTS, READERS, hint_for
from tests import acts
from tests.test_public_pages import mark

ROOT = Path(settings.BASE_DIR)
HEAVIEST = 60_000  # bytes
PICTURE = re.compile(r'<img src="([^"]+)" alt="([^"]+)" width="(\d+)" height="(\d+)" loading="lazy"')


def page(client, reader):
    return client.get(reverse("help_page", args=[reader])).content.decode()


@pytest.mark.parametrize("reader", READERS)
def test_everyone_reads_each_page_of_the_help_and_its_links_lead_somewhere(client, db, reader):
    told = page(client, reader).split("<main")[1].split("</main")[0]
    links = set(re.findall(r'href="(/[^"#]*)', told))
    assert {path: client.get(path).status_code for path in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("reader", READERS)
def test_each_picture_is_there_with_its_size_its_words_and_little_weight(client, db, reader):
    shown = PICTURE.findall(page(client, reader))
    assert shown
    assert len({alt for _, alt, *_ in shown}) == len(shown)
    for src, _, width, height in shown:
        file = Path(finders.find(src.removeprefix(settings.STATIC_URL)))
        with Image.open(file) as picture:
            assert picture.size == (int(width), int(height))
        assert file.stat().st_size <= HEAVIEST


def test_no_picture_is_kept_that_no_page_shows(client, db):
    shown = {Path(src).name for reader in READERS for src, *_ in PICTURE.findall(page(client, reader))}
    assert {file.name for file in (ROOT / "static/img/help").iterdir()} == shown
    told = (ROOT / "docs/pages.md").read_text()
    pictures = set((ROOT / "docs/img").glob("*.webp"))
    assert {f"img/{file.name}" for file in pictures} == set(re.findall(r"\((img/[^)]+\.webp)\)", told))
    assert max(file.stat().st_size for file in pictures) <= HEAVIEST


def test_what_the_help_calls_by_name_is_so_called_in_the_portal():
    help_pages = [*(ROOT / "templates/help").glob("*.html")]
    named = {name for file in help_pages for name in re.findall(r"<em>([^<]+)</em>", file.read_text())}
    others = [file for file in (ROOT / "templates").rglob("*.html") if file not in help_pages]
    code = [*(ROOT / "rus_portal").glob("*.py"), *(ROOT / "meetings/views").glob("*.py")]
    words = " ".join(file.read_text() for file in [*others, *code])
    assert {name for name in named if name not in words} == set()


def test_every_page_leads_to_the_help_and_so_do_those_where_one_is_stuck(client, regional, member):
    start = client.get("/").content.decode()
    assert f'href="{reverse("help")}"' in start.split("<footer")[1]
    assert f'href="{reverse("help")}"' in client.get("/finns-inte/").content.decode().split("<main")[1]
    assert "/hjalp/ledamot/#logga-in" in client.get(reverse("sign_in")).content.decode()
    assert "/hjalp/gast/#slut" in client.get("/gast/nagot/").content.decode()
    client.force_login(member)
    denied = client.get(reverse("office"))
    assert denied.status_code == 403
    assert f'href="{reverse("help")}"' in denied.content.decode().split("<main")[1]


@pytest.mark.parametrize(
    ("who", "own"), [("member", "ledamot"), ("official", "tjansteperson"), ("secretary", "kansli")]
)
def test_who_is_signed_in_is_shown_their_own_page_of_the_help(client, db, request, who, own):
    assert client.get(reverse("help")).context["own"] == ""
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("help")).context["own"] == own


HINTED = [
    ("member", "mine", "mine"),
    ("official", "mine", "mine-official"),
    ("official", "proposals", "proposals"),
    ("secretary", "office", "office"),
]


@pytest.mark.parametrize(("who", "where", "key"), HINTED)
def test_a_hint_is_told_until_its_reader_closes_it_for_good(client, request, who, where, key):
    reader, text = request.getfixturevalue(who), next(each.text for each in HINTS if each.key == key)
    client.force_login(reader)
    address = reverse(where)
    told = client.get(address).content.decode()
    assert text in told
    assert told.count('class="hint"') == 1
    closing = reverse("hint_closing", args=[key])
    assert f'action="{closing}"' in told
    answer = client.post(closing, headers={"referer": f"http://testserver{address}"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert text not in client.get(address).content.decode()
    assert Person.objects.get(pk=reader.pk).closed_hints == [key]
    client.post(closing)
    assert Person.objects.get(pk=reader.pk).closed_hints == [key]


def test_what_one_has_closed_is_still_told_to_another(member, opposition):
    close_hint("mine", by=member)
    assert hint_for(Person.objects.get(pk=member.pk), "mine") is None
    assert hint_for(opposition, "mine").key == "mine"


def test_hints_of_two_pages_closed_at_once_are_both_closed(member):
    stale = Person.objects.get(pk=member.pk)
    close_hint("mine", by=member)
    close_hint("meeting", by=stale)
    assert Person.objects.get(pk=member.pk).closed_hints == ["meeting", "mine"]


def test_a_hint_stands_on_the_main_pages_of_a_meeting_for_each_who_has_work_there(
    client, regional, member, official, secretary
):
    meeting = acts.summoned(regional, days=10)
    item = meeting.items.get().get_absolute_url()
    places = {
        member: {meeting.get_absolute_url(): "meeting", item: "item"},
        official: {item: "item-official"},
        secretary: {meeting.url("agenda"): "agenda", meeting.url("sitting"): "sitting"},
    }
    texts = {hint.key: hint.text for hint in HINTS}
    for reader, pages in places.items():
        client.force_login(reader)
        for address, key in pages.items():
            assert texts[key] in client.get(address).content.decode(), (address, key)


def test_the_public_is_told_no_hint_and_closes_none(client, regional):
    assert 'class="hint"' not in client.get(acts.summoned(regional).get_absolute_url()).content.decode()
    assert client.post(reverse("hint_closing", args=["mine"])).status_code == 302  # to sign in


def test_a_hint_that_is_none_is_not_closed(client, member):
    client.force_login(member)
    assert client.post(reverse("hint_closing", args=["annat"])).status_code == 404
    assert Person.objects.get(pk=member.pk).closed_hints == []


def test_a_closed_hint_makes_no_public_page_anew(member):
    before = mark()
    close_hint("mine", by=member)
    assert mark() == before


def test_the_hint_of_a_meeting_is_told_where_there_is_something_to_read(client, regional, member):
    client.force_login(member)
    meeting = acts.plan(regional, days=10)
    acts.add(meeting)
    assert 'class="hint"' not in client.get(meeting.get_absolute_url()).content.decode()
    acts.send(meeting)
    assert 'class="hint"' in client.get(meeting.get_absolute_url()).content.decode()


def test_the_hint_of_an_item_is_told_where_an_organisation_may_say_where_it_stands(client, regional, member):
    client.force_login(member)
    open_item = acts.summoned(regional, days=10).items.get()
    told = acts.summoned(regional, {"type": "information"}, days=20).items.get()
    done = acts.published(acts.held(regional)).meeting.items.get()
    pages = [client.get(item.get_absolute_url()).content.decode() for item in (open_item, told, done)]
    assert ['class="hint"' in page for page in pages] == [True, False, False]
