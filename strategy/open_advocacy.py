"""The advocacy agenda as open data."""

from django.db.models import Prefetch

from rus_portal.core.address import whole
from strategy.models import AdvocacyIssue, Goal
from strategy.open_editions import named

TITLE = "Påverkansagendan"
COLUMNS = {
    **{"fråga": 40, "vad vi vill": 60, "adressat": 30, "mål": 30, "läge": 22, "framförd": 12},
    **{"hur den framfördes": 40, "besvarad": 12, "svaret": 60, "resultat": 60, "adress": 40},
}


def issues():
    goals = Prefetch("goals", Goal.objects.order_by("strategy", "order", "pk"))
    return AdvocacyIssue.objects.prefetch_related(goals)


def table():
    """A row with the names of the columns, and one for each issue."""
    yield list(COLUMNS)
    for each in issues():
        goals = "\n".join(map(str, each.goals.all()))
        words = each.title, each.about, each.addressee, goals, each.told_status
        sent, answer = (each.sent_on or "", each.sent_how), (each.answered_on or "", each.answer)
        yield [*words, *sent, *answer, each.result, whole(each.get_absolute_url())]


def as_objects():
    names = ("title", "about", "addressee", "sent_on", "sent_how", "answered_on", "answer", "result")
    for each in issues():
        told = {name: getattr(each, name) for name in names}
        goals = [named(goal, "code") for goal in each.goals.all()]
        yield told | {"goals": goals, "url": whole(each.get_absolute_url())}
