"""Who gets a letter about a meeting, and what it says: the summons and what changes it."""

import datetime as dt
from email import message_from_bytes, policy

from django.utils import timezone
from icalendar import Calendar

from councils.models import Appointment, Council
from meetings.mail.message import Mail
from meetings.mail.text import read
from meetings.models import Letter
from meetings.workflow import letter as verbs
from meetings.workflow.answer import answer_summons
from meetings.workflow.item import put_on_agenda
from meetings.workflow.meeting import cancel_meeting, change_meeting
from meetings.workflow.summons import send_update
from rus_portal.core.words import day, time_in_words, when_in_words
from tests import acts
from tests.meetings.letters.conftest import run, summoned


def calendar_in(mail):
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return part, Calendar.from_ical(part.get_content())


def kinds():
    return list(Letter.objects.order_by("pk").values_list("kind", "person"))


# The summons


def test_a_summons_reaches_everyone_who_is_called_with_document_and_invitation(
    four, regional, postbox, commit
):
    with commit():
        meeting = summoned(regional, link="https://video.example/1")
    assert sorted(mail["To"] for mail in postbox.letters) == sorted(person.email for person in four)
    for person in four:
        [mail] = postbox.to(person)
        part, calendar = calendar_in(mail)
        [event] = calendar.events
        assert part.get_param("method") == calendar["METHOD"] == "REQUEST"
        assert event["ATTENDEE"] == f"mailto:{person.email}"
        assert event["ORGANIZER"] == "mailto:portal@region.example"
        assert (event.start, event.end) == (meeting.starts, meeting.ends)
        assert event["LOCATION"] == "Stadshuset"
        [document] = mail.iter_attachments()
        assert document.get_filename() == f"kallelse-{meeting.file_stem}.pdf"
        assert document.get_content().startswith(b"%PDF")
        assert "https://video.example/1" in mail.get_body(["plain"]).get_content()
    assert {letter.state for letter in Letter.objects.all()} == {"sent"}


def test_holders_are_called_and_substitutes_are_informed(four, regional, member, substitute):
    summoned(regional)
    assert "Du kallas till möte" in Letter.objects.get(person=member).text
    to_substitute = Letter.objects.get(person=substitute)
    assert to_substitute.subject.startswith("Underrättelse: ")
    assert "Du kallas" not in to_substitute.text


def test_whoever_gets_a_seat_before_the_meeting_is_told_the_same_as_the_others(
    four, regional, opposition, postbox
):
    Appointment.objects.filter(person=opposition).update(begins=timezone.localdate() + dt.timedelta(days=10))
    meeting = summoned(regional, link="https://video.example/1")
    run()
    mail, _ = postbox.to(opposition)  # and how to sign in
    [document] = mail.iter_attachments()
    assert document.get_filename() == f"kallelse-{meeting.file_stem}.pdf"
    assert "https://video.example/1" in mail.get_body(["plain"]).get_content()
    assert "https://video.example/1" in calendar_in(mail)[1].events[0]["DESCRIPTION"]


def test_of_a_meeting_that_has_been_nothing_is_written(four, regional):
    acts.summoned(regional, days=-3)
    assert kinds() == []


def test_a_newcomer_is_called_too_and_the_others_not_again(four, regional, official, postbox):
    summoned(regional)
    Appointment.objects.filter(person=official, seat__council=regional).update(ends=None)
    assert verbs.sync_invitees() == 1
    assert verbs.sync_invitees() == 0
    assert Letter.objects.get(person=official).kind == "summons"


def test_whoever_is_no_longer_called_is_told_and_the_entry_goes_from_that_calendar_alone(
    four, regional, opposition, substitute, chair, postbox
):
    meeting = summoned(regional)
    run()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Appointment.objects.filter(person__in=[opposition, substitute]).update(ends=yesterday)
    assert [verbs.sync_invitees(), verbs.sync_invitees()] == [2, 0]
    run()
    for person in (opposition, substitute):
        entries = [calendar_in(mail)[1] for mail in postbox.to(person)]
        assert [entry["METHOD"] for entry in entries] == ["REQUEST", "CANCEL"]
        called, released = (entry.events[0] for entry in entries)
        assert (called["UID"], called["SEQUENCE"]) == (released["UID"], 0)
        assert released["SEQUENCE"] == 1
        assert "STATUS" not in released  # the meeting itself is not cancelled
    assert len(postbox.to(chair)) == 1
    Appointment.objects.filter(person=opposition, seat__council=meeting.council).update(ends=None)
    assert verbs.sync_invitees() == 1
    assert Letter.objects.filter(person=opposition, kind="summons").order_by("pk").last().sequence == 2


def test_an_update_tells_those_still_called_and_lets_go_of_the_others(
    four, regional, member, opposition, secretary, postbox
):
    meeting = summoned(regional)
    run()
    Appointment.objects.filter(person=opposition).update(ends=meeting.date - dt.timedelta(days=1))
    change_meeting(meeting, by=secretary, place="Rådhuset")
    newest = {person: Letter.objects.filter(person=person).order_by("pk").last() for person in four}
    assert newest[opposition].kind == "release"
    assert {letter.kind for person, letter in newest.items() if person != opposition} == {"change"}
    assert {(letter.kind, letter.sequence) for letter in newest.values()} == {("change", 1), ("release", 2)}


def test_an_agenda_sent_anew_goes_to_those_still_called_and_lets_go_of_the_others(
    four, regional, opposition, secretary, postbox
):
    meeting = summoned(regional)
    run()
    Appointment.objects.filter(person=opposition).update(ends=meeting.date - dt.timedelta(days=1))
    put_on_agenda(acts.add(meeting, title="Bredband"), by=secretary)
    send_update(meeting, by=secretary)
    newest = {person: Letter.objects.filter(person=person).order_by("pk").last() for person in four}
    assert newest.pop(opposition).kind == "release"
    assert {letter.kind for letter in newest.values()} == {"update"}
    assert all("Bredband" in letter.text for letter in newest.values())


# Changes


def test_a_moved_meeting_is_the_same_entry_with_a_higher_number(four, regional, secretary, member, postbox):
    meeting = summoned(regional)
    run()
    moved = meeting.date + dt.timedelta(days=7)
    change_meeting(
        meeting, by=secretary, date=moved, end_date=moved, place="Rådhuset", reason="Ordföranden är sjuk."
    )
    run()
    meeting.refresh_from_db()
    cancel_meeting(meeting, by=secretary, reason="För få kan komma.")
    run()
    entries = [calendar_in(mail)[1] for mail in postbox.to(member)]
    events = [calendar.events[0] for calendar in entries]
    assert len({event["UID"] for event in events}) == 1
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert [calendar["METHOD"] for calendar in entries] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event.start.date() for event in events] == [meeting.date - dt.timedelta(days=7), moved, moved]
    assert events[2]["STATUS"] == "CANCELLED"
    letters = [mail.get_body(["plain"]).get_content() for mail in postbox.to(member)]
    assert not any("\n\n\n" in letter for letter in letters)
    _, change, cancellation = letters
    assert "är flyttat. Ordföranden är sjuk." in change
    assert "Det här är ändrat: dagen och platsen." in change
    assert "För få kan komma." in cancellation


def test_where_an_older_letter_did_not_keep_its_day_the_move_is_told_all_the_same(
    four, regional, secretary, member, postbox
):
    meeting = summoned(regional)
    run()
    Letter.objects.update(facts={})
    before, moved = meeting.date, meeting.date + dt.timedelta(days=7)
    change_meeting(meeting, by=secretary, date=moved, end_date=moved, reason="Ordföranden är sjuk.")
    run()
    said = postbox.to(member)[-1].get_body(["plain"]).get_content()
    assert f"den {day(before)} är flyttat. Ordföranden är sjuk." in said


def moved_to_the_day_of(newcomer, leaver, meeting, by):
    """The seat goes from one to the other between the two days."""
    moved = meeting.date + dt.timedelta(days=7)
    Appointment.objects.filter(person=leaver).update(ends=moved - dt.timedelta(days=1))
    Appointment.objects.filter(person=newcomer, seat__council=meeting.council).update(begins=moved, ends=None)
    change_meeting(meeting, by=by, date=moved, end_date=moved, reason="Lokalen är upptagen.")


def test_whoever_is_called_by_a_move_gets_a_summons_and_whoever_comes_back_another(
    four, regional, secretary, official, opposition, postbox
):
    meeting = summoned(regional)
    run()
    day_before = meeting.date
    moved_to_the_day_of(official, opposition, meeting, secretary)
    run()
    meeting.refresh_from_db()
    [mail] = postbox.to(official)
    assert "Du kallas till möte" in mail.get_body(["plain"]).get_content()
    assert calendar_in(mail)[1].events[0].start.date() == meeting.date
    [document] = mail.iter_attachments()
    assert document.get_filename() == f"kallelse-regionala-samverkansradet-{meeting.date}.pdf"
    change_meeting(meeting, by=secretary, date=day_before, end_date=day_before, reason="Den är ledig.")
    own = Letter.objects.filter(meeting=meeting).order_by("pk")
    told = {
        who: list(own.filter(person=who).values_list("kind", flat=True)) for who in (official, opposition)
    }
    assert told == {
        official: ["summons", "release"],
        opposition: ["summons", "release", "summons"],
    }


def test_a_change_that_nobody_needs_to_know_of_is_not_written_of(four, regional, secretary):
    meeting = summoned(regional)
    change_meeting(meeting, by=secretary, registry_number="SAM 2027/9")
    assert {kind for kind, _ in kinds()} == {"summons"}


def test_a_meeting_nobody_was_called_to_is_changed_and_cancelled_in_silence(four, regional, secretary):
    meeting = acts.plan(regional, days=30)
    change_meeting(meeting, by=secretary, place="Rådhuset")
    cancel_meeting(meeting, by=secretary, reason="För få ärenden.")
    assert kinds() == []


def test_what_changes_the_summons_refers_to_it(four, regional, secretary, member, postbox):
    meeting = summoned(regional)
    run()
    meeting = change_meeting(meeting, by=secretary, place="Rådhuset")
    put_on_agenda(acts.add(meeting, title="Bredband"), by=secretary)
    send_update(meeting, by=secretary)
    cancel_meeting(meeting, by=secretary, reason="Storm.")
    Letter.objects.filter(dropped_at__isnull=False).update(dropped_at=None, failure="")
    run()
    summons, *others = postbox.to(member)
    assert summons["References"] is None
    assert len(others) == 3
    for mail in others:
        assert mail["References"] == mail["In-Reply-To"] == summons["Message-ID"]


def test_answers_reach_the_office_or_else_the_secretary_of_the_meeting(
    four, regional, secretary, member, postbox, settings
):
    settings.CONTACT_EMAIL = "kansli@region.example"
    meeting = summoned(regional)
    run()
    settings.CONTACT_EMAIL = ""
    change_meeting(meeting, by=secretary, place="Rådhuset")
    run()
    settings.CONTACT_EMAIL = "kansli@region.example"
    Council.objects.filter(pk=regional.office_id).update(email="radens.kansli@region.example")
    meeting.refresh_from_db()
    change_meeting(meeting, by=secretary, place="Stadshuset")
    run()
    assert [mail["Reply-To"] for mail in postbox.to(member)] == [
        "kansli@region.example",
        secretary.email,
        "radens.kansli@region.example",
    ]


def test_the_note_of_a_summons_has_a_heading_and_stands_before_what_is_asked(four, regional, member):
    summoned(regional, note="Lunch serveras.")
    _, said = read(Letter.objects.get(person=member))
    assert "\n\nUpplysning från kansliet:\nLunch serveras.\n\nDagordningen ligger" in said
    assert "\n\n\n" not in said


def test_a_substitutes_entry_says_that_it_is_to_inform_until_somebody_asks(
    four, regional, secretary, member, substitute, postbox
):
    meeting = summoned(regional)
    run()
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    run()
    titles = [str(calendar_in(mail)[1].events[0]["SUMMARY"]) for mail in postbox.to(substitute)]
    assert titles == [f"För kännedom, ersättare: {meeting.title}", meeting.title]
    assert str(calendar_in(postbox.to(member)[0])[1].events[0]["SUMMARY"]) == meeting.title


def test_over_two_days_each_time_stands_beside_its_day(regional):
    meeting = acts.plan(
        regional, date=dt.date(2027, 3, 11), end_date=dt.date(2027, 3, 12), format="retreat",
        start_time=dt.time(12), end_time=dt.time(13),
    )  # fmt: skip
    said = "torsdag 11 mars 2027 kl. 12.00 – fredag 12 mars 2027 kl. 13.00"
    assert time_in_words(meeting) == when_in_words(meeting) == said
    meeting.end_date = meeting.date
    assert when_in_words(meeting) == "torsdag 11 mars 2027 kl. 12.00–13.00"


def test_a_long_subject_begins_on_the_line_of_its_name():
    subject = "Ändrat möte: Regionala samverkansrådet 11 december 2026"
    sent = Mail(subject, "Hej", to=["a@b.example"]).message().as_bytes()
    [head] = [line for line in sent.splitlines() if line.startswith(b"Subject:")]
    assert head.startswith(b"Subject: =?utf-8?")
    assert message_from_bytes(sent, policy=policy.default)["Subject"] == subject
