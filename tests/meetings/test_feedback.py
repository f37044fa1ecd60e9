"""What each organisation takes home once minutes are approved (återföring): what is in it, who gets it, the
receipt, and its own formal decisions."""

import datetime as dt
import io

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone
from django.utils.formats import date_format
from docx import Document

from councils.models import Appointment, JournalEntry, Organisation, Person, Seat
from meetings.mail import feedback
from meetings.models import Attendance, Feedback, Letter
from meetings.planning.invitees import invitees_of
from meetings.todo.awaited import brought_home
from meetings.todo.expected import expected_of
from meetings.todo.worklist import work
from meetings.workflow import minutes as verbs
from meetings.workflow.correction import begin_correction, correct_passage
from meetings.workflow.decision import record_decision
from meetings.workflow.feedback import receive_feedback, send_feedback
from meetings.workflow.letter import send_again, send_waiting
from rus_portal.core.refusal import Refused
from tests import acts
from tests.conftest import of_the_test

ORGANISATIONS = {
    *("harnosand", "kramfors", "solleftea", "sundsvall", "timra", "ange", "ornskoldsvik"),
    *("region-vasternorrland", "kommunforbundet-vasternorrland", "lansstyrelsen-vasternorrland"),
    "strukturfondspartnerskapet-mellersta-norrland",
}
THERE = {"opposition": "excused"}
TEXT = "Vi delar inte bedömningen."


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def registry(db):
    Organisation.objects.filter(slug="timra").update(registry_email="registrator@timra.example")
    return "registrator@timra.example"


@pytest.fixture
def approved(regional, member, registry):
    return acts.approved(acts.held(regional, {"title": "Ostkustbanan"}, dissent_by=member))


def of(minutes, slug="timra"):
    rows = Feedback.objects.select_related("minutes__meeting__council", "organisation")
    return rows.get(minutes=minutes, organisation__slug=slug)


def publish(minutes, secretary):
    return verbs.publish_minutes(minutes, by=secretary)


def corrected(minutes, secretary):
    begun = begin_correction(minutes, what="Platsen.", why="Fel ort stod där.", by=secretary)
    begun = correct_passage(begun, "motet.place", "Timrå", by=secretary)
    begun = verbs.send_minutes(begun, by=secretary)
    for approval in begun.approvals.all():
        begun = verbs.approve_minutes(begun, by=approval.person)
    return begun


def text(client, feedback):
    return client.get(feedback.get_absolute_url()).context["package"].text


# Who is given one, and what is in it


def test_every_organisation_with_a_seat_in_the_council_gets_its_own_with_the_approval(approved):
    assert {*Feedback.objects.values_list("organisation__slug", flat=True)} == ORGANISATIONS


def test_nothing_is_given_before_the_minutes_are_approved(regional, secretary):
    verbs.send_minutes(acts.held(regional).minutes.get(), by=secretary)
    assert not Feedback.objects.exists()


def test_those_who_took_the_position_are_asked_for_their_decision_within_ninety_days(approved):
    day = timezone.localdate(approved.approved_at) + dt.timedelta(days=90)
    assert of(approved).due - day < dt.timedelta(days=7)
    asked = set(Feedback.objects.filter(due=None).values_list("organisation__slug", flat=True))
    assert asked == {
        "lansstyrelsen-vasternorrland",
        "strukturfondspartnerskapet-mellersta-norrland",
    }


def test_a_meeting_that_took_no_position_asks_for_no_decision(regional):
    acts.approved(acts.held(regional, {"type": "information", "proposed_position": ""}))
    assert set(Feedback.objects.values_list("due", flat=True)) == {None}


def test_the_text_to_paste_is_of_the_record(client, approved, official, member):
    client.force_login(official)
    meeting, row = approved.meeting, of(approved)
    day = f"{meeting.date.day}"
    lines = text(client, row).split("\n")
    assert lines[0].startswith(f"Återföring från Regionala samverkansrådet, mötet den {day} ")
    assert lines[1:6] == [
        "",
        f"§ {meeting.items.get().paragraph} Ostkustbanan ({meeting.items.get().position.designation})",
        "Samverkansrådets ställningstagande:",
        "Samverkansrådet ställer sig bakom budskapet.",
        f"Avvikande synpunkt från Härnösands kommun ({member}) står ordagrant i protokollet.",
    ]
    assert lines[6].startswith("Timrå kommun ombeds svara senast den ")


def test_it_tells_who_represented_the_organisation_and_from_when(client, regional, official):
    meeting = acts.summoned(regional)
    for held in [held for held in invitees_of(meeting) if held.seat.organisation.slug == "timra"]:
        row = {"person": held.person, "organisation": held.seat.organisation, "seat": held.seat}
        Attendance.objects.create(meeting=meeting, status=THERE.get(held.seat.side, "on_site"), **row)
    late, item = Attendance.objects.get(person=official), meeting.items.get()
    late.movements.create(item=item, kind="came", noted_at=timezone.now(), noted_by=meeting.secretary)
    acts.handle(item)
    row = of(acts.approved(acts.close(meeting)))
    client.force_login(official)
    assert text(client, row).split("\n")[1] == (
        "Timrå kommun företräddes av Ledamot, majoritet, Timrå och Kommunchef, Timrå (kom till § "
        f"{meeting.items.get().paragraph})."
    )
    [absent] = client.get(row.get_absolute_url()).context["package"].absent
    assert absent["name"] == "Ledamot, opposition, Timrå"


def test_its_own_dissent_stands_word_for_word_and_nobody_elses(client, approved, official, member):
    for person, slug, own in ((member, "harnosand", [TEXT]), (official, "timra", [])):
        client.force_login(person)
        [matter] = client.get(of(approved, slug).get_absolute_url()).context["package"].positions
        assert [each["text"] for each in matter.own] == own


def test_the_word_file_says_the_same(client, approved, official):
    client.force_login(official)
    row = of(approved)
    answer = client.get(row.get_absolute_url().rstrip("/") + ".docx")
    told = Document(io.BytesIO(answer.content))
    lines = [line for line in text(client, row).split("\n") if line]
    assert [paragraph.text for paragraph in told.paragraphs] == lines
    assert [each.style.name for each in told.paragraphs[:2]] == ["Heading 1", "Heading 2"]
    assert told.core_properties.language == "sv-SE"


def test_what_word_cannot_hold_is_left_out_of_its_file(client, regional, official):
    row = of(acts.approved(acts.held(regional, {"proposed_position": "Ett\x1f mål.\x08"})))
    client.force_login(official)
    answer = client.get(row.get_absolute_url().rstrip("/") + ".docx")
    assert "Ett mål." in [each.text for each in Document(io.BytesIO(answer.content)).paragraphs]


# Who reads it


def test_an_organisation_reads_its_own_and_the_secretariat_all(
    client, approved, official, member, outsider, secretary, administrator
):
    row = of(approved)
    cases = ((official, 200), (secretary, 200), (member, 404), (outsider, 404), (administrator, 404))
    for person, status in cases:
        client.force_login(person)
        assert client.get(row.get_absolute_url()).status_code == status
        assert client.get(row.get_absolute_url().rstrip("/") + ".docx").status_code == status


def test_the_list_of_all_is_the_secretariats(client, approved, official, secretary):
    for person, status in ((official, 403), (secretary, 200)):
        client.force_login(person)
        assert client.get(approved.meeting.url("feedback_all")).status_code == status


def test_the_list_costs_the_same_for_eleven_organisations_and_for_twenty_eight(
    office, approved, grand, django_assert_num_queries
):
    for minutes, count in ((approved, 11), (acts.approved(acts.held(grand)), 28)):
        office.get("/kansli/")
        with django_assert_num_queries(8):
            page = office.get(minutes.meeting.url("feedback_all"))
        assert len(page.context["lines"]) == count


def test_the_list_says_that_registries_have_what_is_published_not_a_version_before_it(
    office, approved, secretary
):
    publish(approved, secretary)
    page = office.get(approved.meeting.url("feedback_all")).content.decode()
    corrected(approved, secretary)
    later = office.get(approved.meeting.url("feedback_all")).content.decode()
    assert ("som det är nu" in page, "som det är nu" in later) == (True, False)


def test_the_minutes_lead_an_organisation_to_its_own(client, approved, official):
    client.force_login(official)
    assert client.get(approved.meeting.url("minutes")).context["feedback"] == [of(approved)]


# Letters


def test_officials_are_told_at_the_approval_and_the_registry_when_everyone_may_read(approved, secretary):
    letters = Letter.objects.filter(kind="feedback", feedback=of(approved))
    assert [str(each.receiver) for each in letters] == ["Kommunchef, Timrå"]
    publish(approved, secretary)
    assert {str(each.receiver) for each in letters.all()} == {"Kommunchef, Timrå", "Timrå kommun"}


def test_where_an_organisation_has_no_official_its_members_are_told(grand):
    minutes = acts.approved(acts.held(grand))
    letters = Letter.objects.filter(kind="feedback", feedback=of(minutes, "mittuniversitetet"))
    assert [str(each.receiver) for each in letters] == ["Ledamot, Mittuniversitetet"]


def sent(commit, to):
    with commit():
        send_waiting()
    [letter] = [each for each in mail.outbox if each.to == [to]]
    return letter


def test_the_letter_brings_the_text_as_word_and_the_sealed_extract(approved, official, commit):
    letter, stem = sent(commit, official.email), approved.meeting.file_stem
    assert [name for name, _, _ in letter.attachments] == [
        f"aterforing-timra-kommun-{stem}.docx",
        f"protokollsutdrag-{stem}-punkt-1.pdf",
    ]
    assert letter.attachments[1][1] == bytes(approved.papers.get(item=1).content)
    assert "Samverkansrådet ställer sig bakom budskapet." in letter.body
    assert f"{of(approved).get_absolute_url()}\n" in letter.body


def test_where_the_extracts_are_too_much_for_a_mail_the_text_goes_alone(
    approved, official, commit, monkeypatch
):
    monkeypatch.setattr(feedback, "ATTACHED_AT_MOST", 10)
    [(name, _, _)] = sent(commit, official.email).attachments
    assert name.endswith(".docx")


def test_no_letter_is_kept_with_the_words_before_it_goes(approved):
    assert not Letter.objects.filter(kind="feedback", text__contains="ställer sig bakom").exists()


def test_whoever_has_left_the_organisation_since_gets_no_letter(approved, official, commit):
    Appointment.objects.filter(person=official).update(ends=timezone.localdate() - dt.timedelta(days=1))
    with commit():
        send_waiting()
    assert [each for each in mail.outbox if each.to == [official.email]] == []
    assert Letter.objects.get(person=official, kind="feedback").state == "dropped"


def test_the_letter_to_a_registry_has_its_own_address_which_is_not_kept(
    approved, secretary, registry, commit
):
    publish(approved, secretary)
    letter = sent(commit, registry)
    assert of(approved).token() in letter.body
    assert of(approved).token() not in Letter.objects.get(feedback=of(approved), person=None).text


def test_the_secretariat_sends_to_those_who_have_come_since(approved, secretary):
    with pytest.raises(Refused):
        send_feedback(approved, by=secretary)
    publish(approved, secretary)
    Organisation.objects.filter(slug="ange").update(registry_email="registrator@ange.example")
    send_feedback(approved, by=secretary)
    assert Letter.objects.filter(person=None, kind="feedback").count() == 2


def test_a_registry_whose_letter_came_back_is_told_of_and_written_to_again(
    approved, secretary, registry, client
):
    publish(approved, secretary)
    letter = Letter.objects.get(feedback=of(approved), person=None)
    Letter.objects.filter(pk=letter.pk).update(claimed_at=timezone.now(), failed_at=timezone.now())
    assert any("brev om mötet" in each for each in tasks(approved.meeting))
    Organisation.objects.filter(slug="timra").update(registry_email="kommun@timra.example")
    assert send_again(letter, by=secretary).address == "kommun@timra.example"


# The receipt


def tasks(meeting):
    found = work([meeting.council], timezone.localdate())
    return [task.sentence for each, own in found for task in own if each == meeting]


def test_an_official_confirms_and_the_journal_tells_it(client, approved, official):
    client.force_login(official)
    row = of(approved)
    client.post(
        row.get_absolute_url(), {"registry_number": "KS 29/2027"} | acts.seen(client, row.get_absolute_url())
    )
    row.refresh_from_db()
    assert (row.received_by, row.registry_number) == (official, "KS 29/2027")
    [told] = JournalEntry.objects.filter(act="receive_feedback")
    assert told.sentence == (
        "Kommunchef, Timrå bekräftade att återföringen är mottagen för Timrå kommun, diarienummer KS 29/2027."
    )


def test_the_first_receipt_stands(approved, official, secretary):
    receive_feedback(of(approved), by=official)
    row = receive_feedback(of(approved), by=secretary, registry_number="KS 1/2027")
    assert (row.received_by, row.registry_number) == (official, "KS 1/2027")


def test_a_member_and_another_organisation_confirm_nothing(approved, member, official):
    for person, slug in ((member, "harnosand"), (official, "ange")):
        with pytest.raises(PermissionDenied):
            receive_feedback(of(approved, slug), by=person)


def test_a_registry_confirms_without_signing_in_and_only_by_a_press(client, approved, secretary):
    publish(approved, secretary)
    row = of(approved)
    address = f"/kvittens/{row.token()}/"
    page = client.get(address)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert of(approved).registered_at is None
    client.post(address, {"registry_number": "", **acts.seen(client, address)})
    assert of(approved).registered_at is not None


def test_the_registrys_address_opens_nothing_before_the_minutes_are_published(client, approved):
    assert client.get(f"/kvittens/{of(approved).token()}/").status_code == 404


def test_an_address_that_nobody_sent_opens_nothing(client, approved, secretary):
    publish(approved, secretary)
    for token in (f"{of(approved).pk}:forged", "x", of(approved).token() + "x"):
        assert client.get(f"/kvittens/{token}/").status_code == 404


def test_the_registry_reads_nothing_that_is_masked(client, regional, secretary):
    meeting = acts.summoned(regional)
    acts.handle(meeting.items.get(), discussion="Kim Berg berättade.")
    minutes = acts.approved(acts.close(meeting))
    minutes = verbs.publish_minutes(minutes, by=secretary, masks=["Kim Berg"])
    page = client.get(f"/kvittens/{of(minutes).token()}/")
    assert page.context["package"].record["masked"] is True
    assert "Kim Berg" not in str(page.context["package"])


def test_a_receipt_that_is_late_is_on_the_work_list_until_it_comes(approved, official, monkeypatch):
    late = "10 organisationer har inte bekräftat att återföringen är mottagen."
    assert late not in tasks(approved.meeting)
    receive_feedback(of(approved), by=official)
    later = timezone.now() + dt.timedelta(days=11)
    monkeypatch.setattr("meetings.models.feedback.timezone.now", lambda: later)
    assert late in tasks(approved.meeting)


# A correction


def test_a_correction_gives_a_new_one_that_says_what_was_put_right(client, approved, official, secretary):
    receive_feedback(of(approved), by=official)
    second = corrected(approved, secretary)
    client.force_login(official)
    row = of(second)
    page = client.get(row.get_absolute_url())
    assert (page.context["feedback"], row.received_at) == (row, None)
    assert text(client, row).split("\n")[1] == "Protokollet är rättat, version 2: Platsen."


def test_the_registrys_old_address_says_that_it_was_corrected_once_everyone_may_know(
    client, approved, secretary
):
    publish(approved, secretary)
    second, address = corrected(approved, secretary), f"/kvittens/{of(approved).token()}/"
    assert client.get(address).context["is_corrected"] is False
    publish(second, secretary)
    assert client.get(address).context["is_corrected"] is True


def test_the_letter_of_a_correction_takes_the_place_of_the_one_that_waits(
    approved, official, secretary, commit
):
    corrected(approved, secretary)
    letter = sent(commit, official.email)
    assert letter.subject.startswith("Rättad återföring: ")
    assert "protokollet är rättat. Platsen. Fel ort stod där." in letter.body
    assert Letter.objects.get(feedback=of(approved), person=official).state == "dropped"


def test_a_letter_that_came_back_is_not_sent_again_once_the_minutes_are_corrected(
    approved, official, secretary
):
    letter = Letter.objects.get(feedback=of(approved), person=official)
    Letter.objects.filter(pk=letter.pk).update(claimed_at=timezone.now(), failed_at=timezone.now())
    assert Letter.objects.undelivered().get() == letter
    corrected(approved, secretary)
    assert not Letter.objects.undelivered().exists()
    with pytest.raises(Refused, match="Ett nyare brev"):
        send_again(letter, by=secretary)


# The organisation's own formal decisions


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


@pytest.mark.parametrize(("who", "queries"), [(None, 10), ("member", 14)])
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


# What the database refuses


@pytest.mark.both
class TestStands:
    def test_no_feedback_is_of_minutes_that_are_not_approved(self, regional):
        minutes = acts.held(regional).minutes.get()
        timra = Organisation.objects.get(slug="timra")
        with pytest.raises(IntegrityError), of_the_test():
            Feedback.objects.create(minutes=minutes, organisation=timra, organisation_name="Timrå kommun")

    def test_no_feedback_is_of_one_paragraph_by_itself(self, regional, secretary, chair):
        sheet = verbs.ask_at_once(acts.held(regional).items.get(), by=secretary)
        sheet = verbs.approve_minutes(sheet, by=chair)
        timra = Organisation.objects.get(slug="timra")
        with pytest.raises(IntegrityError), of_the_test():
            Feedback.objects.create(minutes=sheet, organisation=timra, organisation_name="Timrå kommun")

    def test_what_was_given_and_received_stands(self, approved, official):
        receive_feedback(of(approved), by=official)
        rows = Feedback.objects.filter(pk=of(approved).pk)
        for change in ({"received_at": None, "received_by": None}, {"organisation_name": "X"}, {"due": None}):
            with pytest.raises(IntegrityError), of_the_test():
                rows.update(**change)
        with pytest.raises(IntegrityError), of_the_test():
            rows._raw_delete(rows.db)
