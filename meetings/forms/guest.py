"""Guests: the secretariat's invitation, and the guest's own slides."""

from meetings.documents.uploads.names import title_from
from meetings.forms.document import FilesForm
from rus_portal.core.forms import Email, Line, PortalForm, beside, section


class GuestForm(PortalForm):
    name = Line(label="Namn", missing="Skriv vem gästen är.")
    role = Line(label="Roll", help_text="Till exempel titel och organisation.")
    email = Email(
        label="E-postadress",
        required=False,
        help_text="Portalen skickar länken dit nu, och med kallelsen. Utan adress skickar du den själv.",
        error_messages={"invalid": "Skriv en hel e-postadress, till exempel namn@organisation.se."},
    )

    def layout(self):
        told = "Gästen behöver inget konto. Länken visas en gång, när du har skapat den."
        return [section("Bjud in en gäst", beside("name", "role"), "email", explained=told)]


class SlidesForm(FilesForm):
    def documents(self):
        """(file, title) for each to upload."""
        return [(file, title_from(file.name)) for file in self.kept]
