"""What each organisation takes home once minutes are approved (återföring), and who reads it."""

import datetime as dt
import io

import pytest
from django.db import IntegrityError
from django.utils import timezone
from docx import Document

from councils.models import Organisation
from meetings.models import Attendance, Feedback, Letter
from meetings.planning.invitees import invitees_of
from meetings.workflow import minutes as verbs
from meetings.workflow.feedback import receive_feedback
from rus_portal.core.designations import unparted
from tests import acts
from tests.conftest import of_the_test
from tests.meetings.feedback.conftest import corrected, of, publish, text

ORGANISATIONS = {
    *("harnosand", "kramfors", "solleftea", "sundsvall", "timra", "ange", "ornskoldsvik"),
    *("region-vasternorrland", "kommunforbundet-vasternorrland", "lansstyrelsen-vasternorrland"),
    "strukturfondspartnerskapet-mellersta-norrland",
}
THERE = {"opposition": "excused"}
TEXT = "Vi delar inte bedömningen."


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


def test_its_own_dissent_is_found_by_the_name_that_it_had_then(client, regional, member, secretary):
    meeting = acts.held(regional, dissent_by=member)
    sheet = verbs.ask_at_once(meeting.items.get(), by=secretary)
    for approval in sheet.approvals.all():
        verbs.approve_minutes(sheet, by=approval.person)
    Organisation.objects.filter(slug="harnosand").update(name="Nya kommunen")
    row = of(acts.approved(meeting), "harnosand")
    client.force_login(member)
    [matter] = client.get(row.get_absolute_url()).context["package"].positions
    told = [(each["organisation"], each["text"]) for each in matter.own]
    assert (row.organisation_name, told) == ("Nya kommunen", [("Härnösands kommun", TEXT)])


def test_the_word_file_says_the_same(client, approved, official):
    client.force_login(official)
    row = of(approved)
    answer = client.get(row.get_absolute_url().rstrip("/") + ".docx")
    told = Document(io.BytesIO(answer.content))
    lines = [unparted(line) for line in text(client, row).split("\n") if line]
    assert [paragraph.text for paragraph in told.paragraphs] == lines
    assert [each.style.name for each in told.paragraphs[:2]] == ["Heading 1", "Heading 2"]
    assert told.core_properties.language == "sv-SE"
    assert told.core_properties.created.date() == timezone.localdate(approved.approved_at)


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


def test_the_list_folds_on_a_phone_what_is_sent_to_an_organisation_and_nothing_that_waits(office, approved):
    now = timezone.now()
    Letter.objects.filter(feedback=of(approved)).update(claimed_at=now, sent_at=now)
    page = office.get(approved.meeting.url("feedback_all"))
    sent = [line.feedback for line in page.context["lines"] if line.has_gone]
    assert (sent, page.content.count(b'class="phone-fold">')) == ([of(approved)], 1)


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
