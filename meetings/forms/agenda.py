"""The agenda in its order with the minutes of each row, and what the chair wants changed before it is
approved."""

import re

from django import forms

from meetings.forms.item import Minutes
from meetings.models import AgendaBreak
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import OneOf, PortalForm, Text


class Rows(forms.Field):
    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        return tuple(row for row in value or [] if re.fullmatch(r"b?[0-9]{1,18}", row))


class OrderForm(EditForm):
    """All items and breaks in their order, each with its minutes; a button moves one of them a step."""

    acts = ("order_items",)
    order = Rows(label="Ordning", required=False)

    def __init__(self, data=None, *, saved, **kwargs):
        self.moved, data = stepped(data) if data is not None else (None, None)
        self.rows = saved.agenda_rows
        super().__init__(data, saved=saved, **kwargs)
        for row, (title, minutes) in self.rows.items():
            field = self.fields[f"minutes_{row}"] = Minutes(label=f"Minuter för ”{title}”")
            field.widget.attrs["class"] = "form-control"
            if data is not None:  # a row that came after the page was made is left as it is
                data.setdefault(f"minutes_{row}", f"{minutes}")

    @property
    def back(self):
        return self.saved.url("agenda")

    def read(self, saved):
        rows = self.rows if saved is self.saved else saved.agenda_rows
        return {"order": tuple(rows)} | {f"minutes_{row}": minutes for row, (_, minutes) in rows.items()}

    def in_words(self, name, value):
        if name != "order":
            return super().in_words(name, value)
        return "\n".join(self.rows[row][0] for row in value if row in self.rows)

    @property
    def places(self):
        """The rows in the order of the form, those last that it does not know of."""
        order = [str(row) for row in self["order"].value()]
        return sorted(self.rows, key=lambda row: order.index(row) if row in order else len(order))

    @property
    def minutes(self):
        """What cannot be read counts as none."""
        return {row: self.cleaned_data.get(f"minutes_{row}", 0) for row in self.rows}

    @property
    def uncounted(self):
        return sum(f"minutes_{row}" in self.errors for row in self.rows)


def stepped(data):
    """The item that a button moved, and the data with the item where it is moved."""
    data, ids, moved = data.copy(), data.getlist("order"), None
    for name, steps in (("up", -1), ("down", 1)):
        if data.get(name) in ids:
            moved = data.pop(name)[0]
            place = ids.index(moved)
            ids.insert(max(0, place + steps), ids.pop(place))
    data.setlist("order", ids)
    return moved, data


class BreakForm(PortalForm):
    """A pause or a meal after one of the items. Nothing in it is typed: Enter would send the whole agenda,
    which it stands within, without the break."""

    kind = forms.ChoiceField(label="Paus eller lunch", choices=AgendaBreak.Kind)
    minutes = forms.TypedChoiceField(
        label="Hur länge",
        coerce=int,
        initial=15,
        choices=[(each, f"{each} minuter") for each in (5, 10, 15, 20, 30, 45, 60, 75, 90)],
        error_messages={"invalid_choice": "Välj hur länge. Andra tider skrivs i raden sedan."},
    )
    after = OneOf(label="Efter punkten")

    def __init__(self, *args, items, after=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["after"].offer(items)
        self.fields["after"].initial = after and after.pk
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"


class AgendaChangeForm(PortalForm):
    """What the chair wants added to the agenda, or removed from it, before it is sent."""

    text = Text(
        holds="change",
        label="Önskad ändring",
        missing="Skriv vad som ska ändras, gärna med punkt.",
        help_text="Till exempel: Ta punkt 3 före punkt 2, och ge den en kvart till.",
    )
