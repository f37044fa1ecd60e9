"""How a meeting lived up to its councils' pledge (budkavle), told by those who were there (docs/adr/0043).

Two tables that nothing leads between but the meeting: who has answered, and how many gave each answer. Both
are there from the closing of the meeting and are changed in place: they have no time, and no order of
answers."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from councils.models import Council, Person
from councils.models.shown import Shown
from meetings.models.meeting import Meeting
from meetings.models.visibility import NOTHING
from rus_portal.core.constraints import filled, rule
from rus_portal.core.standing import standing_of

FEWEST = 5  # answers to a meeting, before anybody sees what they are


def is_over(meeting="meeting"):
    """No answer can come any more, so what is shown stays as it is: else two looks at it would tell what was
    answered in between."""
    left = Evaluator.objects.filter(meeting=OuterRef(meeting)).exclude(state=Evaluator.State.ANSWERED)
    until = "evaluated_until" if meeting == "pk" else f"{meeting}__evaluated_until"
    return Q(**{f"{until}__lt": timezone.localdate()}) | ~Exists(left)


class Evaluators(Shown):
    @staticmethod
    def shown_to(person):
        """Each only the own: nobody sees who has answered."""
        return Q(person=person) if person.is_authenticated else NOTHING

    def waiting(self, today):
        """Those who have neither answered nor declined, and still may."""
        meets = {"meeting__held_at__isnull": False, "meeting__evaluated_until__gte": today}
        waiting = self.filter(state=Evaluator.State.WAITING, person__isnull=False, **meets)
        return waiting.select_related("person", "meeting__council").order_by("meeting__date", "pk")


class Evaluator(models.Model):
    """One who was at a meeting and is asked about it. Once nobody can answer any more the person is erased
    from the row, as when the person's own data are."""

    class State(models.TextChoices):
        WAITING = "waiting", "har inte svarat"
        DECLINED = "declined", "avstår"
        ANSWERED = "answered", "har svarat"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="evaluators", verbose_name="möte")
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="evaluations", verbose_name="tillfrågad"
    )
    state = models.CharField("svar", max_length=20, choices=State, default=State.WAITING)

    objects = Evaluators.as_manager()

    class Meta:
        verbose_name = "fråga om hur ett möte var"
        verbose_name_plural = "frågor om hur möten var"
        ordering = ["meeting", "pk"]
        constraints = [models.UniqueConstraint(name="evaluator_once_a_meeting", fields=["meeting", "person"])]

    def __str__(self):
        return f"{self.person}: {self.get_state_display()}"


class EvaluatedPrinciples(Shown):
    @staticmethod
    def shown_to(person):
        """To the council whose principle it is and its secretariat: when it is over, from five answers on."""
        standing = standing_of(person)
        if not standing.appointments:
            return NOTHING
        theirs = Q(council__in=standing.reads) | Q(council__office__in=standing.keeps)
        return theirs & is_over() & Q(GreaterThanOrEqual(ANSWERED, FEWEST))


class EvaluatedPrinciple(models.Model):
    """How many gave each answer on one point of the pledge, in the words it had when they were asked."""

    # The better the answer, the more it weighs in the mean.
    SCALE = {"fully": 4, "mostly": 3, "partly": 2, "not_at_all": 1}
    ANSWERS = (*SCALE, "unsaid")

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="evaluated_principles", verbose_name="möte"
    )
    council = models.ForeignKey(Council, models.PROTECT, related_name="+", verbose_name="råd")
    number = models.PositiveSmallIntegerField("punkt")
    words = models.TextField("lydelse")
    fully = models.PositiveSmallIntegerField("helt", default=0)
    mostly = models.PositiveSmallIntegerField("till stor del", default=0)
    partly = models.PositiveSmallIntegerField("till en del", default=0)
    not_at_all = models.PositiveSmallIntegerField("inte alls", default=0)
    unsaid = models.PositiveSmallIntegerField("vet inte eller vill inte svara", default=0)

    objects = EvaluatedPrinciples.as_manager()

    class Meta:
        verbose_name = "svar på en punkt i budkavlen"
        verbose_name_plural = "svar på budkavlen"
        ordering = ["meeting", "council", "number"]
        constraints = [
            models.UniqueConstraint(name="evaluated_principle_once", fields=["meeting", "council", "number"]),
            rule("evaluated_principle_has_words", filled("words"), "Ange punktens lydelse."),
        ]

    def __str__(self):
        return f"{self.number}. {self.words}"

    @property
    def mean(self):
        """Of those who took a stand, from 1 to 4; None where nobody did."""
        counts = {answer: getattr(self, answer) for answer in self.SCALE}
        said = sum(counts.values())
        return sum(self.SCALE[answer] * count for answer, count in counts.items()) / said if said else None


ANSWERED = sum((F(answer) for answer in EvaluatedPrinciple.ANSWERS[1:]), F(EvaluatedPrinciple.ANSWERS[0]))
LABELS = {
    field.name: str(field.verbose_name).capitalize()
    for field in EvaluatedPrinciple._meta.concrete_fields
    if field.name in EvaluatedPrinciple.ANSWERS
}
