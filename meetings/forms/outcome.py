"""What became of an item, as the secretary writes it down."""

from crispy_forms.layout import HTML
from django import forms

from meetings.models import AgendaItem
from meetings.workflow.dissent import OWN_VOICE
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import ComingDay, Line, OneOf, Points, Rich, Text, section
from rus_portal.core.words import listed

Outcome, Stage = AgendaItem.Outcome, AgendaItem.Stage
TOLD = (*AgendaItem.NOTES, "sent_to")


OUTCOMES = {
    AgendaItem.Type.INFORMATION: [
        (Outcome.NOTED, "Informationen noterad"),
        (Stage.POSTPONED, "Framflyttad till ett annat möte"),
    ],
    AgendaItem.Type.POSITION: [
        (Outcome.ADOPTED, "Ställningstagande i samsyn, med eller utan avvikande synpunkt"),
        (Outcome.REFERRED_BACK, "Återförd till beredning"),
        (Outcome.NO_CONSENSUS, "Ingen samsyn"),
        (Stage.POSTPONED, "Framflyttad till ett annat möte"),
    ],
}


DISSENTS = (
    '{% include "meetings/partials/dissents.html" with dissents=dissents meeting=meeting item=item only %}'
)


class OutcomeForm(EditForm):
    """The outcome of one item and a dissenting opinion in one form, so that nothing typed is lost.

    `holders` are the appointments from which dissent may be lodged, `decisions` the formal ones that are
    noted on the position.
    """

    outcome = forms.ChoiceField(label="Så slutade punkten", required=False, widget=forms.RadioSelect)
    text = Points(
        holds="position",
        label="Ställningstagandet som det antogs",
        rows=6,
        help_text="En punkt på varje rad. Förslaget står här från början.",
    )
    review_on = ComingDay(label="Ses över senast", required=False)
    undecide = forms.BooleanField(label="Ta bort de formella besluten", required=False)
    discussion = Rich(holds="discussion", label="Samtalet i korthet")
    minutes_note = Rich(holds="note", label="Protokollsanteckning", rows=2)
    further_handling = Rich(
        holds="handling",
        label="Fortsatt hantering",
        rows=3,
        help_text="Vem gör vad, och vilka formella beslut behövs hos vilka?",
    )
    sent_to = Line(
        label="Skickas till",
        max_length=300,
        help_text="De som får paragrafen, till exempel: Timrå kommun; Länsstyrelsen.",
    )
    dissent_from = OneOf(label="Lämnas av", required=False)
    dissent_joins = OneOf(label="Instämmer i", required=False)
    dissent_text = Text(holds="dissent", label="Ordagrann text", rows=3)

    def __init__(self, *args, saved, holders, lodged, decisions=(), **kwargs):
        self.item = item = saved
        super().__init__(*args, saved=item, **kwargs)
        self.fields["outcome"].choices = [*OUTCOMES[item.type], ("", "Inte behandlad än")]
        self.fields["dissent_from"].offer(
            holders,
            label=lambda held: f"{held.seat.organisation.short_name}: {held.person}",
            empty="Ingen avvikande synpunkt att lägga till",
        )
        heads = [each for each in lodged if not each.joins_id]
        self.fields["dissent_joins"].offer(
            heads,
            label=lambda dissent: f"{dissent.whose}: {dissent.person}",
            empty="Har en egen text",
        )
        noted = listed([f"{each}" for each in decisions])
        self.fields["undecide"].help_text = (
            f"Antecknade: {noted}. De försvinner om utfallet blir ett annat än ett ställningstagande, och "
            "bara journalen säger sedan vad som stod."
        )
        if not noted:
            del self.fields["undecide"]
        if not heads:
            del self.fields["dissent_joins"]
        if not item.is_position:
            for field in ("text", "review_on", "dissent_from", "dissent_text"):
                del self.fields[field]

    def layout(self):
        if not self.item.is_position:
            return [section("Utfall", "outcome"), section("Till protokollet", *TOLD)]
        return [
            section("Utfall", "outcome", *self._where("undecide"), "text", "review_on"),
            section(
                "Avvikande synpunkter",
                HTML(DISSENTS),
                "dissent_from",
                *self._where("dissent_joins"),
                "dissent_text",
                explained="En i taget, ordagrant, när den som har platsen begär det. Spara före nästa.",
            ),
            section("Till protokollet", *TOLD),
        ]

    def _where(self, field):
        return [field] if field in self.fields else []

    def read(self, saved):
        return saved.recorded

    def clean(self):
        facts = super().clean()
        if facts.get("outcome") == Outcome.ADOPTED and not facts.get("text"):
            self.add_error("text", "Skriv ställningstagandet, en punkt på varje rad.")
        joins = facts.get("dissent_joins")
        if (facts.get("dissent_text") or joins) and not facts.get("dissent_from"):
            self.add_error("dissent_from", "Välj vem som lämnar den avvikande synpunkten.")
        if facts.get("dissent_from") and not facts.get("dissent_text") and not joins:
            self.add_error("dissent_text", "Skriv den avvikande synpunkten, ordagrant.")
        if facts.get("dissent_text") and joins:
            self.add_error("dissent_joins", "Välj antingen en egen text eller att instämma.")
        if joins and (held := facts.get("dissent_from")) and joins.is_voice_of(held.seat):
            self.add_error("dissent_joins", OWN_VOICE)
        return facts

    def facts(self):
        """What `record_outcome` takes."""
        kept = (*TOLD, "outcome", "undecide", "text", "review_on", "seen")
        return {field: self.cleaned_data[field] for field in kept if field in self.fields}

    def dissent(self):
        """The appointment, the text, and the opinion to join instead, of dissent to note, or None."""
        held, facts = self.cleaned_data.get("dissent_from"), self.cleaned_data
        return held and (held, facts["dissent_text"], facts.get("dissent_joins"))
