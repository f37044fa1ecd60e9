"""What is overtaken while it waits: a letter tells what is true when it is sent, or is dropped."""

import datetime as dt

import pytest
from django.utils import timezone

from councils.models import Appointment
from meetings.mail.text import read
from meetings.models import AgendaItem, Letter, Meeting
from meetings.workflow import letter as verbs
from meetings.workflow.agenda import ask_for_approval
from meetings.workflow.answer import answer_summons
from meetings.workflow.guest import invite_guest, revoke_guest
from meetings.workflow.item import put_on_agenda
from meetings.workflow.lift import return_item
from meetings.workflow.meeting import cancel_meeting, change_meeting, reinstate_meeting
from meetings.workflow.summons import send_update
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day, when_in_words
from tests import acts
from tests.meetings.letters.conftest import entry_in, run, states, summoned, words

WEEK = dt.timedelta(days=7)


def move(meeting, secretary, **facts):
    meeting.refresh_from_db()
    days = {"date": meeting.date + WEEK, "end_date": meeting.end_date + WEEK}
    change_meeting(meeting, by=secretary, **days | facts)
    meeting.refresh_from_db()


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


def test_a_cancellation_says_which_meeting_it_is_to_those_who_were_never_told_that_it_was_moved(
    four, regional, secretary, member, postbox
):
    meeting = summoned(regional)
    run()
    told = day(meeting.date)
    move(meeting, secretary)
    cancel_meeting(meeting, by=secretary, reason="Storm.")
    run()
    _, mail = postbox.to(member)
    assert f"samma möte som i det förra brevet stod den {told}." in " ".join(words(mail).split())
    assert f"den {day(meeting.date)} är inställt" in words(mail)


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


def test_whose_link_is_withdrawn_is_sent_to_no_page_that_they_may_not_open(
    four, regional, secretary, postbox
):
    meeting = summoned(regional)
    link, _ = invite_guest(meeting.items.first(), by=secretary, name="Forskaren", email="gast@example.org")
    run()
    revoke_guest(link, by=secretary)
    run()
    mails = [mail for mail in postbox.letters if "gast@example.org" in mail["To"]]
    entries = [entry_in(mail) for mail in mails]
    assert [method for method, _ in entries] == ["REQUEST", "CANCEL"]
    assert ["/gast/" in str(event.get("URL", "")) for _, event in entries] == [True, False]
    assert "http" not in str(entries[1][1].get("URL", "")) + str(entries[1][1].get("DESCRIPTION", ""))


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
