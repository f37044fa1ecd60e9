"""Guests: the secretariat's invitation, and the guest's own slides."""

from django import forms

from meetings.forms.papers import FilesForm, title_of
from rus_portal.forms import Line, PortalForm, beside, section


class GuestForm(PortalForm):
    name = Line(label="Namn", missing="Skriv vem gästen är.")
    role = Line(label="Roll", help_text="Till exempel titel och organisation.")
    email = forms.EmailField(
        label="E-postadress",
        required=False,
        error_messages={"invalid": "Skriv en hel e-postadress, till exempel namn@organisation.se."},
    )
    mail = forms.BooleanField(label="Skicka länken till e-postadressen", required=False)

    def layout(self):
        told = "Gästen behöver inget konto. Länken visas en gång, när du har skapat den."
        return [section("Bjud in en gäst", beside("name", "role"), "email", "mail", explained=told)]

    def clean(self):
        facts = super().clean()
        if facts.get("mail") and "email" in facts and not facts["email"]:
            self.add_error("email", "Skriv den e-postadress som länken ska skickas till.")
        return facts


class SlidesForm(FilesForm):
    def papers(self):
        """(file, title) for each to upload."""
        return [(file, title_of(file)) for file in self.kept]
