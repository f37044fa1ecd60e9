"""What the open data of the strategy and of the plan say alike of their parts."""

from rus_portal.core.address import whole


def tell_ends(editions, parts_of):
    """Of each part whether it has ended with the edition after its own, which applies and has it no more.
    `parts_of` gives those of an edition, each with its `later`."""
    replaced = {each.made_from_id for each in editions if not each.is_ahead}
    for edition in editions:
        for part in parts_of(edition):
            part.has_ended = edition.pk in replaced and not part.later
    return editions


def goes_on(part):
    return "upphört" if part.has_ended else lines(part.later)


def lines(things):
    return "\n".join(map(str, things))


def named(part, *facts):
    """Its title and address, and what else it is told apart by."""
    told = {name: getattr(part, name) for name in (*facts, "title")}
    return told | {"url": whole(part.get_absolute_url())}
