"""Import an edition with its fields, measures, offices, status and money."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from querschnitt.apps.strategy.actions import import_strategy


class Command(BaseCommand):
    """Read the folder of an edition and import it as adopted. Repeating it adds only new status and money.

    Example: querschnitt import_strategy examples/leipzig/strategy
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder with edition.toml")

    def handle(self, *args: Any, **options: Any) -> None:
        imported = import_strategy(folder=options["folder"])
        state = "imported and frozen" if imported.new else "was imported before"
        self.stdout.write(
            f"Edition {imported.edition}: {imported.fields} fields, {imported.measures} measures, {state}; "
            f"new: {imported.progress_entries} status entries, {imported.budget_lines} lines of money."
        )
