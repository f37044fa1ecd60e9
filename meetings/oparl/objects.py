"""An object of OParl: how it is named and addressed, and how it is written, by itself or inside another."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from rus_portal.core.address import address, whole
from rus_portal.core.text import plain

NOBODY = AnonymousUser()  # for whom all of it is made
SCHEMA = "https://schema.oparl.org/1.1/"
OWN = "samverkansportalen:"  # before what OParl has no term for
SYSTEM, BODY = "system/1", "body/1"
# Each kind of object, as its address has it, and as OParl calls it.
TYPES = {
    "system": "System",
    "body": "Body",
    "legislativeterm": "LegislativeTerm",
    "organization": "Organization",
    "person": "Person",
    "membership": "Membership",
    "meeting": "Meeting",
    "agendaitem": "AgendaItem",
    "paper": "Paper",
    "consultation": "Consultation",
    "file": "File",
    "location": "Location",
}
STAMPS = ("created", "modified")
KEPT = {"legislativeTerm", OWN + "dissents"}  # told also where there is none
# What of a list need not be told to whoever asks with `omit_internal`.
INTERNAL = {
    "agendaitem": ("auxiliaryFile",),
    "meeting": ("auxiliaryFile", "agendaItem"),
    "paper": ("auxiliaryFile", "location"),
    "person": ("membership",),
    "body": ("legislativeTerm",),
}


@dataclass
class Told:
    """`values` may hold others, or lists of them, which are written inside it. `back` names what leads from
    it to those that it stands in, and is left out there. `since` is when everyone came to know of it, if that
    is written down anywhere; `councils` the keys of the councils in whose lists it stands."""

    kind: str
    key: object
    values: dict
    since: datetime | None = None
    back: tuple = ()
    councils: list = field(default_factory=list)

    @property
    def name(self):
        return f"{self.kind}/{self.key}"


def link(name):
    """The id of the object: where it is found."""
    return whole(address("oparl") if name == SYSTEM else address("oparl_object", *name.split("/")))


def list_link(kind):
    return whole(address("oparl_list", kind))


def type_of(kind):
    return SCHEMA + TYPES[kind]


def written(told, stamps, inside=False):
    """As JSON has it. `stamps` are the times of each by its name; without them it says only what it is."""
    values = {"id": link(told.name), "type": type_of(told.kind)}
    for name, value in told.values.items():
        is_there = value not in (None, "", []) or name in KEPT
        if is_there and not (inside and name in told.back):
            values[name] = _inner(value, stamps)
    return plain(values | stamps.get(told.name, {}))


def _inner(value, stamps):
    if isinstance(value, Told):
        return written(value, stamps, inside=True)
    if isinstance(value, list):
        return [_inner(each, stamps) for each in value]
    return value


def without_stamps(said):
    """The same as it was written without them."""
    if isinstance(said, dict):
        own = STAMPS if "id" in said else ()
        return {name: without_stamps(value) for name, value in said.items() if name not in own}
    return [without_stamps(each) for each in said] if isinstance(said, list) else said


def moment(at):
    return timezone.localtime(at).isoformat(timespec="seconds")
