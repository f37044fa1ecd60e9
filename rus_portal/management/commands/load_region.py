"""Load a region's organisations, strategies, councils and plan from its data files."""

from django.conf import settings
from django.core.management.base import CommandError

from rus_portal.operation.commands import PortalCommand
from rus_portal.region_check import faults
from rus_portal.region_data import folder_of, known, read
from rus_portal.region_loader import load_region

NOUNS = {
    "organisations": ("organisation", "organisationer"),
    "strategies": ("strategi", "strategier"),
    "goals": ("mål", "mål"),
    "councils": ("råd eller grupp", "råd och grupper"),
    "seats": ("plats", "platser"),
    "focus_areas": ("fokusområde", "fokusområden"),
}


class Command(PortalCommand):
    help = (
        "Läser in en region ur dess datafiler. Kan köras igen: det som saknas läggs till, "
        "men det som redan finns i portalen ändras aldrig."
    )

    def add_arguments(self, parser):
        parser.add_argument("region", help="till exempel vasternorrland")
        parser.add_argument("--check", action="store_true", help="kontrollera filerna, men läs inte in dem")

    def handle(self, *, region, check, **options):
        if region not in known():
            raise CommandError(f"Regionen ”{region}” finns inte. Välj bland: {', '.join(known())}.")
        if found := faults(region, own=region == settings.REGION):
            raise CommandError("\n".join([f"Filerna i {folder_of(region)} har fel:", *found]))
        if check:
            self.stdout.write(f"Filerna i {folder_of(region)} är i ordning.")
            return
        counts = load_region(region)
        told = ", ".join(f"{count} {NOUNS[kind][count != 1]}" for kind, count in counts.items())
        self.stdout.write(f"{read(region, 'region')['name']} är inläst: {told}.")
