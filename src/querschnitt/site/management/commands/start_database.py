"""Start the embedded database server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from querschnitt.site.databases import create_roles_and_databases
from querschnitt.site.postgres import start_server


class Command(BaseCommand):
    help = (
        "Start the embedded database server under the variable folder and create roles and databases.\n\n"
        "Example: querschnitt start_database"
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        server = start_server()
        create_roles_and_databases(server.deployment)
        verb = "started" if server.started_here else "was running"
        self.stdout.write(f"The database server {verb} on {server.deployment.host}:{server.deployment.port}.")
