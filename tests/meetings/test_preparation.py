"""Förankring: who is expected to say where it stands, who may say it, who confirms, and who sees it."""

import datetime as dt
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from councils.journal import history_of
from councils.models import Appointment, Organisation, Seat
from councils.refusal import Conflict, Refused
from meetings.models import DissentingOpinion, Preparation
from meetings.preparation import (
    due,
    expected_organisations,
    matrix_for,
    missing_preparation,
    organisations_of,
    own_stances,
)
from meetings.workflow import agenda, meetings, recording
from meetings.workflow.preparation import confirm_dissent, record_preparation
from tests import acts

MUNICIPALITIES = ["harnosand", "kramfors", "solleftea", "sundsvall", "timra", "ange", "ornskoldsvik"]
REGIONAL = {"region-vasternorrland", "kommunforbundet-vasternorrland", *MUNICIPALITIES}


def organisation(slug):
    return Organisation.objects.get(slug=slug)


def slugs(organisations):
    return {each.slug for each in organisations}


@pytest.fixture
def harnosand(db):
    return organisation("harnosand")


@pytest.fixture
def timra(db):
    return organisation("timra")


@pytest.fixture
def elected(regional):
    """Timrå's member of the majority: the official of the cast works for the same municipality."""
    return seat_holder(regional, "timra", side="majority")


@pytest.fixture
def item(regional):
    return acts.summoned(regional, days=10).items.get()


@pytest.fixture
def announced(item, timra, official):
    return say(
        item, timra, official, "will_dissent", dissent_text="Timrå vill dela kostnaden efter folkmängd."
    )


def seat_holder(council, slug, **seat):
    held = Appointment.objects.current().filter(seat__council=council, seat__organisation__slug=slug)
    return held.filter(**{f"seat__{field}": value for field, value in seat.items()}).first().person


def say(item, of, by, stance="supports", **facts):
    return record_preparation(item, of, by=by, stance=stance, **facts)


def everyone_says(item, by, stance="supports", but=()):
    for each in expected_organisations(item.meeting):
        if each.slug not in but:
            say(item, each, by, stance)


def again(person):
    """The person as a new request meets them: standing is read once for each."""
    return type(person).objects.get(pk=person.pk)


# Who is expected


def test_every_organisation_with_a_seat_that_takes_positions_is_expected(item):
    assert slugs(expected_organisations(item.meeting)) == REGIONAL


def test_the_co_opted_and_those_who_only_may_speak_are_not_expected(item):
    others = set(
        Seat.objects.filter(council=item.meeting.council).values_list("organisation__slug", flat=True)
    )
    assert others - slugs(expected_organisations(item.meeting)) == {
        "lansstyrelsen-vasternorrland",
        "strukturfondspartnerskapet-mellersta-norrland",
    }


def test_at_a_joint_meeting_each_organisation_of_either_council_is_expected_once(grand, regional):
    meeting = acts.summoned(grand, days=10, joint_with=[regional])
    expected = expected_organisations(meeting)
    assert len(expected) == len(slugs(expected))
    assert slugs(expected) == REGIONAL | set(
        Seat.objects.filter(council=grand, capacity="member", side="none").values_list(
            "organisation__slug", flat=True
        )
    )


def test_the_seats_of_the_day_of_the_meeting_decide(regional, item):
    day = item.meeting.date
    seats = Seat.objects.filter(
        council=regional, organisation__slug="ange", side__in=["majority", "opposition"]
    )
    seats.update(retired_on=day + dt.timedelta(days=1))
    assert slugs(expected_organisations(item.meeting)) == REGIONAL
    seats.update(retired_on=day)
    assert slugs(expected_organisations(item.meeting)) == REGIONAL - {"ange"}


def test_a_vacant_seat_is_still_the_organisations(regional, item):
    seats = Seat.objects.filter(council=regional, organisation__slug="ange")
    Appointment.objects.filter(seat__in=seats).update(ends=dt.date(2020, 1, 1))
    assert "ange" in slugs(expected_organisations(item.meeting))


# Who is missing


def test_before_anyone_has_spoken_everyone_is_missing_on_every_position_item(regional):
    meeting = acts.summoned(
        regional, {"title": "En"}, {"title": "Två"}, {"title": "Tre", "type": "information"}, days=10
    )
    assert [(item.title, slugs(missing)) for item, missing in missing_preparation(meeting)] == [
        ("En", REGIONAL),
        ("Två", REGIONAL),
    ]


@pytest.mark.parametrize("stance", ["supports", "can_accept", "will_dissent"])
def test_whoever_has_said_where_it_stands_is_not_missing(item, timra, official, stance):
    text = "Nej." if stance == "will_dissent" else ""
    say(item, timra, official, stance, dissent_text=text)
    [(_, missing)] = missing_preparation(item.meeting)
    assert slugs(missing) == REGIONAL - {"timra"}


def test_under_way_is_not_finished(item, timra, official):
    say(item, timra, official, "under_way")
    [(_, missing)] = missing_preparation(item.meeting)
    assert slugs(missing) == REGIONAL


def test_an_item_that_everyone_has_prepared_is_not_in_the_list(item, secretary):
    everyone_says(item, secretary)
    assert missing_preparation(item.meeting) == []


def test_nobody_is_reminded_of_a_meeting_without_summons_held_or_cancelled(regional, secretary):
    planned = acts.plan(regional, days=20)
    acts.add(planned)
    cancelled = meetings.cancel_meeting(acts.summoned(regional, days=30), by=secretary, reason="Storm.")
    assert [missing_preparation(meeting) for meeting in (planned, acts.held(regional), cancelled)] == [
        [],
        [],
        [],
    ]


def test_nobody_is_reminded_of_an_item_struck_or_still_waiting_after_the_summons(regional, secretary):
    meeting = acts.summoned(regional, {"title": "En"}, {"title": "Två"}, days=10)
    agenda.withdraw_item(meeting.items.get(number=1), by=secretary)
    acts.add(meeting, title="Sent")
    assert [item.title for item, _ in missing_preparation(meeting)] == ["Två"]


def test_the_matrix_and_the_reminders_miss_the_same(regional, secretary, timra, official):
    meeting = acts.summoned(regional, {"title": "En"}, {"title": "Två"}, days=10)
    first, second = meeting.items.order_by("order")
    everyone_says(first, secretary, but=["ange"])
    say(second, timra, official, "under_way")
    rows = matrix_for(secretary, meeting).rows
    assert [(row.item, row.missing) for row in rows] == missing_preparation(meeting)


def test_it_is_due_the_day_before_the_meeting(item):
    assert due(item.meeting) == item.meeting.date - dt.timedelta(days=1)


# Who may say it


@pytest.mark.parametrize(
    ("who", "answers_for"),
    [
        ("secretary", REGIONAL),
        ("chair", {"region-vasternorrland"}),
        ("member", {"harnosand"}),
        ("opposition", {"harnosand"}),
        ("official", {"timra"}),
        ("preparer", set()),
        ("outsider", set()),
        ("administrator", set()),
    ],
)
def test_each_answers_for_the_own_organisation_and_the_secretariat_for_all(item, who, answers_for, request):
    person = request.getfixturevalue(who)
    assert slugs(organisations_of(person, item.meeting)) == answers_for
    for each in expected_organisations(item.meeting):
        if each.slug in answers_for:
            assert say(item, each, person).recorded_by == person
        else:
            with pytest.raises(PermissionDenied):
                say(item, each, person)


def test_whoever_sits_for_two_organisations_answers_for_both(item, regional, member):
    seat = Seat.objects.get(council=regional, organisation__slug="ange", side="majority")
    Appointment.objects.filter(seat=seat).update(ends=dt.date(2020, 1, 1))
    Appointment.objects.create(seat=seat, person=member)
    assert slugs(organisations_of(again(member), item.meeting)) == {"harnosand", "ange"}


def test_the_right_ends_with_the_appointment(item, harnosand, member):
    member.appointments.update(ends=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(PermissionDenied):
        say(item, harnosand, again(member))


def test_the_co_opted_take_no_position_and_have_nothing_to_say(item, regional, secretary):
    board = organisation("lansstyrelsen-vasternorrland")
    governor = seat_holder(regional, board.slug)
    assert organisations_of(governor, item.meeting) == []
    for person in (governor, secretary):
        with pytest.raises(Refused, match="ingen plats som tar ställning"):
            say(item, board, person)


def test_information_is_not_prepared(regional, harnosand, member):
    item = acts.summoned(regional, {"type": "information"}, days=10).items.get()
    with pytest.raises(PermissionDenied, match="Bara punkter för ställningstagande"):
        say(item, harnosand, member)


def test_nothing_is_said_before_the_summons(regional, harnosand, secretary):
    item = acts.add(acts.plan(regional, days=10))
    with pytest.raises(PermissionDenied, match="inte på någon utsänd dagordning"):
        say(item, harnosand, secretary)


def test_nothing_is_said_once_the_item_is_handled_or_the_meeting_over(regional, harnosand, member, secretary):
    item = acts.summoned(regional).items.get()
    say(item, harnosand, member)
    acts.handle(item)
    with pytest.raises(PermissionDenied, match="Förankringen är stängd"):
        say(item, harnosand, member, "can_accept")
    meetings.close_meeting(item.meeting, by=secretary)
    for person in (member, secretary):
        with pytest.raises(PermissionDenied, match="Förankringen är stängd"):
            say(item, harnosand, person, "can_accept")
    assert Preparation.objects.get().stance == "supports"


# What is said


def test_what_was_said_is_kept_and_said_anew(item, harnosand, member, opposition):
    facts = {"body": " Kommunstyrelsen ", "held_on": dt.date(2026, 11, 24), "note": "Protokoll följer."}
    first = say(item, harnosand, member, "under_way", **facts)
    assert (first.body, first.held_on, first.note) == ("Kommunstyrelsen", facts["held_on"], facts["note"])
    second = say(item, harnosand, opposition, "can_accept")
    assert (second.pk, second.stance, second.body) == (first.pk, "can_accept", "Kommunstyrelsen")
    assert Preparation.objects.count() == 1


def test_the_journal_tells_each_step_and_when_the_secretariat_wrote_it(item, harnosand, member, secretary):
    say(item, harnosand, member, "under_way")
    say(item, harnosand, secretary, "supports")
    entries = [entry for entry in history_of(item) if entry.act == "record_preparation"]
    assert [(entry.by, entry.sentence) for entry in entries] == [
        (member, "Härnösands kommun, förankring: pågår."),
        (
            secretary,
            "Härnösands kommun, förankring: ställer sig bakom. Kansliet antecknade det åt organisationen.",
        ),
    ]
    assert (entries[1].before, entries[1].after) == ({"stance": "under_way"}, {"stance": "supports"})


def test_the_later_of_two_writers_is_told(item, harnosand, member, opposition):
    say(item, harnosand, member, seen="")
    with pytest.raises(Conflict) as conflict:
        say(item, harnosand, opposition, "can_accept", seen="")
    saved = conflict.value.saved
    assert saved.stance == "supports"
    assert say(item, harnosand, opposition, "can_accept", seen=saved.mark).stance == "can_accept"


def test_a_dissent_says_something_and_a_support_carries_no_dissent(item, harnosand, member):
    for stance, text in (
        ("will_dissent", " "),
        ("supports", "Vi vill annat."),
        ("under_way", "Vi vill annat."),
    ):
        with pytest.raises(ValidationError):
            say(item, harnosand, member, stance, dissent_text=text)
    assert not Preparation.objects.exists()


# Dissent: an official announces, an elected confirms


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
    said = confirm_dissent(announced, by=elected, seen=announced.mark)
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
    with pytest.raises(PermissionDenied, match="Bekräftar gör en förtroendevald"):
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
        confirm_dissent(announced, by=elected, seen=announced.mark)
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
    recording.withdraw_dissent(own, by=elected)
    confirm_dissent(announced, by=elected)
    assert DissentingOpinion.objects.standing().get().text == announced.dissent_text


def test_at_a_joint_meeting_the_seat_of_the_inviting_council_speaks(grand, regional, harnosand, member):
    item = acts.summoned(grand, days=10, joint_with=[regional]).items.get()
    assert say(item, harnosand, member, "will_dissent", dissent_text="Nej.").seat.council == grand


def test_a_lodged_dissent_is_withdrawn_before_the_stance_changes(item, timra, official, elected, announced):
    confirm_dissent(announced, by=elected)
    for changed in ({"stance": "supports"}, {"stance": "will_dissent", "dissent_text": "Andra ord."}):
        for person in (official, elected):
            with pytest.raises(Refused, match="när den är återtagen"):
                say(item, timra, person, **changed)
    same = {"stance": "will_dissent", "dissent_text": announced.dissent_text}
    assert say(item, timra, official, body="Kommunstyrelsen", **same).confirmed_by == elected


def test_a_withdrawn_dissent_leaves_the_stance_open(item, timra, official, elected, announced):
    confirm_dissent(announced, by=elected)
    recording.withdraw_dissent(DissentingOpinion.objects.get(), by=elected)
    said = Preparation.objects.get()
    assert (said.stance, said.dissent_text, said.confirmed_by, said.seat) == ("under_way", "", None, None)
    assert "timra" in slugs(missing_preparation(item.meeting)[0][1])
    assert say(item, timra, official, "can_accept").stance == "can_accept"


def test_a_dissent_withdrawn_after_the_meeting_changes_nothing_of_what_was_prepared(
    regional, harnosand, member
):
    item = acts.summoned(regional).items.get()
    say(item, harnosand, member, "will_dissent", dissent_text="Nej.")
    acts.handle(item)
    recording.withdraw_dissent(DissentingOpinion.objects.get(), by=member)
    assert Preparation.objects.get().stance == "will_dissent"


def test_a_members_own_dissent_leaves_the_organisations_stance_alone(item, harnosand, member, opposition):
    say(item, harnosand, member, "supports")
    own = acts.dissent(item, opposition)
    recording.withdraw_dissent(own, by=opposition)
    assert Preparation.objects.get().stance == "supports"


# Who sees it

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


def seal(council):
    type(council).objects.filter(pk=council.pk).update(preparation_sealed=True)


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
    meetings.close_meeting(item.meeting, by=secretary)
    assert who_sees(said, cast) == READERS | {"elected", "governor"}


def test_an_office_in_another_council_opens_nothing(announced, regional, grand, outsider):
    """A seat for the same organisation counts only in a council that meets."""
    seal(regional)
    seat = Seat.objects.get(council=grand, organisation__slug="timra", side="majority")
    Appointment.objects.filter(seat=seat).update(ends=dt.date(2020, 1, 1))
    Appointment.objects.create(seat=seat, person=outsider)
    assert not Preparation.objects.visible_to(again(outsider)).exists()


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
            said.pk for said in Preparation.objects.visible_to(again(cast[name]))
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


def test_each_item_says_how_many_stand_where(item, secretary, announced):
    everyone_says(item, secretary, but=["timra", "ange", "kramfors", "solleftea"])
    say(item, organisation("kramfors"), secretary, "can_accept")
    say(item, organisation("solleftea"), secretary, "under_way")
    [row] = matrix_for(secretary, item.meeting).rows
    assert row.tally == [(5, "ställer sig bakom"), (1, "avstår något"), (1, "avvikande"), (2, "saknas")]
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
        return [stance.act for stance in own_stances(person, item)]

    assert acts_for(official) == ["Förankra"]
    say(item, timra, official, "will_dissent", dissent_text="Nej.")
    assert (acts_for(official), acts_for(elected)) == (["Ändra"], ["Bekräfta den avvikande synpunkten"])
    assert acts_for(preparer) == []


# In the browser


def text(response):
    return unescape(response.content.decode())


def typed(**changes):
    return {
        "stance": "supports",
        "dissent_text": "",
        "body": "",
        "held_on": "",
        "note": "",
        "seen": "",
    } | changes


@pytest.fixture
def desk(client):
    """Signs someone in, and out again the one before."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def test_a_member_says_where_the_organisation_stands_and_reads_it_on_the_item(desk, item, member):
    client = desk(member)
    response = client.post(
        item.url("item_preparation"),
        typed(stance="can_accept", body="Kommunstyrelsen", held_on="2026-11-24", note="Bilaga kommer."),
    )
    assert response.url == item.get_absolute_url()
    said = Preparation.objects.get()
    assert (said.organisation.slug, said.stance, said.body) == ("harnosand", "can_accept", "Kommunstyrelsen")
    page = text(client.get(response.url))
    assert "Förankring i Härnösands kommun:" in page
    assert "Kan acceptera, avstår något" in page


WRONG = [
    ({"stance": ""}, "stance", "Välj var organisationen står."),
    ({"stance": "vetej"}, "stance", "Välj ett av lägena i listan."),
    (
        {"stance": "will_dissent"},
        "dissent_text",
        "Skriv den avvikande synpunkten så som den ska stå i protokollet.",
    ),
    (
        {"dissent_text": "Vi vill annat."},
        "dissent_text",
        "Ta bort texten, eller välj att lämna avvikande synpunkt.",
    ),
    ({"held_on": "24/11/2026"}, "held_on", "Skriv dagen som år-månad-dag, till exempel 2027-03-12."),
    ({"held_on": "2026-02-30"}, "held_on", "Skriv dagen som år-månad-dag, till exempel 2027-03-12."),
    ({"body": "å" * 121}, "body", "Korta texten till 120 tecken. Nu är den 121 tecken."),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG)
def test_a_wrong_answer_is_met_by_a_sentence_and_nothing_typed_is_lost(
    desk, item, member, changes, field, sentence
):
    response = desk(member).post(item.url("item_preparation"), typed(note="Bilaga kommer.") | changes)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert "Bilaga kommer." in text(response)
    assert not Preparation.objects.exists()


def test_two_who_write_at_once_see_both_texts(desk, item, harnosand, member, opposition):
    say(item, harnosand, member, "supports", body="Kommunstyrelsen")
    client = desk(opposition)
    response = client.post(item.url("item_preparation"), typed(stance="can_accept", body="Fullmäktige"))
    assert response.status_code == 409
    page = text(response)
    assert "har sparat samtidigt" in page
    assert all(words in page for words in ("Kommunstyrelsen", "Fullmäktige", "Ställer sig bakom"))
    mark = response.context["form"].data["seen"]
    saved = client.post(item.url("item_preparation"), typed(stance="can_accept", seen=mark))
    assert saved.status_code == 302
    assert Preparation.objects.get().stance == "can_accept"


def test_whoever_wrote_while_the_dissent_was_confirmed_is_told_and_keeps_the_text(
    desk, item, announced, official, elected
):
    confirm_dissent(announced, by=elected)
    response = desk(official).post(item.url("item_preparation"), typed(note="Min text", seen=announced.mark))
    assert response.status_code == 409
    mark = response.context["form"].data["seen"]
    response = desk(official).post(item.url("item_preparation"), typed(note="Min text", seen=mark))
    assert response.status_code == 422
    assert "Läget ändras först när den är återtagen." in text(response)
    assert "Min text" in text(response)


def test_an_elected_confirms_by_one_button_and_may_take_it_back(desk, item, announced, official, elected):
    address = item.url("item_preparation")
    assert "Bekräfta och lämna synpunkten" not in text(desk(official).get(address))
    client = desk(elected)
    page = client.get(address)
    assert "Bekräfta och lämna synpunkten" in text(page)
    confirmed = client.post(
        f"{item.url('preparation_confirmation')}?organisation=timra", {"seen": announced.mark}, follow=True
    )
    assert "Den avvikande synpunkten är bekräftad och står i protokollet." in text(confirmed)
    dissent = DissentingOpinion.objects.get()
    withdrawal = item.meeting.url("dissent_withdrawal", dissent.pk)
    assert withdrawal in text(confirmed)
    assert confirmed.context["form"].fields.keys() == {"body", "held_on", "note", "seen"}
    others = text(desk(official).get(address))
    assert withdrawal not in others
    assert f"Läget kan ändras först när {elected} har tagit tillbaka den." in others


def test_what_changed_before_the_button_was_pressed_is_read_again(
    desk, item, announced, timra, official, elected
):
    say(item, timra, official, "will_dissent", dissent_text="Helt andra ord.")
    client = desk(elected)
    response = client.post(item.url("preparation_confirmation"), {"seen": announced.mark}, follow=True)
    assert "Läs den igen innan du bekräftar." in text(response)
    assert not DissentingOpinion.objects.exists()


@pytest.mark.parametrize("who", ["official", "secretary"])
def test_the_button_is_not_for_officials_or_the_secretariat(desk, item, announced, who, request):
    client = desk(request.getfixturevalue(who))
    response = client.post(
        f"{item.url('preparation_confirmation')}?organisation=timra", {"seen": announced.mark}
    )
    assert response.status_code == 403
    assert not DissentingOpinion.objects.exists()


def test_confirmation_is_never_a_link(desk, item, announced, elected):
    assert desk(elected).get(item.url("preparation_confirmation")).status_code == 405


def test_whoever_answers_for_several_chooses_which(desk, item, secretary):
    client = desk(secretary)
    page = text(client.get(item.url("item_preparation")))
    assert all(f"?organisation={slug}" in page for slug in REGIONAL)
    response = client.post(f"{item.url('item_preparation')}?organisation=ange", typed(stance="under_way"))
    assert response.url == item.meeting.url("preparation")
    assert Preparation.objects.get().organisation.slug == "ange"


@pytest.mark.parametrize("slug", ["ange", "lansstyrelsen-vasternorrland", "finns-inte", ""])
def test_another_organisation_is_not_there_to_answer_for(desk, item, member, slug):
    address = f"{item.url('item_preparation')}?organisation={slug}"
    client = desk(member)
    assert client.get(address).status_code == 404
    assert client.post(address, typed()).status_code == 404
    assert not Preparation.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("preparer", 403), ("outsider", 404), ("administrator", 404)])
def test_others_answer_for_nobody(desk, item, who, status, request):
    assert desk(request.getfixturevalue(who)).get(item.url("item_preparation")).status_code == status


def test_the_co_opted_are_told_why(desk, item, regional):
    client = desk(seat_holder(regional, "lansstyrelsen-vasternorrland"))
    response = client.get(item.url("item_preparation"))
    assert response.status_code == 403
    assert "Din organisation tar inte ställning på mötet" in text(response)
    assert client.get(item.meeting.url("preparation")).status_code == 200


def test_the_public_is_asked_to_sign_in(client, item):
    for address in (item.url("item_preparation"), item.meeting.url("preparation")):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("who", ["preparer", "outsider", "administrator"])
def test_the_matrix_is_for_those_who_take_part(desk, item, who, request):
    assert desk(request.getfixturevalue(who)).get(item.meeting.url("preparation")).status_code == 403


def test_information_has_no_page_to_prepare(desk, regional, member):
    item = acts.summoned(regional, {"type": "information"}, days=10).items.get()
    client = desk(member)
    assert client.get(item.url("item_preparation")).status_code == 404
    assert "Mötet har inga punkter för ställningstagande" in text(client.get(item.meeting.url("preparation")))


def test_before_the_summons_the_matrix_says_when_it_opens(desk, regional, member, secretary):
    meeting = acts.plan(regional, days=10)
    acts.add(meeting)
    for person in (member, secretary):
        page = text(desk(person).get(meeting.url("preparation")))
        assert "Förankringen öppnar när kallelsen har gått ut." in page


def test_after_the_meeting_it_is_read_and_no_longer_changed(desk, regional, harnosand, member, secretary):
    item = acts.summoned(regional).items.get()
    say(item, harnosand, member, "can_accept", body="Kommunstyrelsen")
    acts.handle(item)
    meetings.close_meeting(item.meeting, by=secretary)
    client = desk(member)
    page = text(client.get(item.url("item_preparation")))
    assert "Kommunstyrelsen" in page
    assert "Förankringen är stängd" in page
    assert 'name="stance"' not in page
    assert client.post(item.url("item_preparation"), typed()).status_code == 403
    matrix = text(client.get(item.meeting.url("preparation")))
    assert "Så här stod det inför mötet." in matrix
    assert item.url("item_preparation") not in matrix


def test_sealed_the_pages_tell_nothing_of_the_others(desk, regional, item, announced, elected, member, chair):
    confirm_dissent(announced, by=elected)
    seal(regional)
    pages = [item.meeting.url("preparation"), item.get_absolute_url(), item.url("item_preparation")]
    client = desk(member)
    for address in [*pages, item.meeting.get_absolute_url()]:
        assert announced.dissent_text not in text(client.get(address))
    page = text(client.get(pages[0]))
    assert "Rådet håller förankringen stängd till mötet. Du ser bara din egen organisation." in page
    assert "Timrå" not in page
    assert "saknas" not in page.lower()
    for person in (chair, elected):
        assert announced.dissent_text in text(desk(person).get(pages[0]))


def test_the_note_is_for_the_secretariat_and_the_own_organisation(
    desk, item, harnosand, member, secretary, chair
):
    say(item, harnosand, member, note="Ring innan ni skriver.")
    address = item.meeting.url("preparation")
    assert "Ring innan ni skriver." in text(desk(secretary).get(address))
    for person in (member, chair):
        assert "Ring innan ni skriver." not in text(desk(person).get(address))
    assert "Ring innan ni skriver." in text(desk(member).get(item.url("item_preparation")))


def test_the_meeting_leads_to_the_matrix_where_positions_are_taken(desk, regional, item, member, preparer):
    link = item.meeting.url("preparation")
    assert link in text(desk(member).get(item.meeting.get_absolute_url()))
    assert link not in text(desk(preparer).get(item.meeting.get_absolute_url()))
    informs = acts.summoned(regional, {"type": "information"}, days=11)
    assert informs.url("preparation") not in text(desk(member).get(informs.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize(("who", "sealed"), [("chair", False), ("secretary", False), ("member", True)])
def test_the_matrix_takes_the_same_queries_however_long_the_agenda(
    desk, regional, secretary, django_assert_num_queries, count, who, sealed, request
):
    meeting = acts.summoned(regional, *({"title": f"Punkt {number}"} for number in range(count)), days=10)
    for item in meeting.items.all():
        everyone_says(item, secretary)
    if sealed:
        seal(regional)
    client = desk(request.getfixturevalue(who))
    # Session, user, standing, the meeting and its joint councils, items, organisations, stances, dissent.
    with django_assert_num_queries(9):
        assert client.get(meeting.url("preparation")).status_code == 200
