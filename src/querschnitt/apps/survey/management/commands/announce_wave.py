"""Record what was decided for a wave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.survey.actions import announce_wave
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Record what was decided for a wave (population, dates, modes, thresholds), or bring it up to date until its "
        "field opens.\n\n"
        "Example: querschnitt announce_wave examples/leipzig/wave_2016.toml"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the wave's TOML file")

    def handle(self, *args: Any, **options: Any) -> None:
        wave = announce_wave(file=read_wave_file(options["wave"]))
        self.stdout.write(f"Wave {wave.slug}: {wave.title}, reference date {wave.reference_date:%Y-%m-%d}.")
