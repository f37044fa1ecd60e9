"""Run every night: time stamps the seals that have none; with --renew those stamped long ago too."""

import datetime as dt

from django.core.management.base import BaseCommand
from django.utils import timezone

from meetings.models import Minutes
from meetings.workflow.seal import add_time_stamp, stamp_minutes

YEAR = dt.timedelta(days=365)


class Command(BaseCommand):
    help = (
        "Tidsstämplar sigill som ingen tidsstämpel har, och med --renew dem vars senaste är äldre än ett år."
    )

    def add_arguments(self, parser):
        parser.add_argument("--renew", action="store_true")

    def handle(self, *args, renew, **options):
        count = 0
        for minutes in Minutes.objects.filter(approved_at__isnull=False).order_by("pk"):
            count += stamp_minutes.func(minutes.pk)
            for file in self.old(minutes) if renew else ():
                count += bool(add_time_stamp(minutes, *file))
        self.stdout.write(f"{count} tidsstämplar.")

    def old(self, minutes):
        stamps = minutes.stamps.order_by("nth")
        latest = {(stamp.item, stamp.is_open): stamp.stamped_at for stamp in stamps}
        return [file for file, at in sorted(latest.items()) if at < timezone.now() - YEAR]
