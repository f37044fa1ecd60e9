"""What takes the place of goals of the strategy before, or of focus areas of the plan before."""

import re

from rus_portal.core.forms import OneOf, PortalForm

OF_ONE = re.compile(r"[a-z]+-\d+-\d+")  # as `Waiting.name`


class RelinkingForm(PortalForm):
    """One choice for each that waits: what it became is offered, and where it is not one, asked."""

    def __init__(self, data=None, *, waiting, parts):
        self.waiting = waiting
        offered = {each.name: str(each.heirs[0].pk) for each in waiting if len(each.heirs) == 1}
        super().__init__(data, initial=offered)
        for each in waiting:
            field = OneOf(label=f"{each.kind}: {each.thing}", required=False, help_text=each.told)
            field.offer(each.heirs or parts, empty=f"Låt stå kvar på {each.part}")
            self.fields[each.name] = field

    @property
    def gone(self):
        """How many choices were sent of what no longer waits, as when another has led it on meanwhile."""
        sent = {name for name, chosen in self.data.items() if chosen and OF_ONE.fullmatch(name)}
        return len(sent - self.fields.keys())

    def instead(self):
        """(thing, {goal or area: what takes its place}) of those chosen."""
        found: dict = {}
        for each in self.waiting:
            if chosen := self.cleaned_data[each.name]:
                found.setdefault(each.thing, {})[each.part] = chosen
        return list(found.items())
