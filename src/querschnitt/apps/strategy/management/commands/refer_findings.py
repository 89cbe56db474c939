"""Refer released findings to fields of action."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from querschnitt.apps.strategy.actions import read_referrals, refer_findings


class Command(BaseCommand):
    """Refer current findings to fields of action, with what was concluded. Repeating it adds only what is new.

    Example: querschnitt refer_findings examples/leipzig/strategy/conclusions.toml
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the file with the referrals")
        parser.add_argument("--edition", default="", metavar="EDITION", help="default: the adopted edition")

    def handle(self, *args: Any, **options: Any) -> None:
        made = refer_findings(referrals=read_referrals(options["file"]), edition=options["edition"])
        self.stdout.write(f"Referred: {made.referrals} findings, {made.conclusions} of them with a conclusion.")
        if made.without_finding:
            self.stdout.write(f"No released finding for: {', '.join(made.without_finding)}.")
