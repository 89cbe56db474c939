"""Take over the microdata of a wave that was collected elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.results.actions.collection import import_answers
from querschnitt.apps.survey.queries import wave
from querschnitt.tables.items import kinds_of_microdata, read_items
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Take over the interviews of a wave that was collected elsewhere: CSV (semicolon) with number, outcome, mode, "
        "language and the variables that the wave's item file names.\n\n"
        "Example: querschnitt import_answers answers-2016.csv examples/leipzig/wave_2016.toml"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("answers", type=Path, help="the microdata (CSV)")
        parser.add_argument("wave", type=Path, help="the wave's TOML file")

    def handle(self, *args: Any, **options: Any) -> None:
        file = read_wave_file(options["wave"])
        kinds = kinds_of_microdata(file.slug, read_items(file.file("items")))
        collection = import_answers(wave=wave(file.slug), file=options["answers"], kinds=kinds)
        usable = sum(collection.interviews["by_mode"].values())
        self.stdout.write(f"Wave {file.slug}: {usable:,} usable interviews taken over.")
