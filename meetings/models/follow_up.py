"""What came of a position, told by those who own it: commitments, results, financing and reviews.

None of it is ever deleted. What was wrongly published is withdrawn with a reason, and no more than that is
told of it.
"""

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from councils.models import Organisation, Person
from meetings.models.corrected import Corrected
from meetings.models.position import Position
from meetings.models.sitting import Commitment
from rus_portal.core.constraints import dated_by, filled, rule
from rus_portal.core.limits import DAYS, LINK, MOST_KRONOR, grouped

REVIEWED_THEN = "Översynen den dagen är redan antecknad."
KRONOR = [MaxValueValidator(MOST_KRONOR, f"Skriv högst {grouped(MOST_KRONOR)} kronor.")]


class ToldOfPosition(Corrected):
    """Of one position, by one organisation, or by the secretariat for the council as a whole: then
    `organisation` is None. `organisation_name` is what it was called then, also of the council."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="%(class)ss")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisation"
    )
    organisation_name = models.CharField("organisation, med dåvarande namn", max_length=120)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField("varför det togs tillbaka", blank=True)

    class Meta:
        abstract = True
        ordering = ["position", "told_at", "pk"]

    @property
    def correction(self):
        """Also who has taken it back so, or changed what the council as a whole tells."""
        return super().correction if self.withdrawn_at in (None, self.corrected_at) else None

    @property
    def _done(self):
        return "Tillbakataget" if self.withdrawn_at else self._changed

    @property
    def _changed(self):
        return "Rättat" if self.organisation_id else "Ändrat"

    @property
    def kept_at(self):
        """Where those who tell it change it."""
        return self.position.url("position_follow_up")

    @staticmethod
    def rules(name):
        return [
            rule(f"{name}_names_whose_it_is", filled("organisation_name"), "Ange organisationens namn."),
            dated_by(name, "withdrawn"),
            dated_by(name, "corrected"),
            rule(
                f"{name}_withdrawn_says_why",
                Q(withdrawn_at__isnull=True) | filled("reason"),
                "Skriv varför det tas tillbaka.",
            ),
        ]


class Undertaking(ToldOfPosition):
    """What an organisation has undertaken to do after a position, followed until it is done. Where it was
    said at the meeting, `minuted` is how the minutes have it."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planerat"
        UNDER_WAY = "under_way", "Pågår"
        DONE = "done", "Klart"
        ABANDONED = "abandoned", "Avbrutet"

    part_of_page, called = "ataganden", "åtagande"
    OPEN = (Status.PLANNED, Status.UNDER_WAY)
    LATE = "Försenat"
    FIRST_DUE = F("due").asc(nulls_last=True)  # what has no day is due after all that has

    what = models.TextField("vad")
    due = models.DateField("klart senast", validators=DAYS, null=True, blank=True)
    status = models.CharField("läge", max_length=20, choices=Status, default=Status.PLANNED)
    done_on = models.DateField("klart den", validators=DAYS, null=True, blank=True)
    note = models.TextField("anmärkning", blank=True)
    minuted = models.OneToOneField(
        Commitment, models.PROTECT, null=True, blank=True, related_name="undertaking"
    )

    class Meta(ToldOfPosition.Meta):
        verbose_name = "åtagande att följa"
        verbose_name_plural = "åtaganden att följa"
        indexes = [models.Index(fields=["due"], condition=Q(withdrawn_at=None), name="undertaking_due")]
        constraints = [
            *ToldOfPosition.rules("undertaking"),
            rule("undertaking_says_what", filled("what"), "Skriv vad som ska göras."),
            rule(
                "undertaking_done_is_dated",
                Q(status="done", done_on__isnull=False) | ~Q(status="done") & Q(done_on__isnull=True),
                "Ange vilken dag det blev klart, för det som är klart och bara för det.",
            ),
            rule(
                "undertaking_abandoned_says_why",
                ~Q(status="abandoned") | filled("note"),
                "Skriv i anmärkningen varför det avbröts.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation_name}: {self.what}"

    @property
    def is_open(self):
        return self.status in self.OPEN

    @property
    def is_late(self):
        return bool(self.is_open and self.due and self.due < timezone.localdate())

    @property
    def told_status(self):
        return self.LATE if self.is_late else self.get_status_display()


def picture_name(result, filename):
    return f"results/{uuid.uuid4().hex}.jpg"


class Result(ToldOfPosition):
    """What came of a position, in plain words, with a picture if one wishes. It is never rewritten: a
    correction is a new one in its place, so the earlier wording is kept."""

    part_of_page = "resultat"

    happened_on = models.DateField("dag", validators=DAYS)
    text = models.TextField("resultat")
    picture = models.FileField("bild", upload_to=picture_name, blank=True)
    picture_text = models.CharField("vad bilden visar", max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="rättar"
    )

    class Meta(ToldOfPosition.Meta):
        verbose_name = "resultat"
        verbose_name_plural = "resultat"
        constraints = [
            *ToldOfPosition.rules("result"),
            rule("result_says_something", filled("text"), "Skriv vad resultatet är."),
            rule(
                "result_picture_is_described",
                Q(picture="", picture_text="") | ~Q(picture="") & filled("picture_text"),
                "Beskriv vad bilden visar, för den som inte ser den.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation_name}: {self.text}"

    @property
    def correction(self):
        """Each is told, also by whoever told it first: then nobody is named but the one who tells it."""
        if self.replaces_id and not self.corrected_at and not self.withdrawn_at:
            return "", timezone.localdate(self.told_at)
        return super().correction

    @property
    def _changed(self):
        return "Rättat"

    @property
    def newest(self):
        """As it is worded now."""
        later = Result.objects.filter(replaces=self.pk).select_related("organisation").first()
        return later.newest if later else self


class Funding(ToldOfPosition):
    """Where the money comes from: a programme or fund, what was sought and granted of it, in whole kronor,
    and what each partner puts in besides (`FundingShare`)."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planeras"
        SOUGHT = "sought", "Sökt"
        GRANTED = "granted", "Beviljat"
        DECLINED = "declined", "Avslaget"

    SETTLED = (Status.GRANTED, Status.DECLINED)

    part_of_page = "finansiering"

    programme = models.CharField("program eller fond", max_length=200)
    status = models.CharField("läge", max_length=20, choices=Status, default=Status.PLANNED)
    sought = models.PositiveBigIntegerField("sökt belopp", validators=KRONOR, null=True, blank=True)
    granted = models.PositiveBigIntegerField("beviljat belopp", validators=KRONOR, null=True, blank=True)
    answer_on = models.DateField("besked väntas", validators=DAYS, null=True, blank=True)
    decided_on = models.DateField("besked kom", validators=DAYS, null=True, blank=True)
    link = models.URLField("länk", max_length=LINK, blank=True)
    note = models.TextField("anmärkning", blank=True)

    class Meta(ToldOfPosition.Meta):
        verbose_name = "finansiering"
        verbose_name_plural = "finansiering"
        indexes = [models.Index(fields=["answer_on"], condition=Q(withdrawn_at=None), name="funding_awaited")]
        constraints = [
            *ToldOfPosition.rules("funding"),
            rule(
                "funding_names_its_programme",
                filled("programme"),
                "Skriv vilket program eller vilken fond.",
            ),
            rule(
                "funding_sought_says_how_much",
                Q(status="planned") | Q(sought__isnull=False, sought__gt=0),
                "Skriv hur mycket som är sökt, i hela kronor.",
            ),
            rule(
                "funding_granted_says_how_much",
                Q(status="granted", granted__isnull=False, granted__gt=0)
                | ~Q(status="granted") & Q(granted__isnull=True),
                "Skriv hur mycket som är beviljat, för det som är beviljat och bara för det.",
            ),
            rule(
                "funding_granted_of_what_was_sought",
                Q(granted__isnull=True) | Q(granted__lte=F("sought")),
                "Mer än det sökta kan inte vara beviljat. Ändra det sökta om ansökan har ändrats.",
            ),
            rule(
                "funding_decided_is_dated",
                Q(status__in=["granted", "declined"], decided_on__isnull=False)
                | Q(status__in=["planned", "sought"], decided_on__isnull=True),
                "Ange vilken dag beskedet kom, för det som är beviljat eller avslaget och bara för det.",
            ),
        ]

    def __str__(self):
        return f"{self.programme}: {self.get_status_display().lower()}"

    @property
    def is_late(self):
        """The answer was awaited by a day that has passed."""
        if self.status in self.SETTLED or not self.answer_on:
            return False
        return self.answer_on < timezone.localdate()


class FundingShare(models.Model):
    """What one partner puts in of its own (medfinansiering). It comes beside what is granted, and may be
    more than that."""

    funding = models.ForeignKey(Funding, models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="organisation"
    )
    organisation_name = models.CharField("organisation, med dåvarande namn", max_length=120)
    amount = models.PositiveBigIntegerField("andel", validators=KRONOR)

    class Meta:
        verbose_name = "andel i finansiering"
        verbose_name_plural = "andelar i finansiering"
        ordering = ["funding", "organisation__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="share_once_for_each_organisation",
                fields=["funding", "organisation"],
                violation_error_message="Organisationens andel är redan antecknad.",
            ),
            rule("share_names_its_organisation", filled("organisation_name"), "Ange organisationens namn."),
            rule("share_is_of_something", Q(amount__gt=0), "En andel är minst en krona."),
        ]

    def __str__(self):
        return f"{self.organisation_name}: {self.amount}"


class Review(models.Model):
    """The council has looked at a position again: what it found, and when it will look next. Where another
    position takes its place, `Position.superseded_by` says which."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField("sett över", validators=DAYS)
    text = models.TextField("vad översynen kom fram till")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "översyn"
        verbose_name_plural = "översyner"
        ordering = ["position", "reviewed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="review_once_a_day",
                fields=["position", "reviewed_on"],
                violation_error_message=REVIEWED_THEN,
            ),
            rule("review_says_something", filled("text"), "Skriv vad översynen kom fram till."),
        ]

    def __str__(self):
        return f"{self.reviewed_on}: {self.text}"
