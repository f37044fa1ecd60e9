"""What the pages of proposals say, their queries, and that no odd input from a browser breaks them."""

import pytest
from django.utils import timezone

from councils.models import Person
from meetings.models import AgendaItem, Comment
from meetings.proposals.status import status_of, steps
from meetings.workflow import proposal as verbs
from rus_portal.core.refusal import Conflict
from rus_portal.demo.people import email_of
from rus_portal.demo.proposals import load_proposals
from tests import acts
from tests.meetings.proposals.conftest import STAGES, browser_of, fresh, own

WHERE = {
    "draft": ("Utkast", "Utkast"),
    "proposed": ("Inskickat", "Inskickat"),
    "in_preparation": ("Under beredning", "Under beredning"),
    "ready": ("Klart", "Klart"),
    "returned": ("Återlämnat", "Komplettera"),
    "withdrawn": ("Återtaget", None),
    "scheduled": ("Schemalagt", "Klart"),
    "on_agenda": ("På dagordningen", "På dagordningen"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_writer_sees_where_the_proposal_is(regional, writer, stage):
    item = fresh(acts.proposed(regional, stage))
    label, step = WHERE[stage]
    assert status_of(item).label == label
    assert [name for name, done, here in steps(item) if here] == ([step] if step else [])
    page = writer.get(own(item)).content.decode()
    assert f"{label}.</span> {status_of(item).sentence}" in page
    assert status_of(item).sentence in writer.get("/forslag/").content.decode()


def test_mine_and_my_organisations_are_listed_apart_and_the_closed_last(regional, official, colleague):
    mine = acts.proposed(regional, title="Mitt")
    theirs = acts.proposed(regional, title="Kollegans", by=colleague)
    closed = acts.proposed(regional, "withdrawn", title="Återtaget")
    acts.drafted(regional, title="Kollegans utkast", by=colleague)
    acts.proposed(regional, title="Någon annans", by=Person.objects.get(email=email_of("ange.majoritet")))
    context = browser_of(official).get("/forslag/").context
    listed = {name: [item for item, where in context[name]] for name in ("mine", "others", "closed_rows")}
    assert listed == {"mine": [mine], "others": [theirs], "closed_rows": [closed]}


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_costs_the_same_with_many(regional, official, django_assert_num_queries, count):
    for number in range(count):
        acts.proposed(regional, title=f"Förslag {number}")
        acts.proposed(regional, "withdrawn", title=f"Återtaget {number}")
    client = browser_of(official)
    with django_assert_num_queries(6):
        client.get("/forslag/")


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_however_much_was_said(
    regional, preparer, official, django_assert_num_queries, count
):
    item, now = acts.proposed(regional), timezone.now()
    for number in range(count):
        Comment.objects.create(
            item=item, person=(preparer, official)[number % 2], text=f"Ord {number}", written_at=now
        )
        acts.enclose(item, title=f"Underlag {number}")
        acts.proposed(regional, title=f"Förslag {number}").refresh_from_db()
        AgendaItem.objects.filter(title=f"Förslag {number}").update(merged_into=item, stage="withdrawn")
    client = browser_of(preparer)
    with django_assert_num_queries(12):
        client.get(own(item))


ODD = [
    ("", "get", {}),
    ("underlag/", "post", {}),
    ("underlag/", "post", {"seen": "x", "type": "beslut", "primary_goal": "99999", "goals": ["a", "-1"]}),
    ("underlag/", "post", {"seen": "9" * 40, "title": "å" * 999, "minutes_needed": "-3"}),
    ("underlag/", "post", {"title": "a\0b", "background": "\0", "submit": "1"}),
    ("kommentarer/", "post", {}),
    ("kommentarer/", "post", {"kind": "bifall", "text": "\0"}),
    ("kommentarer/", "get", {}),
    ("plats/", "post", {}),
    ("plats/", "post", {"to": "mote-99999999999999999999", "board": "\r\nX: y"}),
    ("plats/", "post", {"to": "withdrawn"}),
    ("plats/", "get", {}),
    ("sammanforing/", "post", {"into": "x"}),
    ("sammanforing/", "post", {"into": "9" * 30}),
]


@pytest.mark.parametrize(("below", "method", "data"), ODD)
@pytest.mark.parametrize("stage", ["draft", "proposed", "scheduled"])
def test_nothing_odd_from_a_browser_is_more_than_refused(
    regional, writer, office, below, method, data, stage
):
    item = acts.proposed(regional, stage)
    for client in (writer, office):
        response = getattr(client, method)(own(item, below), data)
        assert response.status_code < 500
    assert fresh(item).title == item.title
    assert fresh(item).stage == item.stage


def test_there_is_no_proposal_without_end(writer):
    for pk in ("0", "9" * 18):
        assert writer.get(f"/forslag/{pk}/").status_code == 404


def test_the_later_of_two_tabs_is_told(regional, official):
    draft = acts.drafted(regional)
    verbs.save_proposal(draft, by=official, summary="Först")
    with pytest.raises(Conflict):
        verbs.save_proposal(draft, by=official, summary="Sedan")


@pytest.mark.one_transaction
def test_the_demo_has_a_proposal_at_every_stage_on_the_way(regional):
    acts.plan(regional, days=49)
    told = []
    load_proposals(tell=told.append)
    assert len(told) == 8
    found = AgendaItem.objects.filter(council__isnull=False)
    stages = {(item.stage, item.meeting is not None, item.merged_into is not None) for item in found}
    assert stages == {
        ("draft", False, False),
        ("proposed", False, False),
        ("in_preparation", False, False),
        ("ready", False, False),
        ("ready", True, False),
        ("returned", False, False),
        ("withdrawn", False, True),
    }
    assert sum(fresh(item).awaits_answer for item in found) == 1
