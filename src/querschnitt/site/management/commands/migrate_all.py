"""Create or update all four databases and the rights of the five roles."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from querschnitt.site.databases import check_reachable, grant_rights
from querschnitt.site.deployment import DATABASES, read_deployment


class Command(BaseCommand):
    help = (
        "Create or update all four databases and the rights of the five roles. Safe to repeat.\n\n"
        "Example: querschnitt migrate_all"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        deployment = read_deployment()
        check_reachable(deployment)
        for alias in DATABASES:
            call_command("migrate", database=alias, verbosity=0, interactive=False)
            grant_rights(deployment, alias)
            self.stdout.write(f"{alias}: tables and rights are up to date.")
