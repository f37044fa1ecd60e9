"""What came of a position: a commitment, a result, financing, and when the council looks at it again."""

from django import forms
from django.conf import settings
from django.db.models import Q

from meetings.documents.uploads.checks import refusal, suffix_of
from meetings.forms.by_number import ByNumber
from meetings.models import Funding, Position, Result, Undertaking
from rus_portal.core.edit_form import ActForm, EditForm
from rus_portal.core.forms import ComingDay, Day, Kronor, Line, Link, OneOf, Text, beside, section

PICTURES = (".jpg", ".jpeg", ".png", ".webp")


class ForWhom(EditForm):
    """Something new is told by one of `organisations`, among which None is the council as a whole."""

    organisation = OneOf(label="Vem det gäller", error_messages={"required": "Välj vem det gäller."})
    held_to: dict  # the constraints, each with the field where its breach is shown
    model: type

    def __init__(self, data=None, *, saved, organisations=(), **kwargs):
        super().__init__(data, saved=saved, **kwargs)
        if saved:
            del self.fields["organisation"]
        else:
            field = self.fields["organisation"]
            own = [each for each in organisations if each]
            whole = len(own) < len(organisations)
            field.required = not whole
            field.offer(own, empty="Rådet som helhet" if whole else "Välj")
            if len(organisations) == 1 and own:
                self.initial["organisation"] = own[0].pk

    def read(self, saved):
        return {name: value for name, value in super().read(saved).items() if name != "organisation"}

    def whose(self):
        return ["organisation"] if "organisation" in self.fields else []

    def clean(self):
        facts = super().clean()
        if not self.errors:
            own = {name: facts[name] for name in self.base_fields if name in self.of_model()}
            self.hold_to(self.model(**own), self.held_to)
        return facts

    def of_model(self):
        return {field.name for field in self.model._meta.concrete_fields} - {"organisation", "picture"}


class UndertakingForm(ForWhom):
    model = Undertaking
    held_to = {"undertaking_done_is_dated": "done_on", "undertaking_abandoned_says_why": "note"}

    what = Text(
        holds="remark",
        label="Vad som ska göras",
        missing="Skriv vad som ska göras.",
        help_text="Alla kan läsa det. Skriv så att den som inte var med förstår.",
        rows=3,
    )
    due = ComingDay(label="Klart senast", required=False)
    status = forms.ChoiceField(label="Läge", choices=Undertaking.Status, initial=Undertaking.Status.PLANNED)
    done_on = Day(label="Klart den", required=False)
    note = Text(holds="remark", label="Anmärkning", rows=2)

    def layout(self):
        return [
            section("Åtagandet", *self.whose(), "what", "due"),
            section("Hur långt det har kommit", beside("status", "done_on"), "note"),
        ]


class ResultForm(ForWhom):
    model = Result
    held_to: dict = {}

    text = Text(
        holds="result",
        label="Vad det ledde till",
        missing="Berätta vad ställningstagandet ledde till.",
        help_text="Berätta så att den som inte kan ärendet förstår. Alla kan läsa det.",
        rows=5,
    )
    happened_on = Day(label="Dag", error_messages={"required": "Ange vilken dag det hände eller blev klart."})
    picture = forms.FileField(
        label="Bild, om ni vill",
        required=False,
        help_text="En bild (jpg, png eller webp). Var och när den togs följer inte med.",
    )
    picture_text = Line(
        label="Vad bilden visar",
        max_length=300,
        help_text="Läses upp för den som inte ser bilden. Behövs när det finns en bild.",
    )
    keep_picture = forms.BooleanField(label="Behåll bilden som finns", required=False)

    def __init__(self, data=None, *, saved, **kwargs):
        super().__init__(data, saved=saved, **kwargs)
        self.fields["picture"].widget.attrs |= {
            "accept": "image/jpeg,image/png,image/webp",
            "data-largest": settings.DOCUMENTS_LARGEST_MB,
        }
        if not (saved and saved.picture):
            del self.fields["keep_picture"]

    def read(self, saved):
        own = {name: getattr(saved, name) for name in ("text", "happened_on", "picture_text")}
        return own | ({"keep_picture": True} if saved.picture else {})

    def layout(self):
        kept = ["keep_picture"] if "keep_picture" in self.fields else []
        return [
            section("Resultatet", *self.whose(), "text", "happened_on"),
            section("Bild", *kept, "picture", "picture_text"),
        ]

    def clean_picture(self):
        picture = self.cleaned_data["picture"]
        if picture and suffix_of(picture.name) not in PICTURES:
            raise forms.ValidationError("Välj en bild: jpg, png eller webp.")
        if picture and (no := refusal(picture)):
            raise forms.ValidationError(no)
        return picture

    def clean(self):
        facts = super().clean()
        if (facts.get("picture") or facts.get("keep_picture")) and not facts.get("picture_text"):
            self.add_error("picture_text", "Beskriv vad bilden visar, för den som inte ser den.")
        if not (facts.get("picture") or facts.get("keep_picture")):
            is_left = "keep_picture" in self.fields and "picture_text" not in self.changed_data
            if facts.get("picture_text") and not is_left and "picture" not in self.errors:
                self.add_error("picture", "Välj bilden som texten nedanför beskriver, eller ta bort texten.")
            facts["picture_text"] = ""
        return facts


class FundingForm(EditForm):
    """With a field for what each of the `partners` puts in."""

    programme = Line(
        label="Program eller fond",
        missing="Skriv vilket program eller vilken fond.",
        help_text="Till exempel Europeiska regionala utvecklingsfonden, Mellersta Norrland.",
    )
    status = forms.ChoiceField(label="Läge", choices=Funding.Status, initial=Funding.Status.PLANNED)
    sought = Kronor(label="Sökt belopp, kronor", required=False)
    granted = Kronor(label="Beviljat belopp, kronor", required=False)
    answer_on = ComingDay(label="Besked väntas", required=False)
    decided_on = Day(label="Besked kom", required=False)
    link = Link(label="Länk", required=False)
    note = Text(holds="remark", label="Anmärkning", rows=2)

    def __init__(self, data=None, *, saved, partners, **kwargs):
        self.partners = {f"share_{each.pk}": each for each in partners}
        super().__init__(data, saved=saved, **kwargs)
        for name, partner in self.partners.items():
            self.fields[name] = Kronor(label=partner.name, required=False)

    def read(self, saved):
        shares = {f"share_{each.organisation_id}": each.amount for each in saved.shares.all()}
        return super().read(saved) | dict.fromkeys(self.partners) | shares

    def layout(self):
        return [
            section("Finansieringen", "programme", beside("status", "answer_on")),
            section("Belopp", beside("sought", "granted"), "decided_on"),
            section(
                "Parternas egna andelar",
                *self.partners,
                explained="Det som var och en själv lägger till, i hela kronor. Lämna tomt för den som "
                "inte gör det.",
            ),
            section("Att läsa mer", "link", "note"),
        ]

    def clean(self):
        facts = super().clean()
        facts["shares"] = [
            (partner, facts.pop(name)) for name, partner in self.partners.items() if facts.get(name)
        ]
        facts = {name: value for name, value in facts.items() if not name.startswith("share_")}
        if not self.errors:
            own = {name: facts[name] for name in self.base_fields if name != "seen"}
            self.hold_to(Funding(**own), FUNDING_RULES)
        return facts


FUNDING_RULES = {
    "funding_sought_says_how_much": "sought",
    "funding_granted_says_how_much": "granted",
    "funding_granted_of_what_was_sought": "granted",
    "funding_decided_is_dated": "decided_on",
}


class ReviewForm(ByNumber, EditForm):
    """Those that can replace it are the council's later ones."""

    review_on = ComingDay(label="Ses över senast", required=False)
    superseded_by = OneOf(label="Ersatt av", required=False)
    reviewed_on = Day(label="Översynen gjordes", required=False)
    text = Text(
        holds="remark",
        label="Vad översynen kom fram till",
        help_text="Till exempel att ställningstagandet står kvar, och varför.",
        rows=3,
    )

    def __init__(self, data=None, *, saved, person, **kwargs):
        super().__init__(data, saved=saved, **kwargs)
        later = Q(pk__in=Position.objects.that_can_replace(saved).order_by().values("pk"))
        how = {"label": lambda each: f"{each.designation} {each}", "empty": "Gäller fortfarande"}
        self.offer_positions("superseded_by", person, later, Q(pk=saved.superseded_by_id), **how)

    def read(self, saved):
        return {name: getattr(saved, name) for name in ("review_on", "superseded_by")}

    def layout(self):
        return [
            section("Nästa översyn", "review_on", "superseded_by", "others"),
            section(
                "En översyn som är gjord",
                "reviewed_on",
                "text",
                explained="Fylls i när rådet har sett över ställningstagandet.",
            ),
        ]

    def clean(self):
        facts = super().clean()
        self.take_one(facts, "superseded_by")
        if facts.get("text") and not facts.get("reviewed_on"):
            self.add_error("reviewed_on", "Ange vilken dag översynen gjordes.")
        if facts.get("reviewed_on") and not facts.get("text"):
            self.add_error("text", "Skriv vad översynen kom fram till.")
        return facts


class TakingBackForm(ActForm):
    reason = Text(
        holds="reason",
        label="Varför",
        missing="Skriv varför det tas tillbaka.",
        help_text="Alla kan läsa skälet. Det som tas tillbaka visas inte längre.",
        rows=3,
    )

    def layout(self):
        return [section("Ta tillbaka", "reason")]
