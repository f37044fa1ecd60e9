"""What still serves an earlier strategy or plan, and waits for the secretariat to lead it on."""

from meetings.agenda.relinking import in_kinds, left_on_the_earlier, waiting
from meetings.todo.worklist import Task
from strategy.models import StrategicPlan


def to_relink(person):
    """One query, and further ones only where anything at all is left: then as many however much there is."""
    for whole in left_on_the_earlier():
        things = {each.thing for each in waiting(person, whole) if each.left_at is None}
        if things:
            is_plan = isinstance(whole, StrategicPlan)
            before = "fokusområden i en tidigare plan" if is_plan else "mål i en tidigare strategi"
            sentence = f"{in_kinds(things)} tjänar ännu {before} än ”{whole}”."
            yield Task(sentence, "Koppla om det som väntar", whole.relinking_url)
