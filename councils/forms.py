"""Seats, appointments, people and a new mandate, from the text of a browser to clean values."""

import copy
import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.http import urlencode

from councils import mandate
from councils.capacity import HELD_IN
from councils.hanging import AsksOnceMore
from councils.models import Appointment, Organisation, Person, Seat
from rus_portal.core.asked import LONGEST
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import Day, Email, Line, OneOf, PortalForm, SomeOf, beside, section


class SeatForm(EditForm):
    """A seat to add, `new` as proposed, or change. What it is cannot change once somebody has held it."""

    organisation = OneOf(
        label="Organisation", error_messages={"required": "Välj vilken organisation platsen tillhör."}
    )
    capacity = forms.ChoiceField(
        label="Roll",
        error_messages={"required": "Välj vilken roll platsen ger."},
    )
    side = forms.ChoiceField(
        label="Sida",
        choices=[(Seat.Side.NONE, "Ingen sida"), *Seat.Side.choices[:2]],
        help_text="Bara för förtroendevalda.",
    )
    title = Line(
        label="Uppdrag eller titel",
        max_length=120,
        help_text="Till exempel Kommunchef. Lämna tomt när rollen säger nog.",
    )
    order = forms.IntegerField(
        label="Ordning",
        min_value=0,
        max_value=9999,
        help_text="Platser med lägre tal står först i rådet.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Skriv ett helt tal mellan 0 och 9999."
        ),
    )
    retired_on = Day(
        label="Dras in",
        required=False,
        help_text="Första dagen då platsen inte längre finns. Lämna tomt så länge den ska finnas kvar.",
    )

    acts = ("change_seat",)

    def __init__(self, *args, saved=None, new=None, is_held=False, **kwargs):
        self.seat = saved or new
        super().__init__(*args, saved=saved, initial={"order": self.seat.order}, **kwargs)
        rows = Organisation.objects.own()
        there_are = rows.on(timezone.localdate()) | rows.filter(pk=self.seat.organisation_id)
        self.fields["organisation"].offer(list(there_are), empty="Välj organisation")
        fitting = {*HELD_IN[self.seat.council.kind], self.seat.capacity}
        roles = [(each, told) for each, told in Seat.Capacity.choices if each in fitting]
        self.fields["capacity"].choices = [("", "Välj roll"), *roles]
        if is_held:
            for name in ("organisation", "capacity", "side"):
                del self.fields[name]
        if new:
            del self.fields["retired_on"]

    def layout(self):
        kept = [name for name in ("organisation", "capacity", "side") if name in self.fields]
        retired = ["retired_on"] if "retired_on" in self.fields else []
        return [section("Vilken plats", *kept, "title"), section("I rådets lista", "order", *retired)]

    def clean(self):
        facts = super().clean()
        if not self.errors:
            asked = copy.copy(self.seat)
            for name, value in facts.items():
                setattr(asked, name, value)
            self.hold_to(asked, {"seat_once": "title", "seat_side_is_for_the_elected": "side"})
        return facts


class ForSeat(PortalForm):
    """What the forms of an appointment to `seat` share. An overlap is shown at the day to correct."""

    seat: Seat

    def hold_to_seat(self, asked):
        """One holder at a time, within the life of the seat, and a party only for the elected."""
        self.hold_to(asked, {"appointment_ends_after_it_begins": "ends"})
        try:
            asked.clean()
        except ValidationError as breach:
            if hasattr(breach, "error_dict"):
                self.take_up(breach)
            else:
                self.add_error("begins", breach)


def party_field():
    return Line(label="Parti", max_length=10, help_text="Partiets förkortning. Visas tillsammans med namnet.")


class AppointForm(AsksOnceMore, ForSeat):
    """Gives the seat to a person in the portal or to a new one."""

    person = OneOf(label="Person", required=False, help_text="Den som redan finns i portalen.")
    name = Line(label="Eller en ny person: namn", max_length=120)
    email = Email(
        label="Ny persons e-post",
        required=False,
        help_text="Behövs för att kunna logga in. Kan fyllas i senare.",
    )
    begins = Day(label="Från och med", error_messages={"required": "Välj vilken dag uppdraget börjar."})
    ends = Day(
        label="Till och med", required=False, help_text="Lämna tomt när uppdraget gäller tills vidare."
    )
    party = party_field()
    succeeds = forms.BooleanField(label="", required=False)

    def __init__(self, *args, seat, holder=None, **kwargs):
        self.seat, self.holder = seat, holder
        super().__init__(*args, initial={"begins": _first_free_day(seat)}, **kwargs)
        if not seat.is_elected:
            del self.fields["party"]
        self.fields["person"].offer(
            list(Person.objects.order_by("name", "pk")), label=known_as, empty="Ny person"
        )
        if holder:
            self.fields["succeeds"].label = f"Avsluta uppdraget för {holder.person} dagen före"
            self.fields["succeeds"].widget.attrs["value"] = holder.pk  # whom the writer read of
        else:
            del self.fields["succeeds"]

    def layout(self):
        party = ["party"] if "party" in self.fields else []
        succeeds = ["succeeds"] if self.holder else []
        return [
            section("Vem", "person", beside("name", "email"), *party),
            section("När", beside("begins", "ends"), *succeeds),
        ]

    def clean(self):
        facts = super().clean()
        person, name, email = (facts.get(field) for field in ("person", "name", "email"))
        if person and (name or email):
            self.add_error("person", "Välj en person i listan eller skriv en ny, inte både och.")
        elif not person and not name:
            self.add_error(
                "name" if email else "person", "Välj en person i listan, eller skriv namnet på en ny."
            )
        if facts.get("succeeds") and self.data["succeeds"] != str(self.holder.pk):
            sentence = f"Nu har {self.holder.person} platsen. Spara igen om det uppdraget ska avslutas."
            self.add_error("succeeds", sentence)
        if email and Person.objects.filter(email__iexact=email).exists():
            self.add_error("email", "Adressen finns redan i portalen. Välj personen i listan.")
        if not self.errors:
            self.hold_to_seat(
                Appointment(
                    pk=self.holder.pk if facts.get("succeeds") else None,
                    seat=self.seat,
                    begins=facts["begins"],
                    ends=facts["ends"],
                    party=facts.get("party", ""),
                )
            )
            if facts.get("succeeds") and facts["begins"] <= self.holder.begins:
                self.add_error("begins", "Efterträdaren måste börja efter den som har platsen nu.")
        if facts.get("succeeds") and not self.errors:
            eve = facts["begins"] - dt.timedelta(days=1)
            self.ask_once_more(self.holder, self.holder.begins, eve)
        return facts


def _first_free_day(seat):
    """Today, or the day after the last holder whose last day is known."""
    today = timezone.localdate()
    last = seat.appointments.filter(ends__gte=today).aggregate(day=Max("ends"))["day"]
    return last + dt.timedelta(days=1) if last else today


def known_as(person):
    return f"{person.name} ({person.email})" if person.email else person.name


class OfAppointment(EditForm):
    acts = ("change_appointment", "end_appointment")

    def last_saved(self, saved):
        return super().last_saved(saved.seat)  # the journal tells of appointments at their seat


class TermForm(AsksOnceMore, OfAppointment, ForSeat):
    """The days and the party of an appointment."""

    begins = Day(label="Från och med", error_messages={"required": "Välj vilken dag uppdraget börjar."})
    ends = Day(
        label="Till och med", required=False, help_text="Lämna tomt när uppdraget gäller tills vidare."
    )
    party = party_field()

    def __init__(self, *args, saved, **kwargs):
        self.seat = saved.seat
        super().__init__(*args, saved=saved, **kwargs)
        if not self.seat.is_elected:
            del self.fields["party"]

    def layout(self):
        party = ["party"] if "party" in self.fields else []
        return [section("Uppdraget", beside("begins", "ends"), *party)]

    def clean(self):
        facts = super().clean()
        if not self.errors:
            asked = copy.copy(self.saved)
            for name, value in facts.items():
                setattr(asked, name, value)
            self.hold_to_seat(asked)
        if not self.errors:
            self.ask_once_more(self.saved, facts["begins"], facts["ends"])
        return facts


class EndForm(AsksOnceMore, OfAppointment):
    """Begins from today where no last day is known."""

    ends = Day(label="Sista dag", error_messages={"required": "Välj vilken dag uppdraget upphör."})

    def __init__(self, *args, saved, **kwargs):
        initial = {"ends": saved.ends or timezone.localdate()}
        super().__init__(*args, saved=saved, initial=initial, **kwargs)

    def clean(self):
        facts = super().clean()
        if not self.errors:
            self.ask_once_more(self.saved, self.saved.begins, facts["ends"])
        return facts


class PersonForm(EditForm):
    name = Line(label="Namn", max_length=120, missing="Skriv personens namn.")
    email = Email(label="E-post", required=False, help_text="Utan e-postadress går det inte att logga in.")
    is_active = forms.BooleanField(label="Kan logga in", required=False)

    acts = ("change_person", "erase_contact_details")

    def layout(self):
        return [section("Uppgifter", "name", "email", "is_active")]

    def clean(self):
        wanted = Person(pk=self.saved.pk, email=self.cleaned_data.get("email"))
        wanted._state.adding = False  # else the person's own address counts as another's
        self.hold_to(wanted, {"person_email_once": "email"})


SIDED, ALL = "sidor", "alla"


class MandateChoiceForm(PortalForm):
    """First step: which seats get a new period, and from when."""

    by_get = True

    rad = SomeOf(label="Råd", error_messages={"required": "Välj minst ett råd."})
    urval = forms.ChoiceField(
        label="Platser",
        choices=[(SIDED, "Platser i majoritet och opposition"), (ALL, "Alla platser i rådet")],
        widget=forms.RadioSelect,
    )
    dag = Day(
        label="Första dagen i den nya perioden",
        help_text="De uppdrag som gäller dagen före avslutas den dagen.",
        error_messages={"required": "Välj vilken dag den nya perioden börjar."},
    )

    def __init__(self, *args, councils, **kwargs):
        elected = [council.pk for council in councils if council.kind == council.Kind.COUNCIL]
        usual = {"rad": elected, "urval": SIDED, "dag": mandate.usual_first_day()}
        super().__init__(*args, initial=usual, **kwargs)
        self.fields["rad"].offer(councils)

    def layout(self):
        return [section("Vilka platser", "rad", "urval"), section("Från vilken dag", "dag")]

    @property
    def query(self):
        """The choice as the query of an address."""
        facts = self.cleaned_data
        councils = [council.pk for council in facts["rad"]]
        return urlencode({"rad": councils, "urval": facts["urval"], "dag": facts["dag"]}, doseq=True)

    def seats(self):
        facts = self.cleaned_data
        return mandate.chosen_seats(facts["rad"], facts["dag"], only_sided=facts["urval"] == SIDED)


class MandateFileForm(PortalForm):
    file = forms.FileField(
        label="Ifylld fil",
        error_messages={
            "required": "Välj den ifyllda filen.",
            "empty": "Filen är tom. Kontrollera den och välj den igen.",
        },
        help_text="Excel (.xlsx) eller CSV, högst 5 MB.",
    )


CELLS = {"name": "Namn", "email": "E-post", "party": "Parti"}


class MandateSeatsForm(PortalForm):
    """Second step: who holds each seat. An empty name leaves the seat vacant."""

    def __init__(self, *args, seats, rows, **kwargs):
        self.seats = seats
        super().__init__(*args, **kwargs)
        for seat, row in zip(seats, rows, strict=True):
            for column, label in CELLS.items():
                if column == "party" and not seat.is_elected:
                    continue
                field = Line(label=f"{label}, {seat}", initial=getattr(row, column))
                field.widget.attrs["class"] = "form-control"
                self.fields[f"{column}-{seat.pk}"] = field

    def cells(self):
        """Each seat with its fields in the order of the columns; None where the seat lacks the field."""
        return [
            {"seat": seat, "fields": [(label, self._cell(column, seat)) for column, label in CELLS.items()]}
            for seat in self.seats
        ]

    def _cell(self, column, seat):
        name = f"{column}-{seat.pk}"
        return self[name] if name in self.fields else None

    def rows(self):
        typed = self.cleaned_data
        return [
            mandate.row_of(number, seat)._replace(
                **{column: " ".join(typed.get(f"{column}-{seat.pk}", "").split()) for column in CELLS}
            )
            for number, seat in enumerate(self.seats, start=1)
        ]

    def tell(self, lines):
        """Show each line's errors at their cells."""
        for line in lines:
            for column, sentence in line.errors.items():
                name = f"{column}-{line.seat.pk}" if line.seat else None
                self.add_error(name if name in self.fields else None, sentence)


class JournalForm(PortalForm):
    """What the journal can be searched for, by GET."""

    q = Line(label="Sök i texten")
    vem = Line(label="Vem")
    vad = forms.ChoiceField(label="Händelse", required=False)
    fran = Day(label="Från och med", required=False)
    till = Day(label="Till och med", required=False)

    def __init__(self, *args, acts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["vad"].choices = [("", "Alla"), *acts]
        for name in ("q", "vem"):  # a longer address is refused before any page can say so
            self.fields[name].widget.attrs["maxlength"] = LONGEST
        for field in self.fields.values():  # the page draws them without crispy
            is_list = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_list else "form-control"
