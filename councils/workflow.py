"""Seats and people: add, change and remove seats, appoint and end, change the whole mandate at once."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone
from django.utils.text import slugify

from councils import journal
from councils.models import (
    Appointment,
    Council,
    FormerSlug,
    JournalEntry,
    Person,
    Seat,
    address_field,
)
from councils.naming import naming
from rus_portal.core.once_more import refuse_again
from rus_portal.core.permissions import (
    may_arrange_councils,
    may_change_council,
    may_change_person,
    may_keep_basics,
    may_keep_people,
    may_keep_seats,
    require,
)
from rus_portal.core.refusal import Refused, put
from rus_portal.core.registry_number import told_fields
from rus_portal.core.seen import require_seen, require_untouched
from rus_portal.core.words import day, listed

# What a seat *is*: old minutes name it, so it is fixed once somebody has held the seat.
IDENTITY = ("council", "organisation", "capacity", "side")


def locked(seat):
    """The row as it is now, locked until the transaction ends: one change at a time on each seat."""
    return (
        Seat.objects.select_for_update(of=("self",)).select_related("council", "organisation").get(pk=seat.pk)
    )


def told(appointment):
    """What the journal keeps of an appointment."""
    return {
        "person": appointment.person.name,
        "person_id": appointment.person_id,
        "begins": str(appointment.begins),
        "ends": str(appointment.ends or ""),
        "party": appointment.party,
    }


def facts_of(seat):
    fields = (*IDENTITY, "title", "order", "retired_on")
    return {field: str(getattr(seat, field) or "") for field in fields}


@transaction.atomic
def add_seat(council, *, by, at=None, **facts):
    require(may_keep_seats(by, council))
    seat = Seat(council=council, **facts)
    seat.full_clean()
    seat.save()
    journal.log(
        "add_seat",
        seat,
        f"Platsen {seat} lades till i {council}.",
        by=by,
        at=at or timezone.now(),
        after=facts_of(seat),
    )
    return seat


@naming
def change_seat(seat, *, by, seen=None, at=None, **facts):
    """Title, order and the day it is withdrawn may always change; what the seat is, only until it is held."""
    seen, seat = seen or seat, locked(seat)
    require(may_keep_seats(by, seat.council))
    require_seen(seat, facts, seen)
    change = put(seat, facts)
    if set(change["after"]) & set(IDENTITY) and seat.appointments.exists():
        raise Refused(
            "Platsen har haft innehavare. Organisation, roll och sida ligger fast, så att historiken "
            "stämmer. Dra in platsen och lägg till en ny."
        )
    if seat.retired_on and seat.appointments.between(seat.retired_on).exists():
        raise Refused(f"Platsen har en innehavare den {day(seat.retired_on)}. Avsluta uppdraget först.")
    seat.full_clean()
    seat.save()
    if change["after"]:
        journal.log(
            "change_seat", seat, f"Platsen {seat} ändrades.", by=by, at=at or timezone.now(), **change
        )
    return seat


@transaction.atomic
def remove_seat(seat, *, by, seen=None, at=None):
    """Only a seat nobody has held: the others belong to the records."""
    seat = locked(seat)
    require(may_keep_seats(by, seat.council))
    require_untouched(seat, seen)
    if said := why_seat_stays(seat):
        raise Refused(said)
    journal.log(
        "remove_seat",
        seat,
        f"Platsen {seat} togs bort ur {seat.council}.",
        by=by,
        at=at or timezone.now(),
        before=facts_of(seat),
    )
    try:
        seat.delete()
    except ProtectedError as used:
        raise Refused("Platsen finns antecknad på ett möte och kan inte tas bort.") from used
    return seat


def why_seat_stays(seat):
    """The sentence that refuses to remove it, or nothing."""
    held = "Platsen har haft innehavare och kan inte tas bort. Ange i stället vilken dag den dras in."
    return held if seat.appointments.exists() else ""


@naming
def appoint(seat, person, *, by, begins, ends=None, party="", succeeding=None, at=None):
    """Give a person the seat from one day on. `succeeding` is an appointment that ends the day before."""
    seat, at = locked(seat), at or timezone.now()
    require(may_keep_seats(by, seat.council))
    if succeeding:
        end_appointment(succeeding, by=by, ends=begins - dt.timedelta(days=1), at=at)
    appointment = Appointment(seat=seat, person=person, begins=begins, ends=ends, party=party)
    appointment.full_clean()
    appointment.save()
    until = f" till och med den {day(ends)}" if ends else ""
    sentence = f"{person} fick platsen {seat} i {seat.council} från och med den {day(begins)}{until}."
    journal.log("appoint", seat, sentence, by=by, at=at, after=told(appointment))
    return appointment


@naming
def change_appointment(appointment, *, by, seen=None, at=None, **facts):
    """Correct the days or the party. Another person is another appointment."""
    seen, appointment = seen or appointment, _locked_appointment(appointment, by)
    require_seen(appointment, facts, seen)
    before = told(appointment)
    if not put(appointment, facts)["after"]:
        return appointment
    appointment.full_clean()
    appointment.save()
    sentence = f"Uppdraget för {appointment.person} på platsen {appointment.seat} ändrades."
    at = at or timezone.now()
    journal.log(
        "change_appointment", appointment.seat, sentence, by=by, at=at, before=before, after=told(appointment)
    )
    return appointment


@naming
def end_appointment(appointment, *, by, ends, seen=None, at=None):
    """The last day; the rights that follow from the seat end with it."""
    seen, appointment = seen or appointment, _locked_appointment(appointment, by)
    require_seen(appointment, {"ends": ends}, seen)
    if ends < appointment.begins:
        raise Refused(
            f"Uppdraget för {appointment.person} börjar den {day(appointment.begins)}. "
            "Sista dagen kan inte komma före första dagen."
        )
    before = told(appointment)
    appointment.ends = ends
    appointment.full_clean()
    appointment.save()
    sentence = f"{appointment.person} lämnar platsen {appointment.seat} efter den {day(ends)}."
    at = at or timezone.now()
    journal.log(
        "end_appointment", appointment.seat, sentence, by=by, at=at, before=before, after=told(appointment)
    )
    return appointment


@naming
def cancel_appointment(appointment, *, by, seen=None, at=None):
    """Delete an appointment that has not begun: only the journal still tells of it."""
    appointment = _locked_appointment(appointment, by)
    require_untouched(appointment, seen)
    if said := why_appointment_stands(appointment):
        raise Refused(said)
    sentence = (
        f"Uppdraget för {appointment.person} på platsen {appointment.seat} togs tillbaka innan det börjat."
    )
    at = at or timezone.now()
    journal.log("cancel_appointment", appointment.seat, sentence, by=by, at=at, before=told(appointment))
    appointment.delete()
    return appointment


def why_appointment_stands(appointment):
    """The sentence that refuses to take it back, or nothing."""
    begun = "Uppdraget har börjat och kan inte tas tillbaka. Ange i stället en sista dag."
    return begun if appointment.begins <= timezone.localdate() else ""


def _locked_appointment(appointment, by):
    seat = locked(appointment.seat)
    require(may_keep_seats(by, seat.council))
    appointment = Appointment.objects.select_related("person").get(pk=appointment.pk)
    appointment.seat = seat
    return appointment


@transaction.atomic
def add_person(*, by, name, email=None, at=None):
    require(may_keep_people(by))
    person = Person(name=name, email=settled(email))
    person.set_unusable_password()
    _check(person)
    person.save()
    journal.log("add_person", person, f"{person} lades till som person.", by=by, at=at or timezone.now())
    return person


@transaction.atomic
def appoint_first_administrator(*, name, email, at=None):
    """No permission is asked for, since nobody has one yet; so only where no administrator can sign in."""
    held = Appointment.objects.current().filter(seat__capacity=Seat.Capacity.ADMINISTRATOR)
    if held.filter(person__is_active=True, person__email__isnull=False).exists():
        raise Refused("Det finns redan en administratör. De övriga tillsätts i portalen.")
    seats = Seat.objects.on(timezone.localdate()).filter(capacity=Seat.Capacity.ADMINISTRATOR)
    seat = seats.exclude(appointments__in=held).order_by("council__order", "order", "pk").first()
    if seat is None:
        raise Refused("Ingen ledig plats som administratör finns. Läs in regionen först (load_region).")
    person = Person(name=name, email=settled(email))
    person.set_unusable_password()
    _check(person)
    person.save()
    appointment = Appointment(seat=seat, person=person)
    appointment.full_clean()
    appointment.save()
    at = at or timezone.now()
    sentence = f"{person} fick platsen {seat} när portalen togs i bruk."
    journal.log("appoint", seat, sentence, by=None, at=at, after=told(appointment))
    return appointment


@naming
def change_person(person, *, by, seen=None, at=None, **facts):
    """The journal is kept for ever, so it says that an address was changed but never the address."""
    seen, person = seen or person, Person.objects.select_for_update().get(pk=person.pk)
    require(may_change_person(by, person))
    if "email" in facts:
        facts["email"] = settled(facts["email"])
    require_seen(person, facts, seen)
    change = put(person, facts)
    if not change["after"]:
        return person
    _check(person)
    person.save()
    for side in change.values():
        if side.get("email"):
            side["email"] = "ingen" if side["email"] == "None" else "utelämnad ur journalen"
    journal.log(
        "change_person",
        person,
        f"Uppgifterna om {person} ändrades.",
        by=by,
        at=at or timezone.now(),
        **change,
    )
    return person


def settled(email):
    """An address as we keep it: lower case, or None."""
    return (email or "").strip().lower() or None


def _check(person):
    """The unique constraint ignores case, so it covers the field's own uniqueness too."""
    person.full_clean(exclude=["password"], validate_unique=False)


@transaction.atomic
def change_mandate(rows, *, by, first_day, at=None):
    """A new mandate period: every seat in `rows` is emptied the day before and filled from the first day.

    `rows` are (seat, person, party); no person leaves the seat vacant, a person not yet saved is added. An
    appointment that was to begin on the first day or later gives way, as long as it has not begun.
    """
    councils = {seat.council_id: seat.council for seat, person, party in rows}
    for council in councils.values():
        require(may_keep_seats(by, council))
    at, before_it = at or timezone.now(), first_day - dt.timedelta(days=1)
    newcomers = {}
    for seat, person, party in sorted(rows, key=lambda row: row[0].pk):
        for appointment in locked(seat).appointments.between(first_day).order_by("begins", "pk"):
            if appointment.begins >= first_day:
                cancel_appointment(appointment, by=by, at=at)
            else:
                end_appointment(appointment, by=by, ends=before_it, at=at)
        if person and not person.pk and id(person) not in newcomers:
            newcomers[id(person)] = add_person(by=by, name=person.name, email=person.email, at=at)
        if person:
            appoint(seat, newcomers.get(id(person), person), by=by, begins=first_day, party=party, at=at)
    for pk, council in sorted(councils.items()):
        held = [bool(person) for seat, person, party in rows if seat.council_id == pk]
        sentence = (
            f"Ny mandatperiod i {council} från och med den {day(first_day)}. "
            f"Platser som fick innehavare: {held.count(True)}. Lämnade vakanta: {held.count(False)}."
        )
        journal.log("change_mandate", council, sentence, by=by, at=at, after={"begins": str(first_day)})


@transaction.atomic
def add_basics(model, *, by, at=None, **facts):
    """An organisation, a council, a strategy, a goal or a part of one: what rights and addresses follow
    from. An address that is left empty is made of what it is called, and one with no place stands last."""
    require(may_arrange_councils(by) if model is Council else may_keep_basics(by))
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    left = {name for name, value in facts.items() if name in ("slug", "order") and value in ("", None)}
    thing = model(**{name: value for name, value in facts.items() if name not in left})
    refuse_again(thing, but=left)
    if "slug" in left:
        thing.slug = _free_address(thing)
    if "order" in left:
        thing.order = _last_place(thing)
    _save_basics(thing, facts)
    at, sentence = at or timezone.now(), f"{_kind_of(thing)} ”{thing}” lades till."
    after = {field: str(value) for field, value in facts.items() if value not in (None, "")}
    journal.log("add_basics", thing, sentence, by=by, at=at, after=after)
    return thing


def _free_address(thing):
    """What it `would_be_at`, or else its name, that nothing has or has had in its address."""
    model = type(thing)
    most = model._meta.get_field("slug").max_length
    wanted = getattr(thing, "would_be_at", None) or [slugify(str(thing))]
    tries = [each[:most].strip("-") for each in wanted if each] or [slugify(model._meta.verbose_name)]
    tries += [f"{tries[-1][: most - 3]}-{nth}" for nth in range(2, 99)]
    return next(slug for slug in tries if FormerSlug.objects.owner(model, slug) is None)


def _last_place(thing):
    model, whole = type(thing), getattr(thing, "WHOLE", "")
    beside = model._default_manager.filter(**{whole: getattr(thing, whole)} if whole else {})
    return (beside.aggregate(last=Max("order"))["last"] or 0) + 1


ARRANGED = {"kind", "prepared_by", "office"}


@naming
def change_basics(thing, *, by, seen=None, at=None, **facts):
    """An address that the thing leaves leads to it for ever."""
    seen = seen or thing
    thing = type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
    require(may_change_basics(by, thing))
    field = address_field(type(thing))
    left, name = getattr(thing, field, None), str(thing)
    require_seen(thing, facts, seen)
    change = put(thing, facts)
    if isinstance(thing, Council) and ARRANGED & set(change["after"]):
        require(may_arrange_councils(by))
    if not change["after"]:
        return thing
    if field in change["after"] and left:
        FormerSlug.objects.leave(thing, left)
    _save_basics(thing, change["after"])
    sentence = f"{_kind_of(thing)} ”{name}” ändrades."
    journal.log("change_basics", thing, sentence, by=by, at=at or timezone.now(), **change)
    return thing


@transaction.atomic
def remove_basics(thing, *, by, seen=None, at=None):
    """What was added by mistake: only what nothing points to. `load_region` does not bring it back."""
    thing = type(thing)._default_manager.select_for_update(of=("self",)).filter(pk=thing.pk).first()
    if thing is None:
        raise Refused("Det är redan borttaget.")
    require(may_remove_basics(by, thing))
    require_untouched(thing, seen)
    if used := pointing_to(thing):
        told = listed([f"{name} ({count})" for name, count in used])
        raise Refused(f"”{thing}” tas inte bort, för det används: {told}.")
    values = {field.name: getattr(thing, field.attname) for field in told_fields(type(thing))}
    before = {name: str(value) for name, value in values.items() if value}
    sentence = f"{_kind_of(thing)} ”{thing}” togs bort."
    journal.log("remove_basics", thing, sentence, by=by, at=at or timezone.now(), before=before)
    thing.delete()
    return thing


def pointing_to(thing):
    """What points to a thing, but the links that are its own: (what it is called, how many)."""
    own = [(field.remote_field.through, field.m2m_field_name()) for field in thing._meta.many_to_many]
    found: dict[str, set] = {}
    for relation in thing._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        if relation.concrete or relation.many_to_many or (model, relation.remote_field.name) in own:
            continue
        of, key = model, "pk"
        if of_whole := model._meta.auto_created:  # links are told as what they are links of
            of, key = of_whole, next(f.attname for f in model._meta.fields if f.related_model is of_whole)
        keys = model._base_manager.filter(**{relation.remote_field.name: thing}).values_list(key, flat=True)
        found.setdefault(str(of._meta.verbose_name_plural), set()).update(keys)
    return [(name, len(keys)) for name, keys in sorted(found.items()) if keys]


def may_remove_basics(person, thing):
    return may_arrange_councils(person) if isinstance(thing, Council) else may_keep_basics(person)


def was_removed(model, **facts):
    """Something with these facts has been taken away in the portal."""
    before = {f"before__{name}": value for name, value in facts.items()}
    removed = JournalEntry.objects.filter(act="remove_basics", subject_type=model._meta.label_lower)
    return removed.filter(**before).exists()


def may_change_basics(person, thing):
    return may_change_council(person, thing) if isinstance(thing, Council) else may_keep_basics(person)


def _save_basics(thing, written):
    field = address_field(type(thing))
    address = getattr(thing, field, None)
    if address and FormerSlug.objects.taken_from(thing, address):
        wrong = "Adressen har tillhört något annat, och leder dit för alltid. Välj en annan."
        raise ValidationError({field: wrong})
    thing.full_clean()
    if "title" in written and hasattr(thing, "refuse_taken_title"):
        thing.refuse_taken_title()
    thing.save()


def _kind_of(thing):
    return str(thing._meta.verbose_name).capitalize()
