"""The councils' pages: who sits where on a day, what they are for, what they do next."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from councils.models import Appointment, Council, Seat
from tests import acts

REGIONAL = "/rad/regionala-samverkansradet/"


def holders(response):
    """Every seat on the page with the names of its holders."""
    return {
        (organisation.slug, seat.label): [holder.person.name for holder in seat.holders]
        for organisation, seats in response.context["organisations"]
        for seat in seats
    }


def test_the_councils_stand_apart_from_the_bodies_around_them(client, db):
    context = client.get("/rad/").context
    assert [council.slug for council, _ in context["councils"]] == [
        "regionala-samverkansradet",
        "stora-samverkansradet",
    ]
    assert {body.slug for body in context["bodies"]} == {"strategiska-rus-gruppen", "kansliet"}


def test_each_council_is_shown_with_its_next_meeting(client, regional, grand):
    acts.plan(regional, days=30)
    joint = acts.plan(grand, days=10, joint_with=[regional])
    assert dict(client.get("/rad/").context["councils"]) == {regional: joint, grand: joint}


@pytest.mark.parametrize(
    "slug", ["regionala-samverkansradet", "stora-samverkansradet", "strategiska-rus-gruppen", "kansliet"]
)
def test_every_body_shows_all_its_seats(client, db, slug):
    response = client.get(f"/rad/{slug}/")
    shown = {seat.pk for _, seats in response.context["organisations"] for seat in seats}
    assert shown == set(Seat.objects.filter(council__slug=slug).values_list("pk", flat=True))


def test_tasks_pledge_and_composition_are_shown_word_for_word(client, regional):
    page = client.get(REGIONAL).content.decode()
    for line in (*regional.task_list, *regional.principle_list):
        assert line in page


COMPOSITION = {
    "regionala-samverkansradet": (
        "Regionala samverkansrådets sammansättning",
        "Förtroendevalda i majoritet och opposition från varje kommun",
        "Förtroendevalda i majoritet och opposition från Region Västernorrland",
        "Länsstyrelsen Västernorrlands högsta ledning, landshövding och/eller länsråd, adjungeras till "
        "regionala "
        "samverkansrådets möten, utifrån sin myndighetsroll, som förvaltande myndighet för "
        "landsbygdsprogrammet "
        "och utifrån statlig samordning mellan nationella myndigheter med uppdrag att medverka i det "
        "regionala "
        "utvecklingsarbetet.",
        "Till Regionala samverkansrådet kopplas också följande funktioner som samtliga har yttranderätt "
        "vid rådens "
        "möten:",
        "Tjänstepersonstöd (regiondirektör, regional utvecklingsdirektör, kommunförbundets "
        "förbundsdirektör samt "
        "länets kommunchefer)",
        "Ordförande i Strukturfondspartnerskapet i Mellersta Norrland",
    ),
    "stora-samverkansradet": (
        "Stora samverkansrådets sammansättning",
        "Inom ramen för det regionala utvecklingsarbetet finns behov av på strategisk nivå regelbundet "
        "föra dialog "
        "mellan en rad aktörer som i sina uppdrag arbetar med regional utveckling, vilket utöver kommuner "
        "och "
        "länsstyrelsen bland andra innefattar:",
        "nationella myndigheter",
        "universitet",
        "näringslivsfrämjande organisationer",
        "representanter från civilsamhällets aktörer",
        "Dessa aktörer bjuds två till tre gånger per år in till ett bredare regionalt partnerskap: Stora "
        "samverkansrådet.",
    ),
}


@pytest.mark.parametrize("slug", COMPOSITION)
def test_the_composition_stands_as_in_the_plan(client, db, slug):
    page = client.get(f"/rad/{slug}/").content.decode()
    _, _, told = page.partition('id="sammansattning">')
    told, _, _ = told.partition("</section>")
    told = told.replace("<summary>Läs om sammansättningen</summary>", "")  # where it is folded
    assert tuple(filter(None, map(str.strip, re.split(r"<[^>]+>", told)))) == COMPOSITION[slug]


@pytest.mark.parametrize("slug", COMPOSITION)
def test_the_standing_of_the_vice_chair_is_told_with_its_source(client, db, slug):
    page = client.get(f"/rad/{slug}/").content.decode()
    assert (
        "Ordföranden och vice ordföranden är enligt rvn.se regionstyrelsens och Kommunförbundets ordförande"
        in page
    )
    assert "portalen räknar vice ordföranden som ledamot" in page


def test_the_pledge_stands_under_both_its_headings(client, regional):
    heading = (
        "Ett modigt regionalt ledarskap som tillsammans tar ansvar för framtiden! Regionala "
        "samverkansrådets budkavle "
        "för strategisk och operativ samverkan i linje med RUS"
    )
    for address in (REGIONAL, "/strategi/framtagande/"):
        page = client.get(address).content.decode()
        assert heading in page
        assert all(line in page for line in regional.principle_list)


def test_those_who_prepare_and_keep_the_council_are_linked_both_ways(client, regional):
    page = client.get(REGIONAL).content.decode()
    for body in (regional.prepared_by, regional.office):
        assert f'href="{body.get_absolute_url()}"' in page
        served = client.get(body.get_absolute_url()).context["serves"]
        assert set(served) == set(Council.objects.filter(kind="council"))


def test_a_seat_without_a_holder_is_vacant_to_everyone(client, regional, member):
    seat = acts.seat_of(member, regional)
    seat.appointments.all().delete()
    response = client.get(REGIONAL)
    assert holders(response)["harnosand", "Ledamot, majoritet"] == []
    assert response.content.decode().count("Vakant") == 1


def test_a_past_day_shows_who_held_the_seats_then(client, regional, member, outsider):
    seat = acts.seat_of(member, regional)
    change = timezone.localdate() - dt.timedelta(days=30)
    seat.appointments.update(ends=change - dt.timedelta(days=1))
    Appointment.objects.create(seat=seat, person=outsider, begins=change)
    then = client.get(REGIONAL, {"dag": (change - dt.timedelta(days=1)).isoformat()})
    assert holders(then)["harnosand", "Ledamot, majoritet"] == [member.name]
    assert holders(client.get(REGIONAL))["harnosand", "Ledamot, majoritet"] == [outsider.name]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("i går", "Skriv dagen som år-månad-dag, till exempel 2026-03-12."),
        ("2026-13-01", "Skriv dagen som år-månad-dag, till exempel 2026-03-12."),
        ("2999-01-01", "Välj en dag som har varit."),
    ],
)
def test_a_day_that_cannot_be_shown_is_answered_with_a_sentence(client, db, day, says):
    response = client.get(REGIONAL, {"dag": day})
    assert (response.status_code, response.context["day"]) == (200, timezone.localdate())
    assert says in response.content.decode()


def test_a_day_before_the_portal_knew_anyone_shows_no_vacancies(client, db):
    page = client.get(REGIONAL, {"dag": "2010-01-01"}).content.decode()
    assert "Portalen har inga uppgifter om vilka som hade platserna den dagen." in page
    assert "Vakant" not in page


def test_party_is_shown_only_where_the_appointment_has_one(client, regional, member):
    assert "Parti" not in client.get(REGIONAL).content.decode()
    acts.seat_of(member, regional).appointments.update(party="(-)")
    page = client.get(REGIONAL).content.decode()
    assert "Parti" in page
    assert page.count("(-)") == 1


def test_only_published_positions_of_the_council_itself_are_listed(client, regional, grand):
    acts.published(acts.held(regional, {"title": "Vår"}))
    acts.held(regional, {"title": "Opublicerad"})
    acts.published(acts.held(grand, {"title": "Deras"}))
    assert [position.item.title for position in client.get(REGIONAL).context["positions"]] == ["Vår"]


@pytest.mark.parametrize(
    ("who", "may"), [("secretary", True), ("member", False), ("administrator", False), ("public", False)]
)
def test_only_the_secretariat_is_offered_to_plan_a_meeting(client, request, db, who, may):
    if who != "public":
        client.force_login(request.getfixturevalue(who))
    assert (f'href="{REGIONAL}moten/nytt/"' in client.get(REGIONAL).content.decode()) is may


def test_a_council_that_does_not_exist_is_not_found(client, db):
    assert client.get("/rad/smaradet/").status_code == 404


@pytest.mark.parametrize("count", [1, 6])
def test_the_council_page_costs_the_same_however_much_it_holds(
    client, regional, django_assert_num_queries, count
):
    acts.published(acts.held(regional, *({"title": f"Fråga {n}"} for n in range(count))))
    for days in range(1, count + 1):
        acts.plan(regional, days=days)
    with django_assert_num_queries(9):
        client.get(REGIONAL)
    with django_assert_num_queries(4):
        client.get("/rad/")


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize(
    "page", ["", "councils/council/", "councils/seat/", "councils/person/", "strategy/goal/"]
)
def test_only_administrators_open_the_administrators_tables(client, administrator, secretary, db, page):
    for person, status in ((administrator, 200), (secretary, 302)):
        client.force_login(person)
        shown = client.get(f"/admin/{page}")
        called = f"<strong>{person.name}</strong>" in shown.content.decode()
        assert (shown.status_code, called) == (status, person == administrator)


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("table", ["seat", "appointment", "person"])
def test_who_sits_where_is_never_changed_behind_the_journals_back(client, administrator, db, table):
    client.force_login(administrator)
    pk = {"seat": Seat, "appointment": Appointment, "person": type(administrator)}[table].objects.first().pk
    assert client.get(f"/admin/councils/{table}/add/").status_code == 403
    assert client.post(f"/admin/councils/{table}/{pk}/change/", {}).status_code == 403
    assert client.post(f"/admin/councils/{table}/{pk}/delete/", {"post": "yes"}).status_code == 403


def picture(response):
    """Of each organisation, by side, the capacities of its seats; a vacancy in brackets."""
    _, rows = response.context["sides"]
    return {
        organisation.slug: {
            heading: [seat.capacity if seat.holders else f"({seat.capacity})" for seat in seats]
            for heading, seats in cells
            if seats
        }
        for organisation, cells in rows
    }


def test_seats_are_seen_by_organisation_and_side_with_the_vacancies(client, regional, member):
    acts.seat_of(member, regional).appointments.all().delete()
    response = client.get(REGIONAL)
    shown = picture(response)
    assert response.context["sides"][0] == ["Majoritet", "Opposition", "Platser", "Yttranderätt"]
    assert shown["harnosand"]["Majoritet"][0] == "(member)"
    assert shown["timra"] == {
        "Majoritet": ["member"],
        "Opposition": ["member"],
        "Yttranderätt": ["right_to_speak"],
    }
    assert response.content.decode().count('<span class="seat-word">vakant</span>') == 1
    assert "1 plats är vakant" in response.content.decode()


def test_who_holds_the_seats_is_one_step_away_and_open_where_a_day_is_asked_for(client, regional):
    assert '<details class="seats-people">' in client.get(REGIONAL).content.decode()
    asked = client.get(REGIONAL, {"dag": "2026-01-01"}).content.decode()
    assert '<details class="seats-people" open>' in asked
