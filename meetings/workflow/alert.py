"""A letter when something new answers to a search: asked for, confirmed from the mailbox, ended with one
press. No address is ever logged, so neither is what a mail server says."""

import datetime as dt
import logging
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from meetings.mail.message import Mail, ended_at
from meetings.models import Findable, SearchAlert
from meetings.search.facets import facets
from meetings.search.feed import name_of, newest
from meetings.search.page import positions_among
from rus_portal.core.address import whole
from rus_portal.core.asked import words_asked
from rus_portal.core.refusal import Refused
from rus_portal.core.retention import period
from rus_portal.core.words import listed

MOST_OF_ONE, MOST_UNCONFIRMED = 20, 100  # alerts of an address, and of all that wait to be confirmed
PAUSE = dt.timedelta(hours=1)  # before the same is asked of the same address again
LONGEST_QUERY = 2000  # as it stands in an address: PostgreSQL's index holds 2 700
MOST_TOLD = 200  # of one search: what is older has been told
log = logging.getLogger(__name__)


@transaction.atomic
def ask_alert(email, query, *, at=None):
    """Whoever asks is told the same whatever there is already: only the mailbox knows whose alerts it has."""
    at, email, query = at or timezone.now(), email.lower(), _search_in(QueryDict(query))
    if SearchAlert.objects.filter(confirmed_at=None, asked_at__gt=at - PAUSE).count() >= MOST_UNCONFIRMED:
        raise Refused("Många bevakningar väntar på att bekräftas. Försök igen om en stund.")
    own = SearchAlert.objects.filter(email=email)
    alert = own.filter(query=query).first()
    if alert is None and own.count() < MOST_OF_ONE:  # another may ask the same at once
        alert, _ = SearchAlert.objects.get_or_create(email=email, query=query, defaults={"asked_at": at})
    elif alert is None or alert.confirmed_at or alert.asked_at > at - PAUSE:
        return
    SearchAlert.objects.filter(pk=alert.pk).update(asked_at=at)
    transaction.on_commit(lambda: ask_to_confirm.enqueue(alert.pk))


def _search_in(query):
    """Of an address what the search asks for: the words, and what there is of what narrows them."""
    narrowed = facets(query)
    if not narrowed.words:
        raise Refused("Skriv vad bevakningen ska gälla.")
    asked = urlencode({"q": words_asked(query)[0], **narrowed.chosen})
    if len(asked) > LONGEST_QUERY:
        raise Refused("Sökningen är för lång att bevaka. Sök på färre ord.")
    return asked


@task()
def ask_to_confirm(pk):
    for alert in SearchAlert.objects.filter(pk=pk, confirmed_at=None):
        _send(alert, _search_of(alert), "Bekräfta din bevakning", "alert_confirmation")


def confirm_alert(alert, *, at=None):
    """From then on: what is there already is no news. One that was confirmed or ended meanwhile stays so."""
    alert.told = [name_of(row) for row in newest(_search_of(alert), MOST_TOLD)]
    alert.confirmed_at = at or timezone.now()
    waiting = SearchAlert.objects.filter(pk=alert.pk, confirmed_at=None)
    waiting.update(told=alert.told, confirmed_at=alert.confirmed_at)


def end_alert(alert):
    alert.delete()


def tell_alerts():
    """Once a day: what is new to each. What cannot be sent is told the next time. How many letters went."""
    sent = 0
    for alert in SearchAlert.objects.filter(confirmed_at__isnull=False).order_by("pk"):
        asked = _search_of(alert)
        if not (new := _claim(alert, newest(asked, MOST_TOLD))):
            continue
        if _send(alert, asked, f"Nytt om {asked.told}", "alert", rows=_with_dissent(new)):
            sent += 1
        else:
            _give_back(alert, new)
    return sent


@transaction.atomic
def _claim(alert, rows):
    """Those that it has not been told of, noted as told before the letter goes: nobody else sends it too. If
    the pass dies in between the letter is lost, and does not come twice."""
    told = _told(alert)
    new = [] if told is None else [row for row in rows if name_of(row) not in told]
    if new:
        _tell(alert, [*map(name_of, new), *told][: 2 * MOST_TOLD])
    return new


@transaction.atomic
def _give_back(alert, rows):
    names = {name_of(row) for row in rows}
    _tell(alert, [name for name in _told(alert) or () if name not in names])


def _told(alert):
    """With the row held; None where it has been ended."""
    rows = SearchAlert.objects.select_for_update().filter(pk=alert.pk)
    return next((row.told for row in rows), None)


def _tell(alert, told):
    SearchAlert.objects.filter(pk=alert.pk).update(told=told)


def _with_dissent(rows):
    """Each row, and of a position how it was taken: no position is told without its dissent."""
    positions = positions_among(rows)
    for row in rows:
        yield row, _taken(positions[row.key]) if row.kind == Findable.Kind.POSITION else ""


def _taken(position):
    whose = listed([each.whose for each in position.dissents])
    return f"Med avvikande synpunkt från {whose}." if whose else "I samsyn."


def forget_unconfirmed(at=None):
    """How many."""
    asked = SearchAlert.objects.filter(
        confirmed_at=None, asked_at__lt=(at or timezone.now()) - period("alerts")
    )
    return asked.delete()[0]


def _search_of(alert):
    return facets(QueryDict(alert.query))


def _send(alert, asked, subject, template, **told):
    end = whole(reverse("search_alert_end", args=[alert.token()]))
    context = {"words": asked.told, "portal": settings.PORTAL_URL, "alert": alert, "end": end, **told}
    headers = {"Auto-Submitted": "auto-generated"} | ended_at(end)
    text = render_to_string(f"meetings/email/{template}.txt", context).strip()
    try:
        Mail(subject, text, None, [alert.email], headers=headers).send()
    except Exception as no:  # whatever a mail server says may hold the address
        log.error("%s could not be told: %s", alert, type(no).__name__)
        return False
    return True
