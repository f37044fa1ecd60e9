"""A request for a paper that is not open to everyone: asked, answered, and its asker forgotten.

Nothing of whoever asks is written in the journal or in a letter that is kept (docs/adr/0056)."""

import logging

from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from councils import journal
from councils.models import Appointment, read_standings
from meetings.mail.message import Mail
from meetings.models import Letter, PaperRequest
from meetings.workflow.letter import queue
from meetings.workflow.locks import locked_on_meeting, locked_request
from rus_portal.core.address import address, whole
from rus_portal.core.once_more import SAME
from rus_portal.core.permissions import may_keep, require
from rus_portal.core.refusal import Refused
from rus_portal.core.retention import period
from rus_portal.core.words import day

Outcome = PaperRequest.Outcome
MOST_AN_HOUR = 60  # of all: a work list that is filled helps nobody
# What the law asks a refusal to say, of the authority whose paper it is.
APPEALABLE = (
    "Du kan begära ett skriftligt beslut av myndigheten. Det går att överklaga till kammarrätten, och "
    "beslutet säger hur."
)
log = logging.getLogger(__name__)


@transaction.atomic
def ask_for_paper(document, *, text="", reply_to="", ticket="", at=None):
    """Whoever asks needs no account, name or reason. The same form sent twice, which its `ticket` says, is
    asked once: the same words from another form are perhaps another's."""
    document, at = locked_on_meeting(document), at or timezone.now()
    lately = PaperRequest.objects.filter(asked_at__gt=at - SAME)
    if ticket and (sent := cache.get(f"paper-ask:{ticket}")):
        own = lately.filter(pk=sent, document=document, text=text, reply_to=reply_to)
        if before := own.first():
            return before
    if lately.count() >= MOST_AN_HOUR:
        raise Refused(
            "Det har kommit många begäranden på kort tid. Det du skrev står kvar. Skicka det om en stund."
        )
    request = PaperRequest(
        meeting=document.meeting, document=document, text=text, reply_to=reply_to, asked_at=at
    )
    request.full_clean()
    request.save()
    journal.log("ask_for_paper", request, f"{_named(request)} begärdes ut.", by=None, at=at)
    queue(list(_letters(request)))
    if ticket:
        cache.set(f"paper-ask:{ticket}", request.pk, SAME.total_seconds())
    return request


def _named(request):
    return f"Handlingen ”{request.document.title}” till mötet {day(request.meeting.date)}"


def _letters(request):
    """To those in the office that keeps the meeting who read what is asked for: what it is called is not
    everyone's, nor each administrator's."""
    held = Appointment.objects.on(timezone.localdate(request.asked_at))
    held = held.filter(seat__council=request.meeting.council.office_id).select_related("person")
    context = {"request": request, "named": _named(request), "url": whole(request.get_absolute_url())}
    text = render_to_string("meetings/email/paper_request.txt", context).strip()
    people = list(dict.fromkeys(each.person for each in held.in_council_order()))
    read_standings(people)
    for person in people:
        if not PaperRequest.objects.visible_to(person).filter(pk=request.pk).exists():
            continue
        yield Letter(
            key=f"paper-request:{request.pk}:{person.pk}",
            kind=Letter.Kind.REMINDER,
            person=person,
            address=person.email or "",
            subject="Någon begär ut en handling",
            text=text,
            written_at=request.asked_at,
        )


@transaction.atomic
def answer_request(request, *, by, outcome, legal_ground="", handed=None, answer="", at=None):
    """Handed out whole or in a masked copy, or refused with its legal ground. Once."""
    request, at = locked_request(request), at or timezone.now()
    require(may_keep(by, request.meeting.council))
    if request.closed_at:
        raise Refused("Begäran är redan besvarad.")
    for about, sentence in out_of_place(outcome, legal_ground, handed):
        raise Refused(sentence, about=about)
    if outcome == Outcome.MASKED and (handed is None or handed.pk == request.document_id):
        missing = "Välj kopian där något är maskerat. Lägg först till den bland handlingarna."
        raise Refused(missing, about="handed")
    if outcome == Outcome.MASKED and not request.copies().filter(pk=handed.pk).exists():
        where = "Kopian ska finnas där handlingen finns."
        raise Refused(f"{where} Kom den före begäran får den inte själv vara skyddad.", about="handed")
    request.outcome, request.answer, request.legal_ground = outcome, answer, legal_ground
    request.handed = request.document if outcome == Outcome.WHOLE else handed
    request.closed_at, request.closed_by = at, by
    request.full_clean()
    request.save()
    ground = f" ({request.legal_ground})" if request.legal_ground else ""
    sentence = f"{_named(request)}: {request.get_outcome_display().lower()}{ground}."
    after = {"outcome": str(request.outcome), "legal_ground": request.legal_ground}
    journal.log("answer_request", request, sentence, by=by, at=at, after=after)
    if request.reply_to:
        transaction.on_commit(lambda: tell_asker.enqueue(request.pk))
    return request


def out_of_place(outcome, legal_ground, handed):
    """What does not belong to the answer, as (field, sentence): it is not thrown away, for then the answer is
    perhaps another than was meant."""
    if outcome == Outcome.WHOLE and legal_ground:
        yield (
            "legal_ground",
            "Ett lagrum hör till det som inte lämnas ut, eller inte helt. Töm det om hela handlingen lämnas "
            "ut, eller välj ett annat svar.",
        )
    if outcome in (Outcome.WHOLE, Outcome.REFUSED) and handed:
        yield (
            "handed",
            "En kopia hör till svaret att något är maskerat. Välj det svaret, eller välj ingen kopia.",
        )


@transaction.atomic
def revoke_handed(request, *, by, at=None):
    """From now on the address of whoever asked opens nothing, as where it was handed out by mistake. The
    answer stands."""
    request = locked_request(request)
    require(may_keep(by, request.meeting.council))
    if request.handed_id is None:
        return request
    request.handed = None
    request.save(update_fields=["handed"])
    sentence = f"{_named(request)}: länken till det som lämnades ut drogs in."
    journal.log("revoke_handed", request, sentence, by=by, at=at or timezone.now())
    return request


@task()
def tell_asker(pk):
    """That there is an answer, and where. No address is logged, so neither is what a mail server says."""
    for request in PaperRequest.objects.filter(pk=pk).exclude(reply_to=""):
        url = whole(request_address(request))
        context = {"request": request, "url": url, "appealable": APPEALABLE}
        text = render_to_string("meetings/email/paper_answer.txt", context).strip()
        headers = {"Auto-Submitted": "auto-generated"}
        mail = Mail("Svar på din begäran om en handling", text, None, [request.reply_to], headers=headers)
        try:
            mail.send()
        except Exception as no:
            log.error("The answer to %s could not be sent: %s", request, type(no).__name__)


def request_address(request):
    """The page of whoever asked."""
    return address("paper_request_of", request.token())


def forget_askers(at=None):
    """Of what is answered so long ago nothing is kept but that it was asked for, and the answer's kind. How
    many."""
    at = at or timezone.now()
    old = PaperRequest.objects.filter(closed_at__lt=at - period("paper_requests"), forgotten_at=None)
    return old.update(text="", reply_to="", answer="", forgotten_at=at)
