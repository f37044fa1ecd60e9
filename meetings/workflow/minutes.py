"""Minutes: send for approval, ask another approver, approve, recall, publish. The last approval seals record
and bytes. One § may go the same way by itself, ahead of the rest (docs/adr/0042).

What was approved is what was seen: each approval names what the minutes said, and falls when they come to say
something else.
"""

import hashlib
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from councils import journal
from meetings.mail import letters, takeovers
from meetings.minutes.record import checksum, compile_record, digest, is_approved
from meetings.models import DissentingOpinion, Minutes, MinutesApproval, Position, SealedFile
from meetings.models.seal import WHOLE
from meetings.planning.approvers import approvers_of, possible_approvers
from meetings.sealed import seal
from meetings.workflow.feedback import give_feedback, tell_feedback
from meetings.workflow.letter import queue
from meetings.workflow.locks import locked_item, locked_meetings, locked_minutes, locked_with_councils
from meetings.workflow.masking import open_record, require_masked
from meetings.workflow.position import name_dissenters, publish_positions
from meetings.workflow.round import follow_withdrawal
from meetings.workflow.seal import Sheet, keep_papers, sealed_sheet, stamp_soon
from meetings.workflow.wish import lapse
from rus_portal.core.permissions import (
    may_approve_minutes,
    may_ask_at_once,
    may_publish_minutes,
    may_recall_minutes,
    may_replace_approver,
    may_send_minutes,
    require,
)
from rus_portal.core.prepared import prepared
from rus_portal.core.refusal import Refused, step
from rus_portal.core.seen import require_untouched
from rus_portal.core.words import listed

Stage = Minutes.Stage
PUT_RIGHT = "Uppgifter som står i protokollet rättades."


TRANSITIONS = {
    Stage.DRAFT: {Stage.SENT, Stage.WITHDRAWN},
    Stage.SENT: {Stage.DRAFT, Stage.APPROVED, Stage.WITHDRAWN},
    Stage.APPROVED: {Stage.PUBLISHED},
    Stage.PUBLISHED: set(),
}
WAITS = "{} ska justeras omedelbart. Invänta det, eller ta tillbaka paragrafen."
NO_APPROVERS = "Välj minst en justerare, eller ange mötets ordförande."
UNANSWERED = "Svara på vad de som justerar vill ändra innan protokollet skickas igen."


@transaction.atomic
def send_minutes(minutes, *, by, at=None):
    """Ask the chair and the chosen approvers to approve."""
    minutes = locked_minutes(minutes)
    require(may_send_minutes(by, minutes))
    if why := _why_not_sent(minutes):
        raise Refused(why)
    return _send(minutes, by=by, at=at or timezone.now())


def _why_not_sent(minutes):
    meeting = minutes.meeting
    if meeting.stage != meeting.Stage.HELD:
        return "Avsluta mötet innan protokollet går ut för justering."
    if minutes.wishes.filter(answered_at=None).exists():
        return UNANSWERED
    if minutes.version > 1 and not minutes.corrected_passages.exists():
        return "Rättelsen ändrar ingenting än. Rätta minst ett ställe innan den går ut för justering."
    if not minutes.item and (waiting := _open_sheets(meeting).first()):
        waiting.meeting = meeting
        return WAITS.format(waiting.section)
    return "" if approvers_of(meeting) else NO_APPROVERS


def _open_sheets(meeting):
    return meeting.minutes.sheets().filter(stage__in=Minutes.OPEN).select_related("item").order_by("pk")


def _send(minutes, *, by, at):
    stages = step(minutes, Stage.SENT, TRANSITIONS)
    minutes.sent_at, minutes.sent_by = at, by
    if minutes.item:  # the whole got its kind when the meeting was closed
        minutes.kind = minutes.meeting.minutes.whole().get().kind
    minutes.save()
    asked = _ask(minutes, approvers_of(minutes.meeting))
    names = ", ".join(sorted(approval.person.name for approval in asked))
    sentence = f"{minutes.called} skickades för justering till {names}."
    journal.log("send_minutes", minutes, sentence, by=by, at=at, **stages)
    if minutes.item:
        queue([letters.approve_at_once(minutes, approval.person, at=at) for approval in asked])
    return minutes


@transaction.atomic
def ask_at_once(item, *, by, at=None):
    """The § of that item is to be approved by itself, before the rest of the minutes. The approvers are asked
    once it has its §: now, or when the meeting is closed."""
    item, at = locked_item(item), at or timezone.now()
    require(may_ask_at_once(by, item))
    facts = {"meeting": item.meeting, "stage": Stage.DRAFT}
    sheet, _ = Minutes.objects.update_or_create(item=item, defaults=facts)
    sheet.item = item
    sentence = f"”{item.title}” ska justeras omedelbart."
    journal.log("ask_at_once", sheet, sentence, by=by, at=at)
    if item.meeting.stage == item.meeting.Stage.HELD:
        if why := _why_not_sent(sheet):
            raise Refused(why)
        _send(sheet, by=by, at=at)
    return sheet


def send_marked(meeting, *, by, at):
    """Each § that was marked while the meeting went on, as far as nothing stands in the way. Call with the
    meeting locked, once it is closed."""
    for sheet in _open_sheets(meeting):
        sheet.meeting = sheet.item.meeting = meeting
        if not _why_not_sent(sheet):
            _send(sheet, by=by, at=at)


def _ask(minutes, approvers):
    """Anew, and again the one in whose place somebody was asked before the minutes were recalled."""
    replaced = minutes.approvals.filter(instead_of__in=approvers).exclude(person__in=approvers)
    instead = {each.instead_of_id: each for each in replaced.select_related("person")}
    looked = dict(minutes.approvals.values_list("person", "looked"))
    minutes.approvals.all().delete()
    asked = []
    for person in sorted(approvers, key=lambda each: each.pk):
        approval = MinutesApproval(minutes=minutes, person=person)
        if before := instead.get(person.pk):
            approval.person, approval.instead_of = before.person, person
            approval.replaced_at, approval.replaced_by_id = before.replaced_at, before.replaced_by_id
        approval.looked = looked.get(approval.person_id, {})
        asked.append(approval)
    return MinutesApproval.objects.bulk_create(asked)


@transaction.atomic
def replace_approver(approval, person, *, by, why, seen=None, at=None):
    """Ask somebody else who was there, where one of those asked cannot approve. Both are told `why`, a
    sentence. The minutes say whom the meeting chose and who approves instead, so what others have approved
    stands. `seen` is whom the writer saw asked, see `Minutes.asked`."""
    minutes = locked_minutes(approval.minutes)
    approval = minutes.approvals.select_related("person", "instead_of").get(pk=approval.pk)
    approval.minutes = minutes
    require(may_replace_approver(by, approval))
    if seen is not None and person == approval.person:
        return approval  # the same form sent twice
    require_untouched(minutes, seen, ["asked"])
    if not (why := why.strip()):
        raise Refused("Skriv varför. Båda får veta det.")
    if person.pk not in {held.person_id for held in possible_approvers(minutes)}:
        other = f"{person} kan inte justera. Välj någon som tog del i mötets ställningstaganden."
        raise Refused(other, about="person")
    at, before, wanted = at or timezone.now(), approval.person, approval.change_wanted
    chosen = approval.instead_of or before
    approval.person, approval.change_wanted, approval.fell_because = person, "", ""
    approval.looked = {}
    lapse(minutes, before, f"{person} justerar i stället.", by=by, at=at)
    again = person == chosen
    approval.instead_of = None if again else chosen
    approval.replaced_at, approval.replaced_by = (None, None) if again else (at, by)
    approval.save()
    sentence = f"{person} justerar protokollet{minutes.part} i stället för {before}. {why}"
    sentence += f" {before} hade bett om en ändring: ”{wanted}”" if wanted else ""
    journal.log("replace_approver", minutes, sentence, by=by, at=at)
    queue([letters.approver(approval, each, why, before=before, at=at) for each in (person, before)])
    return approval


def approve_minutes(minutes, *, by, seen=None, at=None):
    """One approver's yes. The last one freezes what the minutes say and seals the PDF that says it.

    `seen` is the `digest` of what the approver has read: if they say something else now it is refused.
    Printing takes seconds, so it is done before anything is locked. What the minutes say is read again under
    the lock, and where someone else has approved meanwhile they are printed anew.
    """
    at = at or timezone.now()
    done = None
    while done is None:
        sheet = print_for_approval(minutes, by=by, seen=seen, at=at)
        done = _approve(minutes, sheet, by=by, seen=seen, at=at)
    return done


def print_for_approval(minutes, *, by, seen=None, at=None):
    """What the minutes will say when that person approves. A paper too long for a request is left to the
    worker (`rus_portal.core.pdf.Long`): then nothing is approved, and the same act finds it printed later."""
    minutes = Minutes.objects.select_related("meeting__council", "item").get(pk=minutes.pk)
    require(may_approve_minutes(by, minutes))
    record = compile_record(minutes, approved_by=by, at=at or timezone.now())
    _require_seen(digest(record), seen)
    return sealed_sheet(minutes, record) if is_approved(record) else Sheet(record)


def _require_seen(says, seen):
    if seen not in (None, says):
        raise Refused("Protokollet ändrades medan du läste. Läs det igen innan du justerar.")


@transaction.atomic
def _approve(minutes, sheet, *, by, seen, at):
    """None where the sheet does not tell who else has approved."""
    minutes = locked_minutes(minutes)
    require(may_approve_minutes(by, minutes))
    record = compile_record(minutes, approved_by=by, at=at)
    says = digest(record)
    _require_seen(says, digest(sheet.record) if seen is None else seen)
    if is_approved(record) and record != sheet.record:
        return None
    _void(minutes, PUT_RIGHT, by=by, at=at, says=says)
    lapse(minutes, by, "Justerade protokollet ändå.", by=by, at=at)
    given = {"approved_at": at, "digest": says, "change_wanted": "", "fell_because": "", "looked": record}
    minutes.approvals.filter(person=by).update(**given)
    journal.log("approve_minutes", minutes, f"{by} justerade protokollet{minutes.part}.", by=by, at=at)
    if not is_approved(record):
        return minutes
    if minutes.version == 1:
        name_dissenters(minutes.meeting)
    _let_unclaimed_fall(minutes, by=by, at=at)
    minutes.approvals.update(looked={})
    stages = step(minutes, Stage.APPROVED, TRANSITIONS)
    minutes.approved_at, minutes.approved_by = at, by
    minutes.record, minutes.sha256 = record, hashlib.sha256(sheet.content).hexdigest()
    minutes.save()
    SealedFile.objects.create(minutes=minutes, content=sheet.content)
    kept = {"papers": keep_papers(minutes, sheet.extracts), "seal": sheet.holder}
    kept |= {"enclosed": [*sheet.enclosed]} if sheet.enclosed else {}
    sentence = f"{minutes.called} är justerat och låst, {minutes.sha256[:12]}."
    stages["after"] |= seal(minutes) | kept
    journal.log("seal_minutes", minutes, sentence, by=by, at=at, **stages)
    journal.anchor(at=at)
    if not minutes.item_id:
        give_feedback(minutes, at=at)
    transaction.on_commit(partial(stamp_soon, minutes))
    return minutes


def _let_unclaimed_fall(minutes, *, by, at):
    """No minutes carry a dissent that nobody stands for. They tell that it was lodged, and its author gets
    the words back."""
    among = Q(item=minutes.item_id) if minutes.item_id else Q(item__meeting=minutes.meeting_id)
    for dissent in _unclaimed(among):
        dissent.item.meeting = minutes.meeting
        dissent.withdrawn_at, dissent.withdrawn_by, dissent.fell = at, by, DissentingOpinion.Fell.UNCLAIMED
        dissent.save(update_fields=["withdrawn_at", "withdrawn_by", "fell"])
        follow_withdrawal(dissent)
        sentence = (
            f"Ingen hade tagit över den avvikande synpunkt för {dissent.whose} som "
            f"{dissent.person} lämnade. Den föll när protokollet justerades."
        )
        journal.log("let_dissent_fall", dissent.item, sentence, by=by, at=at)
        queue([takeovers.let_fall(dissent, dissent.person, None, text=dissent.text, at=at)])


@prepared
def _unclaimed(among):
    lodged = DissentingOpinion.objects.standing().with_author().filter(among, is_left=True)
    return lodged.select_related("item")


def void_approvals(meeting, why, *, by, at):
    """Approvals given of something else than the minutes say now fall. Those who gave them are told `why`, a
    sentence, and asked anew. Call with the meeting locked, after a change that the minutes may tell of."""
    for minutes in meeting.minutes.filter(stage=Stage.SENT).select_related("item").order_by("pk"):
        minutes.meeting = meeting
        if minutes.item:
            minutes.item.meeting = meeting
        _void(minutes, why, by=by, at=at)


def _void(minutes, why, *, by, at, says=None):
    """Their `digest` now is `says`, if it is known."""
    given = list(minutes.approvals.exclude(approved_at=None).select_related("person"))
    if not given:
        return
    says = says or digest(compile_record(minutes))
    fallen = [approval for approval in given if approval.digest != says]
    for approval in fallen:
        approval.minutes = minutes
        approval.approved_at, approval.digest, approval.fell_because = None, "", why
        approval.save()
    if fallen:
        names = listed([f"{approval.person}" for approval in fallen])
        sentence = f"{minutes.called} ändrades efter justeringen. {names} får justera på nytt. {why}"
        journal.log("void_approvals", minutes, sentence, by=by, at=at)
        queue([letters.approve_again(approval, at=at) for approval in fallen])


@contextmanager
def watch_approved(*, by, at):
    """Around a change of a name or a seat that minutes tell of: those approved by some are held, and the
    approvals of other words fall."""
    given = Minutes.objects.filter(stage=Stage.SENT, approvals__approved_at__isnull=False)
    keys = set(given.values_list("meeting", flat=True))
    if keys:
        locked_with_councils(*keys)
    yield
    for meeting in locked_meetings(*keys) if keys else []:
        void_approvals(meeting, PUT_RIGHT, by=by, at=at or timezone.now())


@transaction.atomic
def look_to_approve(minutes, *, by):
    """An approver looks for the first time. What is changed from now on is shown to that one, until the next
    approval or wish; of a correction all that it changes."""
    minutes = locked_minutes(minutes)
    if minutes.stage == Stage.SENT and minutes.version == 1:
        minutes.approvals.filter(person=by, looked={}).update(looked=compile_record(minutes))


@transaction.atomic
def recall_minutes(minutes, *, by, seen=None, at=None):
    """Back to draft. Approvals already given are asked for again, since the text may change. A § by itself is
    approved with the rest, unless it is asked for anew; those who were asked are told."""
    minutes = locked_minutes(minutes)
    require(may_recall_minutes(by, minutes))
    require_untouched(minutes, seen, ["given"])
    told = (
        minutes.approvals.select_related("person").order_by("pk") if minutes.item and minutes.sent_at else ()
    )
    stages = step(minutes, Stage.WITHDRAWN if minutes.item else Stage.DRAFT, TRANSITIONS)
    minutes.sent_at = minutes.sent_by = None
    minutes.save()
    at = at or timezone.now()
    sentence = (
        f"{minutes.called} togs tillbaka {'och justeras med resten' if minutes.item else 'för ändring'}."
    )
    journal.log("recall_minutes", minutes, sentence, by=by, at=at, **stages)
    queue([letters.approve_at_once(minutes, approval.person, at=at) for approval in told])
    return minutes


def publish_minutes(minutes, *, by, masks=(), opens=False, at=None):
    """The minutes and the positions in them become public at once. What stands in `masks` is left out of what
    everyone reads, which is printed and sealed anew before anything is locked. What is masked in the version
    before stays so, unless the secretariat `opens` it."""
    minutes = Minutes.objects.select_related("meeting__council").get(pk=minutes.pk)
    require(may_publish_minutes(by, minutes))
    if not opens:
        require_masked(minutes, masks)
    sheet = sealed_sheet(minutes, open_record(minutes, masks)) if masks else None
    return _publish(minutes, sheet, by=by, at=at or timezone.now())


@transaction.atomic
def _publish(minutes, sheet, *, by, at):
    minutes = locked_minutes(minutes)
    require(may_publish_minutes(by, minutes))
    stages = step(minutes, Stage.PUBLISHED, TRANSITIONS)
    minutes.published_at, minutes.published_by = at, by
    sentence = "Protokollet publicerades."
    if sheet:
        minutes.is_masked, minutes.open_record = True, sheet.record
        papers = keep_papers(minutes, {WHOLE: sheet.content} | sheet.extracts, is_open=True)
        stages["after"] |= {"papers": papers, "open_record": checksum(sheet.record)}
        sentence = "Protokollet publicerades i en öppen version, där uppgifter är maskerade."
    minutes.save(update_fields=["stage", "published_at", "published_by", "is_masked", "open_record"])
    positions = Position.objects.filter(item__meeting=minutes.meeting, published_at=None)
    publish_positions(positions.select_related("item__meeting", "council").order_by("number"), by=by, at=at)
    journal.log("publish_minutes", minutes, sentence, by=by, at=at, **stages)
    tell_feedback(minutes, at=at)
    transaction.on_commit(partial(stamp_soon, minutes))
    return minutes
