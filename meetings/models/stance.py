"""Förankring: where each organisation stands on a position item before the meeting.

Source: strategiska planen, "det är nödvändigt att berörda organisationer förarbetar och identifierar ev.
avvikande synpunkter inför mötet". No row means not started.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.functional import cached_property

from councils.capacity import READS_DOCUMENTS
from councils.models import Appointment, Organisation, Person, Seat
from councils.models.shown import Shown
from meetings.models.item import AgendaItem
from meetings.models.visibility import EVERYTHING, sealed, sees_every_stance, speaks_for
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.json_field import JSONField
from rus_portal.core.limits import DAYS


class Stances(Shown):
    @staticmethod
    def shown_to(person, meeting=None):
        """The person's own organisation's always; the others' if the council lets its readers see them; what
        an organisation has published is everyone's. Of one `meeting`, if it is at hand."""
        there, of = (Q(item__meeting=meeting), meeting) if meeting else (EVERYTHING, "item__meeting")
        published = Q(published_at__isnull=False)
        return there & (published | sees_every_stance(person, of) | speaks_for(person, of))

    def with_recorder(self):
        """With who recorded it, and whether that one has left: nobody has once the meeting is sealed."""
        speaks = Appointment.objects.on(OuterRef("item__meeting__date")).filter(
            Q(seat__council=OuterRef("item__meeting__council"))
            | Q(seat__council__joint_meetings=OuterRef("item__meeting")),
            person=OuterRef("recorded_by"),
            seat__organisation=OuterRef("organisation"),
            seat__capacity__in=READS_DOCUMENTS,
        )
        stated = ~Q(status=Stance.Status.UNDER_WAY) & Q(confirmed_at__isnull=True, on_behalf=False)
        return self.select_related("organisation", "recorded_by").annotate(
            is_left=ExpressionWrapper(~sealed() & stated & ~Exists(speaks), BooleanField())
        )


class Stance(models.Model):
    """One organisation's stance on one item.

    An announced dissent counts as the organisation's only when an elected holder of one of its seats has
    confirmed it; `seat` is that seat, and the text is then in the `DissentingOpinion` lodged from it.

    What it thought is its own, but for dissent, until it is published (`published_at`): then everyone reads
    the stance, by whom and when it was stated, and what it says `in_own_words`, beside the position.

    `former` is what those said who had no seat on the day of the meeting when another took it over, let it
    fall or stated something else: a list of `FACTS`, the oldest first. It comes back if the meeting is moved
    to a day when they speak for the organisation again.
    """

    class Status(models.TextChoices):
        UNDER_WAY = "under_way", "Pågår"
        SUPPORTS = "supports", "Ställer sig bakom"
        CAN_ACCEPT = "can_accept", "Kan acceptera, avstår något"
        WILL_DISSENT = "will_dissent", "Lämnar avvikande synpunkt"

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="stances", verbose_name="punkt")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="stances", verbose_name="organisation"
    )
    status = models.CharField("läge", max_length=20, choices=Status)
    body = models.CharField("organ", max_length=120, blank=True, help_text="Till exempel kommunstyrelsen.")
    held_on = models.DateField("dag", validators=DAYS, null=True, blank=True)
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
    on_behalf = models.BooleanField("antecknat av kansliet åt organisationen", default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    in_own_words = models.TextField("så tänkte vi", blank=True)

    former = JSONField(default=list, blank=True, editable=False, encoder=DjangoJSONEncoder)

    FACTS = (
        *("status", "body", "held_on", "note", "dissent_text", "recorded_at", "recorded_by_id"),
        *("seat_id", "confirmed_at", "confirmed_by_id"),
    )

    BEYOND_DISSENT = (Status.SUPPORTS, Status.CAN_ACCEPT)  # may be published: dissent is so already

    objects = Stances.as_manager()

    class Meta:
        verbose_name = "förankring"
        verbose_name_plural = "förankring"
        ordering = ["item", "organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(name="stance_once", fields=["item", "organisation"]),
            rule(
                "stance_dissent_says_something",
                ~Q(status="will_dissent") | filled("dissent_text"),
                "Skriv den avvikande synpunkten så som den ska stå i protokollet.",
            ),
            dated_by("stance", "confirmed"),
            dated_by("stance", "published"),
            rule(
                "stance_published_is_beyond_dissent",
                Q(published_at__isnull=True) | Q(status__in=["supports", "can_accept"]),
                "En avvikande synpunkt står redan vid ställningstagandet.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_status_display()}"

    @property
    def is_published(self):
        return self.published_at is not None

    @property
    def facts(self):
        return {name: getattr(self, name) for name in self.FACTS}

    def remember(self):
        """Call before another takes it over, lets it fall or states something else."""
        self.former = [*self.former, self.facts]

    def recall(self, facts):
        """Back to what it said then."""
        fields = {field.attname: field for field in self._meta.concrete_fields}
        for name, value in facts.items():
            setattr(self, name, fields[name].to_python(value))

    @cached_property
    def is_left(self):
        """Whoever stated it spoke for the organisation in a council that meets, but does not on the day of
        the meeting, since the seat has changed hands. Of a lodged dissent that is asked instead."""
        return bool(self.pk) and Stance.objects.with_recorder().get(pk=self.pk).is_left

    @property
    def became(self):
        """Who has taken over, let fall or restated what another had no seat for; else empty."""
        if not self.former or self.is_left:
            return ""
        if not self.is_finished:
            return f"{self.recorded_by} har redan låtit läget falla."
        is_same = all(self.facts[name] == self.former[-1][name] for name in ("status", "dissent_text"))
        return f"{self.recorded_by} har redan {'tagit över läget' if is_same else 'angett ett annat läge'}."

    @property
    def is_finished(self):
        return self.status != self.Status.UNDER_WAY

    @property
    def awaits_confirmation(self):
        return self.status == self.Status.WILL_DISSENT and self.confirmed_at is None
