"""What the mail server answers, and what becomes of the letter: put off, given back, uncertain, failed,
dropped."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar

from councils.journal import history_of
from councils.models import Appointment
from councils.personal_data import erase_contact_details
from meetings.mail.message import message_name
from meetings.mail.post import Post
from meetings.mail.text import read
from meetings.models import AgendaItem, Letter, Meeting
from meetings.todo.worklist import work
from meetings.workflow import letter as verbs
from meetings.workflow.agenda import ask_for_approval
from meetings.workflow.answer import answer_summons
from meetings.workflow.guest import invite_guest
from meetings.workflow.item import put_on_agenda
from meetings.workflow.lift import return_item
from meetings.workflow.meeting import cancel_meeting, change_meeting, reinstate_meeting
from meetings.workflow.summons import send_update
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day, when_in_words
from tests import acts
from tests.postbox import BREAK

GREYLISTED = "450 4.2.0 Greylisted, try again"
BUSY = "421 4.7.0 Too many messages"
WEEK = dt.timedelta(days=7)


def summoned(council, **facts):
    return acts.summoned(council, **{"days": 20, "place": "Stadshuset", "format": "hybrid"} | facts)


def run():
    call_command("send_letters", verbosity=0)


def skip_pauses():
    Letter.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())


def states():
    return sorted(letter.state for letter in Letter.objects.all())


def words(mail):
    return mail.get_body(["plain"]).get_content()


def entry_in(mail):
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    return str(calendar["METHOD"]), calendar.events[0]


def move(meeting, secretary, **facts):
    meeting.refresh_from_db()
    days = {"date": meeting.date + WEEK, "end_date": meeting.end_date + WEEK}
    change_meeting(meeting, by=secretary, **days | facts)
    meeting.refresh_from_db()


def tasks(meeting):
    return [
        task.sentence
        for each, own in work([meeting.council], timezone.localdate())
        for task in own
        if each == meeting and "brev" in task.sentence
    ]


# Put off


@pytest.mark.parametrize("place", ["at_address", "at_text"])
def test_a_letter_that_is_put_off_is_sent_after_a_pause(place, four, regional, postbox):
    getattr(postbox, place).append(GREYLISTED)
    summoned(regional)
    run()
    assert states() == ["sent"] * (len(four) - 1) + ["trying"]
    [put_off] = Letter.objects.filter(sent_at=None)
    assert put_off.failure == GREYLISTED
    run()
    assert len(postbox.letters) == len(four) - 1
    skip_pauses()
    run()
    assert states() == ["sent"] * len(four)
    assert len(postbox.letters) == len(four)


def test_the_pauses_grow_until_the_letter_is_given_up_within_a_day(four, regional, postbox):
    meeting = summoned(regional)
    letter = Letter.objects.first()
    Letter.objects.exclude(pk=letter.pk).delete()
    postbox.at_address = [GREYLISTED] * 9
    pauses = []
    for _ in range(8):
        before = timezone.now()
        run()
        letter.refresh_from_db()
        pauses.append(round((letter.next_try_at - before) / dt.timedelta(minutes=1)))
        assert tasks(meeting) == []
        skip_pauses()
    run()
    letter.refresh_from_db()
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640]
    assert (letter.state, letter.failure) == ("failed", f"Gavs upp efter 9 försök. {GREYLISTED}")
    assert tasks(meeting) == ["Ett brev om mötet behöver ses över."]


def test_only_an_answer_of_5xx_is_final(four, regional, postbox):
    postbox.at_text = ["451 4.3.0 Later", "452 4.2.2 Full", "554 5.7.1 No"]
    summoned(regional)
    run()
    assert states() == ["failed"] + ["sent"] * (len(four) - 3) + ["trying"] * 2


def test_what_a_server_says_over_several_lines_is_kept_on_one(four, regional, postbox):
    summoned(regional)
    run()
    letter = Letter.objects.first()
    assert verbs.note_returned(letter.pk, 1, f"550 Full\r\nWrite to {letter.address}\n later")
    letter.refresh_from_db()
    assert letter.failure == "550 Full Write to [adressen] later"


# The connection breaks


@pytest.mark.parametrize("answer", [BUSY, BREAK])
def test_a_break_before_the_text_costs_no_letter_and_the_pass_goes_on(answer, four, regional, postbox):
    postbox.at_address = ["250 OK", answer]
    summoned(regional)
    run()
    assert states() == ["sent"] * len(four)
    assert sorted(mail["To"] for mail in postbox.letters) == sorted(person.email for person in four)


def test_a_busy_answer_to_the_text_costs_no_letter(four, regional, postbox):
    postbox.at_text = [BUSY]
    summoned(regional)
    run()
    assert states() == ["sent"] * len(four)
    assert len(postbox.letters) == len(four)


def test_where_every_try_breaks_the_letter_waits_and_the_others_go(four, regional, postbox):
    postbox.at_address = [BREAK, BREAK]
    summoned(regional)
    run()
    assert states() == ["sent"] * (len(four) - 1) + ["trying"]


@pytest.mark.parametrize("keeps", [True, False])
def test_a_break_between_text_and_answer_is_uncertain_and_the_pass_goes_on(keeps, four, regional, postbox):
    postbox.at_text, postbox.keeps = [BREAK], keeps
    meeting = summoned(regional)
    run()
    run()
    assert states() == ["sending"] + ["sent"] * (len(four) - 1)
    assert tasks(meeting) == []
    Letter.objects.filter(sent_at=None).update(claimed_at=timezone.now() - dt.timedelta(hours=1))
    assert tasks(meeting) == ["Ett brev om mötet behöver ses över."]


def test_where_the_server_goes_away_in_the_middle_nothing_is_lost(four, regional, postbox, monkeypatch):
    summoned(regional)
    postbox.at_address = ["250 OK", BREAK]
    opened = Post.open

    def once(backend):
        if postbox.letters and not backend.connection:
            raise ConnectionRefusedError
        return opened(backend)

    monkeypatch.setattr(Post, "open", once)
    with pytest.raises(ConnectionRefusedError):
        run()
    monkeypatch.setattr(Post, "open", opened)
    assert states() == ["sent"] + ["waiting"] * (len(four) - 1)
    run()
    assert len(postbox.letters) == len(four)


# What needs a look


def test_the_work_list_and_the_page_of_letters_have_one_rule(four, regional, secretary, postbox, settings):
    meeting = summoned(regional)
    past, now = timezone.now() - dt.timedelta(hours=1), timezone.now()
    looks = {
        "failed": {"claimed_at": past, "failed_at": now},
        "returned": {"claimed_at": past, "sent_at": past, "failed_at": now},
        "uncertain": {"claimed_at": past},
        "no_address": {"address": ""},
        "sending": {"claimed_at": now},
        "sent": {"claimed_at": past, "sent_at": past},
        "trying": {"tries": 1, "next_try_at": now},
        "dropped": {"dropped_at": now},
        "gathered": {"gathered": True, "address": ""},
    }
    first = Letter.objects.first()
    Letter.objects.exclude(pk=first.pk).delete()
    for kind in ("summons", "minutes"):
        for name, facts in looks.items():
            row = {"key": f"{name}-{kind}", "kind": kind, "meeting": meeting, "person": first.person}
            Letter.objects.create(**row | {"address": "a@b.se"} | facts)
    for days, kinds in ((20, {"summons", "minutes"}), (-1, {"minutes"})):
        date = timezone.localdate() + dt.timedelta(days=days)
        Meeting.objects.filter(pk=meeting.pk).update(date=date, end_date=date)
        by_rows = {letter.key for letter in Letter.objects.undelivered()}
        assert by_rows == {letter.key for letter in Letter.objects.all() if letter.needs_help}
        troubled = ("failed", "returned", "uncertain", "no_address")
        assert by_rows == {f"{name}-{kind}" for name in troubled for kind in kinds}


def test_letters_about_a_cancelled_meeting_and_before_the_summons_stand_on_the_work_list_too(
    four, regional, secretary, postbox
):
    meeting = summoned(regional)
    run()
    cancel_meeting(meeting, by=secretary, reason="Storm.")
    [one, *_] = Letter.objects.filter(kind="cancellation")
    postbox.unknown.add(one.person.email)
    run()
    assert tasks(meeting) == ["Ett brev om mötet behöver ses över."]


def test_an_erased_persons_letter_leaves_the_work_list(four, regional, opposition, administrator, postbox):
    meeting = summoned(regional)
    Appointment.objects.filter(person=opposition).update(ends=timezone.localdate() - dt.timedelta(days=1))
    erase_contact_details(opposition, by=administrator)
    assert tasks(meeting) == []
    run()
    assert len(postbox.letters) == len(four) - 1
    assert not Letter.objects.get(person=opposition).needs_help


def test_the_address_is_read_when_the_letter_is_sent(four, regional, member, postbox):
    summoned(regional)
    member.email = "ny@kommun.example"
    member.save()
    run()
    [mail] = postbox.to(member)
    assert entry_in(mail)[1]["ATTENDEE"] == "mailto:ny@kommun.example"
    assert Letter.objects.get(person=member).address == "ny@kommun.example"


def test_whose_address_is_taken_away_is_not_written_to(four, regional, member, postbox):
    meeting = summoned(regional)
    member.email = None
    member.save()
    run()
    assert len(postbox.letters) == len(four) - 1
    assert Letter.objects.get(person=member).state == "no_address"
    assert tasks(meeting) == ["Ett brev om mötet behöver ses över."]


def test_sent_again_is_another_message(four, regional, member, secretary, postbox):
    postbox.unknown.add(member.email)
    summoned(regional)
    run()
    letter = Letter.objects.get(person=member)
    postbox.unknown.clear()
    verbs.send_again(letter, by=secretary)
    run()
    [mail] = postbox.to(member)
    assert mail["Message-ID"] == f"<{message_name(letter.pk, 2)}>"
    assert message_name(letter.pk, 2) != message_name(letter.pk)
    assert history_of(letter).get().act == "send_letter_again"
    assert not verbs.note_returned(letter.pk, 1, "Kom tillbaka.")
    assert verbs.note_returned(letter.pk, 2, "Kom tillbaka.")


# What is overtaken while it waits


def test_a_summons_that_waits_while_the_meeting_moves_tells_the_new_day_alone(
    four, regional, secretary, member, postbox
):
    meeting = summoned(regional, link="https://video.example/1")
    old = meeting.date
    move(meeting, secretary, place="Rådhuset", link="")
    move(meeting, secretary)
    run()
    [mail] = postbox.to(member)
    method, event = entry_in(mail)
    assert (method, event.start, event["LOCATION"]) == ("REQUEST", meeting.starts, "Rådhuset")
    assert mail["Subject"].strip().startswith("Kallelse: ")
    assert f"{meeting.date.day} " in mail["Subject"]
    assert "Var: Rådhuset" in words(mail)
    assert "video.example" not in words(mail) + mail.as_string()
    assert f"{old:%Y-%m-%d}" not in words(mail).replace(f"/{old}/", "")
    [document] = mail.iter_attachments()
    assert document.get_filename() == f"kallelse-{meeting.file_stem}.pdf"


def test_changes_that_wait_become_one_that_tells_what_has_changed_since_the_summons(
    four, regional, secretary, member, postbox
):
    meeting = summoned(regional)
    run()
    move(meeting, secretary, reason="Ordföranden är sjuk.")
    change_meeting(meeting, by=secretary, place="Rådhuset")
    run()
    _, change = postbox.to(member)
    assert "Det här är ändrat: dagen och platsen." in words(change)
    assert "är flyttat. Ordföranden är sjuk." in words(change)
    assert entry_in(change)[1].start == meeting.starts


def test_what_is_changed_back_before_anyone_was_told_is_not_written_of(four, regional, secretary, postbox):
    meeting = summoned(regional)
    run()
    change_meeting(change_meeting(meeting, by=secretary, place="Rådhuset"), by=secretary, place="Stadshuset")
    run()
    assert len(postbox.letters) == len(four)


def test_of_a_meeting_cancelled_before_the_summons_went_only_the_cancellation_goes(
    four, regional, secretary, member, postbox
):
    meeting = summoned(regional)
    cancel_meeting(meeting, by=secretary, reason="Storm.")
    run()
    [mail] = postbox.to(member)
    method, event = entry_in(mail)
    assert (method, event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert {letter.state for letter in Letter.objects.filter(kind="summons")} == {"dropped"}
    reinstate_meeting(meeting, by=secretary)
    run()
    [_, summons] = postbox.to(member)
    assert summons["Subject"].strip().startswith("Kallelse: ")


def test_a_cancellation_taken_back_before_it_went_is_not_told(four, regional, secretary, postbox):
    meeting = summoned(regional)
    run()
    cancel_meeting(meeting, by=secretary, reason="Storm.")
    reinstate_meeting(meeting, by=secretary)
    run()
    assert len(postbox.letters) == len(four)


def test_what_calls_to_a_meeting_that_has_begun_is_not_sent(four, regional, postbox):
    meeting = summoned(regional)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Meeting.objects.filter(pk=meeting.pk).update(date=yesterday, end_date=yesterday)
    run()
    assert postbox.letters == []
    assert set(states()) == {"dropped"}


def test_a_guests_and_a_substitutes_letters_that_wait_tell_the_new_day(
    four, regional, secretary, member, substitute, postbox
):
    meeting = summoned(regional)
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    invite_guest(meeting.items.first(), by=secretary, name="Forskaren", email="gast@example.org")
    move(meeting, secretary)
    run()
    for mail in [*postbox.to(substitute), *postbox.letters]:
        assert f"När: {when_in_words(meeting)}" in words(mail)
    assert len(postbox.letters) == len(four) + 2


def test_what_changes_while_the_letter_is_made_is_in_the_next_one(
    four, regional, secretary, member, postbox, monkeypatch
):
    meeting = summoned(regional)
    made = verbs.message

    def meanwhile(letter):
        mail = made(letter)
        monkeypatch.setattr(verbs, "message", made)
        move(meeting, secretary)
        return mail

    monkeypatch.setattr(verbs, "message", meanwhile)
    run()
    run()
    assert {entry_in(mail)[1].start for mail in postbox.letters} == {meeting.starts}
    assert len(postbox.letters) == len(four)


def told(letters):
    return [(letter.kind, letter.state) for letter in letters.order_by("pk")]


def test_whoever_was_never_told_to_come_is_not_told_that_it_is_over(
    four, regional, opposition, secretary, postbox
):
    meeting = summoned(regional)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    seats = Appointment.objects.filter(person=opposition)
    for ends in (yesterday, None) * 2:
        seats.update(ends=ends)
        verbs.sync_invitees()
    own = meeting.letters.filter(person=opposition)
    assert told(own) == [("summons", "dropped")] * 2 + [("summons", "waiting")]
    seats.update(ends=yesterday)
    verbs.sync_invitees()
    run()
    assert postbox.to(opposition) == []
    assert {kind for kind, _ in told(own)} == {"summons"}


def test_a_letter_that_waits_says_what_the_summons_and_the_entry_beside_it_say(
    four, regional, secretary, member, office, postbox
):
    meeting = summoned(regional, note="Lunch serveras.")
    before = meeting.url("answer")
    move(meeting, secretary, note="Ta med frågor.")
    shown = office.get(meeting.url("letters")).content.decode()
    run()
    [mail] = postbox.to(member)
    assert "Ta med frågor." in words(mail)
    assert "Lunch" not in words(mail)
    assert meeting.url("answer") in words(mail)
    assert before not in words(mail)
    assert f"När: {when_in_words(meeting)}" in shown
    assert "\ufdd0" not in shown + words(mail)


def test_a_letter_that_has_gone_is_kept_as_it_went(four, regional, secretary, member, postbox):
    meeting = summoned(regional)
    run()
    [mail] = postbox.to(member)
    move(meeting, secretary, place="Rådhuset")
    letter = Letter.objects.get(person=member, kind="summons")
    text = words(mail).replace("\r\n", "\n").strip()
    assert read(letter) == [mail["Subject"].strip(), text]


def test_what_somebody_wrote_like_a_mark_stays_as_it_was_written(db):
    letter = Letter(kind="proposal", subject="\ufdd0title\ufdd1", text="Jaså \ufdd0annat\ufdd1.")
    assert read(letter) == [letter.subject, letter.text]


def test_a_letter_without_marks_asks_for_nothing(regional, django_assert_num_queries):
    letter = Letter(meeting=acts.plan(regional), claimed_at=timezone.now(), subject="Kallelse", text="Kom.")
    with django_assert_num_queries(0):
        assert read(letter) == ["Kallelse", "Kom."]


def test_the_chair_is_asked_in_time_for_the_day_the_meeting_is_on_now(regional, secretary, chair, postbox):
    meeting = acts.plan(regional, days=40)
    acts.add(meeting)
    ask_for_approval(meeting, by=secretary)
    move(meeting, secretary)
    run()
    assert f"senast den {day(meeting.summons_due)}" in words(postbox.to(chair)[0])


def test_that_a_meeting_takes_place_after_all_is_told_with_what_has_changed_since(
    four, regional, secretary, member, postbox
):
    meeting = summoned(regional)
    run()
    cancel_meeting(meeting, by=secretary, reason="Storm.")
    run()
    meeting = reinstate_meeting(meeting, by=secretary)
    change_meeting(meeting, by=secretary, place="Rådhuset")
    run()
    *_, last = postbox.to(member)
    assert len(postbox.to(member)) == 3
    assert "som var inställt blir av" in words(last)
    assert "Var: Rådhuset" in words(last)


def test_what_was_overtaken_is_not_sent_again(four, regional, secretary, member, postbox):
    postbox.unknown.add(member.email)
    meeting = summoned(regional)
    run()
    cancel_meeting(meeting, by=secretary, reason="Storm.")
    run()
    postbox.unknown.clear()
    for letter in meeting.letters.filter(person=member, kind="summons"):
        with pytest.raises(Refused, match="Ett nyare brev om mötet"):
            verbs.send_again(letter, by=secretary)
    verbs.send_again(meeting.letters.get(person=member, kind="cancellation"), by=secretary)
    run()
    assert [mail["Subject"].partition(":")[0].strip() for mail in postbox.to(member)] == ["Inställt möte"]


def test_changes_of_an_agenda_that_wait_become_one_letter_that_tells_what_the_summons_beside_it_says(
    four, regional, secretary, member, postbox
):
    meeting = summoned(regional)
    run()
    late = [put_on_agenda(acts.add(meeting, title=title), by=secretary) for title in ("Bredband", "Vatten")]
    send_update(meeting, by=secretary)
    acts.drop(late[0], by=secretary)
    send_update(meeting, by=secretary)
    run()
    _, update = postbox.to(member)
    assert "- Ny punkt 3 ”Vatten”." in words(update)
    assert "Bredband" not in words(update)
    lift = acts.lift(AgendaItem.objects.get(title="Vatten"), "dropped")
    send_update(meeting, by=secretary)
    return_item(lift, by=secretary)
    send_update(meeting, by=secretary)
    run()
    assert len(postbox.to(member)) == 2  # nothing differs from what was sent


def test_whoever_gets_the_summons_late_gets_the_agenda_as_it_is_and_no_word_of_what_was_before(
    four, regional, secretary, member, postbox
):
    meeting = summoned(regional)
    put_on_agenda(acts.add(meeting, title="Bredband"), by=secretary)
    send_update(meeting, by=secretary)
    run()
    [summons] = postbox.to(member)
    assert summons["Subject"].strip().startswith("Kallelse: ")


def test_whoever_was_never_told_to_come_in_anothers_place_is_not_told_that_it_is_over(
    four, regional, member, substitute, postbox
):
    meeting = summoned(regional)
    run()
    for answer in ("substitute", "on_site", "substitute", "on_site"):
        answer_summons(
            meeting, by=member, answer=answer, substitute=substitute if answer == "substitute" else None
        )
    run()
    assert len(postbox.to(substitute)) == 1
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    run()
    answer_summons(meeting, by=member, answer="on_site")
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    run()
    _, asked = postbox.to(substitute)  # once, and nothing of what was taken back before it went
    assert asked["Subject"].strip().startswith("Du ersätter: ")
