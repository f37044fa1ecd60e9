"""A new mandate period: from a form or a file, every error shown before anything is saved, all or nothing."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from councils import mandate, sheets
from councils.models import Appointment, JournalEntry, Person, Seat
from tests.councils.lists import csv_file, line, xlsx_file

FIRST = dt.date(2027, 1, 1)
EVE = dt.date(2026, 12, 31)


@pytest.fixture(autouse=True)
def autumn_of_the_election(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: dt.date(2026, 11, 23))


@pytest.fixture
def seats(regional):
    return mandate.chosen_seats([regional], FIRST, only_sided=True)


def reviewed(seats, *lines):
    rows, _ = mandate.parse(sheets.read(csv_file(*lines)))
    return mandate.review(rows, seats, FIRST)


def faults(seats, *lines):
    """{number of the line: sentences}."""
    review = reviewed(seats, *lines)
    return {line.row.line: list(line.errors.values()) for line in review.faulty}


# The day


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (dt.date(2026, 9, 14), dt.date(2027, 1, 1)),
        (dt.date(2027, 1, 1), dt.date(2027, 1, 1)),
        (dt.date(2027, 12, 31), dt.date(2027, 1, 1)),
        (dt.date(2028, 1, 1), dt.date(2031, 1, 1)),
    ],
)
def test_a_mandate_begins_on_the_first_of_january_after_an_election(today, first):
    assert mandate.usual_first_day(today) == first


# Seats


def test_the_filled_in_template_finds_every_seat_again(regional, grand, seats):
    chosen = mandate.chosen_seats([regional, grand], FIRST, only_sided=False)
    table = mandate.table_of(mandate.rows_of(chosen, FIRST))
    file = SimpleUploadedFile("mall.xlsx", sheets.workbook({"Platser": (table, ())}))
    rows, unread = mandate.parse(sheets.read(file))
    review = mandate.review(rows, chosen, FIRST)
    assert (review.faulty, review.left, unread) == ([], [], [])
    assert [line.seat for line in review.lines] == chosen
    assert all(line.stays for line in review.lines)


def test_seats_alike_are_taken_in_turn(regional):
    seat = Seat.objects.get(council=regional, organisation__slug="harnosand", side="majority")
    twin = Seat.objects.create(
        council=regional, organisation=seat.organisation, capacity="member", side="majority", order=99
    )
    found = reviewed([seat, twin], line(), line(name="En till"), line(name="En för mycket"))
    assert [line.seat for line in found.lines] == [seat, twin, None]


def test_every_fault_is_told_in_a_sentence(seats):
    told = faults(
        seats,
        line(organisation="Härnöland"),
        line(council="Stora samverkansrådet"),
        line(capacity="Kung"),
        line(side="Mitten"),
        line(organisation="Kommunförbundet Västernorrland", side=""),
        line(),
        line(name="En annan"),
        line("Timrå", email="inte en adress"),
        line("Timrå", "Opposition", name="", email="nagon@timra.example"),
        line("Ånge", name="=A1"),
        line("Ånge", "Opposition", name="#SAKNAS!"),
        line("Kramfors", name="123"),
        line("Kramfors", "Opposition", party="Ett långt partinamn"),
        line("Sollefteå", email="a@solleftea.example, b@solleftea.example"),
        line("Sollefteå", "Opposition", party="b@solleftea.example"),
    )
    assert told == {
        2: ["Organisationen ”Härnöland” finns inte. Skriv namnet som i mallen."],
        3: ["Rådet ”Stora samverkansrådet” finns inte bland dem du valde i första steget."],
        4: ["Rollen ”Kung” finns inte. Skriv till exempel Ledamot eller Ersättare."],
        5: ["Sidan ”Mitten” finns inte. Skriv Majoritet eller Opposition, eller lämna tomt."],
        6: [
            "Kommunförbundet Västernorrland har ingen plats som Ledamot i Regionala samverkansrådet. "
            "Jämför med mallen."
        ],
        8: ["Platsen står redan på rad 7. Ta bort en av raderna."],
        9: ["”inte en adress” är inte en e-postadress. Kontrollera stavningen."],
        10: ["Namnet saknas. Skriv vem det är, eller töm raden om platsen är vakant."],
        11: ["I kolumnen namn står en formel eller ett Excelfel. Klistra in värdet som text."],
        12: ["I kolumnen namn står en formel eller ett Excelfel. Klistra in värdet som text."],
        13: ["”123” är inte ett namn. Skriv för- och efternamn, eller töm raden."],
        14: ["”Ett långt partinamn” är för långt. Skriv partiets förkortning, högst 10 tecken."],
        15: [
            "”a@solleftea.example, b@solleftea.example” är mer än en adress. "
            "Skriv den som personen loggar in med."
        ],
        16: ["”b@solleftea.example” är en adress och inget parti. Skriv bara en adress i raden."],
    }


def test_a_party_on_an_official_is_a_fault(regional):
    chosen = mandate.chosen_seats([regional], FIRST, only_sided=False)
    told = faults(chosen, line(capacity="Yttranderätt", side="", title="Kommunchef", party="S"))
    assert told == {2: ["Parti anges bara för förtroendevalda i majoritet eller opposition. Töm rutan."]}


@pytest.mark.parametrize("name", ["", "-", "–", "Vakant", "VAKANT"])
def test_nothing_and_the_words_for_nothing_leave_the_seat_vacant(seats, name):
    found = reviewed(seats, line(name=name)).lines[0]
    assert (found.errors, found.person, found.before.person.name) == (
        {},
        None,
        "Ledamot, majoritet, Härnösand",
    )


# People


def test_an_address_says_who_it_is_whatever_its_letters(seats, member):
    found = reviewed(seats, line("Timrå", name=member.name, email=member.email.upper())).lines[0]
    assert (found.errors, found.person) == ({}, member)


def test_an_address_under_another_name_is_a_fault(seats, member):
    assert faults(seats, line(name="Någon annan", email=member.email)) == {
        2: [
            f"Adressen {member.email} tillhör {member}. Rätta namnet eller adressen. "
            "Har personen bytt namn, ändra det först under Personer."
        ]
    }


def test_one_new_person_on_two_lines_is_one_person(seats):
    lines = [line(name="Ny"), line("Timrå", name="Ny", email="ny@x.example"), line("Ånge", name="ny")]
    people = [each.person for each in reviewed(seats, *lines).lines]
    assert people[0] is people[1] is people[2]
    assert people[0].email == "ny@x.example"


def test_a_name_that_several_have_asks_for_the_address_unless_it_is_the_holder(seats, member):
    Person.objects.create(name=member.name)
    assert faults(seats, line("Timrå", name=member.name)) == {
        2: [f"Flera personer heter {member.name}. Skriv e-postadressen, så att rätt person får platsen."]
    }
    assert reviewed(seats, line(name=member.name)).lines[0].person == member


def test_the_review_takes_as_many_queries_for_one_row_as_for_all(seats, django_assert_num_queries):
    lines = [list(row[1:]) for row in mandate.rows_of(seats, EVE)]
    for some in (lines[:1], lines):
        rows, _ = mandate.parse(sheets.read(csv_file(*some)))
        with django_assert_num_queries(3):
            mandate.review(rows, seats, FIRST)


# The three steps


@pytest.fixture
def choice(regional):
    return f"?rad={regional.pk}&urval=sidor&dag={FIRST}"


def sent(client, choice, file):
    return client.post(reverse("mandate_seats") + choice, {"by_file": "1", "file": file})


def saved(client, choice, preview):
    return client.post(reverse("mandate_saving") + choice, {"rows": preview.context["rows"]})


def test_the_first_step_offers_the_councils_one_keeps_and_the_usual_day(office, administrator, client):
    page = office.get(reverse("mandate"))
    form = page.context["form"]
    assert [label for _, label in form.fields["rad"].choices] == [
        "Regionala samverkansrådet",
        "Stora samverkansrådet",
        "Strategiska RUS-gruppen",
    ]
    assert form["dag"].value() == FIRST
    client.force_login(administrator)
    offered = client.get(reverse("mandate")).context["form"].fields["rad"].choices
    assert [label for _, label in offered][-1] == "Kansliet"


def test_a_choice_that_is_not_ones_own_leads_back_to_the_first_step(office, secretary):
    kansliet = secretary.standing.appointments[0].seat.council
    answer = office.get(reverse("mandate_seats"), {"rad": kansliet.pk, "urval": "alla", "dag": FIRST})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"rad"})


def test_a_file_with_two_faulty_rows_tells_both_and_saves_nothing(office, choice):
    before = (Appointment.objects.count(), Person.objects.count(), JournalEntry.objects.count())
    file = xlsx_file(
        line(party="S"),
        line("Härnöland"),
        line("Timrå", email="utan snabel-a"),
    )
    page = sent(office, choice, file)
    assert page.status_code == 422
    assert [each.row.line for each in page.context["review"].faulty] == [3, 4]
    text = page.content.decode()
    assert "2 rader behöver rättas" in text
    assert "Organisationen ”Härnöland” finns inte." in text
    assert "”utan snabel-a” är inte en e-postadress." in text
    assert "Spara mandatperioden" not in text
    answer = saved(office, choice, page)
    assert answer.status_code == 422
    assert (Appointment.objects.count(), Person.objects.count(), JournalEntry.objects.count()) == before


def test_the_corrected_file_is_previewed_and_saved_and_both_days_are_shown(office, choice, regional):
    page = sent(
        office, choice, csv_file(line(party="S", email="Ny@Harnosand.example"), line("Timrå", name=""))
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert "Ny i portalen" in text
    assert len(page.context["review"].left) == 14
    answer = saved(office, choice, page)
    assert answer.url == f"{reverse('seats')}?dag={FIRST}"

    majority = {
        slug: regional.seats.get(organisation__slug=slug, side="majority")
        for slug in ("harnosand", "timra", "ange")
    }
    on = {
        day: [
            (a.person.name, a.party) if (a := Appointment.objects.on(day).filter(seat=seat).first()) else None
            for seat in majority.values()
        ]
        for day in (EVE, FIRST)
    }
    assert on == {
        EVE: [(f"Ledamot, majoritet, {place}", "") for place in ("Härnösand", "Timrå", "Ånge")],
        FIRST: [("Ny i Härnösand", "S"), None, ("Ledamot, majoritet, Ånge", "")],
    }
    for day, name, shown in ((EVE, "Ny i Härnösand (S)", False), (FIRST, "Ny i Härnösand (S)", True)):
        assert (name in office.get(reverse("seats"), {"dag": day}).content.decode()) is shown


def test_form_and_file_lead_to_the_same_preview(office, choice, seats):
    page = office.get(reverse("mandate_seats") + choice)
    typed = {name: field.initial for name, field in page.context["form"].fields.items()}
    by_form = office.post(reverse("mandate_seats") + choice, typed | {"by_form": "1"})
    template = office.get(reverse("mandate_csv") + choice)
    content = b"".join(template.streaming_content)
    by_file = sent(office, choice, SimpleUploadedFile("mall.csv", content))
    assert by_form.context["review"].state() == by_file.context["review"].state()
    assert content.startswith("\ufeffråd;organisation;roll;sida;titel;namn;e-post;parti\r\n".encode())
    excel = office.get(reverse("mandate_xlsx") + choice)
    again = sent(office, choice, SimpleUploadedFile("mall.xlsx", excel.content))
    assert again.context["review"].state() == by_file.context["review"].state()


def test_a_fault_in_the_form_stands_at_its_cell_and_nothing_typed_is_lost(office, choice, seats):
    typed = {f"name-{seats[0].pk}": "Ny ordförande", f"email-{seats[0].pk}": "fel", "by_form": "1"}
    page = office.post(reverse("mandate_seats") + choice, typed)
    form = page.context["form"]
    assert page.status_code == 422
    assert form.errors == {f"email-{seats[0].pk}": ["”fel” är inte en e-postadress. Kontrollera stavningen."]}
    assert form[f"name-{seats[0].pk}"].value() == "Ny ordförande"


def test_from_the_preview_one_comes_back_to_the_form_with_what_was_read(office, choice, seats):
    preview = sent(office, choice, csv_file(line(name="Ny i Härnösand")))
    page = office.post(reverse("mandate_seats") + choice, {"rows": preview.context["rows"]})
    harnosand = next(
        seat for seat in seats if seat.organisation.slug == "harnosand" and seat.side == "majority"
    )
    assert page.context["form"][f"name-{harnosand.pk}"].value() == "Ny i Härnösand"


def test_a_preview_that_somebody_overtook_is_shown_again(office, choice, seats, secretary):
    from councils import workflow  # local: only this test lets somebody else act

    preview = sent(office, choice, csv_file(line()))
    harnosand = preview.context["review"].lines[0].seat
    workflow.end_appointment(harnosand.appointments.get(), by=secretary, ends=dt.date(2026, 11, 30))
    answer = saved(office, choice, preview)
    assert answer.status_code == 409
    assert "Någon har ändrat platserna medan du granskade" in answer.content.decode()
    assert not Person.objects.filter(name="Ny i Härnösand").exists()


@pytest.mark.parametrize("rows", ["", "påhittat", "eyJyb3dzIjpbXX0:1abc:falskt"])
def test_rows_that_no_page_of_ours_signed_are_not_saved(office, choice, rows):
    answer = office.post(reverse("mandate_saving") + choice, {"rows": rows})
    assert answer.url.startswith(reverse("mandate_seats"))
    assert not JournalEntry.objects.exists()


def test_saving_twice_replaces_and_never_doubles(office, choice):
    for _ in range(2):
        saved(office, choice, sent(office, choice, csv_file(line(email="ny@harnosand.example"))))
    assert Appointment.objects.filter(person__name="Ny i Härnösand").count() == 1


@pytest.mark.parametrize(
    "name", ["mandate", "mandate_seats", "mandate_saving", "mandate_csv", "mandate_xlsx"]
)
def test_only_the_office_comes_in(client, member, name, choice):
    client.force_login(member)
    assert client.get(reverse(name) + choice).status_code == 403
    assert client.post(reverse(name) + choice).status_code == 403
