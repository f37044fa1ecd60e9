"""Run by whatever makes the backups, last: the administrator's page then says when there is no fresh one."""

from rus_portal.operation import pulse
from rus_portal.operation.commands import PortalCommand


class Command(PortalCommand):
    help = "Antecknar att en säkerhetskopia är tagen, så att portalen säger till när nästa dröjer."

    def handle(self, **options):
        pulse.well("backup")
        self.stdout.write("Antecknat.")
