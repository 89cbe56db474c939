"""Weight the usable interviews of a wave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.results.actions.weights import weigh
from querschnitt.apps.survey.queries import wave
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Weight the usable interviews of a wave by its plan, step by step: base weights, nonresponse, calibration to "
        "the target population, replicate weights. Prints every step.\n\n"
        "Example: querschnitt weigh examples/leipzig/wave_2020.toml"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the wave's TOML file; it names the weighting plan")

    def handle(self, *args: Any, **options: Any) -> None:
        file = read_wave_file(options["wave"])
        weighting = weigh(wave=wave(file.slug), plan_file=file.file("weighting"))
        for step in weighting.steps:
            self.stdout.write(
                f"  {step['name']:<12} n {step['n']:>6,}  sum {step['sum']:>9,.0f}  "
                f"range {step['minimum']:.1f} to {step['maximum']:.1f}  Kish {step['kish']:.2f}  "
                f"n_eff {step['n_eff']:,.0f}"
            )
        if made := weighting.replicates:
            self.stdout.write(f"  replicates   {made['count']} ({made['method']})")
        self.stdout.write(
            f"Wave {file.slug}: weights from {weighting.minimum:.1f} to {weighting.maximum:.1f}, "
            f"Kish factor {weighting.kish:.2f}, n_eff {weighting.n_eff:,.0f}."
        )
