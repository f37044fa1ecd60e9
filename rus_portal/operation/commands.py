"""What our commands have in common: help in Swedish and, for those that the clock starts, a sign of how it
went."""

import argparse
import time

from django.core.management.base import BaseCommand, DjangoHelpFormatter

from rus_portal.operation.pulse import noted

OFTEN = 5  # seconds between two lines of how far a long command has come
WORDS = {
    "help": "visa den här hjälpen",
    "version": "visa Djangos version",
    "verbosity": "hur mycket som skrivs ut: 0 minst, 1 vanligt, 2 mer, 3 mest",
    "settings": "modulen med inställningar, om det inte är portalens egen",
    "pythonpath": "en katalog till där Python letar efter moduler",
    "traceback": "visa var i koden ett fel uppstod",
    "no_color": "skriv utan färger",
    "force_color": "skriv med färger också till en fil",
    "skip_checks": "gå inte igenom inställningarna först",
}


class InSwedish(DjangoHelpFormatter):
    def add_usage(self, usage, actions, groups, prefix="användning: "):
        super().add_usage(usage, actions, groups, prefix)


class PortalCommand(BaseCommand):
    """`words` explains the arguments of a command of Django's that ours builds on, by name. Those that are
    not explained are not shown."""

    words: dict = {}
    builds_on: type[BaseCommand] = BaseCommand

    def create_parser(self, prog_name, subcommand, **kwargs):
        parser = super().create_parser(prog_name, subcommand, formatter_class=InSwedish, **kwargs)
        parser._positionals.title, parser._optionals.title = "argument", "tillval"
        inherited = self.builds_on is not BaseCommand
        for action in parser._actions:
            if action.dest in WORDS or inherited:
                action.help = (WORDS | self.words).get(action.dest, argparse.SUPPRESS)
        return parser

    def watch(self, things, what, total=None):
        """The same things, with a line now and then of how many have passed."""
        told_at = time.monotonic()
        for nth, thing in enumerate(things, start=1):
            yield thing
            if time.monotonic() - told_at > OFTEN:
                told_at = time.monotonic()
                self.stderr.write(f"{what}: {nth}{f' av {total}' if total else ''} …", lambda line: line)


class Chore(PortalCommand):
    """A command that the clock starts (`rus_portal.operation.schedule`)."""

    def execute(self, *args, **options):
        if not self.is_a_chore(options):
            return super().execute(*args, **options)
        with noted(self.__module__.rpartition(".")[2]):
            return super().execute(*args, **options)

    def is_a_chore(self, options):
        return True
