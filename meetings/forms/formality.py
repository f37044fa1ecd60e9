"""What the minutes say under each formality."""

from meetings.models import Formality, Meeting
from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import Rich
from rus_portal.core.rich import as_rich
from rus_portal.core.words import day, when_in_words


class FormalitiesForm(EditForm):
    """One text for each formality of the meeting, with the usual words to begin from."""

    acts = ("record_formalities",)

    def __init__(self, *args, saved, **kwargs):
        formalities = list(saved.formalities.order_by("order", "pk"))
        usual = {each.kind: as_rich(usual_words(each.kind, saved)) for each in formalities}
        begun = {each.kind: usual[each.kind] for each in formalities if not each.text}
        super().__init__(*args, saved=saved, initial=begun, **kwargs)
        for each in formalities:
            self.fields[each.kind] = Rich(
                holds="formality", label=each.get_kind_display(), rows=2, initial=usual[each.kind]
            )

    def read(self, saved):
        return saved.formality_texts

    def texts(self):
        """What `record_formalities` takes."""
        return {kind: text for kind, text in self.cleaned_data.items() if kind != "seen"}


def usual_words(kind, meeting):
    names = " och ".join(person.name for person in meeting.approvers.all())
    return {
        Formality.Kind.OPENING: "Ordföranden öppnar mötet.",
        Formality.Kind.APPROVERS: f"Att jämte ordföranden justera protokollet utses {names}."
        if names
        else "",
        Formality.Kind.AGENDA: "Dagordningen fastställs.",
        Formality.Kind.PREVIOUS_MINUTES: "Föregående protokoll läggs till handlingarna.",
        Formality.Kind.NEXT_MEETING: _next(meeting),
        Formality.Kind.CLOSING: f"Ordföranden avslutar mötet den {day(meeting.end_date)}.",
    }.get(kind, "")


def _next(meeting):
    after = Meeting.objects.of(meeting.council).upcoming().filter(date__gt=meeting.end_date).first()
    if after is None:
        return "Dagen för nästa möte är inte bestämd."
    return f"Nästa möte är {when_in_words(after)}."
