"""Draw the sample of a wave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.arguments import seed
from querschnitt.apps.register.actions import draw_sample
from querschnitt.tables.wavefile import read_wave_file


class Command(BaseCommand):
    help = (
        "Draw the sample of a wave as its design says. A draw is final: the same seed returns the same sample, "
        "another seed is refused.\n\n"
        "Example: querschnitt draw_sample examples/leipzig/wave_2020.toml --seed 2020"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=Path, help="the wave's TOML file; it names the design")
        parser.add_argument("--seed", type=seed, required=True, help="0 or more, recorded with the sample")

    def handle(self, *args: Any, **options: Any) -> None:
        wave = read_wave_file(options["wave"])
        sample = draw_sample(wave=wave, seed=options["seed"])
        self.stdout.write(
            f"Wave {wave.slug}: {sample.size:,} persons drawn, frame {sample.frame_sha256[:12]}, seed {sample.seed}."
        )
        for method, plan in sample.plan["allocations"].items():
            self.stdout.write(
                f"  {method:<13} n_eff {plan['n_eff']:6.0f}   total ±{100 * plan['half_width_total']:.1f} points   "
                f"groups ±{100 * plan['half_width_narrowest']:.1f} to ±{100 * plan['half_width_widest']:.1f}"
            )
