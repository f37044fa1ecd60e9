"""One organisation's objection to a position (avvikande synpunkt)."""

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property

from councils.capacity import MEMBERS
from councils.models import Appointment, Organisation, Person, Seat
from councils.models.shown import Shown
from meetings.models.answer import SummonsAnswer
from meetings.models.attendance import Attendance
from meetings.models.item import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.visibility import (
    EVERYTHING,
    NOTHING,
    prepared_by,
    published,
    read_by,
    sealed,
    sees_every_stance,
    speaks_for,
)
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.prepared import prepared

IN_ORDER = ("seat__organisation__order", "retold_for__order", "lodged_at", "pk")


def _takes_position():
    """The author takes position for the organisation at the meeting: the rule of `Meeting.taking_position`,
    for many at once."""
    meeting, organisation = OuterRef("item__meeting"), OuterRef("seat__organisation")
    joint = Meeting.joint_with.through.objects.filter(meeting=meeting, council=OuterRef("seat__council"))
    meets = Q(item__meeting__council=F("seat__council")) | Exists(joint)
    own = {"seat__council": OuterRef("seat__council"), "seat__organisation": organisation}
    seats = Appointment.objects.on(OuterRef("item__meeting__date")).filter(person=OuterRef("person"), **own)
    elected = Exists(seats.filter(seat__capacity__in=MEMBERS))
    substitutes = Exists(seats.filter(seat__capacity=Seat.Capacity.SUBSTITUTE))
    listed = Attendance.objects.filter(meeting=meeting)
    served = listed.filter(substitutes_for__organisation=organisation)
    held = Q(substitutes_for__appointments__begins__lte=F("meeting__date")) & (
        Q(substitutes_for__appointments__ends__isnull=True)
        | Q(substitutes_for__appointments__ends__gte=F("meeting__date"))
    )
    sent = SummonsAnswer.objects.sending().filter(meeting=meeting, organisation=organisation)
    serves = Exists(served.filter(person=OuterRef("person"))) | ~Exists(listed) & Exists(
        sent.filter(substitute=OuterRef("person"))
    )
    is_replaced = Exists(
        served.filter(held, substitutes_for__appointments__person=OuterRef("person"))
    ) | ~Exists(listed) & Exists(sent.filter(person=OuterRef("person")))
    return meets & (elected | substitutes & serves) & ~is_replaced


def whose_dissent(organisation, role):
    """In a sentence. What a member of the opposition lodges is the member's own, and not the organisation's;
    `role` ends with the side, as the labels of seats do."""
    is_own = role.rpartition(", ")[2] == Seat.Side.OPPOSITION.label.lower()
    return f"oppositionen i {organisation}" if is_own else organisation


class DissentingOpinions(Shown):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True).order_by(*IN_ORDER)

    def told(self):
        """What minutes tell of: also what nobody had taken over when they were approved."""
        told = Q(withdrawn_at__isnull=True) | Q(fell=DissentingOpinion.Fell.UNCLAIMED)
        return self.filter(told).order_by(*IN_ORDER)

    def taken_back(self, seat):
        """The last from that seat, where the secretariat typed it in and took it back itself; else None."""
        last = self.filter(seat=seat).order_by("-lodged_at", "-pk")[:1]
        own = DissentingOpinion.objects.filter(pk__in=last.values("pk"), withdrawn_at__isnull=False, fell="")
        others = own.filter(taken_over_as=None).exclude(lodged_by=F("person"))
        return others.exclude(withdrawn_by=F("person")).first()

    def of_organisations(self):
        """Those that are the line of an organisation, and not an opposition member's own."""
        return self.exclude(seat__side=Seat.Side.OPPOSITION)

    def with_author(self):
        """With its author and organisation, to show it, and whether the author has left: nobody has once it
        is sealed, whatever becomes of the seats then."""
        is_left = ExpressionWrapper(~sealed() & ~_takes_position(), BooleanField())
        told = self.select_related("seat__organisation", "retold_for", "person", "lodged_by")
        return told.annotate(is_left=is_left)

    def of(self, organisation):
        return self.filter(Q(seat__organisation=organisation) | Q(retold_for=organisation))

    @staticmethod
    def shown_to(person, meeting=None):
        """Everyone sees it once the position is public; before that the councils' own people, while the item
        waits only those who may see the organisations' stances. A withdrawn one only its author. Of one
        `meeting`, if it is at hand."""
        there, of = (Q(item__meeting=meeting), meeting) if meeting else (EVERYTHING, "item__meeting")
        handled = Q(item__stage__in=[AgendaItem.Stage.HANDLED, AgendaItem.Stage.POSTPONED])
        author = Q(person=person) if person.is_authenticated else NOTHING
        return there & (
            author
            | Q(withdrawn_at__isnull=True)
            & (
                Q(item__position__published_at__isnull=False)
                | published(of)
                | prepared_by(person, of) & Q(item__position__isnull=False)
                | read_by(person, of) & handled
                | sees_every_stance(person, of)
                | speaks_for(person, of, "seat__organisation")
            )
        )


@prepared
def _with_author(dissent):
    return DissentingOpinion.objects.with_author().filter(pk=dissent)


@prepared
def standing_dissent(shown, items):
    """The dissent not withdrawn on these items, with its authors."""
    return DissentingOpinion.objects.filter(shown, item__in=items).standing().with_author()


class DissentingOpinion(models.Model):
    """Avvikande synpunkt: one organisation's, verbatim, "vid önskemål" added to the minutes.

    One that `fell` was not taken back by its author, who took no position at the meeting then.

    One that `joins` another (instämmer) has its words and is an opinion of its own in all else: it stands
    also where the other is taken back.

    `organisation_name` is what the organisation was called when it was lodged, and then at the meeting.

    At a meeting from before the portal it is `retold_for` an organisation: of its author and seat nothing is
    known.
    """

    class Fell(models.TextChoices):
        LET_FALL = "let_fall", "Den som hade platsen på mötesdagen stod inte för den"
        UNCLAIMED = "unclaimed", "Ingen hade tagit över den när protokollet justerades"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="dissents", verbose_name="punkt")
    seat = models.ForeignKey(
        Seat,
        models.PROTECT,
        null=True,
        related_name="dissents",
        verbose_name="plats",
        help_text="Platsen säger vilken organisation synpunkten gäller.",
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="dissents", verbose_name="lämnad av"
    )
    retold_for = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, editable=False, related_name="retold_dissents"
    )
    organisation_name = models.CharField("organisation, med dåvarande namn", max_length=120)
    text = models.TextField("ordagrann text")
    lodged_at = models.DateTimeField("lämnad", default=timezone.now)
    lodged_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", help_text="Den som förde in texten."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    fell = models.CharField("föll", max_length=20, choices=Fell, blank=True, editable=False)
    taken_over_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_over_as",
        verbose_name="övertagen från",
        help_text="Samma ord, lämnade av den som hade platsen tidigare.",
    )
    joins = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joiners",
        verbose_name="instämmer i",
        help_text="Samma ord, från en annan plats. Den som instämmer står för dem som för egna.",
    )

    objects = DissentingOpinions.as_manager()

    class Meta:
        verbose_name = "avvikande synpunkt"
        verbose_name_plural = "avvikande synpunkter"
        ordering = ["item", "lodged_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="dissent_once_for_each_seat",
                fields=["item", "seat"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message="Det finns redan en avvikande synpunkt från den platsen på punkten.",
            ),
            models.UniqueConstraint(name="dissent_retold_once", fields=["item", "retold_for"]),
            rule(
                "dissent_from_a_seat_or_retold",
                Q(seat__isnull=False, person__isnull=False, retold_for__isnull=True)
                | Q(seat__isnull=True, person__isnull=True, retold_for__isnull=False),
                "En avvikande synpunkt lämnas från en plats, av den som har den.",
            ),
            rule("dissent_says_something", filled("text"), "Skriv den avvikande synpunkten."),
            rule("dissent_names_its_organisation", filled("organisation_name"), "Ange organisationens namn."),
            dated_by("dissent", "withdrawn"),
            rule(
                "dissent_that_fell_is_withdrawn",
                Q(fell="") | Q(withdrawn_at__isnull=False),
                "En synpunkt som har fallit står inte kvar.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation_name}: {self.text[:60]}"

    def save(self, *args, **kwargs):
        self.organisation_name = self.organisation_name or self.organisation.name
        super().save(*args, **kwargs)

    @property
    def typed_by(self):
        """Who in the secretariat typed it in for its author, if anyone did."""
        return self.lodged_by if self.person_id and self.lodged_by_id != self.person_id else None

    @property
    def author(self):
        """Its author's name; empty where it is not known."""
        return self.person.name if self.person else ""

    @property
    def lodged_when(self):
        """None where it is not known."""
        return self.lodged_at if self.person_id else None

    @property
    def said(self):
        """Its text, while it stands."""
        return "" if self.withdrawn_at else self.text

    @property
    def role(self):
        """That it is an opposition member's. The side of a seat stays; its title may change, so papers made
        of the rows have it not."""
        seat = self.seat
        return seat.get_side_display().lower() if seat and seat.side == Seat.Side.OPPOSITION else ""

    @property
    def whose(self):
        return whose_dissent(self.organisation_name, self.role)

    @property
    def is_joining(self):
        """It joins words that still stand, and takes nothing but that back."""
        return self.joins is not None and self.joins.withdrawn_at is None

    @property
    def organisation(self):
        return self.seat.organisation if self.seat else self.retold_for

    def is_voice_of(self, seat):
        """Whoever has that seat has the same voice: of the same organisation, and not of its other side."""
        own = self.seat
        is_other = own and {own.side, seat.side} == {Seat.Side.MAJORITY, Seat.Side.OPPOSITION}
        return bool(own and seat.organisation_id == own.organisation_id and not is_other)

    @cached_property
    def is_left(self):
        """Its author takes no position for the organisation at the meeting: the seat has changed hands, or
        somebody else comes. `with_author` reads it with the row."""
        [read] = _with_author(self)
        return read.is_left

    @property
    def became(self):
        """Who has taken over, or let fall, what its author had no seat for; else empty."""
        if self.fell == self.Fell.LET_FALL:
            return f"{self.withdrawn_by} har redan låtit synpunkten falla."
        taken = self.taken_over_as.select_related("person").order_by("pk").first()
        return f"{taken.person} har redan tagit över synpunkten." if taken else ""
