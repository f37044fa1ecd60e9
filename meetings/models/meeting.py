"""A meeting of one or more councils, and the days it was earlier called for."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.functional import cached_property

from councils.capacity import READS_DOCUMENTS
from councils.models import Appointment, Council, Person, Seat
from councils.models.shown import Shown
from meetings.models.visibility import EVERYTHING, approves, kept_by, prepared_by, read_by
from rus_portal.core.address import address
from rus_portal.core.constraints import DaysAfter, Once, dated_by, rule
from rus_portal.core.limits import DAYS, LINK
from rus_portal.core.prepared import prepared
from rus_portal.core.registry_number import InCommon, kept_in_common
from rus_portal.core.rich import as_rich
from rus_portal.core.words import day
from rus_portal.core.workdays import day_off, working_day_from, working_day_until

DAYS_AFTER_THE_FIRST = 3  # of a meeting: two councils' planning days and the journeys, with room to spare


def of_day(written, path=""):
    """A condition on the day as it stands in an address, see `Meeting.day`."""
    date, nth = dt.date.fromisoformat(written[:10]), int(written[11:] or 1)
    return Q(**{f"{path}date": date, f"{path}nth": nth})


def chair_is_called():
    """The one chosen to lead the meeting has a seat on its day."""
    return Exists(_called().filter(person=OuterRef("chair")))


def _called():
    meets = Q(seat__council=OuterRef("council")) | Q(seat__council__joint_meetings=OuterRef("pk"))
    on_the_day = Appointment.objects.on(OuterRef("date"))
    return on_the_day.filter(meets, seat__capacity__in=READS_DOCUMENTS)


def _leading(field):
    """That field of the appointment from which the meeting is led: see `Meeting.leader`."""
    chosen = _called().filter(person=OuterRef("chair"))
    by_seat = _called().filter(seat__council=OuterRef("council"), seat__capacity=Seat.Capacity.CHAIR)
    ways = (held.order_by("begins", "pk").values(field)[:1] for held in (chosen, by_seat))
    return Coalesce(*(Subquery(held) for held in ways))


def _sealed(key):
    """What the approved minutes say, the newest of them."""
    minutes = Meeting.minutes.rel.related_model._default_manager.filter(item=None)
    approved = minutes.filter(meeting=OuterRef("pk"), approved_at__isnull=False)
    return Subquery(approved.order_by("-version").values(said=KT(f"record__{key}"))[:1])


def over():
    """Closed, or past its last minute: also on its own day it is then no next meeting any longer."""
    now = timezone.localtime()
    ended = Q(end_date__lt=now.date()) | Q(end_date=now.date(), end_time__lte=now.time())
    return ended | Q(held_at__isnull=False)


class Meetings(Shown):
    @staticmethod
    def shown_to(person):
        """Dates and places of meetings are public; the agenda has rules of its own."""
        return EVERYTHING

    def with_leader(self):
        """With the name of the one who leads it, or who led it as its approved minutes say."""
        names = _sealed("chair"), _leading("person__name")
        return self.annotate(leader_name=Coalesce(*names, output_field=models.TextField()))

    def of(self, council):
        """Meetings the council holds alone or together with another."""
        return self.filter(Q(council=council) | Q(pk__in=council.joint_meetings.values("pk")))

    def concerning(self, person):
        return self.filter(self.concerned(person))

    @staticmethod
    def concerned(person):
        """Those the person reads, keeps or prepares, or approves the agenda of."""
        reads = read_by(person, "") | approves(person, "")
        return reads | kept_by(person, "") | prepared_by(person, "")

    def numbered_with(self, meeting):
        """The council's other meetings of the year. Their §§ and positions are numbered in one series."""
        year = meeting.date.year
        whole = dt.date(year, 1, 1), dt.date(year, 12, 31)
        return self.numbered_in(meeting.council_id, *whole).exclude(pk=meeting.pk)

    def numbered_in(self, council, first, last):
        return self.filter(council=council, date__range=(first, last))

    def not_over(self, now_over=None):
        """Those to come and those that go on, cancelled ones too. `now_over` where the query is prepared."""
        return self.filter(~(now_over or over())).order_by("date", "start_time", "pk")

    def upcoming(self, now_over=None):
        return self.not_over(now_over).filter(cancelled_at=None)

    def past(self):
        return self.filter(over()).order_by("-date", "-start_time", "-pk")


def with_councils(meetings):
    """The meetings with all councils that meet. One query more."""
    meetings = list(meetings)
    joint: dict = {meeting.pk: [] for meeting in meetings}
    for council in _meeting_with(list(joint)) if joint else []:
        joint[council.joins].append(council)
    for meeting in meetings:
        meeting.joint = joint[meeting.pk]
    return meetings


def meetings_of(keys):
    """The meetings with these ids, with all councils that meet. Two queries."""
    return with_councils(_meetings_of(keys))


@prepared
def _meetings_of(keys):
    return Meeting.objects.filter(pk__in=keys).select_related("council")


@prepared
def _meeting_with(meetings):
    """The other councils of joint meetings; `joins` is the id of the meeting."""
    return Council.objects.filter(joint_meetings__in=meetings).annotate(joins=F("joint_meetings"))


def with_leaders(meetings):
    """The meetings with who leads each. Two queries."""
    led = dict(_led(meetings))
    people = {person.pk: person for person in _people(set(filter(None, led.values())))}
    for meeting in meetings:
        meeting.leader = people.get(led.get(meeting.pk))
    return meetings


@prepared
def _led(meetings):
    own = Meeting.objects.filter(pk__in=meetings, source="").annotate(led_by=_leading("person"))
    return own.order_by().values_list("pk", "led_by")


@prepared
def _people(keys):
    return Person.objects.filter(pk__in=keys)


@prepared
def _minutes_of(meeting):
    """When each version, and each § by itself, was approved, published and sent."""
    minutes = Meeting.minutes.rel.related_model._default_manager.filter(meeting=meeting)
    return minutes.order_by().values_list("item", "approved_at", "published_at", "sent_at")


@prepared
def _agenda_approvals_of(meeting):
    asked = Meeting.agenda_approvals.rel.related_model._default_manager.filter(meeting=meeting)
    return asked.order_by().values_list("pk")[:1]


@prepared
def _leader_of(meeting):
    own = Meeting.objects.filter(pk=meeting, source="").annotate(led_by=_leading("person"))
    return Person.objects.filter(pk__in=own.values("led_by")).order_by("pk")[:1]


class Meeting(models.Model):
    """Dates and times are the wall clock of the region. The date is part of the address. A meeting with a
    `source` was held before the portal and is retold: its clock, format, summons and chair are nobody's
    knowledge and shown nowhere.

    `chair` is only who was chosen to lead it instead of whoever has the chair's seat: see `leader`.

    `sequence` numbers the changes of its entry in calendars, also those that no letter tells of."""

    class Format(models.TextChoices):
        DIGITAL = "digital", "Digitalt"
        ON_SITE = "on_site", "På plats"
        HYBRID = "hybrid", "På plats och digitalt"
        RETREAT = "retreat", "Planeringsmöte, lunch till lunch"

    class Stage(models.TextChoices):
        PLANNED = "planned", "Planerat"
        CONVENED = "convened", "Kallelse utsänd"
        HELD = "held", "Genomfört"
        CANCELLED = "cancelled", "Inställt"

    council = models.ForeignKey(
        Council,
        models.PROTECT,
        related_name="meetings",
        verbose_name="råd",
        help_text="Rådet som bjuder in. Paragrafer och ställningstaganden numreras i dess följd.",
    )
    joint_with = models.ManyToManyField(
        Council, blank=True, related_name="joint_meetings", verbose_name="gemensamt med"
    )
    date = models.DateField("datum", validators=DAYS)
    nth = models.PositiveSmallIntegerField(
        "den vilken i ordningen med dagen i sin adress", default=1, editable=False
    )
    start_time = models.TimeField("börjar", default=dt.time(9))
    end_date = models.DateField("sista dag", validators=DAYS)
    end_time = models.TimeField("slutar", default=dt.time(12))
    format = models.CharField("mötesform", max_length=20, choices=Format, default=Format.DIGITAL)
    place = models.CharField("plats", max_length=200, blank=True)
    link = models.URLField("länk till det digitala mötet", max_length=LINK, blank=True)
    registry_number = models.CharField("diarienummer", max_length=60, blank=True)
    registry_key = InCommon(of="registry_number")
    note = models.TextField("upplysning till kallelsen", blank=True)
    source = models.TextField("återgivet i efterhand efter", blank=True, editable=False)
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ordförande"
    )
    secretary = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="sekreterare"
    )
    approvers = models.ManyToManyField(
        Person, blank=True, related_name="meetings_to_approve", verbose_name="justerare"
    )

    stage = models.CharField("skede", max_length=20, choices=Stage, default=Stage.PLANNED, editable=False)
    planned_at = models.DateTimeField(editable=False)
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    convened_at = models.DateTimeField(null=True, editable=False)
    convened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    held_at = models.DateTimeField(null=True, editable=False)
    held_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    cancelled_reason = models.TextField("skäl", blank=True, editable=False)
    evaluated_until = models.DateField(
        "svar om mötet till och med", null=True, editable=False, validators=DAYS
    )
    sequence = models.PositiveIntegerField("kalenderns ordningstal", default=0, editable=False)
    sequence_at = models.DateTimeField(null=True, editable=False)

    joint: list | None = None  # the others that meet, set by `with_councils`
    told_ahead: list = []  # titles that everyone may know, set by `meetings.agenda.ahead.with_titles`

    objects = Meetings.as_manager()

    class Meta:
        verbose_name = "möte"
        verbose_name_plural = "möten"
        ordering = ["-date", "-start_time", "-pk"]
        indexes = [models.Index(fields=["registry_key"], name="meeting_of_registry_key")]
        constraints = [
            kept_in_common("meeting_registry_key_kept", "registry_number", "registry_key"),
            Once(
                name="meeting_one_a_day",
                fields=["council", "date"],
                condition=Q(cancelled_at__isnull=True),
                violation_error_message="Rådet har redan ett möte den dagen.",
            ),
            models.UniqueConstraint(name="meeting_one_an_address", fields=["council", "date", "nth"]),
            rule(
                "meeting_ends_after_it_starts",
                Q(end_date__gt=F("date")) | Q(end_date=F("date"), end_time__gt=F("start_time")),
                "Mötet måste sluta efter att det har börjat.",
            ),
            rule(
                "meeting_lasts_a_few_days",
                Q(LessThanOrEqual(DaysAfter("end_date", "date"), DAYS_AFTER_THE_FIRST)),
                f"Välj en sista dag som är högst {DAYS_AFTER_THE_FIRST} dagar efter den första.",
            ),
            rule(
                "meeting_convened_is_dated",
                ~Q(stage__in=["convened", "held"]) | Q(convened_at__isnull=False),
                "Ett möte är sammankallat först när kallelsen har gått ut.",
            ),
            rule(
                "meeting_held_is_dated",
                Q(stage="held", held_at__isnull=False) | (~Q(stage="held") & Q(held_at__isnull=True)),
                "Ett genomfört möte ska ha en tidpunkt då det avslutades.",
            ),
            rule(
                "meeting_cancelled_is_dated",
                Q(stage="cancelled", cancelled_at__isnull=False)
                | (~Q(stage="cancelled") & Q(cancelled_at__isnull=True)),
                "Ett inställt möte ska ha en tidpunkt då det ställdes in.",
            ),
            dated_by("meeting", "convened"),
            dated_by("meeting", "held"),
            dated_by("meeting", "cancelled"),
        ]

    def __str__(self):
        return f"{self.council} den {day(self.date)}"

    def get_absolute_url(self):
        return self.url("meeting")

    @property
    def agenda_rows(self):
        """The items that are not struck and the breaks, in their order: the title and the minutes of each, by
        its name as text: of an item its id."""
        items = self.items.exclude(stage="withdrawn").order_by("order", "pk")
        told = items.values_list("order", "pk", "title", "minutes_needed")
        rows = [((order, 0, pk), str(pk), title, minutes) for order, pk, title, minutes in told]
        for each in self.breaks.order_by("order", "pk") if self.has_breaks else ():
            rows.append(((each.order, 1, each.pk), each.row, str(each), each.minutes_needed))
        return {name: (title, minutes) for _, name, title, minutes in sorted(rows)}

    @cached_property
    def has_breaks(self):
        """The pages of a meeting read it with the meeting."""
        return self.breaks.exists()

    @property
    def formality_texts(self):
        texts = self.formalities.order_by("order", "pk").values_list("kind", "text")
        return {kind: as_rich(text) for kind, text in texts}

    @property
    def attendance_list(self):
        """How each person was there for each organisation, and for which seat, by the ids of both."""
        rows = self.attendances.order_by("pk").values_list(
            "person", "organisation", "status", "substitutes_for"
        )
        listed = {}
        for person, organisation, status, replaced in rows:
            line = f"{person}-{organisation}"
            listed |= {f"status_{line}": status, f"for_{line}": replaced}
        return listed

    def url(self, name, *args):
        """The address of a page below this meeting: `meeting.url("agenda")`."""
        return address(name, self.council.slug, self.day, *args)

    @property
    def day(self):
        """The day as it stands in the address. A cancelled meeting keeps its own, so the next one of the same
        day has a number: 2026-03-12-2."""
        return f"{self.date}" if self.nth == 1 else f"{self.date}-{self.nth}"

    @property
    def starts(self):
        return timezone.make_aware(dt.datetime.combine(self.date, self.start_time))

    @property
    def ends(self):
        return timezone.make_aware(dt.datetime.combine(self.end_date, self.end_time))

    def meets_on(self, date):
        """Whether that is one of its days."""
        return self.date <= date <= self.end_date

    @property
    def has_begun(self):
        return self.starts <= timezone.now()

    @property
    def is_reopened(self):
        """It was closed, and is open again to be put right. Lists read `given_numbers` with the meeting."""
        return self.stage == self.Stage.CONVENED and hasattr(self, "given_numbers")

    @property
    def held_already(self):
        """What tells that it has been held, though it may be open, in a sentence; empty where nothing does.
        What has been held was held on its day: it is neither moved nor cancelled."""
        if hasattr(self, "given_numbers"):
            return "Mötet har hållits och fått sina nummer."
        if self.attendances.exists():
            return "Mötet har hållits: närvaron är antecknad."
        if self.items.filter(stage__in=("handled", "postponed")).exists():
            return "Mötet har behandlat minst en punkt."
        return ""

    @property
    def has_lost_its_day(self):
        """Why a cancelled meeting cannot take place after all, in a sentence; empty where it can."""
        if Meeting.objects.filter(council=self.council, date=self.date, cancelled_at=None).exists():
            return "Rådet har ett annat möte den dagen. Flytta det först, så kan det här mötet bli av."
        return ""

    @property
    def councils(self):
        """All councils that meet, the inviting one first. A query each time, but of those in `with_councils`
        and where `joint_with` is prefetched."""
        if self.joint is not None:
            return [self.council, *self.joint]
        is_read = "joint_with" in getattr(self, "_prefetched_objects_cache", ())
        return [self.council, *(self.joint_with.all() if is_read else _meeting_with([self]))]

    @property
    def pledged(self):
        """The points of the pledges of the councils that meet, as (council, number, words)."""
        return [
            (council, number, words)
            for council in self.councils
            for number, words in enumerate(filter(str.strip, council.principle_list), start=1)
        ]

    @cached_property
    def leader(self):
        """Who leads the meeting, or None: the one chosen for it, if that one has a seat on its day, or else
        whoever has the chair's seat of the inviting council then. Never stored, so it follows the seats: it
        is read once for each object, as a verb or a page has fetched it."""
        return next(iter(_leader_of(self)), None)

    @cached_property
    def leader_name(self):
        """The pages of a meeting read it with the meeting."""
        return Meeting.objects.with_leader().values_list("leader_name", flat=True).get(pk=self.pk) or ""

    def taking_position(self, appointments):
        """Those of the appointments whose holders take position here: in force on the day, in a council that
        meets, from a substitute's seat only while serving, and not while somebody serves in one's place."""
        councils = {council.pk for council in self.councils}
        able = [
            held
            for held in appointments
            if held.seat.takes_position
            and held.seat.council_id in councils
            and held.is_in_force_on(self.date)
        ]
        serve, replaced = self._serving() if able and self.has_substitutes else (set(), set())
        return [
            held
            for held in able
            if (held.person_id, held.seat.organisation_id) not in replaced
            and (not held.seat.is_substitute or (held.person_id, held.seat.organisation_id) in serve)
        ]

    @cached_property
    def _minutes(self):
        return _minutes_of(self)

    @cached_property
    def is_minuted(self):
        """Minutes of the meeting are approved. The pages of a meeting read it with the meeting."""
        return any(approved for item, approved, _, _ in self._minutes if item is None)

    @cached_property
    def is_published(self):
        """Minutes of the meeting are published. The pages of a meeting read it with the meeting."""
        return any(published for _, _, published, _ in self._minutes)

    @cached_property
    def is_out(self):
        """Minutes of the meeting are sent for approval, or past it. The pages of a meeting read it with the
        meeting."""
        return any(sent for item, _, _, sent in self._minutes if item is None)

    @cached_property
    def has_sheets(self):
        """A § is, or was, to be approved by itself. The pages of a meeting read it with the meeting."""
        return any(item for item, *_ in self._minutes)

    @property
    def minuted_items(self):
        """The ids of those whose § is immediately approved."""
        return {item for item, approved, _, _ in self._sheets if approved}

    @property
    def items_out(self):
        """The ids of those whose § is sent for immediate approval, or past it."""
        return {item for item, _, _, sent in self._sheets if sent}

    @property
    def _sheets(self):
        return [row for row in self._minutes if row[0]] if self.has_sheets else []

    @cached_property
    def asks_for_approval(self):
        """The chair has been asked to approve the agenda. The pages of a meeting read it with the meeting."""
        return bool(_agenda_approvals_of(self))

    @cached_property
    def has_substitutes(self):
        """Somebody serves, or is to come, in another's place. The pages of a meeting read it with the
        meeting."""
        named = self.attendances.filter(substitutes_for__isnull=False), self.answers.replaced()
        return any(rows.exists() for rows in named)

    def _serving(self):
        """Who serves, and those in whose place, both as pairs of ids: of the person and of the organisation.
        The list of attendance says it; until there is one, the answers to the summons do."""
        if self.attendances.exists():
            rows = self.attendances.filter(substitutes_for__isnull=False)
            serve = set(rows.values_list("person", "substitutes_for__organisation"))
            absent = Appointment.objects.on(self.date).filter(seat__in=rows.values("substitutes_for"))
            return serve, set(absent.values_list("person", "seat__organisation"))
        sent = list(self.answers.sending().values_list("person", "organisation", "substitute"))
        return {(other, home) for _, home, other in sent}, {(person, home) for person, home, _ in sent}

    @property
    def title(self):
        return " och ".join(council.name for council in self.councils)

    @property
    def days_off(self):
        """Its first and last day where offices are closed then, each with why: for a warning, never a
        refusal."""
        return [(each, why) for each in sorted({self.date, self.end_date}) if (why := day_off(each))]

    @property
    def file_stem(self):
        """Whose meeting and which, as in the name of each of its files."""
        return f"{self.council.slug}-{self.date}"

    @property
    def sources(self):
        return self.source.splitlines()

    # What must be there so long before the meeting is in on the last working day before that, what follows
    # after it on the first working day from then on (docs/adr/0026).

    @property
    def summons_due(self):
        return self._before(self.council.summons_days_before)

    @property
    def documents_due(self):
        return self._before(self.council.documents_days_before)

    @property
    def proposals_due(self):
        return self._before(self.council.proposals_days_before)

    @property
    def stances_due(self):
        """The day before. The stances stay open until the meeting is held."""
        return self._before(1)

    @property
    def minutes_due(self):
        return working_day_from(self.end_date + dt.timedelta(days=self.council.minutes_days_after))

    def _before(self, days):
        return working_day_until(self.date - dt.timedelta(days=days))


class FormerDate(models.Model):
    """A day the meeting was earlier called for. Its address redirects to the new day for ever."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="former_dates")
    council = models.ForeignKey(Council, models.PROTECT, related_name="+")
    date = models.DateField("datum", validators=DAYS)
    nth = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField("skäl till flytten", blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tidigare mötesdag"
        verbose_name_plural = "tidigare mötesdagar"
        ordering = ["moved_at", "pk"]

    def __str__(self):
        return f"{day(self.date)} → {day(self.meeting.date)}"
