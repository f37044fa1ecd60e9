"""Somebody tells what they could not read or use: it is kept, and goes as a letter to whoever answers."""

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from meetings.models import Barrier, Letter
from meetings.workflow.letter import queue
from rus_portal.core.once_more import SAME
from rus_portal.core.refusal import Refused
from rus_portal.core.retention import period

MOST_AN_HOUR = 60  # of all: a mailbox that is filled reaches nobody


@transaction.atomic
def tell_barrier(text, *, place="", reply_to="", at=None):
    """Twice is told once. Whoever tells needs no account."""
    at = at or timezone.now()
    lately = Barrier.objects.filter(told_at__gt=at - SAME)
    if before := lately.filter(text=text, place=place, reply_to=reply_to).first():
        return before
    if lately.count() >= MOST_AN_HOUR:
        raise Refused(
            "Det har kommit många meddelanden på kort tid. Det du skrev står kvar. Skicka det om en stund."
        )
    barrier = Barrier(text=text, place=place, reply_to=reply_to, told_at=at)
    barrier.full_clean()
    barrier.save()
    queue([_letter(barrier)])
    return barrier


def _letter(barrier):
    return Letter(
        key=f"barrier:{barrier.pk}",
        kind=Letter.Kind.BARRIER,
        barrier=barrier,
        address=barrier.email,
        subject="Anmält hinder för tillgängligheten",
        text=render_to_string("meetings/email/barrier.txt", {"barrier": barrier}).strip(),
        written_at=barrier.told_at,
    )


def forget_barriers(at=None):
    """Those kept as long as they may be, with their letters. How many."""
    until = (at or timezone.now()) - period("barriers")
    old = Barrier.objects.filter(told_at__lt=until)
    number = old.count()
    old.delete()
    return number
