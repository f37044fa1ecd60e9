"""Django's own command, after the question whether the database can be upgraded at all, which Django itself
answers with a traceback before any of its signals."""

from django.core.management.commands import migrate

from rus_portal.releases import refuse_unreleased


class Command(migrate.Command):
    def handle(self, *args, **options):
        refuse_unreleased(options["database"])
        super().handle(*args, **options)
