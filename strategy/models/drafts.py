"""What editions of the plan and of the strategy have in common: who sees one that is being made, and how the
parts of one are told apart."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from councils.models.shown import Shown
from rus_portal.core.standing import standing_of


class Editions(Shown):
    @staticmethod
    def shown_to(person):
        """Everyone's once it is in force, and until then the office's. Those who are asked about it in a
        consultation are shown it as it stood (docs/adr/0080)."""
        standing = standing_of(person)
        is_office = standing.is_secretariat or standing.is_administrator
        return Q() if is_office else Q(is_draft=False)


class Part(models.Model):
    """A focus area of a plan, or a goal or a perspective of a strategy; `WHOLE` is the field of that."""

    WHOLE: str
    title: models.CharField

    class Meta:
        abstract = True

    @property
    def beside(self):
        """The other parts of its edition."""
        of_it = {self.WHOLE: getattr(self, self.WHOLE)}
        return type(self)._base_manager.filter(**of_it).exclude(pk=self.pk)

    def refuse_taken_title(self):
        """Of two with one title nobody knows which is meant. Asked where one is written: what an edition has
        from the one before, or from a file, stands."""
        if taken := titled(self.title, self.beside):
            stands = f"”{taken}” finns redan i {getattr(self, self.WHOLE)}."
            raise ValidationError({"title": f"{stands} Skriv en annan titel."})


def titled(title, parts):
    """The one of the parts that has the title, in whichever letters, or None."""
    return next((each for each in parts if each.title.casefold() == title.casefold()), None)
