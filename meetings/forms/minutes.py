"""What an approver wants changed in the minutes, and who approves instead."""

from django import forms

from meetings.planning.approvers import with_homes
from meetings.reader.minutes_changes import sections_of
from rus_portal.core.edit_form import ActForm
from rus_portal.core.forms import OneOf, PortalForm, Text
from rus_portal.core.words import moment


class ChangeForm(PortalForm):
    """What an approver wants changed, and in which § of the `record`."""

    about = forms.ChoiceField(label="Gäller", required=False)
    text = Text(
        holds="change",
        label="Önskad ändring",
        missing="Skriv vad som ska ändras, gärna med paragraf.",
        help_text="Till exempel: rätt namn på nämnden.",
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "Protokollet i övrigt"), *sections_of(record)]


class ImmediateForm(PortalForm):
    """Which § is to be approved by itself, before the rest."""

    number = forms.ChoiceField(label="Paragraf")

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        told = ((each, f"§ {each.paragraph} " if each.paragraph else "") for each in items)
        self.fields["number"].choices = [(each.number, f"{first}{each.title}") for each, first in told]


class AnswerForm(ActForm):
    """What the secretariat answers a `wish`."""

    is_done = forms.TypedChoiceField(
        label="Ändringen",
        choices=[("yes", "Är gjord eller görs nu"), ("no", "Görs inte")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj om ändringen görs."},
    )
    answer = Text(
        holds="change",
        label="Svar",
        missing="Skriv vad som är gjort, eller varför det inte ändras.",
        rows=3,
        help_text="Den som ville ändra får svaret i ett brev och ser det vid protokollet.",
    )

    def __init__(self, *args, wish, **kwargs):
        super().__init__(*args, thing=wish, where=["answered_at"], **kwargs)

    def meet(self, conflict, reader):
        """Another answered meanwhile, and it is answered once."""
        wish = conflict.saved
        who = "Du själv" if wish.answered_by == reader else f"{wish.answered_by}"
        did = "Ändringen är gjord" if wish.is_done else "Ändringen görs inte"
        own = "Ditt svar är inte sparat, men står kvar nedan."
        self.add_error(None, f"{who} svarade den {moment(wish.answered_at)}. {did}: ”{wish.answer}” {own}")
        self.is_late = True


REVIEW = (
    ("people", "Namn på enskilda som varken har uppdrag i rådet eller talar för sin organisation"),
    ("contact", "Personnummer, adresser och telefonnummer till enskilda"),
    ("sensitive", "Uppgifter om hälsa, åsikter, fackligt medlemskap, ursprung eller lagöverträdelser"),
    ("secret", "Uppgifter som kan omfattas av sekretess"),
    ("appendices", "Bilagorna som är offentliga: de ligger i filen"),
)


class PublicationForm(PortalForm):
    """What has been looked for before everyone reads the minutes, and what is masked."""

    checked = forms.MultipleChoiceField(
        label="Jag har letat efter",
        choices=REVIEW,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Gå igenom listan innan du publicerar.",
            "invalid_choice": "Välj i listan.",
        },
    )
    masks = Text(
        holds="reason",
        label="Maskera",
        help_text="Ord eller meningar som inte ska vara öppna, ett på varje rad, som de står i protokollet. "
        "De ersätts av [maskerat] överallt i den öppna versionen, och ordet som de slutar i maskeras helt. "
        "Rådet och kansliet läser den fullständiga. Lämna tomt om allt kan vara öppet.",
    )

    opens = forms.BooleanField(
        label="Det som är maskerat i den förra versionen och inte står ovan ska bli öppet för alla",
        required=False,
    )

    def __init__(self, *args, masks=(), **kwargs):
        super().__init__(*args, initial={"masks": "\n".join(masks)}, **kwargs)
        if not masks:
            del self.fields["opens"]

    def clean_checked(self):
        if set(self.cleaned_data["checked"]) != {name for name, _ in REVIEW}:
            raise forms.ValidationError("Gå igenom hela listan innan du publicerar.")
        return self.cleaned_data["checked"]

    def clean_masks(self):
        return [line.strip() for line in self.cleaned_data["masks"].splitlines() if line.strip()]


class ApproverForm(ActForm):
    """Who is asked instead of the one in `approval`; `appointments` are those of the people who may be."""

    person = OneOf(
        label="Justerar i stället",
        error_messages={"required": "Välj vem som justerar i stället.", "invalid_choice": "Välj i listan."},
        help_text="De som var med på mötet, tog del i ställningstagandena och kan logga in.",
    )
    why = Text(
        holds="reason",
        label="Skäl",
        missing="Skriv varför. Båda får veta det.",
        rows=2,
        help_text="Står i brevet till båda och i historiken, inte i protokollet.",
    )

    def __init__(self, *args, approval, appointments, **kwargs):
        super().__init__(*args, thing=approval.minutes, where=["asked"], **kwargs)
        called = with_homes(appointments)
        if self.is_bound:  # who was asked by the same form sent twice
            called.setdefault(approval.person, f"{approval.person} (redan ombedd)")
        self.fields["person"].offer([*called], label=called.get, empty="Välj person")
