"""What everything is found by: the index of the search, made of the rows it tells of and never asked without
them."""

from django.core.signing import BadSignature, Signer
from django.db import models

from meetings.models.document import Document
from rus_portal.core.address import address
from rus_portal.core.json_field import JSONField
from rus_portal.core.limits import ADDRESS

signer = Signer(salt="meetings.alerts")


class Findable(models.Model):
    """One thing that can be found. Who may know of it, its source says each time: the row of that `kind` with
    that `key`. Each § of minutes is one, by its anchor as `part`; where something is masked it is there
    twice, for different readers. What is in one `whole`, a meeting, a matter without one or a
    consultation, is indexed together.

    `item`, `council` and `organisation` are ids, and with the year and the outcome what is counted. `day` is
    the number of the day it is of, by which the newest come first; what has no day comes before them. `text`
    is what is shown of it; of a document it is kept apart."""

    class Kind(models.TextChoices):
        POSITION = "position", "Ställningstagande"
        ITEM = "item", "Ärende"
        SECTION = "section", "Paragraf i protokoll"
        DOCUMENT = "document", "Handling"
        MEETING = "meeting", "Möte"
        GOAL = "goal", "Mål"
        AREA = "area", "Fokusområde"
        ORGANISATION = "organisation", "Organisation"
        CONSULTATION = "consultation", "Remiss"
        ANSWER = "answer", "Remissvar"

    class Reading(models.TextChoices):
        ALL = "", "Alla som ser källan"
        WHOLE = "whole", "De som läser allt"
        OPEN = "open", "De som läser det som inte är maskerat"

    kind = models.CharField(max_length=20, choices=Kind)
    key = models.BigIntegerField()
    part = models.TextField(blank=True)
    reading = models.CharField(max_length=10, choices=Reading, blank=True)
    whole = models.TextField()
    place = models.PositiveSmallIntegerField()  # of its kind, among those of one day
    item = models.BigIntegerField(null=True)
    council = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    day = models.PositiveIntegerField()
    outcome = models.TextField(blank=True)
    url = models.TextField()
    title = models.TextField()
    about = models.TextField(blank=True)  # its number or its meeting, in a few words
    text = models.TextField(blank=True)
    title_stems = models.TextField()
    stems = models.TextField()

    class Meta:
        verbose_name = "det som kan hittas"
        verbose_name_plural = "det som kan hittas"
        constraints = [
            models.UniqueConstraint(name="findable_once", fields=["kind", "key", "part", "reading"])
        ]
        indexes = [models.Index(fields=["whole"], name="findable_whole")]

    def __str__(self):
        return self.title


class Unindexed(models.Model):
    """A whole that has changed since it was indexed, as triggers tell (`meetings.triggers.unindexed`):
    nothing of it is found until it is indexed anew."""

    whole = models.TextField()

    class Meta:
        verbose_name = "det som ska indexeras"
        verbose_name_plural = "det som ska indexeras"
        indexes = [models.Index(fields=["whole"], name="unindexed_whole")]

    def __str__(self):
        return self.whole


class Spelling(models.Model):
    """A word that texts have, under its stem without å, ä and ö and under the same with any one letter left
    out: whoever asks for a word that differs in a letter finds it there. It says nothing of who may know of
    the word."""

    variant = models.TextField()
    stem = models.TextField()
    word = models.TextField()

    class Meta:
        verbose_name = "stavning"
        verbose_name_plural = "stavningar"
        constraints = [models.UniqueConstraint(name="spelling_once", fields=["variant", "stem"])]

    def __str__(self):
        return self.word


class DocumentText(models.Model):
    """The words of a document's file, taken out beside the requests, and by which it is found."""

    class State(models.TextChoices):
        READ = "read", "Orden i filen går att söka i"
        SCANNED = "scanned", "Filen är en bild eller inskannad utan text"
        UNREADABLE = "unreadable", "Texten i filen går inte att läsa ut"

    LONGEST = 400_000  # letters: of a longer text only the beginning is kept
    MOST_STEMS = 40_000  # PostgreSQL holds a megabyte of them

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="words")
    state = models.CharField(max_length=20, choices=State)
    text = models.TextField(blank=True)
    stems = models.TextField(blank=True)
    is_spelled = models.BooleanField(default=False)  # its words are among the spellings

    class Meta:
        verbose_name = "text i handling"
        verbose_name_plural = "texter i handlingar"

    def __str__(self):
        return str(self.document)


class SearchAlerts(models.QuerySet):
    def opened_by(self, token):
        try:
            return self.filter(pk=signer.unsign(token))
        except BadSignature:
            return self.none()


class SearchAlert(models.Model):
    """Somebody wants a letter when something new that is open to everyone answers to a search (`query`, as in
    its address). Nothing is sent but a question to confirm it until somebody who reads the mail there has.
    `told` is what has been told. Whoever ends it is forgotten."""

    email = models.EmailField("e-postadress", max_length=ADDRESS)
    query = models.TextField("sökning")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told = JSONField(default=list, blank=True)

    objects = SearchAlerts.as_manager()

    class Meta:
        verbose_name = "bevakning"
        verbose_name_plural = "bevakningar"
        constraints = [models.UniqueConstraint(name="search_alert_once", fields=["email", "query"])]

    def __str__(self):
        return f"bevakning {self.pk}"  # never whose: it may be logged

    def get_absolute_url(self):
        return address("search_alert_of", self.token())

    def token(self):
        return signer.sign(str(self.pk))
