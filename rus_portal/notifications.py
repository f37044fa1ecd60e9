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


def invite_guest(guest, url):
    """You present this item; here is your link."""
    send_mail(f"Din punkt på {guest.item.meeting.title}", words_to_guest(guest, url), None, [guest.email])


def words_to_guest(guest, url):
    """Shown to the secretariat too, who may send them in another way."""
    context = {"guest": guest, "item": guest.item, "meeting": guest.item.meeting, "url": url}
    return render_to_string("meetings/email/guest.txt", context).strip()


def tell(person, subject, template, context):
    body = render_to_string(template, {"person": person} | context).strip()
    send_mail(subject, body, None, [person.email])
