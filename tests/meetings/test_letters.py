"""Letters: who gets them and about what, that each is sent once, and what the secretariat sees of them."""

import datetime as dt

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from councils.journal import history_of
from councils.models import Appointment, Council, Organisation, Seat
from meetings.mail.message import unsubscribe_address
from meetings.mail.text import read
from meetings.models import Letter, MailChoice
from meetings.workflow import letter as verbs
from meetings.workflow import minutes
from meetings.workflow.answer import answer_summons
from meetings.workflow.item import put_on_agenda
from meetings.workflow.meeting import cancel_meeting, change_meeting
from meetings.workflow.stance import record_stance
from meetings.workflow.summons import send_update
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day, time_in_words, when_in_words
from tests import acts

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Dying(BaseEmailBackend):
    """A pass that dies after it has claimed a letter, before anyone knows whether the letter went."""

    def send_messages(self, messages):
        raise ConnectionResetError


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """What a verb leaves until after the commit is done at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def summoned(council, *items, **facts):
    return acts.summoned(council, *items, **({"days": 20, "place": "Stadshuset", "format": "hybrid"} | facts))


def run():
    call_command("send_letters", verbosity=0)


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


# Once only


def test_each_letter_goes_once_however_often_it_is_asked_for(four, regional, postbox):
    summoned(regional)
    run()
    run()
    assert len(postbox.letters) == len(four)


def test_a_letter_whose_pass_died_is_never_repeated_by_itself(four, regional, postbox, settings):
    summoned(regional)
    settings.LETTER_BACKEND = f"{__name__}.Dying"
    with pytest.raises(ConnectionResetError):
        run()
    [claimed] = Letter.objects.exclude(claimed_at=None)
    settings.LETTER_BACKEND = SMTP
    run()
    assert len(postbox.letters) == len(four) - 1
    assert claimed.person.email not in [mail["To"] for mail in postbox.letters]


def test_where_the_mail_server_is_away_the_summons_stands_and_the_letters_wait(
    four, regional, postbox, commit, settings
):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with commit():
        meeting = summoned(regional)
    assert meeting.stage == "convened"
    assert {letter.state for letter in Letter.objects.all()} == {"waiting"}
    settings.EMAIL_PORT = port
    run()
    assert len(postbox.letters) == len(four)


def test_an_address_that_is_refused_stops_none_of_the_others(four, regional, member, postbox):
    postbox.unknown.add(member.email)
    summoned(regional)
    run()
    assert len(postbox.letters) == len(four) - 1
    refused = Letter.objects.get(person=member)
    assert refused.state == "failed"
    assert refused.failure == "550 5.1.1 No such mailbox"


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


# What the secretariat sees and does


def test_the_secretariat_sees_who_was_not_reached_and_why(four, regional, office, member, opposition):
    member.email = None
    member.save()
    meeting = summoned(regional)
    Letter.objects.filter(person=opposition).update(claimed_at=timezone.now() - dt.timedelta(hours=1))
    page = office.get(meeting.url("letters"))
    assert {letter.person: letter.state for letter in page.context["troubled"]} == {
        member: "no_address",
        opposition: "uncertain",
    }
    text = page.content.decode()
    assert "Ingen e-postadress" in text
    assert text.count(">Skicka igen<") == 2


def test_an_uncertain_letter_is_sent_again_on_the_secretariats_word_and_told_in_the_journal(
    four, regional, office, opposition, postbox, commit
):
    meeting = summoned(regional)
    letter = Letter.objects.get(person=opposition)
    Letter.objects.filter(pk=letter.pk).update(claimed_at=timezone.now() - dt.timedelta(hours=1))
    with commit():
        response = office.post(meeting.url("letter_resending", letter.pk))
    assert response.url == meeting.url("letters")
    assert len(postbox.to(opposition)) == 1
    assert history_of(letter).get().act == "send_letter_again"


def test_a_sent_letter_is_not_sent_again(four, regional, secretary, member, postbox):
    summoned(regional)
    run()
    with pytest.raises(Refused, match="skickat eller på väg"):
        verbs.send_again(Letter.objects.get(person=member), by=secretary)


@pytest.mark.parametrize("role", ["chair", "member", "official", "outsider", "administrator"])
def test_only_the_secretariat_sees_and_sends_letters(role, request, client, four, regional, member):
    meeting = summoned(regional)
    client.force_login(request.getfixturevalue(role))
    letter = Letter.objects.get(person=member)
    assert client.get(meeting.url("letters")).status_code == 403
    assert client.post(meeting.url("letter_resending", letter.pk)).status_code == 403


def test_a_letter_about_another_meeting_is_not_found(four, regional, office, member):
    letter_of = summoned(regional).letters.get(person=member)
    other = summoned(regional, days=30)
    assert office.post(other.url("letter_resending", letter_of.pk)).status_code == 404
    assert office.get(other.url("letter_resending", letter_of.pk)).status_code == 405


def test_the_page_of_letters_costs_the_same_for_one_as_for_forty(
    regional, four, office, django_assert_num_queries
):
    few, many = summoned(regional), summoned(regional, days=30)
    Letter.objects.filter(meeting=few).exclude(pk=few.letters.first().pk).delete()
    office.get(few.url("letters"))
    for meeting in (few, many):
        with django_assert_num_queries(8):
            office.get(meeting.url("letters"))


# Reminders


def remind(meeting, days):
    """As the daily command does, in the morning so many days before the meeting."""
    at = meeting.starts - dt.timedelta(days=days, hours=2)
    return verbs.remind(at=at)


@pytest.fixture
def coming(four, regional):
    """A meeting without position items, so that only answers are awaited."""
    return summoned(regional, {"type": "information", "proposed_position": ""}, days=3)


def test_those_who_have_not_answered_are_reminded_once(four, coming, chair, member, opposition):
    acts.said(coming, chair, "on_site")
    assert [remind(coming, 3), remind(coming, 2)] == [2, 0]
    reminded = Letter.objects.filter(kind="reminder")
    assert {letter.person for letter in reminded} == {member, opposition}


def test_nobody_is_reminded_long_before_the_meeting(four, coming):
    assert remind(coming, 9) == 0


def test_a_substitute_is_reminded_only_when_somebody_has_asked(four, coming, member, substitute):
    acts.said(coming, member, "substitute", substitute=substitute)
    remind(coming, 3)
    assert Letter.objects.filter(kind="reminder", person=substitute).count() == 1
    assert Letter.objects.filter(kind="reminder", person=member).count() == 0


def test_an_organisation_that_has_not_prepared_is_reminded_without_the_title_of_the_item(
    four, regional, member, postbox
):
    meeting = summoned(regional, {"title": "Ett känsligt ärende"}, days=4)
    for person in four:
        acts.said(meeting, person, "on_site")
    remind(meeting, 4)
    letter = Letter.objects.get(kind="reminder", person=member)
    assert "Härnösands kommun har en punkt kvar att förankra" in letter.text
    assert "känsligt" not in letter.text


def test_whoever_sits_for_two_organisations_is_reminded_of_both_in_one_letter(four, regional, member):
    timra = Seat.objects.get(council=regional, organisation__slug="timra", side="majority")
    Appointment.objects.create(seat=timra, person=member, begins="2017-01-01")
    meeting = summoned(regional, {"title": "Ett"}, {"title": "Två"}, days=4)
    acts.said(meeting, member, "on_site")
    record_stance(meeting.items.first(), Organisation.objects.get(slug="timra"), by=member, status="supports")
    remind(meeting, 4)
    letter = Letter.objects.get(kind="reminder", person=member)
    told = "Härnösands kommun har 2 punkter och Timrå kommun har en punkt kvar att förankra"
    assert told in letter.text


def test_an_approver_is_reminded_until_the_minutes_are_approved(four, regional, chair, member, secretary):
    meeting = acts.held(regional, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    minutes.approve_minutes(sent, by=chair)
    assert [verbs.remind(), verbs.remind()] == [1, 0]
    assert Letter.objects.get(kind="minutes").person == member


@pytest.mark.parametrize("often", ["none", "daily"])
def test_that_minutes_wait_for_ones_approval_is_told_whatever_one_has_chosen(
    often, four, regional, chair, member, secretary, postbox
):
    MailChoice.objects.create(person=member, often=often)
    meeting = acts.held(regional, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    verbs.remind()
    run()
    [mail] = postbox.to(member)
    assert mail["Subject"].strip().startswith("Justera protokollet")
    assert mail["List-Unsubscribe"] is None
    assert "Vill du inte ha" not in mail.get_body(["plain"]).get_content()
    Letter.objects.all().delete()
    verbs.remind()
    minutes.approve_minutes(sent, by=member)
    Letter.objects.update(written_at=timezone.now() - dt.timedelta(hours=2))
    verbs.renew_reminders()
    assert {letter.person for letter in Letter.objects.all()} == {chair}


def test_a_reminder_after_the_day_says_that_it_is_late(four, regional, member, secretary):
    meeting = acts.held(regional, approvers=[member])
    sent = minutes.send_minutes(meeting.minutes.get(), by=secretary)
    for days, said in ((0, "Det ska vara gjort"), (1, "Det skulle ha varit gjort")):
        Letter.objects.all().delete()
        due = dt.datetime.combine(sent.due + dt.timedelta(days=days), dt.time(7))
        verbs.remind(at=timezone.make_aware(due))
        text = Letter.objects.get(person=member).text
        assert f"{said} senast den {day(sent.due)}." in text


def test_whoever_wants_mail_once_a_day_gets_one_letter_with_everything(four, regional, member, postbox):
    first, second = (summoned(regional, days=days) for days in (3, 4))
    MailChoice.objects.create(person=member, often="daily")
    Letter.objects.all().delete()
    remind(second, 4)
    run()
    [mail] = postbox.to(member)
    text = mail.get_body(["plain"]).get_content()
    assert mail["Subject"] == "Dagens påminnelser"
    assert text.count("Du har inte svarat") == 2
    assert first.url("answer") in text
    assert remind(second, 3) == 0


def test_whoever_wants_none_is_not_reminded_but_still_called(four, regional, member):
    MailChoice.objects.create(person=member, often="none")
    meeting = summoned(regional, days=3)
    remind(meeting, 3)
    assert [letter.kind for letter in Letter.objects.filter(person=member)] == ["summons"]


# Unsubscribing


def test_a_reminder_carries_a_way_out_that_needs_no_sign_in(four, coming, member, postbox, client):
    Letter.objects.all().delete()
    remind(coming, 3)
    run()
    [mail] = postbox.to(member)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip(" <>")
    assert address == unsubscribe_address(member)
    client.handler.enforce_csrf_checks = True
    assert client.get(address).status_code == 200
    assert not MailChoice.objects.exists()
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert MailChoice.objects.get().person == member
    assert MailChoice.objects.get().often == "none"


def test_a_summons_carries_no_way_out(four, coming, member, postbox):
    run()
    [mail] = postbox.to(member)
    assert mail["List-Unsubscribe"] is None


@pytest.mark.parametrize("token", ["1", "1:x", "x:y", "0", "%00"])
def test_a_way_out_that_is_not_ours_is_not_found(token, client, db):
    assert client.post(f"/utskick/avregistrering/{token}/").status_code == 404


def test_each_person_chooses_how_often(client, member):
    client.force_login(member)
    page = client.get(reverse("mail_choice"))
    assert page.context["form"].initial == {"often": "at_once"}
    assert client.post(reverse("mail_choice"), {"often": "daily"}).status_code == 302
    assert MailChoice.objects.get(person=member).often == "daily"
    assert client.post(reverse("mail_choice"), {"often": "hourly"}).status_code == 422
    assert client.post(reverse("mail_choice"), {}).status_code == 422
