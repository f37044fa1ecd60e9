"""The order of the agenda, and what the chair wants changed before it is approved."""

from django import forms

from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import PortalForm, Text


class Ids(forms.Field):
    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        return tuple(int(pk) for pk in value or [] if pk.isdecimal() and len(pk) < 19)


class OrderForm(EditForm):
    """All items in their order; a button moves one of them a step."""

    acts = ("order_items",)
    order = Ids(label="Ordning", required=False)

    def __init__(self, data=None, *, saved, **kwargs):
        self.moved, data = stepped(data) if data is not None else (None, None)
        super().__init__(data, saved=saved, **kwargs)

    @property
    def back(self):
        return self.saved.url("agenda")

    def read(self, saved):
        return {"order": saved.order_of_items}

    def in_words(self, name, value):
        titles = dict(self.saved.items.values_list("pk", "title"))
        return "\n".join(titles[pk] for pk in value if pk in titles)

    def place(self, item):
        """Where the item stands by the form; last if it does not know of it."""
        order = [str(pk) for pk in self["order"].value()]
        return order.index(str(item.pk)) if str(item.pk) in order else len(order)


def stepped(data):
    """The item that a button moved, and the data with the item where it is moved."""
    data, ids, moved = data.copy(), data.getlist("order"), None
    for name, steps in (("up", -1), ("down", 1)):
        if data.get(name) in ids and data[name].isdecimal():
            moved = data.pop(name)[0]
            place = ids.index(moved)
            ids.insert(max(0, place + steps), ids.pop(place))
    data.setlist("order", ids)
    return moved, data


class AgendaChangeForm(PortalForm):
    """What the chair wants added to the agenda, or removed from it, before it is sent."""

    text = Text(
        holds="change",
        label="Önskad ändring",
        missing="Skriv vad som ska ändras, gärna med punkt.",
        help_text="Till exempel: Ta punkt 3 före punkt 2, och ge den en kvart till.",
    )
