"""What an approver wants changed, what the secretariat answers, and what has changed since the last look."""

from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction

from councils.models import Person
from meetings.minutes.record import compile_record
from meetings.models import ChangeWish, Letter
from meetings.reader.minutes_changes import changed_since
from meetings.workflow import minutes
from meetings.workflow.meeting import close_meeting, reopen_meeting
from meetings.workflow.wish import answer_wish, want_change
from rus_portal.core.refusal import Refused
from tests import acts

REFUSED_BY_DATABASE = pytest.raises((IntegrityError, InternalError))


@pytest.fixture
def sent(regional, secretary):
    return minutes.send_minutes(acts.held(regional).minutes.get(), by=secretary)


@pytest.fixture
def wish(sent, chair):
    want_change(sent, "Rätt namn.\nOch ort.", about="p-1", by=chair)
    return ChangeWish.objects.get()


def answered(wish, by, is_done=False, answer="Så hette den då."):
    return answer_wish(wish, by=by, is_done=is_done, answer=answer)


def test_a_wish_is_about_a_paragraph_of_the_minutes(sent, wish, chair):
    assert (wish.anchor, wish.about[:2], wish.text) == ("p-1", "§ ", "Rätt namn.\nOch ort.")
    with pytest.raises(Refused, match="finns inte längre"):
        want_change(sent, "Ändra.", about="p-99", by=chair)


@pytest.mark.parametrize("who", ["chair", "member", "official"])
def test_only_the_secretariat_answers(wish, who, request):
    with pytest.raises(PermissionDenied):
        answered(wish, request.getfixturevalue(who))


def test_an_answer_says_something_is_given_once_and_told_in_a_letter(wish, secretary, chair):
    with pytest.raises(Refused):
        answered(wish, secretary, answer=" ")
    answered(wish, secretary)
    letter = Letter.objects.get(subject__startswith="Svar på din ändring av protokollet", person=chair)
    assert "Det är inte ändrat. Rådssekreterare 1 svarar:\n\nSå hette den då.\n" in letter.text
    with pytest.raises(PermissionDenied, match="redan besvarat"):
        answered(wish, secretary)


@pytest.mark.parametrize("who", ["other", "secretary"])
def test_whoever_answers_from_an_older_page_reads_what_was_answered_and_keeps_the_words(
    office, wish, secretary, who
):
    address = wish.minutes.url("minutes_wish", wish.pk)
    seen = acts.seen(office, address)
    other = Person.objects.get(email="region-vasternorrland.radssekreterare-2@demo.example")
    answered(wish, other if who == "other" else secretary)
    page = office.post(address, seen | {"is_done": "yes", "answer": "Rättat till Holm."})
    told = unescape(page.content.decode())
    name = str(other) if who == "other" else "Du själv"
    assert (page.status_code, "Rättat till Holm.</textarea>" in told) == (409, True)
    assert f"{name} svarade den " in told
    assert "Ändringen görs inte: ”Så hette den då.” Ditt svar är inte sparat, men står kvar nedan." in told
    wish.refresh_from_db()
    assert wish.answer == "Så hette den då."


def test_once_all_are_answered_the_minutes_wait_for_the_approver_again(sent, wish, secretary, chair):
    want_change(sent, "Och datum.", by=chair)
    waits = sent.approvals.awaited().filter(person=chair)
    answered(wish, secretary)
    assert not waits.exists()
    answered(ChangeWish.objects.get(about=""), secretary)
    assert waits.exists()


def test_minutes_are_not_sent_again_before_each_wish_is_answered(sent, wish, secretary):
    minutes.recall_minutes(sent, by=secretary)
    with pytest.raises(Refused, match="Svara på"):
        minutes.send_minutes(sent, by=secretary)
    answered(wish, secretary, is_done=True)
    assert minutes.send_minutes(sent, by=secretary).stage == "sent"


def test_whoever_approves_all_the_same_needs_no_answer(sent, wish, chair):
    assert minutes.approve_minutes(sent, by=chair).is_sealed
    wish.refresh_from_db()
    assert (wish.answered_by, wish.is_done) == (chair, False)


@pytest.mark.both
def test_the_database_keeps_a_wish_and_its_answer_and_seals_none_without(sent, wish, secretary, chair):
    for change in ({"text": "Annat."}, {"about": "§ 9"}, {"wished_by": secretary}):
        with REFUSED_BY_DATABASE, transaction.atomic():
            ChangeWish.objects.update(**change)
    with REFUSED_BY_DATABASE, transaction.atomic():
        ChangeWish.objects.update(answered_at=sent.sent_at, answered_by=secretary)
    with REFUSED_BY_DATABASE, transaction.atomic():
        type(sent).objects.update(
            approved_at=sent.sent_at,
            approved_by=chair,
            stage="approved",
            sha256="x",
            record=compile_record(sent),
        )
    answered(wish, secretary)
    with REFUSED_BY_DATABASE, transaction.atomic():
        ChangeWish.objects.update(answer="Annat.")
    minutes.approve_minutes(sent, by=chair)
    with REFUSED_BY_DATABASE, transaction.atomic():
        ChangeWish.objects.all().delete()


def test_an_approver_sees_word_by_word_what_changed_since_the_last_look(client, sent, secretary, chair):
    client.force_login(chair)
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "Ändrat sedan du läste" not in page
    want_change(sent, "Rätta.", by=chair)
    answered(ChangeWish.objects.get(), secretary, is_done=True)
    minutes.recall_minutes(sent, by=secretary)
    meeting = reopen_meeting(sent.meeting, by=secretary)
    acts.handle(meeting.items.get(), discussion="Ett samtal om tåg.")
    close_meeting(meeting, by=secretary)
    minutes.send_minutes(sent, by=secretary)
    for _ in range(2):  # it stands there until the next approval or wish
        page = client.get(sent.get_absolute_url()).content.decode()
        assert '<ins><span class="visually-hidden">tillagt: </span>Ett samtal om tåg.' in page
    sealed = minutes.approve_minutes(sent, by=chair)
    assert sealed.approvals.get().looked == {}  # what was approved is in the record


def test_what_is_lifted_out_and_what_is_new_is_told(regional):
    record = compile_record(acts.held(regional).minutes.get())
    before = record | {"place": "Timrå", "sections": record["sections"][:-1]}
    after = record | {"place": "Ånge", "sections": record["sections"][1:]}
    told = [(anchor, [kind for kind, _ in pieces]) for anchor, _, pieces in changed_since(before, after)]
    assert told == [
        ("motet", ["same", "removed", "added", "same"]),
        (record["sections"][-1]["anchor"], ["added"]),
        ("", ["removed"]),
    ]


def test_another_file_with_the_same_title_is_told_in_words(regional):
    after = compile_record(acts.held(regional).minutes.get())
    listed = [{"label": "Bilaga 1.1", "title": "Kartan", "document": number} for number in (17, 18)]
    before, after = (
        after | {"sections": [after["sections"][0] | {"appendices": [document]}]} for document in listed
    )
    [(_, _, pieces)] = changed_since(before, after)
    assert "".join(text for kind, text in pieces if kind != "added").endswith("Kartan\nHandling nummer 17\n")


def test_of_the_attendance_only_the_lines_around_a_change_are_told(regional):
    before = compile_record(acts.held(regional).minutes.get())
    people = [{"name": name, "present": True, "moved": ""} for name in "ABCDEFG"]
    before["attendance"] = [{"heading": "Ledamöter", "people": people}]
    moved = [*people[:-1], people[-1] | {"moved": "kom till § 3"}]
    after = before | {"attendance": [{"heading": "Ledamöter", "people": moved}]}
    [(_, title, pieces)] = changed_since(before, after)
    assert (title, [text for _, text in pieces]) == ("Närvaro", ["…\nF\nG", ", kom till § 3\n"])


@pytest.mark.parametrize(
    ("own", "gone"),
    [
        ("dissents", "Avvikande synpunkt, återtagen."),
        ("statements", "Protokollsanteckning, återtagen."),
    ],
)
def test_of_what_its_author_took_back_approvers_read_only_that_it_was(regional, own, gone):
    after = compile_record(acts.held(regional).minutes.get())
    lodged = {own: [{"organisation": "Timrå kommun", "text": "Orden."}]}
    before = after | {"sections": [each | lodged for each in after["sections"]]}
    told = [[text for kind, text in pieces if kind != "same"] for *_, pieces in changed_since(before, after)]
    assert told == [[f"Timrå kommun\n{gone}\n"]] * len(after["sections"])


def test_everyone_whom_minutes_wait_for_can_be_signed_in_as_in_the_demo(
    client, settings, sent, chair, substitute
):
    settings.DEMO = True
    assert f'value="{chair.pk}"' in client.get("/demo/").content.decode()
    client.post("/demo/", {"role": chair.pk})
    assert client.session["_auth_user_id"] == str(chair.pk)
    other = Person.objects.exclude(pk=chair.pk).first()
    assert client.post("/demo/", {"role": other.pk}).status_code == 400
