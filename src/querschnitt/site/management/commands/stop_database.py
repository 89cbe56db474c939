"""Stop the embedded database server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from querschnitt.site.postgres import running_server


class Command(BaseCommand):
    help = "Stop the embedded database server.\n\nExample: querschnitt stop_database"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        server = running_server()
        if server is None:
            self.stdout.write("The database server was not running.")
            return
        server.stop()
        self.stdout.write("The database server has stopped.")
