"""What the journal tells of meetings and proposals, and to whom.

An entry says more than its subject: who answered the summons, what a document is called, how a text read
before. So those who keep the council read it all, and nobody else in the office more than what is open to
everyone, of what they may see. Whoever has done something reads that, as long as the subject is to be seen.
"""

from functools import cache

from django.db.models import OuterRef, Q

from councils.journal import entries, history_of
from councils.models import Appointment, Council, JournalEntry
from meetings.models import (
    AgendaItem,
    Consultation,
    ConsultationAnswer,
    Document,
    Letter,
    Lift,
    Meeting,
    Minutes,
    PaperRequest,
    Position,
    RecurringItem,
)
from meetings.models.consultation import SHOWN_TO_ALL, is_of_the_office
from meetings.models.visibility import kept_by
from rus_portal.core.permissions import may_keep
from rus_portal.core.prepared import Rows
from rus_portal.core.standing import standing_of

# Their sentences say nothing that is not on the public page of the subject.
OPEN = [
    *("plan_meeting", "cancel_meeting", "close_meeting", "seal_minutes", "publish_minutes"),
    *("publish_position", "record_decision"),
]
OF_DOCUMENTS = [
    *("attach_to_proposal", "remove_from_proposal", "attach_document", "remove_document"),
    *("replace_document", "guest_upload"),
]
OF_STANCES = [
    *("record_stance", "withdraw_stance", "take_over_stance", "let_stance_fall", "give_back_stance"),
    *("lodge_dissent", "correct_dissent", "confirm_dissent", "withdraw_dissent"),
    *("take_over_dissent", "let_dissent_fall", "give_back_dissent"),
]


def _kept(person):
    """What the person's office keeps, of each kind that the journal tells of."""
    return {
        Meeting: kept_by(person, ""),
        AgendaItem: kept_by(person) | kept_by(person, "") & ~Q(stage=AgendaItem.Stage.DRAFT),
        Document: kept_by(person) | kept_by(person, "item") & ~Q(item__stage=AgendaItem.Stage.DRAFT),
        Minutes: kept_by(person),
        Position: kept_by(person, "item__meeting"),
        Letter: kept_by(person),
        PaperRequest: kept_by(person),
        RecurringItem: kept_by(person, ""),
        Consultation: Q(),  # everyone's
    }


def untold(person):
    """The entries that the person is not told of. What was done to a thing that is gone is told to the office
    that did it."""
    of_kinds = _kept(person)
    labels = [model._meta.label_lower for model in (*of_kinds, ConsultationAnswer)]
    standing = standing_of(person)
    keeps = standing.keeps
    colleagues = Rows(_sitting_in, keeps)
    served = Q(subject_id__in=Rows(Council.objects.filter, Q(office__in=keeps)))
    found = Q(subject_type__startswith="meetings.") & ~Q(subject_type__in=labels)
    found |= Q(subject_type=Council._meta.label_lower, act="remove_recurring") & ~served
    for model, kept in of_kinds.items():
        rows = model._default_manager
        told = _is_one(model, kept)
        if hasattr(rows, "shown_to"):
            seen = _is_one(model, rows.shown_to(person))
            told |= seen & (Q(act__in=OPEN) | Q(by=person))
        told |= Q(by__in=colleagues) & ~_is_one(model, Q())
        found |= _about(model) & ~told
    sent = Q(sent_at__isnull=False) if is_of_the_office(person) else SHOWN_TO_ALL
    return found | _about(ConsultationAnswer) & ~_is_one(ConsultationAnswer, sent)


def _about(model):
    return Q(subject_type=model._meta.label_lower)


def _is_one(model, condition):
    """The entry's subject is a row for which the condition holds: asked of that row alone, so that a page of
    the journal costs the same however many rows there are."""
    return Q(subject_id__in=Rows(_subject(model), condition))


@cache
def _subject(model):
    rows = model._default_manager
    return lambda condition: rows.filter(condition, pk=OuterRef("subject_id")).values("pk")


def _sitting_in(councils):
    return Appointment.objects.filter(seat__council__in=councils).values("person")


def told_of_meeting(person, meeting, beyond, down, which):
    """What the person is told of the meeting, its items, minutes, positions and letters: `which` of it, as
    `councils.journal.entries` says."""
    kinds = (
        (AgendaItem, Q(meeting=meeting) | Q(pk__in=Rows(_lifted_off, meeting))),
        (Minutes, Q(meeting=meeting)),
        (Position, Q(item__meeting=meeting)),
        (Letter, Q(meeting=meeting)),
    )
    about = Q(subject_type=Meeting._meta.label_lower, subject_id=meeting.pk)
    for model, belonging in kinds:
        about |= Q(subject_type=model._meta.label_lower, subject_id__in=Rows(_ids(model), belonging))
    return entries(beyond & about, JournalEntry.objects.shown_to(person), down, which)


@cache
def _ids(model):
    rows = model._default_manager
    return lambda condition: rows.filter(condition).order_by().values("pk")


def _lifted_off(meeting):
    return Lift.objects.filter(meeting=meeting).values("item")


def proposal_history(person, item):
    """For those who prepare the proposal: without its documents, which are not all for them, and without
    what organisations have said of it."""
    history = history_of(item)
    return history if may_keep(person, item.council) else history.exclude(act__in=OF_DOCUMENTS + OF_STANCES)
