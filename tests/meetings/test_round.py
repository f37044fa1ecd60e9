"""The round on a position: each organisation that is there says where it stands, and no position is adopted
while one dissents without its words."""

from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from councils.models import Organisation
from meetings.models import RoundAnswer
from meetings.planning.round import round_of
from meetings.workflow.attendance import call_out, note_movement
from meetings.workflow.dissent import withdraw_dissent
from meetings.workflow.outcome import record_outcome
from meetings.workflow.round import answer_round
from meetings.workflow.sitting import write_text
from meetings.workflow.stance import record_stance
from rus_portal.core.refusal import Conflict, Refused
from tests import acts

pytestmark = pytest.mark.usefixtures("four")


@pytest.fixture
def home(regional):
    return Organisation.objects.get(slug="harnosand")


@pytest.fixture
def item(regional, chair, member, opposition, secretary):
    """A position whose chair, member and opposition are there."""
    meeting = acts.summoned(regional)
    for person in (chair, member, opposition):
        seat = acts.seat_of(person, regional)
        own = {"person": person, "organisation": seat.organisation, "seat": seat, "status": "on_site"}
        call_out(meeting, [own | {"substitutes_for": None}], by=secretary)
    return meeting.items.get()


@pytest.fixture
def says(item, home, secretary):
    def say(status, organisation=None):
        return answer_round(item, {organisation or home: status}, by=secretary)

    return say


def fresh(item):
    return type(item).objects.get(pk=item.pk)


def told(item):
    return {voice.organisation.slug: (voice.said, voice.prepared) for voice in round_of(item)[0]}


def adopt(item, secretary):
    return record_outcome(item, by=secretary, outcome="adopted", text=item.wording)


def test_the_round_begins_with_what_was_prepared_and_nothing_is_said(item, home, member):
    record_stance(item, home, by=member, status="can_accept")
    assert told(item) == {"harnosand": ("", "can_accept"), "region-vasternorrland": ("", "")}


def test_only_organisations_whose_people_are_there_and_take_position_are_asked(
    item, home, member, opposition, secretary
):
    meeting = item.meeting
    note_movement(meeting.attendances.get(person=member), item, "conflict", by=secretary)
    people = {voice.organisation: [held.person for held in voice.people] for voice in round_of(item)[0]}
    assert people[home] == [opposition]
    note_movement(meeting.attendances.get(person=opposition), item, "left", by=secretary)
    assert set(told(item)) == {"region-vasternorrland"}
    with pytest.raises(Refused, match="har ingen på plats som tar ställning"):
        answer_round(item, {home: "supports"}, by=secretary)


def test_one_press_says_what_an_organisation_says_and_the_rest_say_what_they_prepared(
    office, item, home, member, chair
):
    region = acts.seat_of(chair, item.meeting.council).organisation
    record_stance(item, region, by=chair, status="supports")
    seen = office.get(item.url("sitting_item")).context["round_seen"]
    sent = {"organisation": home.pk, "status": "can_accept", "seen": seen}
    assert (
        office.post(item.url("sitting_round"), sent, headers={"X-Requested-With": "fetch"}).status_code == 200
    )
    seen = office.get(item.url("sitting_item")).context["round_seen"]
    office.post(item.url("sitting_round"), {"rest": "1", "seen": seen})
    assert told(item) == {"harnosand": ("can_accept", ""), "region-vasternorrland": ("supports", "supports")}


def test_to_dissent_in_the_round_makes_no_dissent_and_no_position_is_adopted_without_its_words(
    item, says, member, secretary
):
    says("dissents")
    assert not item.dissents.exists()
    with pytest.raises(
        Refused, match="Härnösands kommun avviker, men den avvikande synpunkten är inte lämnad"
    ):
        adopt(item, secretary)
    acts.dissent(item, member)
    assert adopt(item, secretary).outcome == "adopted"


def test_a_prepared_dissent_of_one_who_is_there_hinders_until_it_says_something_else_or_its_text_is_lodged(
    office, item, home, says, member, secretary
):
    record_stance(item, home, by=secretary, status="will_dissent", dissent_text="Vi avstår.")
    told = "Härnösands kommun avviker, men den avvikande synpunkten är inte lämnad"
    page = office.get(item.url("sitting_item"))
    assert "consensus" not in [each.key for each in page.context["endings"]]
    assert told in page.content.decode()
    with pytest.raises(Refused, match=told):
        adopt(item, secretary)
    says("can_accept")
    assert adopt(item, secretary).outcome == "adopted"


def test_the_words_of_a_prepared_dissent_may_be_typed_in_with_the_outcome(
    office, item, home, member, secretary
):
    record_stance(item, home, by=secretary, status="will_dissent", dissent_text="Vi avstår.")
    held = acts.seat_of(member, item.meeting.council).appointments.get()
    form = office.get(item.url("item_outcome")).context["form"]
    typed = {"outcome": "adopted", "dissent_from": held.pk, "dissent_text": "Vi avstår."}
    office.post(item.url("item_outcome"), acts.as_posted(form, **typed))
    assert (fresh(item).outcome, item.dissents.get().text) == ("adopted", "Vi avstår.")


def test_a_prepared_dissent_of_one_who_is_not_there_hinders_nothing(
    item, home, member, opposition, secretary
):
    record_stance(item, home, by=secretary, status="will_dissent", dissent_text="Vi avstår.")
    item.meeting.attendances.filter(person__in=[member, opposition]).delete()
    assert adopt(item, secretary).outcome == "adopted"


def test_who_can_accept_after_all_hinders_nothing(item, says, secretary):
    says("dissents")
    says("can_accept")
    assert adopt(item, secretary).outcome == "adopted"


def test_a_matter_may_be_referred_back_though_one_dissents(item, says, secretary):
    says("dissents")
    assert record_outcome(item, by=secretary, outcome="referred_back").outcome == "referred_back"


def test_what_the_opposition_lodges_is_its_own_and_not_the_line(office, item, says, opposition, secretary):
    acts.dissent(item, opposition)
    says("supports")
    page = unescape(office.get(item.url("sitting_item")).content.decode())
    assert f"Oppositionens egen: {opposition}" in page
    says("dissents")
    with pytest.raises(Refused, match="är inte lämnad"):
        adopt(item, secretary)
    read = office.get(item.url("sitting_outcome"), {"choice": "dissent"}, follow=True)
    assert "Välj något av det som står i listan" in unescape(read.content.decode()), "it is not possible"
    says("supports")
    read = office.get(item.url("sitting_outcome"), {"choice": "dissent"})
    assert f"oppositionen i Härnösands kommun ({opposition})" in unescape(read.content.decode())


@pytest.mark.both
def test_the_database_adopts_no_position_while_one_dissents_without_words(item, says, secretary):
    says("dissents")
    with pytest.raises(IntegrityError), transaction.atomic():
        type(item).objects.filter(pk=item.pk).update(stage="handled", outcome="adopted")
    says("supports")
    adopt(item, secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundAnswer.objects.update(status="dissents")


def test_a_dissent_taken_back_before_the_outcome_is_asked_for_and_after_it_the_line_accepts(
    item, says, member, secretary
):
    says("dissents")
    withdraw_dissent(acts.dissent(item, member), by=member)
    with pytest.raises(Refused, match="är inte lämnad"):
        adopt(item, secretary)
    dissent = acts.dissent(item, member, text="Vi avstår.")
    adopt(item, secretary)
    withdraw_dissent(dissent, by=member)
    assert RoundAnswer.objects.get().status == "can_accept"


def test_the_round_is_not_changed_behind_the_outcome(item, says, secretary):
    adopt(item, secretary)
    with pytest.raises(Refused, match="Utfallet är satt"):
        says("supports")


def test_a_press_that_has_not_seen_another_is_a_conflict(item, home, says, secretary):
    says("supports")
    with pytest.raises(Conflict):
        answer_round(item, {home: "can_accept"}, by=secretary, seen="nothing")


def test_dissent_is_noted_on_the_page_word_for_word(office, item, home, member, regional):
    held = acts.seat_of(member, regional).appointments.get()
    words = "Vi delar inte ”bedömningen”.\n\n- Kostnaden saknas."
    office.post(item.url("sitting_dissent"), {"held": held.pk, "text": words})
    dissent = item.dissents.get()
    assert (dissent.person, dissent.text) == (member, words)
    answer = office.post(item.url("sitting_dissent"), {"held": "", "text": words})
    assert (answer.status_code, answer.context["form"]["text"].value()) == (422, words)


def test_the_proposal_is_reworded_and_the_changes_are_shown_word_by_word(office, item, secretary):
    write_text(item, by=secretary, wording="Samverkansrådet förordar budskapet.")
    shown = office.get(item.url("sitting_item"))
    assert [(each.kind, each.text.strip()) for each in shown.context["pieces"]] == [
        ("same", "Samverkansrådet"),
        ("removed", "ställer sig bakom"),
        ("added", "förordar"),
        ("same", "budskapet."),
    ]
    read = office.get(item.url("sitting_outcome"), {"choice": "consensus"})
    assert read.context["pieces"] == shown.context["pieces"]
    assert fresh(item).proposed_position == item.proposed_position, "what was sent stands"


@pytest.mark.both
def test_the_round_stands_with_the_minutes(item, says, secretary):
    says("supports")
    adopt(item, secretary)
    acts.approved(acts.close(item.meeting))
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundAnswer.objects.update(status="can_accept", noted_at=timezone.now())


def test_only_a_position_has_a_round(regional, home, secretary):
    item = acts.summoned(regional, {"type": "information", "proposed_position": ""}).items.get()
    with pytest.raises(Refused, match="Bara en punkt för ställningstagande"):
        answer_round(item, {home: "supports"}, by=secretary)
