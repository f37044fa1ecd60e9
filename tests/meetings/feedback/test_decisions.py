"""The organisation's own formal decisions on what it takes home."""

import datetime as dt
import io
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader

from councils.models import Appointment, JournalEntry, Organisation, Person, Seat
from meetings.models import Feedback, Letter
from meetings.todo.awaited import brought_home
from meetings.todo.expected import expected_of
from meetings.triggers import uninstall
from meetings.workflow.decision import record_decision
from meetings.workflow.feedback import receive_feedback
from meetings.workflow.letter import remind
from rus_portal.core.words import day
from tests import acts
from tests.meetings.feedback.conftest import of, publish


def decided(minutes):
    return minutes.meeting.items.get().position


def test_the_officials_of_an_organisation_record_its_decision_once_the_minutes_are_approved(
    regional, official
):
    meeting, timra = acts.held(regional), Organisation.objects.get(slug="timra")
    with pytest.raises(PermissionDenied, match="inte justerat än"):
        record_decision(meeting.items.get().position, timra, by=official, status="planned")
    acts.approved(meeting)
    assert record_decision(meeting.items.get().position, timra, by=official, status="planned").pk


def test_the_page_asks_for_a_decision_to_be_noted_and_then_lets_it_be_changed(client, approved, official):
    client.force_login(official)
    row = of(approved)
    assert ">Anteckna<span" in client.get(row.get_absolute_url()).content.decode()
    record_decision(decided(approved), row.organisation, by=official, status="planned")
    page = client.get(row.get_absolute_url()).content.decode()
    assert (">Anteckna<span" in page, ">Ändra<span" in page) == (False, True)


def test_nobody_records_the_decision_of_another_organisation(approved, official, member):
    for person, slug in ((official, "ange"), (member, "harnosand")):
        organisation = Organisation.objects.get(slug=slug)
        with pytest.raises(PermissionDenied):
            record_decision(decided(approved), organisation, by=person, status="planned")


def test_a_member_records_it_where_the_organisation_has_no_official(grand, outsider):
    minutes = acts.approved(acts.held(grand))
    organisation = Organisation.objects.get(slug="mittuniversitetet")
    assert record_decision(decided(minutes), organisation, by=outsider, status="not_needed").pk


def test_whose_seat_has_ended_records_nothing(approved, official):
    Appointment.objects.filter(person=official).update(ends=timezone.localdate() - dt.timedelta(days=1))
    timra, official = Organisation.objects.get(slug="timra"), Person.objects.get(pk=official.pk)
    with pytest.raises(PermissionDenied):
        record_decision(decided(approved), timra, by=official, status="planned")


@pytest.mark.parametrize(("who", "queries"), [(None, 10), ("member", 15)])
def test_the_page_of_a_position_asks_no_more_of_who_may_record_there(
    client, approved, secretary, django_assert_num_queries, request, who, queries
):
    publish(approved, secretary)
    if who:
        client.force_login(request.getfixturevalue(who))
    address = decided(approved).get_absolute_url()
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(f"{address}?sida=1")


def test_an_official_is_shown_the_own_organisation_alone_and_its_form(client, approved, official):
    client.force_login(official)
    address = f"{decided(approved).get_absolute_url()}formella-beslut/"
    assert [each.slug for each, _ in client.get(address).context["rows"]] == ["timra"]
    assert client.get(f"{address}?organisation=timra").status_code == 200
    assert client.get(f"{address}?organisation=ange").status_code == 403
    assert client.get(decided(approved).get_absolute_url()).context["may_decide"]


def test_the_secretariat_and_the_organisation_correct_each_other_and_the_journal_keeps_both(
    approved, official, secretary
):
    timra, position = Organisation.objects.get(slug="timra"), decided(approved)
    record_decision(position, timra, by=official, status="planned", body="Kommunstyrelsen")
    record_decision(position, timra, by=secretary, status="planned", body="Kommunfullmäktige")
    first, second = JournalEntry.objects.filter(act="record_decision").order_by("pk")
    assert (first.by, first.after) == (official, {"status": "planned", "body": "Kommunstyrelsen"})
    assert (second.by, second.before) == (secretary, {"body": "Kommunstyrelsen"})
    assert second.after == {"body": "Kommunfullmäktige"}


def test_what_is_asked_waits_on_the_officials_own_page_until_it_is_done(approved, official, member):
    assert [each.sentence for each in expected_of(member, [], [])] == []
    day = date_format(approved.meeting.date, "j F")
    assert [each.sentence for each in expected_of(official, [], [])] == [
        f"Bekräfta att Timrå kommun har tagit emot återföringen från mötet den {day}.",
        "Anteckna det formella beslutet från Timrå kommun om ”Ostkustbanan”, eller att inget behövs.",
    ]
    receive_feedback(of(approved), by=official)
    timra = Organisation.objects.get(slug="timra")
    record_decision(decided(approved), timra, by=official, status="not_needed")
    assert expected_of(official, [], []) == []


def test_a_member_is_asked_only_of_councils_where_the_organisation_has_no_official(
    regional, grand, outsider, official
):
    home = Organisation.objects.get(slug="mittuniversitetet")
    for person, capacity in ((outsider, "member"), (official, "co_opted")):
        seat = Seat.objects.create(council=regional, organisation=home, capacity=capacity)
        Appointment.objects.create(seat=seat, person=person, begins="2020-01-01")
    acts.approved(acts.held(regional))
    assert expected_of(Person.objects.get(pk=outsider.pk), [], []) == []
    acts.approved(acts.held(grand))
    assert len(expected_of(Person.objects.get(pk=outsider.pk), [], [])) == 2


@pytest.mark.parametrize("meetings", [1, 3])
def test_what_is_asked_costs_the_same_however_many_meetings(
    regional, official, django_assert_num_queries, meetings
):
    for _ in range(meetings):
        acts.approved(acts.held(regional))
    official.standing  # noqa: B018  read before
    with django_assert_num_queries(5):
        assert len(list(brought_home(official))) == 2 * meetings


def test_a_day_that_was_planned_for_is_asked_about_when_it_has_passed(approved, official):
    timra, today = Organisation.objects.get(slug="timra"), timezone.localdate()
    receive_feedback(of(approved), by=official)
    for planned, waits in ((today, 0), (today - dt.timedelta(days=1), 1)):
        record_decision(decided(approved), timra, by=official, status="planned", planned_on=planned)
        assert len(expected_of(official, [], [])) == waits


def test_planned_without_a_day_it_is_said_that_the_day_is_not_set(client, approved, official):
    record_decision(decided(approved), of(approved).organisation, by=official, status="planned")
    client.force_login(official)
    assert "dag ej bestämd" in client.get(of(approved).get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (1, "Det formella beslutet är inte taget än"),
        (-1, "Ett formellt beslut om det tas inte före det"),
    ],
)
def test_a_formal_decision_has_a_day_that_has_been_and_that_came_after_the_position(
    client, approved, official, days, why
):
    client.force_login(official)
    address = f"{decided(approved).get_absolute_url()}formella-beslut/?organisation=timra"
    on = (timezone.localdate() if days > 0 else decided(approved).adopted_on) + dt.timedelta(days=days)
    told = {"status": "decided", "decided_on": on, "note": "Det jag skrev."}
    answer = client.post(address, told | acts.seen(client, address))
    assert (answer.status_code, decided(approved).decisions.exists()) == (422, False)
    assert why in str(answer.context["form"].errors["decided_on"])
    assert "Det jag skrev." in answer.content.decode()


@pytest.mark.parametrize(
    ("told", "is_ahead"),
    [
        ("{} {:%Y}", True),
        ("I {} {:%Y}, dagen är inte känd", True),
        ("15 {} {:%Y}", True),
        ("{1:%Y-%m}", True),
        ("våren {2}", True),
        ("{3} {4:%Y}", False),
        ("{4:%Y}", False),
        ("{3} {4:%Y}, gäller från {0} {1:%Y}", False),
        ("15/12 {2}", True),
        ("vecka 50 {2}", True),
    ],
)
def test_no_decision_is_taken_in_a_month_to_come_and_one_is_planned_for_it(
    client, approved, official, told, is_ahead
):
    today = timezone.localdate()
    ahead = today.replace(day=1) + dt.timedelta(days=32)
    names = [date_format(each, "F") for each in (ahead, today)]
    note = told.format(names[0], ahead, today.year + 1, names[1], today)
    client.force_login(official)
    address = f"{decided(approved).get_absolute_url()}formella-beslut/?organisation=timra"
    for status in ("decided", "declined"):
        facts = acts.seen(client, address) | {"status": status, "decided_note": note}
        answer = client.post(address, facts)
        assert answer.status_code == (422 if is_ahead else 302)
        if is_ahead:
            assert "är inte taget än" in str(answer.context["form"].errors["decided_note"])
    if is_ahead:
        planned = acts.seen(client, address) | {"status": "planned", "decided_note": note}
        assert client.post(address, planned).status_code == 302
        assert decided(approved).decisions.get().decided_note == note


@pytest.mark.parametrize("status", ["planned", "not_needed", "not_answered"])
def test_what_belonged_to_a_state_goes_with_it_and_the_journal_keeps_it(client, approved, official, status):
    timra, position = Organisation.objects.get(slug="timra"), decided(approved)
    taken = {"decided_on": position.adopted_on, "decided_note": "Efter votering.", "paragraph": "§ 133"}
    taken["link"] = "https://timra.example/133"
    record_decision(position, timra, by=official, status="decided", registry_number="KS 1", **taken)
    client.force_login(official)
    address = f"{position.get_absolute_url()}formella-beslut/?organisation=timra"
    sent = acts.seen(client, address) | {"status": status, "registry_number": "KS 1", **taken}
    assert [client.post(address, sent).status_code for _ in range(2)] == [302, 302]
    row = position.decisions.get()
    assert (row.decided_on, row.decided_note, row.paragraph, row.link) == (None, "", "", "")
    assert (row.status, row.registry_number) == (status, "KS 1")
    kept = [each.before for each in JournalEntry.objects.filter(act="record_decision")]
    assert any(before.get("paragraph") == "§ 133" for before in kept)
    wrong = [{name: value} for name, value in taken.items() if name != "decided_note"]
    wrong += [{"planned_on": position.adopted_on}] if status == "not_needed" else []
    for told in wrong:
        with pytest.raises(IntegrityError, match="decision_"), transaction.atomic():
            position.decisions.update(**told)


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("januari 2020", "Ett formellt beslut om det tas inte före det"),
        ("31 februari 2026", "”31 februari 2026” finns inte i kalendern"),
    ],
)
def test_the_day_of_a_decision_in_words_is_held_to_the_position_as_the_day_is(
    client, approved, official, note, why
):
    client.force_login(official)
    address = f"{decided(approved).get_absolute_url()}formella-beslut/?organisation=timra"
    told = {"status": "decided", "decided_note": note, "note": "Det jag skrev."}
    answer = client.post(address, told | acts.seen(client, address))
    assert (answer.status_code, decided(approved).decisions.exists()) == (422, False)
    assert why in str(answer.context["form"].errors["decided_note"])
    assert all(words in answer.content.decode() for words in (note, "Det jag skrev."))


def test_what_is_written_anew_for_another_state_is_refused_and_stands(client, approved, official):
    client.force_login(official)
    address = f"{decided(approved).get_absolute_url()}formella-beslut/?organisation=timra"
    told = acts.seen(client, address) | {"status": "planned", "paragraph": "§ 133"}
    answer = client.post(address, told)
    assert (answer.status_code, decided(approved).decisions.exists()) == (422, False)
    assert "hör inte till läget Planerat" in str(answer.context["form"].errors["paragraph"])


def test_only_a_day_that_was_planned_and_has_passed_makes_a_formal_decision_late(client, approved, official):
    """In the letter and on the own page as in the figures of the follow-up."""
    passed = timezone.localdate() - dt.timedelta(days=3)
    row = of(approved)
    uninstall()  # as if it had been sent then; the rollback brings the triggers back
    Feedback.objects.update(due=passed)

    def told():
        Letter.objects.filter(kind="reminder").delete()
        remind(at=timezone.now())
        letters = Letter.objects.filter(kind="reminder", person=official)
        [text] = [each.text for each in letters if "formella beslut" in each.subject]
        client.force_login(official)
        page = client.get("/mitt/").content.decode()
        return [words in said for said in (text, page) for words in (late, counted_on)]

    late, counted_on = "skulle ha", "Rådet räknade med besked senast"
    assert told()[:2] == [False, True]
    page = client.get("/mitt/").content.decode()
    assert page.count(counted_on) == 1
    planned = {"status": "planned", "planned_on": passed, "body": "KS"}
    decided(approved).decisions.create(organisation=row.organisation, organisation_name="Timrå", **planned)
    text, shown = told()[:2], client.get("/mitt/").content.decode()
    assert text == [False, False]
    assert counted_on not in shown
    [letter] = [each for each in Letter.objects.filter(person=official) if "Försenat: svara" in each.subject]
    assert f"Den dag då det skulle tas, den {day(passed)}, har passerat." in letter.text


def test_it_is_told_where_it_stands_that_the_secretariat_has_put_it_right(
    client, approved, official, secretary
):
    """The organisation's own changes are told by nobody else, and the first word of the secretariat puts
    nothing right."""
    position = decided(publish(approved, secretary))
    timra = Organisation.objects.get(slug="timra")
    now = timezone.localdate()
    told = f"Rättat av kansliet den {day(now)}."

    def places():
        anonymous = Client()
        yield anonymous.get(position.get_absolute_url()).content.decode()
        yield anonymous.get("/organisationer/timra/").content.decode()
        client.force_login(official)
        yield client.get(position.url("position_decisions")).content.decode()
        yield client.get("/mitt/").content.decode()

    def record(by, **facts):
        record_decision(position, timra, by=by, **{"status": "planned"} | facts)
        return [told in place for place in places()]

    assert not any(record(secretary, status="not_answered"))
    assert not any(record(secretary))
    assert not any(record(official, body="Nämnden"))
    assert all(record(secretary, body="Kommunstyrelsen"))
    letter = Letter.objects.get(kind="takeover", person=official)
    for words in ("på kansliet har rättat", "Nämnden", "Kommunstyrelsen", position.designation):
        assert words in letter.text
    assert position.url("position_decisions") in letter.text
    assert not any(record(official, status="not_needed", body="Kommunstyrelsen"))


@pytest.fixture
def position(approved, secretary):
    return decided(publish(approved, secretary))


@pytest.fixture
def timra():
    return Organisation.objects.get(slug="timra")


def put_right(position):
    """Whether it is told everyone, and how many letters say so."""
    row = position.decisions.get()
    return bool(row.told_correction), Letter.objects.filter(kind="takeover").count()


def test_what_the_secretariat_itself_noted_goes_on_without_being_put_right(position, timra, secretary):
    """Nobody of the organisation's had told it."""
    today = timezone.localdate()
    record_decision(position, timra, by=secretary, status="planned", planned_on=today)
    record_decision(position, timra, by=secretary, status="decided", decided_on=today, body="Fullmäktige")
    assert put_right(position) == (False, 0)


@pytest.mark.parametrize("told", ["body", "note", "planned_on"])
def test_what_an_organisation_says_before_it_has_decided_is_put_right_in_the_open(
    position, timra, official, secretary, told
):
    said, nothing = (timezone.localdate(), None) if told == "planned_on" else ("Nämnden", "")
    for by, value in ((official, said), (secretary, nothing)):
        record_decision(position, timra, by=by, status="not_answered", **{told: value})
    assert put_right(position) == (True, 1)
    record_decision(position, timra, by=secretary, status="not_needed")
    assert put_right(position) == (True, 2)


def test_that_an_organisation_has_not_answered_puts_nothing_right_when_it_has(
    position, timra, official, secretary
):
    record_decision(position, timra, by=official, status="not_answered")
    record_decision(position, timra, by=secretary, status="not_needed")
    assert put_right(position) == (False, 0)


def test_that_it_was_put_right_is_said_on_the_own_page_until_it_has_been_read(
    client, position, timra, official, secretary
):
    def said():
        return "Rättat av kansliet" in client.get("/mitt/").content.decode()

    client.force_login(official)
    for body in ("Styrelsen", "Fullmäktige"):
        record_decision(position, timra, by=official, status="planned", body="Nämnden")
        record_decision(position, timra, by=secretary, status="planned", body=body)
        assert said()
        page = client.get("/mitt/").content.decode()
        client.get(re.search(r'<a href="([^"]+)">Se vad som står nu', page)[1])
        assert not said()


@pytest.mark.pdf
def test_the_paper_of_the_position_says_that_the_secretariat_has_put_it_right(
    client, approved, secretary
):
    position, now = decided(publish(approved, secretary)), day(timezone.localdate())
    for slug in ("timra", "ange"):
        person = acts.at_home(approved.meeting.council, slug)
        home = Organisation.objects.get(slug=slug)
        record_decision(position, home, by=person, status="planned", body="Nämnden")
    for slug, status in (("timra", "planned"), ("ange", "not_needed")):
        record_decision(
            position, Organisation.objects.get(slug=slug), by=secretary, status=status, body="Styrelsen"
        )
    told = PdfReader(io.BytesIO(client.get(position.url("position_pdf")).getvalue()))
    words = " ".join(" ".join(page.extract_text() for page in told.pages).split())
    assert f"Timrå kommun Planerat Styrelsen Rättat av kansliet den {now}." in words
    assert f"Behövs inte: Ånge kommun (rättat av kansliet den {now})." in words
