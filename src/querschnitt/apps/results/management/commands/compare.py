"""Compare a wave with an earlier one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.results.actions.comparison import compare, read_comparison
from querschnitt.apps.results.models import Change
from querschnitt.apps.survey.queries import wave
from querschnitt.tables.items import read_items
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Compare a wave with an earlier one for the total and the regions: each change with interval, test (Holm) and "
        "a comparability grade from what was declared beforehand.\n\n"
        "Example: querschnitt compare examples/leipzig/wave_2020.toml examples/leipzig/wave_2016.toml"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the later wave's TOML file; it names the comparison file")
        parser.add_argument("earlier", type=Path, help="the earlier wave's TOML file")

    def handle(self, *args: Any, **options: Any) -> None:
        later, earlier = read_wave_file(options["wave"]), read_wave_file(options["earlier"])
        count = compare(
            wave=wave(later.slug),
            earlier=wave(earlier.slug),
            declared=read_comparison(later.file("comparison")),
            items=read_items(later.file("items")),
            plans={file.slug: file.file("weighting") for file in (later, earlier)},
        )
        grades = Counter(Change.objects.using("statistics").filter(wave=later.slug).values_list("grade", flat=True))
        listed = ", ".join(f"{grades[letter]} × {letter}" for letter in sorted(grades))
        self.stdout.write(f"Waves {earlier.slug} and {later.slug}: {count} changes, grades {listed}.")
