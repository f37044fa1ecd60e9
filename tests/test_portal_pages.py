"""The start page, the demo's sign-in, and the pages about the portal."""

import datetime as dt
import gzip
import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.db import connection, connections
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from councils.models import Council, Person
from meetings.workflow import minutes
from rus_portal import context, health, region_data
from rus_portal.demo.people import ROLES, appoint_everyone, person_for, seat_substitutes
from rus_portal.sitemaps import PAGES
from rus_portal.templatetags.prose import prose
from tests import acts
from tests.world import routes

OWN_WORDS = [
    ("about", "Om portalen"),
    ("accessibility", "delvis förenlig"),
    ("personal_data", "Personuppgiftsansvarig"),
    ("site_map", "Matchning på arbetsmarknaden"),
]


@pytest.fixture
def in_demo(settings, db):
    settings.DEMO = True
    seat_substitutes()
    appoint_everyone(dt.date(2015, 1, 1))


def test_the_start_page_shows_the_five_newest_positions(client, regional):
    acts.published(acts.held(regional, *({"title": f"Fråga {number}"} for number in range(1, 7))))
    shown = client.get("/").context["newest"]
    assert [position.item.title for position in shown] == [f"Fråga {number}" for number in range(6, 1, -1)]


def test_a_position_in_a_list_says_who_dissents(client, regional, opposition):
    acts.published(acts.held(regional, dissent_by=opposition))
    page = client.get("/").content.decode()
    assert "Med avvikande synpunkt (1)" in page
    assert "Härnösands kommun" in page


def test_the_start_page_keeps_unpublished_positions_from_everyone(client, regional, secretary):
    acts.held(regional)
    client.force_login(secretary)
    assert client.get("/").context["newest"] == []


def test_the_start_page_leads_to_the_dissent_of_the_last_year_that_has_any(client, regional, member):
    """A year that is over before the one that is going on, and no way where there is nothing."""
    this_year = timezone.localdate().year
    acts.published(acts.held(regional))
    assert "?utfall=avvikande" not in client.get("/").content.decode()
    for year in (this_year, this_year - 3, this_year - 2):
        acts.published(acts.held(regional, dissent_by=member, date=dt.date(year, 1, 16)))
        page = client.get("/").content.decode()
        assert f'?utfall=avvikande&amp;ar={year}">Med avvikande synpunkt {year}</a>' in page


def test_the_start_page_says_what_is_missing(client, db):
    page = client.get("/").content.decode()
    assert "Inga ställningstaganden är publicerade ännu." in page
    assert "Inga möten är planerade." in page


@pytest.mark.parametrize(
    ("who", "mine", "others"),
    [
        ("public", [], ["grand", "regional"]),
        ("member", ["grand", "regional"], []),
        ("outsider", ["grand"], ["regional"]),
        ("secretary", ["grand", "regional"], []),
        ("preparer", ["grand", "regional"], []),
        ("administrator", [], ["grand", "regional"]),
    ],
)
def test_the_meetings_of_ones_own_councils_come_first(client, request, regional, grand, who, mine, others):
    meetings = {"grand": acts.plan(grand, days=10), "regional": acts.plan(regional, days=20)}
    if who != "public":
        client.force_login(request.getfixturevalue(who))
    context = client.get("/").context
    assert context["my_meetings"] == [meetings[name] for name in mine]
    assert context["meetings"] == [meetings[name] for name in others]


def test_the_strategy_at_a_glance_counts_a_position_once_under_its_area(client, regional):
    acts.published(acts.held(regional, {"goals": [acts.goal("1.2"), acts.goal("3.1")]}))
    counts = {goal.code: count for goal, count in client.get("/").context["goals"]}
    assert counts == {"1": 1, "2": 0, "3": 1}


@pytest.mark.parametrize("items", [1, 6])
def test_the_start_page_costs_the_same_with_many_positions(
    client, regional, member, django_assert_num_queries, items
):
    acts.published(acts.held(regional, *({"title": f"Fråga {n}"} for n in range(items))))
    for days in range(1, items + 1):
        acts.plan(regional, days=days)
    with django_assert_num_queries(10):
        client.get("/")
    client.force_login(member)
    with django_assert_num_queries(10):
        client.get("/")


@pytest.mark.parametrize(
    ("asked", "known_as"),
    [
        ("/stallningstaganden/", "/stallningstaganden/"),
        ("/stallningstaganden/?mal=1.1&ar=2025&sida=2", "/stallningstaganden/"),
        ("/stallningstaganden/?sida=2", "/stallningstaganden/?sida=2"),
        ("/stallningstaganden/?sida=1", "/stallningstaganden/"),
        ("/stallningstaganden/?sida=%22x", "/stallningstaganden/"),
        ("/sok/?q=kompetens", "/sok/"),
        ("/rad/regionala-samverkansradet/?dag=2020-01-01", "/rad/regionala-samverkansradet/"),
        (
            "/rad/regionala-samverkansradet/moten/?sida=2",
            "/rad/regionala-samverkansradet/moten/?sida=2",
        ),
    ],
)
def test_a_page_that_can_be_narrowed_is_known_by_one_address(client, db, asked, known_as):
    told = re.findall(r'<link rel="canonical" href="([^"]*)">', client.get(asked).content.decode())
    assert told == [f"http://testserver{known_as}"]


@pytest.mark.parametrize(("name", "words"), OWN_WORDS)
def test_everyone_reads_what_the_portal_is(client, db, name, words):
    assert words in client.get(reverse(name)).content.decode()


def test_the_accessibility_statement_has_all_that_the_authority_lists(client, db):
    page = client.get(reverse("accessibility")).content.decode()
    for told in (
        "Region Västernorrland",
        "Samverkansportalen",
        "delvis förenlig",
        "Brister mot lagkraven",
        "12 §",
        "9 §",
        "https://www.digg.se/tdosanmalan",
        "Kontakta oss",
        "/tillganglighet/hinder/",
        "Så har vi prövat",
        "Bedömd",
        "Redogörelsen uppdaterad",
    ):
        assert told in page


def test_the_facts_of_the_statement_are_the_regions_own_where_it_has_any(client, db, monkeypatch):
    own = region_data.accessibility() | {
        "conforms": "helt",
        "barriers": [],
        "burdens": [{"what": "Kartor.", "why": "De görs av en annan."}],
        "updated_on": dt.date(2027, 3, 2),
    }
    monkeypatch.setattr(region_data, "read", lambda region, name: own)
    region_data.accessibility.cache_clear()
    page = client.get(reverse("accessibility")).content.decode()
    region_data.accessibility.cache_clear()
    assert "helt förenlig" in page
    assert "<strong>Kartor.</strong> De görs av en annan." in page
    assert "2 mars 2027" in page
    assert "Handlingar som" not in page


def linked(page):
    return set(re.findall(r'href="(/[^"?#]*)"', page.split("<main")[1].split("</main")[0]))


def test_the_site_map_leads_to_every_public_page_of_the_portal_and_all_its_links_open(client, db):
    found = linked(client.get(reverse("site_map")).content.decode())
    assert {reverse(name) for name in PAGES} - {reverse("site_map")} <= found
    assert {council.get_absolute_url() for council in Council.objects.all()} <= found
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)


def test_no_page_that_everyone_reads_loads_more_than_40_kilobytes_of_style_and_script(client, regional):
    """Compressed, and each page anew: nothing of another is counted upon. The viewer of papers is apart."""
    record = acts.published(acts.held(regional))
    item = record.meeting.items.get()
    places = [reverse(name) for name in ("start", "positions", "search", "strategy", "follow_up")]
    places += [each.get_absolute_url() for each in (record, record.meeting, item, item.position, regional)]
    loaded = {place: weight(client.get(place).content.decode()) for place in places}
    assert {place: size for place, size in loaded.items() if not 10_000 < size <= 40_000} == {}


def weight(page):
    files = set(re.findall(r'(?:href|src|data-[a-z-]+)="/static/([^"?]+[.](?:css|js))', page))
    paths = [finders.find(re.sub(r"[.][0-9a-f]{12}(?=[.])", "", file)) for file in files]
    return sum(len(gzip.compress(Path(path).read_bytes(), 9)) for path in paths)


def test_the_site_map_leads_to_each_page_once(client, db):
    told = client.get(reverse("site_map")).content.decode().partition("<main")[2].partition("</main>")[0]
    places = re.findall('href="(.*?)"', told.partition("</header>")[2])
    assert [place for place in places if places.count(place) > 1] == []


def test_search_engines_are_led_to_each_page_that_the_site_map_leads_to(client, db):
    parts = re.findall("<loc>(.*?)</loc>", client.get(reverse("sitemap")).content.decode())
    pages = [
        page for part in parts for page in re.findall("<loc>(.*?)</loc>", client.get(part).content.decode())
    ]
    told = {page.removeprefix("http://testserver") for page in pages}
    assert linked(client.get(reverse("site_map")).content.decode()) - told == set()


def test_each_page_without_more_in_its_address_that_everyone_reads_is_in_the_map(client, db):
    """But for those that one is led to when signing in or searching, and what a browser keeps."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert _open_pages(client, names) - {reverse(name) for name in PAGES} == LEFT_OUT


LEFT_OUT = {
    *("/logga-in/", "/konto/avstangt/", "/konto/organisation/avbrott/", "/sok/bevakning/"),
    "/utan-nat/",
    "/strategi/plan/odaterad/",  # told among the editions of the plan
}


def _open_pages(client, names):
    found = set()
    for name in names:
        with suppress(NoReverseMatch):
            path = reverse(name)
            answer = client.get(path)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found.add(path)
    return found


def test_the_site_map_leads_who_is_signed_in_to_their_work_too(client, member):
    own = {reverse(name) for name in ("mine", "proposals", "notes", "mail_choice", "account")}
    assert not own & linked(client.get(reverse("site_map")).content.decode())
    client.force_login(member)
    assert own <= linked(client.get(reverse("site_map")).content.decode())


def test_whom_to_turn_to_is_what_the_installation_says_and_never_a_gap(client, member, settings):
    pages = [reverse(name) for name in ("accessibility", "personal_data")]
    settings.CONTACT_EMAIL = settings.DATA_PROTECTION_EMAIL = ""
    for page in pages:
        told = client.get(page).content.decode()
        assert "Region Västernorrland" in told
        assert "ifylld" not in told
        assert "mailto:" not in told
    settings.CONTACT_EMAIL, settings.DATA_PROTECTION_EMAIL = "kansli@x.example", "dso@x.example"
    assert ["mailto:kansli@x.example" in client.get(page).content.decode() for page in pages] == [True, True]
    assert "mailto:dso@x.example" in client.get(pages[1]).content.decode()


def test_the_pages_about_the_portal_know_of_what_may_be_asked_for_here(client, db, settings):
    settings.REQUEST_RETENTION_DAYS = 17
    assert "Den som begär ut en handling" in (page := client.get(reverse("personal_data")).content.decode())
    assert "raderas 17 dagar efter svaret" in page
    assert "kan vem som helst begära ut" in client.get(reverse("about")).content.decode()


def test_who_is_signed_in_is_led_to_what_is_kept_about_them(client, member):
    own = f'href="{reverse("person", args=[member.pk])}"'
    assert own not in client.get(reverse("personal_data")).content.decode()
    client.force_login(member)
    assert own in client.get(reverse("personal_data")).content.decode()
    assert client.get(reverse("person", args=[member.pk])).status_code == 200


def test_the_health_check_reaches_the_database_and_starts_no_session(
    client, db, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        response = client.get("/halsa/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert not response.cookies


def test_the_health_check_does_not_ask_who_asks(client, member, django_assert_num_queries):
    client.force_login(member)
    client.get("/halsa/")
    with django_assert_num_queries(1):
        client.get("/halsa/")


def test_a_database_found_to_have_all_migrations_costs_one_look(db, django_assert_num_queries):
    health.migrated.clear()
    assert health.trouble() == ""
    with django_assert_num_queries(1):
        assert health.trouble() == ""


def test_an_empty_database_is_unavailable_and_only_the_log_says_why(client, db, caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE councils_council RENAME TO councils_gone")
        cursor.execute("CREATE TABLE councils_council (id integer)")
    response = client.get("/halsa/")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"})
    assert "The database holds no council: run manage.py load_region." in caplog.messages


def test_a_database_that_lacks_migrations_is_not_whole(settings, tmp_path, django_db_blocker):
    bare = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "bare.sqlite3"}
    settings.MIGRATION_MODULES = {}  # also where the suite is run without them
    health.of_the_code.cache_clear()
    connections.settings["bare"] = connections.settings["default"] | bare | {"OPTIONS": {}}
    try:
        with django_db_blocker.unblock():
            told = health.trouble("bare")
            assert health.trouble("bare") == told
        assert re.fullmatch(r"The database lacks \d+ migrations, as \S+: run manage.py migrate\.", told)
    finally:
        connections["bare"].close()
        del connections["bare"], connections.settings["bare"]
        health.of_the_code.cache_clear()


def test_the_demo_does_not_exist_outside_the_demo(client, db):
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"role": "secretary"}).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_one_click_signs_one_in_as_any_role_of_the_demo(client, in_demo, role):
    response = client.post("/demo/", {"role": role})
    home = "/kansli/" if role in ("secretary", "admin") else "/mitt/"
    assert (response.status_code, response["Location"]) == (302, home)
    assert client.get("/").wsgi_request.user == person_for(role)


def test_the_demo_shows_one_card_for_each_role(client, in_demo):
    cards = client.get("/demo/").context["cards"]
    assert {role: name for role, *_, name in cards} == {role: person_for(role).name for role in ROLES}


def test_whoever_minutes_wait_for_is_played_until_they_are_approved(client, in_demo, regional):
    """So that a newcomer takes a meeting of the own to what everyone may read, whoever is to approve it."""
    other = Person.objects.get(name="Ledamot, majoritet, Sollefteå")
    held = acts.held(regional, approvers=[other])
    record = minutes.send_minutes(held.minutes.get(), by=person_for("secretary"))
    played = set()
    while waiting := client.get("/demo/").context["asked"]:
        client.post("/demo/", {"role": waiting[0].pk})
        played.add(client.get("/").wsgi_request.user)
        record = minutes.approve_minutes(record, by=waiting[0])
    assert (played, record.stage) == ({other, person_for("chair")}, "approved")


def test_no_two_of_the_cast_have_the_same_name(in_demo):
    names = Person.objects.values_list("name", flat=True)
    assert len(names) == len(set(names))


def test_an_unknown_role_signs_nobody_in(client, in_demo):
    assert client.post("/demo/", {"role": "landshövding"}).status_code == 400
    assert client.get("/").wsgi_request.user == AnonymousUser()


def test_changing_role_rotates_the_session(client, in_demo):
    client.post("/demo/", {"role": "member"})
    before = client.session.session_key
    client.post("/demo/", {"role": "secretary"})
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("asked", "leads"),
    [("/rad/", "/rad/"), ("https://elsewhere.example/", "/mitt/"), ("//elsewhere.example/", "/mitt/")],
)
def test_the_demo_leads_on_only_within_the_portal(client, in_demo, asked, leads):
    assert client.post("/demo/", {"role": "member", "next": asked})["Location"] == leads


def test_long_texts_have_paragraphs_lists_and_headings_and_nothing_else(db):
    text = "Inledning\nnästa rad\n\n### Rubrik\n- ett <b>\n- två\n\nSlut"
    assert prose(text, 4) == (
        "<p>Inledning<br>nästa rad</p><h4>Rubrik</h4><ul><li>ett &lt;b&gt;</li><li>två</li></ul><p>Slut</p>"
    )


@pytest.mark.parametrize(("address", "status"), [("/kalender/%00.ics", 404), ("/rad/?rad=a%00", 200)])
def test_an_address_with_a_character_no_text_can_hold_leads_nowhere(client, db, address, status):
    assert client.get(address).status_code == status


def test_where_somebody_works_what_stands_above_the_work_is_low(office):
    assert set(routes()) >= context.WORK
    for address, is_low in (("/strategi/plan/ny/", True), ("/kansli/", True), ("/strategi/plan/", False)):
        assert ("is-work" in office.get(address).content.decode()) is is_low
