"""Somebody asks for a paper that is not open to everyone, and the secretariat answers."""

import secrets
from functools import partial

from django import forms

from meetings.models import PaperRequest
from meetings.workflow.paper_request import out_of_place
from rus_portal.core.forms import Email, Line, OneOf, PortalForm, Text, section
from rus_portal.core.open_form import OpenForm

Outcome = PaperRequest.Outcome


class RequestForm(OpenForm):
    text = Text(
        holds="comment",
        label="Vad du begär",
        help_text="Får vara tomt. Du behöver inte säga vem du är eller vad du ska ha handlingen till.",
        rows=4,
    )
    reply_to = Email(
        label="Din e-postadress",
        required=False,
        help_text="Bara om du vill ha ett brev när svaret finns. Du får också en adress för svaret.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    ticket = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=40, initial=partial(secrets.token_urlsafe, 16)
    )


class RequestAnswerForm(PortalForm):
    outcome = forms.ChoiceField(
        label="Svar",
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad svaret är.", "invalid_choice": "Välj ett av svaren i listan."},
    )
    handed = OneOf(
        label="Kopia där något är maskerat",
        required=False,
        help_text="Bara när något är maskerat. Lägg först till kopian bland handlingarna på samma ställe. "
        "Här står det som har kommit dit efter begäran, det som har lämnats ut som kopia förut, och det som "
        "redan fanns där utan att vara skyddat av ett lagrum, också det som bara rådet läser.",
    )
    legal_ground = Line(
        label="Lagrum",
        max_length=120,
        help_text="När handlingen inte lämnas ut, eller inte hela. Till exempel 19 kap. 3 § OSL.",
    )
    answer = Text(holds="comment", label="Ord till den som frågade", rows=4, help_text="Får vara tomt.")

    def __init__(self, data=None, *, document, copies, **kwargs):
        """With a box that names the file that is to be handed out, once it is chosen."""
        super().__init__(data, **kwargs)
        copies = list(copies)
        self.fields["handed"].offer(copies, empty="Ingen kopia", label=_with_its_readers)
        data = data or {}
        masked = [each for each in copies if str(each.pk) == data.get("handed")]
        chosen = {Outcome.WHOLE: [document] if document else [], Outcome.MASKED: masked}
        files = chosen.get(data.get("outcome"), [])
        self.checked = {f"checked_{each.pk}": each for each in files}
        for name, file in self.checked.items():
            self.fields[name] = forms.BooleanField(
                label=f"Jag har läst {_named(file)}, och den får lämnas ut",
                error_messages={"required": f"Läs filen, och bekräfta att {_named(file)} får lämnas ut."},
            )

    def layout(self):
        return [section("Pröva begäran", "outcome", "legal_ground", "handed", *self.checked, "answer")]

    def clean(self):
        facts = super().clean()
        told = [facts.get(name) for name in ("outcome", "legal_ground", "handed")]
        for about, sentence in out_of_place(*told):
            self.add_error(about, sentence)
        return {name: value for name, value in facts.items() if name not in self.checked}


def _named(document):
    return f"”{document.title}” ({document.name})"


def _with_its_readers(document):
    return f"{_named(document)}, läses av {document.get_visibility_display().lower()}"
