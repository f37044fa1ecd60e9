"""What is handed in with a consultation, and what of one a person is shown."""

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from meetings.workflow.consultation import answer_consultation
from tests.conftest import unprinted

LATER = dt.timedelta(days=20)
SOME_DAY = timezone.localdate() + dt.timedelta(days=400)


def pdf(name="yttrande.pdf"):
    return ContentFile(unprinted("Yttrande"), name=name)


def status(client, file):
    answer = client.get(file.get_absolute_url())
    answer.close()
    return answer.status_code


def page(client, asked, person=None):
    client.force_login(person) if person else client.logout()
    return client.get(asked.get_absolute_url()).content.decode()


def sent(answer, official, text="Vi tillstyrker skogsbilvägen.", **facts):
    return answer_consultation(answer, by=official, text=text, send=True, **facts)
