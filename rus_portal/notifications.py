"""What the portal tells people by e-mail. Verbs decide whom and when, and call only on commit."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse


def invite(person, appointments):
    """You have these seats; sign in like this."""
    tell(
        person,
        "Välkommen till Samverkansportalen",
        "councils/email/invitation.txt",
        {"appointments": appointments, "url": settings.PORTAL_URL + reverse("sign_in")},
    )


def tell(person, subject, template, context):
    body = render_to_string(template, {"person": person} | context).strip()
    send_mail(subject, body, None, [person.email])
