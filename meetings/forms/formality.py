"""What the minutes say under each formality."""

from django import forms

from meetings.models import Formality
from rus_portal.core.forms import PortalForm, Text
from rus_portal.core.words import day


class FormalitiesForm(PortalForm):
    """One text for each formality of the meeting, with the usual words to begin from."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, meeting, formalities, **kwargs):
        super().__init__(*args, initial={"revision": meeting.formalities_revision}, **kwargs)
        for formality in formalities:
            self.fields[formality.kind] = Text(
                label=formality.get_kind_display(),
                rows=2,
                initial=formality.text or usual_words(formality.kind, meeting),
            )

    def texts(self):
        """What `record_formalities` takes."""
        return {kind: text for kind, text in self.cleaned_data.items() if kind != "revision"}

    def against(self, saved):
        """Where form and database differ, as (label, mine, saved)."""
        theirs, mine = dict(saved.formalities.values_list("kind", "text")), self.texts()
        changed = [kind for kind in mine if mine[kind].strip() != theirs.get(kind, "")]
        return [(self.fields[kind].label, mine[kind] or "–", theirs.get(kind) or "–") for kind in changed]


def usual_words(kind, meeting):
    names = " och ".join(person.name for person in meeting.approvers.all())
    return {
        Formality.Kind.OPENING: "Ordföranden öppnar mötet.",
        Formality.Kind.APPROVERS: f"Att jämte ordföranden justera protokollet utses {names}."
        if names
        else "",
        Formality.Kind.AGENDA: "Dagordningen fastställs.",
        Formality.Kind.PREVIOUS_MINUTES: "Föregående protokoll läggs till handlingarna.",
        Formality.Kind.CLOSING: f"Ordföranden avslutar mötet den {day(meeting.end_date)}.",
    }.get(kind, "")
