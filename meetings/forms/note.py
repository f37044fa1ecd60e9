"""A note on an item or a document, and who may see it."""

from django import forms

from meetings.reader.notes import organisations_at
from rus_portal.core.forms import OneOf, PortalForm, Text


class NoteForm(PortalForm):
    """Asks who sees the note only where there is somebody to share it with."""

    text = Text(label="Anteckning", missing="Skriv något i anteckningen.", rows=4)
    shared_with = OneOf(label="Vem ser anteckningen?", required=False, widget=forms.RadioSelect)

    def __init__(self, *args, person, meeting, note=None, **kwargs):
        initial = {"text": note.text, "shared_with": note.shared_with_id or ""} if note else {}
        super().__init__(*args, initial={"shared_with": ""} | initial, **kwargs)
        offered = organisations_at(person, meeting)
        if note and note.shared_with and note.shared_with not in offered:
            offered.append(note.shared_with)
        self.may_share = bool(offered)
        if offered:
            self.fields["shared_with"].offer(
                offered, label="Alla med en plats för {} vid mötet".format, empty="Bara jag"
            )
        else:
            del self.fields["shared_with"]
