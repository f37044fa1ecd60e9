"""An official announces dissent; an elected one confirms it, and it is in the minutes."""

import pytest
from django.core.exceptions import PermissionDenied

from councils.journal import history_of
from meetings.models import DissentingOpinion, Stance
from meetings.stances import missing_in
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.stance import confirm_dissent
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import mark
from tests import acts
from tests.meetings.stances.conftest import say, seat_holder, slugs


def test_an_elected_who_announces_dissent_lodges_it_in_the_same_act(item, harnosand, member, regional):
    said = say(item, harnosand, member, "will_dissent", dissent_text=" Vi vill se en annan finansiering. ")
    dissent = DissentingOpinion.objects.get()
    assert (dissent.item, dissent.person, dissent.lodged_by) == (item, member, member)
    assert (dissent.seat, dissent.text) == (
        acts.seat_of(member, regional),
        "Vi vill se en annan finansiering.",
    )
    assert (said.confirmed_by, said.seat) == (member, dissent.seat)


@pytest.mark.parametrize("who", ["official", "secretary"])
def test_dissent_from_an_official_or_the_secretariat_waits_for_an_elected(item, timra, who, request):
    said = say(item, timra, request.getfixturevalue(who), "will_dissent", dissent_text="Nej.")
    assert said.awaits_confirmation
    assert not DissentingOpinion.objects.exists()


def test_an_elected_confirms_and_the_words_stand_in_the_minutes(
    announced, item, elected, regional, secretary
):
    said = confirm_dissent(announced, by=elected, seen=mark(announced.dissent_text))
    dissent = DissentingOpinion.objects.get()
    assert (said.confirmed_by, said.seat, dissent.seat) == (
        elected,
        dissent.seat,
        acts.seat_of(elected, regional),
    )
    assert (dissent.person, dissent.text) == (elected, announced.dissent_text)
    assert {entry.act for entry in history_of(item)} >= {"lodge_dissent", "confirm_dissent"}


def test_an_elected_who_rewrites_the_words_gives_her_own(announced, item, timra, elected):
    say(item, timra, elected, "will_dissent", dissent_text="Timrå avstår.")
    assert DissentingOpinion.objects.get().text == "Timrå avstår."


@pytest.mark.parametrize("who", ["official", "secretary", "member", "chair", "outsider", "preparer"])
def test_nobody_but_the_organisations_own_elected_confirms(announced, who, request):
    with pytest.raises(PermissionDenied, match="Bekräftar gör en ledamot"):
        confirm_dissent(announced, by=request.getfixturevalue(who))
    assert not DissentingOpinion.objects.exists()


def test_a_dissent_is_confirmed_once(announced, elected):
    confirm_dissent(announced, by=elected)
    with pytest.raises(PermissionDenied, match="ingen avvikande synpunkt att bekräfta"):
        confirm_dissent(announced, by=elected)
    assert DissentingOpinion.objects.count() == 1


def test_what_is_confirmed_is_what_was_read(announced, item, timra, official, elected):
    say(item, timra, official, "will_dissent", dissent_text="Helt andra ord.")
    with pytest.raises(Refused, match="Läs den igen"):
        confirm_dissent(announced, by=elected, seen=mark(announced.dissent_text))
    assert not DissentingOpinion.objects.exists()


def test_nothing_is_confirmed_after_the_meeting(regional, timra, official):
    elected = seat_holder(regional, "timra", side="majority")
    item = acts.summoned(regional).items.get()
    announced = say(item, timra, official, "will_dissent", dissent_text="Nej.")
    acts.handle(item)
    with pytest.raises(PermissionDenied, match="stängd"):
        confirm_dissent(announced, by=elected)


def test_a_dissent_already_lodged_in_the_same_words_is_not_lodged_twice(announced, item, elected):
    acts.dissent(item, elected, announced.dissent_text)
    assert confirm_dissent(announced, by=elected).confirmed_by == elected
    assert DissentingOpinion.objects.count() == 1


def test_a_dissent_already_lodged_in_other_words_is_withdrawn_first(announced, item, elected):
    own = acts.dissent(item, elected, "Andra ord.")
    with pytest.raises(Refused, match="Ta tillbaka den först"):
        confirm_dissent(announced, by=elected)
    withdraw_dissent(own, by=elected)
    confirm_dissent(announced, by=elected)
    assert DissentingOpinion.objects.standing().get().text == announced.dissent_text


def test_at_a_joint_meeting_the_seat_of_the_inviting_council_speaks(grand, regional, harnosand, member):
    item = acts.summoned(grand, days=10, joint_with=[regional]).items.get()
    assert say(item, harnosand, member, "will_dissent", dissent_text="Nej.").seat.council == grand


def test_a_lodged_dissent_is_withdrawn_before_the_stance_changes(item, timra, official, elected, announced):
    confirm_dissent(announced, by=elected)
    for changed in ({"status": "supports"}, {"status": "will_dissent", "dissent_text": "Andra ord."}):
        for person in (official, elected):
            with pytest.raises(Refused, match="när den är återtagen"):
                say(item, timra, person, **changed)
    same = {"status": "will_dissent", "dissent_text": announced.dissent_text}
    assert say(item, timra, official, body="Kommunstyrelsen", **same).confirmed_by == elected


def test_a_withdrawn_dissent_leaves_the_stance_open(item, timra, official, elected, announced):
    confirm_dissent(announced, by=elected)
    withdraw_dissent(DissentingOpinion.objects.get(), by=elected)
    said = Stance.objects.get()
    assert (said.status, said.dissent_text, said.confirmed_by, said.seat) == ("under_way", "", None, None)
    assert "timra" in slugs(missing_in([item.meeting])[item.meeting.pk][0][1])
    assert say(item, timra, official, "can_accept").status == "can_accept"


def test_a_dissent_withdrawn_after_the_meeting_changes_nothing_of_what_was_prepared(
    regional, harnosand, member
):
    item = acts.summoned(regional).items.get()
    say(item, harnosand, member, "will_dissent", dissent_text="Nej.")
    acts.handle(item)
    withdraw_dissent(DissentingOpinion.objects.get(), by=member)
    assert Stance.objects.get().status == "will_dissent"


def test_a_members_own_dissent_leaves_the_organisations_stance_alone(item, harnosand, member, opposition):
    say(item, harnosand, member, "supports")
    own = acts.dissent(item, opposition)
    withdraw_dissent(own, by=opposition)
    assert Stance.objects.get().status == "supports"


def test_the_form_says_what_becomes_of_the_text_where_another_stance_is_chosen(
    client, announced, item, official
):
    client.force_login(official)
    page = client.get(item.url("item_stance")).content.decode()
    assert "Väljer ni ett annat läge tar ni bort texten här." in page
    announced.delete()
    assert "Väljer ni ett annat läge" not in client.get(item.url("item_stance")).content.decode()
