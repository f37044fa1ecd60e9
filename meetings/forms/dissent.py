"""A member's own dissenting opinion, and what the secretariat typed in for another."""

from django import forms

from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import OneOf, PortalForm, Text, section


class DissentForm(PortalForm):
    """A member's own. The seat is asked for only where the member has several, and else goes along unseen: an
    older page may have been open before something was lodged from its seat."""

    seat = OneOf(
        label="Organisation",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj vilken organisation synpunkten gäller.",
            "invalid_choice": "Från den platsen finns redan en synpunkt på punkten.",
        },
    )
    text = Text(
        holds="dissent",
        label="Avvikande synpunkt",
        missing="Skriv den avvikande synpunkten.",
        rows=6,
        help_text="Texten återges ordagrant i protokollet och överallt där ställningstagandet visas.",
    )

    def __init__(self, *args, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.seats = seats
        self.fields["seat"].offer(seats, label=lambda seat: f"{seat.organisation} ({seat.council})")
        if len(seats) == 1:
            self.fields["seat"].widget, self.fields["seat"].required = forms.HiddenInput(), False
            self.initial["seat"] = seats[0].pk
        if not seats:
            del self.fields["seat"]

    def layout(self):
        return [section("Lämna en avvikande synpunkt", *self.fields)]

    def facts(self):
        return self.cleaned_data | {"seat": self.cleaned_data["seat"] or self.seats[0]}


class CorrectionForm(EditForm):
    """What the secretariat typed in for another, put right, or noted anew. `saved` is the opinion that
    stands, or the one that was taken back; None where there is neither."""

    text = Text(
        holds="dissent",
        label="Avvikande synpunkt, ordagrant",
        missing="Skriv den avvikande synpunkten.",
        rows=6,
        help_text="Så som den lämnades till kansliet. Texten återges ordagrant i protokollet.",
    )

    def __init__(self, *args, saved, **kwargs):
        noted = {"text": saved.text} if saved else {}  # what was taken back may be noted anew as it was
        super().__init__(*args, saved=saved, initial=noted, **kwargs)

    def read(self, saved):
        return {"text": saved.said}

    def last_saved(self, saved):
        by, at = saved.withdrawn_by or saved.lodged_by, saved.withdrawn_at or saved.lodged_at
        return {"by": by, "at": at}
