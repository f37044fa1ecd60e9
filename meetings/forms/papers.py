"""Papers to an item or a meeting: several files at once, each taken or refused for itself."""

from pathlib import Path

from django import forms

from meetings import uploads
from meetings.models import Document
from rus_portal.forms import Line, PortalForm, beside, section


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """One or more files; `clean` gives the list of them."""

    widget = SeveralFiles

    def clean(self, value, initial=None):
        files = value if isinstance(value, list) else [value]
        if not any(files):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


class FilesForm(PortalForm):
    """`kept` are the files that may be attached, `refused` a sentence for each of the others."""

    files = Files(
        label="Filer",
        error_messages={"required": "Välj minst en fil."},
        help_text=f"Högst 50 MB för varje fil. {uploads.KINDS}.",
    )

    def clean_files(self):
        files = self.cleaned_data["files"]
        answers = [(file, uploads.refusal(file)) for file in files]
        self.kept = [file for file, no in answers if not no]
        self.refused = [no for file, no in answers if no]
        if not self.kept:
            raise forms.ValidationError(self.refused)
        return self.kept


class PapersForm(FilesForm):
    title = Line(
        label="Titel", help_text="För en ensam fil. Annars, och om du lämnar tomt, används filernas namn."
    )
    kind = forms.ChoiceField(label="Slag", choices=Document.Kind, initial=Document.Kind.REPORT)
    visibility = forms.ChoiceField(label="Vem får läsa", choices=Document.Visibility)
    legal_ground = Line(
        label="Lagrum", max_length=120, help_text="Bara när lag hindrar att alla läser handlingen."
    )

    def layout(self):
        return [section("Lägg till", "files", "title", beside("kind", "visibility"), "legal_ground")]

    def clean(self):
        facts = super().clean()
        paper = Document(visibility=facts.get("visibility", ""), legal_ground=facts.get("legal_ground", ""))
        self.hold_to(paper, {"document_restricted_has_ground": "legal_ground"})
        return facts

    def papers(self):
        """(file, facts) for each paper to attach."""
        common = {field: self.cleaned_data[field] for field in ("kind", "visibility", "legal_ground")}
        title = self.cleaned_data["title"] if len(self.cleaned_data["files"]) == 1 else ""
        return [(file, common | {"title": title or title_of(file)}) for file in self.kept]


def title_of(file):
    """ "Underlag_till_punkt-3.pdf" → "Underlag till punkt-3"."""
    return Path(file.name).stem.replace("_", " ").strip() or file.name
