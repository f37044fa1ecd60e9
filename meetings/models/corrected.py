"""What an organisation tells, and the secretariat may put right."""

from django.db import models
from django.utils import timezone

from councils.models import Person
from rus_portal.core.words import day


class Corrected(models.Model):
    """`corrected_at` is when the secretariat put it right, until the organisation itself changes it."""

    corrected_at = models.DateTimeField("rättat av kansliet", null=True, blank=True)
    corrected_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    part_of_page: str  # of the page of the position has it

    class Meta:
        abstract = True

    @property
    def called(self):
        return self._meta.verbose_name

    @property
    def correction(self):
        """(who, on which day) has put it right, where it is not the one who tells it; or None."""
        return ("kansliet", timezone.localdate(self.corrected_at)) if self.corrected_at else None

    @property
    def told_correction(self):
        if not self.correction:
            return ""
        who, on = self.correction
        return f"{self._done} {f'av {who} ' if who else ''}den {day(on)}."

    @property
    def _done(self):
        return "Rättat"
