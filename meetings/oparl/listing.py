"""A list of objects as OParl pages and filters it, and one object; both as they were told last."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from meetings.models import OparlObject
from meetings.oparl.objects import INTERNAL, link, moment, type_of

MOST = 100  # on a page
LONGEST = 40  # letters of a time
LARGEST = 2**63 - 1  # that a database counts to
FILTERS = {
    "created_since": ("created__gte", 0),
    "created_until": ("created__lt", 1),
    "modified_since": ("modified__gte", 0),
    "modified_until": ("modified__lt", 1),
}


class Wrong(ValueError):
    """What is asked for cannot be answered, and why, in a sentence."""


@dataclass(frozen=True)
class Asked:
    """What the address of a list says, and nothing else it might say."""

    said: tuple  # (name, value) of the filters, as they were written
    times: dict  # condition → time
    limit: int
    after: int
    omits: bool

    def address(self, of, after=0):
        """Each list page has one address: the same names in the same order."""
        said = {name: value for name, value in self.said if name != "after"}
        said |= {"after": after} if after else {}
        return f"{of}?{urlencode(sorted(said.items()))}" if said else of


def asked_in(query):
    times = {condition: _time(name, query[name], seconds) for name, (condition, seconds) in _times(query)}
    limit = min(_number(query, "limit", MOST), MOST)
    after = _number(query, "after", 0, least=0)
    omits = query.get("omit_internal", "false")
    if omits not in ("true", "false"):
        raise Wrong("omit_internal är true eller false.")
    known = [*FILTERS, "limit", "after", "omit_internal"]
    said = tuple((name, query[name]) for name in known if query.get(name))
    return Asked(said, times, limit, after, omits == "true")


def _times(query):
    return [(name, told) for name, told in FILTERS.items() if query.get(name)]


def _time(name, text, seconds):
    """The moment from which, or before which: times are told in whole seconds."""
    try:
        at = dt.datetime.fromisoformat(text[:LONGEST].replace(" ", "+").upper())  # a plus that nobody encoded
        if at.tzinfo is None:
            raise ValueError
    except ValueError:
        raise Wrong(f"{name} ska vara en tidpunkt med tidszon, som 2026-01-31T12:00:00+01:00.") from None
    if not 1 < at.year < dt.MAXYEAR:  # before or after all there is, whatever the zone
        return at.replace(tzinfo=dt.UTC, year=2 if at.year == 1 else dt.MAXYEAR - 1, day=1)
    return at.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)


def _number(query, name, usual, least=1):
    text = query.get(name) or str(usual)
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and least <= int(text) <= LARGEST):
        raise Wrong(f"{name} ska vara ett heltal, minst {least}.")
    return int(text)


def page_of(kind, asked, address, council=""):
    """One page of the list at the address: what there is, in the order in which it came. What is deleted is
    told of only to those who ask for what has changed. Two queries."""
    objects = OparlObject.objects.filter(kind=kind, **asked.times)
    if council:
        objects = objects.filter(councils__contains=f"/{council}/")
    if "modified__gte" not in asked.times:
        objects = objects.filter(is_deleted=False)
    total = objects.count()
    found = list(objects.filter(pk__gt=asked.after).order_by("pk")[: asked.limit + 1])
    page, rest = found[: asked.limit], found[asked.limit :]
    links = {"first": asked.address(address), "self": asked.address(address, asked.after)}
    if rest:
        links["next"] = asked.address(address, page[-1].pk)
    return {
        "data": [told(each, asked.omits) for each in page],
        "pagination": {"totalElements": total, "elementsPerPage": asked.limit},
        "links": links,
    }


def told(row, omits=False):
    """The object, or that it was there once."""
    if row.is_deleted:
        stamps = {"created": moment(row.created), "modified": moment(row.modified)}
        return {"id": link(row.name), "type": type_of(row.kind)} | stamps | {"deleted": True}
    left = INTERNAL.get(row.kind, ()) if omits else ()
    first = {name: row.said[name] for name in ("id", "type")}
    return first | {name: value for name, value in row.said.items() if name not in left}
