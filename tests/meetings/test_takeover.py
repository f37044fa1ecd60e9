"""A meeting moved across a change of seat keeps what was lodged, and asks the new holder to take it over or
let it fall (docs/adr/0021)."""

import datetime as dt
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from councils.journal import history_of
from councils.models import Appointment, Person, Seat
from meetings.minutes import compile_record
from meetings.models import DissentingOpinion, Letter, Meeting, Minutes
from meetings.todo import reminders
from meetings.todo.awaited import takeovers
from meetings.triggers.fragments import HAS_LEFT
from meetings.views.recording import closing_of
from meetings.workflow.answer import answer_for, answer_summons, withdraw_answer
from meetings.workflow.attendance import record_attendance
from meetings.workflow.dissent import lodge_dissent, withdraw_dissent
from meetings.workflow.letter import sync_invitees
from meetings.workflow.lift import return_item
from meetings.workflow.meeting import change_meeting
from meetings.workflow.minutes import send_minutes
from meetings.workflow.stance import record_stance
from meetings.workflow.takeover import (
    let_dissent_fall,
    let_stance_fall,
    take_over_dissent,
    take_over_stance,
)
from rus_portal.core.acting import NOT_ANY_MORE
from rus_portal.core.permissions import may_take_over_dissent
from rus_portal.core.refusal import Refused
from rus_portal.core.words import day as in_words
from rus_portal.demo.people import person_for
from tests import acts

WORDS = "Vi delar inte bedömningen."
PAGE = "http://testserver/"  # where a form was sent from


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
    mark = "Lämnad av någon som inte tar del i ställningstagandet på mötesdagen."
    client.force_login(secretary)
    assert mark in text(client.get(moved.get_absolute_url()))
    assert mark in text(client.get(moved.meeting.url("stances")))


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


def test_what_is_done_in_one_tab_is_told_in_the_other(client, moved, heir):
    page = moved.meeting.url("dissent_takeover", moved.dissents.get().pk)
    client.force_login(heir)
    client.post(page)
    answer = client.post(page, {"falls": "1"}, follow=True)
    assert "Efterträdaren har redan tagit över synpunkten." in text(answer)
    assert moved.dissents.standing().get().person == heir


def test_what_fell_in_one_tab_is_told_in_the_other(client, moved, heir):
    page = moved.meeting.url("dissent_takeover", moved.dissents.get().pk)
    client.force_login(heir)
    client.post(page, {"falls": "1"})
    assert "Efterträdaren har redan låtit synpunkten falla." in text(client.post(page, follow=True))


def test_its_author_is_told_who_has_taken_over_what_an_older_page_takes_back(client, moved, member, heir):
    opinion = moved.dissents.get()
    take_over_dissent(opinion, by=heir)
    client.force_login(member)
    answer = client.post(moved.meeting.url("dissent_withdrawal", opinion.pk), headers={"referer": PAGE})
    told = [str(each) for each in get_messages(answer.wsgi_request)]
    assert told == [f"{NOT_ANY_MORE} Efterträdaren har redan tagit över synpunkten."]


def test_what_was_written_in_an_older_tab_stands_where_the_seat_has_spoken_since(client, item, member):
    client.force_login(member)
    acts.dissent(item, member, WORDS)
    answer = client.post(item.url("item_dissent"), {"text": "Andra ord i den äldre fliken."})
    assert answer.status_code == 409
    told = ("Från din plats finns redan en synpunkt", "Andra ord i den äldre fliken.", WORDS)
    assert [each for each in told if each not in text(answer)] == []
    assert item.dissents.get().text == WORDS


def test_an_older_tab_lodges_for_no_other_seat_than_the_one_it_showed(client, regional, item, member):
    first = acts.seat_of(member, regional)
    timra = regional.seats.filter(organisation__slug="timra", capacity="member").first()
    timra.appointments.update(person=member)
    lodge_dissent(item, seat=first, text=WORDS, by=member)
    client.force_login(member)
    answer = client.post(item.url("item_dissent"), {"seat": first.pk, "text": "Andra ord."})
    assert (answer.status_code, "Från den platsen finns redan" in text(answer)) == (422, True)
    assert "Andra ord." in text(answer)
    shown = client.get(item.url("item_dissent")).context["form"]
    assert client.post(item.url("item_dissent"), acts.as_posted(shown, text="Andra ord.")).status_code == 302
    assert item.dissents.get(seat=timra).text == "Andra ord."


@pytest.mark.parametrize("act", [take_over_dissent, let_dissent_fall])
def test_nobody_else_is_told_what_became_of_it(client, moved, heir, opposition, act):
    opinion = moved.dissents.get()
    act(opinion, by=heir)
    client.force_login(opposition)
    assert "redan" not in text(client.post(moved.meeting.url("dissent_takeover", opinion.pk), follow=True))


def test_what_its_author_took_back_is_not_told_of(client, item, member, heir, move):
    withdraw_dissent(acts.dissent(item, member, WORDS), by=member)
    leave(member, heir)
    page = move(item, 20).meeting.url("dissent_takeover", item.dissents.get().pk)
    client.force_login(heir)
    assert client.post(page).status_code == 404


def test_its_author_reads_on_the_own_page_that_it_stands_and_waits(client, moved, member, heir, opposition):
    waits = "Du tar inte del i ställningstagandet på mötet, så den väntar på"
    told = {}
    for person in (member, heir, opposition):
        client.force_login(afresh(person))
        page = text(client.get("/mitt/"))
        told[person] = (waits in page, WORDS in page, moved.title in page and person == member)
    assert told == {member: (True, True, False), heir: (False, False, False), opposition: (False,) * 3}
    take_over_dissent(moved.dissents.get(), by=heir)
    client.force_login(afresh(member))
    assert waits not in text(client.get("/mitt/"))


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


def subjects(person):
    letters = person.letters.filter(kind="takeover").order_by("pk")
    return [letter.subject.partition(":")[0] for letter in letters]


def test_the_meeting_closes_though_several_have_lodged_from_the_seat(moved, move, heir):
    take_over_dissent(moved.dissents.get(), by=heir)
    back = move(moved, 0)
    acts.handle(back)
    assert acts.close(back.meeting).held_at


def test_moved_back_what_was_let_fall_stands_again_as_the_first_ones(client, moved, move, member, heir):
    opinion = moved.dissents.get()
    let_dissent_fall(opinion, by=heir)
    back = move(moved, 10)
    again = back.dissents.standing().with_author().get()
    assert (again, again.person, again.fell, again.is_left) == (opinion, member, "", False)
    assert [entry.act for entry in history_of(back)][-1] == "give_back_dissent"
    assert subjects(member) == ["Det du lämnade står inte kvar", "Det du lämnade gäller igen"]
    assert WORDS in member.letters.filter(kind="takeover").order_by("pk").last().text
    forth = move(back, 20)
    assert forth.dissents.standing().with_author().get().is_left
    assert len(expected(client, heir)) == 1, "is asked anew"


def test_words_that_stand_in_the_way_of_what_comes_back_come_back_in_their_turn(moved, move, member, heir):
    first = moved.dissents.get()
    let_dissent_fall(first, by=heir)
    own = acts.dissent(moved, heir, "Egna ord.", seat=first.seat)
    heir.letters.update(claimed_at=timezone.now())  # the summons: only then is there anything to take back
    back = move(moved, 10)
    assert back.dissents.standing().get() == first
    assert afresh(own).fell == "let_fall"
    assert subjects(heir)[-1] == "Det du lämnade står inte kvar"
    assert "står kvar" not in heir.letters.get(kind="release").text
    forth = move(back, 20)
    assert forth.dissents.standing().get() == own
    assert afresh(first).fell == "let_fall"


def test_what_was_taken_over_and_then_let_fall_comes_back_to_the_first(moved, move, member, heir):
    opinion = moved.dissents.get()
    third = Person.objects.create(name="Den tredje")
    Appointment.objects.filter(person=heir, seat=opinion.seat).update(ends=day(24))
    Appointment.objects.create(seat=opinion.seat, person=third, begins=day(25))
    taken = take_over_dissent(opinion, by=afresh(heir))
    later = move(moved, 30)
    let_dissent_fall(later.dissents.standing().get(), by=third)
    back = move(later, 10)
    assert back.dissents.standing().get() == opinion
    assert (afresh(taken).fell, afresh(taken).withdrawn_by) == ("", third)


def test_what_its_author_took_back_does_not_come_back(item, member, heir, move):
    withdraw_dissent(acts.dissent(item, member), by=member)
    leave(member, heir)
    assert not move(move(item, 20), 10).dissents.standing().exists()


def test_what_another_speaks_for_on_the_day_does_not_come_back(moved, move, heir):
    let_dissent_fall(moved.dissents.get(), by=heir)
    assert not move(moved, 21).dissents.standing().exists()


def test_a_matter_led_to_a_meeting_when_the_author_has_the_seat_takes_the_dissent_back(
    moved, regional, member, heir
):
    opinion = moved.dissents.get()
    let_dissent_fall(opinion, by=heir)
    acts.lift(moved, acts.plan(regional, days=10))
    assert moved.dissents.standing().get() == opinion
    return_item(moved.lifts.get(), by=person_for("secretary"))
    assert moved.dissents.standing().with_author().get().is_left


@pytest.mark.both
def test_the_database_knows_that_what_fell_stands_no_more(moved):
    with pytest.raises(IntegrityError), transaction.atomic():
        moved.dissents.update(fell="let_fall")


# The new holder is asked


def test_the_new_holder_gets_a_letter_when_the_meeting_is_moved(moved, member, heir):
    told = heir.letters.get(kind="takeover").text
    assert f"{member} har lämnat en avvikande synpunkt för Härnösands kommun" in told
    assert f"{moved.get_absolute_url()}#overtagande" in told
    assert sync_invitees() == 0, "told once"


def test_the_new_holder_gets_a_letter_in_the_morning_when_the_seat_changes_hands(item, member, heir):
    acts.dissent(item, member)
    Appointment.objects.filter(person=member).update(ends=day(8))
    seat = item.dissents.get().seat
    Appointment.objects.create(seat=seat, person=heir, begins=day(9))
    sync_invitees()
    assert subjects(heir) == ["Ta över eller låt falla"]


def test_the_new_holder_is_reminded_until_it_is_decided(moved, heir, member):
    def reminded():
        due = reminders.reminders(day(15))
        return [each.person for each in due if each.key.startswith("remind-takeover")]

    assert reminded() == [heir]
    take_over_dissent(moved.dissents.get(), by=heir)
    assert reminded() == []


# Held with nothing decided


@pytest.fixture
def unclaimed(item, member, heir):
    """Held today, when the heir has the seat."""
    opinion = acts.dissent(item, member, WORDS)
    Appointment.objects.filter(person=member).update(ends=day(-1))
    Appointment.objects.create(seat=opinion.seat, person=heir, begins=day(0))
    Meeting.objects.filter(pk=item.meeting.pk).update(date=day(0), end_date=day(0), start_time="00:00")
    return acts.close(acts.handle(afresh(item)).meeting)


def section(record):
    return next(each for each in record["sections"] if each["is_item"])


def test_what_nobody_stands_for_is_no_dissent_in_the_minutes_which_tell_of_it(unclaimed, member):
    told = section(compile_record(unclaimed.minutes.get()))
    assert (told["outcome"], told["dissents"]) == ("consensus", [])
    assert told["unclaimed"] == [
        f"{member} lämnade en avvikande synpunkt för Härnösands kommun, men tog inte del i "
        "ställningstagandet på mötet. Ingen som gjorde det har tagit över synpunkten, som därför inte är en "
        "del av ställningstagandet."
    ]


def test_it_falls_when_the_minutes_are_approved_and_its_author_is_told(unclaimed, member, client):
    opinion = unclaimed.items.get().dissents.get()
    minutes = acts.published(unclaimed)
    assert afresh(opinion).fell == "unclaimed"
    assert len(section(minutes.record)["unclaimed"]) == 1
    told = member.letters.get(kind="takeover").text
    assert "ingen som gjorde det har tagit över det du lämnade." in told
    assert WORDS in told
    position = unclaimed.items.get().position
    assert "Avvikande synpunkt" not in text(client.get(position.get_absolute_url()))
    page = text(client.get(unclaimed.url("minutes")))
    assert f"{member} lämnade en avvikande synpunkt" in page
    again = Minutes.objects.create(meeting=unclaimed, version=2)
    assert section(compile_record(again)) == section(minutes.record)


def test_until_then_the_new_holder_may_take_it_over(unclaimed, heir, client):
    assert len(expected(client, heir)) == 1
    take_over_dissent(unclaimed.items.get().dissents.get(), by=heir)
    told = section(compile_record(unclaimed.minutes.get()))
    assert (told["outcome"], [each["person"] for each in told["dissents"]]) == ("dissent", [heir.name])
    assert "unclaimed" not in told


def test_a_takeover_after_the_first_approval_asks_for_it_anew(unclaimed, heir, chair, secretary):
    sent = send_minutes(unclaimed.minutes.get(), by=secretary)
    unclaimed.minutes.get().approvals.filter(person=chair).update(approved_at=timezone.now(), digest="förut")
    take_over_dissent(unclaimed.items.get().dissents.get(), by=heir)
    fell = sent.approvals.get(person=chair)
    assert (fell.approved_at, "bytte avsändare" in fell.fell_because) == (None, True)


def test_the_secretary_is_told_before_the_meeting_is_closed(client, moved, secretary, member):
    Meeting.objects.filter(pk=moved.meeting.pk).update(stage="convened")
    [sentence] = closing_of(moved.meeting, [])["told"]
    assert sentence.startswith(f"{member} lämnade en avvikande synpunkt för Härnösands kommun på")


@pytest.mark.both
def test_the_database_seals_no_minutes_with_a_dissent_that_nobody_stands_for(unclaimed, secretary):
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        unclaimed.minutes.update(approved_at=timezone.now(), approved_by=secretary, stage="approved")


@pytest.mark.parametrize("where", ["another_council", "beside_the_elected"])
def test_another_kind_of_seat_for_the_organisation_does_not_make_the_author_stay(
    where, moved, grand, member, heir
):
    opinion = moved.dissents.get()
    held = Seat.objects.get(pk=opinion.seat_id)
    held.pk, held.title, held.order = None, "Ny plats", 98
    if where == "another_council":
        held.council = grand
    else:
        held.capacity, held.side = "right_to_speak", "none"
    held.save()
    Appointment.objects.create(seat=held, person=member, begins=day(15))
    assert moved.dissents.with_author().get().is_left
    assert let_dissent_fall(opinion, by=heir).withdrawn_by == heir


def test_nobody_takes_over_what_its_author_has_the_seat_for(item, member, opposition):
    opinion = acts.dissent(item, member)
    for verb in (take_over_dissent, let_dissent_fall):
        for person in (member, opposition):
            with pytest.raises(PermissionDenied, match="avgör själv om synpunkten"):
                verb(opinion, by=person)


def test_nothing_is_taken_over_once_the_minutes_are_approved(regional, member, opposition):
    meeting = acts.held(regional, dissent_by=member)
    acts.approved(meeting)
    [dissent] = DissentingOpinion.objects.filter(item__meeting=meeting)
    told = "Protokollet är justerat. Synpunkten ligger fast."
    assert may_take_over_dissent(opposition, dissent).reason == told


def test_each_side_of_an_organisation_decides_on_its_own(item, member, opposition, heir, move, client):
    acts.dissent(item, member)
    acts.dissent(item, opposition, "Nej.")
    other = Person.objects.create(name="Oppositionens nya", email="ny@demo.example")
    leave(member, heir), leave(opposition, other)
    moved = move(item, 20)
    of_member, of_opposition = moved.dissents.order_by("pk")
    assert (len(expected(client, heir)), len(expected(client, other))) == (1, 1)
    with pytest.raises(PermissionDenied, match="Den som tar del i ställningstagandet på mötet"):
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
    other = seat.council.seats.get(organisation__slug="timra", capacity="member", side=seat.side)
    another = other.appointments.get().person
    for person in (opposition, official, member, another):
        assert expected(client, person) == []
        assert not may_take_over_dissent(afresh(person), moved.dissents.get())
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


@pytest.mark.both
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


# Somebody else comes, on the same day


def left(item):
    """Whose dissent waits, as the rows, the form and the database say it."""
    standing = list(item.dissents.standing().with_author())
    waits = {each.person for each in standing if each.is_left}
    assert waits == {each.person for each in map(afresh, standing) if each.is_left}
    taking = afresh(item.meeting).taking_position(Appointment.objects.select_related("seat"))
    assert waits == {each.person for each in standing} - {held.person for held in taking}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.person_id FROM meetings_dissentingopinion d WHERE d.withdrawn_at IS NULL"
            f" AND {HAS_LEFT.format(row='d')}"
        )
        assert {pk for (pk,) in cursor.fetchall()} == {person.pk for person in waits}
    return waits


@pytest.fixture
def substituted(item, member, substitute):
    """The member's substitute comes, and has lodged dissent."""
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    acts.dissent(item, substitute, WORDS)
    return item


def test_a_substitutes_dissent_waits_for_the_member_who_comes_after_all(
    client, substituted, member, substitute
):
    assert left(substituted) == set()
    answer_summons(substituted.meeting, by=member, answer="remote")
    assert left(substituted) == {substitute}
    assert (len(expected(client, member)), expected(client, substitute)) == (1, [])
    assert member.letters.filter(kind="takeover").count() == 1
    opinion = substituted.dissents.get()
    with pytest.raises(PermissionDenied, match="tar del i ställningstagandet"):
        withdraw_dissent(opinion, by=substitute)
    taken = take_over_dissent(opinion, by=member)
    assert (taken.person, taken.text, left(substituted)) == (member, WORDS, set())


@pytest.mark.parametrize("verb", [take_over_dissent, let_dissent_fall])
def test_a_substitute_who_comes_again_has_the_own_dissent_again(verb, substituted, member, substitute):
    opinion = substituted.dissents.get()
    answer_summons(substituted.meeting, by=member, answer="remote")
    verb(opinion, by=member)
    answer_summons(substituted.meeting, by=member, answer="substitute", substitute=substitute)
    assert (substituted.dissents.standing().get(), left(substituted)) == (opinion, set())


def test_a_members_dissent_waits_for_the_substitute_who_serves(client, item, member, substitute):
    acts.dissent(item, member, WORDS)
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    assert left(item) == {member}
    assert (len(expected(client, substitute)), expected(client, member)) == (1, [])
    let_dissent_fall(item.dissents.get(), by=substitute)
    answer_summons(item.meeting, by=member, answer="on_site")
    assert (item.dissents.standing().get().person, left(item)) == (member, set())


def test_a_member_whose_substitute_declines_stands_for_the_own_words_again(item, member, substitute):
    acts.dissent(item, member)
    answer_summons(item.meeting, by=member, answer="substitute", substitute=substitute)
    answer_summons(item.meeting, by=substitute, answer="excused")
    assert left(item) == set()


def test_an_answer_that_the_secretariat_takes_back_gives_the_dissent_back(
    item, member, substitute, secretary
):
    acts.dissent(item, member)
    answer_for(item.meeting, member, by=secretary, answer="substitute", substitute=substitute)
    let_dissent_fall(item.dissents.get(), by=substitute)
    withdraw_answer(item.meeting, member, by=secretary)
    assert item.dissents.standing().get().person == member


def test_the_list_of_attendance_says_who_stands_for_the_dissent(substituted, member, substitute, secretary):
    seats = [acts.seat_of(each, substituted.meeting.council) for each in (member, substitute)]

    def attends(person, seat, status, instead_of=None):
        row = {"person": person, "organisation": seat.organisation, "seat": seat, "status": status}
        return row | {"substitutes_for": instead_of}

    Meeting.objects.filter(pk=substituted.meeting.pk).update(date=day(0), end_date=day(0), start_time="00:00")
    meeting = afresh(substituted.meeting)
    opinion = substituted.dissents.get()
    came = [attends(member, seats[0], "on_site")]
    record_attendance(meeting, came, by=secretary)
    assert left(substituted) == {substitute}
    taken = take_over_dissent(opinion, by=member)
    served = attends(substitute, seats[1], "on_site", seats[0])
    record_attendance(meeting, [attends(member, seats[0], "excused"), served], by=secretary)
    assert (substituted.dissents.standing().get(), left(substituted)) == (opinion, set())
    assert afresh(taken).withdrawn_at is not None


@pytest.mark.both
def test_the_database_seals_no_minutes_with_a_dissent_by_a_substitute_who_did_not_serve(
    substituted, member, secretary
):
    Meeting.objects.filter(pk=substituted.meeting.pk).update(date=day(0), end_date=day(0), start_time="00:00")
    seat = acts.seat_of(member, substituted.meeting.council)
    came = {"person": member, "organisation": seat.organisation, "seat": seat, "status": "on_site"}
    record_attendance(afresh(substituted.meeting), [came], by=secretary)
    meeting = acts.close(acts.handle(afresh(substituted)).meeting)
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        meeting.minutes.update(approved_at=timezone.now(), approved_by=secretary, stage="approved")


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


def test_a_stance_that_is_left_asks_nobody_once_the_item_is_handled(client, stated, heir, secretary):
    Meeting.objects.filter(pk=stated.meeting.pk).update(date=day(0), end_date=day(0), start_time="00:00")
    Appointment.objects.filter(seat__organisation=home(heir), ends=day(14)).update(ends=day(-1))
    Appointment.objects.filter(person=heir).update(begins=day(0))
    item = afresh(stated)

    def asked():
        return [each.due for each in takeovers(afresh(heir))], ">Ta över<" in page()

    def page():
        client.force_login(heir)
        return text(client.get(item.get_absolute_url()))

    until = afresh(item.meeting).stances_due
    assert asked() == ([until], True)
    meeting = acts.close(acts.handle(item).meeting)
    assert asked() == ([], False)
    with pytest.raises(PermissionDenied, match="Förankringen är stängd"):
        take_over_stance(item.stances.get(), by=afresh(heir))
    send_minutes(meeting.minutes.get(), by=secretary)
    assert asked() == ([], False)


def test_the_secretariat_takes_no_stance_over(stated, secretary):
    with pytest.raises(PermissionDenied, match="Den som talar för organisationen på mötet"):
        take_over_stance(stated.stances.get(), by=secretary)


def test_a_stance_that_is_let_fall_is_to_be_stated_anew(client, stated, heir):
    client.force_login(heir)
    client.post(f"{stated.url('stance_takeover')}?organisation=harnosand", {"falls": "1"})
    stance = stated.stances.get()
    assert (stance.status, stance.recorded_by) == ("under_way", heir)
    assert "Förankra" in [each.label for each in client.get("/mitt/").context["expected"]]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (take_over_stance, "Efterträdaren har redan tagit över läget."),
        (let_stance_fall, "Efterträdaren har redan låtit läget falla."),
    ],
)
def test_what_became_of_a_stance_in_one_tab_is_told_in_the_other(client, stated, heir, act, told):
    act(stated.stances.get(), by=heir)
    client.force_login(heir)
    for pressed in ({}, {"falls": "1"}):
        answer = client.post(stated.url("stance_takeover"), pressed, follow=True)
        assert (answer.status_code, told in text(answer)) == (200, True)
    assert stated.stances.get().recorded_by == heir


@pytest.mark.parametrize("verb", [take_over_stance, let_stance_fall])
def test_moved_back_a_stance_is_the_first_ones_again_whatever_the_other_did(
    verb, client, stated, move, member, heir
):
    verb(stated.stances.get(), by=heir)
    back = move(stated, 10)
    stance = back.stances.get()
    assert (stance.status, stance.recorded_by, stance.is_left, stance.former) == (
        "can_accept",
        member,
        False,
        [],
    )
    assert subjects(member)[-1] == "Det du lämnade gäller igen"
    forth = move(back, 20)
    assert len(expected(client, heir)) == 1, "is asked anew"
    assert forth.stances.get().is_left


def test_what_a_colleague_let_fall_comes_back_and_what_a_colleague_stated_stays(item, official, move):
    timra = home(official)
    elected = elected_of(timra, item.meeting)
    record_stance(item, timra, by=official, status="can_accept")
    leave(official)
    moved = move(item, 20)
    let_stance_fall(moved.stances.get(), by=elected)
    back = move(moved, 10)
    assert (back.stances.get().status, back.stances.get().recorded_by) == ("can_accept", official)
    moved = move(back, 20)
    record_stance(moved, timra, by=elected, status="supports")
    assert move(moved, 10).stances.get().recorded_by == elected


def test_what_another_who_is_there_has_lodged_from_the_seat_stands(item, member, heir, move):
    record_stance(item, home(member), by=member, status="will_dissent", dissent_text=WORDS)
    leave(member, heir)
    seat = item.dissents.get().seat
    moved = move(item, 20)
    let_dissent_fall(moved.dissents.get(), by=heir)
    own = acts.dissent(moved, heir, "Egna ord.", seat=seat)
    seat.pk, seat.title, seat.order = None, "Ny plats", 98
    seat.save()
    Appointment.objects.create(seat=seat, person=member, begins=day(25))
    later = move(moved, 30)
    assert later.dissents.standing().get() == own
    assert (later.stances.get().status, later.stances.get().confirmed_by) == ("under_way", None)


def test_what_the_new_holder_stated_in_own_words_comes_back_in_its_turn(stated, move, member, heir):
    record_stance(stated, home(member), by=heir, status="will_dissent", dissent_text=WORDS)
    withdraw_dissent(stated.dissents.get(), by=heir)
    record_stance(stated, home(member), by=heir, status="supports", note="Ring mig.")
    back = move(stated, 10)
    assert (back.stances.get().status, back.stances.get().recorded_by) == ("can_accept", member)
    record_stance(back, home(member), by=afresh(member), status="supports", body="Nämnden")
    stance = move(back, 20).stances.get()
    assert (stance.status, stance.recorded_by, stance.note) == ("supports", heir, "Ring mig.")
    assert [each["body"] for each in stance.former] == ["Nämnden"]


def test_a_stance_moved_back_is_the_first_ones_again(client, stated, move, member, heir):
    back = move(stated, 10)
    assert not back.stances.get().is_left
    assert expected(client, member) == expected(client, heir) == []
    for verb in (take_over_stance, let_stance_fall):
        with pytest.raises(PermissionDenied, match="talar för organisationen på mötet"):
            verb(back.stances.get(), by=afresh(member))


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
    stance = move(moved, 10).stances.get()
    assert (stance.status, stance.dissent_text, stance.confirmed_by) == ("will_dissent", WORDS, member)


def test_a_stance_under_way_is_nothing_to_take_over(item, member, heir, move):
    record_stance(item, home(member), by=member, status="under_way")
    leave(member, heir)
    assert not move(item, 20).stances.get().is_left


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
    Letter.objects.update(claimed_at=timezone.now())
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
        Letter.objects.update(claimed_at=timezone.now())
        return list(
            substitute.letters.filter(kind="substitute").order_by("pk").values_list("subject", flat=True)
        )

    assert [subject.split(":")[0] for subject in told()] == ["Du ersätter", "Du behöver inte ersätta"]
    move(answered, 10)
    assert [subject.split(":")[0] for subject in told()][2:] == ["Du ersätter"]
    move(answered, 11)
    assert len(told()) == 3
