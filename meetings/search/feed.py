"""What everyone may know of that answers to a search, the newest first, as a feed to follow (Atom)."""

import datetime as dt
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.timezone import make_aware

from meetings.models import Findable
from meetings.open.feed import entry
from meetings.search.asking import PAGE, Index
from meetings.search.facets import facets, told_of
from meetings.search.page import positions_among, rows_of_index
from meetings.search.texts import UNDATED
from rus_portal.core.asked import words_asked

FIRST_YEAR = 2026  # of the portal's own names (RFC 4151)
SUMMARY = 60  # words


def feed(query, portal, own, page, author):
    """The feed as text. `portal` is what all addresses begin with, `own` leads to it and `page` to what
    a person reads. Each entry keeps its name, whatever it is called and wherever it leads later; a position
    is the entry that it is in the feed of positions, with its dissent."""
    words = words_asked(query)[1]
    made = Atom1Feed(f"{told_of(query)} i Samverkansportalen", portal + page, "", "sv", feed_url=portal + own)
    host = urlsplit(portal).hostname
    rows = newest(query, words)
    positions = positions_among(rows)
    prefetch_related_objects([*positions.values()], "superseded_by__item", "superseded_by__council")
    for row in rows:
        if row.kind == Findable.Kind.POSITION:
            made.add_item(**entry(positions[row.key]))
            continue
        made.add_item(
            row.title,
            portal + row.url,
            Truncator(row.text).words(SUMMARY, truncate=" …"),
            author_name=author,
            updateddate=make_aware(dt.datetime.combine(dt.date.fromordinal(row.day), dt.time())),
            unique_id=f"tag:{host},{FIRST_YEAR}:{name_of(row)}",
            categories=[row.get_kind_display()],
        )
    return made.writeString("utf-8")


def newest(query, words, most=PAGE):
    """The rows of the index that everyone may know of, by their day."""
    if not words:
        return []
    index = Index(AnonymousUser())
    sought = index.understand(" ".join(words))
    if not sought.all:
        return []
    dated = {"dated": ("own.day < %s", [UNDATED])}
    found = index.ask([(sought.all, False)], facets(query).conditions | dated, 1, most)
    rows = {row.pk: row for row in rows_of_index(found.rows)}
    return [rows[pk] for pk in found.rows if pk in rows]  # indexed anew meanwhile


def name_of(row):
    """Keeps, whatever the row is called and wherever it leads."""
    return "-".join(filter(None, [row.kind, str(row.key), row.part]))
