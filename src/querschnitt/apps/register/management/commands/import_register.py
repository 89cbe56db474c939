"""Import a register extract and derive the frame of a wave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.progress import Progress

from querschnitt.apps.register.actions import import_register
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Import an extract of the population register and derive the frame of a wave. Whole or not at all; the same "
        "extract again changes nothing.\n\n"
        "Example: querschnitt import_register extract.csv examples/leipzig/wave_2020.toml"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("extract", type=Path, help="the extract, as the wave's profile says")
        parser.add_argument("wave", type=Path, help="the wave's TOML file")
        parser.add_argument("--allow-rejects", action="store_true", help="import although many rows cannot be read")

    def handle(self, *args: Any, **options: Any) -> None:
        wave = read_wave_file(options["wave"])
        with Progress(transient=True) as bar:
            task = bar.add_task("Reading", total=1.0)
            frame = import_register(
                extract=options["extract"],
                wave=wave,
                allow_rejects=options["allow_rejects"],
                progress=lambda done: bar.update(task, completed=done),
            )
        self.stdout.write(
            f"Wave {wave.slug}: {frame.residents:,} residents, {frame.with_background:,} with background, "
            f"target population {frame.target:,}, frame {frame.frame:,}, drawable {frame.drawable:,}."
        )
