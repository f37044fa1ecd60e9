"""The meeting pauses and goes on."""

from django.db import transaction
from django.utils import timezone

from councils import journal
from meetings.models import Adjournment
from meetings.workflow.locks import locked_meeting
from rus_portal.core.permissions import may_record_meeting, require
from rus_portal.core.refusal import Refused


@transaction.atomic
def adjourn(meeting, *, by, begins, ends=None, at=None):
    """From one time, and where it has gone on already to another."""
    meeting, at = locked_meeting(meeting), at or timezone.now()
    require(may_record_meeting(by, meeting))
    pause = Adjournment(meeting=meeting, begins=begins, ends=ends, noted_at=at, noted_by=by)
    _require_times(pause)
    pause.save()
    journal.log("adjourn", meeting, f"Mötet ajournerades {pause.words}.", by=by, at=at)
    return pause


@transaction.atomic
def resume(adjournment, *, by, ends, at=None):
    meeting, at = locked_meeting(adjournment.meeting), at or timezone.now()
    require(may_record_meeting(by, meeting))
    pause = meeting.adjournments.filter(pk=adjournment.pk, ends=None).first()
    if pause is None:
        raise Refused("Mötet är redan återupptaget.")
    pause.meeting, pause.ends = meeting, ends
    _require_times(pause)
    pause.save(update_fields=["ends"])
    journal.log("resume", meeting, f"Mötet återupptogs. Det var ajournerat {pause.words}.", by=by, at=at)
    return pause


def _require_times(pause):
    for time in filter(None, (pause.begins, pause.ends)):
        if not pause.meeting.meets_on(timezone.localdate(time)):
            raise Refused("Mötet ajourneras och återupptas på någon av sina dagar.")
    pause.full_clean()
    others = pause.meeting.adjournments.exclude(pk=pause.pk)
    before = others.filter(begins__lt=pause.ends) if pause.ends else others
    if before.filter(ends__gt=pause.begins).exists() or before.filter(ends=None).exists():
        raise Refused("Mötet är redan ajournerat då.")


@transaction.atomic
def remove_adjournment(adjournment, *, by, at=None):
    meeting = locked_meeting(adjournment.meeting)
    require(may_record_meeting(by, meeting))
    pause = meeting.adjournments.filter(pk=adjournment.pk).first()
    if pause is None:
        raise Refused("Ajourneringen är redan borttagen.")
    pause.delete()
    sentence = f"Ajourneringen {pause.words} togs bort."
    journal.log("remove_adjournment", meeting, sentence, by=by, at=at or timezone.now())
