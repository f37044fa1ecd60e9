"""What the open data of the strategy and of the plan say alike of their parts."""

from rus_portal.core.address import whole


def tell_ends(editions, parts_of):
    """Of each part which edition it ends with, the one after its own that has it no more, and whether that
    applies. `parts_of` gives those of an edition, each with its `later`."""
    after = {each.made_from_id: each for each in editions}
    for edition in editions:
        for part in parts_of(edition):
            part.ends_with = None if part.later else after.get(edition.pk)
            part.has_ended = bool(part.ends_with) and not part.ends_with.is_ahead
    return editions


def goes_on(part):
    if part.has_ended:
        return "upphört"
    return f"upphör {part.ends_with.begins}" if part.ends_with else lines(part.later)


def ending(part, year):
    """Whether it has ended, and the edition that it ends with, whose year stands in that field."""
    return {"has_ended": part.has_ended, "ends_with": part.ends_with and named(part.ends_with, year)}


def lines(things):
    return "\n".join(map(str, things))


def named(part, *facts):
    """Its title and address, and what else it is told apart by."""
    told = {name: getattr(part, name) for name in (*facts, "title")}
    return told | {"url": whole(part.get_absolute_url())}
