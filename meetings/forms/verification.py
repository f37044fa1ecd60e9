"""One file, to see whether it is what was sealed."""

from django import forms

from rus_portal.core.forms import PortalForm

LARGEST_MB = 25  # minutes with their appendices are of 10


class FileForm(PortalForm):
    file = forms.FileField(
        label="Filen",
        help_text="Protokollet eller protokollsutdraget som PDF. Filen sparas inte.",
        error_messages={"required": "Välj filen som ska kontrolleras.", "empty": "Filen är tom."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_MB * 1024 * 1024:
            raise forms.ValidationError(
                f"Filen är för stor. Portalens egna filer är mindre än {LARGEST_MB} MB."
            )
        return file
