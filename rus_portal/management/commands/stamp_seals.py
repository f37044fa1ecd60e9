"""Run every night: time stamps the seals that have none; with --renew those stamped long ago too."""

import datetime as dt

from django.utils import timezone

from meetings.models import Minutes
from meetings.sealed import one_by_one
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
        total = Minutes.objects.filter(approved_at__isnull=False).count()
        for minutes in self.watch(one_by_one(), "Protokoll", total):
            count += stamp_minutes.func(minutes.pk)
            for file in self.old(minutes) if renew else ():
                count += bool(add_time_stamp(minutes, *file))
        self.stdout.write(f"{count} tidsstämplar.")

    def old(self, minutes):
        stamps = minutes.stamps.order_by("nth").values_list("item", "is_open", "stamped_at")
        latest = {(item, is_open): at for item, is_open, at in stamps}
        return [file for file, at in sorted(latest.items()) if at < timezone.now() - YEAR]
