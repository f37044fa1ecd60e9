"""Every verb × every stage × every role, tried for real: who may do what, and when.

The outcome is `docs/permissions.md`. A change of rights shows there as a changed line; `script/permissions`
writes it anew. A new verb without a case here fails the suite.
"""

import importlib
import inspect
import os
import pkgutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone

import meetings.workflow
import strategy.workflow
from councils import erasure, invitations, personal_data
from councils import workflow as seats
from councils.models import Council, Organisation
from meetings.models import Feedback
from meetings.workflow import consultation, follow_up, minutes, neighbour, recurring, sitting, takeover, year
from meetings.workflow.adjournment import adjourn, remove_adjournment, resume
from meetings.workflow.agenda import (
    add_break,
    approve_agenda,
    ask_for_approval,
    order_items,
    remove_break,
    return_agenda,
)
from meetings.workflow.answer import answer_for, answer_summons, withdraw_answer
from meetings.workflow.archive import ask_for_package
from meetings.workflow.attendance import call_out, note_movement, record_attendance, remove_movement
from meetings.workflow.correction import abandon_correction, begin_correction, correct_passage
from meetings.workflow.decision import record_decision
from meetings.workflow.dissent import correct_dissent, join_dissent, withdraw_dissent
from meetings.workflow.document import (
    attach_document,
    change_document,
    remove_document,
    replace_document,
)
from meetings.workflow.evaluation import decline_evaluation
from meetings.workflow.feedback import receive_feedback, send_feedback
from meetings.workflow.formality import record_formalities
from meetings.workflow.goal import finish_relinking, relink
from meetings.workflow.guest import invite_guest, revoke_guest
from meetings.workflow.item import (
    add_item,
    continue_item,
    edit_item,
    put_on_agenda,
)
from meetings.workflow.letter import send_again
from meetings.workflow.lift import lift_item, return_item
from meetings.workflow.meeting import (
    cancel_meeting,
    change_meeting,
    close_meeting,
    plan_meeting,
    reinstate_meeting,
    reopen_meeting,
)
from meetings.workflow.note import change_note, remove_note, write_note
from meetings.workflow.outcome import record_outcome
from meetings.workflow.paper_request import answer_request, ask_for_paper, revoke_handed
from meetings.workflow.plan import adopt_plan, correct_adoption
from meetings.workflow.position import publish_position
from meetings.workflow.proposal import (
    ask_for_more,
    comment,
    merge_proposals,
    recommend,
    return_proposal,
    save_proposal,
    schedule_proposal,
    start_proposal,
    submit_proposal,
    take_up,
    withdraw_proposal,
)
from meetings.workflow.proposal_document import remove_from_proposal
from meetings.workflow.read_mark import mark_read, mark_unread
from meetings.workflow.reminder import remind_awaited
from meetings.workflow.retelling import discard_retelling, undo_retelling
from meetings.workflow.round import answer_round
from meetings.workflow.screen import close_screen, open_screen
from meetings.workflow.stance import (
    confirm_dissent,
    publish_stance,
    record_stance,
    unpublish_stance,
    withdraw_stance,
)
from meetings.workflow.statement import lodge_statement, withdraw_statement
from meetings.workflow.summons import send_summons, send_update
from meetings.workflow.wish import answer_wish, want_change
from rus_portal.core.refusal import Refused
from rus_portal.demo.people import person_for
from rus_portal.signin import recognised
from strategy.models import FocusArea, StrategicPlan, Strategy
from strategy.statistics.reading import read
from strategy.workflow import indicator as indicators
from strategy.workflow import plan as plans
from strategy.workflow import strategy as strategies
from strategy.workflow.focus_area import serve_goals
from strategy.workflow.goals import tie_goals
from tests import acts
from tests.begun import (
    LATER,
    RESULT,
    afresh,
    announce,
    appointment,
    approved,
    area,
    asked_of,
    brought_in,
    called,
    cancelled,
    closed_consultation,
    committed,
    correcting,
    dissent_of,
    document,
    edition,
    enclosed,
    ended_area,
    ended_goal,
    failed_letter,
    guest_of,
    in_a_month,
    indicator,
    item,
    kept_retelling,
    known_at_work,
    late,
    left_dissent,
    left_long_ago,
    left_stance,
    lifted,
    measured_indicator,
    moved,
    new_goal,
    new_strategy,
    note_of,
    own_dissent,
    own_seat,
    paused,
    postponed,
    recurs,
    statement_of,
    thought,
    told_to_nobody,
    typed_in,
    undertaken,
    vacant_seat,
    wish_of,
    with_late_item,
)
from tests.conftest import of_the_test
from tests.strategy.files import jsonstat
from tests.world import ROLES

PAGE = Path(settings.BASE_DIR) / "docs" / "permissions.md"
STAGES = ("planned", "convened", "held", "in approval", "approved", "published")
# Called by other verbs, which have asked; or by a command, for nobody; or only call one that is tried here;
# or only put together what the reader may open.
ASKED_BY_OTHERS = {"ask_for", "begin_agenda", "publish_positions", "look_at", "look_at_minutes"}
ASKED_BY_OTHERS |= {"look_at_document", "look_at_put_right", "look_to_approve"}
ASKED_BY_OTHERS |= {"log_writing", "answer_by_writing", "go", "keep", "void_approvals"}
ASKED_BY_OTHERS |= {"lead_off", "bring_back", "landing", "put_down", "copy_documents", "tell_writers"}
ASKED_BY_OTHERS |= {"tell_approvers", "give", "give_back", "withdraw", "follow_who_serves"}
ASKED_BY_OTHERS |= {"shut_screens", "watch_approved", "write"}
ASKED_BY_OTHERS |= {"send_marked", "lapse", "corrected", "tell_keepers"}
ASKED_BY_OTHERS |= {"register", "note_package"}
ASKED_BY_OTHERS |= {"print_for_approval"}  # the first half of `approve_minutes`, which writes nothing
# Concern nobody but the one who acts: how the portal may write, and the private calendar address.
ONES_OWN = {"choose_mail", "new_address", "revoke_address", "follow_neighbours"}


@pytest.fixture
def stages(regional):
    """A meeting of the Regional council in each stage, the held ones with dissent from the member, who was
    there and is asked how they were."""
    found = {"planned": acts.plan(regional, days=40), "convened": acts.summoned(regional, days=0)}
    acts.add(found["planned"])
    for stage in STAGES[2:]:
        found[stage] = acts.held(regional, dissent_by=person_for("member"))
        acts.ask(found[stage], person_for("member"))
    minutes.send_minutes(found["in approval"].minutes.get(), by=person_for("secretary"))
    acts.approved(found["approved"])
    acts.published(found["published"])
    acts.dissent(found["convened"].items.get(), person_for("member"))
    return found


# verb → what is tried in a meeting of each stage. Two-step cases are prepared by the secretary first.
IN_MEETINGS = {
    "change_meeting": lambda m, by: change_meeting(m, by=by, place="Härnösand"),
    "cancel_meeting": lambda m, by: cancel_meeting(m, by=by, reason="Sjukdom."),
    "reinstate_meeting": lambda m, by: reinstate_meeting(cancelled(m), by=by),
    "add_item": lambda m, by: add_item(m, by=by, **acts.complete(title="En till")),
    "edit_item": lambda m, by: edit_item(item(m), by=by, contact="Kansliet"),
    "add_break": lambda m, by: add_break(m, by=by, kind="lunch", minutes=45),
    "remove_break": lambda m, by: remove_break(m.breaks.create(), by=by),
    "order_items": lambda m, by: order_items(m, list(m.items.values_list("pk", flat=True)), by=by),
    "lift_item": lambda m, by: lift_item(item(m), "dropped", by=by),
    "return_item": lambda m, by: return_item(lifted(m), by=by),
    "put_on_agenda": lambda m, by: put_on_agenda(late(m), by=by),
    "attach_document": lambda m, by: attach_document(
        m, ContentFile(b"x", name="a.pdf"), by=by, title="Papper"
    ),
    "remove_document": lambda m, by: remove_document(document(m), by=by),
    "replace_document": lambda m, by: replace_document(document(m), ContentFile(b"y", name="a.pdf"), by=by),
    "change_document": lambda m, by: change_document(document(m), by=by, title="Annan titel"),
    "ask_for_approval": lambda m, by: ask_for_approval(m, by=by),
    "ask_for_package": lambda m, by: ask_for_package(m, by=by),
    "approve_agenda": lambda m, by: approve_agenda(asked_of(m), by=by),
    "return_agenda": lambda m, by: return_agenda(asked_of(m), by=by, text="Byt ordning."),
    "send_summons": lambda m, by: send_summons(approved(m), by=by),
    "send_update": lambda m, by: send_update(with_late_item(m), by=by),
    "record_attendance": lambda m, by: record_attendance(m, [], by=by),
    "call_out": lambda m, by: call_out(m, [], by=by),
    "note_movement": lambda m, by: note_movement(called(m), item(m), "left", by=by),
    "remove_movement": lambda m, by: remove_movement(moved(m), by=by),
    "adjourn": lambda m, by: adjourn(m, by=by, begins=m.starts),
    "resume": lambda m, by: resume(paused(m), by=by, ends=m.ends),
    "remove_adjournment": lambda m, by: remove_adjournment(paused(m), by=by),
    "turn_to": lambda m, by: sitting.turn_to(item(m), by=by),
    "write_text": lambda m, by: sitting.write_text(item(m), by=by, discussion="Samtal."),
    "open_screen": lambda m, by: open_screen(m, by=by),
    "close_screen": lambda m, by: close_screen(m, by=by),
    "answer_round": lambda m, by: answer_round(item(m), {}, by=by),
    "add_commitment": lambda m, by: sitting.add_commitment(item(m), who="Kansliet", what="Räknar.", by=by),
    "remove_commitment": lambda m, by: sitting.remove_commitment(committed(m), by=by),
    "record_formalities": lambda m, by: record_formalities(m, {"opening": "Öppnat."}, by=by),
    "record_outcome": lambda m, by: record_outcome(item(m), by=by, outcome="referred_back"),
    "continue_item": lambda m, by: continue_item(
        postponed(m), plan_meeting(m.council, by=person_for("secretary"), date=LATER), by=by
    ),
    "lodge_dissent": own_dissent,
    "join_dissent": lambda m, by: join_dissent(dissent_of(m), seat=own_seat(m, by), by=by),
    "correct_dissent": lambda m, by: correct_dissent(
        typed_in(m).item, acts.seat_of(person_for("opposition"), m.council), by=by, text="Vi avstår."
    ),
    "withdraw_dissent": lambda m, by: withdraw_dissent(dissent_of(m), by=by),
    "evaluate": lambda m, by: acts.answer(m.evaluators.get(), by=by),
    "decline_evaluation": lambda m, by: decline_evaluation(m.evaluators.get(), by=by),
    "lodge_statement": lambda m, by: lodge_statement(
        item(m), seat=own_seat(m, by), text="Vi noterar.", by=by
    ),
    "withdraw_statement": lambda m, by: withdraw_statement(statement_of(m), by=by),
    "close_meeting": lambda m, by: acts.handle(item(m)) and close_meeting(m, by=by),
    "reopen_meeting": lambda m, by: reopen_meeting(m, by=by),
    "send_minutes": lambda m, by: minutes.send_minutes(m.minutes.get(), by=by),
    "ask_at_once": lambda m, by: minutes.ask_at_once(item(m), by=by),
    "want_change": lambda m, by: want_change(m.minutes.get(), "Rätta.", by=by),
    "answer_wish": lambda m, by: answer_wish(wish_of(m), by=by, is_done=False, answer="Det stämmer."),
    "replace_approver": lambda m, by: minutes.replace_approver(
        m.minutes.get().approvals.get(), person_for("member"), by=by, why="Sjukdom."
    ),
    "recall_minutes": lambda m, by: minutes.recall_minutes(m.minutes.get(), by=by),
    "approve_minutes": lambda m, by: minutes.approve_minutes(m.minutes.get(), by=by),
    "begin_correction": lambda m, by: begin_correction(m.minutes.get(), by=by, what="§ 1.", why="Fel."),
    "correct_passage": lambda m, by: correct_passage(correcting(m), "motet.place", "Timrå", by=by),
    "abandon_correction": lambda m, by: abandon_correction(correcting(m), by=by),
    "publish_minutes": lambda m, by: minutes.publish_minutes(m.minutes.get(), by=by),
    "publish_position": lambda m, by: publish_position(item(m).position, by=by, source="Källan."),
    "record_decision": lambda m, by: record_decision(
        item(m).position, Organisation.objects.get(slug="timra"), by=by, status="planned"
    ),
    "undertake": lambda m, by: follow_up.undertake(
        item(m).position, Organisation.objects.get(slug="timra"), by=by, what="Räknar."
    ),
    "change_undertaking": lambda m, by: follow_up.change_undertaking(undertaken(m), by=by, note="Snart."),
    "tell_result": lambda m, by: follow_up.tell_result(
        item(m).position, Organisation.objects.get(slug="timra"), by=by, **RESULT
    ),
    "correct_result": lambda m, by: follow_up.correct_result(
        follow_up.tell_result(item(m).position, None, by=person_for("secretary"), **RESULT),
        by=by,
        **RESULT | {"text": "Bron står."},
    ),
    "record_funding": lambda m, by: follow_up.record_funding(item(m).position, by=by, programme="Fonden"),
    "change_funding": lambda m, by: follow_up.change_funding(
        follow_up.record_funding(item(m).position, by=person_for("secretary"), programme="Fonden"),
        by=by,
        note="Snart.",
    ),
    "withdraw_told": lambda m, by: follow_up.withdraw_told(undertaken(m), by=by, reason="Fel."),
    "review_position": lambda m, by: follow_up.review_position(item(m).position, by=by, review_on=LATER),
    "send_feedback": lambda m, by: send_feedback(told_to_nobody(m), by=by),
    "receive_feedback": lambda m, by: receive_feedback(
        Feedback.objects.get(minutes__meeting=m, organisation__slug="timra"), by=by
    ),
    "answer_request": lambda m, by: answer_request(ask_for_paper(document(m)), by=by, outcome="whole"),
    "revoke_handed": lambda m, by: revoke_handed(
        answer_request(ask_for_paper(document(m)), by=person_for("secretary"), outcome="whole"), by=by
    ),
    "answer_summons": lambda m, by: answer_summons(m, by=by, answer="excused"),
    "answer_for": lambda m, by: answer_for(m, person_for("member"), by=by, answer="excused"),
    "withdraw_answer": lambda m, by: withdraw_answer(
        typed_in(m).item.meeting, person_for("opposition"), by=by
    ),
    "write_note": lambda m, by: write_note(item(m), by=by, text="Fråga om kostnaden."),
    "change_note": lambda m, by: change_note(note_of(m), by=by, text="Ändrad."),
    "remove_note": lambda m, by: remove_note(note_of(m), by=by),
    "mark_read": lambda m, by: mark_read(m, by=by, items=m.items.all()),
    "mark_unread": lambda m, by: mark_unread(m, by=by, items=m.items.all()),
    "send_again": lambda m, by: send_again(failed_letter(m), by=by),
    "remind_awaited": lambda m, by: remind_awaited(m, "kallelse", by=by),
    "invite_guest": lambda m, by: invite_guest(item(m), by=by, name="Forskare"),
    "revoke_guest": lambda m, by: revoke_guest(guest_of(m), by=by),
    "record_stance": lambda m, by: record_stance(
        item(m), Organisation.objects.get(slug="harnosand"), by=by, status="supports"
    ),
    "publish_stance": lambda m, by: publish_stance(thought(m), by=by),
    "unpublish_stance": lambda m, by: unpublish_stance(
        publish_stance(thought(m), by=person_for("member")), by=by
    ),
    "withdraw_stance": lambda m, by: withdraw_stance(typed_in(m), by=by),
    "confirm_dissent": lambda m, by: confirm_dissent(announce(m, "harnosand", "secretary"), by=by),
    "take_over_dissent": lambda m, by: takeover.take_over_dissent(left_dissent(m), by=afresh(by)),
    "let_dissent_fall": lambda m, by: takeover.let_dissent_fall(left_dissent(m), by=afresh(by)),
    "take_over_stance": lambda m, by: takeover.take_over_stance(left_stance(m), by=afresh(by)),
    "let_stance_fall": lambda m, by: takeover.let_stance_fall(left_stance(m), by=afresh(by)),
}

PROPOSAL_STAGES = ("draft", "proposed", "in_preparation", "ready", "returned", "withdrawn", "scheduled")


# verb → what is tried on a proposal of the official's in each of PROPOSAL_STAGES
ON_PROPOSALS = {
    "save_proposal": lambda p, by: save_proposal(p, by=by, contact="Kansliet"),
    "attach_to_proposal": lambda p, by: acts.enclose(p, by=by),
    "remove_from_proposal": lambda p, by: remove_from_proposal(enclosed(p), by=by),
    "submit_proposal": lambda p, by: submit_proposal(p, by=by),
    "withdraw_proposal": lambda p, by: withdraw_proposal(p, by=by),
    "comment": lambda p, by: comment(p, by=by, text="Bra."),
    "take_up": lambda p, by: take_up(p, by=by),
    "recommend": lambda p, by: recommend(p, by=by),
    "ask_for_more": lambda p, by: ask_for_more(p, by=by, text="Vad kostar det?"),
    "return_proposal": lambda p, by: return_proposal(p, by=by, text="Skriv om."),
    "merge_proposals": lambda p, by: merge_proposals(p, acts.proposed(p.council), by=by),
    "schedule_proposal": lambda p, by: schedule_proposal(p, in_a_month(p.council), by=by),
}


# verb → what is tried on a council, and on the office that keeps it
ON_BODIES = {
    "plan_meeting": lambda c, by: plan_meeting(c, by=by, date=LATER),
    "change_phrases": lambda c, by: sitting.change_phrases(c, "Rådet tackar.", by=by),
    "add_recurring": lambda c, by: recurring.add_recurring(c, by=by, title="Rapport"),
    "change_recurring": lambda c, by: recurring.change_recurring(recurs(c), by=by, title="Annan"),
    "remove_recurring": lambda c, by: recurring.remove_recurring(recurs(c), by=by),
    "change_basics": lambda c, by: seats.change_basics(c, by=by, name="Annat namn"),
    "add_seat": lambda c, by: seats.add_seat(
        c, by=by, organisation=Organisation.objects.get(slug="timra"), capacity="co_opted", title="Ny"
    ),
    "change_seat": lambda c, by: seats.change_seat(vacant_seat(c), by=by, title="Annan"),
    "remove_seat": lambda c, by: seats.remove_seat(vacant_seat(c), by=by),
    "appoint": lambda c, by: seats.appoint(vacant_seat(c), person_for("official"), by=by, begins=LATER),
    "change_appointment": lambda c, by: seats.change_appointment(appointment(c), by=by, ends=LATER),
    "end_appointment": lambda c, by: seats.end_appointment(appointment(c), by=by, ends=LATER),
    "cancel_appointment": lambda c, by: seats.cancel_appointment(
        seats.appoint(vacant_seat(c), person_for("official"), by=person_for("admin"), begins=LATER), by=by
    ),
}


ON_PEOPLE = {
    "remove_basics": lambda by: seats.remove_basics(
        Organisation.objects.create(name="Ny kommun", short_name="Ny", kind="municipality", slug="ny"), by=by
    ),
    "add_basics": lambda by: seats.add_basics(
        Organisation, by=by, name="Ny kommun", short_name="Ny", kind="municipality", slug="ny"
    ),
    "serve_goals": lambda by: serve_goals(FocusArea.objects.first(), by=by, goals=[], confirmed=[]),
    "tie_goals": lambda by: tie_goals(indicator(), by=by, goals=[acts.goal("1.2")]),
    "keep_reading": lambda by: indicators.keep_reading(indicator(), by=by, reading=read(jsonstat())),
    "confirm_import": lambda by: indicators.confirm_import(acts.read_file(indicator(), jsonstat()), by=by),
    "withdraw_import": lambda by: indicators.withdraw_import(acts.measured(indicator(), jsonstat()), by=by),
    "begin_edition": lambda by: plans.begin_edition(StrategicPlan.objects.get(), by=by, year=2027),
    "split_area": lambda by: plans.split_area(area(), by=by, titles=["Ett", "Två"]),
    "merge_areas": lambda by: plans.merge_areas(area(), by=by, into=area(1)),
    "end_area": lambda by: plans.end_area(area(), by=by),
    "bring_back_area": lambda by: plans.bring_back_area(ended_area(), by=by, plan=edition()),
    "adopt_edition": lambda by: acts.adopt_edition(edition(), by=by),
    "adopt_plan": lambda by: adopt_plan(
        edition(),
        by=by,
        councils=[Council.objects.get(slug="regionala-samverkansradet")],
        adopted_on=timezone.localdate(),
        applies_from=timezone.localdate(),
    ),
    "correct_adoption": lambda by: correct_adoption(
        acts.adopt_edition(edition(), by=person_for("secretary")),
        by=by,
        adopted_on=timezone.localdate(),
        adopted_by="Stora samverkansrådet",
        applies_from=timezone.localdate(),
        reason="Fel råd.",
    ),
    "discard_edition": lambda by: plans.discard_edition(edition(), by=by),
    "begin_strategy": lambda by: strategies.begin_strategy(
        Strategy.objects.get(is_own=True), by=by, year_from=2027, year_to=2037
    ),
    "split_goal": lambda by: strategies.split_goal(new_goal(), by=by, titles=["Ett", "Två"]),
    "merge_goals": lambda by: strategies.merge_goals(new_goal(), by=by, into=new_goal("1.2")),
    "end_goal": lambda by: strategies.end_goal(new_goal(), by=by),
    "bring_back_goal": lambda by: strategies.bring_back_goal(ended_goal(), by=by, strategy=new_strategy()),
    "discard_strategy": lambda by: strategies.discard_strategy(new_strategy(), by=by),
    "adopt_strategy": lambda by: strategies.adopt_strategy(
        new_strategy(), by=by, adopted_on=timezone.localdate(), adopted_by="Regionfullmäktige"
    ),
    "relink": lambda by: relink(measured_indicator(), by=by, instead={acts.goal("1.1"): [acts.goal("1.2")]}),
    "finish_relinking": lambda by: finish_relinking(acts.goal("1.1").strategy, by=by),
    "open_consultation": lambda by: acts.consultation(by=by),
    "change_consultation": lambda by: consultation.change_consultation(
        acts.consultation(), by=by, title="Annat"
    ),
    "close_consultation": lambda by: consultation.close_consultation(
        acts.consultation(), by=by, reason="Nu."
    ),
    "reopen_consultation": lambda by: consultation.reopen_consultation(
        closed_consultation(), by=by, reason="Igen.", last_day=LATER
    ),
    "answer_consultation": lambda by: consultation.answer_consultation(
        acts.consultation("timra").answers.get(), by=by, text="Ett svar.", send=True
    ),
    "add_person": lambda by: seats.add_person(by=by, name="Ny person"),
    "change_person": lambda by: seats.change_person(person_for("official"), by=by, name="Nytt namn"),
    "change_mandate": lambda by: seats.change_mandate(
        [(Council.objects.get(slug="regionala-samverkansradet").seats.first(), None, "")],
        by=by,
        first_day=LATER,
    ),
    "start_proposal": lambda by: start_proposal(
        Council.objects.get(slug="regionala-samverkansradet"),
        by=by,
        organisation=Organisation.objects.get(slug="timra"),
        title="Nytt förslag",
    ),
    "invite_again": lambda by: invitations.invite_again(person_for("official"), by=by),
    "export": lambda by: personal_data.export(person_for("member"), by=by),
    "let_in_anew": lambda by: recognised.let_in_anew(known_at_work(), by=by),
    "erase_contact_details": lambda by: erasure.erase_contact_details(left_long_ago(), by=by),
    "save_retelling": lambda by: kept_retelling(by),
    "discard_retelling": lambda by: discard_retelling(kept_retelling(), by=by),
    "bring_in": lambda by: brought_in(by),
    "undo_retelling": lambda by: undo_retelling(brought_in(), by=by),
    "add_neighbour": lambda by: neighbour.add_neighbour(by=by, name="Annan", address="https://a.example/"),
    "remove_neighbour": lambda by: neighbour.remove_neighbour(
        neighbour.add_neighbour(by=person_for("admin"), name="Annan", address="https://a.example/"), by=by
    ),
    "plan_year": lambda by: year.plan_year(
        [{"council": Council.objects.get(slug="regionala-samverkansradet"), "date": LATER}], by=by
    ),
}


class Undo(Exception):
    pass


def allowed(case, *things):
    """Whether the act goes through; undone either way."""
    try:
        with of_the_test():
            case(*things)
            raise Undo
    except Undo:
        return True
    except (PermissionDenied, Refused, ObjectDoesNotExist):  # the last: there is nothing yet to act on
        return False


@pytest.fixture
def people(substitute):
    """The cast, and a substitute of the member's who serves for nobody."""
    cast = {role: person_for(key) if key else AnonymousUser() for role, key in ROLES.items()}
    return cast | {"substitute": substitute}


@pytest.fixture
def tries(stages, regional):
    """verb → what is tried, and on what, by the word that says when."""
    bodies = {"councils": regional, "the office": Council.objects.get(slug="kansliet")}
    proposed = {stage: acts.proposed(regional, stage) for stage in PROPOSAL_STAGES}
    of_each = ((IN_MEETINGS, stages), (ON_PROPOSALS, proposed), (ON_BODIES, bodies))
    on = {verb: (case, things) for cases, things in of_each for verb, case in cases.items()}
    return on | {verb: (lambda _, by, case=case: case(by), {"yes": None}) for verb, case in ON_PEOPLE.items()}


HEAD = """# Who may do what, and when

Tried for real by `tests/test_rights.py`: every verb, by every role, on a meeting of the Regional council in
each stage. `script/permissions` writes this page anew. The reasons a person is given stand in
`rus_portal/core/permissions.py`. The member and the opposition sit for Härnösand; it is the member's
dissent that is tried for withdrawal, and the member alone is asked how the meeting was; it is what the
secretary announced for Härnösand that is tried for confirmation, and for takeover when the opposition has
come to hold the member's seat, as the chair that of the official from Timrå. The outsider sits only in the
Grand council, and the substitute serves for nobody: whoever serves may what a member may. What is decided
and received is Timrå's. `publish_position` is for history whose minutes are not kept here.

"""


def page(table, roles):
    lines = ["| | " + " | ".join(roles) + " |", "|---|" + "---|" * len(roles)]
    for verb in [*IN_MEETINGS, *ON_PROPOSALS, *ON_BODIES, *ON_PEOPLE]:
        cells = [table[verb, role] or "–" for role in roles]
        lines.append(f"| `{verb}` | " + " | ".join(cells) + " |")
    return HEAD + "\n".join(lines) + "\n"


def test_who_may_what_is_as_the_page_says_where_anyone_may_anything(tries, people):
    """Everyone tries where somebody may, and the public never may. Where nobody may, whoever it is, the
    secretary tries, who may most."""
    rows = [[cell.strip(" `") for cell in row.split("|")[1:-1]] for row in PAGE.read_text().splitlines()[13:]]
    roles, told = (*ROLES, "substitute"), {verb: cells for verb, *cells in rows}
    assert told.keys() == tries.keys()
    for verb, (case, things) in tries.items():
        may = {role: when.split(", ") for role, when in zip(roles, told[verb], strict=True)}
        assert may["public"] == ["–"]
        for word, thing in things.items():
            everyone = roles if any(word in when for when in may.values()) else ["secretary"]
            found = {role for role in everyone if allowed(case, thing, people[role])}
            assert found == {role for role in roles if word in may[role]}, f"{verb}, {word}"


@pytest.mark.evidence
def test_the_page_of_permissions_tells_what_the_verbs_do_and_the_public_does_nothing(tries, people):
    table = {
        (verb, role): ", ".join(word for word, thing in things.items() if allowed(case, thing, by))
        for role, by in people.items()
        for verb, (case, things) in tries.items()
    }
    assert {verb for (verb, role), when in table.items() if role == "public" and when} == set()
    told = page(table, [*ROLES, "substitute"])
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(told)
    assert PAGE.read_text() == told


def test_every_verb_is_tried():
    modules = [
        importlib.import_module(f"{room.__name__}.{module.name}")
        for room in (meetings.workflow, strategy.workflow)
        for module in pkgutil.iter_modules(room.__path__)
    ]
    found = {
        name
        for module in [seats, invitations, personal_data, erasure, recognised, *modules]
        for name, verb in vars(module).items()
        if inspect.isfunction(verb)
        and verb.__module__ == module.__name__
        and not name.startswith("_")
        and "by" in inspect.signature(verb).parameters
    }
    assert found - ASKED_BY_OTHERS - ONES_OWN == {*IN_MEETINGS, *ON_PROPOSALS, *ON_BODIES, *ON_PEOPLE}
