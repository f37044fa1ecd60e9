"""Whatever form makes something: the same posted twice, as by a double press, makes it once and leads twice
to the same page."""

import datetime as dt
import re
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from councils.integration import make_integration
from councils.models import Council, Integration
from councils.workflow import change_basics
from meetings.models import AgendaItem, DissentingOpinion, GuestLink, Meeting, NeighbourSystem, RegistryNumber
from meetings.workflow.dissent import lodge_dissent
from meetings.workflow.guest import invite_guest
from meetings.workflow.meeting import plan_meeting
from meetings.workflow.neighbour import add_neighbour
from rus_portal.demo.people import person_for
from tests import acts
from tests.conftest import unprinted
from tests.meetings.test_at_once import at_once
from tests.test_once_more import rows

LATER = timezone.localdate() + dt.timedelta(days=60)
NORTH = "https://oparl.norrbotten.example/system"
ALREADY = "Inget nytt har lagts till."


def item_new(council):
    sent = {"title": "Tågen", "registry_number": "RS 9"}
    return "secretary", acts.plan(council, days=30).url("item_new"), sent


def meeting_new(council):
    sent = {"date": f"{LATER}", "registry_number": "RS 9"}
    return "secretary", reverse("meeting_new", args=[council.slug]), sent


def recurring_new(council):
    return "secretary", reverse("recurring_new", args=[council.slug]), {"title": "Rapport"}


def neighbour_new(council):
    sent = {"name": "Region Norrbotten", "address": NORTH}
    return "administrator", reverse("neighbours"), sent


def proposal_new(council):
    return "member", reverse("proposal_new"), {"council": council.pk, "title": "Tågen"}


def dissent(council):
    [item] = acts.summoned(council).items.all()
    return "member", item.url("item_dissent"), {"text": "Vi avstår."}


FORMS = [item_new, meeting_new, recurring_new, neighbour_new, proposal_new, dissent]


@pytest.mark.parametrize("form", FORMS, ids=[each.__name__ for each in FORMS])
def test_the_same_form_posted_twice_makes_one_and_leads_twice_to_it(client, regional, form):
    role, page, typed = form(regional)
    client.force_login(person_for("admin" if role == "administrator" else role))
    sent = acts.as_posted(client.get(page).context["form"], **typed)
    sent = {name: value for name, value in sent.items() if value != ""}
    first = client.post(page, sent)
    assert first.status_code == 302, first.context["form"].errors
    before = rows()
    second = client.post(page, sent)
    assert second.status_code == 302, second.context["form"].errors
    assert (second["Location"], rows() - before) == (first["Location"], {})


@pytest.mark.parametrize("typed", ["", "RS 9"])
@pytest.mark.parametrize("form", [item_new, meeting_new], ids=["item", "meeting"])
def test_what_a_series_gives_its_number_is_made_once_too(office, regional, secretary, form, typed):
    change_basics(regional, by=secretary, registry_pattern="RSR-{år}-{nr:4}")
    _, page, facts = form(regional)
    sent = acts.as_posted(office.get(page).context["form"], **facts | {"registry_number": typed})
    sent = {name: value for name, value in sent.items() if value != ""}
    first, given = office.post(page, sent), RegistryNumber.objects.count()
    second = office.post(page, sent)
    assert (second.status_code, first.status_code) == (302, 302), second.context["form"].errors
    assert (second["Location"], RegistryNumber.objects.count()) == (first["Location"], given)


def test_a_guests_link_is_shown_again_where_its_form_is_posted_twice(office, regional):
    """Since no other page shows it."""
    item = acts.add(acts.plan(regional, days=30))
    sent = {"name": "Forskare", "email": "forskare@universitetet.example"}
    first, second = (office.post(item.url("item_guests"), sent) for _ in range(2))
    shown = [re.search(r'class="address">([^<]+)<', each.text)[1] for each in (first, second)]
    assert (shown[0], GuestLink.objects.count()) == (shown[1], 1)
    told = [(ALREADY in each, "Länken skickas också" in each) for each in (first.text, second.text)]
    assert told == [(False, True), (True, False)]


def test_an_item_with_a_number_of_its_own_and_a_paper_is_made_once(office, regional):
    """And what has the number is told of where it is another."""
    meeting = acts.plan(regional, days=30)

    def posted(title, **more):
        sent = {"title": title, "minutes_needed": "15", "registry_number": "RS 9"} | more
        paper = SimpleUploadedFile("karta.pdf", unprinted("karta"))
        return office.post(meeting.url("item_new"), sent | {"files": [paper]}, follow=True)

    posted("Tågen")
    assert ALREADY in posted("Tågen").content.decode()
    other = posted("Bussarna")
    errors = other.context["form"].errors
    assert (other.status_code, errors["files"]) == (422, ["Välj filerna igen."])
    assert "RS 9 har redan getts till ett annat ärende" in errors["registry_number"][0]
    assert posted("Bussarna", same_number="RS 9").status_code == 200
    assert posted("Tågen", registry_number="RS 10").status_code == 200
    told = AgendaItem.objects.order_by("pk").values_list("title", "registry_number")
    assert [*told] == [("Tågen", "RS 9"), ("Bussarna", "RS 9"), ("Tågen", "RS 10")]


def test_a_day_that_is_taken_is_told_at_the_day(office, regional):
    taken = acts.plan(regional, days=30)
    page = reverse("meeting_new", args=[regional.slug])
    sent = acts.as_posted(office.get(page).context["form"], date=f"{taken.date}", note="Lunch.")
    answer = office.post(page, {name: value for name, value in sent.items() if value != ""})
    assert (answer.status_code, Meeting.objects.filter(date=taken.date).count()) == (422, 1)
    assert answer.context["form"].errors == {"date": ["Rådet har redan ett möte den dagen."]}


IN_ONE_INSTANT = {
    Meeting: lambda item: partial(plan_meeting, item.meeting.council, by=person_for("secretary"), date=LATER),
    NeighbourSystem: lambda item: partial(add_neighbour, by=person_for("admin"), name="Norr", address=NORTH),
    GuestLink: lambda item: partial(invite_guest, item, by=person_for("secretary"), name="Forskare"),
    Integration: lambda item: partial(make_integration, "Diariet", by=person_for("admin")),
    DissentingOpinion: lambda item: partial(
        lodge_dissent,
        item,
        seat=acts.seat_of(person_for("member"), item.meeting.council),
        text="Vi avstår.",
        by=person_for("member"),
    ),
}


@pytest.mark.both
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer")
@pytest.mark.parametrize("model", IN_ONE_INSTANT, ids=[each.__name__ for each in IN_ONE_INSTANT])
def test_two_presses_in_one_instant_make_one(committed_region, model):
    council = Council.objects.get(slug="regionala-samverkansradet")
    council = change_basics(council, by=person_for("secretary"), registry_pattern="RSR-{år}-{nr:4}")
    press = IN_ONE_INSTANT[model](acts.summoned(council, days=9).items.get())
    before = model.objects.count()
    at_once(press, press)
    assert model.objects.count() == before + 1
