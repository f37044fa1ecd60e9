"""People and their personal data: what is stored is shown, exported and at last erased; the name stays."""

import datetime as dt
import json
import re
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from councils import erasure, journal, personal_data, workflow
from councils.hints import close_hint
from councils.models import Appointment, Council, JournalEntry, Person, Seat, SignIn
from meetings.models import CalendarKey, MailChoice, NeighbourSystem
from rus_portal.core import pieces
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
from tests import acts

DAY = dt.timedelta(days=1)


def last_entry():
    return JournalEntry.objects.order_by("-pk").first()


@pytest.fixture
def former(secretary):
    """Someone whose only appointment ended longer ago than addresses are kept."""
    ended = timezone.localdate() - (settings.CONTACT_RETENTION_DAYS + 1) * DAY
    return left("Före detta ledamot", ended)


def left(name, ended):
    """Someone whose one appointment ended on that day."""
    person = Person.objects.create(
        name=name, email=f"{ended}@x.example", created_at=timezone.now() - 5000 * DAY
    )
    Appointment.objects.create(seat=new_seat(), person=person, begins=dt.date(2014, 1, 1), ends=ended)
    return person


def new_seat():
    regional = Council.objects.get(slug="regionala-samverkansradet")
    like = regional.seats.filter(side="majority").last()
    return regional.seats.create(
        organisation=like.organisation, capacity="member", side="majority", order=regional.seats.count() + 100
    )


# What is shown of a person


def test_the_page_of_a_person_tells_in_words_and_not_in_codes(client, administrator, member, regional):
    meeting = acts.held(regional, dissent_by=member, approvers=[member])
    acts.approved(meeting)
    CalendarKey.objects.create(person=member)
    MailChoice.objects.create(person=member, often="daily")
    Authenticator.objects.create(user=member, type="totp", data={})
    client.force_login(administrator)
    kept = client.get(reverse("person", args=[member.pk])).context["kept"]
    shown = [row for _, rows in kept for row in rows]
    assert [row for row in shown if re.search(r"\d{4}-\d\d-\d\d|totp|daily|None|\+00:00", row)] == []
    assert {"hemliga kalenderadresser", "val av utskick", "sätt att styrka inloggningen"} <= {
        each.kind for each, _ in kept
    }
    assert f"justerat den {day(timezone.localdate())}" in " ".join(shown)
    assert f"Regionala samverkansrådet den {day(meeting.date)}" in " ".join(shown)


# Details


def test_a_person_is_added_with_an_address_in_small_letters_and_cannot_sign_in_by_password(secretary):
    person = workflow.add_person(by=secretary, name="Ny ledamot", email=" Ny@Sundsvall.Example ")
    assert (person.email, person.has_usable_password()) == ("ny@sundsvall.example", False)
    assert last_entry().sentence == "Ny ledamot lades till som person."


def test_two_people_never_share_an_address(secretary, member):
    with pytest.raises(ValidationError, match="någon annan"):
        workflow.add_person(by=secretary, name="Ny", email=member.email.upper())
    with pytest.raises(ValidationError, match="någon annan"):
        workflow.change_person(secretary, by=secretary_of_everything(), email=member.email)


def secretary_of_everything():
    return Appointment.objects.get(seat__capacity="administrator").person


def test_the_database_knows_an_address_whatever_the_case_of_its_letters(member):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(name="Ny", email=member.email.upper())
    for name in ("Utan adress", "Också utan"):
        Person.objects.create(name=name)


def test_the_journal_tells_that_an_address_changed_but_never_the_address(secretary, member):
    old = member.email
    workflow.change_person(member, by=secretary, email="ny@harnosand.example")
    kept = json.dumps([last_entry().before, last_entry().after]) + last_entry().sentence
    assert old not in kept
    assert "ny@harnosand.example" not in kept
    assert "email" in last_entry().after


def test_who_could_sign_in_as_the_office_is_decided_by_the_administrator_alone(
    secretary, administrator, member, chair
):
    other = Person.objects.get(email__startswith="region-vasternorrland.radssekreterare-2")
    for person in (administrator, other, secretary):
        with pytest.raises(PermissionDenied, match="kansliets egna"):
            workflow.change_person(person, by=secretary, email="min@x.example")
        workflow.change_person(person, by=administrator, name="Ändrad")
    workflow.change_person(member, by=secretary, name="Ändrad")
    with pytest.raises(PermissionDenied):
        workflow.change_person(member, by=chair, name="Ändrad")


def test_who_is_to_become_secretary_is_already_of_the_office(secretary, administrator, regional):
    seat = Appointment.objects.get(person=secretary).seat
    person = workflow.add_person(by=administrator, name="Ny sekreterare", email="ny@x.example")
    day = timezone.localdate() + 30 * DAY
    held = seat.appointments.get()
    workflow.appoint(seat, person, by=administrator, begins=day, succeeding=held)
    with pytest.raises(PermissionDenied, match="kansliets egna"):
        workflow.change_person(person, by=secretary, email="min@x.example")


# The first one


def test_the_first_administrator_is_appointed_where_nobody_is_and_only_there(administrator, capsys):
    with pytest.raises(CommandError, match="redan en administratör"):
        call_command("appoint_administrator", "ny@region.example", "Ny systemförvaltare")
    Appointment.objects.filter(seat__capacity="administrator").delete()
    with pytest.raises(CommandError, match="någon annan"):
        call_command("appoint_administrator", administrator.email, "Ny systemförvaltare")
    call_command("appoint_administrator", "Ny@region.example", "Ny systemförvaltare")
    first = Person.objects.get(email="ny@region.example")
    assert first.standing.is_administrator
    assert last_entry().by is None
    yesterday = timezone.localdate() - DAY
    Appointment.objects.filter(person=first).update(begins=yesterday, ends=yesterday)
    Seat.objects.filter(capacity="administrator").update(retired_on=timezone.localdate())
    with pytest.raises(CommandError, match="Ingen ledig plats"):
        call_command("appoint_administrator", "annan@region.example", "Annan")


# Erasing


def test_contact_details_are_erased_and_the_name_stays(former, administrator):
    erasure.erase_contact_details(former, by=administrator)
    former.refresh_from_db()
    assert (former.email, former.is_active, former.name) == (None, False, "Före detta ledamot")
    assert last_entry().sentence == "Kontaktuppgifterna för Före detta ledamot raderades."
    count = JournalEntry.objects.count()
    erasure.erase_contact_details(former, by=administrator)
    assert JournalEntry.objects.count() == count


def test_with_the_address_goes_what_was_sent_to_it_and_what_is_known_of_signing_in(former, administrator):
    former.letters.create(key="en kallelse", kind="summons", address=former.email, subject="x", text="x")
    former.sign_ins.create(act="signed_in", sentence="Loggade in: kod i e-posten.")
    erasure.erase_contact_details(former, by=administrator)
    assert [letter.address for letter in former.letters.all()] == [""]
    assert not former.sign_ins.exists()


def test_with_the_address_goes_what_the_person_has_chosen_to_see_and_not_to_see(former, administrator):
    system = NeighbourSystem.objects.create(
        name="Norr", address="https://norr.example/oparl/", added_at=timezone.now(), added_by=administrator
    )
    council = system.councils.create(name="Rådet", key="https://norr.example/1")
    council.followers.set([former, administrator])
    close_hint("mine", by=former)
    erasure.erase_contact_details(former, by=administrator)
    former.refresh_from_db()
    assert (former.closed_hints, list(council.followers.all())) == ([], [administrator])


def test_whoever_holds_a_seat_or_will_is_not_erased(former, member, administrator, secretary):
    with pytest.raises(Refused, match="pågår eller ska börja"):
        erasure.erase_contact_details(member, by=administrator)
    workflow.appoint(new_seat(), former, by=administrator, begins=timezone.localdate() + 400 * DAY)
    with pytest.raises(Refused, match="pågår eller ska börja"):
        erasure.erase_contact_details(former, by=administrator)


@pytest.mark.parametrize("role", ["secretary", "chair", "member", "preparer", "official"])
def test_only_the_administrator_erases(request, role, former):
    with pytest.raises(PermissionDenied):
        erasure.erase_contact_details(former, by=request.getfixturevalue(role))


def test_every_night_addresses_older_than_the_setting_go(db, settings, capsys):
    settings.CONTACT_RETENTION_DAYS = 30
    today = timezone.localdate()
    due, kept = left("För länge sedan", today - 31 * DAY), left("Nyss", today - 30 * DAY)
    never = Person.objects.create(name="Aldrig", email="a@x.example", created_at=timezone.now() - 40 * DAY)
    Person.objects.create(name="Aldrig än", email="b@x.example")

    call_command("erase_expired", "--dry-run")
    assert capsys.readouterr().out.splitlines() == [
        "Aldrig: kontaktuppgifterna skulle raderas.",
        "För länge sedan: kontaktuppgifterna skulle raderas.",
        "Personer vars kontaktuppgifter skulle raderas: 2.",
    ]
    assert Person.objects.filter(email=None).count() == 0

    call_command("erase_expired")
    assert set(Person.objects.filter(email=None)) == {due, never}
    assert kept.name in Person.objects.exclude(email=None).values_list("name", flat=True)
    assert "sista uppdraget upphörde den" in last_entry().sentence
    assert last_entry().by is None

    call_command("erase_expired")
    assert capsys.readouterr().out.endswith("Personer vars kontaktuppgifter raderades: 0.\n")


# What is stored


def kept_about(person, reader):
    return {
        (each.kind, each.role): (len(each.newest), each.hidden)
        for each in personal_data.newest_about(person, reader)
    }


def exported(person, by):
    return json.loads("".join(personal_data.export(person, by=by)))


def test_every_relation_to_a_person_is_walked():
    models = {model._meta.label for model, _ in personal_data.relations()}
    assert models >= {
        "councils.Appointment",
        "councils.JournalEntry",
        "meetings.MinutesApproval",
        "meetings.Attendance",
        "meetings.DissentingOpinion",
        "meetings.Document",
        "meetings.Minutes",
    }


def test_every_relation_has_a_swedish_role(db):
    for model, field in personal_data.relations():
        if model._meta.app_label in personal_data.OWN:
            assert personal_data.role(field) != field.name.replace("_", " "), (
                f"{model._meta.label}.{field.name}"
            )


def test_what_a_member_did_and_was_is_found(regional, opposition, administrator):
    acts.held(regional, dissent_by=opposition)
    workflow.change_person(opposition, by=administrator, name="Ändrad")
    found = kept_about(opposition, opposition)
    assert found["avvikande synpunkter", "lämnad av"] == (1, 0)
    assert found["avvikande synpunkter", "den som förde in texten"] == (1, 0)
    assert found["journal", "av"] == (1, 0)
    assert found["journal", "den det handlar om"] == (1, 0)
    assert found["uppdrag", "den det gäller"] == (2, 0)


def test_the_administrator_is_told_of_rows_but_reads_only_what_the_portal_lets_it_read(
    regional, opposition, administrator
):
    meeting = acts.summoned(regional)
    acts.dissent(meeting.items.get(), opposition, "En hemlighet än så länge.")
    found = kept_about(opposition, administrator)
    assert found["avvikande synpunkter", "lämnad av"] == (0, 1)
    told = exported(opposition, administrator)
    assert "En hemlighet" not in json.dumps(told, ensure_ascii=False)
    of_dissent = next(each for each in told["uppgifter"] if each["personen som"] == "lämnad av")
    assert of_dissent["rader som den som tog ut uppgifterna inte får läsa"] == 1
    assert "En hemlighet" in json.dumps(exported(opposition, opposition), ensure_ascii=False)


def logged(person, count):
    for number in range(count):
        journal.log("test", person, f"Rad {number}.", by=person, at=timezone.now())


def test_the_page_shows_the_newest_of_each_kind_in_the_same_queries_however_many_there_are(
    client, member, django_assert_num_queries
):
    client.force_login(member)
    page = reverse("person", args=[member.pk])
    logged(member, 1)
    with CaptureQueriesContext(connection) as of_one:
        client.get(page)
    logged(member, 8)
    with django_assert_num_queries(len(of_one)):
        kept = client.get(page).context["kept"]
    [(each, rows)] = [(each, rows) for each, rows in kept if (each.kind, each.role) == ("journal", "av")]
    assert (each.total, rows) == (9, [f"Rad {number}." for number in (7, 6, 5, 4, 3)])


def test_no_more_rows_are_counted_than_the_page_says(client, member, monkeypatch):
    monkeypatch.setattr(personal_data, "MANY", 2)
    client.force_login(member)
    logged(member, 9)
    answer = client.get(reverse("person", args=[member.pk]))
    assert {each.total for each, _ in answer.context["kept"] if each.kind == "journal"} == {3}
    assert '<span class="count">fler än 2</span>' in answer.content.decode()


def test_ones_own_page_asks_for_no_invitation_since_it_shows_none(client, member):
    client.force_login(member)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("person", args=[member.pk])).status_code == 200
    assert not [query["sql"] for query in asked if "invitation" in query["sql"]]


def test_of_the_newest_the_page_counts_those_the_reader_may_not_see(
    client, regional, opposition, administrator
):
    meeting = acts.summoned(regional, *[{"title": f"Punkt {number}"} for number in range(6)])
    for item in meeting.items.all():
        acts.dissent(item, opposition)
    client.force_login(administrator)
    page = unescape(client.get(reverse("person", args=[opposition.pk])).content.decode())
    assert "Personens roll: lämnad av. Av de 5 senaste får du inte läsa 5." in page


def test_the_export_is_made_row_by_row_and_holds_every_row_once(member, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 2)
    logged(member, 5)
    told = personal_data.export(member, by=member)
    assert not isinstance(told, str | list)
    kinds = json.loads("".join(told))["uppgifter"]
    [rows] = [each["rader"] for each in kinds if (each["slag"], each["personen som"]) == ("journal", "av")]
    assert [row["rad"] for row in rows][1:] == [f"Rad {number}." for number in (4, 3, 2, 1, 0)]


def test_a_letter_is_taken_out_as_its_receiver_reads_it(regional, member):
    meeting = acts.summoned(regional, link="https://video.example/hemlig", days=9)
    told = exported(member, member)
    [letters] = [each["rader"] for each in told["uppgifter"] if each["slag"] == "brev"]
    assert letters[0]["ämne"] == f"Kallelse: {meeting.title} {day(meeting.date)}"
    assert f"Du kallas till möte med {meeting.title}." in letters[0]["text"]
    assert "mötets uppgifter i brevet" not in letters[0]


def test_the_export_holds_no_password_and_is_told_of(member, administrator):
    told = exported(member, administrator)
    assert told["person"]["namn"] == member.name
    assert member.password not in json.dumps(told, ensure_ascii=False)
    assert last_entry().act == "export_personal_data"


@pytest.mark.parametrize("role", ["secretary", "chair", "opposition", "preparer"])
def test_nobody_else_reads_what_is_stored_about_another(request, role, member, client):
    reader = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        list(personal_data.newest_about(member, reader))
    with pytest.raises(PermissionDenied):
        personal_data.export(member, by=reader)
    client.force_login(reader)
    assert client.get(reverse("person", args=[member.pk])).status_code == 403
    assert client.post(reverse("person_export", args=[member.pk])).status_code == 403
    assert client.get(reverse("person_erasure", args=[member.pk])).status_code == 403


# Pages


def test_the_administrator_sees_takes_out_and_erases(client, administrator, former):
    client.force_login(administrator)
    page = reverse("person", args=[former.pk])
    assert "Radera kontaktuppgifterna" in client.get(page).content.decode()
    answer = client.post(reverse("person_export", args=[former.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="personuppgifter-fore-detta-ledamot.json"'
    assert answer.streaming
    assert json.loads(answer.getvalue())["person"]["e-post"] == former.email
    assert client.get(reverse("person_erasure", args=[former.pk])).status_code == 200
    assert client.post(reverse("person_erasure", args=[former.pk])).url == page
    assert former.email not in client.get(page).content.decode()


def test_one_reads_what_is_stored_about_oneself(client, member):
    client.force_login(member)
    answer = client.get(reverse("person", args=[member.pk]))
    assert answer.status_code == 200
    assert "Radera" not in answer.content.decode()


def test_people_are_found_by_name_address_or_organisation(client, secretary):
    client.force_login(secretary)

    def found(words):
        return [person.name for person in client.get(reverse("people"), {"q": words}).context["page"]]

    assert found("opposition timrå") == ["Ledamot, opposition, Timrå"]
    assert found("harnosand.majoritet@") == ["Ledamot, majoritet, Härnösand"]
    assert found("Mittuniversitetet") == ["Ledamot, Mittuniversitetet"]
    assert found("finns inte") == []


def test_the_secretariat_changes_an_address_and_a_wrong_one_is_told(client, secretary, member, chair):
    client.force_login(secretary)
    page = reverse("person_facts", args=[member.pk])
    answer = client.post(page, {"name": member.name, "email": chair.email.upper(), "is_active": "on"})
    assert answer.context["form"].errors == {"email": ["Adressen tillhör redan någon annan i portalen."]}
    new = {"name": member.name, "email": "ny@x.example", "is_active": "on"} | acts.seen(client, page)
    assert client.post(page, new).status_code == 302
    member.refresh_from_db()
    assert member.email == "ny@x.example"


@pytest.mark.parametrize("changed", [{"name": "Nytt namn"}, {"is_active": ""}, {}])
def test_whoever_keeps_the_address_is_changed_in_other_things(client, secretary, member, changed):
    client.force_login(secretary)
    page = reverse("person_facts", args=[member.pk])
    sent = {"name": member.name, "email": member.email, "is_active": "on"} | changed
    assert client.post(page, sent | acts.seen(client, page)).status_code == 302
    kept = member.email
    member.refresh_from_db()
    assert (member.email, member.name, member.is_active) == (kept, sent["name"], bool(sent["is_active"]))


def test_the_list_of_people_takes_the_same_queries_however_many(client, secretary, django_assert_num_queries):
    client.force_login(secretary)
    client.get(reverse("people"))
    for words in ("sundsvall.majoritet@", ""):
        with django_assert_num_queries(7):
            client.get(reverse("people"), {"q": words})


@pytest.mark.both
@pytest.mark.parametrize("word", ["örnsk", "ÖRNSK", "Örnsk"])
def test_a_person_is_found_by_the_organisation_whatever_the_case_of_its_letters(client, secretary, word):
    client.force_login(secretary)
    found = client.get("/kansli/personer/", {"q": word}).context["page"].paginator.object_list
    seats = Appointment.objects.current().filter(seat__organisation__slug="ornskoldsvik")
    assert {each.pk for each in found} == {*seats.values_list("person", flat=True)} != set()


def test_a_sign_in_is_found_whatever_the_case_of_the_letters(client, administrator, secretary):
    secretary.name = "Örjan Öst"
    secretary.save(update_fields=["name"])
    SignIn.objects.create(person=secretary, act="signed_in", sentence="Loggade in.")
    client.force_login(administrator)
    for word in ("örjan", "ÖRJAN"):
        found = client.get("/kansli/inloggningar/", {"q": word}).context["page"].object_list
        assert {each.person_id for each in found} == {secretary.pk}
