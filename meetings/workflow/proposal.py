"""A proposal from draft to a place on a meeting: written by anyone with a seat, steered by the preparatory
group and the secretariat.

Changes to a draft are not in the journal: until it is handed in it is its writer's alone.
"""

from django.db import transaction
from django.utils import timezone

from councils import journal
from councils.models import Person
from meetings.agenda import gate
from meetings.models import AgendaItem, Comment
from meetings.workflow.document import discard
from meetings.workflow.item import go, put_texts, save_texts
from meetings.workflow.letter import after_coming, tell_writers
from meetings.workflow.lift import landing, put_down
from meetings.workflow.locks import locked_council, locked_item, locked_items, locked_meeting
from meetings.workflow.registry import register
from rus_portal.core.permissions import (
    may_comment_proposal,
    may_hand_in_proposal,
    may_propose,
    may_steer_proposal,
    may_withdraw_proposal,
    may_write_proposal,
    require,
)
from rus_portal.core.refusal import GONE, Refused
from rus_portal.core.seen import require_seen, require_untouched
from rus_portal.core.words import day

Stage, Kind = AgendaItem.Stage, Comment.Kind


def _say(item, kind, text, *, by, at):
    """Add a comment; the same comment twice in a row is kept once."""
    text = text.strip()
    last = item.comments.order_by("-written_at", "-pk").first()
    if last and (last.person_id, last.kind, last.text) == (by.pk, kind, text):
        return last
    return Comment.objects.create(item=item, person=by, kind=kind, text=text, written_at=at or timezone.now())


def _said(text, sentence):
    if not text.strip():
        raise Refused(sentence)
    return text


# Writing


@transaction.atomic
def start_proposal(council, *, by, organisation, title, at=None):
    """A draft that only its writer sees. Started twice and still empty, it is the same draft."""
    require(may_propose(by))
    if organisation.pk not in {held.seat.organisation_id for held in by.standing.appointments}:
        raise Refused("Du lämnar förslag för en organisation som du har en plats för.")
    if council.kind != council.Kind.COUNCIL:
        raise Refused("Förslag lämnas till ett samverkansråd.")
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    untouched = {"added_by": by, "council": council, "title": title, "stage": Stage.DRAFT, "revision": 0}
    draft = AgendaItem.objects.filter(**untouched).first()
    if draft:
        return draft
    at = at or timezone.now()
    draft = AgendaItem(**untouched, proposed_by=organisation, contact=by.name, added_at=at)
    draft.stage_at, draft.stage_by = at, by
    draft.full_clean()
    draft.save()
    return draft


@transaction.atomic
def save_proposal(item, *, by, seen=None, at=None, goals=None, focus_areas=None, **facts):
    """Save what is written so far. `seen` as for `edit_item`.

    Once handed in, the text must go on passing the gate, and each change is in the journal.
    """
    saved = locked_item(item)
    require(may_write_proposal(by, saved))
    sets = {"goals": goals, "focus_areas": focus_areas}
    change, sets = put_texts(saved, facts, sets, seen or item)
    if not change["after"]:
        return saved
    if saved.stage in AgendaItem.DRAFTED:
        _stop_at_the_gate(saved)
    save_texts(saved, sets)
    log_writing("save_proposal", saved, f"Förslaget ”{saved.title}” ändrades.", by=by, at=at, **change)
    answer_by_writing(saved, by=by, at=at)
    return saved


def log_writing(act, item, sentence, *, by, at, **change):
    """Journal a change to what others may have read: not to a draft, nor what its writer changes before
    handing it in again."""
    if item.stage in AgendaItem.DRAFTED or (item.stage != Stage.DRAFT and item.added_by_id != by.pk):
        journal.log(act, item, sentence, by=by, at=at or timezone.now(), **change)


def answer_by_writing(item, *, by, at):
    """What its writer adds to a proposal also counts as the answer to a question from the group."""
    if item.stage in AgendaItem.DRAFTED and item.added_by_id == by.pk and _is_asked(item):
        _say(item, Kind.COMMENT, "Förslaget är kompletterat.", by=by, at=at)


def _is_asked(item):
    return AgendaItem.objects.with_talk().get(pk=item.pk).awaits_answer


def _stop_at_the_gate(item):
    stopped = [(item, need) for need in gate.missing(item)]
    if stopped:
        raise Refused("Förslaget saknar något som ska framgå.", stopped)


@transaction.atomic
def submit_proposal(item, *, by, at=None):
    """Hand in a draft, or again what was returned. It must pass the gate. Sent twice, it counts once."""
    council = locked_council(item.council)
    item = locked_item(item)
    if item.council_id != council.pk:
        raise Refused(GONE)
    if item.stage == Stage.PROPOSED and item.added_by_id == by.pk:
        return item
    require(may_hand_in_proposal(by, item))
    _stop_at_the_gate(item)
    again = " igen" if item.stage == Stage.RETURNED else ""
    sentence = f"Förslaget ”{item.title}” lämnades in{again}."
    go(item, Stage.PROPOSED, "submit_proposal", sentence, by=by, at=at)
    register(item, council, f"Förslaget ”{item.title}”", by=by, at=item.stage_at)
    return item


@transaction.atomic
def withdraw_proposal(item, *, by, seen=None, at=None):
    """Take a proposal back. A draft, which nobody else has seen, is deleted; then None is returned. `seen`
    are the marks of its stage and meeting that the writer saw, here and in the verbs below."""
    item = locked_item(item)
    require_seen(item, {"stage": Stage.WITHDRAWN, "meeting_id": None}, seen)
    require(may_withdraw_proposal(by, item))
    if item.stage == Stage.DRAFT:
        for document in item.documents.all():
            discard(document)
        item.delete()
        return None
    sentence = f"Förslaget ”{item.title}” togs tillbaka."
    told = f"Förslaget ”{item.title}” är avslutat."
    tell_writers(item, "Förslaget går inte vidare", told, by=by, at=at)
    return go(item, Stage.WITHDRAWN, "withdraw_proposal", sentence, by=by, at=at)


# Preparation


@transaction.atomic
def comment(item, *, by, text, at=None):
    item = locked_item(item)
    require(may_comment_proposal(by, item))
    return _say(item, Kind.COMMENT, _said(text, "Skriv vad du vill säga."), by=by, at=at)


@transaction.atomic
def take_up(item, *, by, seen=None, at=None):
    """Into preparation: a proposal that was handed in, or was ready but needs more after all."""
    item = _steered(item, by, Stage.IN_PREPARATION, seen)
    sentence = f"Förslaget ”{item.title}” togs upp till beredning."
    return go(item, Stage.IN_PREPARATION, "take_up", sentence, by=by, at=at)


@transaction.atomic
def recommend(item, *, by, text="", seen=None, at=None):
    """Make it ready for an agenda. The gate is checked again: the text may have changed since handed in."""
    item = _steered(item, by, Stage.READY, seen)
    _stop_at_the_gate(item)
    go(item, Stage.READY, "recommend", f"Förslaget ”{item.title}” tillstyrktes.", by=by, at=at)
    _say(item, Kind.RECOMMENDATION, text, by=by, at=at)
    return item


@transaction.atomic
def ask_for_more(item, *, by, text, seen=None, at=None):
    """Ask its writer for more. The proposal keeps its stage while the writer completes it."""
    item = locked_item(item)
    require_untouched(item, seen, AgendaItem.WHERE)
    _require_unplaced(item, by)
    if item.stage not in (Stage.PROPOSED, Stage.IN_PREPARATION):
        raise Refused("Komplettering begärs medan förslaget bereds.")
    at = at or timezone.now()
    if (
        _say(item, Kind.QUESTION, _said(text, "Skriv vad som behöver kompletteras."), by=by, at=at).written_at
        < at
    ):
        return item  # asked already
    sentence = f"Komplettering av förslaget ”{item.title}” begärdes."
    journal.log("ask_for_more", item, sentence, by=by, at=at)
    asked = f"Förslaget ”{item.title}” behöver kompletteras:"
    tell_writers(item, "Komplettera ditt förslag", asked, said=text, by=by, at=at, writers=[item.added_by])
    return item


@transaction.atomic
def return_proposal(item, *, by, text, seen=None, at=None):
    """Back to its writer, who is told why and may complete it and hand it in again."""
    item = _steered(item, by, Stage.RETURNED, seen)
    why = _said(text, "Skriv varför förslaget lämnas tillbaka. Förslagsställaren ser det.")
    sentence = f"Förslaget ”{item.title}” lämnades tillbaka."
    go(item, Stage.RETURNED, "return_proposal", sentence, by=by, at=at)
    _say(item, Kind.RETURN, why, by=by, at=at)
    told = f"Förslaget ”{item.title}” har lämnats tillbaka till dig. Komplettera det och skicka in det igen:"
    heading = "Förslaget är tillbaka hos dig"
    tell_writers(item, heading, told, said=why, by=by, at=at, writers=[item.added_by])
    return item


@transaction.atomic
def merge_proposals(item, into, *, by, seen=None, at=None):
    """Two proposals become one: `item` goes out of preparation, its text stays readable under `into`, and its
    documents and its followers go over to `into`."""
    item, into = locked_items(item, into)
    require_seen(item, {"stage": Stage.WITHDRAWN, "meeting_id": None}, seen)
    _require_unplaced(item, by)
    if item == into or item.council != into.council or into.stage not in AgendaItem.DRAFTED:
        raise Refused("Välj ett annat förslag under beredning till samma råd.", about="into")
    item.merged_into = into
    item.save(update_fields=["merged_into"])
    item.merged.update(merged_into=into)
    item.documents.update(item=into)
    if into.meeting:
        into.documents.filter(meeting=None).update(meeting=into.meeting, added_at=at or timezone.now())
    sentence = f"Förslaget ”{item.title}” sammanfördes med ”{into.title}”."
    go(item, Stage.WITHDRAWN, "merge_proposals", sentence, by=by, at=at)
    journal.log("merge_proposals", into, sentence, by=by, at=item.stage_at)
    for each in (item, into):
        told = {"by": by, "at": item.stage_at, "writers": [each.added_by]}
        tell_writers(each, "Två förslag har blivit ett", sentence, **told)
    return into


def _steered(item, by, to, seen):
    """The locked row of a proposal that has no place on a meeting yet, and is led `to` another stage. What
    happened meanwhile comes before what it led to: that the person may not any more."""
    item = locked_item(item)
    require_seen(item, {"stage": to, "meeting_id": None}, seen)
    _require_unplaced(item, by)
    return item


def _require_unplaced(item, by):
    require(may_steer_proposal(by, item))
    if item.meeting_id:
        raise Refused("Förslaget har en plats på ett möte. Lyft det därifrån först.")


# Onto a meeting


@transaction.atomic
def schedule_proposal(item, meeting, *, by, seen=None, at=None):
    """Give a proposal that is ready a place, last on a coming meeting of its council. On a meeting already
    called it waits for the secretariat to put it on the agenda."""
    item, meeting = locked_item(item, to=meeting), locked_meeting(meeting)
    require_seen(item, {"stage": Stage.READY, "meeting_id": meeting.pk}, seen)
    require(may_steer_proposal(by, item))
    if item.meeting_id == meeting.pk:
        return item
    if item.stage != Stage.READY:
        raise Refused("Förslaget måste vara klart innan det får en plats på ett möte.")
    if item.meeting_id:
        raise Refused("Förslaget har redan en plats på ett möte. Lyft det därifrån i stället.")
    at = at or timezone.now()
    sentence = f"Förslaget ”{item.title}” sattes upp på mötet {day(meeting.date)}."
    place = landing(item, meeting, by=by, at=at)
    put_down(item, item.stage, "schedule_proposal", sentence, by=by, at=at, **place)
    after_coming(meeting, at=at)
    told = f"Förslaget ”{item.title}” har fått en plats på mötet med {meeting.title} {day(meeting.date)}."
    tell_writers(item, "Förslaget har fått ett möte", told, by=by, at=at)
    return item
