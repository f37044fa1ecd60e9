"""The page of the meeting day: what is written while an item is taken up, its outcome, and who undertakes
what."""

import datetime as dt
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from councils.models import JournalEntry
from meetings.minutes.record import compile_record
from meetings.models import Commitment, Position, Sitting
from meetings.planning.sitting import Pace, agenda_of, endings, following, pace_of
from meetings.workflow.outcome import record_outcome
from meetings.workflow.sitting import add_commitment, change_phrases, turn_to, write_text
from rus_portal.core.refusal import Conflict, Refused
from rus_portal.core.seen import marks
from tests import acts

pytestmark = pytest.mark.usefixtures("four")
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def meeting(regional, chair):
    meeting = acts.summoned(regional, {}, {"type": "information", "title": "Lägesbild"})
    acts.attend(meeting, chair)
    return meeting


@pytest.fixture
def item(meeting):
    return meeting.items.get(number=1)


def text(response):
    return unescape(response.content.decode())


def fresh(item):
    return type(item).objects.get(pk=item.pk)


def typed(item, **changes):
    return item.written | {"seen": marks(item.written)} | changes


def test_the_page_is_at_the_item_that_is_taken_up(office, meeting, item, secretary):
    assert office.get(meeting.url("sitting")).context["item"] == item, "the first without an outcome"
    second = meeting.items.get(number=2)
    office.post(second.url("sitting_turn"))
    page = office.get(meeting.url("sitting"))
    assert (page.context["item"], page.context["current"]) == (second, second)
    assert office.get(item.url("sitting_item")).context["current"] == second, "to look is not to turn"


def test_the_roll_call_comes_first_until_the_meeting_goes_on_and_then_the_item(office, meeting, item):
    def parts(address):
        page = text(office.get(address))
        found = {name: page.index(f'id="{name}"') for name in ("upprop", "handelser", "punkt")}
        return sorted(found, key=found.get), '<details class="sitting-part" id="upprop" open>' in page

    day = meeting.url("sitting")
    assert parts(day) == (["upprop", "handelser", "punkt"], True)
    office.post(item.url("sitting_turn"))
    assert parts(day) == (["punkt", "upprop", "handelser"], False)
    called = f"{item.url('sitting_item')}?upprop"
    assert f'href="{called}#upprop"' in text(office.get(day))
    assert parts(called)[1]


def test_when_an_item_was_first_taken_up_stands_though_one_comes_back_to_it(meeting, item, secretary):
    turn_to(item, by=secretary, at=meeting.starts)
    turn_to(meeting.items.get(number=2), by=secretary)
    turn_to(item, by=secretary)
    assert fresh(item).treatment.begun_at == meeting.starts
    assert JournalEntry.objects.filter(act="turn_to").count() == 2


def test_an_item_lifted_off_is_no_longer_where_the_meeting_is(meeting, item, secretary):
    turn_to(item, by=secretary)
    acts.drop(item)
    assert Sitting.objects.get().current is None


def test_the_clock_tells_how_far_the_meeting_is_behind_its_plan():
    planned = timezone.now()
    told = {}
    for late, spent in ((0, 5), (7, 5), (-4, 5), (7, 25)):
        begun = planned + dt.timedelta(minutes=late)
        pace = Pace(planned, begun, 20, begun + dt.timedelta(minutes=spent))
        told[late, spent] = pace.words
    assert told == {
        (0, 5): "enligt planen",
        (7, 5): "7 minuter efter planen",
        (-4, 5): "4 minuter före planen",
        (7, 25): "12 minuter efter planen",
    }


def test_the_plan_is_the_timetable_of_the_agenda(regional, secretary):
    today = acts.summoned(
        regional, {"minutes_needed": 30}, {}, days=0, start_time=dt.time(9), end_time=dt.time(12)
    )
    second = today.items.get(number=2)
    turn_to(second, by=secretary)
    items = agenda_of(today)
    pace = pace_of(today, items, items[1])
    assert timezone.localtime(pace.planned).time() == dt.time(9, 30)


def test_what_is_taken_up_leaves_the_meeting_by_its_outcome_or_is_dropped(item, secretary):
    turn_to(item, by=secretary)
    with pytest.raises(Refused, match="har tagits upp på mötet"):
        acts.lift(item, "preparation")
    assert acts.drop(item).stage == "withdrawn"


# The text


def test_what_is_written_is_saved_on_the_way_and_the_journal_has_one_line(office, item):
    for words in ("Ordföranden", "Ordföranden inleder."):
        sent = typed(fresh(item), discussion=words)
        answer = office.post(item.url("sitting_item"), sent, headers=SCRIPT)
        assert (answer.status_code, answer.json()["complete"]) == (200, True)
    assert fresh(item).discussion == "<p>Ordföranden inleder.</p>"
    assert answer.json()["seen"] == marks(fresh(item).written)
    assert JournalEntry.objects.filter(act="write_text").count() == 1


def test_a_second_window_is_shown_both_texts(office, item, secretary):
    stale = typed(item, discussion="Mitt.")
    write_text(item, by=secretary, discussion="Deras.")
    assert office.post(item.url("sitting_item"), stale, headers=SCRIPT).status_code == 409
    answer = office.post(item.url("sitting_item"), stale)
    assert answer.status_code == 409
    assert answer.context["form"].versions == [("Samtalet i korthet", "Mitt.", "Deras.")]
    sent = typed(item, discussion="Båda.", seen=answer.context["form"]["seen"].value())
    assert office.post(item.url("sitting_item"), sent).status_code == 302
    assert fresh(item).discussion == "<p>Båda.</p>"


def test_the_pages_own_save_whose_answer_was_lost_is_no_conflict(office, item):
    sent = typed(item, discussion="Ett.", page="7")
    office.post(item.url("sitting_item"), sent, headers=SCRIPT)
    answer = office.post(item.url("sitting_item"), sent | {"discussion": "Ett, två."}, headers=SCRIPT)
    assert (answer.status_code, fresh(item).discussion) == (200, "<p>Ett, två.</p>")


def test_a_session_that_has_ended_loses_no_text(item, secretary):
    browser = Client()
    assert browser.post(item.url("sitting_item"), typed(item), headers=SCRIPT).status_code == 401
    answer = browser.post(item.url("sitting_item"), typed(item, discussion="Skrivet för sent."))
    assert answer.status_code == 302
    session = dict(browser.session)
    browser.force_login(secretary)
    own = browser.session
    own.update({key: value for key, value in session.items() if key.startswith("typed-")})
    own.save()
    page = browser.get(item.url("sitting_item"))
    assert page.context["form"]["discussion"].value() == "Skrivet för sent."


def test_text_is_written_before_the_day_and_not_after_the_closing(regional, secretary):
    coming = acts.summoned(regional, days=9).items.get()
    assert write_text(coming, by=secretary, discussion="Förberett.").discussion == "<p>Förberett.</p>"
    done = acts.held(regional).items.get()
    with pytest.raises(PermissionDenied, match="Mötet är avslutat"):
        write_text(done, by=secretary, discussion="Efteråt.")


def test_a_phrase_is_set_in_without_script(office, item, secretary):
    change_phrases(item.meeting.council, "Rådet tackar.\n\n", by=secretary)
    page = office.get(item.url("sitting_item"))
    assert page.context["phrases"] == ["Rådet tackar."]
    office.post(item.url("sitting_item"), typed(item, discussion="Inledning.", phrase="Rådet tackar."))
    assert fresh(item).discussion == "<p>Inledning.</p><p>Rådet tackar.</p>"


def test_the_wording_of_what_is_adopted_is_not_changed_behind_it(item, secretary):
    write_text(item, by=secretary, wording="Rådet förordar planen.")
    acts.handle(item, text=fresh(item).wording)
    with pytest.raises(Refused, match="är antaget"):
        write_text(item, by=secretary, wording="Något annat.")
    assert Position.objects.get().text == "Rådet förordar planen."


def test_what_was_said_is_written_also_once_the_position_is_adopted(office, item):
    acts.handle(item)
    form = office.get(item.url("sitting_item")).context["form"]
    sent = acts.as_posted(form, discussion="Alla ville mer.")
    assert office.post(item.url("sitting_item"), sent, headers=SCRIPT).status_code == 200
    assert fresh(item).discussion == "<p>Alla ville mer.</p>"


# The outcome


def read_back(office, item, choice, **facts):
    return office.get(item.url("sitting_outcome"), {"choice": choice} | facts)


def confirm(office, item, page, **facts):
    sent = {"choice": page.context["ending"].key, "seen": page.context["seen"]}
    return office.post(item.url("sitting_outcome"), sent | {"dissents": page.context["named"]} | facts)


def test_the_outcome_is_read_back_before_it_is_set(office, meeting, item):
    page = read_back(office, item, "consensus", review_on="2028-01-31")
    assert "Samverkansrådet ställer sig bakom det som står här, i samsyn." in text(page)
    assert fresh(item).outcome == ""
    answer = confirm(office, item, page, review_on="2028-01-31")
    assert answer.url == item.url("sitting_item")
    position = Position.objects.get()
    assert (position.text, position.review_on) == (item.proposed_position, dt.date(2028, 1, 31))


def test_the_next_item_is_taken_up_in_the_press_that_sets_the_outcome(office, meeting, item):
    assert 'type="radio"' not in text(office.get(item.url("sitting_item")))
    second = meeting.items.get(number=2)
    page = read_back(office, item, "consensus")
    assert f"Ja, och ta upp nästa: 2. {second}" in text(page)
    answer = confirm(office, item, page, on="2")
    assert (fresh(item).outcome, answer.url) == ("adopted", f"{second.url('sitting_item')}#punkt")
    assert Sitting.objects.get(meeting=meeting).item == second
    assert "ta upp nästa" not in text(read_back(office, second, "noted"))


def test_an_information_is_noted_in_one_press_and_what_is_to_be_read_stands_beside_it(office, meeting):
    second = meeting.items.get(number=2)
    page = office.get(second.url("sitting_item"))
    first = meeting.items.get(number=1)
    assert "Rådet noterar informationen." in text(page)
    assert 'name="on" value="1">Informationen noterad, och ta upp nästa: 1. Samordnat' in text(page)
    sent = {"choice": "noted", "seen": page.context["recorded"], "on": "1"}
    answer = office.post(second.url("sitting_outcome"), sent)
    assert (fresh(second).outcome, answer.url) == ("noted", f"{first.url('sitting_item')}#punkt")
    offered = 'type="hidden" name="choice"'
    shown = [text(office.get(each.url("sitting_item"))) for each in (first, second)]
    assert [offered in each for each in shown] == [False, False], "a position is read back before it is set"


def test_the_last_outcome_leads_to_the_closing(office, meeting, item):
    acts.handle(item)
    second = meeting.items.get(number=2)
    assert confirm(office, second, read_back(office, second, "noted")).url == meeting.url("closing")
    sent = {"outcome": "noted", "seen": marks(fresh(second).recorded), "discussion": "Mer."}
    assert office.post(second.url("item_outcome"), sent).url == meeting.url("closing")


def test_the_possible_outcomes_follow_the_type_and_the_dissent_that_stands(meeting, item, member):
    def keys(each):
        return [one.key for one in endings(each, list(each.dissents.standing().with_author()))]

    others = ["referred_back", "postponed", "no_consensus", "withdrawn"]
    assert keys(meeting.items.get(number=2)) == ["noted", "postponed", "withdrawn"]
    assert keys(item) == ["consensus", *others]
    acts.dissent(item, member)
    assert keys(item) == ["dissent", *others]


def test_no_position_is_adopted_on_the_day_while_nobody_who_may_take_it_is_called_out(office, meeting, item):
    meeting.attendances.update(status="absent")
    page = office.get(item.url("sitting_item"))
    assert "consensus" not in [each.key for each in page.context["endings"]]
    assert "Ingen som får ta ställning på punkten är antecknad som närvarande." in text(page)
    assert read_back(office, item, "consensus").status_code == 422
    with pytest.raises(Refused, match="Ropa upp dem innan"):
        acts.handle(item)


def test_a_dissent_lodged_while_the_outcome_is_read_back_is_told(office, item, member):
    page = read_back(office, item, "consensus")
    acts.dissent(item, member)
    confirm(office, item, page, choice="dissent")
    assert fresh(item).outcome == ""


def test_a_wording_changed_while_the_outcome_is_read_back_is_told(office, item, secretary):
    page = read_back(office, item, "consensus")
    write_text(item, by=secretary, wording="Rådet förordar något annat.")
    assert confirm(office, item, page).status_code == 409
    assert not Position.objects.exists()


def test_what_is_written_meanwhile_hinders_no_outcome(office, item, secretary):
    page = read_back(office, item, "referred_back")
    write_text(item, by=secretary, discussion="Samtal.")
    confirm(office, item, page)
    assert (fresh(item).outcome, fresh(item).discussion) == ("referred_back", "<p>Samtal.</p>")


def test_an_item_that_is_withdrawn_at_the_meeting_leaves_a_line_in_the_minutes(office, meeting, item):
    confirm(office, item, read_back(office, item, "withdrawn"), reason="Underlaget drogs tillbaka.")
    acts.handle(meeting.items.get(number=2))
    sections = compile_record(acts.close(meeting).minutes.get())["sections"]
    told = next(each for each in sections if each["title"].endswith("(utgår)"))
    assert (told["number"], told["text"]) == (None, f"Punkt 1 på dagordningen. {item.lifts.get().sentence}")


def test_an_outcome_that_is_not_chosen_or_not_possible_is_told_of_where_it_is_chosen(office, item, member):
    answer = read_back(office, item, "", review_on="2028-01-31")
    assert answer.context["refused"] == {"settle": "Välj hur punkten slutade."}
    assert answer.context["settle_form"]["review_on"].value() == "2028-01-31"
    page = read_back(office, item, "consensus")
    acts.dissent(item, member)
    refused = confirm(office, item, page, choice="dissent")
    assert (refused.status_code, list(refused.context["refused"])) == (422, ["settle"])


def test_a_reason_that_is_too_long_is_kept(office, item):
    page = confirm(office, item, read_back(office, item, "withdrawn"), reason="ord " * 100)
    assert (page.status_code, page.context["form"]["reason"].value()) == (422, "ord " * 100)


def test_an_outcome_is_taken_back_on_the_page(office, item):
    acts.handle(item)
    seen = office.get(item.url("sitting_item")).context["recorded"]
    office.post(item.url("sitting_outcome"), {"undo": "1", "seen": seen})
    assert fresh(item).stage == "on_agenda"


def test_the_next_one_is_the_next_without_an_outcome(meeting, item):
    second = meeting.items.get(number=2)
    assert following(agenda_of(meeting), second) == item
    acts.handle(item)
    assert following(agenda_of(meeting), second) is None


# Commitments


def test_who_does_what_by_when_stands_in_the_minutes(office, meeting, item):
    due = dt.date(2027, 3, 1)
    sent = {"who": "Kansliet", "what": "Skickar yttrandet.", "due": f"{due}"}
    office.post(item.url("sitting_commitments"), sent)
    office.post(item.url("sitting_commitments"), {"who": "Timrå", "what": "Utser en kontakt."})
    for each in meeting.items.all():
        acts.handle(each)
    meeting = acts.close(meeting)
    sections = compile_record(meeting.minutes.get())["sections"]
    [told] = [section["commitments"] for section in sections if "commitments" in section]
    assert told == [
        {"who": "Kansliet", "what": "Skickar yttrandet.", "due": "1 mars 2027"},
        {"who": "Timrå", "what": "Utser en kontakt.", "due": ""},
    ]
    assert "Utser en kontakt." in text(office.get(meeting.url("minutes")))


def test_a_commitment_without_who_is_asked_for_and_one_may_be_taken_away(office, item, secretary):
    answer = office.post(item.url("sitting_commitments"), {"what": "Räknar."})
    assert answer.context["refused"] == {"commitments": "Skriv vem som åtar sig det."}
    assert answer.context["commitment_form"]["what"].value() == "Räknar."
    kept = add_commitment(item, who="Kansliet", what="Räknar.", by=secretary)
    office.post(item.url("sitting_commitments"), {"remove": kept.pk})
    assert not Commitment.objects.exists()


@pytest.mark.both
def test_commitments_stand_with_the_minutes(regional, secretary):
    meeting = acts.summoned(regional)
    item = meeting.items.get()
    add_commitment(item, who="Kansliet", what="Räknar.", by=secretary)
    acts.handle(item)
    acts.approved(acts.close(meeting))
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.update(what="Något annat.")


def test_a_stale_outcome_is_a_conflict(item, secretary):
    seen = marks(item.recorded)
    record_outcome(item, by=secretary, outcome="referred_back")
    with pytest.raises(Conflict):
        record_outcome(item, by=secretary, outcome="no_consensus", seen=seen)


def test_what_is_typed_as_html_is_kept_in_our_few_tags_and_opens_in_the_editor(office, item, secretary):
    plain = office.get(item.url("sitting_item")).content.decode()
    assert "js/rich.js" not in plain
    saved = write_text(item, by=secretary, discussion='<p>Ett <b title="x">ord</b></p><nav>Två</nav>')
    assert saved.discussion == "<p>Ett <strong>ord</strong></p><p>Två</p>"
    assert "js/rich.js" in office.get(item.url("sitting_item")).content.decode()
