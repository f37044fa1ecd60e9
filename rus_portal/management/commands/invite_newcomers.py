"""Run daily: invites those whose appointment has begun. Can run again; nobody is told twice of one seat."""

from django.core.mail import get_connection
from django.core.management.base import BaseCommand

from councils.invitations import invite, newcomers


class Command(BaseCommand):
    help = "Tells those who hold a seat how to sign in, once for each appointment."

    def handle(self, *args, **options):
        with get_connection():  # no one counts as told while the mail server is away
            people = list(newcomers())
            for person in people:
                invite(person)
        self.stdout.write(f"{len(people)} invited")
