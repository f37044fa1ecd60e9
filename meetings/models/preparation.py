"""Förankring: where each organisation stands on a position item before the meeting.

Source: strategiska planen, "det är nödvändigt att berörda organisationer förarbetar och identifierar ev.
avvikande synpunkter inför mötet". No row means not started.
"""

from django.db import models
from django.db.models import Q

from councils.models import Organisation, Person, Seat
from councils.standing import standing_of
from meetings.models.agenda import AgendaItem
from meetings.models.reach import kept_by, read_by
from rus_portal.constraints import dated_by, filled, rule


class Preparations(models.QuerySet):
    def visible_to(self, person):
        """One's own organisation's and the secretariat's always; the councils' people see all, unless the
        council seals preparation until the meeting has begun. The chair of the meeting always does."""
        own = {a.seat.organisation_id for a in standing_of(person).appointments if a.seat.council_id}
        chairs = Q(item__meeting__chair=person) if person.is_authenticated else Q(pk__in=[])
        open_now = Q(item__meeting__council__preparation_sealed=False) | Q(
            item__meeting__held_at__isnull=False
        )
        return self.filter(
            kept_by(person, "item__meeting")
            | read_by(person, "item__meeting") & (Q(organisation__in=own) | chairs | open_now)
        )


class Preparation(models.Model):
    class Stance(models.TextChoices):
        UNDER_WAY = "under_way", "Pågår"
        SUPPORTS = "supports", "Ställer sig bakom"
        CAN_ACCEPT = "can_accept", "Kan acceptera, avstår något"
        WILL_DISSENT = "will_dissent", "Lämnar avvikande synpunkt"

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="preparations", verbose_name="punkt")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="preparations", verbose_name="organisation"
    )
    stance = models.CharField("läge", max_length=20, choices=Stance)
    body = models.CharField("organ", max_length=120, blank=True, help_text="Till exempel kommunstyrelsen.")
    held_on = models.DateField("dag", null=True, blank=True)
    note = models.TextField("till kansliet", blank=True)
    dissent_text = models.TextField("avvikande synpunkt", blank=True)
    seat = models.ForeignKey(
        Seat,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="plats som synpunkten gäller",
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = Preparations.as_manager()

    class Meta:
        verbose_name = "förankring"
        verbose_name_plural = "förankring"
        ordering = ["item", "organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(name="preparation_once", fields=["item", "organisation"]),
            rule(
                "preparation_dissent_says_something",
                ~Q(stance="will_dissent") | filled("dissent_text"),
                "Skriv den avvikande synpunkten så som den ska stå i protokollet.",
            ),
            dated_by("preparation", "confirmed"),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_stance_display()}"
