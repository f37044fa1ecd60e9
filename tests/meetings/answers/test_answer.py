"""The answer to a summons: who gives it, until when, and where it is shown."""

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from councils.journal import history_of
from councils.models import Appointment, JournalEntry, Person
from meetings.models import Letter, Meeting, SummonsAnswer
from meetings.workflow.answer import answer_for, answer_summons, forget_notes, withdraw_answer
from meetings.workflow.meeting import cancel_meeting, change_meeting
from rus_portal.core.words import day
from tests import acts
from tests.meetings.answers.conftest import asked, say, text

# Giving it


@pytest.mark.parametrize("answer", ["on_site", "remote", "excused"])
def test_a_member_answers_and_may_change_the_answer(answer, client, meeting, member):
    client.force_login(member)
    assert client.post(meeting.url("answer"), {"answer": "on_site"}).status_code == 302
    response = say(client, meeting, answer=answer, note=" Äter inte fisk. ")
    assert response.url == meeting.get_absolute_url()
    said = SummonsAnswer.objects.get()
    assert (said.person, said.answer, said.note) == (member, answer, "Äter inte fisk.")
    assert [entry.act for entry in history_of(meeting)][-2:] == ["answer_summons", "answer_summons"]


def test_an_answer_for_another_day_than_the_page_told_is_asked_for_again(client, meeting, member, secretary):
    client.force_login(member)
    typed = {"answer": "on_site", "note": "Tåget 8.15."} | acts.seen(client, meeting.url("answer"))
    moved = meeting.date + dt.timedelta(days=3)
    meeting = change_meeting(meeting, by=secretary, date=moved, end_date=moved)
    page = client.post(meeting.url("answer"), typed)
    assert (page.status_code, meeting.answers.count()) == (409, 0)
    assert day(moved) in text(page)
    assert "Tåget 8.15." in text(page)
    assert client.post(meeting.url("answer"), acts.as_posted(page.context["form"])).status_code == 302
    assert meeting.answers.get().answer == "on_site"


def test_the_meeting_page_shows_ones_own_answer_and_the_way_to_it(client, meeting, member, chair):
    answer_summons(meeting, by=member, answer="remote")
    client.force_login(member)
    assert "Kommer, digitalt" in text(client.get(meeting.get_absolute_url()))
    client.force_login(chair)
    page = text(client.get(meeting.get_absolute_url()))
    assert "Kommer, digitalt" not in page
    assert meeting.url("answer") in page


WRONG = [
    ({}, "answer", "Välj om du kommer."),
    ({"answer": "perhaps"}, "answer", "Välj ett av svaren i listan."),
    ({"answer": "substitute"}, "substitute", "Välj vem som kommer i ditt ställe."),
    ({"answer": "excused", "note": "å" * 301}, "note", "Korta texten till 300 tecken. Nu är den 301 tecken."),
]


@pytest.mark.parametrize(("typed", "field", "sentence"), WRONG)
def test_a_wrong_answer_is_met_by_a_sentence_at_its_field(typed, field, sentence, client, meeting, member):
    client.force_login(member)
    response = client.post(meeting.url("answer"), typed)
    assert response.status_code == 422
    assert response.context["form"].errors[field] == [sentence]
    assert not SummonsAnswer.objects.exists()


@pytest.mark.parametrize("whom", ["chair", "opposition", "outsider", "nobody"])
def test_nobody_but_a_substitute_can_be_chosen(whom, request, client, meeting, member):
    pk = 999999 if whom == "nobody" else request.getfixturevalue(whom).pk
    client.force_login(member)
    response = client.post(meeting.url("answer"), {"answer": "substitute", "substitute": pk})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"substitute"}


@pytest.mark.parametrize(("format", "missing"), [("digital", "on_site"), ("on_site", "remote")])
def test_only_what_the_meeting_allows_is_offered(format, missing, client, four, regional, member):
    meeting = acts.summoned(regional, days=20, format=format)
    client.force_login(member)
    offered = dict(client.get(meeting.url("answer")).context["form"].fields["answer"].choices)
    assert missing not in offered
    assert client.post(meeting.url("answer"), {"answer": missing}).status_code == 422


# Who may


def test_who_may_answer(client, meeting, request):
    answers = {
        role: _answering(client, meeting, role and request.getfixturevalue(role))
        for role in (None, "member", "substitute", "outsider", "preparer", "secretary", "administrator")
    }
    assert answers == {
        None: 302,
        "member": 302,
        "substitute": 302,
        "outsider": 403,
        "preparer": 403,
        "secretary": 403,
        "administrator": 403,
    }
    assert SummonsAnswer.objects.count() == 2


def _answering(client, meeting, person):
    client.logout()
    if person:
        client.force_login(person)
    return client.post(meeting.url("answer"), {"answer": "excused"}).status_code


def test_before_the_summons_there_is_nothing_to_answer(four, regional, member):
    with pytest.raises(PermissionDenied, match="när den har gått ut"):
        answer_summons(acts.plan(regional, days=20), by=member, answer="excused")


def test_a_cancelled_meeting_needs_no_answer(meeting, member, secretary):
    cancel_meeting(meeting, by=secretary, reason="För få ärenden.")
    with pytest.raises(PermissionDenied, match="Mötet är inställt"):
        answer_summons(meeting, by=member, answer="excused")


def test_when_the_meeting_has_begun_it_is_too_late(four, regional, member, client):
    begun = acts.summoned(regional, days=-1)
    with pytest.raises(PermissionDenied, match="Mötet har börjat"):
        answer_summons(begun, by=member, answer="excused")
    client.force_login(member)
    assert "Mötet har börjat" in text(client.get(begun.url("answer")))
    assert client.post(begun.url("answer"), {"answer": "excused"}).status_code == 403


def test_whose_seat_ends_before_the_meeting_is_not_called(meeting, member):
    Appointment.objects.filter(person=member).update(ends=timezone.localdate() + dt.timedelta(days=10))
    with pytest.raises(PermissionDenied, match="Din plats i rådet gäller inte den"):
        answer_summons(meeting, by=member, answer="excused")


# Noted by the secretariat


def test_the_secretariat_notes_an_answer_given_by_telephone_and_it_shows(
    client, meeting, member, secretary, substitute
):
    client.force_login(secretary)
    address = meeting.url("answer_of", member.pk)
    assert "Kommer personen?" in text(client.get(address))
    typed = {"answer": "substitute", "substitute": substitute.pk, "note": "Ringde."}
    assert client.post(address, typed).url == meeting.url("answers")
    said = SummonsAnswer.objects.get()
    assert (said.person, said.answer, said.noted_by) == (member, "substitute", secretary)
    assert asked(substitute) == ["Du ersätter"]
    entry = history_of(meeting).last()
    assert (entry.act, entry.by) == ("answer_for", secretary)
    assert entry.sentence == f"Kansliet antecknade svaret från {member}: förhinder, min ersättare kommer."
    assert f"Antecknat av {secretary} på kansliet" in text(client.get(meeting.url("answers")))
    client.force_login(member)
    assert f"antecknat av {secretary} på kansliet den" in text(client.get(meeting.url("answer")))
    say(client, meeting, answer="on_site")
    assert SummonsAnswer.objects.get().noted_by is None


def test_an_answer_is_noted_also_for_one_who_cannot_sign_in_and_only_for_one_who_is_called(
    client, meeting, member, outsider, secretary
):
    Person.objects.filter(pk=member.pk).update(email=None, is_active=False)
    client.force_login(secretary)
    assert client.post(meeting.url("answer_of", member.pk), {"answer": "excused"}).status_code == 302
    assert client.post(meeting.url("answer_of", outsider.pk), {"answer": "excused"}).status_code == 404
    with pytest.raises(PermissionDenied, match="är inte kallad"):
        answer_for(meeting, outsider, by=secretary, answer="excused")
    assert SummonsAnswer.objects.get().person.pk == member.pk


# What the secretariat sees of it


def test_the_secretariat_sees_all_answers_and_who_has_not_answered(
    client, meeting, secretary, member, chair, substitute
):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    answer_summons(meeting, by=chair, answer="on_site", note="Kommer sent.")
    client.force_login(secretary)
    page = client.get(meeting.url("answers"))
    assert page.context["tally"] == [
        (1, "Kommer, på plats"),
        (0, "Kommer, digitalt"),
        (0, "Förhinder"),
        (1, "Förhinder, min ersättare kommer"),
        (2, "Har inte svarat"),
    ]
    assert "Kommer sent." in text(page)
    assert f"Ersätter {member}" in text(page)


@pytest.mark.parametrize("role", ["chair", "member", "outsider", "preparer", "administrator"])
def test_only_the_secretariat_sees_what_others_answered(role, request, client, meeting):
    client.force_login(request.getfixturevalue(role))
    assert client.get(meeting.url("answers")).status_code == 403


def test_each_one_and_the_secretariat_see_an_answer(meeting, member, chair, secretary, outsider):
    said = answer_summons(meeting, by=member, answer="excused")
    seeing = [p for p in (member, chair, secretary, outsider) if SummonsAnswer.objects.visible_to(p).exists()]
    assert seeing == [member, secretary]
    assert said.meeting == meeting


def test_the_list_of_answers_costs_the_same_for_four_as_for_many(
    client, regional, secretary, four, django_assert_num_queries
):
    few = acts.summoned(regional, days=20)
    client.force_login(secretary)
    with django_assert_num_queries(8):
        client.get(few.url("answers"))
    Appointment.objects.filter(seat__council=regional).update(ends=None)
    with django_assert_num_queries(8):
        client.get(few.url("answers"))


def test_what_was_told_of_food_is_erased_when_the_meeting_is_over(regional, member, chair, client):
    meeting = acts.summoned(regional, days=3)
    answer_summons(meeting, by=member, answer="remote", note="Nötallergi")
    answer_summons(meeting, by=chair, answer="remote")
    client.force_login(member)
    form = client.get(meeting.url("answer")).context["form"]
    assert "raderas natten efter mötets sista dag" in form.fields["note"].help_text
    assert forget_notes(meeting.end_date) == 0
    after = meeting.end_date + dt.timedelta(days=1)
    assert (forget_notes(after), forget_notes(after)) == (1, 0)
    assert set(meeting.answers.values_list("answer", "note")) == {("remote", "")}
    told = JournalEntry.objects.filter(act="forget_notes").get()
    where = f"i svaren på kallelsen till mötet {day(meeting.date)}"
    sentence = f"Ett meddelande {where} raderades, eftersom det är över."
    assert (told.sentence, told.by, told.before, told.after) == (sentence, None, {}, {})
    assert not JournalEntry.objects.filter(sentence__contains="allergi").exists()


def test_what_was_told_of_food_stays_in_no_journal_and_no_letter_when_it_is_put_right(
    regional, member, secretary
):
    meeting = acts.summoned(regional, days=3)
    answer_for(meeting, member, by=secretary, answer="remote", note="Nötallergi")
    answer_for(meeting, member, by=secretary, answer="excused", note="Ingen nötallergi")
    withdraw_answer(meeting, member, by=secretary)
    told = JournalEntry.objects.filter(act__in=["answer_for", "withdraw_answer"])
    kept = [*told.values_list("sentence", "before", "after"), *Letter.objects.values_list("text")]
    assert (told.count(), Letter.objects.filter(key__startswith="put-right:").count()) == (3, 2)
    assert [each for each in kept if "allergi" in str(each).lower()] == []


def test_what_was_told_of_food_is_erased_by_the_command_of_the_night(regional, member):
    meeting = acts.summoned(regional, days=3)
    answer_summons(meeting, by=member, answer="remote", note="Vegan")
    Meeting.objects.filter(pk=meeting.pk).update(date="2026-01-05", end_date="2026-01-05")
    call_command("erase_expired", stdout=io.StringIO())
    assert meeting.answers.get().note == ""


def test_what_was_answered_stands_beside_the_name_and_marks_nobody(
    client, four, regional, secretary, member, substitute, chair
):
    meeting = acts.summoned(regional, days=0, format="hybrid")
    acts.said(meeting, member, "substitute", substitute=substitute)
    acts.said(meeting, chair, "remote")
    client.force_login(secretary)
    page = client.get(meeting.url("attendance"))
    form = page.context["form"]
    for name in (f"status_{acts.line(member)}", f"status_{acts.line(chair)}", f"for_{acts.line(substitute)}"):
        assert form[name].initial is None
    told = page.content.decode()
    assert told.count("Svarade: ") == 2
    assert "Svarade: Förhinder, min ersättare kommer" in told
    assert f"Anmäld som ersättare för {acts.seat_of(member, regional)}" in told


def test_a_conflict_with_ones_own_other_tab_says_so_and_names_no_prompt(client, regional, member, substitute):
    meeting = acts.summoned(regional, days=20)
    client.force_login(member)
    stale = acts.seen(client, meeting.url("answer"))
    answer_summons(meeting, by=member, answer="excused")
    sent = {"answer": "substitute", "substitute": substitute.pk}
    response = client.post(meeting.url("answer"), sent | stale)
    assert (response.status_code, response.context["form"].is_own) == (409, True)
    assert response.context["form"].versions[1:] == [("Ersättare", f"{substitute}", "–")]
    assert "Du har själv sparat sedan du öppnade sidan" in response.content.decode()
