"""What the secretariat has to do for the seats and for those who hold them: the vacant ones, and whom no
letter reaches."""

from django.db.models import Exists, OuterRef
from django.urls import reverse

from councils.models import Appointment, Person, Seat
from meetings.models import Letter
from meetings.todo.worklist import Task
from rus_portal.core.prepared import prepared


def vacancies(councils, today):
    """Seats that nobody holds today, in the councils and in the groups around them."""
    return _vacancies(_with_groups(councils), today)


@prepared
def _vacancies(groups, today):
    held = Appointment.objects.on(today).filter(seat=OuterRef("pk"))
    seats = Seat.objects.there(today).filter(~Exists(held), council__in=groups)
    return seats.select_related("council", "organisation")


def unreached(councils, today, *, of_office):
    """What to do for those who hold a seat today, in the councils and in the groups around them, but whom no
    letter reaches. People of the office only if `of_office`: the administrator changes them."""
    whose = _with_groups(councils), today, of_office
    return [*_without_address(whose), *_not_arrived(whose), *_came_back(whose)]


def _people(groups, today, of_office):
    held = Appointment.objects.on(today).filter(seat__council__in=groups)
    people = Person.objects.filter(appointments__in=held, is_active=True)
    if of_office:
        return people
    office = Appointment.objects.between(today).filter(seat__council__kind="office")
    return people.exclude(appointments__in=office)


def _without_address(whose):
    for person in _addressless(*whose):
        sentence = f"{person} har ingen e-postadress och kan inte bjudas in."
        yield Task(sentence, "Lägg in adressen", reverse("person_facts", args=[person.pk]))


@prepared
def _addressless(groups, today, of_office):
    return _people(groups, today, of_office).filter(email=None).order_by("name", "pk").distinct()


def _not_arrived(whose):
    for letter in _invitations(*whose, Letter.by_clock()):
        came = "kom inte fram." if letter.failed_at else "har kanske inte kommit fram."
        sentence = f"Inbjudan till {letter.person} {came} {letter.failure}".strip()
        label = "Kontrollera adressen och bjud in igen"
        yield Task(sentence, label, reverse("person_facts", args=[letter.person_id]))


@prepared
def _invitations(groups, today, of_office, by_clock):
    people = _people(groups, today, of_office).exclude(email=None)
    letters = Letter.objects.last_invitations().undelivered(by_clock)
    return letters.filter(person__in=people).select_related("person")


def _came_back(whose):
    """The last letter to the address that each still has; of invitations is told already."""
    for letter in _returned(*whose):
        sentence = f"Det senaste brevet till {letter.person} kom i retur. {letter.failure}".strip()
        yield Task(sentence, "Kontrollera adressen", reverse("person_facts", args=[letter.person_id]))


@prepared
def _returned(groups, today, of_office):
    letters = Letter.objects.unreached().exclude(kind=Letter.Kind.INVITATION)
    return letters.filter(person__in=_people(groups, today, of_office)).select_related("person")


def _with_groups(councils):
    return [
        pk for council in councils for pk in (council.pk, council.prepared_by_id, council.office_id) if pk
    ]
