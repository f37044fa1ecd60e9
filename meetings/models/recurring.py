"""What comes up at every meeting of a council."""

from django.db import models
from django.db.models import Q

from councils.models import Council
from meetings.models.item import AgendaItem
from rus_portal.core.constraints import rule
from strategy.models import Goal


class RecurringItem(models.Model):
    """An item that each new meeting begins with. Its empty fields are filled in for each meeting; until
    then the gate stops it like any other item."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="recurring_items", verbose_name="råd")
    title = models.CharField("rubrik", max_length=200)
    type = models.CharField("punkten avser", max_length=20, choices=AgendaItem.Type, blank=True)
    minutes_needed = models.PositiveSmallIntegerField("minuter", default=15)
    presenters = models.CharField("föredragande", max_length=300, blank=True)
    primary_goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="mål i RUS"
    )
    how = models.TextField("så tjänar ärendet målet", blank=True)
    questions = models.TextField("frågor att förbereda", blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "återkommande punkt"
        verbose_name_plural = "återkommande punkter"
        ordering = ["council", "order", "pk"]
        constraints = [
            rule(
                "recurring_item_takes_time",
                Q(minutes_needed__gte=1, minutes_needed__lte=600),
                "Ange hur många minuter punkten behöver, mellan 1 och 600.",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def begun(self):
        """The item as a new meeting begins with it; unsaved."""
        fields = [field.name for field in AgendaItem.FIELDS if field.recurs]
        return AgendaItem(**{name: getattr(self, name) for name in fields})
