"""Run every ten minutes: asks what the portal depends on, for the administrator's page. What is amiss is
told there, and here; the command itself has then done its work."""

from rus_portal.operation.commands import Chore
from rus_portal.operation.surroundings import ask_all


class Command(Chore):
    help = "Prövar e-postserver, lager, virusskydd, certifikat, klocka och disk, och säger vad som är fel."

    def handle(self, **options):
        amiss = ask_all()
        for what, wrong in amiss.items():
            self.stdout.write(f"{what}: {wrong}")
        self.stdout.write(f"Fel: {len(amiss)}.")
