"""Where a matter is led from an agenda: one, and all those of a meeting that is cancelled."""

from django import forms

from meetings.agenda.destinations import coming, takes, usual, waiting_on
from meetings.models import AgendaItem, Lift, Meeting
from rus_portal.core.edit_form import ActForm
from rus_portal.core.forms import PortalForm, Text, section
from rus_portal.core.words import day

Way = Lift.Way


class Destination(forms.ChoiceField):
    """Gives back what `lift_item` takes: the meeting, or the way."""

    def offer(self, meetings):
        self.places = {f"mote-{each.pk}": each for each in meetings} | {way: way for way in ENDS}
        self.choices = [(key, _told(place)) for key, place in self.places.items()]

    def clean(self, value):
        return self.places.get(super().clean(value))

    def prepare_value(self, value):
        return f"mote-{value.pk}" if isinstance(value, Meeting) else value


ENDS = (Way.PREPARATION, Way.DROPPED)


def _told(place):
    if not isinstance(place, Meeting):
        return place.label
    late = ", där den kommer till efter kallelsen" if place.convened_at else ""
    return f"Till mötet den {day(place.date)} i {place.title}{late}"


class LiftForm(ActForm):
    to = Destination(
        label="Vart ska ärendet?",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vart ärendet ska."},
    )
    reason = Text(
        holds="reason",
        label="Skäl",
        rows=2,
        help_text="Visas för dem som har fått dagordningen. Kan lämnas tomt.",
    )

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, thing=item, where=AgendaItem.WHERE, **kwargs)
        self.fields["to"].offer([each for each in coming(item.meeting) if takes(each, item)])


class CancellationForm(PortalForm):
    """The reason, and for each item where it goes. Where it usually goes is chosen from the beginning."""

    reason = Text(
        holds="reason",
        label="Skäl",
        missing="Skriv varför mötet ställs in. Ledamöterna ser skälet.",
        help_text="Ledamöterna ser skälet på mötets sida.",
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.items, meetings = waiting_on(meeting), coming(meeting)
        for item in self.items:
            unsaid = {"required": f"Välj vart ”{item.title}” ska."}
            field = Destination(label=item.title, initial=usual(item, meetings), error_messages=unsaid)
            field.offer([each for each in meetings if takes(each, item)])
            self.fields[_name(item)] = field

    def layout(self):
        explained = "Handlingar, förankring och anteckningar följer med."
        places = section("Vart ska punkterna?", *map(_name, self.items), explained=explained)
        return ["reason", *([places] if self.items else [])]

    def leads(self):
        return {item.pk: self.cleaned_data[_name(item)] for item in self.items}


def _name(item):
    return f"item_{item.pk}"
