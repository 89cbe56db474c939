"""Serve interview, statistics office, integration office and portal."""

from __future__ import annotations

import signal
import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Iterable, Mapping
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


MINUTE = 60.0
MOST_ENDINGS = 5
"""So often a service may end by itself in a minute before nobody starts it again."""


class Command(BaseCommand):
    help = (
        "Serve interview, statistics office, integration office and portal on loopback until Ctrl-C. A port that is "
        "taken is replaced by a free one, and said. What ends by itself is started again. SIGHUP lets a new version "
        "take over; SIGTERM ends all politely.\n\n"
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


def wait(services: Mapping[str, Service]) -> None:
    """Keep all services running until Ctrl-C, or until SIGTERM has let them end politely.

    What ends by itself is started again; what does so again and again raises. SIGHUP lets a new process of each take
    over, of whatever version is installed by then.
    """
    told: list[int] = []
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, lambda number, frame: told.append(number))
    endings: dict[str, list[float]] = {name: [] for name in services}
    while signal.SIGTERM not in told:
        if told:
            told.clear()
            _renew(services.values())
        for service in services.values():
            if not service.is_alive():
                _revive(service, endings[service.name])
        time.sleep(0.2)
    for service in services.values():
        service.stop(politely=True)


def _renew(services: Iterable[Service]) -> None:
    for service in services:
        try:
            service.renew()
        except StateError as error:
            sys.stderr.write(f"{error}\n")


def _revive(service: Service, endings: list[float]) -> None:
    now = time.monotonic()
    endings[:] = [*(ended for ended in endings if now - ended < MINUTE), now]
    if len(endings) > MOST_ENDINGS:
        raise StateError(f"The service '{service.name}' ends again and again", hint=f"See log/{service.name}.log.")
    sys.stderr.write(f"The service '{service.name}' has ended and is started again.\n")
    service.revive()
