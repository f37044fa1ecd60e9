"""Consultations that wait: on the officials of the organisations that have not answered, and on the
secretariat."""

from collections import defaultdict

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from councils.models import Appointment
from meetings.models import Consultation, ConsultationAnswer
from meetings.todo.awaited import Awaited, Kind
from meetings.todo.worklist import Task
from rus_portal.core.once_more import SAME
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import homes_of, standing_of
from rus_portal.core.words import day_soon


def consulted(person):
    """The answers that the person's organisations have left to send. A query only for one with a home."""
    homes = homes_of(person)
    for answer in _unanswered(Q(organisation__in=homes)) if homes else ():
        yield _awaited(person, answer)


def consulted_beside(person):
    """Of open consultations, the answers that others in the person's organisations have left to send. A query
    only for one with such a seat."""
    seated = {held.seat.organisation_id for held in standing_of(person).appointments}
    others = seated - homes_of(person)
    return list(_unanswered(Q(organisation__in=others))) if others else []


def asked_anew(person):
    """The answers that the person's organisations have sent to what has changed since, while there is time. A
    query only for one with a home."""
    homes = homes_of(person)
    return list(_asked_anew(Q(organisation__in=homes), timezone.localdate())) if homes else []


@prepared
def _asked_anew(of, today):
    rows = ConsultationAnswer.objects.asked_anew().filter(of, consultation__last_day__gte=today)
    rows = rows.select_related("consultation", "organisation")
    return rows.order_by("consultation__last_day", "organisation__order", "pk")


def consulted_all(today, until):
    """The same from everyone, of consultations whose last day is by then and has not passed."""
    due = list(_unanswered(Q(consultation__last_day__gte=today, consultation__last_day__lte=until)))
    officials = officials_of([answer.organisation for answer in due], today) if due else {}
    for answer in due:
        for person in officials.get(answer.organisation_id, ()):
            yield _awaited(person, answer)


def officials_of(organisations, today):
    """Those who look after things at home in each of the organisations (`Appointments.at_home`), by its
    key."""
    held = Appointment.objects.at_home(today).filter(seat__organisation__in=organisations)
    found: dict = defaultdict(dict)
    for each in held.filter(person__is_active=True).select_related("person", "seat").in_council_order():
        found[each.seat.organisation_id][each.person] = True
    return found


def opened_lately(organisations, *, by, at, step=None, plan=None, **facts):
    """A consultation that the same person has just opened about the same, and asked any of them, or None."""
    asked = {"step": step, "plan": plan, "answers__organisation__in": organisations}
    lately = {"opened_by": by, "opened_at__gt": at - SAME, "opened_at__lt": at + SAME}
    return Consultation.objects.filter(**asked, **lately, closed_at=None).first()


def _awaited(person, answer):
    return Awaited(
        Kind.CONSULTATION, person, None, answer.answering_url, answer.consultation.last_day, answer
    )


@prepared
def _unanswered(whose):
    rows = ConsultationAnswer.objects.awaited().with_begun().filter(whose)
    rows = rows.select_related("consultation", "organisation")
    return rows.order_by("consultation__last_day", "organisation__order", "pk")


def open_consultations(today):
    """What the secretariat has open, and is to close once the last day has passed. One query."""
    for each in _open():
        is_late = each.last_day < today
        last = "Svarstiden gick ut" if is_late else "Sista dag att svara är"
        sentence = f"”{each}”: {each.sent} av {each.asked} har svarat. {last} den {day_soon(each.last_day)}."
        label = "Se svaren och stäng remissen" if is_late else "Se remissen"
        yield Task(sentence, label, reverse("consultation", args=[each.pk]), is_late)


@prepared
def _open():
    counted = {"asked": Count("answers"), "sent": Count("answers", Q(answers__sent_at__isnull=False))}
    return Consultation.objects.filter(closed_at=None).annotate(**counted).order_by("last_day", "pk")
