"""What the clock starts: all that is to be done every minute, every night and so on, one after the other."""

import logging

from django.core.management import CommandError, call_command
from django.db import close_old_connections

from rus_portal.operation.commands import PortalCommand
from rus_portal.operation.schedule import OCCASIONS, due

log = logging.getLogger(__name__)


class Command(PortalCommand):
    help = "Gör allt som ska göras varje minut, varje natt och så vidare. Startas av systemd eller cron."

    def add_arguments(self, parser):
        told = ", ".join(f"{each.key} ({each.words})" for each in OCCASIONS.values())
        parser.add_argument("occasion", choices=OCCASIONS, metavar="tillfälle", help=told)

    def handle(self, *, occasion, **options):
        failed = [each.command for each in due(occasion) if not self._done(each)]
        if failed:
            raise CommandError(f"Gick inte att göra: {', '.join(failed)}. Loggen säger varför.")

    def _done(self, scheduled):
        """One that fails stops no other."""
        close_old_connections()  # the one before may have lost its own
        try:
            call_command(scheduled.command, *scheduled.args, stdout=self.stdout, stderr=self.stderr)
        except CommandError as no:
            self.stderr.write(f"{scheduled.command}: {no}")
            return False
        except Exception:
            log.exception("%s failed", scheduled.command)
            return False
        return True
