"""What everyone may know of that answers to a search, the newest first, as a feed to follow (Atom)."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.utils.text import Truncator
from django.utils.timezone import make_aware

from meetings.models import Findable
from meetings.open.feed import Feed, entry
from meetings.search.asking import PAGE, Index
from meetings.search.page import positions_among, rows_of_index
from meetings.search.texts import UNDATED
from rus_portal.core.address import address, host, whole
from rus_portal.core.words import MORE

FIRST_YEAR = 2026  # of the portal's own names (RFC 4151)
SUMMARY = 60  # words


def feed(asked):
    """The feed as text, of a search as `facets` reads it. Each entry keeps its name, whatever it is called
    and wherever it leads later; a position is the entry that it is in the feed of positions, with its
    dissent."""
    own, page = (whole(f"{address(name)}?{asked.query.urlencode()}") for name in ("search_feed", "search"))
    made = Feed(f"{asked.told} i Samverkansportalen", page, "", "sv", feed_url=own)
    rows = newest(asked)
    positions = positions_among(rows)
    prefetch_related_objects([*positions.values()], "superseded_by__item", "superseded_by__council")
    for row in rows:
        if row.kind == Findable.Kind.POSITION:
            made.add_item(**entry(positions[row.key]))
            continue
        made.add_item(
            row.title,
            whole(row.url),
            Truncator(row.text).words(SUMMARY, truncate=MORE),
            author_name="Samverkansråden",
            updateddate=make_aware(dt.datetime.combine(dt.date.fromordinal(row.day), dt.time())),
            unique_id=f"tag:{host()},{FIRST_YEAR}:{name_of(row)}",
            categories=[row.get_kind_display()],
        )
    return made.writeString("utf-8")


def newest(asked, most=PAGE):
    """The rows of the index that everyone may know of, by their day."""
    index = Index(AnonymousUser(), asked.organisations)
    sought = index.understand(" ".join(asked.words))
    if not sought.all:
        return []
    dated = {"dated": ("own.day < %s", [UNDATED])}
    found = index.ask([(sought.all, False)], asked.conditions | dated, 1, most)
    rows = {row.pk: row for row in rows_of_index(found.rows)}
    return [rows[pk] for pk in found.rows if pk in rows]  # indexed anew meanwhile


def name_of(row):
    """Keeps, whatever the row is called and wherever it leads."""
    return "-".join(filter(None, [row.kind, str(row.key), row.part]))
