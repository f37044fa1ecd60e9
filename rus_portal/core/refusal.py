"""How a verb says no."""


class Refused(Exception):
    """The act is not possible as things stand.

    `missing` may list (item, requirement) pairs that stop a summons, see `meetings.agenda.gate`.
    """

    def __init__(self, sentence, missing=()):
        super().__init__(sentence)
        self.sentence = sentence
        self.missing = list(missing)


class Conflict(Refused):
    """Somebody saved the same thing meanwhile. `saved` is what the database holds now."""

    def __init__(self, saved):
        super().__init__("Någon annan har sparat ändringar medan du skrev. Inget av ditt har gått förlorat.")
        self.saved = saved


def step(thing, to, transitions):
    """Take one step in the diagram of stages (not saved), or refuse it. Returns what the journal keeps."""
    before = thing.stage
    if to not in transitions[thing.stage]:
        raise Refused(f"Det går inte att göra det nu. Skedet är ”{thing.get_stage_display().lower()}”.")
    thing.stage = to
    return {"before": {"stage": str(before)}, "after": {"stage": str(to)}}


def put(thing, facts):
    """Set fields (not saved). Returns what the journal keeps: the changed ones, before and after."""
    changed = {field: value for field, value in facts.items() if getattr(thing, field) != value}
    before = {field: str(getattr(thing, field)) for field in changed}
    for field, value in changed.items():
        setattr(thing, field, value)
    return {"before": before, "after": {field: str(getattr(thing, field)) for field in changed}}
