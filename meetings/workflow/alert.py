"""A letter when something new answers to a search: asked for, confirmed from the mailbox, ended with one
press. No address is ever logged, so neither is what a mail server says."""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from meetings.mail.message import Mail
from meetings.models import SearchAlert
from meetings.models.search import signer
from meetings.search.facets import told_of
from meetings.search.feed import name_of, newest
from rus_portal.core.asked import words_asked
from rus_portal.core.refusal import Refused

MOST_OF_ONE, MOST_UNCONFIRMED = 20, 100  # alerts of an address, and of all that wait to be confirmed
PAUSE = dt.timedelta(hours=1)  # before the same is asked of the same address again
KEPT_UNCONFIRMED = dt.timedelta(days=3)
MOST_TOLD = 200  # of one search: what is older has been told
log = logging.getLogger(__name__)


@transaction.atomic
def ask_alert(email, query, *, at=None):
    """Whoever asks is told the same whatever there is already: only the mailbox knows whose alerts it has."""
    at, email = at or timezone.now(), email.lower()
    if not words_asked(QueryDict(query))[1]:
        raise Refused("Skriv vad bevakningen ska gälla.")
    if SearchAlert.objects.filter(confirmed_at=None, asked_at__gt=at - PAUSE).count() >= MOST_UNCONFIRMED:
        raise Refused("Många bevakningar väntar på att bekräftas. Försök igen om en stund.")
    own = SearchAlert.objects.filter(email=email)
    alert = own.filter(query=query).first()
    if alert is None and own.count() < MOST_OF_ONE:
        alert = SearchAlert.objects.create(email=email, query=query, asked_at=at)
    elif alert is None or alert.confirmed_at or alert.asked_at > at - PAUSE:
        return
    SearchAlert.objects.filter(pk=alert.pk).update(asked_at=at)
    transaction.on_commit(lambda: ask_to_confirm.enqueue(alert.pk))


@task()
def ask_to_confirm(pk):
    for alert in SearchAlert.objects.filter(pk=pk, confirmed_at=None):
        _send(alert, "Bekräfta din bevakning", "alert_confirmation")


@transaction.atomic
def confirm_alert(alert, *, at=None):
    """From then on: what is there already is no news."""
    alert.told = [name_of(row) for row in _found_by(alert)]
    alert.confirmed_at = at or timezone.now()
    alert.save(update_fields=["told", "confirmed_at"])


def end_alert(alert):
    alert.delete()


def tell_alerts():
    """Once a day: what is new to each. What cannot be sent is told the next time. How many letters went."""
    sent = 0
    for alert in SearchAlert.objects.filter(confirmed_at__isnull=False).order_by("pk"):
        found = _found_by(alert)
        new = [row for row in found if name_of(row) not in alert.told]
        if new and _send(alert, f"Nytt om {told_of(QueryDict(alert.query))}", "alert", rows=new):
            told = [*map(name_of, new), *alert.told][: 2 * MOST_TOLD]
            SearchAlert.objects.filter(pk=alert.pk).update(told=told)
            sent += 1
    return sent


def forget_unconfirmed(at=None):
    """How many."""
    asked = SearchAlert.objects.filter(
        confirmed_at=None, asked_at__lt=(at or timezone.now()) - KEPT_UNCONFIRMED
    )
    return asked.delete()[0]


def _found_by(alert):
    query = QueryDict(alert.query)
    return newest(query, words_asked(query)[1], MOST_TOLD)


def _send(alert, subject, template, **told):
    end = settings.PORTAL_URL + reverse("search_alert_end", args=[signer.sign(str(alert.pk))])
    words = told_of(QueryDict(alert.query))
    context = {"words": words, "portal": settings.PORTAL_URL, "alert": alert, "end": end, **told}
    headers = {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    text = render_to_string(f"meetings/email/{template}.txt", context).strip()
    try:
        Mail(subject, text, None, [alert.email], headers=headers).send()
    except Exception as no:  # whatever a mail server says may hold the address
        log.error("%s could not be told: %s", alert, type(no).__name__)
        return False
    return True
