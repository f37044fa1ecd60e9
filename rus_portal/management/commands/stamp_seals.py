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
            for item in self.old(minutes) if renew else ():
                count += bool(add_time_stamp(minutes, item))
        self.stdout.write(f"{count} tidsstämplar.")

    def old(self, minutes):
        latest = {stamp.item: stamp.stamped_at for stamp in minutes.stamps.order_by("nth")}
        return [item for item, at in sorted(latest.items()) if at < timezone.now() - YEAR]
