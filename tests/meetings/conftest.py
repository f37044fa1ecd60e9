"""What the tests of letters, answers and calendars share: a mail server, and a council of four."""

import pytest

from councils.models import Appointment
from tests.postbox import open_postbox


@pytest.fixture
def postbox(settings):
    """Letters go through SMTP to a real server; what it got is in `postbox.letters`."""
    box, server = open_postbox()
    settings.LETTER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Samverkansportalen <portal@region.example>"
    yield box
    server.stop()


@pytest.fixture
def four(regional, chair, member, opposition, substitute):
    """The council when only these four hold a seat in it."""
    called = [chair, member, opposition, substitute]
    held = Appointment.objects.filter(seat__council=regional)
    held.exclude(person__in=called).update(ends="2016-01-01")
    return called
