"""What takes the place of goals of the strategy before, or of focus areas of the plan before."""

import re

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from rus_portal.core.forms import OneOf, PortalForm, SomeOf
from rus_portal.core.words import day

OF_ONE = re.compile(r"[a-z]+-\d+-\d+")  # as `Waiting.name`
END = "upphor"


class RelinkingForm(PortalForm):
    """One choice for each that waits: what it became is offered, and where it is not one, asked. Where it was
    split several may be chosen."""

    def __init__(self, data=None, *, waiting, parts):
        self.waiting = waiting
        offered: dict = {each.name: str(each.heirs[0].pk) for each in waiting if len(each.heirs) == 1}
        offered |= {each.name: [] for each in waiting if each.takes_several}
        super().__init__(data, initial=offered)
        for each in waiting:
            self.fields[each.name] = _field(each, parts)

    def clean(self):
        for each in self.waiting:
            chosen = self.cleaned_data.get(each.name)
            if each.takes_several and chosen and END in chosen and len(chosen) > 1:
                told = "Välj antingen delar att tjäna eller att kopplingen upphör."
                self.add_error(each.name, ValidationError(told))
        return super().clean()

    @property
    def gone(self):
        """How many choices were sent of what no longer waits, as when another has led it on meanwhile."""
        sent = {name for name, chosen in self.data.items() if chosen and OF_ONE.fullmatch(name)}
        return len(sent - self.fields.keys())

    def instead(self):
        """(thing, {goal or area: those that take its place}) of those chosen."""
        found: dict = {}
        for each in self.waiting:
            if chosen := self.cleaned_data[each.name]:
                several = chosen if each.takes_several else [chosen]
                found.setdefault(each.thing, {})[each.part] = [part for part in several if part != END]
        return list(found.items())


def _field(each, parts):
    of = SomeOf if each.takes_several else OneOf
    stays = f"Låt stå kvar på {each.part.coded}"
    told = f"{each.told} Väljs ingen står den kvar." if each.takes_several else each.told
    if each.left_at:
        told += f" Kopplingen lämnades kvar den {day(localdate(each.left_at))}, och kan ännu kopplas om."
    field = of(label=f"{each.kind}: {each.thing}", required=False, help_text=told)
    parts = each.heirs or parts
    field.offer(parts, label=lambda part: part.coded, empty=None if each.takes_several else stays)
    if each.may_end:
        field.things |= {END: END}
        last = len(each.heirs or ()) + (not each.takes_several)  # after what it became, or before all goals
        choices = list(field.choices)
        field.choices = [*choices[:last], (END, "Kopplingen upphör, utan något i stället"), *choices[last:]]
    return field
