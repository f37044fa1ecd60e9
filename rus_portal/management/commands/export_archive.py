"""manage.py export_archive: a meeting, or a council's year, as packages for the region's e-archive; or
whether such a package is whole."""

import hashlib
import os
import re
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.base import CommandError

from councils.models import Council
from meetings.archive import reading
from meetings.archive.contents import contents_for
from meetings.archive.package import write
from meetings.archive.table import as_csv
from meetings.models import Meeting
from meetings.models.meeting import of_day
from meetings.sealed import Forged
from meetings.workflow.archive import note_package
from rus_portal.core.permissions import archivable
from rus_portal.core.refusal import Refused
from rus_portal.operation.commands import PortalCommand

YEAR = re.compile(r"\d{4}")
DAY = re.compile(r"\d{4}-\d\d-\d\d(-\d{1,2})?")


class Command(PortalCommand):
    help = (
        "Skriver ett möte, eller ett råds alla möten ett år, som arkivpaket (E-ARK SIP, som FGS 2 bygger "
        "på) för regionens e-arkiv. Med --check kontrolleras ett paket i stället."
    )

    def add_arguments(self, parser):
        parser.add_argument("council", nargs="?", help="rådet, som i adressen: regionala-samverkansradet")
        parser.add_argument("when", nargs="?", help="mötets dag: 2026-03-12, eller ett år: 2026")
        parser.add_argument("--to", default=".", type=Path, help="mappen som paketen skrivs i")
        parser.add_argument("--check", type=Path, metavar="FIL", help="kontrollera ett paket")
        parser.add_argument(
            "--schemas",
            type=Path,
            metavar="MAPP",
            help="pröva också mot de officiella scheman som ligger där",
        )

    def handle(self, *args, council, when, to, check, schemas, **options):
        if schemas and not schemas.is_dir():
            raise CommandError(f"Mappen {schemas} finns inte.")
        if check:
            self.check_package(check, schemas)
            return
        if not (council and when):
            raise CommandError("Ange ett råd och en dag eller ett år, eller --check och en fil.")
        if not to.is_dir():
            raise CommandError(f"Mappen {to} finns inte.")
        found = Council.objects.filter(kind=Council.Kind.COUNCIL, slug=council).first()
        if found is None:
            slugs = Council.objects.filter(kind=Council.Kind.COUNCIL).order_by("slug")
            names = " eller ".join(slugs.values_list("slug", flat=True))
            raise CommandError(f"Rådet {council} finns inte. Välj {names}.")
        if YEAR.fullmatch(when):
            self.export_year(found, int(when), to, schemas)
        elif DAY.fullmatch(when):
            self.export_day(found, when, to, schemas)
        else:
            raise CommandError(f"{when} är varken en dag (2026-03-12) eller ett år (2026).")

    def check_package(self, path, schemas):
        try:
            with reading.opened(path) as package:
                found = reading.faults(package, schemas)
                told = "" if found else reading.told_by(package).words
        except FileNotFoundError:
            raise CommandError(f"Filen {path} finns inte.") from None
        except reading.NoPackage as no:
            raise CommandError(f"{path}: {no}") from no
        if found:
            raise CommandError("\n".join([f"{path} har fel:", *found]))
        official = "och mot de officiella scheman som fanns" if schemas else "men inte mot officiella scheman"
        self.stdout.write(f"{path} är hel, kontrollerad fil för fil {official}: {told}.")

    def export_day(self, council, when, to, schemas):
        try:
            meeting = self._meetings(council).filter(of_day(when)).first()
        except ValueError:
            raise CommandError(f"{when} är ingen dag.") from None
        if meeting is None:
            raise CommandError(f"{council.name} har inget möte den dagen.")
        try:
            self.export(meeting, to, schemas)
        except Refused as no:
            raise CommandError(f"{meeting}: {no.sentence}") from no

    def export_year(self, council, year, to, schemas):
        """A package for each meeting, and a list of them to hand over too. What cannot go yet is told."""
        meetings = self._meetings(council).filter(date__year=year).order_by("date", "nth")
        lines, left = [], []
        for meeting in meetings:
            try:
                lines.append([f"{meeting}", *self.export(meeting, to, schemas)])
            except Refused as no:
                left.append(f"{meeting}: {no.sentence}")
        if not (lines or left):
            raise CommandError(f"{council.name} har inga möten {year}.")
        with _aside(to / f"forteckning-{council.slug}-{year}.csv") as file:
            file.write(as_csv([["möte", "fil", "sha256", "byte"], *lines]))
        if left:
            raise CommandError("\n".join(["Alla möten är inte med:", *left]))

    def export(self, meeting, to, schemas):
        """Written aside, read back, and moved into place: nobody sees half a package. Gives its name,
        checksum and size."""
        if not (answer := archivable(meeting)):
            raise Refused(answer.reason)
        contents = contents_for(meeting)
        path = to / f"{contents.name}.tar"
        try:
            with _aside(path) as file:
                write(contents, file, self._tell(contents))
                file.flush()
                with reading.opened(file.name) as package:
                    found = reading.faults(package, schemas)
                if found:
                    raise CommandError("\n".join([f"{path} blev inte hel och skrevs inte:", *found]))
                file.seek(0)
                checksum, size = hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
        except Forged as no:
            raise Refused(f"{no} är inte det som förseglades. Kör verify_sealed.") from no
        except OSError as no:
            raise CommandError(f"{path} gick inte att skriva: {no.strerror}.") from no
        note_package(contents, checksum, by=None)
        self.stdout.write(f"{path}: {size} byte, SHA-256 {checksum}")
        return path.name, checksum, size

    def _tell(self, contents):
        """How far it has come, where somebody looks on."""

        def tell(done):
            if self.stderr.isatty():
                ending = "\n" if done == contents.count else ""
                self.stderr.write(f"\r{contents.name}: {done} av {contents.count} filer", ending=ending)

        return tell

    @staticmethod
    def _meetings(council):
        meetings = Meeting.objects.filter(council=council, cancelled_at=None)
        return meetings.select_related("council", "secretary")


@contextmanager
def _aside(path):
    """A file beside the path, which takes its place once all has gone well."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, 0o640)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
