"""What was lifted off an agenda, and where it was led."""

from django.db import models
from django.db.models import Q

from councils.models import Council, Person
from councils.models.shown import Shown
from meetings.models.item import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.visibility import EVERYTHING, follows, kept_by, prepared_by, published, read_by
from rus_portal.core.constraints import dated_by, rule
from rus_portal.core.json_field import JSONField
from rus_portal.core.words import day


class Lifts(Shown):
    @staticmethod
    def shown_to(person, meeting=None):
        """Those who were sent the agenda, those who keep or prepare it or follow the matter, and everyone
        once the minutes that tell of it are published. Of one `meeting`, if it is at hand."""
        there, of = (Q(meeting=meeting), meeting) if meeting else (EVERYTHING, "meeting")
        return there & (
            Q(stage=AgendaItem.Stage.ON_AGENDA) & (published(of) | read_by(person, of))
            | kept_by(person, of)
            | prepared_by(person, of)
            | follows(person, "item__")
        )

    def standing(self):
        """Neither undone, nor has the matter come back to the agenda in another way."""
        return self.filter(returned_at=None)

    def told(self):
        """Those of which readers and minutes tell: the agenda had been sent."""
        return self.standing().filter(stage=AgendaItem.Stage.ON_AGENDA)


class Lift(models.Model):
    """One item lifted off the agenda of one meeting: where it was led, and all that it had there, which it
    gets back if that is undone."""

    class Way(models.TextChoices):
        MEETING = "meeting", "Till ett annat möte"
        PREPARATION = "preparation", "Tillbaka till beredningen"
        DROPPED = "dropped", "Utgår"

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="lifts", verbose_name="ärende")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="lifts", verbose_name="möte")
    number = models.PositiveSmallIntegerField("punkt")
    order = models.PositiveSmallIntegerField("ordning")
    stage = models.CharField("skede", max_length=20, choices=AgendaItem.Stage)
    council = models.ForeignKey(
        Council,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="råd den var riktad till",
    )
    late_at = models.DateTimeField("på dagordningen efter kallelsen", null=True, blank=True)
    added_at = models.DateTimeField("kom till mötet")
    documents = JSONField("när dess handlingar kom till mötet", default=dict, blank=True)
    title = models.CharField("rubrik, som den var", max_length=200)
    way = models.CharField("vart", max_length=20, choices=Way)
    to = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="till mötet"
    )
    reason = models.TextField("skäl", blank=True)
    lifted_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = Lifts.as_manager()

    class Meta:
        verbose_name = "avlyft punkt"
        verbose_name_plural = "avlyfta punkter"
        ordering = ["meeting", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="lift_one_standing", fields=["item", "meeting"], condition=Q(returned_at__isnull=True)
            ),
            rule(
                "lift_leads_somewhere",
                Q(way="meeting", to__isnull=False) | Q(way__in=["preparation", "dropped"], to__isnull=True),
                "Välj vart ärendet ska.",
            ),
            dated_by("lift", "returned"),
        ]

    def __str__(self):
        return f"{self.title}: {self.sentence}"

    @property
    def sentence(self):
        """As readers and minutes are told."""
        if self.way == self.Way.DROPPED:
            return "Punkten utgår."
        if self.to is None:
            return "Punkten utgår och återgår till beredningen."
        return f"Punkten utgår och flyttas till mötet den {day(self.to.date)}."

    @property
    def was_sent(self):
        """It was on an agenda that has been sent."""
        return self.stage == AgendaItem.Stage.ON_AGENDA

    @property
    def goes(self):
        """The same in the middle of a sentence, for those who are told of many at once."""
        if self.way == self.Way.DROPPED:
            return "utgår"
        if self.to is None:
            return "går tillbaka till beredningen"
        return f"flyttas till mötet med {self.to.title} den {day(self.to.date)}"

    @property
    def landed_on(self):
        """The id of the meeting that the item was on afterwards, or None."""
        return self.meeting_id if self.way == self.Way.DROPPED else self.to_id

    @property
    def is_untouched(self):
        """Nothing has become of the item since."""
        item = self.item
        return (item.stage_at, item.meeting_id) == (self.lifted_at, self.landed_on)
