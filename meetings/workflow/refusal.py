"""How a verb says no."""


class Refused(Exception):
    """The act is not possible as things stand.

    `missing` may list (item, requirement) pairs that stop a summons, see `meetings.gate`.
    """

    def __init__(self, sentence, missing=()):
        super().__init__(sentence)
        self.sentence = sentence
        self.missing = list(missing)


class Conflict(Refused):
    """Somebody saved the same thing meanwhile. `saved` is what stands in the database now."""

    def __init__(self, saved):
        super().__init__("Någon annan har sparat ändringar medan du skrev. Inget av ditt har gått förlorat.")
        self.saved = saved


def step(thing, to, transitions):
    """Take one step in the diagram of stages (not saved), or refuse it."""
    if to not in transitions[thing.stage]:
        raise Refused(f"Det går inte att göra det nu. Skedet är ”{thing.get_stage_display().lower()}”.")
    thing.stage = to
