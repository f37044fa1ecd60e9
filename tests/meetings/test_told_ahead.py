"""What everyone may know of a coming meeting: its day and place, and the titles of its items where the
council has chosen so and the summons is out."""

import re

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from councils.models import Council, JournalEntry
from councils.workflow import change_basics
from meetings.workflow.meeting import cancel_meeting
from meetings.workflow.search import index_all_that_waits
from tests import acts

pytestmark = pytest.mark.both
OPEN, SECRET, LATER = "Hamnarna öppnas", "Varslet behandlas", "Flygplatsen prövas"


def choose(council, by, tells=True):
    change_basics(Council.objects.get(pk=council.pk), by=by, titles_ahead=tells)


@pytest.fixture
def coming(regional):
    """Summoned: a matter, and one with a document that the law keeps within the council; another meeting is
    planned only."""
    meeting = acts.summoned(regional, {"title": OPEN}, {"title": SECRET}, days=10)
    acts.attach(meeting, meeting.items.get(title=SECRET), visibility="restricted", legal_ground="OSL 19:3")
    acts.add(acts.plan(regional, days=20), title=LATER)
    return meeting


def channels(meeting):
    """Every address at which everyone reads of a meeting, with words that would find its items."""
    council = meeting.council
    part = reverse("sitemap_part", args=["punkter"])
    searches = [f"{reverse(page)}?q={word}" for page in ("search", "search_feed") for word in WORDS]
    return {
        "page": meeting.get_absolute_url(),
        "start": "/",
        "council": council.get_absolute_url(),
        "list": reverse("council_meetings", args=[council.slug]),
        "calendar": reverse("calendar"),
        "calendar of the council": reverse("council_calendar", args=[council.slug]),
        "item": meeting.url("item", 1),
        "summons": meeting.url("summons_pdf"),
        "goal": acts.goal().get_absolute_url(),
        "sitemap": part,
        "oparl": reverse("oparl_list", args=["meeting"]),
        "oparl items": reverse("oparl_list", args=["agendaitem"]),
        "oparl papers": reverse("oparl_list", args=["paper"]),
        **{address: address for address in searches},
    }


WORDS = ("hamn", "varsel", "flygplats")


def told(meeting):
    """{channel: the titles that everyone finds in it}."""
    index_all_that_waits()
    found = {}
    for name, address in channels(meeting).items():
        answer = Client().get(address)
        text = answer.getvalue().decode(errors="replace") if answer.status_code == 200 else ""
        text = re.sub(r"</?mark>|\r\n ", "", text)
        if titles := {title for title in (OPEN, SECRET, LATER) if title in text}:
            found[name] = titles
    return found


def test_no_channel_tells_a_title_until_the_council_has_chosen(coming):
    assert told(coming) == {}


def test_each_channel_tells_the_titles_that_are_open_and_no_other(coming, secretary):
    choose(coming.council, secretary)
    places = (
        "page",
        "start",
        "council",
        "list",
        "calendar",
        "calendar of the council",
        "oparl",
        "oparl items",
    )
    searches = (f"{reverse(page)}?q=hamn" for page in ("search", "search_feed"))
    assert told(coming) == {name: {OPEN} for name in (*places, *searches)}
    choose(coming.council, secretary, tells=False)
    assert told(coming) == {}


def test_what_is_told_ahead_leads_to_no_page_that_is_closed(client, coming, secretary):
    choose(coming.council, secretary)
    item = coming.items.get(title=OPEN)
    assert item.get_absolute_url() not in client.get(coming.get_absolute_url()).content.decode()
    assert client.get(item.get_absolute_url()).status_code == 404


def test_programs_are_told_the_title_and_no_more_and_that_it_is_taken_back(client, coming, secretary):
    choose(coming.council, secretary)
    kind = reverse("oparl_list", args=["agendaitem"])
    [told] = client.get(kind).json()["data"]
    assert told.keys() == {"id", "type", "created", "modified", "meeting", "number", "order", "name"}
    choose(coming.council, secretary, tells=False)
    [gone] = client.get(kind, {"modified_since": told["modified"]}).json()["data"]
    assert (gone["id"], gone["deleted"]) == (told["id"], True)


def test_the_choice_changes_the_pages_that_are_kept_at_once(client, coming, secretary):
    page = coming.get_absolute_url()
    for tells in (True, False):
        assert (OPEN in client.get(page).content.decode()) is not tells
        assert caches["pages"]._cache
        choose(coming.council, secretary, tells=tells)
        assert (OPEN in client.get(page).content.decode()) is tells


def test_councils_that_meet_together_tell_only_where_all_have_chosen(client, regional, grand, secretary):
    meeting = acts.summoned(regional, {"title": OPEN}, days=10)
    meeting.joint_with.add(grand)
    choose(regional, secretary)
    assert told(meeting) == {}
    choose(grand, secretary)
    assert OPEN in told(meeting)["page"]
    choose(grand, secretary, tells=False)
    assert told(meeting) == {}


def test_a_document_that_is_closed_afterwards_takes_the_title_away(coming, secretary):
    choose(coming.council, secretary)
    acts.attach(coming, coming.items.get(title=OPEN), visibility="restricted", legal_ground="OSL 19:3")
    assert told(coming) == {}


def test_a_cancelled_meeting_tells_no_titles(coming, secretary):
    choose(coming.council, secretary)
    cancel_meeting(coming, by=secretary, reason="Förhinder.")
    assert told(coming) == {}


def test_the_office_chooses_on_the_page_of_the_council_and_the_journal_says_who(client, regional, secretary):
    client.force_login(secretary)
    address = reverse("basics_thing", args=["rad", regional.pk])
    form = client.get(address).context["form"]
    assert client.post(address, acts.as_posted(form, titles_ahead="on")).status_code == 302
    assert Council.objects.get(pk=regional.pk).titles_ahead
    entry = JournalEntry.objects.filter(act="change_basics").latest("pk")
    assert (entry.by, entry.after) == (secretary, {"titles_ahead": "True"})


def test_a_member_does_not_choose_for_the_council(regional, member):
    with pytest.raises(PermissionDenied):
        choose(regional, member)


def test_a_reader_of_the_agenda_reads_it_once(client, coming, member, secretary):
    choose(coming.council, secretary)
    client.force_login(member)
    page = client.get(coming.get_absolute_url()).content.decode()
    assert page.count(f">{OPEN}</a>") == 1
    assert f'<li value="1">{OPEN}' not in page


@pytest.mark.parametrize("items", [1, 6])
def test_the_titles_cost_one_query_however_many(regional, secretary, django_assert_num_queries, items):
    choose(regional, secretary)
    acts.summoned(regional, *({"title": f"Fråga {n}"} for n in range(items)), days=10)
    Client().get("/kalender.ics")
    with django_assert_num_queries(4):
        Client().get("/kalender.ics")
