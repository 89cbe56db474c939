"""Delete all data of a demo and create empty databases."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.core.errors import StateError
from querschnitt.site.databases import create_roles_and_databases, drop_databases
from querschnitt.site.deployment import read_deployment


class Command(BaseCommand):
    help = (
        "Delete the four databases of an installation that the demo made, and create empty ones. Refused anywhere "
        "else.\n\n"
        "Example: querschnitt recreate_databases --yes"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", required=True, help="say that you mean it")

    def handle(self, *args: Any, **options: Any) -> None:
        deployment = read_deployment()
        if deployment.purpose != "demo":
            raise StateError(
                "This is not an installation of the demo", expected="purpose demo in deployment.json",
                hint="Databases with real work are never deleted by a command.",
            )  # fmt: skip
        drop_databases(deployment)
        create_roles_and_databases(deployment)
        self.stdout.write("Four empty databases are ready.")
