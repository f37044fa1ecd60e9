"""The erasure of a person's contact details, on an administrator's word or by the portal itself when the time
is out. The name stays, because minutes hold it."""

from django.db import transaction
from django.db.models import EmailField, Max
from django.utils import timezone

from councils import journal
from councils.models import Appointment, Disposal, Person, SignIn
from councils.personal_data import is_trace, relations
from rus_portal.core.permissions import may_erase_contact_details, require
from rus_portal.core.refusal import Refused
from rus_portal.core.retention import BY_KEY, period
from rus_portal.core.words import day

# Apps that hold a person's means of signing in: erased with the address.
SIGN_IN = {"account", "mfa", "socialaccount", "usersessions"}

# A reader's own marks, notes and settings: no records, so erased with the address too.
READERS_OWN = {"meetings.readmark", "meetings.note", "meetings.calendarkey", "meetings.mailchoice"}

# What a reader has chosen to follow: stays, without the reader.
FOLLOWED = {"meetings.neighbourcouncil"}

# Counted, and so kept without the person.
COUNTED = {"meetings.evaluator"}


@transaction.atomic
def erase_contact_details(person, *, by, at=None):
    """Erases address, ways of signing in, notes, marks and choices; the name stays: minutes hold it."""
    require(may_erase_contact_details(by))
    return _erase(person, "Kontaktuppgifterna för {} raderades.", by=by, at=at or timezone.now())


def _erase(person, sentence, *, by, at):
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.appointments.between(timezone.localdate()).exists():
        raise Refused(f"{person} har ett uppdrag som pågår eller ska börja. Avsluta det först.")
    if person.email is None and not person.is_active:
        return person
    person.email, person.is_active, person.last_login, person.closed_hints = None, False, None, []
    person.set_unusable_password()
    person.save()
    for model, field in relations():
        rows = model._default_manager.filter(**{field.name: person})
        if model is SignIn or model._meta.app_label in SIGN_IN or model._meta.label_lower in READERS_OWN:
            rows.delete()
        elif model._meta.label_lower in FOLLOWED:
            field.remote_field.through.objects.filter(person=person).delete()
        elif model._meta.label_lower in COUNTED:
            rows.update(**{field.name: None})
        elif not is_trace(field) and (addresses := _addresses(model)):
            rows.update(**dict.fromkeys(addresses, ""))
    journal.log("erase_contact_details", person, sentence.format(person), by=by, at=at)
    return person


def _addresses(model):
    """Fields of the model with a person's e-mail address, such as that of sent letters."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, EmailField)]


def due_for_erasure(today=None):
    """Those whose last appointment ended longer ago than we keep an address (`contacts` in the retention
    table), and those who were added as long ago and never had one."""
    kept_since = (today or timezone.localdate()) - period("contacts")
    return (
        Person.objects.filter(email__isnull=False, created_at__date__lt=kept_since)
        .exclude(appointments__in=Appointment.objects.between(kept_since))
        .annotate(last_day=Max("appointments__ends"))
        .order_by("name", "pk")
    )


def erase_due(at=None):
    """Run by the portal itself (`manage.py erase_expired`). Returns those whose details were erased."""
    at = at or timezone.now()
    erased = []
    for person in due_for_erasure():
        why = (
            f"sista uppdraget upphörde den {day(person.last_day)}"
            if person.last_day
            else "aldrig haft uppdrag"
        )
        with transaction.atomic():
            erased.append(_erase(person, f"Kontaktuppgifterna för {{}} raderades: {why}.", by=None, at=at))
    return erased


@transaction.atomic
def note_disposal(key, count, *, at=None):
    """Note in the journal how much of a row in the retention table was erased, not what it was."""
    if count:
        at = at or timezone.now()
        disposal = Disposal.objects.create(at=at, key=key, count=count)
        journal.log("dispose", disposal, f"{BY_KEY[key].what}: {count} gallrades.", by=None, at=at)
