"""Link released findings to measures."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from querschnitt.apps.strategy.actions import link_evidence, read_rules


class Command(BaseCommand):
    """Read the rules of a file and link the current findings to measures. Repeating it adds only what is new.

    Example: querschnitt link_evidence examples/leipzig/strategy/evidence.toml
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the file with the rules")
        parser.add_argument("--edition", default="", metavar="EDITION", help="default: the latest adopted edition")

    def handle(self, *args: Any, **options: Any) -> None:
        linked = link_evidence(rules=read_rules(options["file"]), edition=options["edition"])
        self.stdout.write(f"Evidence: {linked.total} links stand, {linked.added} of them new.")
        if linked.without_finding:
            self.stdout.write(f"No released finding for: {', '.join(linked.without_finding)}.")
