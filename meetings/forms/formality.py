"""What the minutes say under each formality, and of themselves."""

from django import forms

from councils.capacity import MEMBERS
from councils.models import Appointment, Seat
from meetings.models import Formality, Meeting, Minutes, Particulars
from meetings.models.formality import particulars_of
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import Day, Line, Rich, Text, beside, section
from rus_portal.core.rich import as_plain, as_rich
from rus_portal.core.words import day, when_in_words

LEFT_OUT = "Frivilligt. Det som lämnas tomt står inte i protokollet."


class FormalitiesForm(EditForm):
    """One text for each formality of the meeting, and the particulars; both begin with what is usual."""

    acts = ("record_formalities",)
    vacant = Text(holds="notice", label="Vakanta platser", rows=2, help_text="En på varje rad.")
    others = Text(
        holds="notice",
        label="Övriga närvarande",
        help_text="De som inte har någon plats, en på varje rad, med uppdrag och de paragrafer de var med "
        "vid. Till exempel: Eva Ek, politisk sekreterare, §§ 12–14. Skriv också vem som har insynsplats.",
    )
    kind = forms.ChoiceField(
        label="Det som förs", choices=Minutes.Kind, required=False, widget=forms.RadioSelect
    )
    sent_to = Line(label="Skickas till", max_length=300)
    kept_at = Line(label="Förvaras hos")
    posted_on = Day(label="Tillkännages", required=False)
    taken_down_on = Day(label="Tillkännagivandet tas ner", required=False)

    def __init__(self, *args, saved, **kwargs):
        formalities = list(saved.formalities.order_by("order", "pk"))
        usual = {each.kind: as_rich(usual_words(each.kind, saved)) for each in formalities}
        begun = {each.kind: usual[each.kind] for each in formalities if not each.text}
        begun |= {} if particulars_of(saved).pk else usual_particulars(saved)
        self.begun = {name: said for name, said in begun.items() if said}
        super().__init__(*args, saved=saved, initial=begun, **kwargs)
        self.kinds = [each.kind for each in formalities]
        for each in formalities:
            self.fields[each.kind] = Rich(
                holds="formality", label=each.get_kind_display(), rows=2, initial=usual[each.kind]
            )
        self.order_fields(self.kinds)

    def layout(self):
        days = beside("posted_on", "taken_down_on")
        return [
            *self.kinds,
            section("Till närvaron", "vacant", "others"),
            section("Om protokollet", "kind", "sent_to", "kept_at", days, explained=LEFT_OUT),
        ]

    def read(self, saved):
        return saved.formality_texts | particulars_of(saved).noted

    def clean(self):
        facts = super().clean()
        asked = Particulars(**{name: facts[name] for name in Particulars.NAMES if name in facts})
        self.hold_to(asked, {"particulars_taken_down_after_posted": "taken_down_on"})
        return facts

    def usual(self):
        """What is usual and not written yet, as a label and its words."""
        named = {"kind": dict(Minutes.Kind.choices)}
        for name, said in self.begun.items():
            yield self.fields[name].label, named.get(name, {}).get(said) or as_plain(said)

    def texts(self):
        """What `record_formalities` takes, and the rest of it."""
        return {kind: self.cleaned_data[kind] for kind in self.kinds}

    def particulars(self):
        return {name: self.cleaned_data[name] for name in Particulars.NAMES}


def usual_particulars(meeting):
    """What the council's minutes usually say, and the seats that nobody holds that day."""
    council = meeting.council
    members = Seat.objects.there(meeting.date).filter(council__in=meeting.councils, capacity__in=MEMBERS)
    held = Appointment.objects.on(meeting.date).filter(seat__in=members)
    vacant = members.exclude(pk__in=held.values("seat")).select_related("organisation")
    return {
        "vacant": "\n".join(map(str, vacant.order_by("council__order", "order", "pk"))),
        "kind": council.minutes_kind,
        "sent_to": council.minutes_sent_to,
        "kept_at": council.minutes_kept_at,
    }


def usual_words(kind, meeting):
    names = " och ".join(person.name for person in meeting.approvers.all())
    return {
        Formality.Kind.OPENING: "Ordföranden öppnar mötet.",
        Formality.Kind.APPROVERS: f"Att jämte ordföranden justera protokollet utses {names}."
        if names
        else "",
        Formality.Kind.AGENDA: "Dagordningen fastställs.",
        Formality.Kind.PREVIOUS_MINUTES: "Föregående protokoll läggs till handlingarna.",
        Formality.Kind.NEXT_MEETING: _next(meeting),
        Formality.Kind.CLOSING: f"Ordföranden avslutar mötet den {day(meeting.end_date)}.",
    }.get(kind, "")


def _next(meeting):
    after = Meeting.objects.of(meeting.council).upcoming().filter(date__gt=meeting.end_date).first()
    if after is None:
        return "Dagen för nästa möte är inte bestämd."
    return f"Nästa möte är {when_in_words(after)}."
