"""Serve interview, statistics office, integration office and portal."""

from __future__ import annotations

import time
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.arguments import positive
from querschnitt.core.errors import StateError, suggestion
from querschnitt.site.databases import check_reachable
from querschnitt.site.deployment import read_deployment
from querschnitt.site.services import PREFERRED_PORTS, Service, running

TITLES = {
    "statistics": "Statistics office",
    "office": "Integration office",
    "interview": "Interview",
    "portal": "Portal",
}


class Command(BaseCommand):
    help = (
        "Serve interview, statistics office, integration office and portal on loopback until Ctrl-C. A port that is "
        "taken is replaced by a free one, and said.\n\n"
        "Example: querschnitt serve\n"
        "Example: querschnitt serve interview --workers 2"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "services",
            nargs="*",
            type=_service,
            metavar="service",
            help=f"only these of {', '.join(PREFERRED_PORTS)} (default: all)",
        )
        parser.add_argument("--workers", type=positive, default=1, help="processes of each service (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        check_reachable(read_deployment())
        names = options["services"] or list(TITLES)
        with running(*names, workers=options["workers"]) as services:
            for name, service in services.items():
                self.stdout.write(f"{TITLES[name]:<19}{service.address}{_instead(service)}")
            self.stdout.write("Serving until Ctrl-C.")
            self.stdout.flush()
            try:
                wait(services)
            except KeyboardInterrupt:
                self.stdout.write("Stopping.")


def _service(name: str) -> str:
    if name not in PREFERRED_PORTS:
        hint = suggestion(name, PREFERRED_PORTS)
        raise ArgumentTypeError(f"there is no service '{name}'; there are {', '.join(PREFERRED_PORTS)}. {hint}".strip())
    return name


def _instead(service: Service) -> str:
    preferred = PREFERRED_PORTS[service.name]
    return "" if service.port == preferred else f"  (port {preferred} is taken)"


def wait(services: dict[str, Service]) -> None:
    """Wait as long as all services run; raise if one ends by itself."""
    while True:
        for service in services.values():
            if not service.is_alive():
                raise StateError(f"The service '{service.name}' has ended", hint=f"See log/{service.name}.log.")
        time.sleep(0.5)
