"""What the parts of a draft have in common, whether areas of the plan or goals of a strategy."""

from rus_portal.core.refusal import Refused
from rus_portal.core.words import listed
from strategy.editions import label_of
from strategy.models import Goal, StrategicPlan
from strategy.models.drafts import titled

MOST = 12  # parts: more are not told apart when each is followed up


def split_into(titles, part):
    """Those of what the part is split into, in words; each is its own, and none stands in the draft already,
    as when the same is sent once more."""
    if len(titles) < 2:
        raise Refused("Skriv minst två titlar, en på varje rad.", about="titles")
    if len(titles) > MOST:
        many = f"Dela i högst {MOST} delar. Fler går inte att hålla isär när de ska följas upp."
        raise Refused(many, about="titles")
    if len({title.casefold() for title in titles}) < len(titles):
        raise Refused("Två titlar är lika. Ge varje del en egen titel.", about="titles")
    beside = list(part.beside)
    for title in titles:
        if stands := titled(title, beside):
            again = f"”{stands.coded}” finns redan i utkastet. Ge varje del en egen titel."
            raise Refused(again, about="titles")
    return listed([f"”{title}”" for title in titles])


def require_free_title(part, draft):
    """Of one that is brought back: its title is not asked for."""
    if stands := titled(part.title, draft.parts.all()):
        raise Refused(f"”{stands.coded}” finns redan i utkastet. Ge det en annan titel först.")


def places_after(parts, several):
    """In the order of their edition: those of the others that it is split in, after the part and those under
    it. What stands after them is moved on; where several have one place each gets its own. By their codes
    1.10 would stand before 1.2."""
    stand = _in_order(getattr(parts[0], parts[0].WHOLE))
    return _room_at(1 + max(stand.index(part) for part in parts), stand, several)


def place_again(part, draft, beside, above=None):
    """Of a part of the edition before that is taken along again: its old place among those that it is to
    stand `beside` in the draft, each of which has the place of the one that it is. `above` is what they all
    stand under."""
    turns = {each.pk: turn for turn, each in enumerate(_in_order(getattr(part, part.WHOLE)))}
    known = [(turn, each) for each in beside if (turn := _turn_of(each, turns)) is not None]
    earlier = [(turn, each) for turn, each in known if turn < turns[part.pk]]
    stand = _in_order(draft)
    if earlier:
        last = max(turn for turn, _ in earlier)
        place = 1 + max(_end_of(each, stand) for turn, each in earlier if turn == last)
    elif known:
        place = min(stand.index(each) for _, each in known)
    else:
        place = 1 + _end_of(above, stand) if above else len(stand)
    return _room_at(place, stand, 1)[0]


def _in_order(edition):
    return list(edition.parts.order_by("order", "code", "pk"))


def _turn_of(part, turns):
    """Of those that it came from the one that has its code; else the first."""
    came_from = sorted(part.came_from.all(), key=lambda each: (each.code != part.code, turns[each.pk]))
    return turns[came_from[0].pk] if came_from else None


def _end_of(part, stand):
    """Where the last of those under it stands. Areas have none: their codes only look so."""
    below = (f"{part.code}.",) if isinstance(part, Goal) else ()
    return max(turn for turn, each in enumerate(stand) if each == part or each.code.startswith(below))


def _room_at(place, stand, several):
    """By moving on those that stand from there; where several have one place each gets its own."""
    for turn, each in enumerate(stand):
        each.order = turn + 1 + several * (turn >= place)
    if stand:
        type(stand[0]).with_drafts.bulk_update(stand, ["order"])
    return range(place + 1, place + 1 + several)


def words_of(parts):
    """All that the parts say, as the journal keeps it of a draft that is thrown away."""
    names = [(part, name) for part in parts for name in part.WORDS if name != "code"]
    return {f"{part.code} {label_of(part, name)}": getattr(part, name) for part, name in names}


def require_answered(whole):
    """What is asked about is not settled before the answers are in."""
    if why := still_asked(whole):
        raise Refused(why)


def still_asked(whole):
    asked = whole.open_consultations.first()
    return f"Remissen ”{asked}” är öppen. Stäng den först." if asked else ""


def why_kept(whole):
    """Why the draft may not be thrown away, or nothing."""
    of_areas = isinstance(whole, StrategicPlan) and whole.parts.filter(items__isnull=False).exists()
    return "Ärenden är knutna till utkastet, och då står det kvar." if of_areas else still_asked(whole)


def require_discardable(whole):
    if why := why_kept(whole):
        raise Refused(why)
