"""How a meeting was: those who were there say it once, and nobody is told who said what."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, models, transaction
from django.test import Client
from django.utils import timezone

from councils.erasure import erase_contact_details
from councils.models import Appointment, JournalEntry
from councils.personal_data import export
from meetings.models import EvaluatedPrinciple, Evaluator, Letter, MailChoice
from meetings.models.evaluation import FEWEST
from meetings.reader.evaluations import series_of
from meetings.todo.expected import expected_of
from meetings.workflow.evaluation import OPEN, decline_evaluation, evaluate, forget_evaluators
from meetings.workflow.letter import remind
from meetings.workflow.meeting import reopen_meeting
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from tests import acts
from tests.conftest import of_the_test
from tests.world import ROLES

REFUSED_BY_DATABASE = pytest.raises((IntegrityError, InternalError))
State = Evaluator.State


@pytest.fixture
def meeting(regional):
    """All its items are handled; nobody is called out yet."""
    meeting = acts.summoned(regional, days=-30)
    acts.handle(meeting.items.get())
    return meeting


@pytest.fixture
def asked(meeting, member):
    """The member alone was there."""
    acts.attend(meeting, member)
    return acts.close(meeting).evaluators.get()


def those_asked(meeting):
    return {each.person for each in meeting.evaluators.all()}


def counts(meeting):
    """Of the first principle."""
    principle = meeting.evaluated_principles.get(number=1)
    return tuple(getattr(principle, answer) for answer in EvaluatedPrinciple.ANSWERS)


def over(meeting):
    """The last day to answer has passed."""
    type(meeting).objects.filter(pk=meeting.pk).update(evaluated_until=timezone.localdate() - dt.timedelta(1))


def shown(meeting, person):
    return meeting.evaluated_principles.visible_to(person).count()


# Who is asked


def test_all_who_are_noted_as_present_are_asked_once_and_nobody_else(
    meeting, member, opposition, substitute, official, chair, grand
):
    acts.attend(meeting, opposition, official)
    acts.attend(meeting, chair, status="remote")
    acts.attend(meeting, chair, organisation=acts.seat_of(opposition, meeting.council).organisation)
    acts.attend(meeting, member, status="excused")
    seat = acts.seat_of(member, meeting.council)
    acts.attend(meeting, substitute, substitutes_for=seat)
    closed = acts.close(meeting)
    assert those_asked(closed) == {opposition, official, chair, substitute}
    assert closed.evaluators.count() == 4


def test_they_are_asked_about_the_six_principles_in_the_councils_own_words_of_that_day(asked, regional):
    words = regional.principle_list
    regional.principles = "Något annat"
    regional.save()
    told = asked.meeting.evaluated_principles.order_by("number").values_list("words", flat=True)
    assert (list(told), len(told)) == (words, 6)


def test_nobody_is_asked_where_nothing_is_pledged_or_nobody_was_called_out(grand, regional, outsider):
    for council, people in ((grand, [outsider]), (regional, [])):
        meeting = acts.summoned(council, days=-1)
        acts.handle(meeting.items.get())
        acts.attend(meeting, *people)
        closed = acts.close(meeting)
        assert (closed.evaluated_until, closed.evaluators.count()) == (None, 0)


def test_at_a_joint_meeting_the_guests_are_asked_about_the_pledge_of_the_other_too(grand, regional, outsider):
    meeting = acts.summoned(grand, days=-1, joint_with=[regional])
    acts.handle(meeting.items.get())
    acts.attend(meeting, outsider)
    acts.answer(acts.close(meeting).evaluators.get())
    assert set(meeting.evaluated_principles.values_list("council", flat=True)) == {regional.pk}


def test_a_meeting_that_is_put_right_asks_those_who_are_there_now(
    meeting, member, chair, opposition, secretary
):
    acts.attend(meeting, member, chair)
    closed = acts.close(meeting)
    acts.answer(closed.evaluators.get(person=member))
    opened = reopen_meeting(closed, by=secretary)
    with pytest.raises(PermissionDenied, match="öppet igen"):
        acts.answer(opened.evaluators.get(person=chair))
    opened.attendances.all().delete()
    acts.attend(opened, opposition)
    again = acts.close(opened)
    assert those_asked(again) == {member, opposition}
    assert sum(counts(again)) == 1


def test_once_all_have_answered_nobody_more_is_asked(asked, chair, secretary):
    acts.answer(asked)
    opened = reopen_meeting(asked.meeting, by=secretary)
    acts.attend(opened, chair)
    assert those_asked(acts.close(opened)) == {asked.person}


def test_whoever_is_erased_is_not_asked_again_when_the_meeting_is_put_right(
    meeting, member, chair, secretary, administrator
):
    acts.attend(meeting, member, chair)
    closed = acts.close(meeting)
    acts.answer(closed.evaluators.get(person=member))
    Appointment.objects.filter(person=member).update(ends="2020-01-01")
    erase_contact_details(member, by=administrator)
    assert those_asked(acts.close(reopen_meeting(closed, by=secretary))) == {None, chair}


# How they are told


def letters():
    return {
        letter.person
        for letter in Letter.objects.filter(key__startswith="remind-evaluation")
        if letter.kind == Letter.Kind.REMINDER
    }


def test_they_get_one_letter_when_the_meeting_is_closed_unless_they_want_none(
    meeting, member, chair, opposition
):
    MailChoice.objects.create(person=chair, often="none")
    MailChoice.objects.create(person=opposition, often="daily")
    acts.attend(meeting, member, chair, opposition)
    acts.close(meeting)
    assert letters() == {member, opposition}
    assert remind() == 0


def test_nobody_without_an_address_gets_one(meeting, member, chair):
    type(chair).objects.filter(pk=chair.pk).update(email=None)
    acts.attend(meeting, chair)
    acts.close(meeting)
    assert letters() == set()


def waits_for(person):
    return [each.url for each in expected_of(person, [], [])]


@pytest.mark.parametrize("act", [acts.answer, lambda asked: decline_evaluation(asked, by=asked.person)])
def test_it_waits_on_the_own_page_until_it_is_answered_or_declined(asked, act):
    assert waits_for(asked.person) == [asked.meeting.url("evaluation")]
    act(asked)
    assert waits_for(asked.person) == []


def test_it_waits_no_longer_than_to_the_last_day(asked):
    over(asked.meeting)
    assert waits_for(asked.person) == []


# Answering


def test_each_answers_once_and_each_answer_is_counted(meeting, member, chair):
    acts.attend(meeting, member, chair)
    closed = acts.close(meeting)
    acts.answer(closed.evaluators.get(person=member), "fully")
    acts.answer(closed.evaluators.get(person=chair), "unsaid")
    with pytest.raises(PermissionDenied, match="Du har svarat"):
        acts.answer(closed.evaluators.get(person=member), "fully")
    assert counts(closed) == (1, 0, 0, 0, 1)


def test_one_who_declined_may_still_answer(asked):
    acts.answer(decline_evaluation(asked, by=asked.person))
    assert counts(asked.meeting) == (0, 1, 0, 0, 0)


def test_nobody_answers_for_another(asked, secretary):
    with pytest.raises(PermissionDenied, match="antecknade som närvarande"):
        acts.answer(asked, by=secretary)


@pytest.mark.parametrize(
    "answers", [lambda keys: {keys[0]: "fully"}, lambda keys: dict.fromkeys(keys, "bäst"), lambda keys: {}]
)
def test_an_answer_is_whole_and_of_the_scale_or_nothing_is_written(asked, answers):
    keys = list(asked.meeting.evaluated_principles.values_list("pk", flat=True))
    with pytest.raises(Refused):
        evaluate(asked, by=asked.person, answers=answers(keys))
    asked.refresh_from_db()
    assert (asked.state, counts(asked.meeting)) == (State.WAITING, (0, 0, 0, 0, 0))


def test_it_can_be_answered_for_three_weeks(asked):
    last = timezone.localtime() + OPEN
    with pytest.raises(PermissionDenied, match="till och med den"):
        acts.answer(asked, at=last + dt.timedelta(days=1))
    acts.answer(asked, at=last)


def test_it_is_answered_on_its_page_and_what_is_forgotten_there_is_asked_for(client, asked, member):
    client.force_login(member)
    page, keys = (
        asked.meeting.url("evaluation"),
        asked.meeting.evaluated_principles.values_list("pk", flat=True),
    )
    chosen = {f"principle_{key}": "fully" for key in keys[1:]}
    answer = client.post(page, chosen)
    kept = [answer.context["form"][name].value() for name in chosen]
    assert (answer.status_code, kept) == (422, ["fully"] * 5)
    answer = client.post(page, chosen | {f"principle_{keys[0]}": "not_at_all"}, follow=True)
    assert "Tack för dina svar" in answer.content.decode()
    assert counts(asked.meeting) == (0, 0, 0, 1, 0)
    assert "Du har svarat." in client.get(page).content.decode()
    assert client.post(page, chosen).status_code == 403


def test_it_is_declined_on_its_page(client, asked, member):
    client.force_login(member)
    client.post(asked.meeting.url("evaluation_declining"))
    asked.refresh_from_db()
    assert asked.state == State.DECLINED
    assert "Ändrar du dig" in client.get(asked.meeting.url("evaluation")).content.decode()


# Nobody is told


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Evaluator, EvaluatedPrinciple)]


def test_the_same_answers_in_another_order_leave_the_very_same_rows(meeting, member, chair):
    acts.attend(meeting, member, chair)
    closed, left = acts.close(meeting), []
    said = {member: "fully", chair: "partly"}
    for order in (said, reversed(said)):
        with of_the_test():
            for person in order:
                acts.answer(closed.evaluators.get(person=person), said[person])
            left.append(rows())
            transaction.set_rollback(True)
    assert left[0] == left[1]


@pytest.mark.parametrize(
    ("model", "leads_to"), [(Evaluator, {"meeting", "person"}), (EvaluatedPrinciple, {"meeting", "council"})]
)
def test_neither_table_has_a_time_and_only_the_meeting_is_in_both(model, leads_to):
    fields = model._meta.get_fields()
    assert {field.name for field in fields if field.is_relation} == leads_to
    assert [field for field in fields if isinstance(field, models.DateField | models.TimeField)] == []


def test_neither_the_answer_nor_that_one_declined_is_in_the_journal(asked):
    before = JournalEntry.objects.count()
    acts.answer(decline_evaluation(asked, by=asked.person))
    assert JournalEntry.objects.count() == before


def test_who_has_answered_is_forgotten_once_nobody_can_answer(meeting, member, chair):
    acts.attend(meeting, member, chair)
    closed = acts.close(meeting)
    acts.answer(closed.evaluators.get(person=member))
    assert forget_evaluators() == 0
    over(closed)
    assert (forget_evaluators(), forget_evaluators()) == (2, 0)
    assert those_asked(closed) == {None}
    assert list(closed.evaluators.order_by("state").values_list("state", flat=True)) == [
        "answered",
        "waiting",
    ]


def test_whoever_is_erased_is_forgotten_and_the_answer_stays_counted(asked, administrator):
    acts.answer(asked)
    Appointment.objects.filter(person=asked.person).update(ends="2020-01-01")
    erase_contact_details(asked.person, by=administrator)
    asked.refresh_from_db()
    assert (asked.person, asked.state, counts(asked.meeting)) == (None, State.ANSWERED, (0, 1, 0, 0, 0))


def test_each_reads_the_own_answering_among_the_personal_data_and_others_do_not(asked, administrator):
    acts.answer(asked)
    told = f"{asked.person}: har svarat"
    assert told in "".join(export(asked.person, by=asked.person))
    assert told not in "".join(export(asked.person, by=administrator))


# What the council sees


@pytest.fixture
def answered(meeting):
    """By so many of six."""

    def made(count):
        acts.attend(meeting, *acts.members(meeting.council, 6))
        closed = acts.close(meeting)
        for each in closed.evaluators.order_by("pk")[:count]:
            acts.answer(each)
        return closed

    return made


@pytest.mark.parametrize(("count", "seen"), [(FEWEST - 1, 0), (FEWEST, 6)])
def test_what_was_answered_is_seen_from_five_answers_on(answered, chair, count, seen):
    meeting = answered(count)
    over(meeting)
    assert shown(meeting, chair) == seen


def test_nothing_is_seen_while_somebody_may_answer_so_that_no_two_looks_tell_an_answer(answered, chair):
    meeting = answered(5)
    assert shown(meeting, chair) == 0
    acts.answer(meeting.evaluators.get(state=State.WAITING))
    assert shown(meeting, chair) == 6


def test_it_is_for_the_council_and_its_secretariat(answered):
    meeting = answered(6)
    seen = {role for role, key in ROLES.items() if key and shown(meeting, person_for(key))}
    assert seen == {"secretary", "chair", "member", "opposition", "official"}


def test_the_page_has_a_picture_for_each_principle_with_its_table_and_tells_the_gap(
    client, regional, answered, chair
):
    meeting = answered(6)
    few = acts.held(regional)
    acts.ask(few, *acts.members(regional, 2))
    acts.answer(few.evaluators.first())
    over(few)
    client.force_login(chair)
    page = client.get(f"{regional.get_absolute_url()}budkavlen/").content.decode()
    assert (page.count('<svg class="trend'), page.count("<table")) == (6, 6)
    assert (page.count("Svaren visas inte.</td>"), page.count('class="trend-gap"')) == (6, 6)
    assert '<td class="num" data-label="Till stor del">6</td>' in page
    assert "1 av 2 svarade. Svaren visas inte, eftersom de är färre än fem." in page
    assert f"Medelvärdet är 3,0 den {meeting.date.day} " in page
    file = client.get(f"{regional.get_absolute_url()}budkavlen.csv").getvalue().decode()
    assert f"{meeting.date};1;{regional.principle_list[0]};3,0;0;6;0;0;0\r\n" in file
    assert f"{few.date};1;{regional.principle_list[0]};;;;;;\r\n" in file


def test_a_line_stops_at_a_gap_and_a_mean_is_of_those_who_took_a_stand(regional, chair):
    means = []
    for words in (["fully"] * 5, ["partly"] * 4, ["mostly", "not_at_all", *["unsaid"] * 4], ["fully"] * 5):
        held = acts.held(regional)
        acts.ask(held, *acts.members(regional, len(words)))
        for each, word in zip(held.evaluators.all(), words, strict=True):
            acts.answer(each, word)
        means.append(held)
    series = series_of(chair, regional)[1][0]
    found = {point.meeting: point.mean for point in series.points}
    assert [found[held] for held in means] == ["4,0", "", "2,0", "4,0"]
    assert series.lines == ["14,40 111,92"]  # the two oldest, at 4 and 2 of 4


def test_a_principle_in_new_words_begins_a_picture_of_its_own(regional, chair):
    words = regional.principle_list
    acts.ask(acts.held(regional, date=dt.date(2026, 1, 8)), chair)
    regional.principles = "\n".join([*words[:5], "Vi berättar."])
    regional.save()
    acts.ask(acts.held(regional, date=dt.date(2026, 2, 12)), chair)
    told = [(each.words, len(each.points), each.is_former) for each in series_of(chair, regional)[1]]
    assert told == [
        *((each, 2, False) for each in words[:5]),
        ("Vi berättar.", 1, False),
        (words[5], 1, True),
    ]


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_costs_the_same_however_many_meetings(regional, chair, count, django_assert_num_queries):
    for _ in range(count):
        acts.ask(acts.held(regional), chair)
    client = Client()
    client.force_login(chair)
    with django_assert_num_queries(7):
        client.get(f"{regional.get_absolute_url()}budkavlen/")


# What the database refuses


@pytest.mark.both
def test_the_database_asks_only_those_who_were_there_and_lets_nobody_begin_as_answered(asked, chair):
    for facts in ({"person": chair}, {"person": None, "state": State.ANSWERED}):
        with REFUSED_BY_DATABASE, transaction.atomic():
            Evaluator.objects.create(meeting=asked.meeting, **facts)


@pytest.mark.both
def test_the_database_counts_an_answer_once_and_only_with_one_who_has_answered(asked):
    acts.answer(asked)
    answered, principles = Evaluator.objects.filter(pk=asked.pk), asked.meeting.evaluated_principles.all()
    tries = [
        lambda: answered.update(state=State.WAITING),
        lambda: answered.delete(),
        lambda: principles.update(fully=1),  # a second answer, by nobody
        lambda: principles.update(mostly=0),
        lambda: principles.update(fully=1, mostly=0),
        lambda: principles.update(words="Annat"),
        lambda: principles.delete(),
        lambda: principles.create(
            meeting=asked.meeting, council=asked.meeting.council, number=7, words="x", fully=1
        ),
    ]
    for attempt in tries:
        with REFUSED_BY_DATABASE, transaction.atomic():
            attempt()
    answered.update(person=None)  # may be forgotten
