"""Make the draft of an edition from another city's plan of measures, and say what became of each cell."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.text import slugify

from querschnitt.apps.strategy.actions.plan import take_foreign_plan
from querschnitt.core.errors import InputError
from querschnitt.tables.measure_plan import ForeignPlan, read_foreign_plan


class Command(BaseCommand):
    """Read a spreadsheet of measures in any layout, and make a draft of it. Every cell that is left is named.

    Example: querschnitt import_plan plan.xlsx --edition 2025 --title "Integrationsplan 2025"
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="XLSX, ODS or CSV")
        parser.add_argument("--edition", metavar="NAME", help="short name of the edition that is made; it stays")
        parser.add_argument("--title", default="", help="title of the edition; without it the name of the file")
        parser.add_argument("--state-on", type=_day, metavar="DAY", help="day of the plan's status, such as 2024-06-30")
        parser.add_argument("--check", action="store_true", help="only say what would come in")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        slug = options["edition"] or ""
        if not options["check"] and (not slug or slugify(slug) != slug):
            raise InputError(
                "The edition needs a short name", where="--edition", got=slug, expected="small letters and digits",
                hint="Name it, or look first with --check.",
            )  # fmt: skip
        plan = read_foreign_plan(_content(file), where=file.name)
        self._tell(plan)
        if options["check"]:
            return
        taken = take_foreign_plan(
            plan=plan, slug=slug, title=options["title"] or file.stem, source=file.name, state_on=options["state_on"]
        )
        self.stdout.write(
            f"Draft {slug}: {taken.measures} measures, {len(taken.offices)} new offices,"
            f" {taken.entries} status entries, {taken.budget_lines} lines of money."
        )

    def _tell(self, plan: ForeignPlan) -> None:
        for sheet, head, key in plan.columns:
            self.stdout.write(f"Column {sheet}, {head}: {key or 'not taken'}")
        for remark in plan.remarks:
            state = "taken" if remark.taken else "left"
            self.stdout.write(f"Cell {remark.sheet} {remark.cell} {state}: {remark.told}. Found: {remark.value}")
        self.stdout.write(
            f"{len(plan.fields)} fields of action, {len(plan.measures)} measures; of {plan.cells} filled cells"
            f" {plan.taken} taken, {len(plan.left)} left."
        )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError("The file cannot be read", where=str(file), got=error.strerror or "") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError("Not a day", where="--state-on", got=text, expected="a day such as 2024-06-30") from error
