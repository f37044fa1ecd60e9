"""A meeting moved across a change of seat keeps what was lodged, and asks the new holder to take it over or
let it fall (docs/adr/0021)."""

import datetime as dt
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from councils.journal import history_of
from councils.models import Appointment, Person
from meetings.minutes import compile_record
from meetings.models import DissentingOpinion, Meeting, Minutes
from meetings.workflow.answer import answer_summons
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.meeting import change_meeting
from meetings.workflow.stance import record_stance
from meetings.workflow.takeover import (
    let_dissent_fall,
    let_stance_fall,
    take_over_dissent,
    take_over_stance,
)
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day as in_words
from tests import acts

pytestmark = pytest.mark.both
WORDS = "Vi delar inte bedömningen."


def day(days):
    return timezone.localdate() + dt.timedelta(days=days)


def afresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def item(regional):
    """On the agenda of a meeting in ten days, before every seat changes hands."""
    return acts.summoned(regional, days=10).items.get()


@pytest.fixture
def heir(db):
    return Person.objects.create(name="Efterträdaren", email="heir@demo.example")


@pytest.fixture
def move(secretary):
    """Moves the item's meeting to so many days from now."""

    def move(item, days):
        meeting = Meeting.objects.get(pk=item.meeting.pk)
        change_meeting(meeting, by=secretary, date=day(days), end_date=day(days))
        return afresh(item)

    return move


def leave(person, heir=None):
    """The person's seats end in two weeks, and the heir's begin."""
    for held in person.appointments.all():
        Appointment.objects.filter(pk=held.pk).update(ends=day(14))
        if heir:
            Appointment.objects.create(seat=held.seat, person=heir, begins=day(15))


def home(person):
    return person.appointments.first().seat.organisation


def elected_of(organisation, meeting):
    held = Appointment.objects.filter(seat__council=meeting.council, seat__side="majority")
    return held.get(seat__organisation=organisation).person


def text(response):
    return unescape(response.content.decode())


def expected(client, person):
    client.force_login(afresh(person))
    return [
        (each.sentence, each.url)
        for each in client.get("/mitt/").context["expected"]
        if "Ta över" in each.sentence
    ]


# Dissent that was lodged


@pytest.fixture
def moved(item, member, heir, move):
    """The member has lodged dissent; the meeting is held when the heir has the seat."""
    acts.dissent(item, member, WORDS)
    leave(member, heir)
    return move(item, 20)


def test_until_the_new_holder_has_decided_it_stands_marked_as_lodged_by_the_former(
    client, moved, member, heir, secretary
):
    opinion = moved.dissents.standing().with_author().get()
    assert (opinion.person, opinion.is_left) == (member, True)
    mark = "Lämnad av den som hade platsen då men inte har den på mötesdagen."
    client.force_login(secretary)
    assert mark in text(client.get(moved.get_absolute_url()))
    assert mark in text(client.get(moved.meeting.url("stances")))
    record = compile_record(Minutes.objects.create(meeting=moved.meeting))
    [told] = next(section["dissents"] for section in record["sections"] if section["is_item"])
    assert (told["person"], told["role"]) == (member.name, "Ledamot, majoritet, när synpunkten lämnades")


def test_the_new_holder_is_asked_on_the_own_page_and_on_the_item(client, moved, member, heir, opposition):
    asked = f"Ta över eller låt falla: en avvikande synpunkt för Härnösands kommun om ”{moved.title}”."
    assert expected(client, heir) == [(asked, f"{moved.get_absolute_url()}#overtagande")]
    page = text(client.get(moved.get_absolute_url()))
    assert (page.count(">Ta över<"), page.count(">Låt falla<")) == (1, 1)
    assert client.get(moved.url("item_dissent")).context["seats"] == []
    for other in (member, opposition):
        assert expected(client, other) == []
        assert ">Ta över<" not in text(client.get(moved.get_absolute_url()))


def test_what_is_taken_over_is_in_the_same_words_the_new_holders_own(client, moved, member, heir):
    opinion = moved.dissents.get()
    client.force_login(heir)
    assert client.post(moved.meeting.url("dissent_takeover", opinion.pk)).url == moved.get_absolute_url()
    taken = moved.dissents.standing().with_author().get()
    assert (taken.person, taken.text, taken.taken_over_from, taken.is_left) == (heir, WORDS, opinion, False)
    assert expected(client, heir) == []
    told = f"Efterträdaren tog över den avvikande synpunkt för Härnösands kommun som {member} lämnade."
    assert told in [entry.sentence for entry in history_of(moved)]
    told = member.letters.get(kind="takeover").text
    assert "Efterträdaren har tagit över den." in told
    with pytest.raises(PermissionDenied, match="Bara den som lämnat"):
        withdraw_dissent(taken, by=afresh(member))
    assert withdraw_dissent(taken, by=heir).withdrawn_by == heir


def test_what_is_let_fall_stands_no_more_and_its_words_go_back_to_the_one_who_wrote_them(
    client, moved, member, heir
):
    opinion = moved.dissents.get()
    client.force_login(heir)
    client.post(moved.meeting.url("dissent_takeover", opinion.pk), {"falls": "1"})
    assert not moved.dissents.standing().exists()
    told = member.letters.get(kind="takeover").text
    assert ("Efterträdaren har låtit den falla." in told, WORDS in told) == (True, True)
    assert acts.dissent(moved, heir, "Egna ord.", seat=opinion.seat).person == heir


def test_the_former_holder_is_told_of_the_move_and_decides_no_more(moved, member):
    told = member.letters.get(kind="release").text
    assert "Det du har lämnat inför mötet står kvar." in told
    with pytest.raises(
        PermissionDenied, match=f"Din plats i rådet gäller inte den {in_words(moved.meeting.date)}"
    ):
        withdraw_dissent(moved.dissents.get(), by=afresh(member))


def test_moved_back_it_is_the_first_ones_again(client, moved, move, member, heir):
    back = move(moved, 10)
    assert expected(client, heir) == expected(client, member) == []
    assert not back.dissents.standing().with_author().get().is_left
    with pytest.raises(PermissionDenied, match="avgör själv om synpunkten"):
        take_over_dissent(back.dissents.get(), by=afresh(heir))
    assert withdraw_dissent(back.dissents.get(), by=afresh(member)).withdrawn_by == member


def test_moved_back_it_is_the_first_ones_again_also_when_it_was_taken_over(moved, move, member, heir):
    opinion = moved.dissents.get()
    for _ in range(2):
        taken = take_over_dissent(opinion, by=afresh(heir))
        back = move(moved, 10)
        assert back.dissents.standing().get() == opinion
        assert afresh(taken).withdrawn_at is not None
        moved = move(back, 20)
        opinion = moved.dissents.standing().get()
    assert opinion.person == member


def test_nobody_takes_over_what_its_author_has_the_seat_for(item, member, opposition):
    opinion = acts.dissent(item, member)
    for verb in (take_over_dissent, let_dissent_fall):
        for person in (member, opposition):
            with pytest.raises(PermissionDenied, match="avgör själv om synpunkten"):
                verb(opinion, by=person)


def test_each_side_of_an_organisation_decides_on_its_own(item, member, opposition, heir, move, client):
    acts.dissent(item, member)
    acts.dissent(item, opposition, "Nej.")
    other = Person.objects.create(name="Oppositionens nya", email="ny@demo.example")
    leave(member, heir), leave(opposition, other)
    moved = move(item, 20)
    of_member, of_opposition = moved.dissents.order_by("pk")
    assert (len(expected(client, heir)), len(expected(client, other))) == (1, 1)
    with pytest.raises(PermissionDenied, match="Den som har platsen på mötesdagen"):
        take_over_dissent(of_opposition, by=heir)
    assert take_over_dissent(of_opposition, by=other).person == other
    assert take_over_dissent(of_member, by=heir).person == heir


def test_where_the_seat_is_vacant_it_stands_and_waits_for_whoever_gets_the_seat(
    item, member, opposition, official, heir, move, client
):
    acts.dissent(item, member)
    seat = acts.seat_of(member, item.meeting.council)
    leave(member)
    moved = move(item, 20)
    assert moved.dissents.standing().with_author().get().is_left
    assert [expected(client, person) for person in (opposition, official, member)] == [[], [], []]
    Appointment.objects.create(seat=seat, person=heir, begins=day(16))
    assert len(expected(client, heir)) == 1


def test_where_the_seat_is_vacant_one_who_takes_position_on_the_same_side_decides(
    item, member, heir, move, client
):
    acts.dissent(item, member)
    seat = acts.seat_of(member, item.meeting.council)
    leave(member)
    Appointment.objects.filter(seat=seat).update(ends=day(14))
    seat.pk, seat.title, seat.order = None, "Ny plats", 98
    seat.save()
    Appointment.objects.create(seat=seat, person=heir, begins=day(15))
    moved = move(item, 20)
    assert len(expected(client, heir)) == 1
    assert take_over_dissent(moved.dissents.get(), by=heir).seat == seat


def test_what_a_substitute_lodged_is_for_the_one_who_takes_position_on_the_day(
    item, member, substitute, heir, move, client
):
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    acts.dissent(item, substitute)
    leave(substitute, heir)
    moved = move(item, 20)
    assert expected(client, heir) == [], "who does not serve"
    assert len(expected(client, member)) == 1
    assert take_over_dissent(moved.dissents.get(), by=afresh(member)).seat == acts.seat_of(
        member, item.meeting.council
    )


def test_whoever_is_appointed_anew_goes_on_standing_for_the_own_words(item, member, move):
    acts.dissent(item, member)
    seat = acts.seat_of(member, item.meeting.council)
    leave(member)
    seat.pk, seat.title, seat.order = None, "Ny plats", 98
    seat.save()
    Appointment.objects.create(seat=seat, person=member, begins=day(15))
    moved = move(item, 20)
    assert not moved.dissents.standing().with_author().get().is_left
    assert withdraw_dissent(moved.dissents.get(), by=afresh(member))


def test_whoever_has_spoken_from_the_seat_already_lets_the_other_fall(item, member, substitute, heir, move):
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    acts.dissent(item, substitute)
    answer_summons(item.meeting, by=member, answer="remote")
    acts.dissent(item, member, "Egna ord.")
    leave(substitute, heir)
    moved = move(item, 20)
    opinion = moved.dissents.get(person=substitute)
    with pytest.raises(Refused, match="Låt den här falla i stället"):
        take_over_dissent(opinion, by=member)
    assert let_dissent_fall(opinion, by=member).withdrawn_by == member


def test_the_database_takes_over_only_for_the_one_who_has_the_seat_on_the_day(
    moved, member, heir, opposition
):
    opinion = moved.dissents.get()
    DissentingOpinion.objects.update(withdrawn_at=timezone.now(), withdrawn_by=heir)
    own = {"item": moved, "seat": opinion.seat, "text": WORDS, "taken_over_from": opinion}
    for person in (member, opposition):
        with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
            DissentingOpinion.objects.create(person=person, lodged_by=person, **own)
    taken = DissentingOpinion.objects.create(person=heir, lodged_by=heir, **own)
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        DissentingOpinion.objects.filter(pk=taken.pk).update(taken_over_from=None)


# Where the organisation stands


@pytest.fixture
def stated(item, member, heir, move):
    record_stance(item, home(member), by=member, status="can_accept")
    leave(member, heir)
    return move(item, 20)


def test_a_stance_of_the_former_holder_stands_marked_until_it_is_taken_over(
    client, stated, member, heir, secretary
):
    client.force_login(secretary)
    mark = "Lämnat av den som hade platsen då men inte har den på mötesdagen"
    assert mark in text(client.get(stated.meeting.url("stances")))
    asked = f"Ta över eller låt falla: en förankring för Härnösands kommun om ”{stated.title}”."
    assert expected(client, heir) == [(asked, f"{stated.get_absolute_url()}#overtagande")]
    client.post(f"{stated.url('stance_takeover')}?organisation=harnosand")
    stance = stated.stances.get()
    assert (stance.status, stance.recorded_by, stance.is_left) == ("can_accept", heir, False)
    assert expected(client, heir) == []
    assert member.letters.filter(kind="takeover").count() == 1


def test_a_stance_that_is_let_fall_is_to_be_stated_anew(client, stated, heir):
    client.force_login(heir)
    client.post(f"{stated.url('stance_takeover')}?organisation=harnosand", {"falls": "1"})
    stance = stated.stances.get()
    assert (stance.status, stance.recorded_by) == ("under_way", heir)
    assert "Förankra" in [each.label for each in client.get("/mitt/").context["expected"]]


def test_a_stance_moved_back_is_the_first_ones_again(client, stated, move, member, heir):
    back = move(stated, 10)
    assert not back.stances.get().is_left
    assert expected(client, member) == expected(client, heir) == []
    with pytest.raises(PermissionDenied, match="talar för organisationen på mötet"):
        take_over_stance(back.stances.get(), by=afresh(member))


def test_an_announced_dissent_is_taken_over_by_officials_and_lodged_by_the_elected(
    client, item, official, heir, move
):
    timra = home(official)
    elected = elected_of(timra, item.meeting)
    record_stance(item, timra, by=official, status="will_dissent", dissent_text=WORDS)
    leave(official, heir)
    moved = move(item, 20)
    assert [len(expected(client, person)) for person in (heir, elected)] == [1, 1]
    stance = take_over_stance(moved.stances.get(), by=heir)
    assert (stance.recorded_by, stance.awaits_confirmation, moved.dissents.exists()) == (heir, True, False)
    assert [len(expected(client, person)) for person in (heir, elected)] == [0, 0]


def test_an_elected_who_takes_over_an_announced_dissent_lodges_it(item, official, heir, move):
    timra = home(official)
    elected = elected_of(timra, item.meeting)
    record_stance(item, timra, by=official, status="will_dissent", dissent_text=WORDS)
    leave(official, heir)
    moved = move(item, 20)
    take_over_stance(moved.stances.get(), by=elected)
    opinion = moved.dissents.get()
    assert (opinion.person, opinion.text, moved.stances.get().confirmed_by) == (elected, WORDS, elected)


def test_an_announced_dissent_that_is_let_fall_goes_back_in_words_to_the_one_who_announced_it(
    item, official, heir, move
):
    record_stance(item, home(official), by=official, status="will_dissent", dissent_text=WORDS)
    leave(official, heir)
    moved = move(item, 20)
    assert let_stance_fall(moved.stances.get(), by=heir).dissent_text == ""
    assert WORDS in official.letters.get(kind="takeover").text


def test_the_stance_follows_the_dissent_that_was_lodged_with_it(client, item, member, heir, move):
    record_stance(item, home(member), by=member, status="will_dissent", dissent_text=WORDS)
    leave(member, heir)
    moved = move(item, 20)
    assert len(expected(client, heir)) == 1, "asked once, about the dissent"
    take_over_dissent(moved.dissents.get(), by=heir)
    assert moved.stances.get().confirmed_by == heir
    back = move(moved, 10)
    assert back.stances.get().confirmed_by == member
    moved = move(back, 20)
    let_dissent_fall(moved.dissents.standing().get(), by=afresh(heir))
    assert (moved.stances.get().status, moved.stances.get().recorded_by) == ("under_way", heir)


def test_what_the_secretariat_recorded_is_no_former_holders(client, item, member, secretary, heir, move):
    record_stance(item, home(member), by=secretary, status="supports")
    leave(member, heir)
    moved = move(item, 20)
    assert not moved.stances.get().is_left
    assert expected(client, heir) == []


# Answers to the summons


@pytest.fixture
def answered(item, member, substitute, heir, move):
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    leave(member, heir)
    return move(item, 20)


def test_the_new_holder_answers_beginning_with_what_the_former_answered(
    client, answered, member, substitute, heir
):
    meeting = answered.meeting
    client.force_login(heir)
    assert "Svara på kallelsen" in [each.label for each in client.get("/mitt/").context["expected"]]
    page = client.get(meeting.url("answer"))
    told = f"{member}, som inte har platsen på mötesdagen, svarade: <strong>Förhinder, min ersättare kommer"
    assert f"{told}</strong> ({substitute}). Det gäller inte dig." in text(page)
    sent = acts.as_posted(page.context["form"])
    assert sent == {"answer": "substitute", "substitute": substitute.pk, "note": "", "seen": sent["seen"]}
    client.post(meeting.url("answer"), sent)
    assert meeting.answers.get(person=heir).substitute == substitute
    assert "svarade:" not in text(client.get(meeting.url("answer")))


def test_what_the_former_holder_answered_is_shown_apart_and_not_counted(client, answered, member, secretary):
    client.force_login(secretary)
    page = client.get(answered.meeting.url("answers"))
    assert [each.person for each in page.context["left"]] == [member]
    assert [number for number, label in page.context["tally"] if "ersättare" in label] == [0]
    assert not answered.meeting._serving()[0]


def test_the_substitute_is_told_when_the_move_takes_the_answer_away_and_gives_it_back(
    answered, move, substitute
):
    def told():
        return list(
            substitute.letters.filter(kind="substitute").order_by("pk").values_list("subject", flat=True)
        )

    assert [subject.split(":")[0] for subject in told()] == ["Du ersätter", "Du behöver inte ersätta"]
    move(answered, 10)
    assert [subject.split(":")[0] for subject in told()][2:] == ["Du ersätter"]
    move(answered, 11)
    assert len(told()) == 3
