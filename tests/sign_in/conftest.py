"""What the tests of signing in share: how to ask for a code, and to add a second factor."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail

from rus_portal.core.mailer import BY_SMTP
from rus_portal.signin import reserve_codes
from tests.postbox import lead

STRANGER = "nobody@example.org"


@pytest.fixture(autouse=True)
def as_in_production(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def ask_for_code(client, email, **more):
    return client.post("/logga-in/", {"email": email, **more})


def sent_code():
    return re.search(r"^ +(\S+)$", mail.outbox[-1].body, re.MULTILINE)[1]


def sign_in(client, email, **more):
    ask_for_code(client, email, **more)
    return client.post("/konto/kod/", {"code": sent_code(), **more})


def add_app(client):
    """Add an app for one-time codes, and return its secret."""
    secret = client.get("/konto/app/ny/").context["form"].secret
    answer = client.post("/konto/app/ny/", {"code": totp(secret)})
    assert "form" not in answer.context, answer.context["form"].errors
    return secret


def totp(secret, steps_from_now=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_from_now))


def acts(person):
    return [(note.act, note.sentence) for note in person.sign_ins.order_by("pk")]


def user_of(client):
    return client.session.get("_auth_user_id")


def words(client, answer):
    return client.get(answer.url).content.decode()


@pytest.fixture
def no_mail(settings):
    """A mail server that is away."""
    lead(settings, 9, codes=BY_SMTP)


@pytest.fixture
def app_of_the_secretary(secretary):
    """The secret of an app added in an earlier session."""
    secret = generate_totp_secret()
    TOTP.activate(secretary, secret)
    return secret


@pytest.fixture
def codes_of_the_secretary(secretary, app_of_the_secretary):
    return reserve_codes.make(secretary)
