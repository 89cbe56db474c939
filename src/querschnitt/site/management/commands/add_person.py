"""Add a person who works here."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.accounts.actions import add_person
from querschnitt.apps.accounts.models import User
from querschnitt.core.errors import InputError

WINGS = {"statistics": "statistics office", "office": "integration office"}


class Command(BaseCommand):
    help = (
        "Add a person to one of the two offices, or set password and role anew. The password is read from the "
        "terminal, or from the first line of standard input.\n\n"
        "Example: querschnitt add_person office editor --role integration"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "office", choices=WINGS, help="statistics: the statistics office; office: the integration office"
        )
        parser.add_argument("username")
        parser.add_argument("--role", default=User.Role.READER, choices=User.Role.values)
        parser.add_argument(
            "--language",
            action="append",
            default=[],
            help="for translators and reviewers: a language they may see (ar)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        if len(password) < 12:
            raise InputError("The password is too short", expected="12 characters or more", got=f"{len(password)}")
        person = add_person(
            alias=options["office"], username=options["username"], password=password, role=options["role"],
            languages=options["language"],
        )  # fmt: skip
        seen = f", for {', '.join(person.languages)}" if person.languages else ""
        self.stdout.write(f"{person.username} may log in to the {WINGS[options['office']]} as {person.role}{seen}.")
