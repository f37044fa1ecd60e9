"""A note on an item or a document, and who may see it."""

from django import forms

from meetings.reader.notes import organisations_at
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import OneOf, Text


class NoteForm(EditForm):
    """Asks who sees the note only where there is somebody to share it with."""

    text = Text(holds="note", label="Anteckning", missing="Skriv något i anteckningen.", rows=4)
    shared_with = OneOf(label="Vem ser anteckningen?", required=False, widget=forms.RadioSelect)

    def __init__(self, *args, person, meeting, saved=None, **kwargs):
        chosen = saved.shared_with_id or "" if saved else ""
        super().__init__(*args, saved=saved, initial={"shared_with": chosen}, **kwargs)
        offered = organisations_at(person, meeting)
        if saved and saved.shared_with and saved.shared_with not in offered:
            offered.append(saved.shared_with)
        self.may_share = bool(offered)
        if offered:
            self.fields["shared_with"].offer(
                offered, label="Alla med en plats för {} vid mötet".format, empty="Bara jag"
            )
        else:
            del self.fields["shared_with"]
