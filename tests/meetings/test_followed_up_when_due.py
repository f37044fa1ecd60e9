"""What came of positions is asked for when it is due: on the own page, in the office and by one letter."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.timezone import localdate as today

from councils.models import Organisation
from meetings.models import Letter
from meetings.todo.expected import expected_of
from meetings.todo.following import followed_up, to_follow_up
from meetings.workflow import follow_up as verbs
from meetings.workflow.decision import record_decision
from meetings.workflow.feedback import receive_feedback
from meetings.workflow.letter import remind
from rus_portal.core.words import day
from tests import acts
from tests.meetings.feedback.conftest import of

IN_THREE_DAYS, IN_TWO_WEEKS, IN_TWO_MONTHS = (today() + dt.timedelta(days=days) for days in (3, 14, 60))


@pytest.fixture
def position(regional):
    return acts.published(acts.held(regional)).meeting.items.get().position


@pytest.fixture
def timra(db):
    return Organisation.objects.get(slug="timra")


def undertake(position, organisation, by, **facts):
    return verbs.undertake(position, organisation, by=by, **{"what": "Vi räknar."} | facts)


def asked(person):
    return [each.sentence for each in expected_of(person, [], [])]


def letters(person):
    told = Letter.objects.filter(person=person, kind="reminder").order_by("pk")
    return [letter.subject for letter in told if "formella beslut" not in letter.subject]


def test_a_commitment_is_asked_for_of_those_who_look_after_it_until_it_is_done(
    position, timra, official, member, secretary
):
    undertaking = undertake(position, timra, official, due=IN_TWO_WEEKS)
    undertake(position, timra, official, what="Senare.", due=IN_TWO_MONTHS)
    told = "Hur går det? Timrå kommun har åtagit sig: Vi räknar."
    assert told in asked(official)
    assert [told in asked(person) for person in (member, secretary)] == [False, False]
    verbs.change_undertaking(undertaking, by=official, status="done", done_on=today())
    assert list(followed_up(official)) == []


def test_one_is_led_to_the_form_of_what_one_is_asked_about(client, position, timra, official, secretary):
    undertake(position, timra, official, what="Något annat.", due=IN_TWO_MONTHS)
    undertake(position, timra, official, due=IN_TWO_WEEKS)
    undertake(position, None, secretary, what="Kansliets eget.", due=IN_TWO_WEEKS)
    funding = {"programme": "Fonden", "status": "sought", "sought": 5, "answer_on": today()}
    verbs.record_funding(position, by=secretary, **funding)
    led = [("Fonden", "programme"), ("Kansliets eget.", "what")]
    for person, own in ((official, [("Vi räknar.", "what")]), (secretary, led)):
        client.force_login(person)
        forms = [client.get(each.url).context["form"] for each in followed_up(person)]
        named = [(form, name) for form in forms for name in {"what", "programme"} & {*form.fields}]
        told = [(form[name].value(), name) for form, name in named]
        assert sorted(told) == sorted(own)
    tasks = [task for rows in to_follow_up([position.council], today()).values() for task in rows]
    own = {each.url for each in followed_up(secretary)}
    assert {task.url for task in tasks} == own
    client.force_login(official)
    page = client.get(position.url("position_follow_up")).content.decode()
    assert f"senast den {day(IN_TWO_WEEKS)}" in page


def test_the_secretariat_is_asked_for_the_councils_own_the_review_and_the_answer(position, secretary):
    undertake(position, None, secretary, due=IN_TWO_WEEKS)
    funding = {"programme": "Fonden", "status": "sought", "sought": 5, "answer_on": today()}
    funding = verbs.record_funding(position, by=secretary, **funding)
    verbs.review_position(position, by=secretary, review_on=IN_THREE_DAYS)
    assert [each.kind.name for each in followed_up(secretary)] == ["UNDERTAKING", "FUNDING", "REVIEW"]
    answer = {"status": "declined", "decided_on": today()}
    verbs.change_funding(funding, by=secretary, programme="Fonden", sought=5, **answer)
    verbs.review_position(
        position, by=secretary, review_on=IN_TWO_MONTHS, reviewed_on=today(), text="Det står kvar."
    )
    assert [each.kind.name for each in followed_up(secretary)] == ["UNDERTAKING"]


def test_what_is_withdrawn_or_superseded_is_not_asked_for(position, regional, secretary):
    verbs.withdraw_told(
        undertake(position, None, secretary, due=today()), by=secretary, reason="Hör till ett annat."
    )
    later = acts.published(acts.held(regional, {"title": "Nyare"}, days=0)).meeting.items.get().position
    verbs.review_position(position, by=secretary, review_on=today(), superseded_by=later)
    assert list(followed_up(secretary)) == []


def test_one_letter_goes_out_for_each_last_day(position, timra, official, secretary):
    undertaking = undertake(position, timra, official, due=IN_THREE_DAYS)
    remind()
    remind()
    assert letters(official) == [f"Berätta hur det går: {position.designation}"]
    verbs.change_undertaking(undertaking, by=official, due=today())
    remind()
    assert len(letters(official)) == 2
    assert letters(secretary) == []


def test_the_secretariat_gets_a_letter_about_the_review(position, secretary):
    verbs.review_position(position, by=secretary, review_on=IN_THREE_DAYS)
    remind()
    remind()
    assert letters(secretary) == [f"Anteckna översynen: {position.designation}"]


def test_the_office_sees_what_is_due_and_what_organisations_are_late_with(
    position, regional, timra, official, secretary
):
    undertake(position, timra, official, what="Sent.", due=today() - dt.timedelta(days=1))
    undertake(position, timra, official, what="I tid.", due=IN_THREE_DAYS)
    verbs.review_position(position, by=secretary, review_on=IN_THREE_DAYS)
    tasks = to_follow_up([regional], today())[regional.pk]
    assert [(task.label, task.is_late) for task in tasks] == [
        ("Anteckna översynen", False),
        ("Följ upp", True),
    ]


# Formal decisions that are late


@pytest.fixture
def approved(regional, official):
    minutes = acts.approved(acts.held(regional, {"title": "Ostkustbanan"}))
    receive_feedback(of(minutes), by=official)
    return minutes


def decided(official):
    told = Letter.objects.filter(person=official, kind="reminder").order_by("pk")
    return [letter.subject for letter in told]


def morning(when):
    return timezone.make_aware(dt.datetime.combine(when, dt.time(7)))


def test_an_organisation_is_reminded_before_the_last_day_and_once_when_it_is_late(approved, official):
    due = of(approved).due
    on = dt.timedelta(days=1)
    for when in (due - 3 * on, due, due + on, due + 9 * on):
        remind(at=morning(when))
    told = f"om formella beslut efter mötet {day(approved.meeting.date)}"
    assert decided(official) == [f"Svara {told}", f"Påminnelse: svara {told}"]


def test_a_planned_day_that_has_passed_is_asked_about_anew(regional, official, timra):
    held = acts.held(regional, {"title": "Ostkustbanan"}, date=today() - dt.timedelta(days=4))
    receive_feedback(of(acts.approved(held)), by=official)
    position = held.items.get().position
    for days in (3, 1):
        passed = today() - dt.timedelta(days=days)
        record_decision(position, timra, by=official, status="planned", planned_on=passed)
        remind()
        remind()
    assert len(decided(official)) == 2


def test_a_planned_day_that_has_passed_is_the_one_that_is_named(approved, official, timra, monkeypatch):
    position, planned = approved.meeting.items.get().position, of(approved).due + dt.timedelta(days=5)
    record_decision(position, timra, by=official, status="planned", planned_on=planned)
    monkeypatch.setattr("django.utils.timezone.now", lambda: morning(planned + dt.timedelta(days=1)))
    remind()
    told = Letter.objects.filter(person=official).latest("pk").text
    assert f"Den dag då det skulle tas, den {day(planned)}, har passerat." in told
