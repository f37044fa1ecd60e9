"""What still serves an earlier strategy or plan, and waits for the secretariat to lead it on."""

from collections import Counter

from meetings.agenda.relinking import left_on_the_earlier, waiting
from meetings.todo.worklist import Task
from rus_portal.core.words import listed
from strategy.models import StrategicPlan


def to_relink(person):
    """One query, and further ones only where anything at all is left: then as many however much there is."""
    for whole in left_on_the_earlier():
        things = {(type(each.thing), each.thing.pk) for each in waiting(person, whole)}
        if things:
            is_plan = isinstance(whole, StrategicPlan)
            before = "fokusområden i en tidigare plan" if is_plan else "mål i en tidigare strategi"
            sentence = f"{_counted(things)} tjänar ännu {before} än ”{whole}”."
            yield Task(sentence, "Koppla om det som väntar", whole.relinking_url)


def _counted(things):
    kinds = Counter(model._meta for model, _ in sorted(things, key=lambda thing: thing[0].__name__))
    return listed(
        [f"{n} {kind.verbose_name if n == 1 else kind.verbose_name_plural}" for kind, n in kinds.items()]
    )
