"""manage.py read_neighbours: reads what other regions' systems tell of their councils. For every hour."""

from meetings.models import NeighbourSystem
from meetings.workflow.neighbour import read_neighbour
from rus_portal.operation.commands import Chore


class Command(Chore):
    help = "Läser andra regioners system, för dem som sitter i råd också där."

    def handle(self, **options):
        answers = [read_neighbour(system) for system in NeighbourSystem.objects.order_by("pk")]
        self.stdout.write(f"Lästa system: {sum(answers)}. Som inte gick att läsa: {answers.count(False)}.")
