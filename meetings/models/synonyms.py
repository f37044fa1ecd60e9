"""Words that mean the same to whoever searches."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from rus_portal.core.constraints import rule


def single_words(text):
    for each in text.split(","):
        if len(each.split()) != 1:
            raise ValidationError(f"Skriv ett ord mellan varje komma, inte ”{each.strip()}”.")


class Synonyms(models.Model):
    """Whoever asks for one of the words finds texts with any of them."""

    words = models.CharField(
        "ord",
        max_length=300,
        unique=True,
        validators=[single_words],
        help_text="Skriv orden med komma emellan, till exempel: järnväg, tåg, bana. En form av varje räcker.",
        error_messages={"unique": "Just de orden står redan i listan."},
    )

    class Meta:
        verbose_name = "ord som betyder detsamma"
        verbose_name_plural = "ord som betyder detsamma"
        ordering = ["words", "pk"]
        constraints = [
            rule("synonyms_are_several", Q(words__contains=","), "Skriv minst två ord, med komma emellan."),
        ]

    def __str__(self):
        return self.words
