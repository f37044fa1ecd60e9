"""What is sealed beside the file of approved minutes, and what is added to the seals afterwards."""

from django.db import models

from meetings.models.minutes import Minutes

WHOLE = 0  # in place of the number of an item


class SealedPaper(models.Model):
    """The extract of one item, sealed with the minutes; of an open version (`is_open`) also all of it."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="papers")
    item = models.PositiveSmallIntegerField("punkt")
    is_open = models.BooleanField("öppen version", default=False)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "förseglad fil"
        verbose_name_plural = "förseglade filer"
        ordering = ["minutes", "item", "is_open"]
        constraints = [
            models.UniqueConstraint(name="sealed_paper_once", fields=["minutes", "item", "is_open"])
        ]

    def __str__(self):
        return f"{self.minutes}, punkt {self.item}"


class TimeStamp(models.Model):
    """Proofs and a time stamp, added to the end of a sealed file: `tail` is what came after all that was
    there before, so no stamp can change it. `sha256` is that of the file with this and all earlier tails.
    `item` is the number of the extract, or WHOLE."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="stamps")
    item = models.PositiveSmallIntegerField("punkt", default=WHOLE)
    is_open = models.BooleanField("öppen version", default=False)
    nth = models.PositiveSmallIntegerField("nummer")
    tail = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    stamped_at = models.DateTimeField("tidsstämplad")

    class Meta:
        verbose_name = "tidsstämpel"
        verbose_name_plural = "tidsstämplar"
        ordering = ["minutes", "item", "is_open", "nth"]
        constraints = [
            models.UniqueConstraint(name="time_stamp_once", fields=["minutes", "item", "is_open", "nth"])
        ]

    def __str__(self):
        return f"{self.minutes}, {self.nth}"
