"""Documents to an item or a meeting, several files at once, each accepted or refused by itself; a document's
facts and its versions."""

from django import forms
from django.conf import settings

from meetings.documents.uploads.checks import KINDS, WELCOME, refusal
from meetings.documents.uploads.names import clean_name, title_from
from meetings.models import Document
from meetings.workflow.document import AS_MINUTED
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import Line, PortalForm, beside, section

# By suffix, since a type would do less; images by type, so that a phone offers its camera.
ACCEPT = ",".join([kind for kind in KINDS if not KINDS[kind].media_type.startswith("image/")])
ACCEPT += ",image/jpeg,image/png,image/webp"


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """One or more files, or none where that may be; `clean` gives the list of them."""

    widget = SeveralFiles

    def clean(self, value, initial=None):
        files = value if isinstance(value, list) else [value]
        if not any(files) and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [file for file in files if file]


def original_field():
    return forms.BooleanField(
        label="Läsarna får också Office-filen som den är",
        required=False,
        help_text="Av Word, Excel, PowerPoint och OpenDocument får läsarna en kopia utan spårade ändringar, "
        "kommentarer och det som är dolt. Filen som den är får de bara om inget sådant finns i den, eller om "
        "du kryssar här.",
    )


class FilesForm(PortalForm):
    """`kept` are the accepted files, `refused` a sentence for each of the others, `there` those that had been
    added before, `told` what is to be known of those that were added."""

    told: list[str] = []
    there: list = []
    files = Files(label="Filer", error_messages={"required": "Välj minst en fil."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare(self.fields["files"], f"Högst {settings.DOCUMENTS_LARGEST_MB} MB för varje fil. {WELCOME}.")

    def clean_files(self):
        files = self.cleaned_data["files"]
        for file in files:
            file.name = clean_name(file.name)
        answers = [(file, refusal(file)) for file in files]
        self.kept = [file for file, no in answers if not no]
        self.refused = [no for file, no in answers if no]
        if files and not self.kept:
            raise forms.ValidationError(self.refused)
        return self.kept


def choose_again(form):
    """A browser keeps no files: where anything else is to be put right they are chosen once more."""
    if form.errors and form.files and "files" not in form.errors:
        form.add_error("files", forms.ValidationError("Välj filerna igen.", code="again"))


def prepare(field, told):
    field.help_text = told
    field.widget.attrs |= {"accept": ACCEPT, "data-largest": settings.DOCUMENTS_LARGEST_MB}


class DocumentForm(PortalForm):
    """What a document is, and who may read it."""

    title = Line(label="Titel", missing="Skriv vad handlingen heter.")
    kind = forms.ChoiceField(label="Slag", choices=Document.Kind, initial=Document.Kind.REPORT)
    visibility = forms.ChoiceField(label="Vem får läsa", choices=Document.Visibility)
    legal_ground = Line(
        label="Lagrum", max_length=120, help_text="Bara när lag hindrar att alla läser handlingen."
    )

    def layout(self):
        return [section("Uppgifter", "title", beside("kind", "visibility"), "legal_ground")]

    def clean(self):
        facts = super().clean()
        document = Document(
            visibility=facts.get("visibility", ""), legal_ground=facts.get("legal_ground", "")
        )
        self.hold_to(document, {"document_restricted_has_ground": "legal_ground"})
        return facts


class FactsForm(EditForm, DocumentForm):
    """What approved minutes tell of the document is fixed, and no field."""

    acts = ("change_document",)
    shares_original = original_field()

    def __init__(self, *args, saved, **kwargs):
        super().__init__(*args, saved=saved, **kwargs)
        if not saved.copy_stage:
            del self.fields["shares_original"]
        meeting = saved.meeting
        names = AS_MINUTED if meeting.is_minuted or saved.item_id in meeting.minuted_items else ()
        self.fixed = {name: self.fields.pop(name) for name in names}

    def layout(self):
        if self.fixed:
            return [section("Uppgifter", *(name for name in self.fields if name != "seen"))]
        facts = ("title", beside("kind", "visibility"), "legal_ground")
        return [section("Uppgifter", *facts, *(name for name in ("shares_original",) if name in self.fields))]

    def clean(self):
        """A page from before the approval may say otherwise: what was written there is shown."""
        facts = super().clean()
        for name, field in self.fixed.items():
            if (typed := self.data.get(name)) not in (None, getattr(self.saved, name)):
                told = dict(getattr(field, "choices", ())).get(typed, typed)
                self.add_error(
                    None, f"{field.label} ligger fast sedan protokollet justerades. Du skrev ”{told}”."
                )
        return facts


class TitledFilesForm(FilesForm):
    """The form for the documents of a proposal: files and titles only."""

    shares_original = original_field()
    title = Line(
        label="Titel", help_text="För en ensam fil. Annars, och om du lämnar tomt, används filernas namn."
    )

    def layout(self):
        return [section("Lägg till", "files", "title", "shares_original")]

    def clean(self):
        facts = super().clean()
        if self.errors and "files" not in self.errors:
            self.add_error("files", forms.ValidationError("Välj filerna igen.", code="again"))
        return facts

    def documents(self):
        """(file, facts) for each document to attach."""
        title = self.cleaned_data["title"] if len(self.kept) + len(self.refused) == 1 else ""
        common = {"shares_original": self.cleaned_data["shares_original"]}
        return [(file, common | {"title": title or title_from(file.name)}) for file in self.kept]


class DocumentsForm(TitledFilesForm, DocumentForm):
    def layout(self):
        facts = ("title", beside("kind", "visibility"), "legal_ground", "shares_original")
        return [section("Lägg till", "files", *facts)]

    def documents(self):
        common = {field: self.cleaned_data[field] for field in ("kind", "visibility", "legal_ground")}
        return [(file, common | facts) for file, facts in super().documents()]


class VersionForm(PortalForm):
    file = forms.FileField(
        label="Fil",
        widget=forms.FileInput,
        allow_empty_file=True,  # our own check has a better message
        error_messages={"required": "Välj den nya versionens fil."},
    )
    shares_original = original_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare(self.fields["file"], f"Högst {settings.DOCUMENTS_LARGEST_MB} MB. {WELCOME}.")

    def layout(self):
        return [section("Den nya versionen", "file", "shares_original")]

    def clean_file(self):
        file = self.cleaned_data["file"]
        file.name = clean_name(file.name)
        if no := refusal(file):
            raise forms.ValidationError(no)
        return file
