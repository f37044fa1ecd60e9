"""The pages of the office: who sits where on any day, and the forms that change it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from councils import workflow
from councils.models import Appointment, Council, Organisation, Person, Seat
from rus_portal.demo.people import person_for
from tests import acts

DAY = dt.timedelta(days=1)


@pytest.fixture
def seat(regional):
    return Seat.objects.get(council=regional, organisation__slug="harnosand", side="majority")


@pytest.fixture
def vacancy(regional, secretary):
    sundsvall = Organisation.objects.get(slug="sundsvall")
    return workflow.add_seat(
        regional, by=secretary, organisation=sundsvall, capacity="substitute", side="majority", order=90
    )


def address(name, seat, *more):
    return reverse(name, args=[seat.council.slug, seat.pk, *more])


def body(answer, council):
    return next(each for each in answer.context["bodies"] if each["council"] == council)


def cell(answer, council, organisation, heading):
    """The seats in one square of a council's matrix, with who holds each."""
    rows = {row.slug: dict(cells) for row, cells in body(answer, council)["rows"]}
    return [
        (seat.get_capacity_display(), [a.person.name for a in seat.holders])
        for seat in rows[organisation][heading]
    ]


# The matrix


def test_the_matrix_tells_organisation_side_and_capacity_and_the_vacancies(office, regional, vacancy):
    answer = office.get(reverse("seats"))
    assert cell(answer, regional, "sundsvall", "Majoritet") == [
        ("Ledamot", ["Ledamot, majoritet, Sundsvall"]),
        ("Ersättare", []),
    ]
    assert cell(answer, regional, "sundsvall", "Opposition") == [
        ("Ledamot", ["Ledamot, opposition, Sundsvall"])
    ]
    assert cell(answer, regional, "sundsvall", "Övriga") == [("Yttranderätt", ["Kommunchef, Sundsvall"])]
    assert (answer.context["vacancies"], body(answer, regional)["vacancies"]) == (1, 1)
    assert "1 plats är vakant." in answer.content.decode()


def test_any_day_shows_who_sat_and_who_will(office, regional, seat, secretary):
    first = timezone.localdate() + 30 * DAY
    person = Person.objects.create(name="Ny ledamot")
    workflow.change_mandate([(seat, person, "C")], by=secretary, first_day=first)
    shown = {
        day: cell(office.get(reverse("seats"), {"dag": day}), regional, "harnosand", "Majoritet")
        for day in (dt.date(2014, 12, 31), first - DAY, first)
    }
    assert shown == {
        dt.date(2014, 12, 31): [("Ledamot", [])],
        first - DAY: [("Ledamot", ["Ledamot, majoritet, Härnösand"])],
        first: [("Ledamot", ["Ny ledamot"])],
    }
    assert office.get(reverse("seats")).context["changes"] == {
        "last": dt.date(2015, 1, 1),
        "before_last": dt.date(2014, 12, 31),
        "next": first,
    }


def test_a_withdrawn_seat_is_not_a_vacancy(office, regional, vacancy, secretary):
    workflow.change_seat(vacancy, by=secretary, retired_on=timezone.localdate())
    assert office.get(reverse("seats")).context["vacancies"] == 0


@pytest.mark.parametrize("day", ["i går", "2027-13-01", "03/09/2026"])
def test_a_day_that_is_none_is_told_and_today_shown(office, day):
    answer = office.get(reverse("seats"), {"dag": day})
    assert (answer.context["day"], answer.status_code) == (timezone.localdate(), 200)
    assert "Skriv dagen som år-månad-dag" in answer.content.decode()


def test_the_matrix_takes_the_same_queries_however_many_seats(office, regional, django_assert_num_queries):
    office.get(reverse("seats"))
    with django_assert_num_queries(11):
        office.get(reverse("seats"))
    like = regional.seats.filter(side="none").last()
    for order in range(200, 230):
        regional.seats.create(organisation=like.organisation, capacity="co_opted", title="Fler", order=order)
    with django_assert_num_queries(11):
        office.get(reverse("seats"))


# Forms


def test_a_seat_is_added_and_leads_to_its_page(office, regional):
    page = reverse("seat_new", args=[regional.slug])
    assert office.get(page).status_code == 200
    timra = Organisation.objects.get(slug="timra")
    facts = {
        "organisation": timra.pk,
        "capacity": "substitute",
        "side": "opposition",
        "title": "",
        "order": 40,
    }
    answer = office.post(page, facts)
    seat = Seat.objects.get(council=regional, order=40)
    assert answer.url == address("seat", seat)
    again = office.post(page, facts)
    assert again.context["form"].errors == {"title": ["Platsen finns redan i rådet."]}


ROLES = {
    "regionala-samverkansradet": "Ordförande, Vice ordförande, Ledamot, Ersättare, Adjungerad, Yttranderätt",
    "strategiska-rus-gruppen": "Beredande",
    "kansliet": "Sekreterare, Administratör",
}


def test_each_body_offers_the_roles_that_mean_something_there(client, administrator):
    client.force_login(administrator)
    for slug, roles in ROLES.items():
        form = client.get(reverse("seat_new", args=[slug])).context["form"]
        assert ", ".join(told for value, told in form.fields["capacity"].choices if value) == roles


def test_a_side_for_an_official_is_told_at_the_field(office, regional):
    timra = Organisation.objects.get(slug="timra")
    facts = {"organisation": timra.pk, "capacity": "co_opted", "side": "opposition", "title": "", "order": 40}
    answer = office.post(reverse("seat_new", args=[regional.slug]), facts)
    assert answer.context["form"].errors == {
        "side": ["Majoritet och opposition anges bara för förtroendevalda."]
    }


def test_a_seat_once_held_offers_only_what_may_change(office, seat):
    page = office.get(address("seat_facts", seat))
    assert set(page.context["form"].fields) == {"title", "order", "retired_on", "seen"}
    typed = {"title": "", "order": 3, "retired_on": "2030-01-01"}
    answer = office.post(address("seat_facts", seat), typed | acts.seen(office, address("seat_facts", seat)))
    assert "Avsluta uppdraget först" in str(answer.context["form"].non_field_errors())


def test_a_seat_never_held_is_removed_after_a_question(office, vacancy):
    page = address("seat_removal", vacancy)
    assert "Ta bort platsen" in office.get(page).content.decode()
    assert office.post(page, acts.shown(vacancy)).url == reverse("seats")
    assert not Seat.objects.filter(pk=vacancy.pk).exists()


def test_a_seat_that_was_held_is_not_removed_and_its_page_says_so(office, seat):
    page = office.get(address("seat_removal", seat)).content.decode()
    assert "Platsen har haft innehavare och kan inte tas bort." in page
    assert "Ingen har haft platsen" not in page
    assert "btn-danger" not in page
    assert office.post(address("seat_removal", seat), acts.shown(seat)).url == address("seat", seat)
    assert Seat.objects.filter(pk=seat.pk).exists()


def test_somebody_known_gets_the_seat(office, vacancy, opposition):
    page = address("appointment_new", vacancy)
    assert office.get(page).status_code == 200
    office.post(page, {"person": opposition.pk, "begins": "2027-01-01", "party": "MP"})
    held = vacancy.appointments.get()
    assert (held.person, held.begins, held.ends, held.party) == (opposition, dt.date(2027, 1, 1), None, "MP")


def test_somebody_new_gets_the_seat(office, vacancy):
    new = {"name": "Ny ersättare", "email": "ny@sundsvall.example", "begins": "2027-01-01"}
    office.post(address("appointment_new", vacancy), new)
    assert vacancy.appointments.get().person.email == "ny@sundsvall.example"


NEW = {"email": "ny@sundsvall.example"}
LETTERS = [
    (NEW | {"begins": "2024-01-01"}, "Ett brev om platsen, och om hur man loggar in, går nästa morgon."),
    (NEW | {"begins": "2099-01-01"}, "loggar in, går på morgonen den 1 januari 2099."),
    ({"begins": "2024-01-01"}, "Utan e-postadress går det inte att logga in."),
]


@pytest.mark.parametrize(("facts", "told"), LETTERS)
def test_whoever_appoints_is_told_of_the_letter(office, vacancy, facts, told):
    answer = office.post(address("appointment_new", vacancy), {"name": "Ny ersättare"} | facts, follow=True)
    assert told in answer.content.decode()


def test_an_overlap_is_told_at_the_day_and_nobody_is_added(office, seat):
    new = {"name": "Ny ledamot", "begins": "2027-01-01"}
    answer = office.post(address("appointment_new", seat), new)
    assert answer.context["form"].errors == {
        "begins": [
            "Platsen är upptagen: Ledamot, majoritet, Härnösand har den från och med den 1 januari 2015 "
            "tills vidare."
        ]
    }
    assert not Person.objects.filter(name="Ny ledamot").exists()


def test_a_successor_takes_over_in_one_act(office, seat):
    new = {"name": "Ny ledamot", "begins": "2027-01-01", "succeeds": seat.appointments.get().pk}
    office.post(address("appointment_new", seat), new)
    assert list(seat.appointments.order_by("begins").values_list("ends", flat=True)) == [
        dt.date(2026, 12, 31),
        None,
    ]


def test_only_the_holder_whom_the_page_named_is_succeeded(office, seat, member):
    named = seat.appointments.get()
    workflow.end_appointment(named, by=person_for("secretary"), ends=dt.date(2026, 6, 30))
    workflow.appoint(seat, member, by=person_for("secretary"), begins=dt.date(2026, 7, 1))
    new = {"name": "Ny ledamot", "begins": "2027-01-01", "succeeds": named.pk}
    answer = office.post(address("appointment_new", seat), new)
    sentence = f"Nu har {member} platsen. Spara igen om det uppdraget ska avslutas."
    assert answer.context["form"].errors == {"succeeds": [sentence]}
    assert seat.appointments.get(person=member, begins="2026-07-01").ends is None


def test_a_stale_term_shows_both_versions_though_the_seat_has_a_successor_by_now(office, seat, secretary):
    held = seat.appointments.get()
    page = address("appointment", seat, held.pk)
    stale = acts.as_posted(office.get(page).context["form"], party="S")
    workflow.end_appointment(held, by=secretary, ends=dt.date(2026, 6, 30))
    workflow.appoint(seat, secretary, by=secretary, begins=dt.date(2026, 7, 1))
    answer = office.post(page, stale)
    assert answer.status_code == 409
    assert answer.context["versions"] == [("Till och med", "–", "30 juni 2026"), ("Parti", "S", "–")]
    assert answer.context["last"].by == secretary
    assert office.post(page, acts.as_posted(answer.context["form"])).status_code == 302
    held.refresh_from_db()
    assert (held.party, held.ends) == ("S", dt.date(2026, 6, 30))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "person"),
        ({"email": "ny@x.example"}, "name"),
        ({"name": "Ny", "email": "fel"}, "email"),
        ({"name": "Ny", "email": "HARNOSAND.majoritet@demo.example"}, "email"),
        ({"name": "Ny", "ends": "2026-12-31"}, "ends"),
        ({"name": "Ny", "party": "Alldeles för långt"}, "party"),
    ],
)
def test_what_is_wrong_stands_at_its_field(office, vacancy, typed, field):
    answer = office.post(address("appointment_new", vacancy), {"begins": "2027-01-01"} | typed)
    assert set(answer.context["form"].errors) == {field}


def test_an_official_has_no_field_for_a_party(office, regional):
    official = regional.seats.filter(capacity="right_to_speak").first()
    held = official.appointments.get()
    for page in (address("appointment_new", official), address("appointment", official, held.pk)):
        assert "party" not in office.get(page).context["form"].fields


def test_an_appointment_is_changed_ended_and_opened_again(office, seat):
    held = seat.appointments.get()
    page = address("appointment", seat, held.pk)
    typed = {"begins": "2015-01-01", "ends": "", "party": "S"}
    office.post(page, typed | acts.seen(office, page))
    office.post(address("appointment_end", seat, held.pk), {"ends": "2026-12-31"})
    held.refresh_from_db()
    assert (held.party, held.ends) == ("S", dt.date(2026, 12, 31))
    office.post(page, typed | acts.seen(office, page))
    held.refresh_from_db()
    assert held.ends is None


def test_the_last_day_is_asked_for_and_told_when_it_cannot_be(office, seat):
    page = address("appointment_end", seat, seat.appointments.get().pk)
    assert office.get(page).status_code == 200
    for last in ("", "2014-01-01"):
        assert office.post(page, {"ends": last}).status_code == 422


def test_an_appointment_to_come_is_taken_back(office, vacancy, opposition, secretary):
    begins = timezone.localdate() + DAY
    later = workflow.appoint(vacancy, opposition, by=secretary, begins=begins)
    page = address("appointment_cancellation", vacancy, later.pk)
    assert office.get(page).status_code == 200
    assert office.post(page, acts.shown(later)).url == address("seat", vacancy)
    assert not Appointment.objects.filter(pk=later.pk).exists()


def test_an_appointment_that_has_begun_is_not_taken_back_and_its_page_says_so(office, seat):
    page = address("appointment_cancellation", seat, seat.appointments.get().pk)
    shown = office.get(page).content.decode()
    assert "Uppdraget har börjat och kan inte tas tillbaka." in shown
    assert "btn-danger" not in shown
    assert office.post(page, acts.shown(seat.appointments.get())).url == address("seat", seat)
    assert seat.appointments.exists()


def test_a_seat_tells_its_holders_and_its_history(office, vacancy, opposition, secretary):
    workflow.appoint(vacancy, opposition, by=secretary, begins=timezone.localdate())
    text = office.get(address("seat", vacancy)).content.decode()
    assert "lades till i Regionala samverkansrådet" in text
    assert "Ledamot, opposition, Härnösand fick platsen" in text


# Who comes in


PAGES = ["seat", "seat_facts", "seat_removal", "appointment_new"]


@pytest.mark.parametrize("role", ["chair", "member", "official", "preparer", "outsider"])
def test_nobody_else_comes_in(request, client, role, seat):
    client.force_login(request.getfixturevalue(role))
    held = seat.appointments.get().pk
    pages = [
        reverse("seats"),
        reverse("people"),
        reverse("seat_new", args=[seat.council.slug]),
        *(address(name, seat) for name in PAGES),
        *(address(f"appointment{act}", seat, held) for act in ("", "_end", "_cancellation")),
    ]
    assert {client.get(page).status_code for page in pages} == {403}
    assert {client.post(page).status_code for page in pages} == {403}


def test_the_secretariat_sees_its_own_seats_but_only_the_administrator_changes_them(
    client, secretary, administrator
):
    own = Council.objects.get(kind=Council.Kind.OFFICE).seats.first()
    for person, code in ((secretary, 403), (administrator, 200)):
        client.force_login(person)
        assert client.get(address("seat", own)).status_code == 200
        assert client.get(address("appointment_new", own)).status_code == code


def test_a_seat_is_found_only_under_its_own_council(office, seat, grand):
    assert office.get(reverse("seat", args=[grand.slug, seat.pk])).status_code == 404
