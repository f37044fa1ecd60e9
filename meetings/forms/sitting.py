"""What the secretary writes while the meeting goes on."""

from django import forms

from meetings.models import RoundAnswer
from meetings.models.sitting import phrase_text
from meetings.planning.round import all_prepared
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import ComingDay, Line, OneOf, Points, PortalForm, Rich, Text
from rus_portal.core.rich import is_rich


class WritingForm(EditForm):
    """The texts of one item, saved while they are written."""

    acts = ("write_text", "record_outcome")
    discussion = Rich(holds="discussion", label="Samtalet i korthet", rows=10)
    wording = Points(holds="position", label="Förslag till ställningstagande, som det lyder nu", rows=4)
    further_handling = Rich(holds="handling", label="Fortsatt hantering", rows=2)

    def __init__(self, *args, saved, **kwargs):
        self.back = saved.url("sitting_item")
        super().__init__(*args, saved=saved, **kwargs)
        if not self["discussion"].value():
            self.fields["discussion"].widget.attrs["rows"] = 3  # until then what comes after it is near
        if not saved.is_position or hasattr(saved, "position"):
            del self.fields["wording"]

    @property
    def is_formatted(self):
        """Something stands there that lines of plain text cannot say: then the page has the editor."""
        return any(is_rich(self[name].value() or "") for name in ("discussion", "further_handling"))

    def read(self, saved):
        return {name: text for name, text in saved.written.items() if name != "wording" or _may_reword(saved)}


def _may_reword(item):
    return item.is_position and not hasattr(item, "position")


class SettleForm(PortalForm):
    """How the item ended. What was read back goes along as marks."""

    choice = forms.ChoiceField(label="Utfall", error_messages={"required": "Välj hur punkten slutade."})
    review_on = ComingDay(label="Ses över senast", required=False)
    reason = Line(label="Varför punkten utgår")
    dissents = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, endings, **kwargs):
        super().__init__(*args, **kwargs)
        self.endings = {each.key: each for each in endings}
        self.fields["choice"].choices = [(each.key, each.label) for each in endings]
        if not any(each.is_adopted for each in endings):
            del self.fields["review_on"]

    @property
    def chosen(self):
        return self.endings[self.cleaned_data["choice"]]

    @property
    def read_back(self):
        """The ids of the dissenting opinions that were named."""
        return [int(pk) for pk in self.cleaned_data["dissents"].split() if pk.isdecimal()]


class CommitmentForm(PortalForm):
    who = Line(label="Vem", missing="Skriv vem som åtar sig det.")
    what = Line(label="Vad", missing="Skriv vad som ska göras.", max_length=500)
    due = ComingDay(label="Senast", required=False)


class PhrasesForm(EditForm):
    """`saved` is the council."""

    acts = ("change_phrases",)
    text = Text(
        holds="basics",
        label="Fraser",
        rows=10,
        help_text="En fras på varje rad, så som den står i protokollet.",
    )

    def read(self, saved):
        return {"text": phrase_text(saved)}


class RoundForm(PortalForm):
    """One press in the round; `rest`: what the others have prepared to say. The marks of what was noted go
    along."""

    organisation = OneOf(label="Organisation", required=False)
    status = forms.ChoiceField(label="Läge", required=False, choices=[("", "–"), *RoundAnswer.Status.choices])
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, voices, **kwargs):
        super().__init__(*args, **kwargs)
        self.voices = voices
        self.fields["organisation"].offer([voice.organisation for voice in voices])

    def clean(self):
        answers = super().clean()
        if "rest" not in self.data and not answers.get("organisation"):
            self.add_error(None, "Organisationen har ingen på plats som tar ställning på punkten.")
        return answers

    def answers(self):
        """What `answer_round` takes."""
        if "rest" in self.data:
            return all_prepared(self.voices)
        return {self.cleaned_data["organisation"]: self.cleaned_data["status"]}


class DissentAtMeetingForm(PortalForm):
    """`holders` are the appointments of those who take part and from whose seats nothing is lodged."""

    held = OneOf(label="Lämnas av", error_messages={"required": "Välj vem som lämnar synpunkten."})
    text = Text(holds="dissent", label="Ordagrann text", missing="Skriv den avvikande synpunkten.", rows=3)

    def __init__(self, *args, holders, **kwargs):
        super().__init__(*args, auto_id="avvikande_%s", **kwargs)
        self.fields["held"].offer(
            holders,
            label=lambda held: f"{held.seat.organisation.short_name}: {held.person} ({held.seat.label})",
            empty="Välj",
        )
