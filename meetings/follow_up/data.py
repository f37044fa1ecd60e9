"""The follow-up for programs: the rows of its lists, and nothing that not everyone may read."""

import datetime as dt
import json
from itertools import islice

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from meetings.follow_up.asked import asked_for
from meetings.follow_up.listing import Linked, Names, Shares
from meetings.follow_up.lists import LISTINGS
from rus_portal.core.address import whole
from rus_portal.core.pieces import in_order

PIECE = 200


def asked_by_everyone(query, *names):
    return asked_for(AnonymousUser(), query, *names)[0]


def rows_of(listing, asked):
    """All of them, a tuple of values for each."""
    found = listing.ask(asked)
    rows = in_order(found, PIECE) if isinstance(found, QuerySet) else iter(found)
    while piece := list(islice(rows, PIECE)):
        yield from listing.tell(piece)


def table(listing, asked):
    """A row with the names of the columns, and one for each; where a thing leads is the last of its row."""
    yield [*(column.heading for column in listing.columns_for_programs), "Adress"]
    for row in rows_of(listing, asked):
        yield [*map(_in_table, _in_parts(listing, row)), _leads_to(row)]


def _in_parts(listing, row):
    """What stands in the columns for programs."""
    for column, cell in zip(listing.columns, row, strict=True):
        if column.in_parts:
            yield from cell.in_parts
        else:
            yield cell


def _in_table(cell):
    if isinstance(cell, Shares | Names):
        return cell.in_cell
    return "" if cell is None else cell


def _leads_to(row):
    return next(_whole(cell) for cell in row if isinstance(cell, Linked))


def _whole(linked):
    return whole(linked.url) if linked.url.startswith("/") else linked.url


def as_json(asked):
    """All lists as one document, in pieces to be sent as they are made."""
    yield '{"advisory": true'
    for listing in LISTINGS.values():
        yield f',\n"{listing.key}": ['
        between = "\n"
        for row in rows_of(listing, asked):
            yield between + json.dumps(_told(listing, row), ensure_ascii=False)
            between = ",\n"
        yield "\n]"
    yield "}\n"


def _told(listing, row):
    cells = zip(listing.columns_for_programs, _in_parts(listing, row), strict=True)
    return {column.key: _plain(cell) for column, cell in cells} | {"url": _leads_to(row)}


def _plain(cell):
    if isinstance(cell, Linked):
        return cell.words
    if isinstance(cell, Shares | Names):
        return cell.in_json
    return cell.isoformat() if isinstance(cell, dt.date) else cell
