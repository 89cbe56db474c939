"""Say for which office an editor works."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from querschnitt.apps.strategy.actions.members import assign_office


class Command(BaseCommand):
    """Let an office editor report for an office.

    Example: querschnitt assign_office sozialamt sozialamt
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME", help="a person with the role editor")
        parser.add_argument("office", metavar="OFFICE", help="the short name of an office, as in offices.toml")

    def handle(self, *args: Any, **options: Any) -> None:
        member = assign_office(username=options["username"], office=options["office"])
        self.stdout.write(f"{options['username']} reports for {member.office.name}.")
