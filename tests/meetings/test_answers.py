"""The answer to a summons: who gives it, until when, who is told of it, and where it is shown."""

import datetime as dt
import io
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from councils.journal import history_of
from councils.models import Appointment, JournalEntry, Organisation, Person, Seat
from meetings.models import Letter, Meeting, SummonsAnswer
from meetings.planning.invitees import substitutes_for
from meetings.planning.roll import roll_of
from meetings.todo.reminders import reminders
from meetings.workflow.answer import answer_for, answer_summons, forget_notes, withdraw_answer
from meetings.workflow.letter import sync_invitees
from meetings.workflow.meeting import cancel_meeting, change_meeting
from rus_portal.core.refusal import Refused
from rus_portal.core.standing import home_seats
from rus_portal.core.words import day
from tests import acts


@pytest.fixture
def meeting(four, regional):
    return acts.summoned(regional, days=20, format="hybrid", place="Stadshuset")


def asked(person):
    """What the substitute has been told, in order, each letter as soon as it was written."""
    Letter.objects.filter(dropped_at=None).update(claimed_at=timezone.now())
    letters = Letter.objects.filter(kind="substitute", person=person).order_by("pk")
    return [letter.subject.partition(":")[0] for letter in letters]


def text(response):
    return unescape(response.content.decode())


# Giving it


def say(client, meeting, **typed):
    return client.post(meeting.url("answer"), typed | acts.seen(client, meeting.url("answer")))


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


# The substitute


def test_a_substitute_is_told_when_asked_and_when_released(client, meeting, member, substitute):
    client.force_login(member)
    client.post(meeting.url("answer"), {"answer": "substitute", "substitute": substitute.pk})
    assert asked(substitute) == ["Du ersätter"]
    say(client, meeting, answer="substitute", substitute=substitute.pk, note="Reser bort.")
    assert asked(substitute) == ["Du ersätter"]
    say(client, meeting, answer="on_site")
    assert asked(substitute) == ["Du ersätter", "Du behöver inte ersätta"]
    say(client, meeting, answer="substitute", substitute=substitute.pk)
    assert asked(substitute) == ["Du ersätter", "Du behöver inte ersätta", "Du ersätter"]


def test_whose_substitute_declines_is_asked_to_answer_anew(client, meeting, member, substitute):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    client.force_login(member)
    assert "Ändra svaret" not in text(client.get("/mitt/"))
    answer_summons(meeting, by=substitute, answer="excused")
    told = f"{substitute} kan inte komma i ditt ställe till mötet den"
    assert told in text(client.get("/mitt/"))
    assert f"{substitute} har anmält förhinder och kommer inte" in text(client.get(meeting.url("answer")))
    due = reminders(meeting.date - dt.timedelta(days=1))
    sentences = [each.sentence for each in due if each.person == member]
    assert sentences[0].startswith(f"{substitute} kan inte komma i ditt ställe till mötet med")
    answer_summons(meeting, by=member, answer="remote")
    assert told not in text(client.get("/mitt/"))


def test_the_substitute_sees_who_asked(client, meeting, member, substitute):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    client.force_login(substitute)
    assert f"{member} har förhinder" in text(client.get(meeting.url("answer")))


def test_a_substitute_who_declined_is_nowhere_told_to_come(client, meeting, member, substitute, secretary):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    answer_summons(meeting, by=substitute, answer="excused")
    client.force_login(substitute)
    page = text(client.get(meeting.url("answer")))
    assert f"{member} har förhinder och hade angett att du kommer i stället. Du har svarat" in page
    client.force_login(secretary)
    page = text(client.get(meeting.url("answers")))
    assert f'{substitute} <span class="status status-waiting">Har också förhinder</span>' in page
    assert f"Skulle ersätta {member}" in page
    page = text(client.get(meeting.url("answer_of", member.pk)))
    assert f"({substitute}, som också har förhinder)" in page
    assert [line.stands_in_for for line in roll_of(meeting) if line.person == substitute] == [None]


def test_substitutes_are_those_of_the_same_organisation_and_council(
    meeting, grand, member, chair, substitute
):
    harnosand, timra = (Organisation.objects.get(slug=slug) for slug in ("harnosand", "timra"))
    for council, organisation in ((grand, harnosand), (meeting.council, timra)):
        seat = Seat.objects.create(
            council=council, organisation=organisation, capacity="substitute", side="majority", order=98
        )
        other = Person.objects.create(name=f"Ersättare i {council}, {organisation}")
        Appointment.objects.create(seat=seat, person=other, begins="2015-01-01")
    own = [home_seats(person, meeting)[0].organisation for person in (member, chair, substitute)]
    assert substitutes_for(member, meeting, own[0]) == [substitute]
    assert substitutes_for(chair, meeting, own[1]) == []
    assert substitutes_for(substitute, meeting, own[2]) == []


def test_one_substitute_comes_for_one_member(meeting, member, opposition, substitute):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    with pytest.raises(Refused, match="ersätter redan"):
        answer_summons(meeting, by=opposition, answer="substitute", substitute=substitute)


def test_a_substitute_who_cannot_come_is_not_sent_for(client, meeting, member, substitute):
    answer_summons(meeting, by=substitute, answer="excused")
    client.force_login(member)
    typed = {"answer": "substitute", "substitute": substitute.pk, "note": "Reser bort."}
    response = client.post(meeting.url("answer"), typed)
    assert response.status_code == 422
    assert "har själv anmält förhinder" in text(response)
    assert "Reser bort." in text(response)


def test_a_member_whose_substitute_cannot_come_either_is_told_once(meeting, member, substitute):
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    answer_summons(meeting, by=substitute, answer="excused")
    answer_summons(meeting, by=substitute, answer="excused", note="Sjuk.")
    assert asked(member) == ["Din ersättare kan inte komma"]
    assert f"{substitute} har anmält förhinder" in Letter.objects.get(kind="substitute", person=member).text


@pytest.fixture
def alone(meeting, member, substitute):
    """The member's substitute, who had said yes, has no seat on the day."""
    acts.said(meeting, member, "substitute", substitute=substitute)
    acts.said(meeting, substitute, "on_site")
    Appointment.objects.filter(person=substitute).update(ends=meeting.date - dt.timedelta(days=1))
    return meeting


def test_whose_substitute_has_no_seat_on_the_day_is_asked_to_answer_anew(client, alone, member, substitute):
    client.force_login(member)
    mine = client.get("/mitt/")
    assert [each.label for each in mine.context["expected"]].count("Ändra svaret") == 1
    assert f"{substitute} kan inte komma i ditt ställe till mötet den" in text(mine)
    for page in (text(mine).lower(), text(client.get(alone.get_absolute_url())).lower()):
        assert "förhinder, och ersättaren kommer inte" in page
        assert "min ersättare kommer" not in page
    told = f"{substitute} har ingen plats som ersättare på mötesdagen och kommer inte i ditt ställe."
    assert f"{told} Ändra svaret." in text(client.get(alone.url("answer")))


def test_a_substitute_without_a_seat_on_the_day_is_nowhere_told_to_come(
    client, alone, member, substitute, secretary
):
    client.force_login(secretary)
    answers = client.get(alone.url("answers"))
    page = text(answers)
    assert "min ersättare kommer" not in page.replace(
        "<dt>Förhinder, min ersättare kommer</dt><dd>0</dd>", ""
    )
    assert (1, "Förhinder, och ersättaren kommer inte") in answers.context["tally"]
    marked = '<span class="status status-waiting">Har ingen plats som ersättare på mötesdagen</span>'
    assert f"{substitute} {marked}" in page
    page = text(client.get(alone.url("answer_of", member.pk)))
    assert f"({substitute}, som inte har plats som ersättare på mötesdagen)" in page
    line = next(each for each in roll_of(alone) if each.person == member)
    assert line.answered == "Förhinder, och ersättaren kommer inte"


def test_a_member_whose_substitute_has_lost_the_seat_is_told_once(alone, member, substitute):
    for _ in range(2):
        sync_invitees()
    assert asked(member) == ["Din ersättare kan inte komma"]
    told = f"{substitute} har ingen plats som ersättare på mötesdagen och kan inte komma i ditt ställe."
    assert told in Letter.objects.get(kind="substitute", person=member).text


def test_what_is_told_of_a_seat_is_not_sent_once_it_is_not_so(alone, member):
    sync_invitees()
    Appointment.objects.filter(ends=alone.date - dt.timedelta(days=1)).update(ends=None)
    sync_invitees()
    assert [each.failure for each in Letter.objects.filter(kind="substitute", person=member)] == [
        "Det gällde inte längre."
    ]


def test_a_meeting_moved_before_the_substitutes_seat_and_back_tells_both(
    meeting, member, substitute, secretary
):
    Appointment.objects.filter(person=substitute).update(begins=meeting.date)
    answer_summons(meeting, by=member, answer="substitute", substitute=substitute)
    told = []
    assert asked(substitute) == ["Du ersätter"]
    for days in (-1, 0):
        date = meeting.date + dt.timedelta(days=days)
        change_meeting(Meeting.objects.get(), by=secretary, date=date, end_date=date)
        told.append((asked(member), asked(substitute)))
    alone = ["Din ersättare kan inte komma"]
    assert told == [(alone, ["Du ersätter"]), (alone, ["Du ersätter", "Du ersätter"])]


def test_one_who_has_a_seat_of_the_own_instead_is_not_asked_to_come_for_another(
    client, meeting, member, substitute
):
    acts.said(meeting, member, "substitute", substitute=substitute)
    held = substitute.appointments.get()
    Appointment.objects.filter(pk=held.pk).update(ends=meeting.date - dt.timedelta(days=1))
    seat = Seat.objects.create(
        council=meeting.council, organisation=held.seat.organisation, capacity="member", side="majority"
    )
    Appointment.objects.create(seat=seat, person=substitute, begins=meeting.date)
    client.force_login(Person.objects.get(pk=substitute.pk))
    assert "har bett dig komma" not in text(client.get("/mitt/"))
    page = text(client.get(meeting.url("answer")))
    assert f"{member} har förhinder och hade angett att du kommer i stället. Du har ingen plats" in page


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
