"""A demo whose days have passed, and emptying it so that it can be loaded anew."""

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from councils.models import Person
from meetings.models import Meeting
from meetings.triggers import uninstall
from rus_portal.demo.people import DOMAIN
from rus_portal.region_data import known, read
from rus_portal.region_loader import load_region
from strategy.models import Strategy


def is_stale():
    """Its meetings have been: no summons to a coming one is out."""
    called = Meeting.objects.filter(end_date__gte=timezone.localdate(), convened_at__isnull=False)
    return Meeting.objects.exists() and not called.exists()


def strangers():
    """Those who are not of the demo's cast. With them the portal is somebody's own."""
    return Person.objects.exclude(email__endswith=f"@{DOMAIN}")


@transaction.atomic
def empty():
    """Take everything away, what is sealed too, and load the regions that were there."""
    regions = [region for region in known() if _is_loaded(region)]
    uninstall()  # or what is frozen could not be emptied; flush lays the triggers anew
    call_command("flush", interactive=False, verbosity=0)
    for region in regions:
        load_region(region)


def _is_loaded(region):
    return Strategy.objects.filter(region_name=read(region, "region")["name"]).exists()
