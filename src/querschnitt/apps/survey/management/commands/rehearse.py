"""Walk random interviews through a questionnaire and show what they reach."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import track
from rich.table import Table

from querschnitt.apps.arguments import positive, seed
from querschnitt.core.instrument import Instrument, Missing, applicable, path
from querschnitt.core.instrument.completeness import measure
from querschnitt.core.instrument.walk import random_answers
from querschnitt.tables.wavefile import read_wave_file
from querschnitt.tables.xlsform import read_instrument


class Command(BaseCommand):
    help = (
        "Walk random valid interviews through the questionnaire of a wave, page by page through the engine that serves "
        "people, and show which share reaches each question. Touches no database.\n\n"
        "Example: querschnitt rehearse examples/leipzig/wave_2020.toml --interviews 500"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the wave's TOML file; it names the workbook")
        parser.add_argument("--interviews", type=positive, default=500, help="how many (default 500)")
        parser.add_argument("--seed", type=seed, default=1, help="one seed, one rehearsal (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        instrument = read_instrument(read_wave_file(options["wave"]).file("questionnaire"))
        console = Console(highlight=False)
        rehearsal = Rehearsal(instrument)
        rng = random.Random(options["seed"])  # noqa: S311 - a rehearsal, nothing secret
        for _ in track(range(options["interviews"]), "Interviews", console=console, transient=True):
            rehearsal.hold(rng)
        rehearsal.show(console)


class Rehearsal:
    """Counts what the interviews of a rehearsal reach."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.asked: Counter[str] = Counter()
        self.given: Counter[str] = Counter()
        self.pages: list[int] = []
        self.essential: list[int] = []

    def hold(self, rng: random.Random) -> None:
        """Hold one interview and count."""
        answers = random_answers(self.instrument, rng)
        self.asked.update(question.name for question in applicable(self.instrument, answers))
        self.given.update(name for name, value in answers.items() if not isinstance(value, Missing))
        self.pages.append(len(path(self.instrument, answers)))
        self.essential.append(measure(self.instrument, answers).applicable)

    def show(self, console: Console) -> None:
        """Print one line a question, and the lengths."""
        held = len(self.pages)
        table = Table("Question", "Page", "reached", "answered", box=None, padding=(0, 2, 0, 0))
        for question in self.instrument.questions.values():
            if question.kind.is_asked:
                reached = self.asked[question.name]
                share = self.given[question.name] / reached if reached else 0.0
                table.add_row(question.name, question.block, f"{100 * reached / held:.1f} %", f"{100 * share:.1f} %")
        console.print(table)
        never = [q.name for q in self.instrument.questions.values() if q.kind.is_asked and not self.asked[q.name]]
        console.print(
            f"{held:,} interviews: {min(self.pages)} to {max(self.pages)} pages (median {median(self.pages):.0f}), "
            f"{min(self.essential)} to {max(self.essential)} essential questions apply."
        )
        console.print(f"Never reached: {', '.join(never)}." if never else "Every question was reached.")
