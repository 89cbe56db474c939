"""Estimate all items of a wave in all domains."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.results.actions.estimates import estimate
from querschnitt.apps.results.queries.variance_words import variance_words
from querschnitt.apps.survey.queries import wave
from querschnitt.tables.items import read_items
from querschnitt.tables.toml_file import read_toml
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Estimate every question of a wave for the total, by sex and age, and down the ladder of origin; sign each "
        "cell; choose the finest level at which a table may be printed. Prints where the variances come from.\n\n"
        "Example: querschnitt estimate_wave examples/leipzig/wave_2020.toml"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the wave's TOML file")

    def handle(self, *args: Any, **options: Any) -> None:
        file = read_wave_file(options["wave"])
        plan = file.file("weighting")
        of_wave = wave(file.slug)
        count = estimate(
            wave=of_wave,
            items=read_items(file.file("items")),
            plan=read_toml(plan, what="weighting file"),
            where=plan.name,
        )
        self.stdout.write(f"Wave {file.slug}: {count:,} figures estimated.")
        for line in variance_words(of_wave.estimation.variance, language="en"):
            self.stdout.write(f"  {line}")
