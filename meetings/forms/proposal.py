"""The questions to someone who proposes a topic, in plain words and with an example under each."""

from crispy_forms.layout import Div
from django import forms
from django.utils.html import format_html

from councils.models import Council
from meetings.forms.item import ItemForm
from meetings.models import AgendaItem
from rus_portal.core.edit_form import ActForm
from rus_portal.core.forms import Folded, Line, OneOf, PortalForm, Text, beside, section
from rus_portal.core.seen import marks

# Each question: its label, its help text and a good answer.
ASKED = {
    "title": (
        "Rubrik",
        "Säg på en rad vad frågan gäller.",
        "Fler praktikplatser inom vården",
    ),
    "summary": (
        "Frågan i korthet",
        "Två eller tre meningar till den som bara läser det här.",
        "Vårdutbildningarna har elever men för få praktikplatser. Vi föreslår en gemensam samordning.",
    ),
    "how": (
        "Hur tjänar frågan målet?",
        "En mening. Den visas bredvid målet överallt där frågan visas.",
        "Fler praktikplatser gör att fler utbildade stannar och arbetar i länet.",
    ),
    "background": (
        "Bakgrund",
        "Vad har hänt, vad vet vi, och varför tas frågan upp nu? En halv sida räcker.",
        "Tre kommuner tackade förra hösten nej till elever. En kartläggning visar att 40 platser saknas.",
    ),
    "questions": (
        "Frågor att förbereda",
        "Vad ska ledamöterna ha pratat om hemma före mötet? En fråga på varje rad.",
        "Hur många platser kan er organisation ta emot nästa läsår?",
    ),
    "proposed_position": (
        "Vad föreslår du att rådet säger?",
        "Bara när du vill ha ett ställningstagande. En punkt på varje rad.",
        "Samverkansrådet ställer sig bakom en gemensam samordning av praktikplatser.",
    ),
    "social": (
        "Social hållbarhet",
        "Vilka människor berörs, och blir det mer jämlikt?",
        "Unga i hela länet får samma möjlighet till praktik, också där bussarna går sällan.",
    ),
    "ecological": (
        "Ekologisk hållbarhet",
        "Vad betyder det för klimat, natur och resurser?",
        "Praktik nära hemmet ger färre resor med bil.",
    ),
    "economic": (
        "Ekonomisk hållbarhet",
        "Vad kostar det, vem betalar och vad ger det tillbaka?",
        "En halv tjänst delas mellan kommunerna. Varje anställd som stannar sparar rekrytering.",
    ),
    "presenters": (
        "Vem kan berätta om frågan på mötet?",
        "Titel och organisation. Skilj flera med semikolon.",
        "Utbildningschef, Timrå kommun",
    ),
}


class StartForm(PortalForm):
    """What a draft begins with. The organisation is asked for only where there are several to choose from."""

    council = OneOf(
        label="Till vilket råd?",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj det råd som frågan är till för."},
    )
    organisation = OneOf(
        label="För vilken organisation?",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilken organisation som lämnar förslaget."},
    )
    title = Line(label="Rubrik", missing="Skriv en rubrik som säger vad frågan gäller.")

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        ask(self, "title")
        councils = list(Council.objects.filter(kind=Council.Kind.COUNCIL))
        self.fields["council"].offer(councils)
        seats = [held.seat for held in person.standing.appointments]
        self.organisations = list(dict.fromkeys(seat.organisation for seat in seats))
        self.fields["organisation"].offer(self.organisations)
        if len(self.organisations) == 1:
            del self.fields["organisation"]

    def facts(self):
        return {"organisation": self.organisations[0]} | self.cleaned_data


class ProposalForm(ItemForm):
    """The item's texts as a proposer writes them. Whatever can be saved is saved, also when a field is wrong:
    only `submit_proposal` requires everything."""

    def __init__(self, *args, saved, **kwargs):
        super().__init__(*args, saved=saved, **kwargs)
        for field in ("proposed_by", "registry_number"):
            del self.fields[field]  # not asked of a proposer: what is there stays
        self.fields.pop("same_number", None)
        self.bearers = []
        for field in ASKED:
            ask(self, field)
        self.fields["type"].label = "Vad ska rådet göra?"
        self.fields["primary_goal"].label = "Vilket mål i RUS tjänar frågan?"
        self.fields["primary_goal"].help_text = "Välj det som ligger närmast. Du kan lägga till fler."
        self.fields["minutes_needed"].label = "Minuter på mötet"
        self.fields["contact"].label = "Vem svarar på frågor?"

    def layout(self):
        return [
            section("Frågan", Div("type", css_id="id_type", css_class="choices"), "title", "summary"),
            section(
                "Varför rådet?",
                "primary_goal",
                "how",
                Folded("Välj fler mål", "goals"),
                Folded("Välj fokusområden i den strategiska planen", "focus_areas"),
                explained="Allt som rådet tar upp tjänar ett mål i den regionala utvecklingsstrategin.",
            ),
            section(
                "Underlag",
                "background",
                "questions",
                explained="Skriv bakgrund, frågor eller båda, så att alla kan förbereda sig hemma.",
            ),
            section("Förslag till ställningstagande", "proposed_position"),
            section(
                "Hållbarhet",
                "social",
                "ecological",
                "economic",
                explained="En mening om varje dimension. Luckor hindrar inte att du skickar in, men syns.",
            ),
            section("På mötet", "presenters", beside("minutes_needed", "contact")),
        ]

    def begin_from(self, saved):
        """What is typed stays in the form, which from now on changes what is saved."""
        self.saved, self.data = saved, self.data.copy()
        self.data["seen"] = marks(self.read(saved))

    def point_out(self, refused):
        """Shows each thing that stopped a verb, at its field."""
        for _, need in refused.missing:
            self.add_error(need.field, need.sentence)
        if not refused.missing:
            self.add_error(None, refused.sentence)


def ask(form, field):
    label, helps, example = ASKED[field]
    form.fields[field].label = label
    form.fields[field].help_text = format_html("{}<br>Exempel: <q>{}</q>", helps, example)


class CommentForm(ActForm):
    """One text; the button that is pressed says what it is."""

    text = Text(holds="comment", label="Kommentar", rows=3)

    def __init__(self, *args, item, label="Kommentar", **kwargs):
        super().__init__(*args, thing=item, where=AgendaItem.WHERE, **kwargs)
        self.fields["text"].label = label


class MergeForm(ActForm):
    into = OneOf(
        label="Sammanför med",
        error_messages={"required": "Välj vilket förslag det ska gå upp i."},
        help_text="Det här förslaget går upp i det du väljer. Texten och handlingarna finns att läsa där.",
    )

    def __init__(self, *args, item, others, **kwargs):
        super().__init__(*args, thing=item, where=AgendaItem.WHERE, **kwargs)
        self.fields["into"].offer(others, empty="Välj ett förslag")
