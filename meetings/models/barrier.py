"""What somebody could not read or use, as told from the accessibility statement."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from councils.models import Appointment, Council, Person
from rus_portal.core.constraints import filled, rule
from rus_portal.core.limits import ADDRESS


class Barrier(models.Model):
    """Told by anyone, of whom nothing is kept but what they write: `reply_to` is the address they give, if
    any. Kept until it is answered with a margin, and then erased with its letter."""

    text = models.TextField("hinder")
    place = models.CharField("sida eller handling", max_length=200, blank=True)
    reply_to = models.EmailField("e-postadress för svar", max_length=ADDRESS, blank=True)
    told_at = models.DateTimeField("anmält")

    class Meta:
        verbose_name = "anmält hinder"
        verbose_name_plural = "anmälda hinder"
        ordering = ["-told_at", "-pk"]
        constraints = [
            rule("barrier_says_something", filled("text"), "Skriv vad som inte går att läsa eller använda.")
        ]

    def __str__(self):
        return f"anmält hinder {self.pk}"

    # Whom its letter goes to, as other receivers have it.
    name = "kansliet"

    @property
    def email(self):
        """The address that the installation says, else that of an office, else of someone in an office: it
        always reaches somebody."""
        return settings.CONTACT_EMAIL or _offices_address() or _of_someone_there()


def _offices_address():
    offices = Council.objects.filter(kind=Council.Kind.OFFICE).exclude(email="")
    return offices.order_by("order", "pk").values_list("email", flat=True).first()


def _of_someone_there():
    held = Appointment.objects.on(timezone.localdate()).filter(seat__council__kind=Council.Kind.OFFICE)
    there = Person.objects.filter(appointments__in=held, is_active=True, email__isnull=False)
    return there.order_by("pk").values_list("email", flat=True).first() or ""
