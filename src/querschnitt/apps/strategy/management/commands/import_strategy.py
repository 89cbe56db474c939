"""Import a strategy: its editions with fields, measures and successions, offices, status and money."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from querschnitt.apps.strategy.actions import import_strategy


class Command(BaseCommand):
    """Read the folder of a strategy and import its editions. Repeating it adds only what is new.

    Example: querschnitt import_strategy examples/leipzig/strategy
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            type=Path,
            metavar="FOLDER",
            help="the folder with edition.toml, or with a folder for each edition",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        imported = import_strategy(folder=options["folder"])
        for edition in imported.editions:
            state = f"imported as {edition.state}" if edition.new else "was imported before"
            self.stdout.write(
                f"Edition {edition.slug}: {edition.fields} fields, {edition.measures} measures, {state}; "
                f"new: {edition.progress_entries} status entries, {edition.budget_lines} lines of money."
            )
