"""A meeting's own facts."""

import copy
import datetime as dt

from django import forms
from django.utils import timezone

from councils.models import Appointment, Council, Person
from meetings.forms.number import WithNumber
from meetings.models import Meeting
from meetings.planning.approvers import with_homes
from meetings.workflow.meeting import STAYS
from meetings.workflow.recurring import meeting_before
from rus_portal.core.forms import Clock, Day, Folded, Line, Link, OneOf, SomeOf, Text, beside, section
from rus_portal.core.words import day, day_soon, listed

NOT_OF_MEETING = ("reason", "begin", "seen")
NOWHERE = "Ett digitalt möte har ingen plats. Töm platsen, eller välj mötesformen ”På plats och digitalt”."
SEATS = {"chair": "som tar ställning", "secretary": "på kansliet", "approvers": "som tar ställning"}
NUMBERED = "Lämna fältet tomt, så får mötet nästa nummer i rådets serie."
MOVED = "Skriv varför mötet flyttas. Ledamöterna ser skälet."


class MeetingForm(WithNumber):
    """A new meeting of a council, or changed facts of one. Moving it asks for a reason."""

    date = Day(label="Datum", error_messages={"required": "Välj vilken dag mötet är."})
    start_time = Clock(label="Börjar", error_messages={"required": "Ange när mötet börjar."})
    end_date = Day(label="Sista dag", required=False, help_text="Bara när mötet pågår mer än en dag.")
    end_time = Clock(label="Slutar", error_messages={"required": "Ange när mötet slutar."})
    reason = Text(
        holds="reason",
        label="Skäl till flytten",
        rows=2,
        help_text="Om du ändrar dagen: skriv varför. Ledamöterna ser skälet.",
    )
    format = forms.ChoiceField(label="Mötesform", choices=Meeting.Format)
    place = Line(label="Plats", help_text="Lokal och ort, om mötet hålls på plats.")
    link = Link(label="Länk till det digitala mötet", required=False)
    joint_with = SomeOf(label="Gemensamt med", required=False)
    chair = OneOf(label="Ordförande", required=False)
    secretary = OneOf(label="Sekreterare", required=False)
    approvers = SomeOf(
        label="Justerare",
        required=False,
        help_text="De justerar protokollet tillsammans med ordföranden. Kan väljas när mötet hålls.",
    )
    registry_number = Line(label="Diarienummer", max_length=60)
    note = Text(
        holds="notice",
        label="Upplysning till kallelsen",
        help_text="Till exempel lunch, anmälan eller parkering.",
    )
    begin = forms.ChoiceField(label="Dagordningen börjar med", required=False, widget=forms.RadioSelect)
    acts = ("change_meeting", "move_meeting")

    def __init__(self, *args, council, saved=None, **kwargs):
        self.council, self.meeting = council, (meeting := saved)
        # A last day is only shown where there are several.
        one_day = {"end_date": None} if meeting and meeting.end_date == meeting.date else {}
        initial = one_day if meeting else usual_facts(council)
        super().__init__(*args, saved=meeting, initial=initial, **kwargs)
        if meeting is None:
            self.fields["registry_number"].help_text = NUMBERED if council.registry_pattern else ""
            del self.fields["reason"]
            self.fields["begin"].choices = ways_to_begin(council)
        else:
            del self.fields["begin"]
        self.fields["date"].help_text = taken_days(council, but=meeting)
        self._offer_councils_and_people()

    def layout(self):
        moved = ["reason"] if self.meeting else []
        joint = ["joint_with"] if "joint_with" in self.fields else []
        return [
            section("När", beside("date", "start_time"), beside("end_date", "end_time"), *moved),
            section("Var", "format", "place", "link"),
            section(
                "Vilka",
                *joint,
                "chair",
                "secretary",
                Folded("Välj justerare", "approvers"),
                explained="Vilka som kallas följer av platserna i rådet den dagen.",
            ),
            section("Till kallelsen", "note", *self.number_fields()),
            *([] if self.meeting else [section("Dagordningen", "begin")]),
        ]

    def read(self, saved):
        return {name: getattr(saved, name) for name in self.base_fields if name not in NOT_OF_MEETING}

    def _offer_councils_and_people(self):
        others = Council.objects.filter(kind=Council.Kind.COUNCIL, office=self.council.office_id)
        others = list(others.exclude(pk=self.council.pk))
        self.fields["joint_with"].offer(others)
        together = {str(pk) for pk in self["joint_with"].value() or []}
        meeting = [self.council.pk, *(other.pk for other in others if str(other.pk) in together)]
        held = (
            Appointment.objects.on(self._day())
            .filter(seat__council__in=[*meeting, self.council.office_id])
            .select_related("person", "seat__organisation")
            .in_council_order()
        )
        self.called, self.able = with_homes(held), {}
        members = list({a.person: None for a in held if a.seat.takes_position})
        office = list({a.person: None for a in held if a.seat.council_id == self.council.office_id})
        new = self.meeting is None
        for field, people, empty in (
            ("chair", members, "Den som har ordförandens plats på mötesdagen"),
            ("secretary", office, "Du själv" if new else "Ingen"),
            ("approvers", members, None),
        ):
            self.able[field] = people
            self.fields[field].offer([*people, *self._chosen(field, people)], label=self._called, empty=empty)
        if not others:
            del self.fields["joint_with"]

    def _chosen(self, field, people):
        """Those chosen before, or in the form as it was sent, who are not among the people of the day now
        asked for: they stay until they are taken out, so that nobody is lost unawares."""
        value = self[field].value() or []
        keys = {str(each) for each in (value if isinstance(value, list | tuple) else [value])}
        keys -= {str(person.pk) for person in people}
        known = [each for each in keys if each.isdecimal() and len(each) < 10]
        return list(Person.objects.filter(pk__in=known).order_by("name", "pk"))

    def _called(self, person):
        return self.called.get(person) or f"{person} (har ingen plats den dagen)"

    def _check_the_people(self, facts):
        for field, where in SEATS.items():
            chosen = facts.get(field) or []
            chosen = chosen if isinstance(chosen, list) else [chosen]
            if gone := [str(each) for each in chosen if each not in self.able[field]]:
                told = f"{listed(gone)} har ingen plats {where} den {day(self._day())}."
                self.add_error(field, f"{told} Välj bort, eller välj en annan dag.")

    def against(self, saved):
        """A last day that follows the first on both sides is nobody's change."""
        last, days = self.cleaned_data.get("end_date"), (None, self.cleaned_data.get("date"))
        follows = last in days and saved.end_date == saved.date
        label = self.fields["end_date"].label
        return [row for row in super().against(saved) if not (follows and row[0] == label)]

    def _day(self):
        """The day whose seat holders may be chosen: the one asked for, else the meeting's, else today."""
        try:
            return Day().clean(self["date"].value())
        except forms.ValidationError:
            return self.meeting.date if self.meeting else timezone.localdate()

    def clean(self):
        facts = super().clean()
        for field in () if self.meeting else ("secretary", "begin"):
            if not facts.get(field):
                facts.pop(field, None)  # the verb knows who it is
        self._check_the_people(facts)
        if facts.get("place") and facts.get("format") == Meeting.Format.DIGITAL:
            self.add_error("place", NOWHERE)
        if not {"date", "start_time", "end_date", "end_time"} & self.errors.keys():
            facts["end_date"] = facts["end_date"] or facts["date"]
            self._check_the_day(facts)
        return facts

    def _check_the_day(self, facts):
        if self.meeting and facts["date"] != self.meeting.date:
            if told := self.meeting.held_already:
                return self.add_error("date", f"{told} {STAYS}")
            if not facts.get("reason"):
                self.add_error("reason", MOVED)
        is_new = not self.meeting or facts["date"] != self.meeting.date
        if is_new and (passed := has_passed(facts["date"])):
            return self.add_error("date", passed)
        asked = copy.copy(self.meeting) if self.meeting else Meeting(council=self.council)
        for field in ("date", "start_time", "end_date", "end_time"):
            setattr(asked, field, facts[field])
        places = {"meeting_ends_after_it_starts": "end_time", "meeting_lasts_a_few_days": "end_date"}
        self.hold_to(asked, places | ({"meeting_one_a_day": "date"} if self.meeting else {}))


def taken_days(council, but=None):
    """The days to come on which the council meets already, in a sentence: it has one meeting a day."""
    meetings = Meeting.objects.filter(council=council, cancelled_at=None, date__gte=timezone.localdate())
    days = meetings.exclude(pk=but and but.pk).order_by("date").values_list("date", flat=True)
    return f"Rådet har redan möte den {listed([day_soon(each) for each in days])}." if days else ""


def has_passed(date):
    """Why nobody plans a meeting on the day, in a sentence; empty where one may."""
    today = timezone.localdate()
    return f"Den {day(date)} har passerat: i dag är det {day(today)}. Stämmer året?" if date < today else ""


def ways_to_begin(council):
    """Each with what it would bring."""
    titles = [f"”{row.title}”" for row in council.recurring_items.order_by("order", "pk")]
    ways = [("template", f"Rådets återkommande punkter: {', '.join(titles)}")] if titles else []
    before = meeting_before(council)
    if before:
        last = f"Förra mötets dagordning, {day(before.date)}, utan bakgrund och förslag"
        ways.append(("last", last))
    return [*ways, ("empty", "Ingenting")]


def usual_facts(council):
    begin = "template" if council.recurring_items.exists() else "empty"
    return {
        "begin": begin,
        "format": council.default_format,
        "start_time": dt.time(9),
        "end_time": dt.time(12),
    }
