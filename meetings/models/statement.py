"""What somebody with the right to speak has had entered in the minutes (protokollsanteckning)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Person, Seat
from councils.models.shown import Shown
from meetings.models.item import AgendaItem
from meetings.models.visibility import EVERYTHING, NOTHING, kept_by, published, read_by
from rus_portal.core.constraints import dated_by, filled, rule


class Statements(Shown):
    def standing(self):
        """In the order they were lodged, with who stands for them."""
        rows = self.filter(withdrawn_at__isnull=True).order_by("lodged_at", "pk")
        return rows.select_related("seat__organisation", "person", "lodged_by")

    @staticmethod
    def shown_to(person, meeting=None):
        """Everyone sees it once the minutes are published; before that those who read the meeting. A
        withdrawn one only its author. Of one `meeting`, if it is at hand."""
        there, of = (Q(item__meeting=meeting), meeting) if meeting else (EVERYTHING, "item__meeting")
        author = Q(person=person) if person.is_authenticated else NOTHING
        standing = published(of) | read_by(person, of) | kept_by(person, of)
        return there & (author | Q(withdrawn_at__isnull=True) & standing)


class Statement(models.Model):
    """Verbatim, with name and organisation, at its item. It is no dissent: it says nothing of the position,
    and those who may speak without taking position may lodge one too."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="statements", verbose_name="punkt")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="statements", verbose_name="plats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="statements", verbose_name="lämnad av")
    organisation_name = models.CharField("organisation, med dåvarande namn", max_length=120)
    text = models.TextField("ordagrann text")
    lodged_at = models.DateTimeField("lämnad", default=timezone.now)
    lodged_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", help_text="Den som förde in texten."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = Statements.as_manager()

    class Meta:
        verbose_name = "protokollsanteckning"
        verbose_name_plural = "protokollsanteckningar"
        ordering = ["item", "lodged_at", "pk"]
        constraints = [
            rule("statement_says_something", filled("text"), "Skriv protokollsanteckningen."),
            rule(
                "statement_names_its_organisation", filled("organisation_name"), "Ange organisationens namn."
            ),
            dated_by("statement", "lodged"),
            dated_by("statement", "withdrawn"),
        ]

    def __str__(self):
        return f"{self.organisation_name}: {self.text[:60]}"

    @property
    def organisation(self):
        return self.seat.organisation

    @property
    def typed_by(self):
        """Who in the secretariat typed it in for its author, if anyone did."""
        return self.lodged_by if self.lodged_by_id != self.person_id else None
