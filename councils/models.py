"""Who: organisations, councils, seats and the people who hold them, and the journal of what was done.

The composition rule of a council is its seats, as data. Every right in the portal follows from a dated
appointment to a seat ("Rights follow from dated seats, never from hand-set flags").
"""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property

from councils.capacity import LEADS, READS_DOCUMENTS, TAKES_POSITION, Capacity
from rus_portal.core.address import address
from rus_portal.core.constraints import filled, rule
from rus_portal.core.prepared import prepared
from rus_portal.core.standing import NOBODY, Standing, standing_of
from rus_portal.core.words import day


class Organisations(models.QuerySet):
    def own(self):
        """Those that may be chosen: of the region this installation serves, not those it is compared with."""
        return self.filter(is_own=True)

    def on(self, day):
        """Those that no other has succeeded that day."""
        return self.filter(Q(successor=None) | Q(succeeded_on__gt=day))


class Organisation(models.Model):
    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", "Kommun"
        REGION = "region", "Region"
        COUNTY_BOARD = "county_board", "Länsstyrelse"
        MUNICIPAL_ASSOCIATION = "municipal_association", "Kommunförbund"
        STATE_AGENCY = "state_agency", "Statlig myndighet"
        UNIVERSITY = "university", "Universitet"
        BUSINESS = "business", "Näringsliv"
        CIVIL_SOCIETY = "civil_society", "Civilsamhälle"
        PARTNERSHIP = "partnership", "Partnerskap"

    slug = models.SlugField(unique=True)
    name = models.CharField("namn", max_length=120)
    short_name = models.CharField("kortnamn", max_length=60)
    kind = models.CharField("slag", max_length=30, choices=Kind)
    code = models.CharField("kommun- eller länskod", max_length=10, blank=True)
    is_own = models.BooleanField("den egna regionens", default=True, editable=False)
    registry_email = models.EmailField("registrator (kommunbrevlåda)", blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="efterträds av",
        help_text="Den nya, när organisationen har bytt namn eller gått upp i en annan.",
    )
    succeeded_on = models.DateField("från och med", null=True, blank=True)

    objects = Organisations.as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        ordering = ["order", "short_name", "pk"]
        constraints = [
            rule(
                "organisation_succession_is_dated",
                Q(successor__isnull=True, succeeded_on__isnull=True)
                | Q(successor__isnull=False, succeeded_on__isnull=False),
                "Ange både vem som efterträder organisationen och från vilken dag.",
            ),
            rule(
                "organisation_does_not_succeed_itself",
                ~Q(successor=F("pk")),
                "En organisation efterträder inte sig själv.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("organisation", self.slug)

    def clean(self):
        """Says in words what a trigger holds: each is succeeded later than its predecessors."""
        if not (self.successor and self.succeeded_on):
            return
        end = self.successor.succeeded_on
        if end and end <= self.succeeded_on:
            wrong = f"{self.successor} efterträds själv den {day(end)}. Välj en tidigare dag eller en annan."
            raise ValidationError({"successor": wrong})
        before = self.predecessors.filter(succeeded_on__gte=self.succeeded_on).first() if self.pk else None
        if before:
            wrong = f"Organisationen efterträder {before} först den {day(before.succeeded_on)}."
            raise ValidationError({"succeeded_on": wrong})


class FormerSlugs(models.QuerySet):
    def owner(self, model, slug):
        """The thing that has the slug in its address, or else once had it; None where nothing has."""
        things = model._default_manager.filter(**{address_field(model): slug})
        once = self.filter(kind=model._meta.label_lower, slug=slug).values("thing")
        return things.first() or model._default_manager.filter(pk__in=once).first()

    def leave(self, thing, slug):
        """Keep the slug that the thing has had until now."""
        self.get_or_create(kind=thing._meta.label_lower, slug=str(slug), defaults={"thing": thing.pk})

    def taken_from(self, thing, slug):
        """The slug has belonged to another thing of the same kind."""
        return self.filter(kind=thing._meta.label_lower, slug=slug).exclude(thing=thing.pk or 0).exists()


def address_field(model):
    """The field that stands in the address of such a thing."""
    return getattr(model, "IN_ADDRESS", "slug")


class FormerSlug(models.Model):
    """A slug that a thing once had in its address. The old address leads to the new one for ever, so the slug
    is never given to another of the same kind. `kind` is the label of the thing's model, `thing` its id."""

    kind = models.CharField(max_length=60)
    slug = models.CharField("tidigare adress", max_length=80)
    thing = models.BigIntegerField()

    objects = FormerSlugs.as_manager()

    class Meta:
        verbose_name = "tidigare adress"
        verbose_name_plural = "tidigare adresser"
        ordering = ["kind", "slug", "pk"]
        constraints = [models.UniqueConstraint(name="former_slug_once", fields=["kind", "slug"])]

    def __str__(self):
        return f"{self.kind}: {self.slug}"


class People(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """A person the portal knows by name. Without an e-mail address nobody can sign in as that person."""

    name = models.CharField("namn", max_length=120)
    email = models.EmailField("e-post", unique=True, null=True, blank=True)
    is_active = models.BooleanField("kan logga in", default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

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
    def standing(self):
        """What this person is today."""
        return self.standing_on(timezone.localdate())

    def standing_on(self, day):
        """Only an active person stands anywhere."""
        if not self.is_active:
            return NOBODY
        return Standing.from_appointments(each for each in self.held if each.is_in_force_on(day))

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
def _held_by(person):
    return Appointment.objects.filter(person=person).select_related("seat__council", "seat__organisation")


class Council(models.Model):
    """A council, or one of its two bodies: the preparatory group and the secretariat's office."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "Samverkansråd"
        PREPARATORY_GROUP = "preparatory_group", "Beredningsgrupp"
        OFFICE = "office", "Kansli"

    class Numbering(models.TextChoices):
        PER_YEAR = "per_year", "Löpande under året"
        PER_MEETING = "per_meeting", "Från 1 vid varje möte"

    slug = models.SlugField(unique=True)
    name = models.CharField("namn", max_length=120)
    short_name = models.CharField("kortnamn", max_length=60)
    abbreviation = models.CharField(
        "förkortning",
        max_length=10,
        blank=True,
        validators=[
            RegexValidator(r"^[A-ZÅÄÖ0-9]{2,10}\Z", "Skriv två till tio stora bokstäver eller siffror.")
        ],
        help_text="Står före numret på rådets ställningstaganden, som i RSR 2/2026. "
        "De som redan är tagna behåller sin.",
    )
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.COUNCIL)
    purpose = models.TextField("uppdrag", blank=True)
    tasks = models.TextField("uppgifter, en per rad", blank=True)
    principles_title = models.CharField("rubrik för budkavlen", max_length=200, blank=True)
    principles = models.TextField("budkavle, en punkt per rad", blank=True)
    composition = models.TextField("sammansättning", blank=True)
    meeting_notes = models.TextField("om mötena", blank=True)
    prepared_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="prepares", verbose_name="bereds av"
    )
    office = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="serves", verbose_name="kansli"
    )
    email = models.EmailField(
        "e-postadress för svar",
        blank=True,
        help_text="Bara för ett kansli: dit går svaren på portalens brev om rådens möten.",
    )
    numbering = models.CharField(
        "paragrafnumrering", max_length=20, choices=Numbering, default=Numbering.PER_YEAR
    )
    proposals_days_before = models.PositiveSmallIntegerField("förslag in, dagar före mötet", default=28)
    documents_days_before = models.PositiveSmallIntegerField("handlingar in, dagar före mötet", default=14)
    summons_days_before = models.PositiveSmallIntegerField("kallelse ut, dagar före mötet", default=10)
    minutes_days_after = models.PositiveSmallIntegerField("protokoll justerat, dagar efter", default=14)
    stances_sealed = models.BooleanField(
        "förankringen hålls stängd till mötet",
        default=False,
        help_text="Då ser varje organisation bara sin egen förankring före mötet, och ordföranden allas.",
    )
    default_format = models.CharField("vanlig mötesform", max_length=20, default="digital")
    accent = models.CharField("färg", max_length=20, default="pine")
    order = models.PositiveSmallIntegerField("ordning", default=0)
    source = models.TextField("källa", blank=True)

    class Meta:
        verbose_name = "råd"
        verbose_name_plural = "råd"
        ordering = ["order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="council_abbreviation_once",
                fields=["abbreviation"],
                condition=~Q(abbreviation=""),
                violation_error_message="Ett annat råd har redan den förkortningen.",
            ),
            rule(
                "council_has_its_abbreviation",
                ~Q(kind="council") | filled("abbreviation"),
                "Ange samverkansrådets förkortning, som RSR.",
            ),
            rule(
                "council_address_is_an_offices",
                Q(email="") | Q(kind="office"),
                "Bara ett kansli har en e-postadress för svar.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("council", self.slug)

    @property
    def task_list(self):
        return self.tasks.splitlines()

    @property
    def principle_list(self):
        return self.principles.splitlines()


class Seats(models.QuerySet):
    def on(self, day):
        """Those that are part of the composition that day: not yet withdrawn."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day))


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
        "dras in", null=True, blank=True, help_text="Första dagen då platsen inte längre finns."
    )

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
        return self.retired_on is None or self.retired_on > day

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
    begins = models.DateField("från och med", default=timezone.localdate)
    ends = models.DateField("till och med", null=True, blank=True)
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


def read_standings(people):
    """Reads in one query what `Person.held` would read for each of them by itself."""
    held = Appointment.objects.filter(person__in=people)
    of_each = {person.pk: [] for person in people}
    for appointment in held.select_related("seat__council", "seat__organisation"):
        of_each[appointment.person_id].append(appointment)
    for person in people:
        person.held = of_each[person.pk]
        vars(person).pop("standing", None)


class JournalEntries(models.QuerySet):
    untold: ClassVar[
        list
    ] = []  # person → the condition of entries not told to the person: see `councils.journal`

    def visible_to(self, person):
        return self.filter(self.shown_to(person))

    @staticmethod
    def shown_to(person):
        """The office reads it all but what it may not see; others what they have done themselves."""
        if not person.is_authenticated:
            return Q(pk__in=[])
        standing = standing_of(person)
        told = Q() if standing.is_secretariat or standing.is_administrator else Q(by=person)
        return told & ~Q(*(untold(person) for untold in JournalEntries.untold), _connector=Q.OR)


class JournalEntry(models.Model):
    """What was done, to what, by whom, when: one Swedish sentence a row. Rows are only ever added.

    `chain` is the SHA-256 of this entry together with the `chain` of the entry before it, so that a row
    changed or taken away is noticed: see `councils.journal.verify`.
    """

    at = models.DateTimeField("när", db_index=True)
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="av", help_text="Tomt: portalen."
    )
    act = models.CharField("handling", max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    sentence = models.TextField("vad som gjordes")
    before = models.JSONField("före", default=dict, blank=True)
    after = models.JSONField("efter", default=dict, blank=True)
    chain = models.CharField("kedja", max_length=64, default="", editable=False)

    objects = JournalEntries.as_manager()

    class Meta:
        verbose_name = "journalpost"
        verbose_name_plural = "journal"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="journal_of_subject"),
            models.Index(fields=["by", "-at"], name="journal_of_person"),
            models.Index(fields=["act", "-at"], name="journal_of_act"),
        ]

    def __str__(self):
        return self.sentence


class JournalAnchor(models.Model):
    """The head of the journal's chain as it stood at a seal or a nightly check: number and link of the
    last entry. It points at no row, so that it stands when the row is gone. Never changed."""

    at = models.DateTimeField("när")
    entry = models.BigIntegerField("sista posten")
    chain = models.CharField("dess länk", max_length=64, unique=True)

    class Meta:
        verbose_name = "journalens slut vid en kontroll"
        verbose_name_plural = "journalens slut vid kontrollerna"
        ordering = ["entry", "pk"]

    def __str__(self):
        return f"{self.entry}: {self.chain[:12]}"


class SignIns(models.QuerySet):
    def visible_to(self, person):
        """The person's own, and for the administrator all: the secretariat has no use for them."""
        if standing_of(person).is_administrator:
            return self
        return self.filter(person=person) if person.is_authenticated else self.none()


class SignIn(models.Model):
    """Somebody signed in or out, failed to, or changed what they sign in with.

    Not in the journal, which is kept for ever: these are erased after SIGN_IN_RETENTION_DAYS.
    """

    class Act(models.TextChoices):
        SIGNED_IN = "signed_in", "Inloggning"
        SIGNED_OUT = "signed_out", "Utloggning"
        FAILED = "failed", "Misslyckad inloggning"
        FACTOR_ADDED = "factor_added", "Andra steg tillagt"
        FACTOR_REMOVED = "factor_removed", "Andra steg borttaget"

    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_ins", verbose_name="person")
    at = models.DateTimeField("när", default=timezone.now, db_index=True)
    act = models.CharField("handling", max_length=20, choices=Act)
    sentence = models.TextField("vad som hände")

    objects = SignIns.as_manager()

    class Meta:
        verbose_name = "inloggning"
        verbose_name_plural = "inloggningar"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.person}: {date_format(timezone.localtime(self.at), 'j F Y H.i')} {self.sentence}"
