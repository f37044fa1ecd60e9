"""Letters: each a mail to one person, one guest or one registry, from when it is written until it has arrived
or failed."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property

from councils.models import Person
from meetings.models.barrier import Barrier
from meetings.models.feedback import Feedback
from meetings.models.guest import GuestLink
from meetings.models.meeting import Meeting
from rus_portal.core.constraints import rule
from rus_portal.core.json_field import JSONField
from rus_portal.core.prepared import prepared

NOT_ARRIVED = Q(sent_at__isnull=True) | Q(failed_at__isnull=False)


UNSENT = Q(claimed_at=None, dropped_at=None, failed_at=None)
HANDED_OVER = Q(claimed_at__isnull=False)


class Letters(models.QuerySet):
    def waiting(self, now=None):
        """Those to send in the next pass, the oldest first: not those without an address or gathered for the
        daily digest."""
        waiting = self.unsent().filter(gathered=False).exclude(address="")
        due = waiting.filter(Q(next_try_at=None) | Q(next_try_at__lte=now or timezone.now()))
        return due.order_by("written_at", "pk")

    def unsent(self):
        """Those that no mail server has been handed."""
        return self.filter(UNSENT)

    def handed_over(self):
        return self.filter(HANDED_OVER)

    def ungathered(self):
        """What goes into the next daily digest."""
        return self.filter(gathered=True, digest=None).order_by("written_at", "pk")

    def undelivered(self, by_clock=None):
        """Those that failed, may not have been sent or have no address: `needs_help`, as a filter. `by_clock`
        where the query is prepared."""
        uncertain, too_late = by_clock or Letter.by_clock()
        return self.filter(
            NOT_ARRIVED,  # as the index says it, which holds the few that may be
            Q(failed_at__isnull=False) | uncertain | Q(address="", claimed_at=None, dropped_at=None),
            Q(person=None) | Q(person__is_active=True) | Q(person__email__isnull=False),
            gathered=False,
        ).exclude(overtaken() | too_late)

    def with_overtaken(self):
        return self.annotate(is_overtaken=ExpressionWrapper(overtaken(), models.BooleanField()))

    def last_invitations(self):
        """The last invitation to sign in to each person."""
        later = Letter.objects.filter(
            kind=Letter.Kind.INVITATION, person=OuterRef("person"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), kind=Letter.Kind.INVITATION).order_by("person__name", "person")

    def unreached(self):
        """The last letter sent to the address the person still has, where it did not arrive."""
        later = Letter.objects.filter(
            person=OuterRef("person"), address=OuterRef("address"), claimed_at__gt=OuterRef("claimed_at")
        )
        failed = self.filter(~Exists(later), failed_at__isnull=False, address=F("person__email"))
        return failed.order_by("-failed_at", "-pk")


def overtaken():
    """A newer letter says something else to the same receiver about the meeting, sent or not; or what the
    letter brings home is of minutes that have been corrected since."""
    newer = Letter.objects.filter(
        Q(person=OuterRef("person")) | Q(guest=OuterRef("guest")),
        meeting=OuterRef("meeting"),
        pk__gt=OuterRef("pk"),
        dropped_at=None,
    )
    by_kind = [Q(Exists(newer.filter(kind=kind)), kind__in=older) for kind, older in OVERTAKES.items()]
    corrected = Feedback.objects.filter(
        organisation=OuterRef("feedback__organisation"),
        minutes__meeting=OuterRef("meeting"),
        pk__gt=OuterRef("feedback"),
    )
    return reduce(or_, by_kind, Q(Exists(corrected)))


def last_failed(person):
    """The last letter to the person, where it did not arrive."""
    return next(iter(_failed(person)), None)


@prepared
def _failed(person):
    return Letter.objects.filter(person=person).unreached()[:1]


def last_invitation(person):
    return next(iter(_invited(person)), None)


@prepared
def _invited(person):
    return Letter.objects.filter(person=person).last_invitations()[:1]


class Letter(models.Model):
    """One mail. `key` names the occasion: a letter with the same key is never sent twice.

    The row is claimed (`claimed_at`) before it is handed to the mail server and `sent_at` is set after, so a
    letter whose worker died in between is seen as claimed and not sent, and is never silently repeated. A
    letter that was sent may still come back: then it has failed too. One that the server put off waits for
    `next_try_at`; one that was overtaken before it went is dropped. `subject` and `text` have marks for what
    the meeting is, and `facts` are those that were filled in (`meetings.mail.text`). `sending` counts how
    many times the secretariat has let it go.
    """

    class Kind(models.TextChoices):
        SUMMONS = "summons", "Kallelse"
        AGENDA_APPROVAL = "agenda_approval", "Godkännande av dagordning"
        MINUTES = "minutes", "Justering av protokoll"
        CHANGE = "change", "Ändrat möte"
        UPDATE = "update", "Ändrad dagordning"
        CANCELLATION = "cancellation", "Inställt möte"
        RELEASE = "release", "Inte längre kallad"
        GUEST = "guest", "Inbjudan till gäst"
        SUBSTITUTE = "substitute", "Till ersättare"
        TAKEOVER = "takeover", "Om det någon lämnat"
        PROPOSAL = "proposal", "Om ett förslag"
        REMINDER = "reminder", "Påminnelse"
        DIGEST = "digest", "Dagens sammandrag"
        INVITATION = "invitation", "Inbjudan att logga in"
        FEEDBACK = "feedback", "Återföring"
        BARRIER = "barrier", "Anmält hinder"
        CONSULTATION = "consultation", "Remiss"

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        TRYING = "trying", "Försöker igen"
        SENDING = "sending", "Skickas"
        SENT = "sent", "Skickat"
        FAILED = "failed", "Kom inte fram"
        UNCERTAIN = "uncertain", "Oviss"
        NO_ADDRESS = "no_address", "Adress saknas"
        DROPPED = "dropped", "Skickades inte"

    # They tell of a meeting to come, and are of no use once it has begun.
    OF_COMING = (
        Kind.SUMMONS,
        Kind.AGENDA_APPROVAL,
        Kind.CHANGE,
        Kind.UPDATE,
        Kind.CANCELLATION,
        Kind.RELEASE,
        Kind.GUEST,
        Kind.SUBSTITUTE,
    )
    PASS_TAKES_AT_MOST = dt.timedelta(minutes=15)
    NEEDS_HELP = (State.FAILED, State.UNCERTAIN, State.NO_ADDRESS)

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField("slag", max_length=20, choices=Kind)
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="letters")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="letters")
    guest = models.ForeignKey(GuestLink, models.CASCADE, null=True, blank=True, related_name="letters")
    feedback = models.ForeignKey(Feedback, models.PROTECT, null=True, blank=True, related_name="letters")
    barrier = models.ForeignKey(Barrier, models.CASCADE, null=True, blank=True, related_name="letters")
    address = models.EmailField("adress", blank=True)
    subject = models.CharField("ämne", max_length=200)
    text = models.TextField("text")
    sequence = models.PositiveIntegerField("kalenderns ordningstal", default=0)
    gathered = models.BooleanField("går med dagens sammandrag", default=False)
    digest = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")
    written_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField("försök som servern har skjutit upp", default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    sending = models.PositiveSmallIntegerField("utskick i ordningen", default=1)
    facts = JSONField("mötets uppgifter i brevet", default=dict, blank=True)
    failure = models.CharField("fel", max_length=300, blank=True)

    objects = Letters.as_manager()

    class Meta:
        verbose_name = "brev"
        verbose_name_plural = "brev"
        ordering = ["-written_at", "-pk"]
        indexes = [  # of the few that are asked for among all there have been
            models.Index(fields=["person"], condition=Q(failed_at__isnull=False), name="letter_that_failed"),
            models.Index(fields=["meeting"], condition=NOT_ARRIVED, name="letter_not_arrived"),
            models.Index(fields=["person"], condition=Q(kind="invitation"), name="letter_of_invitation"),
        ]
        constraints = [
            rule(
                "letter_has_one_receiver",
                Q(person__isnull=False, guest__isnull=True)
                | Q(person__isnull=True, guest__isnull=False)
                | Q(person__isnull=True, guest__isnull=True, feedback__isnull=False)
                | Q(person__isnull=True, guest__isnull=True, barrier__isnull=False),
                "Ett brev går till en person, en gäst, en organisations registrator eller den som svarar för "
                "tillgängligheten.",
            ),
            rule(
                "letter_in_digest_is_gathered",
                Q(digest__isnull=True) | Q(gathered=True),
                "Bara det som samlas går med dagens sammandrag.",
            ),
            rule(
                "letter_dropped_was_never_handed_over",
                Q(dropped_at__isnull=True) | Q(claimed_at__isnull=True, sent_at__isnull=True),
                "Ett brev som har lämnats till e-postservern går inte att dra tillbaka.",
            ),
            rule(
                "letter_tried_again_waits",
                Q(next_try_at__isnull=True) | Q(claimed_at__isnull=True, tries__gt=0),
                "Bara ett brev som väntar har en tid för nästa försök.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} till {self.receiver}"

    @staticmethod
    def by_clock():
        """Two conditions: it may not have been sent, and the meeting that it tells of has begun."""
        now = timezone.localtime()
        begun = Q(meeting__date__lt=now.date())
        begun |= Q(meeting__date=now.date(), meeting__start_time__lte=now.time())
        uncertain = Q(claimed_at__lt=now - Letter.PASS_TAKES_AT_MOST, sent_at=None)
        return uncertain, begun & Q(kind__in=Letter.OF_COMING)

    @property
    def receiver(self):
        """An organisation, at its registry, or whoever answers for accessibility, where it is neither a
        person nor a guest."""
        return self.guest or self.person or (self.feedback and self.feedback.organisation) or self.barrier

    @property
    def state(self):
        if self.gathered:
            return self.digest.state if self.digest else self.State.WAITING
        if self.dropped_at:
            return self.State.DROPPED
        if self.failed_at:
            return self.State.FAILED
        if self.sent_at:
            return self.State.SENT
        if self.claimed_at:
            is_late = self.claimed_at < timezone.now() - self.PASS_TAKES_AT_MOST
            return self.State.UNCERTAIN if is_late else self.State.SENDING
        if not self.address:
            return self.State.NO_ADDRESS
        return self.State.TRYING if self.tries else self.State.WAITING

    @property
    def needs_help(self):
        """A person must decide what to do with it: not once it is too late, nor where the receiver is
        erased."""
        if self.gathered or self.state not in self.NEEDS_HELP or self.is_late:
            return False
        is_there = self.person is None or self.person.is_active or self.person.email is not None
        return is_there and not self.is_overtaken

    @cached_property
    def is_overtaken(self):
        """Also told of many at once, by `with_overtaken`."""
        return self.meeting_id is not None and Letter.objects.filter(overtaken(), pk=self.pk).exists()

    @property
    def is_late(self):
        """The meeting that it tells of has begun. That it takes place after all is told even then."""
        is_of_coming = self.kind in self.OF_COMING and not self.key.startswith("reinstatement:")
        return is_of_coming and self.meeting is not None and self.meeting.has_begun


# What a newer letter to the same receiver about the same meeting takes the place of.
OVERTAKES = {
    Letter.Kind.SUMMONS: (Letter.Kind.CANCELLATION, Letter.Kind.RELEASE),
    Letter.Kind.CHANGE: (Letter.Kind.CHANGE, Letter.Kind.CANCELLATION, Letter.Kind.RELEASE),
    Letter.Kind.CANCELLATION: tuple(
        kind for kind in Letter.OF_COMING if kind not in (Letter.Kind.CANCELLATION, Letter.Kind.RELEASE)
    ),
    Letter.Kind.RELEASE: Letter.OF_COMING,
}


class MailChoice(models.Model):
    """How often the portal may write. No row means at once. What one must know always goes out: the summons
    and all that changes it, minutes to approve and what an organisation takes home from them, what became of
    what one lodged, the invitation to sign in."""

    class Often(models.TextChoices):
        AT_ONCE = "at_once", "Genast"
        DAILY = "daily", "Samlat en gång om dagen"
        NONE = "none", "Aldrig"

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="mail_choice")
    often = models.CharField("hur ofta", max_length=20, choices=Often, default=Often.AT_ONCE)

    class Meta:
        verbose_name = "val av utskick"
        verbose_name_plural = "val av utskick"

    def __str__(self):
        return f"{self.person}: {self.get_often_display()}"
