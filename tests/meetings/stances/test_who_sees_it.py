"""Who sees where the organisations stand: open, or sealed until the meeting."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from councils.models import Appointment, Seat
from meetings.models import DissentingOpinion, Stance
from meetings.stances import matrix_for, own_stances
from meetings.workflow.meeting import close_meeting
from meetings.workflow.stance import confirm_dissent
from tests import acts
from tests.meetings.stances.conftest import (
    REGIONAL,
    again,
    everyone_says,
    organisation,
    say,
    seal,
    seat_holder,
    slugs,
)

PUBLIC = AnonymousUser()


READERS = {"secretary", "chair", "member", "opposition", "official"}


@pytest.fixture
def cast(
    secretary, chair, member, opposition, official, preparer, outsider, administrator, elected, regional
):
    return {
        "secretary": secretary,
        "chair": chair,
        "member": member,
        "opposition": opposition,
        "official": official,
        "elected": elected,
        "governor": seat_holder(regional, "lansstyrelsen-vasternorrland"),
        "preparer": preparer,
        "outsider": outsider,
        "administrator": administrator,
        "public": PUBLIC,
    }


def who_sees(thing, cast):
    rows = type(thing).objects
    return {name for name, person in cast.items() if rows.visible_to(person).filter(pk=thing.pk).exists()}


def test_unsealed_the_council_sees_where_everyone_stands(announced, cast):
    assert who_sees(announced, cast) == READERS | {"elected", "governor"}


def test_sealed_only_the_own_organisation_the_chair_and_the_secretariat_see(announced, regional, cast):
    seal(regional)
    assert who_sees(announced, cast) == {"secretary", "chair", "official", "elected"}


def test_sealed_a_lodged_dissent_is_seen_by_no_more_than_the_stance(announced, elected, regional, cast):
    confirm_dissent(announced, by=elected)
    dissent = DissentingOpinion.objects.get()
    assert who_sees(dissent, cast) == READERS | {"elected", "governor"}
    seal(regional)
    assert who_sees(dissent, cast) == {"secretary", "chair", "official", "elected"}


def test_what_was_sealed_opens_when_the_meeting_is_held(regional, timra, official, cast, secretary):
    seal(regional)
    item = acts.summoned(regional).items.get()
    said = say(item, timra, official, "can_accept")
    dissent = acts.dissent(item, cast["elected"])
    acts.handle(item, outcome="no_consensus", text="")
    assert who_sees(said, cast) == {"secretary", "chair", "official", "elected"}
    assert who_sees(dissent, cast) == READERS | {"elected", "governor"}
    close_meeting(item.meeting, by=secretary)
    assert who_sees(said, cast) == READERS | {"elected", "governor"}


def test_an_office_in_another_council_opens_nothing(announced, regional, grand, outsider):
    """A seat for the same organisation counts only in a council that meets."""
    seal(regional)
    seat = Seat.objects.get(council=grand, organisation__slug="timra", side="majority")
    Appointment.objects.filter(seat=seat).update(ends=dt.date(2020, 1, 1))
    Appointment.objects.create(seat=seat, person=outsider)
    assert not Stance.objects.visible_to(again(outsider)).exists()


@pytest.mark.parametrize("sealed", [False, True])
def test_the_matrix_shows_each_reader_exactly_what_is_visible(
    announced, item, regional, secretary, cast, sealed
):
    everyone_says(item, secretary, but=["timra", "ange"])
    if sealed:
        seal(regional)
    everything = REGIONAL
    shown = dict.fromkeys(cast, everything)
    if sealed:
        shown |= {"member": {"harnosand"}, "opposition": {"harnosand"}, "governor": set()}
        shown |= {"official": {"timra"}, "elected": {"timra"}}
    for name in ("secretary", "chair", "member", "opposition", "official", "elected", "governor"):
        matrix = matrix_for(again(cast[name]), again_meeting(item))
        [row] = matrix.rows
        assert slugs(matrix.organisations) == shown[name], name
        assert {said.pk for _, said in row.cells if said} == {
            said.pk for said in Stance.objects.visible_to(again(cast[name]))
        }
        assert [said.organisation.slug for said in row.announced] == (
            ["timra"] if "timra" in shown[name] else []
        )


def again_meeting(item):
    return (
        type(item.meeting)
        .objects.select_related("council")
        .prefetch_related("joint_with")
        .get(pk=item.meeting_id)
    )


NOT_YET = "aviserar avvikande, inte bekräftat"


def test_an_announced_dissent_counts_as_dissent_once_it_is_confirmed(item, secretary, announced, elected):
    [row] = matrix_for(secretary, item.meeting).rows
    assert row.tally == [(1, NOT_YET), (8, "saknas")]
    confirm_dissent(announced, by=elected)
    [row] = matrix_for(secretary, item.meeting).rows
    assert row.tally == [(1, "avvikande"), (8, "saknas")]


def test_each_item_says_how_many_stand_where(item, secretary, announced):
    everyone_says(item, secretary, but=["timra", "ange", "kramfors", "solleftea"])
    say(item, organisation("kramfors"), secretary, "can_accept")
    say(item, organisation("solleftea"), secretary, "under_way")
    [row] = matrix_for(secretary, item.meeting).rows
    assert row.tally == [(5, "ställer sig bakom"), (1, "avstår något"), (1, NOT_YET), (2, "saknas")]
    assert row.bar == [("supports", 0, 5), ("accepts", 5, 1), ("announced", 6, 1), ("missing", 7, 2)]
    assert slugs(row.missing) == {"ange", "solleftea"}


def test_dissent_lodged_beside_the_stance_of_the_organisation_is_shown_too(
    item, harnosand, member, opposition
):
    say(item, harnosand, member, "supports")
    own = acts.dissent(item, opposition)
    assert matrix_for(member, item.meeting).rows[0].dissents == [own]


def test_a_reader_is_told_what_there_is_to_do_for_the_own_organisation(
    item, timra, official, elected, preparer
):
    def acts_for(person):
        return [status.act for status in own_stances(person, item)]

    assert acts_for(official) == ["Förankra"]
    say(item, timra, official, "will_dissent", dissent_text="Nej.")
    assert (acts_for(official), acts_for(elected)) == (["Ändra"], ["Bekräfta den avvikande synpunkten"])
    assert acts_for(preparer) == []
