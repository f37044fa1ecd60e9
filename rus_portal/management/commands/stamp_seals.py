"""Run every night: time stamps the seals that have none; with --renew those stamped long ago too."""

import datetime as dt

from django.utils import timezone

from meetings.models import Minutes
from meetings.workflow.seal import add_time_stamp, stamp_minutes
from rus_portal.operation.commands import Chore

YEAR = dt.timedelta(days=365)


class Command(Chore):
    help = (
        "Tidsstämplar sigill som ingen tidsstämpel har, och med --renew dem vars senaste är äldre än ett år."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--renew", action="store_true", help="stämpla också dem vars senaste är äldre än ett år"
        )

    def handle(self, *args, renew, **options):
        count = 0
        found = Minutes.objects.filter(approved_at__isnull=False).order_by("pk")
        for minutes in self.watch(found, "Protokoll", len(found)):
            count += stamp_minutes.func(minutes.pk)
            for file in self.old(minutes) if renew else ():
                count += bool(add_time_stamp(minutes, *file))
        self.stdout.write(f"{count} tidsstämplar.")

    def old(self, minutes):
        stamps = minutes.stamps.order_by("nth")
        latest = {(stamp.item, stamp.is_open): stamp.stamped_at for stamp in stamps}
        return [file for file, at in sorted(latest.items()) if at < timezone.now() - YEAR]
