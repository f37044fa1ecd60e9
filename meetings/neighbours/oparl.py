"""Another system's councils and meetings, as OParl 1.0 and 1.1 tell of them (https://oparl.org/spezifikation/).

Fields that nobody asks for are left; what is not as the specification has it is taken as far as it goes. Only
a list or an object that cannot be read at all breaks the reading off.
"""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.utils import timezone

from rus_portal.core.fetching import Away, led_to
from rus_portal.core.limits import FIRST_DAY, LAST_DAY, LINE, LINK
from rus_portal.core.text import kept, one_line

PAGES = 500  # of all lists of one system, at one reading
MOVED_UP = "http://"


@dataclass(frozen=True)
class Told:
    """A council or a meeting of that system. One that `is_gone` is only known by its id."""

    id: str
    is_gone: bool = False
    name: str = ""
    starts: dt.datetime | None = None
    has_clock: bool = True
    place: str = ""
    link: str = ""
    is_cancelled: bool = False
    councils: tuple = ()  # ids


class Reader:
    """`ask` gives the JSON object at an address, and the address that answered."""

    def __init__(self, address, ask):
        self.address, self.ask, self.left = address, ask, PAGES

    def read(self, councils_since, meetings_since):
        """(councils, meetings) that have changed since then; all of them where that is None."""
        councils, meetings = [], []
        for body in self._bodies():
            councils += map(_council, self._listed(body.get("organization"), councils_since))
            meetings += map(_meeting, self._listed(body.get("meeting"), meetings_since))
        return list(filter(None, councils)), list(filter(None, meetings))

    def _bodies(self):
        system, self.address = self._asked(self.address)
        if _kind(system) == "Body":
            return [system]
        if _kind(system) != "System":
            raise Away("Adressen leder inte till ett OParl-system.")
        body = system.get("body")
        found = []
        for each in body if isinstance(body, list) else [body]:
            if isinstance(each, str):
                found += self._listed(each, None)
            elif isinstance(each, dict):
                found.append(each)
        return found

    def _asked(self, address):
        self.left -= 1
        if self.left < 0:
            raise Away(f"Systemets listor är längre än {PAGES} sidor.")
        return self.ask(address)

    def _listed(self, address, since):
        """The objects of a list, page by page. A list that leads back to where it has been is at its end."""
        if not isinstance(address, str):
            return []
        asked = {"modified_since": since.isoformat(timespec="seconds")} if since else {}
        following = _with(led_to(self.address, address), asked)
        found, seen = [], set()
        while following and following not in seen:
            seen.add(following)
            page, there = self._asked(following)
            if _kind(page) == "Body":  # the one there is, instead of a list
                return [page]
            rows = page.get("data")
            if not isinstance(rows, list):
                raise Away("En lista i systemet går inte att läsa.")
            found += [each for each in rows if isinstance(each, dict)]
            links = page.get("links")
            more = links.get("next") if isinstance(links, dict) else None
            following = _secured(led_to(there, more), there) if isinstance(more, str) and more else None
        return found


def _with(address, asked):
    return address + ("&" if urlsplit(address).query else "?") + urlencode(asked) if asked else address


def _secured(address, before):
    """Behind a proxy many a server believes that it speaks in the open."""
    is_same = urlsplit(address).hostname == urlsplit(before).hostname
    if is_same and before.startswith("https://") and address.startswith(MOVED_UP):
        return "https://" + address.removeprefix(MOVED_UP)
    return address


def _kind(told):
    return str(told.get("type", "")).rpartition("/")[2]


def _text(told, name, most=LINE):
    value = told.get(name)
    return one_line(kept(value).replace("\0", ""))[:most] if isinstance(value, str) else ""


def _is(told, name):
    return told.get(name) in (True, "true", "True", 1)


def _id(told):
    value = told.get("id")
    return value if isinstance(value, str) and 0 < len(value) <= LINK and value.isprintable() else ""


def _council(told):
    if not (key := _id(told)):
        return None
    name = _text(told, "name") or _text(told, "shortName")
    return Told(key, is_gone=_is(told, "deleted") or not name, name=name)


def _meeting(told):
    if not (key := _id(told)):
        return None
    starts, has_clock = _moment(told.get("start"))
    if _is(told, "deleted") or starts is None:
        return Told(key, is_gone=True)
    councils = told.get("organization") or []
    named = [councils] if isinstance(councils, str | dict) else councils if isinstance(councils, list) else []
    ids = [each.get("id") if isinstance(each, dict) else each for each in named]
    return Told(
        key,
        name=_text(told, "name"),
        starts=starts,
        has_clock=has_clock,
        place=_place(told.get("location")),
        link=_link(told.get("web")),
        is_cancelled=_is(told, "cancelled"),
        councils=tuple(each for each in ids if isinstance(each, str)),
    )


def _moment(written):
    """With its zone, or in our own where none is told; and whether there was a clock."""
    try:
        told = dt.datetime.fromisoformat(written)
        told = told if told.tzinfo else timezone.make_aware(told)
        is_ours = FIRST_DAY < told.date() < LAST_DAY
    except (TypeError, ValueError, OverflowError):
        return None, False
    return (told if is_ours else None), len(written) > len("2026-03-12")


def _place(told):
    if not isinstance(told, dict):
        return ""
    parts = [_text(told, name) for name in ("room", "streetAddress", "locality")]
    return (", ".join(filter(None, parts)) or _text(told, "description"))[:LINE]


def _link(told):
    """A page for people, never anything that a browser would run."""
    is_page = isinstance(told, str) and told.startswith(("https://", "http://")) and told.isprintable()
    return told if is_page and len(told) <= LINK else ""
