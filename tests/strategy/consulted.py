"""What is handed in with a consultation, and what of one a person is shown."""

from django.core.files.base import ContentFile

from tests.conftest import unprinted


def pdf(name="yttrande.pdf"):
    return ContentFile(unprinted("Yttrande"), name=name)


def status(client, file):
    answer = client.get(file.get_absolute_url())
    answer.close()
    return answer.status_code


def page(client, asked, person=None):
    client.force_login(person) if person else client.logout()
    return client.get(asked.get_absolute_url()).content.decode()
