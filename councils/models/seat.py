"""People, and the dated seats they hold.

The composition rule of a council is its seats, as data. Every right in the portal follows from a dated
appointment to a seat ("Rights follow from dated seats, never from hand-set flags").
"""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from councils.capacity import LEADS, MEMBERS, OFFICIALS, READS_DOCUMENTS, TAKES_POSITION, Capacity
from councils.models.council import Council
from councils.models.organisation import Organisation
from rus_portal.core.constraints import rule
from rus_portal.core.json_field import JSONField
from rus_portal.core.limits import DAYS
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import NOBODY, Standing
from rus_portal.core.words import day


class People(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """A person the portal knows by name. Without an e-mail address nobody can sign in as that person."""

    name = models.CharField("namn", max_length=120)
    email = models.EmailField("e-post", unique=True, null=True, blank=True)
    is_active = models.BooleanField("kan logga in", default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_hints = JSONField("tips som är stängda", default=list, blank=True, editable=False)

    objects = People()

    USERNAME_FIELD = "email"

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                violation_error_message="Adressen tillhör redan någon annan i portalen.",
            )
        ]

    def __str__(self):
        return self.name

    @cached_property
    def held(self):
        """All that the person has held, holds and will hold; read once for each request."""
        return _held_by(self)

    @cached_property
    def homes(self):
        """Of what councils the person looks after what is said, today, in which organisation; as pairs."""
        return set(_homes_of(self, timezone.localdate()))

    @cached_property
    def standing(self):
        """What this person is today."""
        return self.standing_on(timezone.localdate())

    def standing_on(self, day):
        """Only an active person stands anywhere."""
        if not self.is_active:
            return NOBODY
        return Standing.from_appointments(each for each in self.held if each.is_in_force_on(day))

    def get_short_name(self):
        """By which Django's admin bids welcome: an address is too wide for a phone."""
        return self.name

    # Django's admin asks these four; the answer follows from the seats like every other right.
    @property
    def is_staff(self):
        return self.is_active and self.standing.is_administrator

    def has_perm(self, perm, obj=None):
        return self.is_staff and perm.partition(".")[0] in {"councils", "strategy"}

    def has_perms(self, perms, obj=None):
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        return self.has_perm(app_label)


@prepared
def _homes_of(person, today):
    own = Appointment.objects.at_home(today).filter(person=person)
    return own.values_list("seat__council", "seat__organisation")


@prepared
def _held_by(person):
    return Appointment.objects.filter(person=person).select_related("seat__council", "seat__organisation")


class Seats(models.QuerySet):
    def on(self, day):
        """Those that are part of the composition that day: not yet withdrawn."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day))

    def with_days(self):
        """With what tells `exists_on` which days the organisation is there: `since` is when it only comes to
        succeed others, `first` when somebody first sits for it, and `held_over` that somebody holds the seat
        when another succeeds it, or later."""
        before = Organisation.objects.filter(successor=OuterRef("organisation")).order_by("succeeded_on")
        sits = Appointment.objects.filter(seat__organisation=OuterRef("organisation")).order_by("begins")
        over = Q(ends=None) | Q(ends__gte=OuterRef("organisation__succeeded_on"))
        return self.annotate(
            since=Subquery(before.values("succeeded_on")[:1]),
            first=Subquery(sits.values("begins")[:1]),
            held_over=Exists(Appointment.objects.filter(over, seat=OuterRef("pk"))),
        )

    def there(self, day):
        """Those of the organisations that are there that day: `exists_on` in SQL. An empty seat of one that
        another has succeeded is no vacancy, nor is that of one that is still to come."""
        has_come = Q(since=None) | Q(since__lte=day) | Q(first__lte=day)
        is_left = Q(organisation__succeeded_on=None) | Q(organisation__succeeded_on__gt=day)
        return self.on(day).with_days().filter(has_come, is_left | Q(held_over=True))


class Seat(models.Model):
    """One place in a council, whoever holds it. Together the seats are the composition rule."""

    Capacity = Capacity

    class Side(models.TextChoices):
        MAJORITY = "majority", "Majoritet"
        OPPOSITION = "opposition", "Opposition"
        NONE = "none", "–"

    council = models.ForeignKey(Council, models.PROTECT, related_name="seats", verbose_name="råd")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="seats", verbose_name="organisation"
    )
    capacity = models.CharField("roll", max_length=20, choices=Capacity)
    side = models.CharField("sida", max_length=20, choices=Side, default=Side.NONE)
    title = models.CharField("uppdrag eller titel", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    retired_on = models.DateField(
        "dras in",
        validators=DAYS,
        null=True,
        blank=True,
        help_text="Första dagen då platsen inte längre finns.",
    )

    since: dt.date | None  # these three from `with_days`
    first: dt.date | None
    held_over: bool

    objects = Seats.as_manager()

    class Meta:
        verbose_name = "plats"
        verbose_name_plural = "platser"
        ordering = ["council__order", "order", "organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="seat_once",
                fields=["council", "organisation", "capacity", "side", "title", "order"],
                violation_error_message="Platsen finns redan i rådet.",
            ),
            rule(
                "seat_side_is_for_the_elected",
                Q(side="none") | Q(capacity__in=[*TAKES_POSITION]),
                "Majoritet och opposition anges bara för förtroendevalda.",
            ),
        ]

    def __str__(self):
        return f"{self.label}, {self.organisation.short_name}"

    @property
    def label(self):
        """ "Ledamot, majoritet" or the title of an official."""
        words = [self.title or self.get_capacity_display()]
        if self.side != self.Side.NONE:
            words.append(self.get_side_display().lower())
        return ", ".join(words)

    @property
    def takes_position(self):
        return self.capacity in TAKES_POSITION

    @property
    def is_substitute(self):
        return self.capacity == Capacity.SUBSTITUTE

    @property
    def reads_documents(self):
        return self.capacity in READS_DOCUMENTS

    @property
    def leads(self):
        return self.capacity in LEADS

    @property
    def keeps(self):
        return self.capacity == Capacity.SECRETARY

    @property
    def prepares(self):
        return self.capacity == Capacity.PREPARER

    @property
    def administers(self):
        return self.capacity == Capacity.ADMINISTRATOR

    def exists_on(self, day):
        """Read `with_days`: the rule of `Seats.there`."""
        gone = self.organisation.succeeded_on
        has_come = self.since is None or self.since <= day or (self.first and self.first <= day)
        is_left = gone is None or gone > day or self.held_over
        return bool((self.retired_on is None or self.retired_on > day) and has_come and is_left)

    @property
    def is_elected(self):
        """Held by an elected politician: only for such a seat is a party kept and shown."""
        return self.side != self.Side.NONE


class Appointments(models.QuerySet):
    def on(self, day):
        """Those in force on that day; both the first and the last day count."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), begins__lte=day)

    def to_tell_of(self, day):
        """Those in force on that day, and those that begin later but whose holder is invited already."""
        return self.on(day) | self.filter(begins__gt=day, invited_at__isnull=False)

    def current(self):
        return self.on(timezone.localdate())

    def at_home(self, day):
        """Those in force that day whose holders look after, in their own organisation, what the council has
        said: its officials there, or its members where it has none."""
        of_the_same = {name: OuterRef(name) for name in ("seat__council", "seat__organisation")}
        officials = Appointment.objects.on(day).filter(seat__capacity__in=OFFICIALS, **of_the_same)
        members = Q(seat__capacity__in=MEMBERS) & ~Exists(officials)
        return self.on(day).filter(Q(seat__capacity__in=OFFICIALS) | members)

    def between(self, begins, ends=None):
        """Those in force on any day of the period; no end means from then on."""
        started = self.filter(begins__lte=ends) if ends else self
        return started.filter(Q(ends__isnull=True) | Q(ends__gte=begins))

    def in_council_order(self):
        return self.order_by("seat__order", "seat__organisation__order", "seat__pk", "begins", "pk")


class Appointment(models.Model):
    """A person in a seat from one day through another. No end day means until further notice."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="appointments", verbose_name="plats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name="person")
    begins = models.DateField("från och med", validators=DAYS, default=timezone.localdate)
    ends = models.DateField("till och med", validators=DAYS, null=True, blank=True)
    party = models.CharField("parti", max_length=10, blank=True)
    invited_at = models.DateTimeField("inbjudan skriven", null=True, blank=True, editable=False)

    objects = Appointments.as_manager()

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        ordering = ["seat", "begins", "pk"]
        constraints = [
            rule(
                "appointment_ends_after_it_begins",
                Q(ends__isnull=True) | Q(ends__gte=F("begins")),
                "Sista dagen kan inte komma före första dagen.",
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.seat}"

    def is_in_force_on(self, day):
        return self.begins <= day and (self.ends is None or self.ends >= day)

    def has_ended(self, day):
        return self.ends is not None and self.ends < day

    def is_to_tell_of(self, day):
        """As `to_tell_of`, of this one."""
        return self.is_in_force_on(day) or bool(self.begins > day and self.invited_at)

    def clean(self):
        """Says in words what `councils.overlap` enforces, and checks what a constraint on one row cannot."""
        if not (self.seat_id and self.begins):
            return
        if self.party and not self.seat.is_elected:
            only = "Parti anges bara för förtroendevalda i majoritet eller opposition."
            raise ValidationError({"party": only})
        retired = self.seat.retired_on
        if retired and (self.ends is None or self.ends >= retired):
            raise ValidationError(f"Platsen dras in den {day(retired)}. Uppdraget måste sluta dessförinnan.")
        others = Appointment.objects.filter(seat=self.seat_id).exclude(pk=self.pk)
        taken = others.between(self.begins, self.ends).select_related("person").order_by("begins").first()
        if taken:
            until = f"till och med den {day(taken.ends)}" if taken.ends else "tills vidare"
            raise ValidationError(
                f"Platsen är upptagen: {taken.person} har den från och med den {day(taken.begins)} {until}."
            )


@prepared
def _held_by_all(people):
    return Appointment.objects.filter(person__in=people).select_related("seat__council", "seat__organisation")


def read_standings(people):
    """Reads in one query what `Person.held` would read for each of them by itself."""
    of_each = {person.pk: [] for person in people}
    for appointment in _held_by_all(set(of_each)):
        of_each[appointment.person_id].append(appointment)
    for person in people:
        person.held = of_each[person.pk]
        vars(person).pop("standing", None)
