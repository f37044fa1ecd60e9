"""Where each organisation stands when it is asked at the meeting."""

from django.db import models

from councils.models import Organisation, Person
from meetings.models.item import AgendaItem
from meetings.models.stance import Stance


class RoundAnswer(models.Model):
    """What an organisation says in the round on a position: its line. That it dissents is no dissent yet:
    that is a text, lodged by one of its own. What a member of the opposition lodges is the member's own, and
    not the organisation's line."""

    class Status(models.TextChoices):
        SUPPORTS = "supports", "Stöder"
        CAN_ACCEPT = "can_accept", "Kan acceptera"
        DISSENTS = "dissents", "Avviker"

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="round", verbose_name="punkt")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="organisation"
    )
    status = models.CharField("läge", max_length=20, choices=Status)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "svar i rundan"
        verbose_name_plural = "svar i rundan"
        ordering = ["item", "organisation__order", "pk"]
        constraints = [models.UniqueConstraint(name="round_answer_once", fields=["item", "organisation"])]

    def __str__(self):
        return f"{self.organisation}: {self.get_status_display()}"


def lines_told(item):
    """The organisations whose line on the item stands as a dissenting opinion: lodged from another seat than
    the opposition's, or from the one that the organisation's own stance was confirmed from."""
    standing = item.dissents.standing()
    confirmed = item.stances.filter(confirmed_at__isnull=False).values("seat")
    own = standing.of_organisations() | standing.filter(seat__in=confirmed)
    return {*own.values_list("seat__organisation", flat=True)}


def lines_without_text(item, there=()):
    """The organisations that have said that they dissent, or are `there` and had prepared to and have not
    said anything else, and whose text is not lodged."""
    said = dict(item.round.values_list("organisation", "status"))
    saying = {pk for pk, status in said.items() if status == RoundAnswer.Status.DISSENTS}
    prepared = item.stances.filter(status=Stance.Status.WILL_DISSENT, organisation__in=there)
    saying |= {*prepared.values_list("organisation", flat=True)} - said.keys()
    told = lines_told(item) if saying else ()
    return list(Organisation.objects.filter(pk__in=saying.difference(told)).order_by("order", "pk"))
