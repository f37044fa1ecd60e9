"""The same new thing sent once more, as by a second press or after going back, is made once."""

import datetime as dt

from rus_portal.core.refusal import AlreadyMade
from rus_portal.core.registry_number import told_fields

SAME = dt.timedelta(hours=1)  # the same once more within it is a second press
THERE_ALREADY = "Det är redan sparat. Inget nytt har lagts till."


def refuse_again(thing, moment="", *, but=(), same=lambda made: True):
    """Before a new row is saved: `AlreadyMade` where the same person has lately made one with the same in all
    its columns but these, and is the `same` beside them. `moment` is the column of when; where a row has none
    it is not made twice at any time; it may be some moments before that of one made while this waited. Call
    with something locked that the second press waits for."""
    names = [each.attname for each in told_fields(type(thing))]
    facts = {name: getattr(thing, name) for name in names if name not in (moment, *but)}
    if moment:
        at = getattr(thing, moment)
        facts |= {f"{moment}__gt": at - SAME, f"{moment}__lt": at + SAME}
    for made in filter(same, type(thing)._default_manager.filter(**facts)):
        raise AlreadyMade(made)


def said(made, done, again=THERE_ALREADY):
    """What a page says of what it has made."""
    return again if getattr(made, "was_there", False) else done
