"""The region's cooperation as a body, its councils and organisations, and those who hold its elected seats as
the pages of the councils show them to everyone: by name, seat, party and days, and nothing else."""

import datetime as dt

from django.conf import settings
from django.db.models import CharField, Exists, Max, Min, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from councils.capacity import TAKES_POSITION
from councils.mandate import FIRST_PERIOD, YEARS
from councils.models import Appointment, Council, Organisation, Person, Seat
from meetings.models import Meeting, OparlObject
from meetings.oparl.objects import BODY, NOBODY, OWN, SCHEMA, SYSTEM, Told, link, list_link
from rus_portal.core.address import address, whole
from strategy.models import Strategy

FREE = "https://creativecommons.org/publicdomain/zero/1.0/"  # CC0, as the catalogue of open data says
KINDS = {
    Council.Kind.COUNCIL: "Gremium",
    Council.Kind.PREPARATORY_GROUP: "Sonstiges",
    Council.Kind.OFFICE: "Verwaltungsbereich",
}
# The lists of a body, by what OParl calls them.
LISTS = {
    "organization": "organization",
    "person": "person",
    "meeting": "meeting",
    "paper": "paper",
    "agendaItem": "agendaitem",
    "consultation": "consultation",
    "file": "file",
    "locationList": "location",
    "legislativeTermList": "legislativeterm",
    "membership": "membership",
}


def elected(day):
    """The appointments to elected seats that have begun that day, whether they have ended or not."""
    own = Appointment.objects.filter(begins__lte=day, seat__capacity__in=TAKES_POSITION)
    return own.exclude(seat__side=Seat.Side.NONE)


def begun_untold():
    """The wholes with an appointment that has begun since they were told: nobody wrote anything then."""
    name = Concat(Value("membership/"), Cast(OuterRef("pk"), CharField()))
    told = OparlObject.objects.filter(name=name, is_deleted=False)
    begun = elected(timezone.localdate()).filter(~Exists(told)).order_by("pk")
    for person, council in begun.values_list("person", "seat__council"):
        yield from (f"person-{person}", f"council-{council}")


def of_body(key):
    region = Strategy.objects.filter(is_own=True).values_list("region_name", flat=True).first()
    name = ", ".join(filter(None, ["Samverkansråden", region]))
    contact = {"contactEmail": settings.CONTACT_EMAIL, "contactName": settings.CONTACT_EMAIL and "Kansliet"}
    shared = contact | {"license": FREE, "website": whole(address("start"))}
    own = {
        "oparlVersion": SCHEMA,
        "body": list_link("body"),
        "name": name,
        "product": whole(address("open_data")),
        "web": whole(address("open_data")),
    }
    yield Told("system", 1, own | shared)
    terms = [_term(year) for year in _years()]
    lists = {term: list_link(kind) for term, kind in LISTS.items()}
    own = {
        "system": link(SYSTEM),
        "name": name,
        "classification": "Regional samverkan",
        "legislativeTerm": terms,
        "web": whole(address("councils")),
    }
    yield Told("body", 1, own | shared | lists)
    yield from terms


def _years():
    """The first years of the mandate periods in which there are meetings."""
    days = Meeting.objects.visible_to(NOBODY).aggregate(first=Min("date"), last=Max("date"))
    if not days["first"]:
        return range(0)
    first, last = (year - (year - FIRST_PERIOD) % YEARS for year in (days["first"].year, days["last"].year))
    return range(first, last + 1, YEARS)


def _term(year):
    last = year + YEARS - 1
    days = {"startDate": f"{year}-01-01", "endDate": f"{last}-12-31"}
    values = {"body": link(BODY), "name": f"Mandatperioden {year}–{last}"} | days
    return Told("legislativeterm", year, values, back=("body",))


def of_council(key):
    for council in Council.objects.filter(pk=key):
        own = f"council-{council.pk}"
        seated = elected(timezone.localdate()).filter(seat__council=council).order_by("pk")
        meets = council.kind == Council.Kind.COUNCIL
        lists = {each: whole(address("oparl_own_list", own, each)) for each in ("meeting", "consultation")}
        values = {
            "body": link(BODY),
            "name": council.name,
            "shortName": council.short_name,
            "organizationType": KINDS[Council.Kind(council.kind)],
            "classification": council.get_kind_display(),
            "membership": [link(f"membership/{pk}") for pk in seated.values_list("pk", flat=True)],
            "website": whole(council.get_absolute_url()),
            "web": whole(council.get_absolute_url()),
        }
        yield Told("organization", own, values | (lists if meets else {}))


def of_organisation(key):
    for organisation in Organisation.objects.own().filter(pk=key):
        before = organisation.predecessors.order_by("succeeded_on", "pk").first()
        gone = organisation.succeeded_on
        values = {
            "body": link(BODY),
            "name": organisation.name,
            "shortName": organisation.short_name,
            "organizationType": "Institution",
            "classification": organisation.get_kind_display(),
            "startDate": before and before.succeeded_on.isoformat(),
            "endDate": gone and (gone - dt.timedelta(days=1)).isoformat(),
            "web": whole(organisation.get_absolute_url()),
        }
        yield Told("organization", f"organisation-{organisation.pk}", values)


def of_person(key):
    held = elected(timezone.localdate()).filter(person=key).select_related("seat").order_by("begins", "pk")
    terms = [_membership(term) for term in held]
    for person in Person.objects.filter(pk=key) if terms else ():
        yield Told("person", person.pk, {"body": link(BODY), "name": person.name, "membership": terms})
        yield from terms


def _membership(term):
    seat = term.seat
    values = {
        "person": link(f"person/{term.person_id}"),
        "organization": link(f"organization/council-{seat.council_id}"),
        "role": seat.label,
        "votingRight": not seat.is_substitute,
        "startDate": term.begins.isoformat(),
        "endDate": term.ends and term.ends.isoformat(),
        "onBehalfOf": link(f"organization/organisation-{seat.organisation_id}"),
        OWN + "party": term.party,
    }
    return Told("membership", term.pk, values, back=("person",))
