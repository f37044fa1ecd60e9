"""Who is told of what an organisation takes home, and the receipt; also once the minutes are corrected."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from councils.models import Appointment, JournalEntry, Organisation
from meetings.mail import feedback
from meetings.models import Letter
from meetings.todo.worklist import work
from meetings.workflow import minutes as verbs
from meetings.workflow.feedback import receive_feedback, send_feedback
from meetings.workflow.letter import remind, send_again, send_waiting
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day
from tests import acts
from tests.meetings.feedback.conftest import corrected, of, publish, text

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
    assert 9_000_000 < feedback.ATTACHED_AT_MOST * 4 / 3 < 10_000_000, "as it grows on the way"
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


# Reminders


def reminded(official, days, minutes, monkeypatch):
    """Of what the official is reminded so many days after the approval."""
    at = minutes.approved_at + dt.timedelta(days=days)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    remind(at=at)
    return [each.text.split("\n")[2] for each in Letter.objects.filter(kind="reminder", person=official)]


def test_the_officials_are_reminded_once_of_a_receipt_before_it_is_late(approved, official, monkeypatch):
    last = day(timezone.localdate(approved.approved_at) + dt.timedelta(days=10))
    told = (
        "Timrå kommun har inte bekräftat att återföringen från mötet med Regionala samverkansrådet den "
        f"{day(approved.meeting.date)} är mottagen. Det ska vara gjort senast den {last}."
    )
    assert [reminded(official, days, approved, monkeypatch) for days in (4, 5, 11)] == [[], [told], [told]]


def test_nobody_is_reminded_of_a_receipt_that_has_come(approved, official, monkeypatch):
    receive_feedback(of(approved), by=official)
    assert reminded(official, 11, approved, monkeypatch) == []


def test_the_officials_are_reminded_of_a_decision_that_is_asked_for(approved, official, monkeypatch):
    receive_feedback(of(approved), by=official)
    days = (of(approved).due - timezone.localdate(approved.approved_at)).days - 5
    assert reminded(official, days - 1, approved, monkeypatch) == []
    [told] = reminded(official, days, approved, monkeypatch)
    assert told.startswith("Timrå kommun har ett ställningstagande kvar att svara om efter mötet med ")


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
