"""The meeting while it goes on: which item is taken up, who comes and goes, and when it is adjourned."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from councils.models import Council, Person
from meetings.models.attendance import Attendance
from meetings.models.item import AgendaItem
from meetings.models.meeting import Meeting
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.limits import DAYS
from rus_portal.core.words import day


class Sitting(models.Model):
    """Where the meeting is: at which item, or at none."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="sitting")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "mötesdag"
        verbose_name_plural = "mötesdagar"

    def __str__(self):
        return f"{self.meeting}: {self.item}"

    @property
    def current(self):
        """The item that is taken up, as long as it stands on the agenda of the meeting."""
        item = self.item
        return item if item and item.is_on_agenda and item.meeting_id == self.meeting_id else None


class Treatment(models.Model):
    """What the meeting makes of one item: when it was first taken up, and the proposed position as it has
    been reworded; empty where it stands as it was sent."""

    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="treatment")
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    wording = models.TextField("lydelse på mötet", blank=True)

    class Meta:
        verbose_name = "behandling"
        verbose_name_plural = "behandlingar"
        constraints = [dated_by("treatment", "begun")]

    def __str__(self):
        return str(self.item)


class Commitment(models.Model):
    """Who does what, and by when: in the minutes of the item."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="commitments", verbose_name="punkt")
    who = models.CharField("vem", max_length=200)
    what = models.TextField("vad")
    due = models.DateField("senast", validators=DAYS, null=True, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "åtagande"
        verbose_name_plural = "åtaganden"
        ordering = ["item", "noted_at", "pk"]
        constraints = [
            rule("commitment_names_who", filled("who"), "Skriv vem som åtar sig det."),
            rule("commitment_says_what", filled("what"), "Skriv vad som ska göras."),
        ]

    def __str__(self):
        return f"{self.who}: {self.what}"


class Phrases(models.Model):
    """What a council's secretary writes so often that it lies ready, a phrase a line."""

    USUAL = (
        "Ordföranden inleder punkten.",
        "Föredraganden svarar på frågor.",
        "Rådet tackar för informationen.",
        "Ordföranden frågar om rådet kan ställa sig bakom förslaget och finner att det kan det.",
        "Kansliet återkommer med underlag till nästa möte.",
    )

    council = models.OneToOneField(Council, models.CASCADE, related_name="phrases")
    text = models.TextField("fraser", blank=True)

    class Meta:
        verbose_name = "fraser"
        verbose_name_plural = "fraser"

    def __str__(self):
        return str(self.council)


def phrase_text(council):
    """The usual ones until the council has its own."""
    own = Phrases.objects.filter(council=council).first()
    return own.text if own else "\n".join(Phrases.USUAL)


class Movement(models.Model):
    """Somebody on the list of attendance came after the meeting had begun, left before it was closed, or had
    a conflict of interest on one item and left for it. There `from` the item on, or not."""

    class Kind(models.TextChoices):
        CAME = "came", "kom"
        LEFT = "left", "lämnade mötet"
        CONFLICT = "conflict", "jäv"

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="movements")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="movements", verbose_name="från och med punkten"
    )
    kind = models.CharField("vad som hände", max_length=20, choices=Kind)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ankomst, avfärd eller jäv"
        verbose_name_plural = "ankomster, avfärder och jäv"
        ordering = ["item__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="movement_once",
                fields=["attendance", "item", "kind"],
                violation_error_message="Det är redan antecknat.",
            )
        ]

    def __str__(self):
        return f"{self.attendance.person}: {self.sentence}"

    @property
    def sentence(self):
        """ "kom till § 12", by the number of the item until it has its §."""
        where = f"§ {self.item.paragraph}" if self.item.paragraph else f"punkt {self.item.number}"
        told = {"came": "kom till {}", "left": "lämnade mötet före {}", "conflict": "jäv vid {}"}
        return told[self.kind].format(where)


class Adjournment(models.Model):
    """The meeting paused from a time to a time; one that has no end yet goes on."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="adjournments")
    begins = models.DateTimeField("ajournerat från")
    ends = models.DateTimeField("till", null=True, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ajournering"
        verbose_name_plural = "ajourneringar"
        ordering = ["begins", "pk"]
        constraints = [
            rule(
                "adjournment_ends_after_it_begins",
                Q(ends__isnull=True) | Q(ends__gt=F("begins")),
                "Mötet återupptas efter att det har ajournerats.",
            ),
            models.UniqueConstraint(
                name="adjournment_one_goes_on",
                fields=["meeting"],
                condition=Q(ends__isnull=True),
                violation_error_message="Mötet är redan ajournerat.",
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def words(self):
        """ "kl. 10.45–11.00", with the day where the meeting has several."""
        begins = timezone.localtime(self.begins)
        ends = self.ends and timezone.localtime(self.ends)
        several = self.meeting.date != self.meeting.end_date
        first = f"den {day(begins.date())} " if several else ""
        if ends is None:
            return f"{first}från kl. {begins:%H.%M}"
        if ends.date() == begins.date():
            return f"{first}kl. {begins:%H.%M}–{ends:%H.%M}"
        return f"den {day(begins.date())} kl. {begins:%H.%M} – den {day(ends.date())} kl. {ends:%H.%M}"
