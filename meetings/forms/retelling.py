"""A file of old positions, and the minutes that it names."""

from pathlib import PurePath

from django import forms

from councils import sheets
from meetings.documents.uploads.checks import refusal
from meetings.documents.uploads.names import clean_name
from meetings.forms.document import Files, SeveralFiles
from meetings.retellings.table import COLUMNS, ROWS, parse
from rus_portal.core.forms import PortalForm, Text


class RetellingFileForm(PortalForm):
    """The file once more, mended, or minutes that were missing. `refused` has a sentence for each PDF that
    cannot be kept."""

    table = forms.FileField(
        label="Fil med ställningstaganden",
        required=False,
        help_text=f"Excel (.xlsx) eller CSV, högst 5 MB och {ROWS - 1} rader.",
    )
    minutes = Files(
        label="Protokoll",
        required=False,
        widget=SeveralFiles(attrs={"accept": ".pdf"}),
        help_text="PDF, en eller flera. Samma namn som i filens kolumn Protokoll.",
    )

    def clean_table(self):
        file = self.cleaned_data["table"]
        if not file:
            return None
        try:
            rows = sheets.read(file, cell=sheets.text_in_lines, most=ROWS, widest=COLUMNS)
            parse(rows)
        except sheets.Unreadable as no:
            raise forms.ValidationError(str(no)) from no
        return {"name": clean_name(file.name), "rows": rows}

    def clean_minutes(self):
        files = self.cleaned_data["minutes"]
        for file in files:
            file.name = clean_name(file.name)
        answers = [(file, _refusal(file)) for file in files]
        self.refused = [no for _, no in answers if no]
        return [file for file, no in answers if not no]

    def clean(self):
        facts = super().clean()
        if not self.errors and not facts["table"] and not facts["minutes"]:
            raise forms.ValidationError(self.refused or "Välj filen, eller protokoll att lägga till.")
        return facts

    @property
    def facts(self):
        return self.cleaned_data["table"] or {}


def _refusal(file):
    if PurePath(file.name).suffix.lower() != ".pdf":
        return f"”{file.name}” är ingen PDF. Protokoll läggs in som PDF."
    return refusal(file)


class RetellingForm(RetellingFileForm):
    source = Text(
        label="Varifrån uppgifterna kommer",
        holds="remark",
        rows=2,
        missing="Skriv varifrån uppgifterna kommer.",
        help_text="Står vid varje ställningstagande, för alla. Till exempel: Rådets protokoll "
        "2015–2022, i regionens arkiv.",
    )
    minutes_are_public = forms.BooleanField(
        label="Alla får läsa protokollen",
        required=False,
        initial=True,
        help_text="Annars bara rådet och dess kansli.",
    )
    field_order = ["source", "table", "minutes", "minutes_are_public"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["table"].required = True
        self.fields["table"].error_messages["required"] = "Välj filen med ställningstaganden."

    @property
    def facts(self):
        return super().facts | {name: self.cleaned_data[name] for name in ("source", "minutes_are_public")}
