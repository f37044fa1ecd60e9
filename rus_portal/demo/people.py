"""The cast of the demo and of the tests: one person in every seat, named after the role."""

from collections import Counter

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from councils.models import Appointment, Council, Organisation, Person, Seat
from rus_portal.core.prepared import prepared

# The person behind each role of the demo's sign-in, by the first half of the address.
ROLES = {
    "secretary": "region-vasternorrland.radssekreterare-1",
    "chair": "region-vasternorrland.majoritet",
    "member": "harnosand.majoritet",
    "opposition": "harnosand.opposition",
    "substitute": "harnosand.ersattare-majoritet",
    "official": "timra.kommunchef",
    "preparatory": "sundsvall.tillvaxt-utvecklingschef",
    "outsider": "mittuniversitetet.ledamot",
    "admin": "region-vasternorrland.systemforvaltare",
}

DOMAIN = "demo.example"
SUBSTITUTES_FROM = 100  # their order in a council, after all the seats of the region's data


def email_of(role):
    return f"{role}@{DOMAIN}"


def person_for(role):
    """The person who plays a role of `ROLES`."""
    [person] = _with_address(email_of(ROLES[role]))
    return person


@prepared
def _with_address(email):
    return Person.objects.filter(email=email)


def seat_substitutes():
    """A substitute's seat beside each of the member's municipality in the Regional council.

    They are the demo's own: the region's data has none, for the sources say nothing of them. Can run again.
    """
    beside = Seat.objects.filter(council__slug="regionala-samverkansradet", organisation__slug="harnosand")
    for seat in beside.filter(capacity=Seat.Capacity.MEMBER):
        Seat.objects.get_or_create(
            council=seat.council,
            organisation=seat.organisation,
            capacity=Seat.Capacity.SUBSTITUTE,
            side=seat.side,
            defaults={"order": SUBSTITUTES_FROM + seat.order},
        )


def open_registries():
    """The address of each organisation's registry, which is the demo's own. Can run again."""
    for each in Organisation.objects.own().filter(registry_email=""):
        Organisation.objects.filter(pk=each.pk).update(registry_email=email_of(f"{each.slug}.registrator"))


def appoint_everyone(begins, ends=None):
    """Put a person into every seat that nobody holds in the period. Can run again.

    An organisation sends the same person to both councils, where side or title is the same.
    """
    cast = list(_cast(begins))
    known = set(Person.objects.values_list("email", flat=True))
    new = {email: _name(seat, email) for seat, email in cast if email not in known}
    Person.objects.bulk_create(
        Person(name=name, email=email, password=make_password(None)) for email, name in new.items()
    )
    people = Person.objects.in_bulk({email for _, email in cast}, field_name="email")
    held = set(Appointment.objects.between(begins, ends).values_list("seat", flat=True))
    Appointment.objects.bulk_create(
        Appointment(seat=seat, person=people[email], begins=begins, ends=ends)
        for seat, email in cast
        if seat.pk not in held
    )


def _cast(begins):
    """Each seat of that day with the address of its holder. Like seats in one council are numbered."""
    seats = list(Seat.objects.on(begins).select_related("council", "organisation"))
    alike = Counter((seat.council_id, _part(seat)) for seat in seats)
    met = Counter()
    for seat in seats:
        key = (seat.council_id, _part(seat))
        met[key] += 1
        yield seat, email_of(f"{_part(seat)}-{met[key]}" if alike[key] > 1 else _part(seat))


def _part(seat):
    """ "harnosand.majoritet", "timra.kommunchef", "mittuniversitetet.ledamot"."""
    if seat.is_substitute:
        told = seat.label
    elif seat.side != Seat.Side.NONE:
        told = seat.get_side_display()
    else:
        told = seat.title or seat.get_capacity_display()
    return f"{seat.organisation.slug}.{slugify(told.replace('/', '-'))}"


def _name(seat, email):
    """ "Ledamot, majoritet, Härnösand", "Kommunchef, Timrå", "Ordförande, Regionen", "Rådssekreterare 1"."""
    if seat.leads:
        return f"{seat.get_capacity_display()}, {seat.organisation.short_name}"
    if seat.council.kind == Council.Kind.OFFICE:
        number = email.partition("@")[0].rpartition("-")[2]
        return f"{seat.label} {number}" if number.isdigit() else seat.label
    if seat.organisation.short_name in seat.title:
        return seat.title
    return f"{seat.label}, {seat.organisation.short_name}"
