"""Rows that only become more, a piece at a time.

Each piece begins after the last row of the one before it, which is found by its key: no row is told twice or
left out when others come meanwhile, the last piece costs what the first does, and the database has no cursor
to keep open between them (docs/adr/0031).
"""

from dataclasses import dataclass

from django.db.models import Q

PIECE = 500
PAGE = 25  # fewer than ten screens of the smallest phone


def in_pieces(rows, key=("pk",)):
    """All of them, the newest first by `key`."""
    size = PIECE
    ordered = rows.order_by(*(f"-{name}" for name in key))
    piece = list(ordered[:size])
    while piece:
        yield from piece
        piece = list(ordered.filter(_beyond(key, piece[-1], "lt"))[:size]) if len(piece) == size else []


def in_order(rows, size=PIECE):
    """All of them in their own order, whatever it goes by: first the keys, which are small, and then the rows
    that have them. One that is gone meanwhile is left out."""
    keys = list(rows.values_list("pk", flat=True))
    for first in range(0, len(keys), size):
        own = keys[first : first + size]
        found = rows.in_bulk(own)
        yield from (found[key] for key in own if key in found)


@dataclass(frozen=True)
class Stretch:
    """A page of them: its rows, and the ids to ask on with: what comes `after` the one in the order of the
    list, and what comes `before` the other. None where there is no more."""

    rows: list
    before: int | None
    after: int | None

    @property
    def is_whole(self):
        return self.before is None and self.after is None


def stretch_of(ask, model, asked, *, newest_first=True, size=PAGE):
    """The page that the query of an address asks for by `efter` or `fore`, the id of a row; the first one
    where it asks for none. `ask` gives a slice of the rows of the model for which a condition holds, by
    (at, pk) or, where it is to go down, by those backwards."""
    back = "fore" in asked
    mark = _mark(model, asked.get("fore" if back else "efter", ""))
    down = newest_first != back
    beyond = _beyond(("at", "pk"), mark, "lt" if down else "gt") if mark else Q()
    found = ask(beyond, down, slice(0, size + 1))
    is_more, found = len(found) > size, found[:size]
    if back:
        if not (mark and is_more):  # that far back the first page is
            return stretch_of(ask, model, {}, newest_first=newest_first, size=size)
        found.reverse()
    before = found[0].pk if found and mark else None
    after = found[-1].pk if found and (back or is_more) else None
    return Stretch(found, before, after)


def _mark(model, pk):
    return model._default_manager.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None


def _beyond(key, row, side):
    """The condition of those that come after the row; said so that an index over the first of the key is of
    use."""
    (name, *rest), value = key, getattr(row, key[0])
    beyond = Q(**{f"{name}__{side}": value})
    return Q(**{f"{name}__{side}e": value}) & (beyond | _beyond(rest, row, side)) if rest else beyond
