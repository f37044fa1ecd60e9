"""Consultations: what is asked, what an organisation answers, and closing and opening one again."""

from django import forms
from django.conf import settings

from meetings.documents.uploads.checks import WELCOME, refusal
from meetings.documents.uploads.names import clean_name
from meetings.forms.document import Files, choose_again, prepare
from meetings.forms.number import WithNumber
from meetings.workflow.consultation import ASKED_ANEW
from rus_portal.core.edit_form import ActForm, EditForm
from rus_portal.core.forms import ComingDay, Line, OneOf, SomeOf, Text, section

NOTHING_HIDDEN = "Filer med spårade ändringar, kommentarer eller något dolt tas inte emot."


class WithFiles(EditForm):
    """With one file that cannot be kept nothing is saved: what is sent is read by others at once. `readers`
    says by whom."""

    readers = ""
    files = Files(label="Lägg till filer", required=False)
    removed = SomeOf(label="Ta bort filer", required=False)

    def __init__(self, data=None, *, saved, **kwargs):
        super().__init__(data, saved=saved, **kwargs)
        largest = f"Högst {settings.DOCUMENTS_LARGEST_MB} MB för varje fil."
        prepare(self.fields["files"], f"{self.readers} {NOTHING_HIDDEN} {largest} {WELCOME}.")
        there = list(self.files_of(saved).order_by("name", "pk")) if saved else []
        self.fields["removed"].offer(there)
        if not there:
            del self.fields["removed"]

    def read(self, saved):
        return {"text": saved.text}

    def files_of(self, saved):
        return saved.files.all()

    def leave_out_files(self):
        """As when the text is saved on the way: files go with a button."""
        for name in ("removed", "files"):
            self.fields.pop(name, None)

    def clean_files(self):
        files = self.cleaned_data["files"]
        for file in files:
            file.name = clean_name(file.name)
        refused = [no for no in map(refusal, files) if no]
        if refused:
            again = ["Välj de andra filerna igen."] if len(files) > len(refused) else []
            raise forms.ValidationError([*refused, *again])
        return files

    def clean(self):
        facts = super().clean()
        choose_again(self)
        return facts

    def take_up(self, breach):
        super().take_up(breach)
        choose_again(self)

    def of_files(self):
        return section("Filer", *(name for name in ("removed", "files") if name in self.fields))


NUMBER = "Det som remissen har i regionens diarium. Det kommer inte ur något råds serie."


class NumberForm(WithNumber):
    """Of one that is closed: the registry may have given it its number late."""

    registry_number = Line(label="Diarienummer", max_length=60, help_text=NUMBER)

    def layout(self):
        return self.number_fields()


class ConsultationForm(WithFiles, WithNumber):
    """What it is about is chosen when it is opened. `answered` are those who have, and stay."""

    readers = (
        "Filerna läses av alla så snart du har sparat. Gäller remissen ett utkast läses de av dem som läser"
        " utkastet: kansliet och de som har en plats i råden för en organisation som är tillfrågad, och av"
        " alla när remissen stängs."
    )
    of = OneOf(
        label="Vad remissen gäller",
        error_messages={"required": "Välj vad remissen gäller."},
        help_text="De tillfrågade läser ett utkast som det står när remissen öppnas. Ändras det sedan ser de "
        "det först när du visar det på nytt.",
    )
    title = Line(label="Rubrik", missing="Skriv vad remissen heter.", max_length=200)
    text = Text(
        label="Vad organisationerna ska svara på",
        holds="basics",
        rows=8,
        missing="Skriv vad organisationerna ska svara på.",
    )
    last_day = ComingDay(
        label="Sista dag att svara", error_messages={"required": "Ange sista dagen att svara."}
    )
    show_draft = forms.BooleanField(
        label="Visa utkastet som det står nu för de tillfrågade",
        required=False,
        help_text="Utkastet har ändrats sedan de fick se det. Det de har sett finns kvar på remissens sida.",
    )
    registry_number = Line(label="Diarienummer", max_length=60, help_text=NUMBER)
    organisations = SomeOf(
        label="Organisationer som ska svara",
        error_messages={"required": "Välj minst en organisation som ska svara."},
    )

    def __init__(
        self,
        data=None,
        *,
        saved,
        is_redrawn=False,
        subjects=(),
        organisations=(),
        answered=(),
        of="",
        **kwargs,
    ):
        super().__init__(data, saved=saved, **kwargs)
        if not is_redrawn:
            del self.fields["show_draft"]
        self.fields["organisations"].offer(
            organisations, label=lambda each: f"{each} (har svarat)" if each in answered else str(each)
        )
        if saved:
            del self.fields["of"]
            return
        self.initial["of"] = of
        self.fields["of"].offer(subjects, empty="Välj", group=lambda each: each.heading)
        self.initial["organisations"] = [each.pk for each in organisations]

    def read(self, saved):
        names = "title", "text", "last_day", "registry_number", "organisations"
        return {name: getattr(saved, name) for name in names}

    def layout(self):
        told = "Den som läggs till får brev om remissen. Den som har svarat står kvar." if self.saved else ""
        asked = section("Vilka som svarar", "organisations", explained=told)
        of = ["of"] if "of" in self.fields else []
        draft = ["show_draft"] if "show_draft" in self.fields else []
        facts = section("Remissen", *of, "title", "text", *draft, "last_day", *self.number_fields())
        return [facts, self.of_files(), asked]


class ConsultationAnswerForm(WithFiles):
    readers = "Filerna läses av dem som läser svaret."
    text = Text(label="Svar", holds="basics", rows=12)
    asked = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the number of the version

    def __init__(self, data=None, *, saved, version, **kwargs):
        self.version = version
        super().__init__(data, saved=saved, initial={"asked": version.number}, **kwargs)

    def files_of(self, saved):
        return saved.files.standing()

    def clean(self):
        """What is sent answers what is asked now, which the page shows when it is asked about."""
        if "send" in self.data and self.cleaned_data.get("asked") not in (None, self.version.number):
            self.add_error(None, ASKED_ANEW)
            self.data = self.data.copy()
            self.data["asked"] = self.version.number
        return super().clean()

    def layout(self):
        return [section("Ert svar", "text"), self.of_files()]


class ClosingForm(ActForm):
    reason = Text(
        label="Varför",
        holds="reason",
        rows=2,
        help_text="Behövs om sista dagen inte har passerat. Alla kan läsa skälet.",
    )


class ReopeningForm(ActForm):
    reason = Text(
        label="Varför den öppnas igen",
        holds="reason",
        rows=2,
        missing="Skriv varför remissen öppnas igen.",
        help_text="Alla kan läsa skälet.",
    )
    last_day = ComingDay(label="Ny sista dag", error_messages={"required": "Ange den nya sista dagen."})
