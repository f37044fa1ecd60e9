"""manage.py remove_stray_files: removes files that no document points at. For every night."""

from councils.erasure import note_disposal
from meetings.workflow.stray_file import remove_stray_files
from rus_portal.core import papers
from rus_portal.operation.commands import Chore
from rus_portal.operation.left_over import clear_left_over


class Command(Chore):
    help = "Tar bort filer äldre än ett dygn i handlingarnas lager som ingen handling hör till."

    def handle(self, *args, **options):
        removed = remove_stray_files()
        note_disposal("stray_files", len(removed))
        papers.tidy()
        clear_left_over()
        for name in removed:
            self.stdout.write(f"{name} hör inte till någon handling och togs bort.")
        self.stdout.write(f"Filer som togs bort: {len(removed)}.")
