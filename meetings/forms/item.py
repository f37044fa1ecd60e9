"""The texts of an agenda item, and where a matter is taken up again."""

from crispy_forms.layout import Div
from django import forms
from django.utils.html import format_html

from councils.models import Organisation
from meetings.agenda import gate
from meetings.documents.uploads.names import title_from
from meetings.forms.document import FilesForm, choose_again
from meetings.forms.number import WithNumber
from meetings.models import AgendaItem
from rus_portal.core.forms import Folded, Line, OneOf, Points, PortalForm, SomeOf, Text, beside, section
from strategy.editions import by_whole
from strategy.models import FocusArea, Goal, StrategicPlan

NUMBERED = "Har rådet en egen serie får ärendet nästa nummer när fältet lämnas tomt."
CARD = '<span class="tag tag-{}">{}</span> <span class="form-text d-block">{}</span>'
TYPES = [
    (kind, format_html(CARD, kind, kind.label, explained))
    for kind, explained in (
        (AgendaItem.Type.INFORMATION, "Rådet tar del av något och samtalar om det."),
        (AgendaItem.Type.POSITION, "Rådet säger något gemensamt, i samsyn."),
    )
]


class Minutes(forms.IntegerField):
    """How long something takes on an agenda."""

    def __init__(self, **kwargs):
        told = "Ange tiden i hela minuter, mellan 1 och 600."
        wrong = dict.fromkeys(("required", "invalid", "min_value", "max_value"), told)
        super().__init__(min_value=1, max_value=600, error_messages=wrong, **kwargs)


class ItemForm(WithNumber):
    """A draft may lack what the gate asks for; an item on a sent agenda may not."""

    type = forms.ChoiceField(label="Punkten avser", choices=TYPES, required=False, widget=forms.RadioSelect)
    title = Line(label="Rubrik", missing="Skriv en rubrik som säger vad ärendet gäller.")
    summary = Text(
        holds="summary",
        label="Sammanfattning",
        help_text="Några meningar, som också kan stå i protokollet.",
    )
    primary_goal = OneOf(label="Mål i RUS", required=False)
    how = Text(
        holds="how",
        label="Så tjänar ärendet målet",
        rows=2,
        help_text="En mening. Den visas bredvid målet överallt där ärendet visas.",
    )
    goals = SomeOf(label="Fler mål i RUS", required=False)
    focus_areas = SomeOf(label="Fokusområden i den strategiska planen", required=False)
    background = Text(holds="background", label="Bakgrund", rows=8)
    questions = Points(holds="questions", label="Frågor att förbereda", help_text="En fråga på varje rad.")
    proposed_position = Points(
        holds="position",
        label="Förslag till ställningstagande",
        rows=5,
        help_text="Bara för ställningstaganden. En punkt på varje rad.",
    )
    presenters = Line(
        label="Föredragande", max_length=300, help_text="Titel och organisation. Skilj flera med semikolon."
    )
    minutes_needed = Minutes(label="Minuter", initial=15)
    proposed_by = OneOf(label="Föreslås av", required=False)
    contact = Line(label="Kontaktperson")
    registry_number = Line(label="Diarienummer", max_length=60)
    social = Text(holds="dimension", label="Social hållbarhet", rows=2)
    ecological = Text(holds="dimension", label="Ekologisk hållbarhet", rows=2)
    economic = Text(holds="dimension", label="Ekonomisk hållbarhet", rows=2)

    def __init__(self, *args, saved=None, meeting=None, **kwargs):
        self.item = item = saved
        super().__init__(*args, saved=item, **kwargs)
        if item is None:
            self.fields["registry_number"].help_text = NUMBERED
        meeting = meeting or (item and item.meeting)
        day = meeting and meeting.date
        goals = goals_to_choose(item, day)
        self.fields["primary_goal"].offer(
            goals, group=area_of(goals), empty="Välj det mål som ärendet tjänar"
        )
        self.fields["goals"].offer(goals, group=area_of(goals))
        areas, edition = focus_areas_to_choose(item, day)
        self.fields["focus_areas"].offer(areas, label=lambda area: area.coded, group=edition)
        self.fields["proposed_by"].offer(list(Organisation.objects.own()), empty="Ingen särskild")

    def layout(self):
        return [
            section("Vad", Div("type", css_id="id_type", css_class="choices"), "title", "summary"),
            section(
                "Varför",
                "primary_goal",
                "how",
                Folded("Välj fler mål", "goals"),
                "focus_areas",
                explained="Varje ärende visar vilket mål i RUS det tjänar, och hur.",
            ),
            section(
                "Underlag",
                "background",
                "questions",
                explained="Bakgrund eller frågor måste finnas före kallelsen. Gärna båda.",
            ),
            section("Förslag", "proposed_position"),
            section(
                "Praktiskt",
                beside("minutes_needed", "presenters"),
                beside("proposed_by", "contact"),
                *self.number_fields(),
            ),
            section(
                "Hållbarhet",
                "social",
                "ecological",
                "economic",
                explained="En mening om varje dimension. Luckor hindrar inget men syns.",
            ),
        ]

    def read(self, saved):
        return saved.texts

    def clean(self):
        facts = super().clean()
        if self.item and self.item.is_on_agenda:
            asked = ("type", "primary_goal", "how", "background", "questions")
            written = AgendaItem(**{field: facts[field] for field in asked if field in facts})
            for need in gate.missing(written):
                self.add_error(need.field, need.sentence)
        return facts

    def in_words(self, name, value):
        """Without the explanation beside each type."""
        if name == "type" and value in AgendaItem.Type.values:
            return AgendaItem.Type(value).label
        return super().in_words(name, value)


class AgendaItemForm(FilesForm, ItemForm):
    """The texts of an item on an agenda, and documents to it, as appended to what stands there."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].required = False
        self.fields["files"].label = "Handlingar till punkten"

    def layout(self):
        *texts, practical, dimensions = super().layout()
        return [*texts, section("Handlingar", "files"), practical, dimensions]

    def clean(self):
        facts = super().clean()
        choose_again(self)
        return facts

    def take_up(self, breach):
        super().take_up(breach)
        choose_again(self)

    def facts(self):
        """What the verbs take of the texts."""
        return {name: value for name, value in self.cleaned_data.items() if name != "files"}

    def documents(self):
        """(file, facts) for each document to attach."""
        return [(file, {"title": title_from(file.name)}) for file in self.kept]


def goals_to_choose(item, day=None):
    """Goals of the strategy in force on the day of its meeting, or today where it has none; and others that
    the item already serves."""
    offered = leaves(Goal.objects.selectable(day).order_by("order", "code", "pk"))
    served = {goal for goal in (item.primary_goal, *item.goals.all()) if goal} if item else set()
    return offered + sorted(served - set(offered), key=lambda goal: (goal.order, goal.code, goal.pk))


def leaves(goals):
    """Those of them that have none below them."""
    above = {goal.parent_id for goal in goals}
    return [goal for goal in goals if goal.pk not in above]


def focus_areas_to_choose(item, day=None):
    """Those of the plan in force on the day of its meeting, or today where it has none, and those of others
    that the item already belongs to; and what gives the edition that each is of, where there are several."""
    areas = list(FocusArea.objects.filter(plan=StrategicPlan.objects.in_force(day)).select_related("plan"))
    further = item.focus_areas.select_related("plan") if item else []
    return by_whole(areas + [area for area in further if area not in areas])


def area_of(goals):
    """The heading a goal stands under: the goal above it, in the words of the strategy, which is named where
    there are several."""
    found = Goal.objects.filter(pk__in=[goal.pk for goal in goals]).select_related("strategy", "parent")
    found, whole = by_whole(found)

    def heading(goal):
        area = str(goal.parent or "Mål")
        return f"{told}: {area}" if (told := whole(goal)) else area

    headings = {goal.pk: heading(goal) for goal in found}
    return lambda goal: headings[goal.pk]


class ContinuationForm(PortalForm):
    meeting = OneOf(label="Möte", required=False, widget=forms.RadioSelect)

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        told = "Inget möte än: tillbaka till beredningen"
        self.fields["meeting"].offer(meetings, empty=told)
