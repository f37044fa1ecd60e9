"""A meeting moved across a change of seat keeps the dissent that was lodged, and asks the new holder to take
it over or let it fall (docs/adr/0021)."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from councils.journal import history_of
from councils.models import Appointment
from meetings.todo import reminders
from meetings.workflow.dissent import lodge_dissent, withdraw_dissent
from meetings.workflow.letter import sync_invitees
from meetings.workflow.takeover import (
    let_dissent_fall,
    take_over_dissent,
)
from rus_portal.core.acting import NOT_ANY_MORE
from rus_portal.core.words import day as in_words
from tests import acts
from tests.meetings.takeover.conftest import WORDS, afresh, day, expected, leave, subjects, text

PAGE = "http://testserver/"  # where a form was sent from


# Until it is decided


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


# Decided


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


@pytest.mark.both
def test_the_database_knows_that_what_fell_stands_no_more(moved):
    with pytest.raises(IntegrityError), transaction.atomic():
        moved.dissents.update(fell="let_fall")


# An older tab


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
