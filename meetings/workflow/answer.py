"""The answer to a summons, one for each organisation that a person comes for, and the letter to a substitute
that follows from it."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.mail import letters, takeovers
from meetings.models import Meeting, SummonsAnswer
from meetings.planning.answers import for_whom
from meetings.planning.invitees import homes_of, substitutes_for
from meetings.workflow.letter import queue, to_substitute
from meetings.workflow.locks import locked_meeting
from meetings.workflow.takeover import follow_who_serves
from rus_portal.core.permissions import may_answer_for, may_answer_summons, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_seen, require_still, require_untouched
from rus_portal.core.standing import home_organisations
from rus_portal.core.words import day

Answer = SummonsAnswer.Answer
KEPT_FROM_COMING = (Answer.EXCUSED, Answer.SUBSTITUTE)


@transaction.atomic
def answer_summons(meeting, *, by, answer, organisation=None, substitute=None, note="", seen=None, at=None):
    """Say whether one comes for the organisation, which need not be said where there is only one; it may be
    changed until the meeting begins. `seen` are the marks of the answer that the writer saw."""
    meeting = locked_meeting(meeting)
    require(may_answer_summons(by, meeting))
    row = _row(meeting, by, organisation)
    if row.organisation_id not in home_organisations(by, meeting):
        raise Refused(f"Du har ingen plats för {row.organisation} på mötet.")
    return _answer(row, answer, substitute, note, by=by, seen=seen, at=at)


@transaction.atomic
def answer_for(
    meeting, person, *, by, answer, organisation=None, substitute=None, note="", seen=None, at=None
):
    """The secretariat records an answer that an invitee gave it, as by telephone."""
    meeting = locked_meeting(meeting)
    row = _row(meeting, person, organisation)
    require(may_answer_for(by, row))
    return _answer(row, answer, substitute, note, by=by, seen=seen, at=at)


@transaction.atomic
def withdraw_answer(meeting, person, *, by, organisation=None, seen=None, at=None):
    """The secretariat takes back an answer that it recorded for an invitee, who then has not answered."""
    meeting = locked_meeting(meeting)
    row = _row(meeting, person, organisation)
    require(may_answer_for(by, row))
    if row.pk is None:
        raise Refused("Det finns inget svar att ta bort.")
    require_untouched(row, seen)
    row.answered_at = at or timezone.now()
    was, before, row.substitute = row.words, row.substitute, None
    sentence = f"Kansliet tog bort det svar som det antecknat från {person}{for_whom(row)}."
    told = {"before": {"answer": was}}
    journal.log("withdraw_answer", meeting, sentence, by=by, at=row.answered_at, **told)
    _tell_author(row, was, "", by=by)
    _tell_substitutes(row, before)
    row.delete()
    follow_who_serves(meeting, by=by, at=row.answered_at)


def _row(meeting, person, organisation):
    """The answer that the person has given for the organisation, or a new one; without a name that of the
    only one there is."""
    given = meeting.answers.filter(person=person).select_related("substitute", "organisation")
    homes = homes_of(person, meeting) or [each.organisation for each in given]
    if organisation is None and len(homes) > 1:
        raise Refused("Välj vilken organisation svaret gäller.")
    organisation = organisation or next(iter(homes), None)
    row = given.filter(organisation=organisation).first()
    row = row or SummonsAnswer(meeting=meeting, person=person, organisation=organisation)
    row.meeting, row.person = meeting, person
    return row


def _answer(row, answer, substitute, note, *, by, seen, at):
    meeting, person = row.meeting, row.person
    substitute = substitute if answer == Answer.SUBSTITUTE else None
    require_seen(row, {"answer": answer, "substitute": substitute, "note": note.strip()}, seen)
    require_still(row, seen, "when")
    said, was = row.answer, row.words if row.noted_by_id and person != by else ""
    before, row.substitute = row.substitute, substitute
    if row.substitute and row.substitute != before:
        _require_free(row)
    row.noted_by = None if person == by else by
    row.answer, row.note, row.answered_at = answer, note.strip(), at or timezone.now()
    row.full_clean()
    row.save()
    if row.substitute != before:
        _tell_substitutes(row, before)
    if answer in KEPT_FROM_COMING and said not in KEPT_FROM_COMING and not meeting.has_begun:
        _tell_who_counted_on(row)
    who = f"{person} svarade på kallelsen" if person == by else f"Kansliet antecknade svaret från {person}"
    sentence = f"{who}{for_whom(row)}: {row.get_answer_display().lower()}."
    act, told = "answer_summons" if person == by else "answer_for", {}
    if was not in ("", row.words):
        told = {"before": {"answer": was}, "after": {"answer": row.words}}
        _tell_author(row, was, row.words, by=by)
    journal.log(act, meeting, sentence, by=by, at=row.answered_at, **told)
    follow_who_serves(meeting, by=by, at=row.answered_at)
    return row


def _tell_author(row, was, now, *, by):
    told = {"before": was, "after": now, "by": by, "at": row.answered_at}
    queue(takeovers.put_right(row, row.meeting, [row.person], "dig som svar på kallelsen", **told))


def _require_free(row):
    """Refuse a substitute who may not come in the person's place, has declined or is taken by another."""
    its = row.meeting.answers.counting().filter(organisation=row.organisation)
    others = its.exclude(person=row.person).select_related("person")
    if row.substitute not in substitutes_for(row.person, row.meeting, row.organisation):
        raise Refused(f"{row.substitute} är inte ersättare för din plats.", about="substitute")
    if others.filter(person=row.substitute, answer__in=KEPT_FROM_COMING).exists():
        hindered = f"{row.substitute} har själv anmält förhinder. Välj en annan ersättare."
        raise Refused(hindered, about="substitute")
    taken = others.filter(substitute=row.substitute).first()
    if taken:
        busy = f"{row.substitute} ersätter redan {taken.person}. Välj en annan ersättare."
        raise Refused(busy, about="substitute")


def _tell_substitutes(row, before):
    if row.meeting.has_begun:
        return
    told = [*to_substitute(row, before, is_asked=False)] if before else []
    told += to_substitute(row, row.substitute, is_asked=True) if row.substitute else []
    queue(told)


def _tell_who_counted_on(row):
    """Write to the member whose substitute cannot come either."""
    counting = row.meeting.answers.counting().filter(substitute=row.person, organisation=row.organisation)
    for answer in counting.select_related("person", "substitute", "organisation"):
        answer.meeting = row.meeting
        queue([letters.without_substitute(answer, row)])


def forget_notes(today=None):
    """Erase the messages in the answers to the meetings that are over: they tell of food and allergies, and
    nobody needs them any more. The journal says that, and not what they said. Returns how many."""
    over = Meeting.objects.filter(end_date__lt=today or timezone.localdate())
    over = over.filter(pk__in=SummonsAnswer.objects.exclude(note="").values("meeting"))
    return sum(map(_forget_notes, over.order_by("date", "pk")))


@transaction.atomic
def _forget_notes(meeting):
    meeting = locked_meeting(meeting)
    if count := meeting.answers.exclude(note="").update(note=""):
        what = "Ett meddelande" if count == 1 else f"{count} meddelanden"
        of = f"i svaren på kallelsen till mötet {day(meeting.date)}"
        sentence = f"{what} {of} raderades, eftersom det är över."
        journal.log("forget_notes", meeting, sentence, by=None, at=timezone.now())
    return count
