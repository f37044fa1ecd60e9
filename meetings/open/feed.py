"""What is published, as Atom (RFC 4287): a feed of all positions, or of those that a filter lets through."""

import datetime as dt

from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed

from meetings.models import Position
from meetings.models.position import with_dissent
from rus_portal.core.address import address, host, whole

NEWEST = 50
BEGINNING = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Feed(Atom1Feed):
    """With nothing in it, it is as it has always been; Django's says that it has changed now."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else BEGINNING


def atom(condition, filters, query):
    """Those published last that meet the condition. `filters` are what it says in words, and `query` how the
    address says it. An entry keeps its id whatever becomes of its title and address, and is renewed when
    another position takes its place."""
    asked = f"?{query}" if query else ""
    positions = Position.objects.filter(condition).order_by("-published_at", "-pk")
    positions = with_dissent(
        positions.select_related("council", "item", "superseded_by__item", "superseded_by__council")[:NEWEST]
    )
    feed = Feed(
        title=" – ".join(["Ställningstaganden", *filters]),
        link=whole(address("positions")) + asked,
        description="",
        subtitle="Det som samverkansråden har ställt sig bakom, alltid med avvikande synpunkter.",
        feed_url=whole(address("positions_atom")) + asked,
        feed_guid=whole(address("positions_atom")) + asked,
        language="sv",
        author_name="Samverkansportalen",
    )
    for position in positions:
        feed.add_item(**entry(position))
    return feed.writeString("utf-8")


def entry(position):
    """The position as an entry, the same in every feed: whole, and always with its dissent. It must have it
    read, as `with_dissent` does."""
    later = position.later
    told = {"position": position, "later": later, "later_url": later and whole(later.get_absolute_url())}
    return {
        "title": f"{position.designation} {position.item.title}",
        "link": whole(position.get_absolute_url()),
        "description": render_to_string("meetings/feed_entry.html", told),
        "unique_id": entry_id(position),
        "author_name": position.council_name,
        "pubdate": position.published_at,
        "updateddate": max(position.published_at, later.published_at) if later else position.published_at,
        "categories": [f"{goal['code']} {goal['title']}" for goal in position.goals],
    }


def entry_id(position):
    """A tag (RFC 4151) of what never changes."""
    return f"tag:{host()},{position.year}:stallningstagande-{position.pk}"
