"""manage.py erase_expired: erase what is kept no longer. For every night."""

from councils.erasure import due_for_erasure, erase_due, note_disposal
from meetings.workflow.alert import forget_unconfirmed
from meetings.workflow.answer import forget_notes
from meetings.workflow.barrier import forget_barriers
from meetings.workflow.bundle import forget_bundles
from meetings.workflow.evaluation import forget_evaluators
from meetings.workflow.guest import forget_addresses
from meetings.workflow.paper_request import forget_askers
from rus_portal.core.retention import BY_KEY
from rus_portal.operation.commands import Chore
from rus_portal.signin.notes import forget_sign_ins

# What erases each row of the retention table, and tells how many.
ERASERS = {
    "guests": forget_addresses,
    "notes": forget_notes,
    "alerts": forget_unconfirmed,
    "barriers": forget_barriers,
    "evaluators": forget_evaluators,
    "paper_requests": forget_askers,
    "sign_ins": forget_sign_ins,
    "papers": forget_bundles,
}


class Command(Chore):
    help = "Raderar det som inte längre får sparas, efter gallringsplanen (rus_portal/core/retention.py)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Visa vilkas kontaktuppgifter det gäller, men radera ingenting.",
        )

    def is_a_chore(self, options):
        return not options["dry_run"]

    def handle(self, *args, dry_run, **options):
        people = list(due_for_erasure()) if dry_run else erase_due()
        done = "skulle raderas" if dry_run else "raderades"
        for person in people:
            self.stdout.write(f"{person.name}: kontaktuppgifterna {done}.")
        if not dry_run:
            for key, erase in ERASERS.items():
                note_disposal(key, count := erase())
                self.stdout.write(f"{BY_KEY[key].what}: {count} raderades.")
        self.stdout.write(f"Personer vars kontaktuppgifter {done}: {len(people)}.")
