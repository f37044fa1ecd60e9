"""The invitees' answers to a summons: one for each organisation that a person comes for."""

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from councils.models import Appointment, Organisation, Person, Seat
from councils.models.shown import Shown
from meetings.models.meeting import Meeting
from meetings.models.visibility import NOTHING, kept_by
from rus_portal.core.constraints import rule


def _seats_on_the_day(whose="person"):
    """From which the person, or the substitute, comes for the organisation."""
    meets = Q(seat__council=OuterRef("meeting__council")) | Q(
        seat__council__joint_meetings=OuterRef("meeting")
    )
    own = {"person": OuterRef(whose), "seat__organisation": OuterRef("organisation")}
    return Appointment.objects.on(OuterRef("meeting__date")).filter(meets, **own)


def _declined():
    """The substitute whom the answer names has declined to come for the organisation."""
    own = {"meeting": OuterRef("meeting"), "organisation": OuterRef("organisation")}
    said = SummonsAnswer.objects.filter(person=OuterRef("substitute"), **own)
    return Exists(said.exclude(answer__in=SummonsAnswer.COMING))


def _has_seat():
    """The substitute whom the answer names has a substitute's seat on the day."""
    its = _seats_on_the_day("substitute").filter(seat__capacity=Seat.Capacity.SUBSTITUTE)
    return Exists(its)


def _comes():
    """The substitute whom the answer names still comes, as far as is known."""
    return _has_seat() & ~_declined()


class SummonsAnswers(Shown):
    @staticmethod
    def shown_to(person):
        """One's own, and for the secretariat all."""
        return Q(person=person) | kept_by(person) if person.is_authenticated else NOTHING

    def counting(self):
        """Those of people who are called. When a seat has changed hands before the meeting, what the former
        holder answered counts no more, until it is moved back."""
        return self.filter(Exists(_seats_on_the_day()))

    def left(self):
        return self.exclude(Exists(_seats_on_the_day())).order_by("-answered_at", "-pk")

    def replaced(self):
        """Those of people replaced by a substitute who still comes."""
        return self.filter(_comes(), substitute__isnull=False)

    def with_standing(self):
        """With the answer as it `stands`: `ALONE` where the substitute does not come, so that the person
        answers anew."""
        alone = When(~_comes(), substitute__isnull=False, then=Value(SummonsAnswer.ALONE))
        return self.annotate(stands=Case(alone, default="answer"))

    def with_substitute(self):
        """With the substitute, whether that one comes, and whether that one has declined."""
        return self.select_related("substitute").with_standing().annotate(is_declined=_declined())

    def sending(self):
        """Those by which a substitute serves in the person's place."""
        return self.counting().replaced()

    def without_seat(self):
        """Those that name a substitute who has not declined but has no such seat on the day."""
        return self.counting().filter(~_has_seat(), ~_declined(), substitute__isnull=False)


class SummonsAnswer(models.Model):
    class Answer(models.TextChoices):
        ON_SITE = "on_site", "Kommer, på plats"
        REMOTE = "remote", "Kommer, digitalt"
        EXCUSED = "excused", "Förhinder"
        SUBSTITUTE = "substitute", "Förhinder, min ersättare kommer"

    COMING = (Answer.ON_SITE, Answer.REMOTE)
    ALONE = "alone"
    WORDS = {**dict(Answer.choices), ALONE: "Förhinder, och ersättaren kommer inte"}

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="summons_answers")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="organisation"
    )
    answer = models.CharField("svar", max_length=20, choices=Answer)
    substitute = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ersättare"
    )
    note = models.CharField("meddelande till kansliet", max_length=300, blank=True)
    answered_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="antecknat av",
        help_text="Tomt: personen svarade själv.",
    )

    stands: str  # `with_substitute` reads both with the row
    is_declined: bool

    objects = SummonsAnswers.as_manager()

    class Meta:
        verbose_name = "svar på kallelsen"
        verbose_name_plural = "svar på kallelsen"
        ordering = ["meeting", "answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="answer_once_for_each_organisation", fields=["meeting", "person", "organisation"]
            ),
            rule(
                "answer_names_substitute",
                Q(answer="substitute", substitute__isnull=False)
                | (~Q(answer="substitute") & Q(substitute__isnull=True)),
                "Välj vem som kommer i ditt ställe.",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_answer_display()}"

    @property
    def is_alone(self):
        """It names a substitute who does not come."""
        return self.stands == self.ALONE

    @property
    def told(self):
        """What it says as things stand."""
        return self.WORDS[self.stands]

    @property
    def when(self):
        """The hours that it is given for."""
        meeting = self.meeting
        return (meeting.date, meeting.start_time, meeting.end_date, meeting.end_time)

    @property
    def words(self):
        """What was answered, on one line. That there was a message but not what it said: it is erased after
        the meeting, and journal and letters stand."""
        substitute = f"ersättare: {self.substitute}" if self.substitute else ""
        note = "med ett meddelande till kansliet" if self.note else ""
        return ", ".join(filter(None, [self.get_answer_display(), substitute, note]))
