"""What an approver wants changed in the minutes, and the secretariat's answer."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.mail import letters
from meetings.minutes.record import compile_record
from meetings.models import ChangeWish
from meetings.reader.minutes_changes import sections_of
from meetings.workflow.letter import queue
from meetings.workflow.locks import locked_minutes
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import may_answer_wish, may_approve_minutes, require
from rus_portal.core.refusal import Refused
from rus_portal.core.seen import require_untouched


@transaction.atomic
def want_change(minutes, text, *, by, about="", at=None):
    """An approver says what should read otherwise, in the § with that anchor or anywhere. The secretariat
    answers, and may recall the minutes to change them."""
    minutes, at = locked_minutes(minutes), at or timezone.now()
    require(may_approve_minutes(by, minutes))
    if not (text := text.strip()):
        raise Refused("Skriv vad som ska ändras.")
    record = compile_record(minutes)
    titles = dict(sections_of(record))
    if about and about not in titles:
        raise Refused("Paragrafen finns inte längre i protokollet. Välj en annan.")
    facts = {"about": titles.get(about, "")[:200], "anchor": about, "wished_at": at, "wished_by": by}
    wish = ChangeWish(minutes=minutes, text=text, **facts)
    wish.full_clean()
    refuse_again(wish, "wished_at")
    wish.save()
    minutes.approvals.filter(person=by).update(change_wanted=text, looked=record)
    where = f" om {facts['about']}" if about else ""
    journal.log(
        "want_change", minutes, f"{by} bad om en ändring i protokollet{where or minutes.part}.", by=by, at=at
    )
    return minutes


@transaction.atomic
def answer_wish(wish, *, by, is_done, answer, seen=None, at=None):
    """The secretariat says whether what an approver wanted is changed. Once all that one's wishes are
    answered the minutes wait for the approval again."""
    minutes = locked_minutes(wish.minutes)
    wish = minutes.wishes.select_related("wished_by").get(pk=wish.pk)
    wish.minutes = minutes
    require_untouched(wish, seen, ["answered_at"])
    require(may_answer_wish(by, wish))
    if not (answer := answer.strip()):
        raise Refused("Skriv vad som är gjort, eller varför det inte ändras.")
    wish.is_done, wish.answer, wish.answered_by, wish.answered_at = is_done, answer, by, at or timezone.now()
    wish.save()
    if not minutes.wishes.filter(wished_by=wish.wished_by, answered_at=None).exists():
        minutes.approvals.filter(person=wish.wished_by).update(change_wanted="")
    did = "Ändringen är gjord" if is_done else "Ändringen görs inte"
    sentence = f"Kansliet svarade {wish.wished_by} om protokollet. {did}: {answer}"
    journal.log("answer_wish", minutes, sentence, by=by, at=wish.answered_at)
    queue([letters.wish_answered(wish)])
    return wish


def lapse(minutes, person, answer, *, by, at):
    """What that person wanted needs no answer any more. Call with the minutes held."""
    waiting = minutes.wishes.filter(wished_by=person, answered_at=None)
    waiting.update(is_done=False, answer=answer, answered_by=by, answered_at=at)
