"""The receipt of what an organisation takes home."""

from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import Line


class ReceiptForm(EditForm):
    registry_number = Line(
        label="Ert diarienummer",
        max_length=60,
        help_text="Om återföringen är diarieförd hos er. Det går att fylla i senare.",
    )
    acts = ("receive_feedback",)

    def last_saved(self, saved):
        return None  # the journal tells it of the minutes, for all organisations
